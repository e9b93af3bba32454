"""What is sent to the terminal: less than everything, and yet the same picture."""

import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

from tests.tui.conftest import workspace
from tests.tui.looking import settle
from tui.app import RealtermsApp
from tui.language import CHINESE, ENGLISH
from tui.painting import Painted

_PART = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|([^\x1b])", re.DOTALL)
CONSOLE = Console(force_terminal=True, color_system="truecolor", legacy_windows=False)
KEYS = (
    *("down", "down", "space", "end", "home", "slash", "r", "p", "escape", "question_mark", "escape"),
    *("2", "left", "left", "y", "plus", "w", "i", "a", "3", "l", "b", "e", "right", "4", "enter", "escape"),
    *("4", "down", "ctrl+e", "up", "up", "escape", "l", "5", "6", "down", "7", "down", "enter", "escape"),
    *("ctrl+t", "1", "ctrl+t"),
)


class Glass:
    """A terminal of characters and styles, as far as the app writes to one."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self.sent = 0

    def write(self, text: str) -> None:
        """Do what a terminal does: move, change the style, put a character."""
        self.sent += len(text.encode())
        row, column, style = 1, 1, ""
        for y, x, sgr, character in _PART.findall(text):
            if y:
                row, column = int(y), int(x)
            elif character and character != "\n":
                width = cell_len(character)
                self._halve((row, column))
                self._halve((row, column + width))
                for part in range(width):
                    self.cells[row, column + part] = ("" if part else character, style)
                column += width
            elif not character:
                style = "" if sgr == "0" else sgr

    def _halve(self, cell: tuple[int, int]) -> None:
        """Something begins or ends before this cell: of a wide character on both sides nothing is left."""
        row, column = cell
        if self.cells.get(cell, (" ", ""))[0] == "":
            for half in (column - 1, column):
                self.cells[row, half] = (" ", self.cells[row, half][1])


class Watched:
    """An app whose pictures are written twice: whole to one terminal, what is new to another."""

    def __init__(self, app: RealtermsApp) -> None:
        self.app = app
        self.whole, self.thin, self.memory = Glass(), Glass(), Painted()
        self.display = app._display

    def __call__(self, screen: Screen[object], renderable: Any) -> None:
        """Stand in for the app's own display."""
        self.display(screen, renderable)
        if screen is self.app.screen and hasattr(renderable, "render_segments"):
            self.whole.write(renderable.render_segments(CONSOLE))
            self.thin.write(self.memory.only_new(renderable, self.app.size).render_segments(CONSOLE))


@pytest.mark.parametrize(
    ("language", "size"), [pytest.param(ENGLISH, (120, 40), marks=pytest.mark.prove), (CHINESE, (80, 24))]
)
async def test_what_is_left_out_changes_no_cell(
    sample: Path, monkeypatch: pytest.MonkeyPatch, language: str, size: tuple[int, int]
) -> None:
    app = RealtermsApp(lambda: workspace(sample), language=language)
    seen = Watched(app)
    monkeypatch.setattr(app, "_display", seen)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in KEYS:
            await pilot.press(key)
            await settle(pilot)
            assert seen.thin.cells == seen.whole.cells, key
    assert len(seen.whole.cells) == size[0] * size[1]
    assert seen.thin.sent < seen.whole.sent / 2


def painted(memory: Painted, *lines: str, size: Size = Size(8, 2)) -> str:  # noqa: B008  a plain value
    """What is written for these lines; a capital letter is bold."""
    strips = [[Strip([Segment(c, Style(bold=c.isupper())) for c in line])] for line in lines]
    update = LayoutUpdate(list(strips), Region(0, 0, size.width, len(lines)))
    return memory.only_new(update, size).render_segments(CONSOLE)


def test_the_same_again_is_nothing_and_a_change_in_the_middle_is_that_change() -> None:
    memory = Painted()
    assert "abcdefgh" in painted(memory, "abcdefgh", "--------")
    assert painted(memory, "abcdefgh", "--------") == ""
    assert painted(memory, "abcdefgh", "--x-----") == "\x1b[2;3Hx"
    assert painted(memory, "abCdefgh", "--x-----") == "\x1b[1;3H\x1b[1mC\x1b[0m"


def test_all_is_written_once_more_where_the_terminal_may_show_something_else() -> None:
    memory = Painted()
    painted(memory, "abcdefgh", "--------")
    memory.forget()
    assert "abcdefgh" in painted(memory, "abcdefgh", "--------")
    assert "abcd" in painted(memory, "abcd", "----", size=Size(4, 2))
