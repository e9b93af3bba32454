"""The whole main job by keyboard: sample, trend, adjust, propose; another person accepts and exports."""

from pathlib import Path

from jobs import verify
from tests.tui.conftest import workspace
from tests.tui.looking import screen_text, settle
from tui.app import RealtermsApp
from tui.widgets.banner import Banner


async def test_the_main_job(tmp_path: Path) -> None:
    anna = RealtermsApp(lambda: workspace(tmp_path, "anna"))
    async with anna.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "There are no figures here yet." in screen_text(anna)
        await pilot.press("s")
        await settle(pilot)
        assert "sample plan are loaded" in screen_text(anna)

        await pilot.press("escape", "space", "down", "space", "enter")
        await settle(pilot)
        assert anna.current_mode == "trend"
        await pilot.press("y", "f", "left", "left")
        await settle(pilot)
        assert "percent on the same month a year before" in screen_text(anna)

        await pilot.press("3")
        await settle(pilot)
        assert "Sales trainee" in screen_text(anna)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("ctrl+e", "up")
        await settle(pilot)
        assert "1 change tried" in screen_text(anna)

        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "become a new version of the plan" in screen_text(anna)
        await pilot.press(*"lag of four months", "enter")
        await settle(pilot)
        assert "proposal 1 is frozen" in anna.room.query_one(Banner).text

        await pilot.press("escape", "escape", "5")
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert "a second person decides" in screen_text(anna)

    ben = RealtermsApp(lambda: workspace(tmp_path, "ben"))
    async with ben.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        assert "version 2" in screen_text(ben)
        assert "Note: lag of four months" in screen_text(ben)
        await pilot.press("a", *"agreed", "enter")
        await settle(pilot)
        assert "✓ accepted" in screen_text(ben)

        await pilot.press("escape", "e")
        await settle(pilot)
        await pilot.press("f4", "enter")
        await settle(pilot)
        assert "written:" in ben.room.query_one(Banner).text

    (written,) = sorted((tmp_path / "exports").glob("*.json"))
    with workspace(tmp_path, "carla") as checking:
        assert verify.verify(checking, written).ok
