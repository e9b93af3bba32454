"""The four roles with real logins: each can do its work with our own functions, and nothing else."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from sqlalchemy import URL, make_url

from indicators.errors import DatabaseReadOnly, StorageError
from storage import audit, mappings, plans, roles, runs, stages, vintages
from storage.database import Database, open_database
from storage.tables import Table
from tests.storage import postgres
from tests.storage.helpers import CPI, at, known, save
from tests.storage.test_plans import NOON, decide, propose, save_plan

PARTIES = ("Manager", "Director")
THRESHOLD = '{"lines":[{"path":"measure/sales/target","before":"1 USD","after":"2 USD"}]}'


@pytest.fixture
def team(postgres_url: str) -> Iterator[dict[str, str]]:
    """A database with the roles and a person in each, by the role; `owner` is whoever made it."""
    url = make_url(postgres_url)
    logins = {role: f"rt_{role}_{url.database}" for role in roles.ROLES}
    with postgres.connected(url) as owner:
        for statement in (*roles.statements(), *roles.statements()):  # again is as good as once
            owner.execute(statement.encode())
        for role, login in logins.items():
            owner.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'secret' IN ROLE realterms_{role}".encode())
    yield {"owner": postgres_url} | {role: _as(url, login) for role, login in logins.items()}
    with postgres.connected(url) as owner:
        for login in logins.values():
            owner.execute(f"DROP ROLE {login}".encode())
        for role in roles.ROLES:
            owner.execute(f"DROP OWNED BY realterms_{role}".encode())


def _as(url: URL, login: str) -> str:
    return url.set(username=login, password="secret").render_as_string(hide_password=False)


def run(database: Database, statement: str) -> None:
    with database.session() as session:
        session.connection().exec_driver_sql(statement)


def test_every_table_is_somebodys(team: dict[str, str]) -> None:
    known_tables = {*roles.FIGURES, *roles.PAY, "meta"}
    assert known_tables == set(Table.metadata.tables)


def test_a_fetcher_brings_figures_and_cannot_read_pay(team: dict[str, str]) -> None:
    with closing(open_database(team["fetcher"])) as fetcher:
        save(fetcher, {"2026-08": "323.5"}, "2026-09-11")
        save(fetcher, {"2026-08": "323.6"}, "2026-10-11")
        assert known(fetcher, "2026-10-11") == {"2026-08": "323.6"}
        with fetcher.session() as session:
            number = runs.start_run(started_at=NOON, trigger="test", runner="ann@host", session=session)
            runs.finish_run(number, finished_at=NOON, outcome="done", session=session)
        for table in roles.PAY:
            with pytest.raises(DatabaseReadOnly, match="permission denied"):
                run(fetcher, f"SELECT * FROM {table}")
        with pytest.raises(StorageError, match="permission denied"):
            save_plan(fetcher)


def test_an_analyst_makes_plans_and_proposals_and_decides_nothing(team: dict[str, str]) -> None:
    with closing(open_database(team["analyst"])) as analyst:
        number = propose(analyst)
        with analyst.session() as session:
            mappings.remember("a\tb", {"grade": "a"}, at=NOON, by="ann", session=session)
            mappings.remember("a\tb", {"grade": "b"}, at=NOON, by="ann", session=session)
            stages.move(
                "sales",
                "communication",
                version=1,
                reason="agreed",
                by="ann",
                at=NOON,
                parties=PARTIES,
                session=session,
            )
            assert audit.verify(session=session).ok
        with pytest.raises(DatabaseReadOnly, match="permission denied for table decision"):
            decide(analyst, number)
        with pytest.raises(DatabaseReadOnly, match="permission denied for table signature"):
            sign(analyst, "Manager", "bob")
        with pytest.raises(DatabaseReadOnly, match="permission denied"):
            save(analyst, {"2026-08": "1"}, "2026-09-11")


def test_a_reviewer_decides_and_signs_and_makes_nothing(team: dict[str, str]) -> None:
    with closing(open_database(team["analyst"])) as analyst:
        number = propose(analyst, THRESHOLD)
        with analyst.session() as session:
            move = {"version": 1, "reason": "agreed", "by": "ann", "at": NOON, "parties": PARTIES}
            stages.move("sales", "communication", session=session, **move)  # type: ignore[arg-type]  # one dict
    with closing(open_database(team["reviewer"])) as reviewer:
        sign(reviewer, "Manager", "bob")
        sign(reviewer, "Director", "cho")
        decide(reviewer, number, by="bob")
        with reviewer.session() as session:
            assert stages.standing("sales", session=session).stage == "communication"
            assert audit.verify(session=session).ok
        with pytest.raises(DatabaseReadOnly, match="permission denied"):
            save_plan(reviewer, "name = 'other'")


def test_a_reader_reads_everything_and_writes_nothing(team: dict[str, str]) -> None:
    with closing(open_database(team["owner"])) as owner:
        save(owner, {"2026-08": "323.5"}, "2026-09-11")
        number = propose(owner)
        decide(owner, number)
    with closing(open_database(team["reader"])) as reader:
        with reader.session() as session:
            assert plans.proposal(number, session=session).state == "accepted"
            assert audit.verify(session=session).ok
            series = vintages.series(CPI.key, known_on=date(2026, 9, 11), session=session)
            assert len(list(series.items())) == 1
        for table in Table.metadata.tables:
            with pytest.raises(DatabaseReadOnly, match="permission denied"):
                run(reader, f"INSERT INTO {table} DEFAULT VALUES")
        with pytest.raises(DatabaseReadOnly, match="permission denied"):
            run(reader, "CREATE TABLE mine (id int)")


@pytest.mark.parametrize("role", ["owner", *roles.ROLES])
def test_nobody_updates_or_deletes_what_is_on_record(team: dict[str, str], role: str) -> None:
    with closing(open_database(team["owner"])) as owner:
        save(owner, {"2026-08": "323.5"}, "2026-09-11")
        decide(owner, propose(owner))
    columns = {
        "observation": "footnote",
        "decision": "reason",
        "audit_entry": "detail",
        "plan_version": "text",
    }
    with closing(open_database(team[role])) as database:
        for table, column in columns.items():
            for statement in (
                f"UPDATE {table} SET {column} = 'forged'",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
            ):
                with pytest.raises(StorageError, match=r"permission denied|append-only"):
                    run(database, statement)


def sign(database: Database, party: str, by: str) -> None:
    with database.session() as session:
        stages.sign("sales", party, by=by, at=at("2026-11-03"), session=session)
