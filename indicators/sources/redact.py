"""Keeping keys and passwords out of what is shown, logged or stored."""

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

BLOT = "***"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


def redact(text: str, secrets: Iterable[str]) -> str:
    """`text` with every secret blotted out, as it stands or as a URL spells it."""
    spellings = {s for x in secrets if x for s in (x, quote(x, safe=""), quote_plus(x))}
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, BLOT)
    return text


def safe_url(url: str, secrets: Iterable[str]) -> str:
    """`url` fit to be kept: secrets blotted out, no user name or password before the host."""
    try:
        parts = urlsplit(url)
    except ValueError:  # not an address at all: whatever could be a password stands before the last @
        return redact(url.rpartition("@")[2], secrets)
    host = parts.netloc.rpartition("@")[2]
    return redact(urlunsplit(parts._replace(netloc=host)), secrets)


def snippet(content: bytes | str, secrets: Iterable[str], limit: int = 120) -> str:
    """The start of what came, on one line, without control characters or secrets, to quote in a message."""
    text = content if isinstance(content, str) else content[:4096].decode("utf-8", errors="replace")
    flat = redact(_CONTROL.sub(" ", text[:4096]).strip(), secrets)
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


class Blotter(logging.Filter):
    """Blots keys out of what the HTTP library logs: it writes whole addresses at DEBUG."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, blotted."""
        record.msg, record.args = redact(record.getMessage(), tuple(self.secrets)), ()
        return True


BLOTTER = Blotter()
