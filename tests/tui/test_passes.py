"""The frame by mouse alone, and by keyboard alone: what one can do, the other can too."""

from pathlib import Path

from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widgets import Input

from tests.tui.conftest import workspace
from tests.tui.looking import screen_text, settle
from tui.app import RealtermsApp
from tui.widgets.grid import Grid
from tui.widgets.keys import Keys
from tui.widgets.nav import ROOMS


async def click_on(pilot: Pilot[int], text: str, *, times: int = 1) -> None:
    """Click where the screen says `text`."""
    for y, line in enumerate(screen_text(pilot.app).splitlines()):
        if text in line:
            await pilot.click(offset=Offset(line.index(text) + 1, y), times=times)
            await settle(pilot)
            return
    raise AssertionError(f"{text!r} is not on screen:\n{screen_text(pilot.app)}")


async def test_by_mouse_alone(tmp_path: Path) -> None:
    """Sample, filter, pin, chart, help, a setting, the log of the runs: no key is pressed."""
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await click_on(pilot, "Load the sample")
        await click_on(pilot, "Esc closes")
        await click_on(pilot, "uk-rpi ")
        await click_on(pilot, "Pin")
        assert app.state.pins == ("uk-rpi",)
        await click_on(pilot, "News")
        await click_on(pilot, "Leave")
        await click_on(pilot, "Keys")
        assert "Help: Prices" in screen_text(app)
        await click_on(pilot, "esc Leave")
        await click_on(pilot, "us-cpi ", times=2)
        assert app.current_mode == "trend"
        await click_on(pilot, "7 Settings")
        await click_on(pilot, "contact", times=2)
        assert app.screen.query(Input)
        await click_on(pilot, "Save")
        assert "contact is saved" in screen_text(app)
        await click_on(pilot, "6 Runs")
        await click_on(pilot, "l Log")
        assert "nothing was fetched since" in screen_text(app)
        await click_on(pilot, "commands")
        assert app.screen.is_modal


async def test_by_keyboard_alone_at_the_smallest_size(tmp_path: Path) -> None:
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        await pilot.press("escape", "slash", *"rpi", "enter", "p")
        await settle(pilot)
        assert app.state.pins == ("uk-rpi",)
        await pilot.press("escape", "question_mark")
        await settle(pilot)
        await pilot.press("end", "home", "escape", "enter")
        await settle(pilot)
        assert app.current_mode == "trend"
        await pilot.press("7", "down", "enter")
        await settle(pilot)
        await pilot.press(*"a@b.example", "enter")
        await settle(pilot)
        assert "contact is saved" in screen_text(app)
        await pilot.press("6", "l", "l", "tab", "i")
        await settle(pilot)
        await pilot.press("escape", "1")
        await settle(pilot)
        assert app.current_mode == "home"
        assert app.room.query_one(Grid).has_focus


async def test_every_room_is_in_the_line_at_the_top_at_any_width(app: RealtermsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        top = screen_text(app).splitlines()[0]
        assert [f"{room.key} {room.label}" in top for room in ROOMS] == [True] * len(ROOMS)
        assert len(top.rstrip()) <= 80
        assert app.room.query_one(Keys).size.width == 80
