"""The app around its rooms: start, themes, palette, what goes wrong, sizes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from textual.color import Color

from indicators.errors import DatabaseBusy
from jobs.workspace import Workspace
from tests.shared_data import ROOT
from tests.tui.conftest import workspace
from tests.tui.looking import screen_text, settle
from tui.app import RealtermsApp
from tui.commands import commands
from tui.themes import DARK, LIGHT
from tui.widgets.banner import Banner
from tui.widgets.grid import Grid

HEAVY = {"pandas", "sqlmodel", "sqlalchemy", "requests", "alembic", "tenacity", "jobs", "storage", "plans"}
ROOMS = {"1": "home", "2": "trend", "3": "plans", "4": "adjust", "5": "review", "6": "runs", "7": "settings"}


def test_the_first_screen_needs_nothing_but_textual() -> None:
    code = "import tui.app, tui.screens.home, sys; print(*{m.partition('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert HEAVY.isdisjoint(done.stdout.split())


async def test_nothing_is_opened_before_the_first_paint(sample: Path) -> None:
    painted: list[bool] = []

    def open_late() -> Workspace:
        painted.append("Prices" in screen_text(app))
        return workspace(sample)

    app = RealtermsApp(open_late)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert painted == [True]


async def test_every_room_opens_by_its_key_and_paints(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key, room in ROOMS.items():
            await pilot.press(key)
            await settle(pilot)
            if room == "adjust":
                await pilot.press("escape")
            assert app.current_mode in (room, "home")
            assert app.room.query_one(Banner).text == ""


async def test_escape_leads_home_from_every_room(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key in "234567":
            await pilot.press(key)
            await settle(pilot)
            await pilot.press("escape")
            await settle(pilot)
            assert app.current_mode == "home"


async def test_the_theme_changes_between_light_and_dark(app: RealtermsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.theme == DARK
        await pilot.press("ctrl+t")
        assert app.theme == LIGHT
        await pilot.press("ctrl+t")
        assert app.theme == DARK


@pytest.mark.parametrize("theme", ["nord", LIGHT])
async def test_another_theme_still_paints_every_room(app: RealtermsApp, theme: str) -> None:
    """Those seen before, at least under another theme, and those seen for the first time."""
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key in "261":
            await pilot.press(key)
            await settle(pilot)
        app.theme = theme
        for key in "243612":
            await pilot.press(key)
            await settle(pilot)
            ground = app.get_css_variables()["background"]
            assert app.room.styles.background == Color.parse(ground), app.room.ROOM


async def test_the_palette_knows_every_room_and_what_this_one_can_do(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        titles = [c.title for c in commands(app)]
        assert {"Prices: Chart", "Prices: Filter", "Go to Review", "Light or dark"} <= set(titles)
        assert "Prices: Load sample" not in titles


async def test_a_command_is_run_from_the_palette(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"go to plans")
        await pilot.pause(0.6)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert app.current_mode == "plans"


async def test_a_workspace_that_cannot_be_opened_is_explained() -> None:
    def refuse() -> Workspace:
        raise DatabaseBusy("the database is locked", where="realterms.db", hint="close the other program")

    app = RealtermsApp(refuse)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        text = screen_text(app)
        assert "✗ the database is locked" in text
        assert "next:     close the other program" in text
        await pilot.press("2", "4", "6", "f", "1", "f", "s", "enter", "space")
        await settle(pilot)
        assert app.is_running


async def test_an_unforeseen_mistake_ends_in_a_banner_too() -> None:
    def break_down() -> Workspace:
        raise ZeroDivisionError("a mistake of ours")

    app = RealtermsApp(break_down)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "ZeroDivisionError: a mistake of ours" in screen_text(app)


async def test_a_damaged_database_is_explained_not_traced(tmp_path: Path) -> None:
    (tmp_path / "realterms.db").write_bytes(b"this is no database" * 100)
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        text = screen_text(app)
        assert "✗" in text
        assert "Traceback" not in text


async def test_a_job_that_fails_shows_its_explanation_and_escape_closes_it(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.state.choose(("us-cpl",))
        await pilot.press("2")
        await settle(pilot)
        assert "unknown indicator 'us-cpl'" in screen_text(app)
        assert "did you mean 'us-cpi'?" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.current_mode == "trend"
        assert "us-cpl" not in screen_text(app)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
async def test_a_folder_without_permission_is_explained(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    app = RealtermsApp(lambda: workspace(closed / "home"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "cannot make the folder" in screen_text(app)


async def test_every_room_paints_at_any_size(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key in "1234567":
            await pilot.press(key)
            await settle(pilot)
            for width, height in ((80, 24), (40, 12), (200, 60), (120, 40)):
                await pilot.resize_terminal(width, height)
                await pilot.pause()
                assert len(screen_text(app).splitlines()) == height


async def test_the_last_person_at_the_keyboard_is_named(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample, "Ben\x1b[31m"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "\x1b" not in screen_text(app)
        assert "Ben" in screen_text(app)


async def test_a_dead_database_is_said_on_every_screen_and_put_right_in_the_settings(tmp_path: Path) -> None:
    """No server answers on this port; the setting is corrected on screen, and the app goes on."""
    (tmp_path / "settings.toml").write_text('database_url = "postgresql://ann:pw@127.0.0.1:9/pay"\n', "utf-8")
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key in "23561":
            await pilot.press(key)
            await settle(pilot)
            assert "✗ the database cannot be used" in screen_text(app)
            assert "opening the database" not in screen_text(app)
        await pilot.press("7")
        await settle(pilot)
        assert "✗ the database cannot be used" in screen_text(app)
        app.room.query_one(Grid).go_to("database_url")
        await pilot.press("x")
        await settle(pilot)
        assert "database_url" not in (tmp_path / "settings.toml").read_text(encoding="utf-8")
        await pilot.press("1")
        await settle(pilot)
        assert "There are no figures here yet." in screen_text(app)
        assert "cannot be used" not in screen_text(app)


async def test_the_database_is_tried_again_by_a_key(sample: Path) -> None:
    answers: list[Workspace | None] = [None, workspace(sample)]

    def open_workspace() -> Workspace:
        found = answers.pop(0)
        if found is None:
            raise DatabaseBusy("the database is locked", where="realterms.db", hint="close the other program")
        return found

    app = RealtermsApp(open_workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "ctrl+r tries again" in screen_text(app)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert "us-cpi" in screen_text(app)
        assert "locked" not in screen_text(app)
