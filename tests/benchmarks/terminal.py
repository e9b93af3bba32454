"""A real pseudo-terminal around a full-screen program: its start, and how long a key takes to be painted."""

import contextlib
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

_QUIET = 0.1  # seconds without output: the repaint is over, in all its pieces


class Terminal:
    """A program in a pseudo-terminal of 120 by 40."""

    def __init__(self, command: Sequence[str | Path], environ: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            [str(c) for c in command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            start_new_session=True,
        )
        os.close(slave)
        self.output = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def read(self, wait: float) -> bytes:
        """What comes within `wait` seconds, or nothing."""
        ready, _, _ = select.select([self._master], [], [], wait)
        if not ready:
            return b""
        try:
            found = os.read(self._master, 1 << 16)
        except OSError:  # the program has ended
            return b""
        self.output += found
        return found

    def until(self, text: str, seconds: float) -> float:
        """Seconds from the start until `text` has been painted; TimeoutError after `seconds` from now."""
        wanted, asked = text.encode(), time.perf_counter()
        while time.perf_counter() - asked < seconds:
            if wanted in self.output or (self.read(0.01) and wanted in self.output):
                return time.perf_counter() - self.started
        raise TimeoutError(f"{text!r} was not painted; last output: {self.output[-300:]!r}")

    def settle(self, quiet: float = 0.5, most: float = 60) -> None:
        """Wait until nothing has been painted for `quiet` seconds."""
        end = time.perf_counter() + most
        while self.read(quiet) and time.perf_counter() < end:
            pass

    def type(self, keys: bytes) -> None:
        """Send keys as a terminal does."""
        os.write(self._master, keys)

    def key(self, keys: bytes) -> float:
        """Seconds from `keys` to the last byte of the repaint; TimeoutError where nothing is painted.

        What still comes of the key before belongs to that one, so it is waited for.
        """
        self.settle(_QUIET)
        pressed = time.perf_counter()
        self.type(keys)
        if not self.read(60):
            raise TimeoutError(f"nothing was painted for {keys!r}")
        painted = time.perf_counter()
        while self.read(_QUIET):
            painted = time.perf_counter()
        return painted - pressed

    def memory(self) -> int:
        """The program's resident memory in bytes (Linux)."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
