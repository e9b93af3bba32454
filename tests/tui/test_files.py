"""Files written and read from where one is: a preview out of Adjust, plan files out of and into Plans."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from jobs import decide, planning, verify
from jobs.exports.html_form import from_html
from plans import record, templates
from tests.tui.conftest import workspace
from tests.tui.looking import screen_text, settle
from tui.app import RealtermsApp
from tui.screens.adjust import AdjustScreen
from tui.screens.export import PlanFileDialogue, PreviewDialogue
from tui.screens.plan_file import PlanFileOpenDialogue
from tui.widgets.grid import Grid


async def in_room(pilot: Pilot[int], key: str) -> None:
    await settle(pilot)
    await pilot.press(key)
    await settle(pilot)


async def picked(pilot: Pilot[int], app: RealtermsApp, file: Path) -> None:
    """Import a plan file by its name."""
    await pilot.press("i")
    await settle(pilot)
    assert isinstance(app.screen, PlanFileOpenDialogue)
    app.screen.query_one("#path", Input).value = str(file)
    await pilot.press("ctrl+s")
    await settle(pilot)


@pytest.mark.parametrize(("key", "form"), [("f2", "pdf"), ("f3", "html"), ("f4", "xlsx")])
async def test_what_is_tried_becomes_a_report(app: RealtermsApp, sample: Path, key: str, form: str) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await in_room(pilot, "4")
        await pilot.press("ctrl+e", "up", "escape", "e")
        await settle(pilot)
        assert isinstance(app.screen, PreviewDialogue)
        await pilot.press(key, "enter")
        await settle(pilot)
        shown, room = screen_text(app), app.room
        assert isinstance(room, AdjustScreen)
        assert room.adjustment is not None
        assert "marked as a preview" in shown
        assert "1 change tried" in shown
    file = sample / "exports" / f"sales-manager-2026-10-01-preview.{form}"
    assert file.stat().st_mode & 0o777 == 0o600
    with workspace(sample) as opened:
        report = verify.verify(opened, file)
        assert report.ok, report.differences
        assert decide.listing(opened) == ()
        assert len(planning.versions(opened)) == 1
    if form == "html":
        lines = record.recompute(from_html(file.read_bytes(), file="x").document).lines
        assert lines == room.adjustment.lines


async def test_what_cannot_be_computed_is_not_reported(app: RealtermsApp, sample: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await in_room(pilot, "4")
        room = app.room
        assert isinstance(room, AdjustScreen)
        room.query_one("#cap", Input).value = "much"
        await settle(pilot)
        room.query_one(Grid).focus()
        await pilot.press("e")
        await settle(pilot)
        assert app.screen is room
        assert "correct it first" in screen_text(app)
    assert not (sample / "exports").exists()


async def test_a_version_is_written_as_the_file_it_came_from(app: RealtermsApp, sample: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await in_room(pilot, "3")
        await pilot.press("x")
        await settle(pilot)
        assert isinstance(app.screen, PlanFileDialogue)
        await pilot.press("enter")
        await settle(pilot)
        assert "written:" in screen_text(app)
    file = sample / "exports" / "sales-manager-version-1.toml"
    assert file.read_text("utf-8") == templates.text("sales-manager")
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_plan_file_becomes_a_version_and_is_shown(app: RealtermsApp, sample: Path) -> None:
    file = sample / "mine.toml"
    text = templates.text("sales-manager").replace('name = "sales-manager"', 'name = "zz-mine"')
    file.write_text(text.replace("amount = 4800", "amount = 4900"), "utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await in_room(pilot, "3")
        await picked(pilot, app, file)
        assert "zz-mine is saved as version 1" in screen_text(app)
        assert app.room.query_one("#list", Grid).key == "zz-mine"
        assert app.state.plan == "zz-mine"
        await picked(pilot, app, file)
        assert "zz-mine holds nothing new: it is version 1" in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        room = app.room
        assert isinstance(room, AdjustScreen)
        assert room.adjustment is not None
        assert room.adjustment.plan.name == "zz-mine"
    with workspace(sample) as opened:
        assert planning.show(opened, "zz-mine").text == file.read_text("utf-8")


async def test_a_plan_file_with_problems_is_refused_with_each_of_them(
    app: RealtermsApp, sample: Path
) -> None:
    file = sample / "mine.toml"
    file.write_text(templates.text("sales-manager").replace('index = "us-cpi"', 'index = "us-cpy"'), "utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await in_room(pilot, "3")
        await picked(pilot, app, file)
        assert "us-cpy" in screen_text(app)
    with workspace(sample) as opened:
        assert len(planning.versions(opened)) == 1


async def test_the_plan_chosen_last_is_the_one_shown(app: RealtermsApp, sample: Path) -> None:
    text = templates.text("sales-manager").replace('name = "sales-manager"', 'name = "zz-mine"')
    with workspace(sample) as opened:
        planning.save_text(opened, text, file="mine.toml")
    app.state.plan = "zz-mine"
    async with app.run_test(size=(120, 40)) as pilot:
        await in_room(pilot, "3")
        assert app.room.query_one("#list", Grid).key == "zz-mine"
        assert app.state.plan == "zz-mine"
