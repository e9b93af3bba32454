"""Draw the pictures of the README and the handbook: `python -m tests.tui.make_screenshots`.

The app runs without a terminal over the bundled figures and the sample plan, on a day that stands still, and
exports what it shows as SVG. The pictures name no address and load nothing: fonts are the reader's own.
"""

import asyncio
import re
import sys
import tempfile
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from jobs import demo, planning, propose
from tests.shared_data import ROOT
from tests.tui.conftest import workspace
from tests.tui.looking import settle
from tui.app import RealtermsApp
from tui.language import CHINESE, ENGLISH
from tui.themes import CONTRAST_LIGHT, DARK, LIGHT

FOLDER = ROOT / "docs" / "images"
HOME = Path("realterms")  # below a folder of the moment: pictures name no path of a machine
_CELL = 12.2  # width of a character in Rich's SVG


@dataclass(frozen=True)
class Picture:
    """A picture: its name, the keys that lead to it, the series chosen, its look, who looks.

    Where a proposal waits, anna has made it.
    """

    name: str
    keys: Sequence[str]
    series: tuple[str, ...] = ()
    theme: str = DARK
    language: str = ENGLISH
    user: str = "anna"
    waiting: bool = False


_FILLED_IN = (*"1050000", "down", *"92", "down", *"104", "down", *"4", "down", *"95", "down", "down")

PICTURES = (
    Picture("home", ("space", "down", "down", "down", "down")),
    Picture("trend", ("2", "f", "y", *["left"] * 9), ("us-cpi", "us-ppi-finished-goods", "uk-cpi")),
    Picture("plans", ("3",)),
    Picture("plans-ladder", ("3", "l")),
    Picture("results", ("3", "r", "n", *"Ann", "tab", "tab", *"appraisal", "enter", *_FILLED_IN)),
    Picture("adjust", ("4", "down", "down", "down", "down", "ctrl+e", "up")),
    Picture("review", ("5",), user="ben", waiting=True),
    Picture("runs", ("6",)),
    Picture("settings", ("7", "down", "down", "down")),
    Picture("home-zh", ("space", "down", "down"), language=CHINESE),
    Picture("home-contrast", ("space", "down", "down"), theme=CONTRAST_LIGHT),
    Picture("adjust-light", ("4", "down", "down", "down", "down", "ctrl+e", "up"), theme=LIGHT),
)


def self_contained(svg: str) -> str:
    """The picture without fonts from elsewhere, and with its text where it stands.

    Some viewers drop blanks at the start of a text, so that it moves left: the blanks become an offset.
    """
    svg = re.sub(r"\s*@font-face\s*{[^}]*}", "", svg)
    return re.sub(
        r'(<text [^>]*?x=")([\d.]+)("[^>]*?textLength=")([\d.]+)("[^>]*>)((?:&#160;)+)', _moved, svg
    )


def _moved(match: re.Match[str]) -> str:
    blanks = match[6].count(";")
    x, length = float(match[2]) + blanks * _CELL, float(match[4]) - blanks * _CELL
    return f"{match[1]}{x:g}{match[3]}{max(length, 0):g}{match[5]}"


async def draw(picture: Picture, home: Path, size: tuple[int, int] = (120, 40)) -> str:
    """The picture as SVG."""
    app = RealtermsApp(lambda: workspace(home, picture.user), theme=picture.theme, language=picture.language)
    if picture.series:
        app.state.choose(picture.series)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await settle(pilot)
        return await taken(pilot)


async def taken(pilot: Pilot[Any]) -> str:
    """What stands on screen as SVG; a cursor that would blink stands still, so that it is always the same."""
    for entry in pilot.app.screen.query(Input):
        entry.cursor_blink = False
    await settle(pilot)
    return self_contained(pilot.app.export_screenshot(title="realterms"))


def prepare(home: Path, *, waiting: bool = False) -> Path:
    """A home with the bundled figures and the sample plan; where wanted, a proposal waits in it."""
    with workspace(home) as opened:
        demo.load_sample(opened)
        if waiting:
            on = planning.show(opened, demo.SAMPLE).plan.effective_from
            propose.propose(opened, demo.SAMPLE, on=on, note="yearly review")
    return home


def main() -> int:
    """Draw every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for waiting in (False, True):
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            prepare(HOME, waiting=waiting)
            for picture in PICTURES:
                if picture.waiting == waiting:
                    svg = asyncio.run(draw(picture, HOME))
                    (FOLDER / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
