"""The local offices: a threaded HTTP server on loopback that answers as BLS, ONS and FRED do."""

import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.replay import bls_office, fred_office, ons_office
from tests.replay.faults import Fault
from tests.replay.faults import reset as reset_on_close
from tests.replay.recorded import payload
from tests.replay.replies import Reply, Seen, seen, text_reply

KEYS = {"bls": "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf", "fred": "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"}


@dataclass
class Replay:
    """The offices, and what a test may ask of them.

    `requests` are all that came, in order; `complaints` what an office would frown on: a limit exceeded,
    a parameter it does not know. `later` is the release the figures are of.
    """

    keys: dict[str, str] = field(default_factory=lambda: dict(KEYS))
    requests: list[Seen] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    later: bool = False
    vintage_cap: int = 2000
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._faults: deque[Fault] = deque()
        self._kept: deque[tuple[str, Reply]] = deque()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.replay = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering; requests still hanging are let go."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, source: str) -> str:
        """The address to set in place of the office's own: scheme, host and port."""
        if source not in ("bls", "bls_flat", "ons", "fred"):
            raise ValueError(f"no local office {source!r}")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def environment(self, *, keyed: bool = False) -> dict[str, str]:
        """The variables that lead a realterms process here, with keys where wanted."""
        urls = {f"REALTERMS_{s.upper()}_URL": self.url(s) for s in ("bls", "bls_flat", "ons", "fred")}
        keys = {f"REALTERMS_{s.upper()}_KEY": key for s, key in self.keys.items()} if keyed else {}
        return urls | keys | {"NO_PROXY": "127.0.0.1"}

    def later_release(self) -> None:
        """From now on each series has one month more, and preliminary months are revised."""
        self.later = True

    def fault(self, kind: str, *, source: str | None = None, times: int = 1, **options: Any) -> None:
        """Let something go wrong with the next `times` requests (to `source`); faults wait in line.

        The calendars of releases are `bls-calendar` and `fred-calendar`.

        Kinds: delay, silence, reset, drop, truncated, unfinished-chunks, unfinished-gzip, wrong-length,
        status (code, retry_after), html (content_type), wrong-type, redirect (to), gzip-bomb, endless,
        drip, drip-head, and quota, which is an answer of BLS.
        """
        if kind == "quota":
            for _ in range(times):
                self.serve(bls_office.quota_reply(""), source="bls")
            return
        with self._lock:
            self._faults.append(Fault(kind, source, times, options))

    def serve(
        self, reply: Reply | bytes | str, *, source: str, content_type: str = "", status: int = 200
    ) -> None:
        """Answer the next request to `source` with this, whatever it asks for."""
        if not isinstance(reply, Reply):
            body = reply.encode() if isinstance(reply, str) else reply
            usual = "application/octet-stream" if source == "ons" else "application/json"
            reply = Reply(body, status, content_type or usual, zipped=True)
        with self._lock:
            self._kept.append((source, reply))

    def serve_recorded(self, name: str, *, source: str, content_type: str = "", status: int = 200) -> None:
        """Answer the next request to `source` with a recorded reply of the real office."""
        self.serve(payload(name), source=source, content_type=content_type, status=status)

    def answer(self, request: Seen) -> tuple[Fault | None, Reply]:
        """What to do with a request: the reply, and the trouble on its way."""
        with self._lock:
            self.requests.append(request)
            fault = _take(self._faults, request.source)
            if fault is not None and fault.times > 1:
                again = Fault(fault.kind, fault.source, fault.times - 1, fault.options)
                self._faults.appendleft(again)
            kept = next((k for k in self._kept if k[0] == request.source), None)
            if kept is not None and fault is None:
                self._kept.remove(kept)
                return None, kept[1]
            return fault, self._office(request)

    def _office(self, request: Seen) -> Reply:
        if request.source in ("bls", "bls-calendar"):
            keys = frozenset({self.keys["bls"]})
            return bls_office.answer(request, later=self.later, keys=keys, complaints=self.complaints)
        if request.source == "bls_flat":
            return bls_office.series_file(request)
        if request.source == "ons":
            return ons_office.answer(request, later=self.later, complaints=self.complaints)
        if request.source in ("fred", "fred-calendar"):
            return fred_office.answer(
                request,
                later=self.later,
                keys=frozenset({self.keys["fred"]}),
                vintage_cap=self.vintage_cap,
                complaints=self.complaints,
            )
        self.complaints.append(f"no office: {request.method} {request.path}")
        return text_reply("no such office", 404)


def _take(faults: deque[Fault], source: str) -> Fault | None:
    found = next((f for f in faults if f.source in (None, source)), None)
    if found is not None:
        faults.remove(found)
    return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    replay: Replay

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what faults are for; anything else is printed by the parent."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Reads a request, and can answer it well or badly."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    @property
    def stopping(self) -> threading.Event:
        """Set when the offices close."""
        return self.server.replay.stopping

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: `requests` is the log."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the client was killed while it spoke: an office has nothing to answer
            self.close_connection = True
            return
        self.respond(seen(self.command, self.path, dict(self.headers.items()), body))

    def respond(self, request: Seen) -> None:
        """Answer as the offices do, or as a test wants it."""
        fault, reply = self.server.replay.answer(request)
        if fault is not None:
            fault.happen(self, reply)
        else:
            self.send_reply(reply.encoded(request.headers.get("accept-encoding", "")))

    def send_reply(self, reply: Reply, *, length: int | None = None) -> None:
        """Send a whole reply, or one that states another `length`."""
        self.send_response_only(reply.status)
        if "Date" not in reply.headers:
            self.send_header("Date", self.date_time_string())
        if reply.content_type:
            self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body) if length is None else length))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.close_connection = True
        self.wfile.write(data)

    def hang_up(self, *, reset: bool) -> None:
        """Close the connection, orderly or with a reset."""
        self.close_connection = True
        if reset:
            reset_on_close(self.connection)
