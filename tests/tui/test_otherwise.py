"""What a clause would have given otherwise, asked for under the steps, in both rooms and both languages."""

from datetime import date
from pathlib import Path

import pytest

from jobs import decide, planning, propose
from plans import templates
from tests.tui.conftest import workspace
from tests.tui.looking import settle
from tui.app import RealtermsApp
from tui.language import CHINESE, ENGLISH
from tui.widgets.steps import NOTES, OTHERWISE, StepsTree

SAID = {
    ENGLISH: (
        "us-cpi 2026-07 one point higher: +3.674 % (+0.310 points)",
        "by uk-rpi: +3.176 % (−0.189 points)",
    ),
    CHINESE: (
        "us-cpi 2026-07 高 1 点：+3.674 %（+0.310 个百分点）",
        "改用 uk-rpi：+3.176 %（−0.189 个百分点）",
    ),
}


@pytest.fixture
def proposed(sample: Path) -> Path:
    """A home in which anna has proposed the sample's adjustment."""
    with workspace(sample, "anna") as opened:
        propose.propose(opened, "sales-manager", on=date(2026, 10, 1))
    return sample


def told(tree: StepsTree, clause: str) -> list[str]:
    """What stands under a clause's last branch."""
    branches = [n for head in tree.root.children for n in head.children if n.data == f"{clause}/{OTHERWISE}"]
    return [str(leaf.label) for leaf in branches[0].children]


def open_branch(tree: StepsTree, clause: str) -> None:
    """Open a clause's last branch, as a reader does."""
    for head in tree.root.children:
        if head.data == clause:
            head.expand()
            head.children[-1].expand()


@pytest.mark.parametrize("room", ["4", "5"])
@pytest.mark.parametrize("spoken", [ENGLISH, CHINESE])
async def test_it_is_told_where_the_steps_are(proposed: Path, room: str, spoken: str) -> None:
    app = RealtermsApp(lambda: workspace(proposed, "ben"), language=spoken)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press(room)
        await settle(pilot)
        tree = app.room.query_one(StepsTree)
        assert told(tree, "bands-cpi") == ["…"]
        open_branch(tree, "bands-cpi")
        await settle(pilot)
        lines = told(tree, "bands-cpi")
        for said in SAID[spoken]:
            assert said in lines
        assert len(told(tree, "retail-rpi")) > len(lines)  # and 100 by either base, for five years


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (
            ENGLISH,
            (
                "bands-cpi: 2026-10-01 is not a day of the clause's calendar: "
                "the last one was 2026-04-01, the next one is 2027-04-01"
            ),
        ),
        (CHINESE, "bands-cpi：2026-10-01 不是条款日历中的日期：上一个是 2026-04-01，下一个是 2027-04-01"),
    ],
)
async def test_a_day_off_the_calendar_is_noted_above_the_steps(
    sample: Path, tmp_path: Path, spoken: str, said: str
) -> None:
    yearly = "[clauses.bands-cpi]\ncalendar = [{ month = 4 }]"
    file = tmp_path / "spring.toml"
    file.write_text(templates.text("sales-manager").replace("[clauses.bands-cpi]", yearly), encoding="utf-8")
    with workspace(sample) as opened:
        planning.import_plan(opened, file)
    app = RealtermsApp(lambda: workspace(sample), language=spoken)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        notes = next(n for n in app.room.query_one(StepsTree).root.children if n.data == NOTES)
        assert f"! {said}" in [str(leaf.label) for leaf in notes.children]


async def test_other_figures_are_tried_anew(proposed: Path) -> None:
    app = RealtermsApp(lambda: workspace(proposed, "ben"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        tree = app.room.query_one(StepsTree)
        open_branch(tree, "bands-cpi")
        await settle(pilot)
        await pilot.press("ctrl+e", "end", "backspace", "4")  # another lag
        await settle(pilot)
        lines = told(tree, "bands-cpi")
        assert "us-cpi 2026-06 one point higher: +3.685 % (+0.310 points)" in lines


async def test_an_export_speaks_the_language_on_screen(proposed: Path) -> None:
    with workspace(proposed, "ben") as opened:
        decide.accept(opened, 1, "seen")
    app = RealtermsApp(lambda: workspace(proposed, "ben"), language=CHINESE)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        await pilot.press("e")
        await settle(pilot)
        await pilot.press("f5", "enter")  # HTML
        await settle(pilot)
    (page,) = proposed.rglob("*.html")
    assert '<div lang="zh-Hans">' in page.read_text(encoding="utf-8")
