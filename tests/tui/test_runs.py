"""Runs: fetching over real HTTP from the local offices, with progress, and stopped by Escape."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.replay.server import Replay
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.runs import RunsScreen
from tui.widgets.activity import Activity
from tui.widgets.banner import Banner
from tui.widgets.grid import Grid
from tui.widgets.note import Note


def fetching(home: Path, replay: Replay) -> RealtermsApp:
    return RealtermsApp(lambda: workspace(home, "anna", **replay.environment(keyed=True)))


async def until(pilot: Pilot[int], text: str, seconds: float = 20) -> str:
    """The screen's text once it holds `text`."""
    for _ in range(int(seconds / 0.05)):
        shown = screen_text(pilot.app)
        if text in shown:
            return shown
        await pilot.pause(0.05)
    raise AssertionError(f"{text!r} never came:\n{screen_text(pilot.app)}")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_look(app: RealtermsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        compare(app, f"runs-{size[0]}x{size[1]}")


async def test_one_indicator_is_fetched_and_the_run_is_kept(sample: Path, replay: Replay) -> None:
    replay.later_release()
    app = fetching(sample, replay)
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        assert app.room.query_one("#results", Grid).key == "us-cpi"
        await pilot.press("o")
        await until(pilot, "run 1:")
        await settle(pilot)
        text = screen_text(app)
        assert "✓ done" in text
        assert not app.room.query_one(Activity).running
        await pilot.press("1")
        await settle(pilot)
        line = next(t for t in screen_text(app).splitlines() if " us-cpi " in t)
        assert line.rstrip().endswith("bls")


async def test_an_office_in_trouble_is_said_on_its_lines_and_the_others_go_on(
    sample: Path, replay: Replay
) -> None:
    replay.fault("quota", source="bls", times=9)
    app = fetching(sample, replay)
    async with app.run_test(size=(120, 130)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        await pilot.click("#fetch")
        await until(pilot, "run 1:", seconds=60)
        await settle(pilot)
        lines = {line.split()[0]: line for line in screen_text(app).splitlines() if line.startswith(" u")}
        assert "✗ failed" in lines["us-cpi"]
        assert "✗ failed" not in lines["uk-rpi"]
        assert "! partly" in screen_text(app)
        detail = str(app.room.query_one("#detail", Note).content)
        assert "next:" in detail


async def test_escape_stops_a_fetch_and_says_what_was_kept(sample: Path, replay: Replay) -> None:
    replay.fault("silence", source="bls", times=9)
    replay.fault("silence", source="ons", times=9)
    replay.fault("silence", source="fred", times=9)
    app = fetching(sample, replay)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        await pilot.press("f")
        await until(pilot, "Esc stops")
        await pilot.press("escape")
        await until(pilot, "run 1:", seconds=60)
        await settle(pilot)
        assert "– stopped" in screen_text(app)


async def test_while_a_fetch_runs_the_app_stays_usable(sample: Path, replay: Replay) -> None:
    replay.fault("delay", source="ons", times=1, seconds=2.0)
    app = fetching(sample, replay)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        app.room.query_one("#results", Grid).go_to("uk-rpi")
        await pilot.press("o")
        await until(pilot, "Esc stops")
        await pilot.press("1", "down", "down")
        await pilot.pause()
        assert app.current_mode == "home"
        assert "United Kingdom" in screen_text(app)
        await pilot.press("6")
        await until(pilot, "run 1:")
        await settle(pilot)


async def test_a_past_run_is_opened(sample: Path, replay: Replay) -> None:
    app = fetching(sample, replay)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        results = app.room.query_one("#results", Grid)
        results.go_to("uk-rpi")
        await pilot.press("o")
        await until(pilot, "run 1:")
        await settle(pilot)
        app.room.query_one("#runs", Grid).focus()
        await pilot.press("enter")
        await until(pilot, "run 1 of 2026-11-03")


async def test_each_office_says_how_far_it_is_and_a_retry_asks_for_what_failed(
    sample: Path, replay: Replay
) -> None:
    replay.fault("quota", source="bls", times=1)
    app = fetching(sample, replay)
    async with app.run_test(size=(120, 130)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        await pilot.press("o")
        await until(pilot, "run 1:", seconds=60)
        await settle(pilot)
        assert "BLS  ━━━━━━━━━━━━ 1/1  1 failed" in screen_text(app)
        await pilot.press("r")
        await until(pilot, "run 2:", seconds=60)
        await settle(pilot)
        assert "1 failed" not in screen_text(app)
        assert "✓ done" in screen_text(app)


async def test_what_is_due_is_fetched_and_the_log_is_shown(sample: Path, replay: Replay) -> None:
    app = fetching(sample, replay)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        assert "are due: d fetches them · nothing fetches by itself" in screen_text(app)
        await pilot.click("#due")
        await until(pilot, "run 1:", seconds=60)
        await settle(pilot)
        assert "the schedule looked today" in screen_text(app)
        await pilot.press("l")
        await settle(pilot)
        text = screen_text(app)
        assert "run 1: " in text
        room = app.room
        assert isinstance(room, RunsScreen)
        assert any("uk-rpi: " in line for line in room.lines)
        await pilot.press("l")
        await settle(pilot)
        assert "Past runs" in screen_text(app)


async def test_a_file_is_picked_in_the_tree_and_imported(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "own.csv").write_text("indicator,period,value\nuk-rpi,2026-08,421.0\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"")
    monkeypatch.chdir(folder)
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6", "i")
        await settle(pilot)
        assert "picture.png" not in screen_text(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert app.screen.query_one("#path", Input).value == str(folder / "own.csv")
        await pilot.press("enter")
        await settle(pilot)
        assert "own.csv is imported (tidy CSV): 1 series" in screen_text(app)
        assert "uk-rpi: 1 new, 0 revised" in screen_text(app)


async def test_a_file_that_cannot_be_read_is_told_with_every_problem(sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("indicator,period,value\nuk-rpl,2026-08,421.0\nuk-rpi,August,x\n", encoding="utf-8")
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6", "i")
        await settle(pilot)
        await pilot.click("#yes")
        await pilot.pause()
        assert "choose a file first" in screen_text(app)
        app.screen.query_one("#path", Input).value = str(file)
        app.screen.query_one("#day", Input).value = "tomorrow"
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "'tomorrow' is not a date" in screen_text(app)
        app.screen.query_one("#day", Input).value = ""
        await pilot.press("ctrl+s")
        await settle(pilot)
        text = app.room.query_one(Banner).text
        assert "nothing was taken over" in text
        assert "uk-rpl" in text
        assert "August" in text
