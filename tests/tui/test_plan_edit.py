"""Plans edited where they stand: problems at the cell, undo, drafts that outlive a kill."""

import os
import signal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from jobs import planning
from tests.tui.conftest import workspace
from tests.tui.looking import burst, compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.plan_edit import Draft


async def edit(pilot: Pilot[int], *keys: str) -> None:
    """Open the plans, begin editing, press keys."""
    await settle(pilot)
    await pilot.press("3")
    await settle(pilot)
    await pilot.press("e")
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
    await settle(pilot)


async def test_a_figure_is_typed_over_and_saved_as_a_new_version(app: RealtermsApp, sample: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "right", *"39000", "enter")
        assert "✎ 39000" in screen_text(app)
        assert "edited, not saved" in screen_text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "band/S1/minimum: 38,000 → 39,000" in screen_text(app)
        compare(app, "plans-save-120x40")
        await pilot.press("enter")
        await settle(pilot)
        assert "saved as version 2" in screen_text(app)
    with workspace(sample) as opened:
        saved = planning.show(opened, "sales-manager")
        assert (saved.version, str(saved.plan.bands[0].minimum.amount)) == (2, "39000.00")
        assert planning.show(opened, "sales-manager", 1).plan.bands[0].minimum.amount == 38000


async def test_a_problem_stands_at_its_cell_and_nothing_is_saved(app: RealtermsApp, sample: Path) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "right", *"99000", "enter", "up")
        compare(app, "plans-problem-120x40")
        assert "✗ 99000" in screen_text(app)
        assert "above the midpoint" in screen_text(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert not app.screen.is_modal
    with workspace(sample) as opened:
        assert planning.show(opened, "sales-manager").version == 1


async def test_weights_that_do_not_sum_are_said_below_the_measures(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "m", "right", *"41", "enter")
        assert "the weights do not sum to 100" in screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_keys_that_come_faster_than_the_field_opens_are_not_lost(
    app: RealtermsApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await burst(pilot, "e", "right", *"39000", "enter", *"44000", "enter", "2")
        assert "✎ 39000" in screen_text(app)
        assert "✎ 44000" in screen_text(app)


async def test_saving_waits_for_what_was_just_typed(app: RealtermsApp) -> None:
    """What is asked about is what will be saved, the last edit too."""
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "right", *"39000", "enter")
        await burst(pilot, *"44000", "enter", "ctrl+s")
        assert "band/S1/minimum: 38,000 → 39,000" in screen_text(app)
        assert "band/S2/minimum: 43,700 → 44,000" in screen_text(app)


async def test_the_cursor_begins_on_a_cell_that_is_shown(app: RealtermsApp) -> None:
    """The grades' titles have no room at 80 columns."""
    async with app.run_test(size=(80, 24)) as pilot:
        await edit(pilot, *"39000", "enter")
        assert "✎ 39000" in screen_text(app)


async def test_undo_redo_and_dropping(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "right", *"39000", "enter", *"44000", "enter")
        assert "✎ 44000" in screen_text(app)
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert "✎ 44000" not in screen_text(app)
        assert "✎ 39000" in screen_text(app)
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert "✎ 44000" in screen_text(app)
        await pilot.press("ctrl+x")
        await settle(pilot)
        assert "✎" not in screen_text(app)


async def test_escape_leaves_the_cell_then_the_editing_and_the_draft_waits(
    app: RealtermsApp, sample: Path
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot, "right", *"39000", "enter", *"12")
        await pilot.press("escape")
        await settle(pilot)
        assert "✎ 12" not in screen_text(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "the edits are kept unsaved" in screen_text(app)
    again = RealtermsApp(lambda: workspace(sample))
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert "1 edit of this plan was kept unsaved" in screen_text(again)
        await pilot.press("e")
        await settle(pilot)
        assert "✎ 39000" in screen_text(again)


async def test_a_terminal_killed_in_the_middle_of_editing_loses_nothing(sample: Path) -> None:
    child = os.fork()
    if child == 0:  # the app in a process of its own, killed by itself as soon as the edit is kept
        import asyncio

        async def editing() -> None:
            app = RealtermsApp(lambda: workspace(sample))
            async with app.run_test(size=(120, 40)) as pilot:
                await edit(pilot, "right", *"39000", "enter")
                os.kill(os.getpid(), signal.SIGKILL)

        asyncio.new_event_loop().run_until_complete(editing())
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 40)) as pilot:
        await edit(pilot)
        assert "✎ 39000" in screen_text(app)


async def test_an_older_version_is_only_looked_at(app: RealtermsApp, sample: Path) -> None:
    with workspace(sample) as opened:
        text = planning.show(opened, "sales-manager").text
        planning.save_text(opened, text.replace("Sales trainee", "Trainee"), file="edited")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await pilot.press("end", "e")
        await settle(pilot)
        assert "version 1 is history" in screen_text(app)


def test_typing_what_is_saved_takes_an_edit_back() -> None:
    draft = Draft("plan", 1)
    draft.type("bands.S1.minimum", "5", "4")
    draft.type("bands.S1.minimum", "4", "4")
    assert draft.edits == {}
    assert draft.undo()
    assert draft.edits == {"bands.S1.minimum": "5"}


@pytest.mark.parametrize(
    "kept", [None, {}, {"version": 2, "edits": {"a": "b"}}, {"version": 1, "edits": [1]}]
)
def test_a_draft_of_another_version_or_none_is_empty(kept: dict[str, object] | None) -> None:
    assert Draft.recalled("plan", 1, kept).edits == {}
