"""Review: two persons, never one."""

from datetime import date
from pathlib import Path

import pytest

from jobs import propose
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.review import ReviewScreen
from tui.widgets.banner import Banner


@pytest.fixture
def proposed(sample: Path) -> Path:
    """A home in which anna has proposed the sample's adjustment."""
    with workspace(sample, "anna") as opened:
        propose.propose(opened, "sales-manager", on=date(2026, 10, 1), note="yearly review")
    return sample


def seen_by(home: Path, user: str) -> RealtermsApp:
    return RealtermsApp(lambda: workspace(home, user))


def said(app: RealtermsApp) -> str:
    return app.room.query_one(Banner).text


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_look(proposed: Path, size: tuple[int, int]) -> None:
    app = seen_by(proposed, "ben")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        compare(app, f"review-{size[0]}x{size[1]}")


async def test_the_proposer_is_stopped_and_told_why(proposed: Path) -> None:
    app = seen_by(proposed, "anna")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "you proposed this yourself" in said(app)
        assert app.screen is app.room
        compare(app, "review-two-persons-120x40")
        await pilot.press("escape")
        assert app.current_mode == "review"


async def test_a_second_person_accepts_with_a_reason(proposed: Path) -> None:
    app = seen_by(proposed, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        compare(app, "decide-120x40")
        await pilot.press("enter")
        await pilot.pause()
        assert "A decision needs a reason" in screen_text(app)
        await pilot.press(*"figures checked", "enter")
        await settle(pilot)
        assert "proposal 1 is accepted by ben" in said(app)
        assert "Accepted by ben on 3 Nov 2026: figures checked" in screen_text(app)


async def test_a_second_person_rejects(proposed: Path) -> None:
    app = seen_by(proposed, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("r", *"wrong month", "enter")
        await settle(pilot)
        assert "✗ rejected" in screen_text(app)
        room = app.room
        assert isinstance(room, ReviewScreen)
        assert not room.check_action("decide", ("accept",))
        assert not room.check_action("export", ())


async def test_a_dialogue_left_by_its_button_decides_nothing(proposed: Path) -> None:
    app = seen_by(proposed, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("a", *"yes", "tab", "tab", "enter")
        await settle(pilot)
        assert "? waits" in screen_text(app)


async def test_a_decision_made_elsewhere_in_the_meantime_is_explained(proposed: Path) -> None:
    from jobs import decide

    app = seen_by(proposed, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        with workspace(proposed, "carla") as other:
            decide.reject(other, 1, "seen first")
        await pilot.press("a", *"ok", "enter")
        await settle(pilot)
        assert app.room.query_one(Banner).tone == "error"
        assert "rejected" in said(app)


async def test_nothing_proposed_says_how(sample: Path) -> None:
    app = seen_by(sample, "ben")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        assert "Nothing is proposed yet" in screen_text(app)
        await pilot.press("a", "e", "r")
        assert app.screen is app.room
