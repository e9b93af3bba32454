"""Cutting a connection that takes too long, or whose caller wants no more, from beside it.

A read timeout starts anew with every byte, so an office that drips bytes is never timed out by it, and
a thread that waits for the network cannot look at anything else. A watch can: it shuts the socket down,
and the waiting call ends at once.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from types import TracebackType
from typing import Protocol, Self

_TICK = 0.05


class Connection(Protocol):
    """What a watch needs of a connection."""

    sock: socket.socket | None


_current = threading.local()


def using(connection: Connection) -> None:
    """Say that this thread is about to use `connection`, so that its watch can cut it."""
    watch = getattr(_current, "watch", None)
    if watch is not None:
        watch.connection = connection
        # Kept apart: a connection that is to be closed gives its socket away as soon as the head is read.
        watch.line = connection.sock or watch.line


class Watch:
    """For the length of a `with` block: `late` or `unwanted` becomes true when it had to cut."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        self._deadline = time.monotonic() + seconds
        self._cancelled = cancelled
        self._done = threading.Event()
        # The caller's context comes along: `cancelled` may look up whose work this is.
        context = copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._look,), daemon=True)
        self.connection: Connection | None = None
        self.line: socket.socket | None = None
        self.late = False
        self.unwanted = False

    def __enter__(self) -> Self:
        _current.watch = self
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()
        _current.watch = None

    def _look(self) -> None:
        while not self._done.wait(min(_TICK, max(self._deadline - time.monotonic(), 0.001))):
            self.unwanted = self.unwanted or self._cancelled()
            self.late = self.late or time.monotonic() >= self._deadline
            if self.unwanted or self.late:
                self._cut()
                self._done.wait(_TICK)

    def _cut(self) -> None:
        connected = (self.connection and self.connection.sock) or self.line
        if connected is not None:
            # OSError: already closed, or not connected yet; the next look tries again.
            with suppress(OSError):
                # The plain method: an SSL socket's own would first unwrap itself under the reader's feet.
                socket.socket.shutdown(connected, socket.SHUT_RDWR)
