"""The audit chain: whole, altered, thinned, reordered, cut off."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import Connection

from indicators.errors import BadInput
from storage import audit
from storage.audit import AuditReport
from storage.database import Database
from storage.triggers import APPEND_ONLY
from tests.storage.test_plans import NOON, decide, propose


def append(database: Database, event: str, detail: dict[str, object] | None = None, by: str = "ann") -> int:
    with database.session() as session:
        return audit.append(event, detail or {}, at=NOON, by=by, session=session)


def verify(database: Database) -> AuditReport:
    with database.session() as session:
        return audit.verify(session=session)


@contextmanager
def tampering(database: Database) -> Iterator[Connection]:
    """The triggers out of the way, as for someone who may change the database itself."""
    with database.session() as session:
        connection = session.connection()
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            for table in APPEND_ONLY:
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_update")
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_delete")
        yield connection


@pytest.fixture
def chain(database: Database) -> Database:
    """Five entries."""
    for number in range(1, 6):
        assert append(database, "plan.viewed", {"number": number, "name": "Überprüfung"}) == number
    return database


def test_an_empty_chain_is_whole(database: Database) -> None:
    assert verify(database) == AuditReport(0, ok=True)


def test_a_chain_is_whole(chain: Database) -> None:
    assert verify(chain) == AuditReport(5, ok=True)


@pytest.mark.parametrize(
    "change",
    [
        "by = 'mallory'",
        "event = 'plan.hidden'",
        "detail = '{}'",
        "at = '2026-11-02T12:00:00.000001+00:00'",
        "hash = 'ab'",
    ],
)
def test_an_altered_entry_is_found_at_its_place(chain: Database, change: str) -> None:
    with tampering(chain) as connection:
        connection.exec_driver_sql(f"UPDATE audit_entry SET {change} WHERE id = 3")
    assert verify(chain) == AuditReport(5, ok=False, first_bad=3, why="entry 3 was altered")


def test_a_removed_entry_is_found_at_its_place(chain: Database) -> None:
    with tampering(chain) as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE id = 3")
    assert verify(chain) == AuditReport(4, ok=False, first_bad=3, why="entry 3 is missing")


def test_a_removed_entry_is_found_where_the_others_were_renumbered(chain: Database) -> None:
    with tampering(chain) as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE id = 3")
        connection.exec_driver_sql("UPDATE audit_entry SET id = 3 WHERE id = 4")
        connection.exec_driver_sql("UPDATE audit_entry SET id = 4 WHERE id = 5")
    report = verify(chain)
    assert (report.ok, report.first_bad, report.why) == (
        False,
        3,
        "entry 3 does not follow the one before it",
    )


def test_reordered_entries_are_found_at_their_place(chain: Database) -> None:
    with tampering(chain) as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.exec_driver_sql(f"UPDATE audit_entry SET id = {new} WHERE id = {old}")
    assert verify(chain).first_bad == 2


def test_a_tail_cut_off_is_found(chain: Database) -> None:
    with tampering(chain) as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE id >= 4")
    report = verify(chain)
    assert (report.entries, report.ok, report.first_bad) == (3, False, 4)
    assert "its head says 5" in report.why


def test_an_entry_added_past_the_head_is_found(chain: Database) -> None:
    with chain.session() as session:
        session.connection().exec_driver_sql("UPDATE meta SET value = '4 x' WHERE name = 'audit_head'")
    assert verify(chain).first_bad == 5
    with chain.session() as session:
        session.connection().exec_driver_sql("DELETE FROM meta WHERE name = 'audit_head'")
    assert verify(chain).why == "the head of the chain is missing"


def test_plans_proposals_and_decisions_are_entered_and_compared(database: Database) -> None:
    number = propose(database)
    decide(database, number)
    assert verify(database) == AuditReport(3, ok=True)


@pytest.mark.parametrize(
    ("statement", "place", "why"),
    [
        ("UPDATE plan_version SET text = 'forged'", 1, "plan sales version 1 is not what was recorded"),
        ("UPDATE proposal SET document = '{}'", 2, "proposal 1 is not what was recorded"),
        ("UPDATE decision SET reason = 'other'", 3, "the decision on proposal 1 is not what was recorded"),
        ("DELETE FROM decision", 3, "the decision on proposal 1 is gone"),
    ],
)
def test_what_was_frozen_is_compared_with_its_entry(
    database: Database, statement: str, place: int, why: str
) -> None:
    decide(database, propose(database))
    with tampering(database) as connection:
        connection.exec_driver_sql(statement)
    assert verify(database) == AuditReport(3, ok=False, first_bad=place, why=why)


def test_an_entry_is_rolled_back_with_its_unit_of_work(chain: Database) -> None:
    def work() -> None:
        with chain.session() as session:
            audit.append("plan.viewed", {}, at=NOON, by="ann", session=session)
            raise LookupError

    with pytest.raises(LookupError):
        work()
    assert append(chain, "plan.viewed") == 6
    assert verify(chain).ok


def test_writers_at_once_make_one_chain(chain: Database) -> None:
    threads = [Thread(target=append, args=(chain, "plan.viewed", {"n": n})) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(chain) == AuditReport(13, ok=True)


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(BadInput, match="time zone"), database.session() as session:
        audit.append("plan.viewed", {}, at=NOON.replace(tzinfo=None), by="ann", session=session)
