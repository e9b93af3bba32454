"""Decisions: every proposal with what became of it, found by any word of it, opened with one key."""

from datetime import date
from pathlib import Path

import pytest

from jobs import decide, propose
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.review import ReviewScreen
from tui.screens.review_history import HistoryScreen


@pytest.fixture
def decided(sample: Path) -> Path:
    """A home with three proposals of anna: ben accepted one, rejected one, and one waits."""
    with workspace(sample, "anna") as anna, workspace(sample, "ben") as ben:
        for note in ("yearly review", "a month too late", "once more"):
            propose.propose(anna, "sales-manager", on=date(2026, 10, 1), note=note)
        decide.accept(ben, 1, "figures checked")
        decide.reject(ben, 2, "wrong month")
    return sample


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_look(decided: Path, size: tuple[int, int]) -> None:
    app = RealtermsApp(lambda: workspace(decided, "carla"))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        compare(app, f"review-history-{size[0]}x{size[1]}")


async def test_it_is_filtered_as_one_types_and_opened_in_review(decided: Path) -> None:
    app = RealtermsApp(lambda: workspace(decided, "carla"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        history = app.screen
        assert isinstance(history, HistoryScreen)
        assert [row.key for row in history.grid.rows] == ["3", "2", "1"]
        await pilot.press("slash", *"ben wrong")
        await settle(pilot)
        assert [row.key for row in history.grid.rows] == ["2"]
        text = screen_text(app)
        assert "Rejected by ben on 3 Nov 2026: wrong month" in text
        assert "us-cpi 2026-07 = 333.918, published on 2026-09-24" in text
        await pilot.press(*"zzz")
        await settle(pilot)
        assert "nothing matches the filter" in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert len(history.grid.rows) == 3
        await pilot.press("slash", *"checked", "enter", "enter")
        await settle(pilot)
        room = app.screen
        assert isinstance(room, ReviewScreen)
        assert room.shown is not None
        assert room.shown.id == 1
        assert "Accepted by ben" in screen_text(app)


async def test_escape_goes_back_and_a_proposal_asked_for_elsewhere_closes_it(decided: Path) -> None:
    app = RealtermsApp(lambda: workspace(decided, "carla"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("d")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("d")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        app.state.proposal = 2
        await pilot.press("5")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown is not None
        assert app.screen.shown.id == 2


async def test_nothing_proposed_says_how(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("d", "enter")
        await settle(pilot)
        assert "nothing was proposed yet" in screen_text(app)
        assert isinstance(app.screen, HistoryScreen)
