"""Plans: bands, thresholds, clauses."""

from decimal import Decimal
from pathlib import Path

import pytest

from jobs import planning
from plans.curve import CurveKind, PayoutCurve
from tests.plans.test_own_clauses import OWN
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.widgets.curve import drawing


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_look(app: RealtermsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        compare(app, f"plans-{size[0]}x{size[1]}")


async def test_each_part_has_its_key(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        seen = {}
        for key in "bmoc":
            await pilot.press(key)
            await settle(pilot)
            seen[key] = screen_text(app)
        assert "Sales trainee" in seen["b"]
        assert "1,200,000" in seen["m"]
        assert "allowance" in seen["o"]
        assert "50 % of the change is passed on." in seen["c"]


async def test_a_sample_is_called_one(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert "sample with made-up figures" in screen_text(app)


async def test_enter_takes_the_plan_to_adjust(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "adjust"
        assert app.state.plan == "sales-manager"


async def test_without_plans_it_says_how_to_get_one(tmp_path: Path) -> None:
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert "no plans yet" in screen_text(app)
        await pilot.press("enter", "m")
        assert app.current_mode == "plans"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_ladder_shows_ranges_on_one_scale(app: RealtermsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("3", "l")
        await settle(pilot)
        compare(app, f"plans-ladder-{size[0]}x{size[1]}")


async def test_the_payout_curve_of_the_highlighted_measure_is_drawn(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3", "m")
        await settle(pilot)
        compare(app, "plans-curve-120x40")


async def test_versions_stand_below_their_plan_and_an_older_one_can_be_looked_at(
    app: RealtermsApp, sample: Path
) -> None:
    with workspace(sample) as opened:
        text = planning.show(opened, "sales-manager").text
        planning.save_text(opened, text.replace("Sales trainee", "Trainee in sales"), file="edited")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        assert "version 2" in screen_text(app)
        assert "Trainee in sales" in screen_text(app)
        await pilot.press("end")
        await settle(pilot)
        assert "version 1" in screen_text(app)
        assert "Sales trainee" in screen_text(app)


def test_a_step_curve_jumps_and_a_cap_flattens() -> None:
    step = PayoutCurve(
        "s", CurveKind.STEP, ((Decimal(50), Decimal("0.5")), (Decimal(80), Decimal(1))), Decimal(120)
    )
    rows = ["".join(c for c, _part in row) for row in drawing(step, 60, 12)]
    assert sum("●" in row for row in rows) == 2
    assert "50 %" in rows[-1]
    assert "80 %" in rows[-1]
    heights = [next(y for y, row in enumerate(rows) if row[8 + x] not in " │┤") for x in range(51)]
    assert heights == sorted(heights, reverse=True)  # never falls from left to right
    assert heights[-1] == heights[-4]  # capped


async def test_a_measure_whose_figures_follow_several_clauses_says_which(sample: Path) -> None:
    with workspace(sample) as opened:
        planning.save_text(opened, OWN, file="own.toml")
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        await pilot.press("m")
        await settle(pilot)
        assert "threshold us-cpi…" in screen_text(app)
        await pilot.press("c")
        await settle(pilot)
        shown = screen_text(app)
        assert "In this plan it moves S1, S2, S3, S4, S5, S6, S7, S8" in shown
        assert "In this plan it moves Sales revenue (target)" in shown
        assert "In this plan it moves Sales revenue (maximum), " in shown
