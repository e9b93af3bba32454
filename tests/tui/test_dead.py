"""A database that dies, an office that hangs while the terminal runs: told on every screen, never a trace."""

import os
import shutil
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL
from textual.pilot import Pilot

from indicators.sources.pacing import Limits
from jobs import demo
from tests.replay.server import Replay
from tests.storage import postgres
from tests.tui.conftest import workspace
from tests.tui.looking import screen_text, settle
from tests.tui.test_runs import fetching, until
from tui.app import RealtermsApp
from tui.widgets.banner import Banner

ROOMS = ("trend", "plans", "score", "adjust", "review", "runs", "settings", "home")


async def told_everywhere(
    pilot: Pilot[int], app: RealtermsApp, *texts: str, rooms: tuple[str, ...] = ROOMS
) -> None:
    """Every room says these texts in its banner, and none shows a trace."""
    for room in rooms:
        app.action_go(room)
        await settle(pilot)
        banner = app.room.query_one(Banner)
        assert banner.has_class("-open"), room
        assert banner.tone == "error", room
        for text in (*texts, "ctrl+r"):
            assert text in banner.text, room
        assert "Traceback" not in screen_text(app), room
        assert "made a mistake" not in screen_text(app), room


async def opened(pilot: Pilot[int], app: RealtermsApp) -> None:
    """Look at a series and a plan, so that every room has something to ask for."""
    await settle(pilot)
    app.state.choose(("us-cpi",))
    app.state.plan = "sales-manager"


async def test_a_database_file_that_is_removed_is_told_and_found(app: RealtermsApp, sample: Path) -> None:
    """What SQLite would go on writing into a file without a name is refused; put back, all is there again."""
    file, aside = sample / "realterms.db", sample / "aside.db"
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app)
        for beside in sample.glob("realterms.db-*"):
            beside.unlink()
        file.rename(aside)
        await told_everywhere(pilot, app, "the database's file is gone", "put it back")
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "the database's file is still gone" in screen_text(app)
        assert not file.exists()
        aside.rename(file)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "334.980" in screen_text(app)
        assert "gone" not in screen_text(app)


async def test_edits_typed_while_the_database_was_gone_are_there_afterwards(
    app: RealtermsApp, sample: Path
) -> None:
    file, aside = sample / "realterms.db", sample / "aside.db"
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        file.rename(aside)
        await pilot.press("right", *"39000", "enter")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "the database's file is gone" in screen_text(app)
        aside.rename(file)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "✎ 39000" in screen_text(app)


async def test_another_file_in_place_of_the_database_is_told(app: RealtermsApp, sample: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app)
        shutil.copy(sample / "realterms.db", sample / "copy.db")
        (sample / "copy.db").replace(sample / "realterms.db")
        await told_everywhere(
            pilot, app, "another file stands where the database was", rooms=("plans", "runs", "home")
        )
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "334.980" in screen_text(app)


async def test_a_database_file_that_is_damaged_is_told(app: RealtermsApp, sample: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app)
        for file in sample.glob("realterms.db*"):
            file.write_bytes(b"no database" * 1000)
        await told_everywhere(pilot, app, "the database cannot be used", "restore the file from a copy")


async def test_an_office_that_hangs_is_told_where_one_has_gone_to(sample: Path, replay: Replay) -> None:
    replay.fault("silence", source="bls", times=9)
    environ = replay.environment(keyed=True)
    few = Limits(read=3, attempts=1)  # seconds: by then one has gone on, on a busy machine too
    app = RealtermsApp(lambda: replace(workspace(sample, "anna", **environ), limits=few))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        await pilot.press("o", "3")
        shown = " ".join((await until(pilot, "could not be fetched")).split())
        assert app.current_mode == "plans"
        assert "1 indicator could not be fetched" in shown
        assert "us-cpi: " in shown
        assert "6 shows which and why, r fetches again" in shown
        assert "Traceback" not in shown
        await pilot.press("6")
        await until(pilot, "✗ failed")
        await pilot.press("escape", "r")
        await until(pilot, "run 2:")


async def test_what_is_told_as_a_room_opens_waits_until_it_stands(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app)
        app.action_go("runs")
        assert app.room.ROOM == "runs"
        app.room.tell("a job ended just now", "warning")
        await until(pilot, "a job ended just now")


async def test_an_office_that_hangs_is_stopped_by_escape(sample: Path, replay: Replay) -> None:
    replay.fault("silence", source="bls", times=9)
    app = fetching(sample, replay)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6")
        await settle(pilot)
        await pilot.press("o")
        await until(pilot, "Esc stops")
        await pilot.press("escape")
        await until(pilot, "– stopped")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
async def test_a_database_that_may_not_be_read_any_more_is_told(app: RealtermsApp, sample: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, app)
        sample.chmod(0o000)
        try:
            await told_everywhere(pilot, app, "the database's file is gone")
        finally:
            sample.chmod(0o700)


@pytest.mark.prove  # it starts a server of its own
@pytest.mark.skipif(postgres.NAMED_SERVER in os.environ, reason="that server is not ours to stop")
async def test_a_server_that_is_stopped_is_told(tmp_path: Path) -> None:
    with ExitStack() as running:
        url: URL = running.enter_context(postgres.server())
        home = {"REALTERMS_DATABASE_URL": url.render_as_string(hide_password=False)}
        with workspace(tmp_path, **home) as first:
            demo.load_sample(first)
        app = RealtermsApp(lambda: workspace(tmp_path, **home))
        async with app.run_test(size=(120, 40)) as pilot:
            await opened(pilot, app)
            assert "334.980" in screen_text(app)
            running.close()
            await told_everywhere(pilot, app, "the database cannot be used", "see that its server runs")
            await pilot.press("ctrl+r")
            await settle(pilot)
            assert "the database cannot be used" in screen_text(app)
