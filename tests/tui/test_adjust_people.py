"""Adjust: what the figures tried do to the people of a file, and what that costs."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DirectoryTree, Input

from jobs import propose
from jobs.employees.checking import check_people
from jobs.employees.synthetic import write_synthetic
from jobs.format import amount
from jobs.scenarios.people import effects
from plans import templates
from plans.money import Money
from plans.parse import parse_plan
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tests.tui.test_adjust import adjust, said
from tui.app import RealtermsApp
from tui.language import CHINESE
from tui.memory import FILE, recall, written
from tui.screens.people_file import PeopleDialogue
from tui.widgets.activity import Activity
from tui.widgets.grid import Grid

PAY = "48123.45"  # nobody else's


def staff(folder: Path, count: int) -> Path:
    """A file of made-up people in the sample's grades."""
    plan, _ = parse_plan(templates.text("sales-manager"), file="plan")
    assert plan is not None
    file = folder / "staff.csv"
    write_synthetic(file, plan.bands, count=count)
    return file


async def look(pilot: Pilot[Any], app: RealtermsApp, file: Path) -> None:
    """Open Adjust with this file of employees."""
    app.state.people = str(file)
    await settle(pilot)
    await pilot.press("4")
    await settle(pilot)
    await pilot.press("p")
    await settle(pilot)


def shows(activity: Activity) -> bool:
    """Whether a job is on screen."""
    return activity.running


def row(app: RealtermsApp, key: str) -> list[str]:
    """The cells of a group."""
    found = next(r for r in adjust(app).query_one("#groups", Grid).rows if r.key == key)
    return [c if isinstance(c, str) else c.text for c in found.cells]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_look(app: RealtermsApp, tmp_path: Path, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await look(pilot, app, staff(tmp_path, 300))
        compare(app, f"adjust-people-{size[0]}x{size[1]}")


async def test_look_in_chinese(sample: Path, tmp_path: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample), language=CHINESE)
    async with app.run_test(size=(80, 24)) as pilot:
        await look(pilot, app, staff(tmp_path, 300))
        compare(app, "adjust-people-zh-80x24")


async def test_a_file_is_chosen_and_its_figures_are_those_of_the_job(
    app: RealtermsApp, sample: Path, tmp_path: Path
) -> None:
    file = staff(tmp_path, 300)
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("p")
        await settle(pilot)
        assert isinstance(app.screen, PeopleDialogue)
        app.screen.query_one("#path", Input).focus()
        await pilot.press(*"nowhere.csv", "enter")
        assert "choose a file first" in screen_text(app)
        app.screen.query_one("#path", Input).value = str(file)
        await pilot.press("enter")
        await settle(pilot)
        assert app.state.people == str(file)
        with workspace(sample) as opened:
            tried = adjust(app).adjustment
            assert tried is not None
            shown = propose.preview(opened, "sales-manager", on=tried.effective_on)
        (found,) = effects(file, [shown])
        everybody = said(app, "#of-all").replace(",", "")
        assert "300 people" in everybody
        assert f"cost {found.total.cost_minor // 100}" in everybody
        assert "the file says of itself: synthetic" in everybody
        grid = adjust(app).query_one("#groups", Grid)
        assert grid.gave_way == []
        assert [r.key for r in grid.rows if not r.heading] == [
            *(f"grade/{g.key[0]}" for g in found.by_grade),
            *(f"department/{g.key[0]}" for g in found.by_department),
        ]
        sales = next(g for g in found.by_department if g.key == ("Sales",))
        cells = row(app, "department/Sales")
        assert cells[1] == str(sales.people)
        for cell, minor in ((cells[2], sales.pay_minor), (cells[9], sales.to_minimum_minor)):
            assert cell == amount(Money(minor, "USD").amount).removesuffix(".00")


async def test_the_effects_follow_every_change(app: RealtermsApp, tmp_path: Path) -> None:
    """Capped at nothing, no cost; what cannot be computed leaves what was."""
    async with app.run_test(size=(120, 40)) as pilot:
        await look(pilot, app, staff(tmp_path, 300))
        assert "cost 0 " not in said(app, "#of-all")
        adjust(app).query_one("#cap", Input).value = "0"
        await settle(pilot)
        assert "cost 0 (= 0.0" in said(app, "#of-all")
        adjust(app).query_one("#cap", Input).value = "x"
        await settle(pilot)
        assert "cost 0 (= 0.0" in said(app, "#of-all")


async def test_what_is_wrong_in_a_file_is_said_in_its_place(app: RealtermsApp, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("employee,grade,currency,pay\n1,S1,EUR,40000\n2,S77,USD,x\n", encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await look(pilot, app, bad)
        told = said(app, "#of-all")
        for problem in (
            "currencies never mix",
            "no band for this grade",
            "not an amount",
            "o chooses another",
        ):
            assert problem in told
        bad.unlink()
        await pilot.press("p", "p")
        await settle(pilot)
        assert "no such file" in said(app, "#of-all")
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(app.screen, PeopleDialogue)
        app.screen.query_one(DirectoryTree)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert adjust(app).pane == "steps"


async def test_a_hundred_thousand_people_hold_up_no_key_and_can_be_stopped(
    app: RealtermsApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gate holds the job in its midst, so that no machine is too fast or too slow for the keys."""
    file, begun, gate, check = staff(tmp_path, 100_000), Event(), Event(), check_people

    def gated(*args: Any, **named: Any) -> Any:
        begun.set()
        gate.wait(timeout=60)  # for a test that failed before it opened the gate
        return check(*args, **named)

    monkeypatch.setattr("jobs.scenarios.people.check_people", gated)
    async with app.run_test(size=(120, 40)) as pilot:
        app.state.people = str(file)
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        activity = adjust(app).query_one(Activity)
        await pilot.press("p")
        while not begun.is_set():
            await pilot.pause()
        await pilot.press("ctrl+e", "tab", "tab")
        assert app.focused is adjust(app).query_one("#pass_through")
        assert shows(activity)  # three keys were answered meanwhile
        assert "checking every row" in screen_text(app)
        await pilot.press("escape")
        assert "stopping" in screen_text(app)
        gate.set()
        await settle(pilot)
        assert said(app, "#of-all") == "stopped: p asks again"
        assert not shows(activity)
        adjust(app).query_one("#groups").focus()
        await pilot.press("p")
        await settle(pilot)
        assert "100,000 people" in said(app, "#of-all")


async def test_only_the_path_is_remembered(app: RealtermsApp, sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(f"employee,grade,currency,pay\nida-holm,S1,USD,{PAY}\n", encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await look(pilot, app, file)
        assert "1 person" in said(app, "#of-all")
        (tmp_path / FILE).write_text(written(app.state), encoding="utf-8")
        assert recall(tmp_path / FILE).state.people == str(file)
    kept = b"".join(p.read_bytes() for p in [*sample.rglob("*"), tmp_path / FILE] if p.is_file())
    for secret in (PAY, PAY.replace(".", ""), "ida-holm"):
        assert secret.encode() not in kept
