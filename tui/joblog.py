"""What a job writes into its log while it runs, line by line: for a screen to show, never onto the screen."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tui.language import N_, _, told

_ROOM = "jobs"
LINES = (
    N_("run %d: %d to fetch"),
    N_("run %d: %s"),
    N_("run %d cannot be closed: %s"),
    N_("%s: %s; trying again in %.0f s"),
    N_("calendar %s: %d days"),
    N_("calendar %s: %s"),
    N_("the webhook was not told: %s"),
    N_("told the webhook of %d new and %d ended"),
)


class _Lines(logging.Handler):
    """Hands on each record as a line: time, sign of a warning, text."""

    def __init__(self, say: Callable[[str], object]) -> None:
        super().__init__(logging.INFO)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Jobs log without secrets, so a line can be shown as it is."""
        stamp = logging.Formatter().formatTime(record, "%H:%M:%S")
        sign = "!" if record.levelno >= logging.WARNING else " "
        self._say(f"{stamp} {sign} {_translated(record)}")


def _translated(record: logging.LogRecord) -> str:
    """What a record says; a line that is none of ours stays as it is."""
    args = record.args if isinstance(record.args, tuple) else ()
    text = _(record.msg) if record.msg in LINES else str(record.msg)
    return text % tuple(_said(a) if isinstance(a, str) else a for a in args) if args else text


def _said(word: str) -> str:
    """An outcome or the message of an error, translated."""
    from tui.screens.runs_rows import OUTCOMES

    return _(OUTCOMES[word][0]).split()[-1] if word in OUTCOMES else told(word)


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
