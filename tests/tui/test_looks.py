"""Every screen has its pictures kept: sizes, languages, colours."""

from pathlib import Path

import pytest

from tests.tui.conftest import workspace
from tests.tui.looking import GOLDEN, compare_text, settle
from tui.app import RealtermsApp
from tui.themes import NAMES, THEMES
from tui.widgets.nav import ROOMS

SIZES = ("80x24", "120x40", "200x60")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def test_every_room_is_kept_at_three_sizes_and_in_chinese() -> None:
    wanted = {f"{room.value}-{size}" for room in ROOMS for size in SIZES}
    wanted |= {f"{room.value}-zh-{SIZES[0]}" for room in ROOMS}
    assert wanted - {kept.stem for kept in GOLDEN.glob("*.txt")} == set()


# --- colours


def coloured(app: RealtermsApp) -> str:
    """The screen as letters, one for each pair of colours, and below them what each letter is."""
    named: dict[str, str] = {}
    lines = []
    for strip in app.screen._compositor.render_strips():
        line = ""
        for segment in strip:
            style = segment.style
            pair = " on ".join(_hex(c) for c in (style.color, style.bgcolor)) if style else ""
            bold = " bold" if style and style.bold else ""
            line += named.setdefault(pair + bold, _LETTERS[len(named)]) * segment.cell_length
        lines.append(line)
    return "\n".join([*lines, *(f"{letter} {told}" for told, letter in named.items()), ""])


def _hex(colour: object) -> str:
    triplet = getattr(colour, "triplet", None)
    return triplet.hex if triplet else "none"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES if theme.name in NAMES])
async def test_colours_of_home(sample: Path, theme: str) -> None:
    """A figure that fell, one that is late, the cursor and the keys: what letters alone do not show."""
    app = RealtermsApp(lambda: workspace(sample), theme=theme)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("down", "space")
        await settle(pilot)
        compare_text(app, coloured(app), f"home-colours-{theme.removeprefix('realterms-')}")
