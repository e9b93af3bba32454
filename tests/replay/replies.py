"""What a local office sees and says: requests as they came, replies as they go."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

# Calendars of releases are asked for beside the figures, so faults and replies for an office are not theirs.
_CALENDARS = (
    ("/schedule/", "bls-calendar"),
    ("/fred/series/release", "fred-calendar"),
    ("/fred/release/dates", "fred-calendar"),
)
_FIGURES = (
    ("/publicAPI/", "bls"),
    ("/pub/time.series/", "bls_flat"),
    ("/fred/", "fred"),
    ("/graph/", "fred"),
)


@dataclass(frozen=True)
class Seen:
    """A request as it arrived. `source` is the office its path belongs to, or empty."""

    source: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True)
class Reply:
    """A reply before any fault: `zipped` where the office compresses for those who accept it."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    zipped: bool = False

    def encoded(self, accepts: str) -> "Reply":
        """The reply compressed, where the office does that and the client takes it."""
        if not self.zipped or "gzip" not in accepts:
            return self
        headers = {**self.headers, "Content-Encoding": "gzip"}
        return Reply(gzip.compress(self.body, 1, mtime=0), self.status, self.content_type, headers)


def seen(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Seen:
    """A request taken apart, with the office it is for."""
    parts = urlsplit(target)
    query = {k: v[-1] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}
    lowered = {k.lower(): v for k, v in headers.items()}
    return Seen(_office(parts.path), method, parts.path, query, lowered, body)


def _office(path: str) -> str:
    figures = (
        ("/publicAPI/", "bls"),
        ("/pub/time.series/", "bls_flat"),
        ("/fred/", "fred"),
        ("/graph/", "fred"),
    )
    for start, name in (*_CALENDARS, *figures):
        if path.startswith(start):
            return name
    return "ons" if path == "/generator" or "/timeseries/" in path else ""


def json_reply(document: object, status: int = 200) -> Reply:
    """A JSON reply, compressed as the offices do."""
    return Reply(json.dumps(document, separators=(",", ":")).encode(), status, zipped=True)


def text_reply(text: str, status: int, content_type: str = "text/plain;charset=UTF-8") -> Reply:
    """A reply in plain text."""
    return Reply(text.encode(), status, content_type)
