"""The pictures in docs load nothing from elsewhere."""

import re
from contextlib import chdir
from html import unescape
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.shared_data import ROOT
from tests.tui.conftest import workspace
from tests.tui.looking import settle
from tests.tui.make_screenshots import FOLDER, HOME, PICTURES, Picture, draw, prepare, self_contained
from tui.app import RealtermsApp
from tui.language import CHINESE
from tui.widgets.nav import ROOMS

_TEXT = re.compile(r'<text [^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')


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


def kept(name: str) -> str:
    """What a kept picture says, blanks as blanks."""
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    return svg.replace("&#160;", " ")


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """A folder with a home below it as the pictures have one, without and with a proposal that waits."""
    made = {}
    for waiting in (False, True):
        made[waiting] = tmp_path_factory.mktemp("pictures")
        prepare(made[waiting] / HOME, waiting=waiting)
    return made


def lines(svg: str) -> list[str]:
    """What a picture says, line by line, whatever fonts and colours it has."""
    found: dict[float, list[tuple[float, str]]] = {}
    for x, y, text in _TEXT.findall(svg):
        found.setdefault(float(y), []).append((float(x), unescape(text).replace("\xa0", " ").strip()))
    return [" ".join(text for _x, text in sorted(parts) if text) for _y, parts in sorted(found.items())]


def in_common(first: str, second: str) -> float:
    """The share of the first picture's lines with words that stand in the second one too."""
    words = [line for line in lines(first) if len(line) > 3]
    return len(set(words) & set(lines(second))) / len(set(words))


@pytest.mark.prove
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture_is_of_what_the_app_shows(homes: dict[bool, Path], picture: Picture) -> None:
    """Most of it: a key more does not make a picture wrong, another look does. `make pictures` draws anew."""
    now = await drawn(picture, homes)
    assert in_common((FOLDER / f"{picture.name}.svg").read_text(encoding="utf-8"), now) > 0.5


async def test_a_picture_of_another_screen_is_seen(homes: dict[bool, Path]) -> None:
    plans, adjust = (next(p for p in PICTURES if p.name == name) for name in ("plans", "adjust"))
    assert in_common(await drawn(plans, homes), await drawn(adjust, homes)) < 0.5


async def drawn(picture: Picture, homes: dict[bool, Path]) -> str:
    """The picture as the app would have it now."""
    with chdir(homes[picture.waiting]):
        return await draw(picture, HOME)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_every_picture_is_kept_and_self_contained(picture: Picture) -> None:
    svg = kept(picture.name)
    assert ".woff" not in svg
    assert "@font-face" not in svg
    assert not re.search(r"/(tmp|home|root|work|Users)/|[A-Z]:\\", svg)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("home", ("United States · consumer prices (CPI)", "us-cpi", "Next due")),
        ("trend", ("percent on the same month a year before", "uk-cpi")),
        ("plans", ("Sales trainee", "Midpoint", "107,380")),
        ("plans-ladder", ("overlap 50 %", "S8")),
        ("adjust", ("1 change tried", "Midpoint", "95,690")),
        ("review", ("Note: yearly review", "Accept", "ben ·")),
        ("runs", ("6", "Fetch", "Import")),
        ("settings", ("database_url", "folder of the database and the exports")),
    ],
)
def test_the_picture_of_each_screen_shows_what_it_is_for(name: str, words: tuple[str, ...]) -> None:
    svg = unescape(kept(name))
    assert [word for word in words if word not in svg] == []


def test_the_readme_shows_the_recording_and_a_picture_of_every_screen() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\]\(docs/images/([\w-]+)\.svg\)", readme))
    assert shown >= {"session", "plans-ladder", *(room.value for room in ROOMS)}
    assert [name for name in shown if not (FOLDER / f"{name}.svg").is_file()] == []


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
