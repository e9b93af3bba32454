"""What can go wrong between an office and us, done on a real socket."""

import gzip
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from tests.replay.replies import Reply

_PAGE = b"<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head></html>"


class Line(Protocol):
    """What a fault may do with the connection."""

    @property
    def stopping(self) -> threading.Event:
        """Set when the offices close."""
        ...

    def send_reply(self, reply: Reply, *, length: int | None = None) -> None:
        """Send a whole reply, or one that states another `length`."""
        ...

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        ...

    def hang_up(self, *, reset: bool) -> None:
        """Close the connection, orderly or with a reset."""
        ...


@dataclass(frozen=True)
class Fault:
    """One kind of trouble, for the next `times` requests to `source` (to any, where that is None)."""

    kind: str
    source: str | None = None
    times: int = 1
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise ValueError(f"no such fault: {self.kind!r}; there are {', '.join(sorted(_KINDS))}")

    def happen(self, line: Line, usual: Reply) -> None:
        """Do it, in place of the `usual` reply or around it."""
        _KINDS[self.kind](line, usual, **self.options)


def _delay(line: Line, usual: Reply, *, seconds: float = 0.2) -> None:
    line.stopping.wait(seconds)
    line.send_reply(usual)


def _reset(line: Line, usual: Reply) -> None:
    line.hang_up(reset=True)


def _drop(line: Line, usual: Reply) -> None:
    line.hang_up(reset=False)


def _truncated(line: Line, usual: Reply) -> None:
    half = Reply(usual.body[: len(usual.body) // 2], usual.status, usual.content_type, usual.headers)
    line.send_reply(half, length=len(usual.body))
    line.hang_up(reset=False)


def _unfinished_chunks(line: Line, usual: Reply) -> None:
    line.raw(_head(usual, "Transfer-Encoding: chunked") + b"10\r\n" + usual.body[:16] + b"\r\n")
    line.hang_up(reset=False)


def _unfinished_gzip(line: Line, usual: Reply) -> None:
    cut = gzip.compress(usual.body, mtime=0)[:-12]
    headers = {"Content-Encoding": "gzip"}
    line.send_reply(Reply(cut, usual.status, usual.content_type, headers))


def _wrong_length(line: Line, usual: Reply) -> None:
    line.send_reply(usual, length=len(usual.body) + 10)
    line.hang_up(reset=False)


def _status(line: Line, usual: Reply, *, code: int, retry_after: str = "", date: str = "") -> None:
    headers = {"Retry-After": retry_after} if retry_after else {}
    if date:
        headers["Date"] = date
    line.send_reply(Reply(b"busy", code, "text/plain", headers))


def _html(line: Line, usual: Reply, *, content_type: str = "text/html; charset=utf-8") -> None:
    line.send_reply(Reply(_PAGE, 200, content_type))


def _wrong_type(line: Line, usual: Reply, *, content_type: str = "image/png") -> None:
    line.send_reply(Reply(usual.body, usual.status, content_type))


def _redirect(line: Line, usual: Reply, *, to: str, code: int = 302) -> None:
    line.send_reply(Reply(b"", code, "text/plain", {"Location": to}))


def _gzip_bomb(line: Line, usual: Reply, *, size: int = 64 * 1024 * 1024) -> None:
    line.send_reply(Reply(_swelling(size), 200, usual.content_type, {"Content-Encoding": "gzip"}))


@cache
def _swelling(size: int) -> bytes:
    return gzip.compress(b"0" * size, 9, mtime=0)


def _endless(line: Line, usual: Reply) -> None:
    line.raw(_head(usual, "Transfer-Encoding: chunked"))
    while not line.stopping.is_set():
        line.raw(b"4000\r\n" + b"0" * 0x4000 + b"\r\n")


def _drip(line: Line, usual: Reply, *, seconds: float = 0.02, stated: bool = True) -> None:
    length = "Content-Length: 1000000" if stated else "Connection: close"
    line.raw(_head(usual, length))
    while not line.stopping.wait(seconds):
        line.raw(b"0")


def _drip_head(line: Line, usual: Reply, *, seconds: float = 0.02) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not line.stopping.wait(seconds):
        line.raw(b"0")


def _silence(line: Line, usual: Reply) -> None:
    line.stopping.wait(3600)  # who waits for it hangs
    line.hang_up(reset=False)


_KINDS: dict[str, Callable[..., None]] = {
    "delay": _delay,
    "reset": _reset,
    "drop": _drop,
    "truncated": _truncated,
    "unfinished-chunks": _unfinished_chunks,
    "unfinished-gzip": _unfinished_gzip,
    "wrong-length": _wrong_length,
    "status": _status,
    "html": _html,
    "wrong-type": _wrong_type,
    "redirect": _redirect,
    "gzip-bomb": _gzip_bomb,
    "endless": _endless,
    "drip": _drip,
    "drip-head": _drip_head,
    "silence": _silence,
}


def _head(usual: Reply, line: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {usual.content_type}\r\n{line}\r\n\r\n".encode()


def reset(connection: socket.socket) -> None:
    """Make the coming close a reset: unsent data is thrown away."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
