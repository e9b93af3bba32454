"""Stages and signatures: what storage refuses, what the database refuses by itself, and what is on record."""

from datetime import UTC, datetime

import pytest

from indicators.errors import BadInput, DecisionRefused, StorageError, UnknownName
from storage import audit, plans, stages
from storage.database import Database
from storage.stages import Standing
from tests.storage.test_plans import NOON, decide, propose, save_plan

PARTIES = ("Manager", "Director")
THRESHOLD = '{"lines":[{"path":"measure/sales/target","before":"1 USD","after":"2 USD"}]}'
BAND = '{"lines":[{"path":"band/S1/minimum","before":"1 USD","after":"2 USD"}]}'


def go(database: Database, stage: str, by: str = "ann", reason: str = "agreed") -> Standing:
    with database.session() as session:
        parties = PARTIES if stage == "communication" else ()
        return stages.move(
            "sales", stage, version=1, reason=reason, by=by, at=NOON, parties=parties, session=session
        )


def open_round(database: Database) -> Standing:
    save_plan(database)
    return go(database, "communication")


def sign(database: Database, party: str, by: str) -> Standing:
    with database.session() as session:
        return stages.sign("sales", party, by=by, at=NOON, session=session)


def signed(database: Database) -> Standing:
    open_round(database)
    sign(database, "Manager", "bob")
    return sign(database, "Director", "cho")


def standing(database: Database) -> Standing:
    with database.session() as session:
        return stages.standing("sales", session=session)


def run(database: Database, statement: str) -> None:
    with database.session() as session:
        session.connection().exec_driver_sql(statement)


def test_a_plan_goes_through_its_stages_on_two_signatures(database: Database) -> None:
    save_plan(database)
    assert standing(database).stage == "preparation"
    assert go(database, "communication").unsigned == PARTIES
    assert sign(database, "Manager", "bob").unsigned == ("Director",)
    formed = sign(database, "Director", "cho")
    assert formed.stage == "formation"
    assert {s.party: s.signed_by for s in formed.signatures} == {"Manager": "bob", "Director": "cho"}
    assert go(database, "active").stage == "active"
    assert go(database, "closed").stage == "closed"
    with database.session() as session:
        assert audit.verify(session=session).ok
        entries = [s.stage for s in stages.stages("sales", session=session)]
    assert entries == ["communication", "formation", "active", "closed"]


@pytest.mark.parametrize("stage", ["formation", "active"])
def test_nothing_is_skipped(database: Database, stage: str) -> None:
    save_plan(database)
    with pytest.raises(DecisionRefused, match="preparation"):
        go(database, stage)
    go(database, "communication")
    sign(database, "Manager", "bob")
    with pytest.raises(DecisionRefused, match=r"Director|communication"):
        go(database, stage)


def test_a_closed_plan_stays_closed(database: Database) -> None:
    open_round(database)
    go(database, "closed")
    with pytest.raises(DecisionRefused, match="closed"):
        go(database, "communication")


def test_two_different_people_sign_and_the_maker_is_neither(database: Database) -> None:
    open_round(database)
    with pytest.raises(DecisionRefused, match="Ann made this version"):
        sign(database, "Manager", " Ann ")
    sign(database, "Manager", "bob")
    with pytest.raises(DecisionRefused, match="two different people"):
        sign(database, "Director", "BOB")
    with pytest.raises(DecisionRefused, match="signed already"):
        sign(database, "Manager", "cho")
    with pytest.raises(UnknownName, match="Owner"):
        sign(database, "Owner", "cho")


def test_a_round_needs_two_parties_and_a_reason(database: Database) -> None:
    save_plan(database)
    with pytest.raises(BadInput, match="reason"):
        go(database, "communication", reason=" ")
    with database.session() as session, pytest.raises(BadInput, match="two different parties"):
        stages.move(
            "sales",
            "communication",
            version=1,
            reason="x",
            by="ann",
            at=NOON,
            parties=("Manager", "Manager"),
            session=session,
        )


