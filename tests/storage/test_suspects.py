"""Figures beyond reason, held aside on both databases: read by nothing, settled by a person or the office."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.errors import DecisionRefused, UnknownName
from indicators.plausible import Doubt
from indicators.series import Observation, Period
from storage import audit, suspects, vintages
from storage.database import Database
from storage.suspects import CONFIRMED, REJECTED, Suspect
from tests.storage.helpers import CPI, at, known, save

JULY = {"2026-06": "333.9", "2026-07": "334.0"}
AUGUST = Period.parse("2026-08")


@pytest.fixture
def held(database: Database) -> Database:
    """Two good months, and an August that is held aside."""
    save(database, JULY, "2026-08-12")
    assert hold(database, "3349.8") == 1
    return database


def hold(database: Database, value: str, published: str = "2026-09-11") -> int:
    with database.session() as session:
        return suspects.hold(
            CPI.key,
            [Doubt(Observation(AUGUST, Decimal(value)), "far too much")],
            published_on=date.fromisoformat(published),
            fetched_at=at(published),
            origin="bls",
            url="https://api.bls.gov/",
            run_id=None,
            session=session,
        )


def listed(database: Database, *, open_only: bool = False) -> list[Suspect]:
    with database.session() as session:
        return suspects.suspects(session=session, key=CPI.key, open_only=open_only)


def decide(database: Database, verdict: str, number: int = 1, reason: str = "asked the office") -> Suspect:
    with database.session() as session:
        return suspects.decide(
            number,
            verdict=verdict,
            reason=reason,
            decided_by="ann",
            decided_at=at("2026-09-12"),
            session=session,
        )


def test_a_figure_held_aside_comes_back_as_it_was_stated_and_is_read_by_nothing(held: Database) -> None:
    (suspect,) = listed(held, open_only=True)
    assert suspect.observation == Observation(AUGUST, Decimal("3349.8"))
    assert (suspect.reason, suspect.published_on, suspect.fetched_at) == (
        "far too much",
        date(2026, 9, 11),
        at("2026-09-11"),
    )
    assert known(held, "2026-12-31") == JULY


def test_the_same_figure_again_is_held_once(held: Database) -> None:
    assert hold(held, "3349.8", "2026-09-12") == 0
    assert hold(held, "3350.0", "2026-09-12") == 1
    assert len(listed(held)) == 2


def test_a_confirmed_figure_becomes_a_vintage_of_its_day_and_the_audit_chain_says_who(held: Database) -> None:
    decided = decide(held, CONFIRMED)
    assert decided.decision is not None
    assert (decided.decision.verdict, decided.decision.decided_by) == (CONFIRMED, "ann")
    assert known(held, "2026-09-10") == JULY
    assert known(held, "2026-09-11") == {**JULY, "2026-08": "3349.8"}
    assert listed(held, open_only=True) == []
    with held.session() as session:
        report = audit.verify(session=session)
        entries = session.connection().exec_driver_sql("SELECT event, detail FROM audit_entry").all()
    assert report.ok
    assert [e.event for e in entries] == ["figure.decided"]
    assert '"value":"3349.8"' in entries[0].detail


def test_a_rejected_figure_stays_aside_and_may_still_be_confirmed(held: Database) -> None:
    decide(held, REJECTED)
    assert hold(held, "3349.8", "2026-09-12") == 0
    assert listed(held, open_only=True) == []
    assert known(held, "2026-12-31") == JULY
    decide(held, CONFIRMED, reason="the office insists")
    assert known(held, "2026-12-31")["2026-08"] == "3349.8"
    with held.session() as session:
        assert audit.verify(session=session).ok


def test_what_the_office_takes_back_is_settled_without_anybody(held: Database) -> None:
    (suspect,) = listed(held)
    with held.session() as session:
        suspects.withdraw(suspect, "the office says 334.980", at=at("2026-09-11", 15), session=session)
    (after,) = listed(held)
    assert after.decision is not None
    assert (after.decision.verdict, after.decision.decided_by) == ("withdrawn", "bls")
    with pytest.raises(DecisionRefused, match="withdrawn by bls"):
        decide(held, CONFIRMED)


def test_a_decision_needs_a_reason_and_a_figure(held: Database) -> None:
    with pytest.raises(DecisionRefused, match="reason"):
        decide(held, CONFIRMED, reason="  ")
    with pytest.raises(UnknownName, match="no suspect figure 7"):
        decide(held, CONFIRMED, number=7)
    decide(held, CONFIRMED)
    with pytest.raises(DecisionRefused, match="confirmed by ann on 2026-09-12"):
        decide(held, REJECTED)


def test_an_altered_decision_is_found(held: Database) -> None:
    decide(held, CONFIRMED)
    with held.session() as session:
        connection = session.connection()
        if held.dialect == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER suspect_decision_no_update")
        else:
            connection.exec_driver_sql("DROP TRIGGER suspect_decision_append_only ON suspect_decision")
        connection.exec_driver_sql("UPDATE suspect_decision SET reason = 'none'")
    with held.session() as session:
        assert not audit.verify(session=session).ok


def test_a_confirmed_figure_with_a_day_of_its_own_keeps_it(database: Database) -> None:
    save(database, JULY, "2026-08-12")
    own = Observation(AUGUST, Decimal(999), published_on=date(2026, 9, 10))
    with database.session() as session:
        suspects.hold(
            CPI.key,
            [Doubt(own, "much")],
            published_on=date(2026, 9, 20),
            fetched_at=at("2026-09-20"),
            origin="fred",
            url="",
            run_id=None,
            session=session,
        )
    decide(database, CONFIRMED)
    with database.session() as session:
        newest = vintages.series(CPI.key, known_on=date(2026, 12, 31), session=session).latest
    assert newest is not None
    assert (newest.published_on, newest.origin) == (date(2026, 9, 10), "fred")
