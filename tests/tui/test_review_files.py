"""Review's files: what revisions would change, stages and signatures, figures held aside, the record."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from indicators.plausible import Doubt
from indicators.series import Observation, Period
from jobs import decide, propose, stages, suspects
from storage import suspects as held
from storage import vintages
from tests.tui.conftest import workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.ask import AskDialogue
from tui.screens.review import ReviewScreen
from tui.widgets.banner import Banner

PLAN = "sales-manager"
ON = date(2026, 10, 1)
NOON = datetime(2026, 11, 3, 11, tzinfo=UTC)


@pytest.fixture
def accepted(sample: Path) -> Path:
    """A home in which anna has proposed and ben has accepted."""
    with workspace(sample, "anna") as opened:
        propose.propose(opened, PLAN, on=ON, note="yearly review")
    with workspace(sample, "ben") as opened:
        decide.accept(opened, 1, "agrees with the clause")
    return sample


def revise(home: Path) -> None:
    """The office publishes a figure anew that the thresholds of proposal 1 rest on."""
    with workspace(home) as opened, opened.session() as session:
        vintages.save(
            "bls:WPUFD49207",
            [Observation(Period.parse("2026-05"), Decimal("287.000"))],
            published_on=date(2026, 11, 2),
            fetched_at=NOON,
            origin="bls",
            session=session,
        )


def suspect(home: Path) -> None:
    """A figure ten times too high is held aside."""
    with workspace(home) as opened, opened.session() as session:
        key = next(i.key for i in vintages.indicators(session=session) if i.name == "uk-rpi")
        doubt = Doubt(Observation(Period.month(2026, 9), Decimal("4114")), "it jumps by 900 %")
        held.hold(
            key,
            [doubt],
            published_on=date(2026, 10, 21),
            fetched_at=NOON,
            origin="ons",
            url="https://example.test/chaw",
            run_id=None,
            session=session,
        )


def seen_by(home: Path, user: str) -> RealtermsApp:
    return RealtermsApp(lambda: workspace(home, user))


async def go(pilot: Pilot[Any], *keys: str) -> None:
    await settle(pilot)
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def said(app: RealtermsApp) -> str:
    return app.room.query_one(Banner).text


def room(app: RealtermsApp) -> ReviewScreen:
    shown = app.room
    assert isinstance(shown, ReviewScreen)
    return shown


# --- decisions


async def test_decisions_are_found_by_plan_person_state_and_reason(accepted: Path) -> None:
    with workspace(accepted, "anna") as opened:
        propose.propose(opened, PLAN, on=ON, note="once more")
    app = seen_by(accepted, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "5", "slash", *"agrees")
        assert "✓ accepted" in screen_text(app)
        assert "? waits" not in screen_text(app)
        await go(pilot, "enter")
        assert "Accepted by ben on 3 Nov 2026: agrees with the clause" in screen_text(app)
        await go(pilot, "escape")
        assert "? waits" in screen_text(app)
        await go(pilot, "slash", *"nothing like it")
        assert "nothing matches the filter" in screen_text(app)
        await go(pilot, "escape", "escape")
        assert app.current_mode == "home"


# --- revisions


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_revision_is_shown_and_trued_up(accepted: Path, size: tuple[int, int]) -> None:
    revise(accepted)
    app = seen_by(accepted, "anna")
    async with app.run_test(size=size) as pilot:
        await go(pilot, "5", "v")
        compare(app, f"review-revisions-{size[0]}x{size[1]}")
        assert "us-ppi-finished-goods 2026-05: used" in screen_text(app)
        await go(pilot, "t")
        assert isinstance(app.screen, AskDialogue)
        await go(pilot, *"new figures", "enter")
        assert "proposal 2 trues up proposal 1" in said(app)
    with workspace(accepted) as opened:
        made = decide.show(opened, 2)
        assert (made.trues_up, made.note, made.state) == (1, "new figures", "proposed")


async def test_a_second_true_up_is_refused_and_enter_shows_the_proposal(accepted: Path) -> None:
    revise(accepted)
    app = seen_by(accepted, "anna")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "5", "v", "t", "enter", "v", "t", "enter")
        assert "proposal 2 trues it up" in said(app)
        await go(pilot, "escape", "enter")
        assert room(app).file == "proposals"
        assert "Accepted by ben" in screen_text(app)


async def test_without_revisions_it_says_so(accepted: Path) -> None:
    app = seen_by(accepted, "anna")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "5", "v")
        assert "no accepted proposal would come out differently" in screen_text(app)
        assert not room(app).check_action("true_up", ())
        await go(pilot, "t", "enter", "m", "s")
        assert app.screen is app.room


# --- stages and signatures


async def test_a_plan_goes_to_its_parties_and_two_people_sign(sample: Path) -> None:
    with workspace(sample) as opened:
        first, second = stages.move(opened, PLAN, "communication", "agreed by the committee").now.parties
    for user, told in (("ben", f"signed for {first}"), ("cho", f"signed for {second}")):
        app = seen_by(sample, user)
        async with app.run_test(size=(120, 40)) as pilot:
            await go(pilot, "5", "g")
            if user == "ben":
                compare(app, "review-stages-120x40")
            await go(pilot, "s", "ctrl+s")
            assert told in said(app)
    with workspace(sample) as opened:
        assert stages.standing(opened, PLAN).now.stage == "formation"


async def test_the_maker_is_refused_and_told_why(sample: Path) -> None:
    app = seen_by(sample, "anna")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "5", "g", "m")
        assert isinstance(app.screen, AskDialogue)
        await go(pilot, "ctrl+s")
        assert "A stage needs a reason" in screen_text(app)
        await go(pilot, *"agreed", "enter")
        assert "is in communication now" in said(app)
        await go(pilot, "s")
        assert not app.screen.is_modal
        assert "anna made this version or proposed its figures, and does not sign it" in said(app)
        assert app.room.query_one(Banner).tone == "warning"


async def test_who_signed_for_one_party_is_told_that_another_signs_for_the_other(sample: Path) -> None:
    with workspace(sample) as opened:
        first, _second = stages.move(opened, PLAN, "communication", "agreed by the committee").now.parties
    app = seen_by(sample, "ben")
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "5", "g", "s", "ctrl+s", "s")
        assert f"ben has signed for {first}: a different person signs" in " ".join(said(app).split())
        assert app.screen is app.room


# --- figures held aside


@pytest.mark.parametrize(
    ("key", "verdict", "told"), [("a", "confirmed", "is taken in"), ("r", "rejected", "is left aside")]
)
async def test_a_suspect_figure_is_settled_with_a_reason(
    sample: Path, key: str, verdict: str, told: str
) -> None:
    suspect(sample)
    app = seen_by(sample, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "5", "h")
        if key == "a":
            compare(app, "review-suspects-120x40")
        assert "it jumps by 900 %" in screen_text(app)
        await go(pilot, key, "enter")
        assert "A decision needs a reason" in screen_text(app)
        await go(pilot, *"asked the office", "enter")
        assert told in said(app)
        assert not room(app).check_action("decide", ("accept",))
    with workspace(sample) as opened:
        decision = suspects.listing(opened, open_only=False).suspects[0].decision
        assert decision is not None
        assert (decision.verdict, decision.reason, decision.decided_by) == (
            verdict,
            "asked the office",
            "ben",
        )


async def test_the_news_lead_to_what_is_held_aside(sample: Path) -> None:
    suspect(sample)
    app = seen_by(sample, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "n", "end", "enter")
        assert app.current_mode == "review"
        assert room(app).file == "suspects"
        await go(pilot, "escape")
        assert room(app).file == "proposals"


# --- the record


async def test_the_record_says_whether_the_chain_is_whole(
    accepted: Path, execute: Callable[[Path, str], None]
) -> None:
    app = seen_by(accepted, "ben")
    async with app.run_test(size=(120, 40)) as pilot:
        await go(pilot, "5", "c")
        compare(app, "review-record-120x40")
        assert "The chain is whole" in screen_text(app)
        execute(accepted, "UPDATE audit_entry SET by = 'somebody' WHERE id = 2")
        await go(pilot, "ctrl+r")
        assert "The chain does not hold at entry 2" in screen_text(app)


@pytest.fixture
def execute() -> Callable[[Path, str], None]:
    """Change a database behind the app's back, its guards taken off as only its owner could."""
    import sqlite3

    def run(home: Path, statement: str) -> None:
        with sqlite3.connect(home / "realterms.db") as driver:
            for (name,) in driver.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
            ).fetchall():
                driver.execute(f"DROP TRIGGER {name}")
            driver.execute(statement)

    return run