MOMENT = "'2026-11-02T12:00:00.000000+00:00'"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("(1, 'Manager', 'ann', {m})", "does not sign it"),
        ("(1, 'Manager', ' ANN ', {m})", "does not sign it"),
        ("(1, 'Owner', 'cho', {m})", "only a party"),
        ("(1, 'Director', 'Bob', {m})", "two different people"),
        ("(1, 'Director', ' ', {m})", "signed_by_someone"),
        ("(9, 'Director', 'cho', {m})", "only a party"),
    ],
)
def test_the_database_itself_refuses_a_signature(database: Database, values: str, why: str) -> None:
    open_round(database)
    sign(database, "Manager", "bob")
    with pytest.raises(StorageError, match=why):
        run(database, f"INSERT INTO signature VALUES {values.format(m=MOMENT)}")


@pytest.mark.parametrize(
    ("stage", "version", "why"),
    [
        ("formation", 1, "signatures of both"),
        ("active", 1, "goes from preparation"),
        ("signed", 1, "goes from preparation"),
        ("communication", 99, "version of its own plan"),
    ],
)
def test_the_database_itself_refuses_a_stage(database: Database, stage: str, version: int, why: str) -> None:
    open_round(database)
    sign(database, "Manager", "bob")
    columns = "plan_id, plan_version_id, stage, first_party, second_party, reason, moved_by, moved_at"
    values = f"1, {version}, '{stage}', 'Manager', 'Director', 'because', 'ann', {MOMENT}"
    with pytest.raises(StorageError, match=why):
        run(database, f"INSERT INTO stage_entry ({columns}) VALUES ({values})")


def test_a_signature_does_not_outlive_its_round(database: Database) -> None:
    signed(database)
    go(database, "communication")
    assert standing(database).unsigned == PARTIES
    with pytest.raises(StorageError, match="only while it is in communication"):
        run(database, f"INSERT INTO signature VALUES (2, 'Manager', 'dan', {MOMENT})")


def test_new_thresholds_send_an_active_plan_back_until_both_have_signed_again(database: Database) -> None:
    signed(database)
    go(database, "active")
    number = propose(database, THRESHOLD, by="dan")
    assert standing(database).stage == "active"
    decide(database, number, by="eve")

    back = standing(database)
    assert (back.stage, back.proposal, back.unsigned) == ("communication", number, PARTIES)
    assert back.reason == f"proposal {number} moves measure/sales/target"
    with pytest.raises(DecisionRefused, match="dan made"):
        sign(database, "Manager", "dan")
    with pytest.raises(StorageError, match="does not sign it"):
        run(database, f"INSERT INTO signature VALUES ({back.entry}, 'Manager', 'dan', {MOMENT})")
    sign(database, "Manager", "bob")
    assert sign(database, "Director", "cho").stage == "formation"
    assert go(database, "active").stage == "active"
    with database.session() as session:
        assert audit.verify(session=session).ok


def test_bands_alone_or_a_rejection_leave_an_active_plan_active(database: Database) -> None:
    signed(database)
    go(database, "active")
    decide(database, propose(database, BAND), by="eve")
    decide(database, propose(database, THRESHOLD), by="eve", verdict="rejected")
    assert standing(database).stage == "active"


def test_a_plan_in_preparation_has_nothing_to_go_back_from(database: Database) -> None:
    decide(database, propose(database, THRESHOLD), by="eve")
    assert standing(database).stage == "preparation"


def test_a_forged_signature_breaks_the_audit_chain(database: Database) -> None:
    signed(database)
    with database.session() as session:
        trigger = (
            "signature_no_update" if database.dialect == "sqlite" else "signature_append_only ON signature"
        )
        session.connection().exec_driver_sql(f"DROP TRIGGER {trigger}")
        session.connection().exec_driver_sql(
            "UPDATE signature SET signed_by = 'eve' WHERE party = 'Director'"
        )
        report = audit.verify(session=session)
    assert not report.ok
    assert "the signature of Director on plan sales" in report.why


def test_only_an_accepted_proposal_can_be_trued_up(database: Database) -> None:
    first = propose(database)
    with pytest.raises(StorageError, match="only an accepted proposal"):
        true_up(database, first)
    decide(database, first)
    second = true_up(database, first)
    with database.session() as session:
        assert plans.proposal(second, session=session).trues_up == first


def true_up(database: Database, number: int) -> int:
    with database.session() as session:
        return plans.save_proposal(
            plan="sales",
            version=1,
            effective_on=NOON.date(),
            as_of=NOON.date(),
            proposed_by="ann",
            proposed_at=datetime(2026, 11, 3, tzinfo=UTC),
            note="",
            document="{}",
            steps=(),
            trues_up=number,
            session=session,
        )
