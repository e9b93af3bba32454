"""A real terminal around the app: a tmux of our own, keys and clicks in, what its screen holds out."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import clean_environment, command

_TMUX = shutil.which("tmux")
needs_tmux = pytest.mark.skipif(_TMUX is None, reason="no tmux here")
_PATIENCE = 60.0  # seconds that only what never comes reaches
_LOOK = 0.05  # seconds between two looks
_EDGES = dict.fromkeys(map(ord, "█│▕"), " ")


@dataclass
class Tmux:
    """A session of one window. What is pressed is followed by `until`, as a person looks before going on."""

    socket: Path

    def screen(self) -> str:
        """What stands on screen, without colours."""
        return self._tell("capture-pane", "-p", "-t", "app")

    def until(self, *texts: str) -> str:
        """The screen, once it holds all of these texts."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            shown = self.screen()
            flowing = " ".join(shown.translate(_EDGES).split())  # a sentence may go on in the next line
            missing = [text for text in texts if text not in shown and text not in flowing]
            if not missing:
                return shown
            assert time.monotonic() < deadline, f"{missing} never came:\n{shown}"
            time.sleep(_LOOK)

    def without(self, text: str) -> None:
        """Wait until a text is gone: what stood below it has moved by then."""
        deadline = time.monotonic() + _PATIENCE
        while text in (shown := self.screen()):
            assert time.monotonic() < deadline, f"{text!r} never went:\n{shown}"
            time.sleep(_LOOK)

    def press(self, *keys: str, until: str | Sequence[str] = ()) -> None:
        """Press keys as tmux names them (`Escape`, `C-s`, `F2`, `a`), then wait for what they lead to."""
        for key in keys:
            self._tell("send-keys", "-t", "app", key)
        self.until(*([until] if isinstance(until, str) else until))

    def escape(self, closes: str) -> None:
        """Press Escape and see that something goes: a key right after it would be read as Alt and it."""
        self.until(closes)
        self._tell("send-keys", "-t", "app", "Escape")
        self.without(closes)

    def type(self, text: str) -> None:
        """Type a text, and see it stand there."""
        self._tell("send-keys", "-t", "app", "-l", text)
        self.until(text)

    def click(self, pattern: str, *, times: int = 1, until: str | Sequence[str] = ()) -> None:
        """Click on the end of the first match of `pattern` on screen, then wait for what it leads to.

        A mouse is told as xterm's manual has it under SGR: button, column, row, M for down and m for up.
        """
        wanted = re.compile(pattern)
        row, found = self._first(wanted)
        column = cell_len(found.string[: found.end()])
        for _ in range(times):
            for letter in "Mm":
                sent = f"\x1b[<0;{column};{row}{letter}"
                self._tell("send-keys", "-t", "app", "-H", *(f"{ord(c):x}" for c in sent))
        self.until(*([until] if isinstance(until, str) else until))

    def _first(self, wanted: re.Pattern[str]) -> tuple[int, re.Match[str]]:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            for row, line in enumerate(self.screen().splitlines(), 1):
                if found := wanted.search(line):
                    return row, found
            time.sleep(_LOOK)
        raise AssertionError(f"{wanted.pattern!r} never came:\n{self.screen()}")

    def process(self) -> int:
        """The app's process."""
        return int(self._tell("display-message", "-p", "-t", "app", "#{pane_pid}"))

    def kill(self) -> None:
        """kill -9: the app has no moment to keep anything."""
        os.kill(self.process(), signal.SIGKILL)
        self.gone()

    def gone(self) -> None:
        """Wait until the app has ended, and with it the terminal."""
        said = [str(_TMUX), "-S", str(self.socket), "has-session", "-t", "app"]
        deadline = time.monotonic() + _PATIENCE
        while subprocess.run(said, check=False, capture_output=True).returncode == 0:
            assert time.monotonic() < deadline, self.screen()
            time.sleep(_LOOK)

    def _tell(self, *words: str) -> str:
        said = [str(_TMUX), "-u", "-S", str(self.socket), *words]
        done = subprocess.run(said, check=True, capture_output=True, encoding="utf-8", timeout=_PATIENCE)
        return done.stdout


@contextmanager
def opened(home: Path, size: tuple[int, int], user: str, **more: str) -> Iterator[Tmux]:
    """The app as `user` opens it in a terminal of this size; ended at the end, whatever it does.

    `more` goes into its environment.
    """
    width, height = size
    socket = home.parent / f"{user}.tmux"
    environ = clean_environment(home, REALTERMS_USER=user, TERM="xterm-256color", COLORTERM="truecolor")
    # Size and language are chosen here; what the machine has does not count.
    unwanted = ("TMUX", "REALTERMS_HOME", "COLUMNS", "LINES", "LC_ALL", "LANGUAGE")
    environ = (
        {name: value for name, value in environ.items() if name not in unwanted} | {"LANG": "C.UTF-8"} | more
    )
    plain = ["start-server", ";", "set", "-g", "status", "off", ";", "set", "-s", "escape-time", "0", ";"]
    plain += ["set", "-g", "default-size", f"{width}x{height}", ";"]
    window = ["new-session", "-d", "-s", "app", "-x", str(width), "-y", str(height)]
    words = [
        str(_TMUX),
        "-S",
        str(socket),
        "-f",
        "/dev/null",
        *plain,
        *window,
        *command(),
        "--home",
        str(home),
    ]
    subprocess.run(words, check=True, env=environ, cwd=home.parent, timeout=_PATIENCE)
    tmux = Tmux(socket)
    try:
        shown = tmux._tell("display-message", "-p", "-t", "app", "#{window_width}x#{window_height}")
        assert shown.strip() == f"{width}x{height}"
        yield tmux
    finally:
        subprocess.run([str(_TMUX), "-S", str(socket), "kill-server"], check=False, capture_output=True)
