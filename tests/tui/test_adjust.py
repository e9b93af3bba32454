"""Adjust: every key shows at once what it does."""

from pathlib import Path

import pytest
from textual.widgets import Input, Select, Static

from jobs import decide, planning
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.adjust import AdjustScreen
from tui.widgets.before_after import BeforeAfter
from tui.widgets.clause_form import PARTS
from tui.widgets.steps import StepsTree


def adjust(app: RealtermsApp) -> AdjustScreen:
    room = app.room
    assert isinstance(room, AdjustScreen)
    return room


def after(app: RealtermsApp, path: str) -> str:
    """The amount of a figure after the adjustment shown."""
    shown = adjust(app).adjustment
    assert shown is not None
    return next(str(line.after) for line in shown.lines if line.path == path)


def said(app: RealtermsApp, where: str) -> str:
    """The text of one part of the screen."""
    return str(adjust(app).query_one(where, Static).content)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_look(app: RealtermsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("ctrl+e", "up")
        await settle(pilot)
        compare(app, f"adjust-{size[0]}x{size[1]}")


async def test_it_opens_on_a_day_for_which_there_are_figures(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        assert adjust(app).query_one("#effective", Input).value == "2026-10-01"
        assert after(app, "band/S1/minimum") == "39280.00 USD"


async def test_up_in_a_field_moves_the_figures(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("ctrl+e", "up", "up")
        await settle(pilot)
        assert adjust(app).overrides == {"bands-cpi": {"lag": 5}}
        assert after(app, "band/S1/minimum") == "39420.00 USD"
        assert "1 change tried" in screen_text(app)
        assert "read 5 months before it takes effect" in said(app, "#in-words")


async def test_typing_a_cap_holds_at_each_key(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        adjust(app).query_one("#cap", Input).focus()
        await pilot.press("backspace", "2")
        await settle(pilot)
        assert after(app, "band/S1/minimum") == "38760.00 USD"
        await pilot.press("backspace")
        await settle(pilot)
        assert adjust(app).overrides == {"bands-cpi": {"cap": None}}
        await pilot.press("5")
        await settle(pilot)
        assert adjust(app).overrides == {}


async def test_what_is_no_number_is_said_beside_the_field_and_the_figures_stay(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("ctrl+e", "x")
        await settle(pilot)
        assert "✗ Lag" in screen_text(app)
        assert said(app, "#trouble") == "Lag: 'x' is not a number"
        assert after(app, "band/S1/minimum") == "39280.00 USD"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert app.screen is app.room


async def test_values_that_contradict_each_other_are_explained(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        floor = adjust(app).query_one("#floor", Input)
        floor.focus()
        floor.value = "7"
        await settle(pilot)
        assert "above the cap" in said(app, "#trouble")
        assert adjust(app).has_class("-stale")
        floor.value = "1"
        await settle(pilot)
        assert not adjust(app).has_class("-stale")


async def test_a_day_without_figures_is_explained(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        adjust(app).query_one("#effective", Input).value = "2027-06-01"
        await settle(pilot)
        assert "is not known; the series ends" in said(app, "#trouble")


async def test_another_clause_is_chosen_and_keeps_its_own_changes(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("ctrl+e", "up")
        await settle(pilot)
        adjust(app).query_one("#clause", Select).value = "sales-ppi"
        await settle(pilot)
        shares = adjust(app).query_one("#pass_through", Input)
        assert shares.value == "50"
        shares.value = "100"
        await settle(pilot)
        assert set(adjust(app).overrides) == {"bands-cpi", "sales-ppi"}
        assert after(app, "measure/sales/target") == "1032600.00 USD"
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert adjust(app).overrides == {}
        assert after(app, "measure/sales/target") == "1016300.00 USD"


async def test_what_is_tried_outlasts_a_dialogue_and_another_room(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("ctrl+e", "up")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert adjust(app).overrides == {"bands-cpi": {"lag": 4}}
        app.action_go("home")
        await settle(pilot)
        app.action_go("adjust")
        await settle(pilot)
        assert adjust(app).overrides == {"bands-cpi": {"lag": 4}}
        assert adjust(app).query_one("#lag", Input).value == "4"


async def test_a_plan_changed_by_somebody_else_is_told_and_never_proposed_unseen(
    app: RealtermsApp, sample: Path
) -> None:
    def edit(old: str, new: str) -> None:
        with workspace(sample, "ben") as ben:
            text = planning.show(ben, "sales-manager").text
            planning.save_text(ben, text.replace(old, new), file="edited by a colleague")

    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("1")
        edit("38000", "38500")
        await pilot.press("4")
        await settle(pilot)
        assert after(app, "band/S1/minimum") == "39800.00 USD"  # nothing was tried: the new one is shown

        await pilot.press("ctrl+e", "up")
        await settle(pilot)
        edit("38500", "39000")
        await pilot.press("escape", "ctrl+s")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "this is not what was shown" in screen_text(app)
        with workspace(sample) as opened:
            assert planning.show(opened, "sales-manager").version == 3
            assert decide.waiting(opened) == ()
        await pilot.press("1", "4")
        await settle(pilot)
        assert "what is tried rests on the old ones" in screen_text(app)
        await pilot.press("ctrl+r")
        await settle(pilot)
        assert after(app, "band/S1/minimum") == "40310.00 USD"


async def test_the_steps_of_the_highlighted_figure_are_open(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        adjust(app).query_one(BeforeAfter).go_to("measure/sales")
        await settle(pilot)
        tree = adjust(app).query_one(StepsTree)
        opened = [node.data for node in tree.root.children if node.is_expanded]
        assert opened == ["sales-ppi"]


async def test_the_form_round_trips_every_clause_of_the_sample(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        shown = adjust(app).adjustment
        assert shown is not None
        for clause in shown.plan.clauses.values():
            for part in PARTS:
                value = part.shown(clause)
                assert value is None or part.read(part.text(value)) == value


async def test_narrow_shows_one_figure_a_line_and_wide_one_item(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        figures = adjust(app).query_one(BeforeAfter)
        assert figures.key == "band/S1"
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "midpoint" in screen_text(app)
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "Midpoint" in screen_text(app)


async def test_without_a_plan_it_says_so(tmp_path: Path) -> None:
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        assert "no plan yet" in screen_text(app)
        await pilot.press("ctrl+s", "ctrl+e", "up", "escape")
        assert app.screen is app.room


async def test_the_ladder_shows_ranges_before_and_after_and_gives_way_to_the_steps_again(
    app: RealtermsApp,
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        compare(app, "adjust-ladder-120x40")
        await pilot.press("l")
        await settle(pilot)
        assert "fall, floor and cap" in screen_text(app)
