"""The line of keys: what works here, and what a click does."""

from tests.tui.looking import screen_text, settle
from tui.app import RealtermsApp


def keys_shown(app: RealtermsApp) -> str:
    return screen_text(app).splitlines()[-1]


async def test_it_changes_with_the_room_and_with_the_focus(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "Chart" in keys_shown(app)
        await pilot.press("4")
        await settle(pilot)
        assert "Propose" in keys_shown(app)
        assert "↑↓ Change" not in keys_shown(app)
        await pilot.press("ctrl+e")
        await settle(pilot)
        assert "↑↓ Change" in keys_shown(app)


async def test_what_cannot_be_done_now_is_not_offered(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "Load sample" not in keys_shown(app)
        await pilot.press("5")
        await settle(pilot)
        assert "Accept" not in keys_shown(app)


async def test_a_click_does_what_the_key_does(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        at = keys_shown(app).index("Fetch")
        await pilot.click("Keys", offset=(at, 0))
        await settle(pilot)
        assert app.current_mode == "runs"


async def test_a_click_on_commands_opens_the_palette(app: RealtermsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        at = keys_shown(app).index("commands")
        await pilot.click("Keys", offset=(at, 0))
        await pilot.pause()
        assert app.screen.is_modal


async def test_keys_that_find_no_room_are_left_out_whole(app: RealtermsApp) -> None:
    async with app.run_test(size=(40, 24)) as pilot:
        await settle(pilot)
        line = keys_shown(app)
        assert "commands" in line
        assert len(line) <= 40
