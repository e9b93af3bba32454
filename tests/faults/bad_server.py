"""Eleven offices on one loopback port, each under its name; a test says which of them misbehave, and how."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.faults.bad_answers import Kind
from tests.faults.bad_sources import OFFICES
from tests.replay.faults import Fault
from tests.replay.replies import Seen
from tests.replay.server import Handler

_BY_NAME = {office.name: office for office in OFFICES}


class BadOffices(ThreadingHTTPServer):
    """The offices; `bad` names those that misbehave, and `newest` says whether the newest figure is out."""

    daemon_threads = True
    request_queue_size = 64  # eleven come at once, and slow ones stay

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bad: Mapping[str, Kind] = {}
        self.newest = False
        self.stopping = threading.Event()

    def environment(self) -> dict[str, str]:
        """The variables that lead here, with the keys."""
        root = f"http://127.0.0.1:{self.server_address[1]}"
        urls = {f"REALTERMS_{o.name.upper()}_URL": f"{root}/{o.name}" for o in OFFICES}
        return urls | {f"REALTERMS_{o.name.upper()}_KEY": o.key for o in OFFICES if o.key}

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what faults are for."""


class _Handler(Handler):
    server: BadOffices  # type: ignore[assignment]  # the same handler, on other offices

    @property
    def stopping(self) -> threading.Event:
        """Set when the offices close."""
        return self.server.stopping

    def respond(self, request: Seen) -> None:
        """The office's reply, or what is bad in its place."""
        name, _, rest = urlsplit(self.path).path.removeprefix("/").partition("/")
        office = _BY_NAME[name]
        asked = replace(request, path=f"/{rest}")
        good = office.say(asked, office.figures(newest=self.server.newest))
        kind = self.server.bad.get(name)
        answer = good if kind is None else kind.make(office, asked, good)
        if isinstance(answer, Fault):
            answer.happen(self, good)
        else:
            self.send_reply(answer.encoded(request.headers.get("accept-encoding", "")))


@contextmanager
def bad_offices() -> Iterator[BadOffices]:
    """The offices for the length of a block."""
    offices = BadOffices()
    thread = threading.Thread(target=offices.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield offices
    finally:
        offices.stopping.set()
        offices.shutdown()
        offices.server_close()
        thread.join()
