"""A webhook on loopback: keeps what it is told, and refuses where a test wants that."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Hook(ThreadingHTTPServer):
    """What came, in order; `status` is the answer."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[dict[str, Any]] = []
        self.status = 204

    @property
    def url(self) -> str:
        """Its address, with a token in it as chat programs have."""
        return f"http://127.0.0.1:{self.server_address[1]}/hooks/t0ken"


class _Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        """Keep what came."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status < 300:
            self.server.told.append(json.loads(body))
        self.send_response_only(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


@contextmanager
def listening() -> Iterator[Hook]:
    """A webhook for the length of a block."""
    with Hook() as hook:
        thread = threading.Thread(target=hook.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield hook
        finally:
            hook.shutdown()
            thread.join()
