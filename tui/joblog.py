"""What a job writes into its log while it runs, line by line: for a screen to show, never onto the screen."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ROOM = "jobs"


class _Lines(logging.Handler):
    """Hands on each record as a line: time, sign of a warning, text."""

    def __init__(self, say: Callable[[str], object]) -> None:
        super().__init__(logging.INFO)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Jobs log without secrets, so a line can be shown as it is."""
        stamp = logging.Formatter().formatTime(record, "%H:%M:%S")
        sign = "!" if record.levelno >= logging.WARNING else " "
        self._say(f"{stamp} {sign} {record.getMessage()}")


@contextmanager
def listening(say: Callable[[str], object]) -> Iterator[None]:
    """Hand every line that jobs log to `say` until the block ends."""
    log, lines = logging.getLogger(_ROOM), _Lines(say)
    before = log.level
    log.addHandler(lines)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(lines)
        log.setLevel(before)


@contextmanager
def off_screen() -> Iterator[None]:
    """Keep what is logged off the terminal until the block ends: a line written there would stay."""
    root, terminal = logging.getLogger(), (sys.stderr, sys.__stderr__, sys.stdout)
    before = root.handlers[:]
    root.handlers[:] = [h for h in before if getattr(h, "stream", None) not in terminal]
    root.addHandler(logging.NullHandler())  # without any, logging would write warnings itself
    try:
        yield
    finally:
        root.handlers[:] = before
