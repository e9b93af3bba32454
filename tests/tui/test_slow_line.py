"""What a key costs on the line to the terminal, in bytes: the same on any machine.

A bad line carries 64 kbit/s, 8 KB a second. A cursor that follows within three quarters of a second may cost
6 KB; a screen that is there after four, 32 KB.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.terminal import Terminal
from tests.cli.conftest import clean_environment, command
from tests.tui.make_screenshots import prepare
from tui.memory import FILE, written
from tui.state import State
from tui.widgets.nav import ROOMS

pytestmark = pytest.mark.prove

STEP, SCREEN = 6_000, 32_000  # bytes
QUIET = 0.4  # seconds: the cursor of a field blinks each half second, and is never done
UP, DOWN, RIGHT, LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"
HERE = {"home": "us-cpi", "trend": "Crosshair", "plans": "44,650", "adjust": "fall, floor", "review": "waits"}
HERE |= {"runs": "us-cpi", "settings": "database_url"}


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """The app at 120 by 40, with a proposal that waits and a series chosen."""
    home = prepare(tmp_path / "home", waiting=True)
    left = State(toured=True)
    left.choose(("us-cpi", "uk-cpi"))
    (home / FILE).write_text(written(left), encoding="utf-8")
    unwanted = ("COLUMNS", "LINES")  # the size is the terminal's
    environ = {name: v for name, v in clean_environment(home).items() if name not in unwanted}
    with Terminal(command(), environ) as opened:
        opened.until("us-cpi", 60)
        opened.settle()
        yield opened


def sent(terminal: Terminal, keys: bytes) -> int:
    """Bytes that the app writes for these keys, all that follows of them included."""
    terminal.output = b""
    terminal.type(keys)
    terminal.settle(QUIET)
    return len(terminal.output)


def test_a_step_and_a_screen_cost_little_on_a_slow_line(terminal: Terminal) -> None:
    steps, screens = {}, {}
    for room in ROOMS:
        terminal.output = b""
        terminal.type(room.key.encode())
        if room.value != "home":
            terminal.until(HERE[room.value], 60)
        terminal.settle(QUIET)
        screens[room.value] = len(terminal.output)
        there, back = (LEFT, RIGHT) if room.value == "trend" else (DOWN, UP)
        sent(terminal, there)  # the first may bring in what only it shows
        steps[room.value] = max(sent(terminal, key) for key in (there, there, back))
    sys.stdout.write(f"\nbytes of a step: {steps}\nbytes of a screen: {screens}\n")
    assert {room: cost for room, cost in steps.items() if cost > STEP} == {}
    assert {room: cost for room, cost in screens.items() if cost > SCREEN} == {}


def test_words_that_are_typed_and_what_is_tried_cost_little_too(terminal: Terminal) -> None:
    terminal.type(b"4")
    terminal.until(HERE["adjust"], 60)
    terminal.settle(QUIET)
    sent(terminal, b"\x05")
    tried = sent(terminal, UP)
    terminal.type(b"1")
    terminal.settle(QUIET)
    help_, back = sent(terminal, b"?"), sent(terminal, b"?")
    sent(terminal, b"/")
    filtered = sent(terminal, b"r")
    sys.stdout.write(f"\nbytes: value {tried}, help {help_}, back {back}, filter {filtered}\n")
    assert max(tried, help_, back, filtered) <= SCREEN


def test_an_app_that_waits_sends_nothing(terminal: Terminal) -> None:
    terminal.output = b""
    for _look in range(8):
        terminal.read(0.5)
    assert terminal.output == b""
