"""The pictures in docs load nothing from elsewhere."""

import re
from html import unescape
from pathlib import Path

from rich.cells import cell_len

from tests.tui.conftest import workspace
from tests.tui.looking import settle
from tests.tui.make_screenshots import FOLDER, PICTURES, Picture, draw, self_contained
from tui.app import RealtermsApp
from tui.language import CHINESE


async def test_a_picture_is_drawn_and_names_no_address_but_the_svg_namespace(sample: Path) -> None:
    svg = await draw(Picture("home", ()), sample, (80, 24))
    assert "us-cpi" in svg
    assert set(re.findall(r"https?://[^\s\"')<]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "https://www.textualize.io",
    }
    assert "@font-face" not in svg
    assert "url(http" not in svg


def test_blanks_at_the_start_of_a_text_become_an_offset() -> None:
    before = '<text class="a" x="12.2" y="20" textLength="48.8" clip-path="b">&#160;&#160;ab</text>'
    after = '<text class="a" x="36.6" y="20" textLength="24.4" clip-path="b">ab</text>'
    assert self_contained(before) == after


def test_every_picture_is_kept_and_self_contained() -> None:
    for picture in PICTURES:
        svg = (FOLDER / f"{picture.name}.svg").read_text(encoding="utf-8")
        assert ".woff" not in svg
        assert "@font-face" not in svg


async def test_wide_characters_are_as_wide_in_a_picture_as_on_screen(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample), language=CHINESE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        svg = app.export_screenshot()
    lengths = {
        unescape(m[2]).strip("\xa0"): float(m[1])
        for m in re.finditer(r'textLength="([\d.]+)"[^>]*>([^<]*)<', svg)
    }
    group = next(text for text in lengths if "美国" in text and "CPI" in text)
    assert lengths[group] >= cell_len(group) * 12.2
