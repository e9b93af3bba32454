"""Adjust: up to four sets of values kept and shown side by side, with what they cost."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from jobs import propose
from jobs.scenarios.compare import Trial, compare_trials
from jobs.scenarios.people import effects
from tests.tui.conftest import workspace
from tests.tui.looking import compare, settle
from tests.tui.test_adjust import adjust, said
from tests.tui.test_adjust_people import staff
from tui.app import RealtermsApp
from tui.language import CHINESE
from tui.screens.keep import KeepDialogue
from tui.widgets.scenarios import ColumnGrid, ScenariosPane


async def to_adjust(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    await pilot.press("4")
    await settle(pilot)


async def try_out(pilot: Pilot[Any], app: RealtermsApp, field: str, value: str, name: str = "") -> None:
    """Type a value into a field and keep the form under a name, or under the one proposed."""
    adjust(app).query_one(f"#{field}", Input).value = value
    await settle(pilot)
    await pilot.press("f4")
    await settle(pilot)
    assert isinstance(app.screen, KeepDialogue)
    if name:
        app.screen.query_one("#name", Input).value = name
    await pilot.press("enter")
    await settle(pilot)


def cells(app: RealtermsApp, key: str) -> list[str]:
    """A row's cells after its name: the plan, the form, A to D."""
    found = next(r for r in adjust(app).query_one(ColumnGrid).rows if r.key == key)
    return [c if isinstance(c, str) else c.text for c in found.cells[1:]]


def columns(app: RealtermsApp) -> list[str]:
    return [c.key for c in adjust(app).query_one(ScenariosPane).columns]


@pytest.mark.parametrize(
    ("size", "spoken"),
    [
        ((80, 24), "en"),
        pytest.param((120, 40), "en", marks=pytest.mark.prove),
        pytest.param((80, 24), CHINESE, marks=pytest.mark.prove),
    ],
    ids=["80", "120", "zh"],
)
async def test_look(sample: Path, tmp_path: Path, size: tuple[int, int], spoken: str) -> None:
    app = RealtermsApp(lambda: workspace(sample), language=spoken)
    async with app.run_test(size=size) as pilot:
        app.state.people = str(staff(tmp_path, 300))
        await to_adjust(pilot)
        for field, value in (("lag", "5"), ("cap", "2"), ("pass_through", "50"), ("margin", "1")):
            await try_out(pilot, app, field, value)
        compare(app, f"adjust-scenarios-{'zh-' if spoken == CHINESE else ''}{size[0]}x{size[1]}")


async def test_a_kept_form_stands_beside_the_plan_with_the_figures_of_the_job(
    app: RealtermsApp, sample: Path
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await to_adjust(pilot)
        await try_out(pilot, app, "cap", "2", "careful")
        assert columns(app) == ["plan", "form", "A"]
        assert "A careful, effective 1 Oct 2026" in said(app, "#of-chosen")
        with workspace(sample) as opened:
            desk = propose.desk(opened, "sales-manager")
            day = adjust(app).effective_on
            assert day is not None
            trials = (Trial("as written", day, {}), Trial("A", day, {"bands-cpi": {"cap": 2}}))
            written, careful = compare_trials(opened, desk, trials)
        assert cells(app, "rate/bands-cpi") == ["+3.36", "+2.00", "+2.00"]
        for path in ("band/S3/midpoint", "measure/sales/target", "component/benefits/amount"):
            found = [
                next(x.after for x in o.adjustment.lines if x.path == path)
                for o in (written, careful)
                if o.adjustment is not None
            ]
            plain = [c.replace(",", "") for c in cells(app, path)]
            assert plain == [str(m.amount).removesuffix(".00") for m in (found[0], found[1], found[1])]
        assert cells(app, "kept/spread")[0] in ("✓", "8 of 8")
        assert cells(app, "notes") == [str(len(o.warnings)) for o in (written, careful, careful)]


async def test_the_form_goes_on_beside_what_is_kept_and_a_scenario_comes_back_into_it(
    app: RealtermsApp,
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await to_adjust(pilot)
        await try_out(pilot, app, "cap", "2")
        assert "bands-cpi: At most 2 %" in said(app, "#of-chosen")
        adjust(app).query_one("#cap", Input).value = "1"
        await settle(pilot)
        assert cells(app, "rate/bands-cpi") == ["+3.36", "+1.00", "+2.00"]
        await pilot.press("enter")
        await settle(pilot)
        assert adjust(app).query_one("#cap", Input).value == "2"
        assert adjust(app).overrides == {"bands-cpi": {"cap": 2}}
        assert cells(app, "rate/bands-cpi") == ["+3.36", "+2.00", "+2.00"]
        await pilot.press("left", "left", "left", "enter")
        await settle(pilot)
        assert adjust(app).overrides == {}
        assert cells(app, "rate/bands-cpi") == ["+3.36", "+3.36", "+2.00"]
        await pilot.press("x")  # the plan's own column stays
        assert columns(app) == ["plan", "form", "A"]
        await pilot.press("right", "right", "x")
        await settle(pilot)
        assert columns(app) == ["plan", "form"]
        await pilot.press("escape")
        await settle(pilot)
        assert adjust(app).pane == "steps"


async def test_there_are_four_at_most_and_a_free_letter_is_used_again(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await to_adjust(pilot)
        for cap in ("1", "2", "3", "4"):
            await try_out(pilot, app, "cap", cap)
        assert columns(app) == ["plan", "form", "A", "B", "C", "D"]
        await pilot.press("c")
        await settle(pilot)
        assert app.screen is app.room
        assert any("four scenarios are kept" in notice.message for notice in app._notifications)
        await pilot.press("left", "left", "x")
        await settle(pilot)
        assert columns(app) == ["plan", "form", "A", "C", "D"]
        await try_out(pilot, app, "cap", "2.5")
        assert cells(app, "rate/bands-cpi")[2:] == ["+1.00", "+2.50", "+3.00", "+3.36"]


async def test_each_costs_what_it_costs_on_the_same_people(app: RealtermsApp, tmp_path: Path) -> None:
    file = staff(tmp_path, 300)
    async with app.run_test(size=(120, 40)) as pilot:
        await to_adjust(pilot)
        await try_out(pilot, app, "cap", "0")
        assert "o chooses a file of employees" in said(app, "#of-chosen")
        app.state.people = str(file)
        adjust(app).people_file_changed()
        await settle(pilot)
        written = adjust(app).outcomes["plan"].adjustment
        assert written is not None
        (found,) = effects(file, [written])
        assert cells(app, "people/people") == ["300", "300", "300"]
        assert cells(app, "people/cost")[1:] == ["0", "0"]
        assert cells(app, "people/cost")[0].replace(
            ",", ""
        ) == f"{found.total.cost_minor / 100:.2f}".removesuffix(".00")
        assert cells(app, "people/green")[0] == str(found.total.green_after)
        file.unlink()
        adjust(app).people_file_changed()
        await settle(pilot)
        assert "no such file" in said(app, "#of-chosen")
        assert cells(app, "rate/bands-cpi")[0] == "+3.36"


async def test_what_cannot_be_computed_is_not_kept(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await to_adjust(pilot)
        adjust(app).query_one("#cap", Input).value = "x"
        await settle(pilot)
        await pilot.press("f4")
        await settle(pilot)
        assert app.screen is app.room
        assert adjust(app).kept == {}
