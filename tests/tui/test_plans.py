"""Plans: bands, thresholds, clauses."""

from pathlib import Path

import pytest

from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
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
