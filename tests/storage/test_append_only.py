"""What the database itself refuses, whoever asks it."""

import pytest
from sqlalchemy import Text

from indicators.errors import StorageError
from storage import plans
from storage.database import Database
from storage.suspects import REJECTED
from storage.tables import Table
from storage.triggers import APPEND_ONLY
from tests.storage.helpers import known, save
from tests.storage.test_plans import NOON, decide, propose
from tests.storage.test_rebasings import rebase
from tests.storage.test_stages import open_round, sign
from tests.storage.test_suspects import decide as decide_on_suspect
from tests.storage.test_suspects import hold


def some_column(table: str) -> str:
    """A column of the table, one that holds plain text where there is one."""
    columns = [c for c in Table.metadata.tables[table].c if not c.primary_key]
    return next((c for c in columns if isinstance(c.type, Text)), columns[0]).name


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with a row in every table that only grows."""
    save(database, {"2026-07": "322.1", "2026-08": "323.5"}, "2026-09-11")
    number = propose(database)
    decide(database, number)
    with database.session() as session:
        plans.record_export(
            number, path="x", format="csv", sha256="", exported_at=NOON, exported_by="ann", session=session
        )
    open_round(database)
    sign(database, "Manager", "bob")
    hold(database, "3349.8")
    decide_on_suspect(database, REJECTED)
    rebase(database)
    return database


def run(database: Database, statement: str) -> None:
    with database.session() as session:
        session.connection().exec_driver_sql(statement)


def rows_of(database: Database, table: str) -> list[str]:
    with database.session() as session:
        found = session.connection().exec_driver_sql(f"SELECT {some_column(table)} FROM {table}")
        return list(found.scalars())


def test_nothing_is_updated_or_deleted(filled: Database) -> None:
    held = {table: rows_of(filled, table) for table in APPEND_ONLY}
    assert all(held.values())
    for table in APPEND_ONLY:
        column = some_column(table)
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(StorageError, match=f"{table} is append-only"):
                run(filled, statement)
        assert rows_of(filled, table) == held[table]


def test_nothing_is_truncated(filled: Database) -> None:
    for table in APPEND_ONLY if filled.dialect == "postgresql" else ():
        with pytest.raises(StorageError, match="append-only"):
            run(filled, f"TRUNCATE {table} CASCADE")


def test_nothing_is_replaced(filled: Database) -> None:
    if filled.dialect == "sqlite":
        statement = (
            "INSERT OR REPLACE INTO observation "
            "SELECT indicator_id, period, vintage_id, '1', status, '' FROM observation"
        )
    else:
        statement = (
            "INSERT INTO observation SELECT * FROM observation ON CONFLICT ON CONSTRAINT pk_observation "
            "DO UPDATE SET value = 1"
        )
    with pytest.raises(StorageError, match="append-only"):
        run(filled, statement)
    assert known(filled, "2026-09-11") == {"2026-07": "322.1", "2026-08": "323.5"}


@pytest.mark.parametrize(
    ("verdict", "reason", "by", "why"),
    [
        ("accepted", "mine", "ann", "someone else"),
        ("accepted", "mine", " ANN", "someone else"),
        ("accepted", " ", "bob", "reason_given"),
        ("maybe", "why not", "bob", "verdict"),
    ],
)
def test_the_rules_of_a_decision_hold_in_the_database(
    database: Database, verdict: str, reason: str, by: str, why: str
) -> None:
    number = propose(database, by="ann")
    values = f"({number}, '{verdict}', '{reason}', '{by}', '2026-11-02T12:00:00.000000+00:00')"
    with pytest.raises(StorageError, match=why):
        run(database, f"INSERT INTO decision VALUES {values}")


@pytest.mark.parametrize(
    "values",
    [
        "(1, 202609, 1, NULL, 'final', '')",
        "(1, 202609, 1, '1.5', 'missing', '')",
        "(1, 202609, 99, '1', 'final', '')",
    ],
)
def test_a_figure_has_a_vintage_and_is_missing_exactly_without_a_value(filled: Database, values: str) -> None:
    with pytest.raises(StorageError, match="refused"):
        run(filled, f"INSERT INTO observation VALUES {values}")
