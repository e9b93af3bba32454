"""Narration on stderr: what a person watching wants to know, never data."""

import sys
from dataclasses import dataclass

from cli.render import shorten, terminal_columns
from jobs.progress import Progress

_BAR = 24


@dataclass
class Narrator:
    """Tells on stderr; draws progress on one line, and only where stderr is a terminal."""

    quiet: bool = False
    verbose: bool = False
    _drawn: bool = False

    def say(self, text: str) -> None:
        """A line for the person, unless they asked for quiet."""
        if not self.quiet:
            self.clear()
            print(text, file=sys.stderr, flush=True)

    def detail(self, text: str) -> None:
        """A line that only --verbose shows."""
        if self.verbose:
            self.say(text)

    def progress(self, step: Progress) -> None:
        """Draw how far a job is; with --verbose on something else than a terminal, a line a step."""
        if self.quiet:
            return
        if not sys.stderr.isatty():
            self.detail(progress_text(step))
            return
        sys.stderr.write(f"\r\x1b[K{shorten(progress_text(step), terminal_columns() - 1)}")
        sys.stderr.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take the progress line off the terminal before something else is written."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False


def progress_text(step: Progress) -> str:
    """`fetch ######------ 3/6 US CPI-U, all items`; without a bar where the total is unknown."""
    if not step.total:
        return f"{step.stage} {step.done} {step.message}".rstrip()
    full = _BAR * min(step.done, step.total) // step.total
    return f"{step.stage} {'#' * full}{'-' * (_BAR - full)} {step.done}/{step.total} {step.message}".rstrip()
