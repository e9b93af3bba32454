"""The table on screen, saved for a spreadsheet: whole, plain numbers, no formula, private."""

import csv
from pathlib import Path

import pytest
from textual.widgets import Input

from jobs import planning
from plans import templates
from tests.tui.conftest import workspace
from tests.tui.looking import screen_text, settle
from tui.app import RealtermsApp
from tui.screens.table_file import plain


async def saved(app: RealtermsApp, room: str, home: Path) -> list[list[str]]:
    """The rows of the file that `E` writes in a room."""
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.action_go(room)
        await settle(pilot)
        await pilot.press("E")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "✓ written:" in screen_text(app)
    (file,) = (home / "exports").glob(f"{room}-*.csv")
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


async def test_prices_are_saved_whole(app: RealtermsApp, sample: Path) -> None:
    head, *rows = await saved(app, "home", sample)
    assert head[1:6] == ["Indicator", "What it measures", "Latest", "Period", "12-month"]
    found = {row[1]: row for row in rows}
    assert found["us-cpi"][2:6] == ["US CPI-U, all items, US city average", "334.980", "Aug 2026", "+3.4"]
    assert "-0.2" in found["us-cpi"]
    assert [r[0] for r in rows if r[0].startswith("United")][:1] == ["United States · consumer prices (CPI)"]


async def test_figures_before_and_after_are_numbers(app: RealtermsApp, sample: Path) -> None:
    _head, *rows = await saved(app, "adjust", sample)
    found = {row[0]: row[1:] for row in rows}
    assert found["S1"][:6] == ["38000", "39280", "44650", "46150", "51300", "53030"]
    assert found["sales"][2:4] == ["1000000", "1016300"]


async def test_what_was_typed_never_becomes_a_formula(app: RealtermsApp, sample: Path) -> None:
    text = templates.text("sales-manager").replace('title = "Sales trainee"', 'title = "=HYPERLINK(1)"')
    with workspace(sample) as opened:
        planning.save_text(opened, text, file="risky.toml")
    _head, *rows = await saved(app, "plans", sample)
    assert any("'=HYPERLINK(1)" in row for row in rows), rows
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


async def test_a_file_that_is_there_is_not_written_over(app: RealtermsApp, sample: Path) -> None:
    await saved(app, "home", sample)
    (file,) = (sample / "exports").glob("home-*.csv")
    again = RealtermsApp(lambda: workspace(sample))
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await settle(pilot)
        path = again.screen.query_one("#path", Input)
        assert path.value == str(file.with_name(f"{file.stem}-2.csv"))
        path.value = str(file)
        await pilot.press("enter")
        await settle(pilot)
        assert "✗" in screen_text(again)


async def test_a_name_that_was_typed_keeps_while_the_form_changes(app: RealtermsApp, sample: Path) -> None:
    (sample / "exports").mkdir()
    (sample / "exports" / "sales-manager-2026-10-01-preview.html").touch()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        path = app.screen.query_one("#path", Input)
        await pilot.press("f3")
        assert Path(path.value).name == "sales-manager-2026-10-01-preview-2.html"
        await pilot.press("f4")
        assert Path(path.value).name == "sales-manager-2026-10-01-preview.xlsx"
        path.value = str(sample / "mine.xlsx")
        await pilot.press("f2")
        assert Path(path.value).name == "mine.pdf"


@pytest.mark.parametrize(
    ("shown", "kept"),
    [
        ("▲1,016,300", "1016300"),
        ("▼ −0.2", "-0.2"),
        ("–", ""),
        ("1,2", "1,2"),
        ("a, b", "a, b"),
        ("▲ +3.4 %", "+3.4 %"),
    ],
)
def test_a_cell_is_what_a_spreadsheet_reads(shown: str, kept: str) -> None:
    assert plain(shown) == kept
