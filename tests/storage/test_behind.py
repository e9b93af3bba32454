"""Rows that are under way while the next are read: nobody overtakes them, and their errors are not lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from indicators.errors import StorageError
from indicators.series import Indicator, Kind, Measure
from storage import behind, bulk, vintages
from storage.database import Database, open_database
from storage.many import Reply, Saving, Statement
from tests.storage.helpers import at

REPLY = Reply(date(2026, 1, 1), at("2026-01-01"), "file:x")


def indicator(number: int = 0) -> Indicator:
    return Indicator(
        f"bls_flat:X{number}", f"x{number}", "", "US", Kind.CPI, Measure.INDEX, base_period="2020=100"
    )


def is_empty(database: Database) -> bool:
    with database.session() as session:
        return session.connection().execute(text("SELECT 1 FROM vintage")).first() is None


@pytest.fixture
def database(postgres_url: str) -> Any:
    opened = open_database(postgres_url)
    yield opened
    opened.close()


def test_a_statement_waits_until_the_rows_are_there(database: Database) -> None:
    figures = [(year * 100 + month, "100.1") for year in range(1900, 2020) for month in range(1, 13)]
    count = text("SELECT count(*) FROM observation")
    with database.session() as session:
        for number in range(3):
            Saving(REPLY, session=session).save([Statement(indicator(number), figures)])
            found = session.connection().execute(count).scalar_one()
            assert found == (number + 1) * len(figures)


def test_rows_that_cannot_be_written_are_told_at_the_latest_when_all_is_kept(database: Database) -> None:
    twice = [(202501, "1"), (202501, "2")]
    with pytest.raises(StorageError), database.session() as session:
        Saving(REPLY, session=session).save([Statement(indicator(), twice)])
    assert is_empty(database)


def test_whoever_uses_the_connection_next_is_told(database: Database) -> None:
    twice = [(202501, "1"), (202501, "2")]
    with database.session() as session:
        Saving(REPLY, session=session).save([Statement(indicator(), twice)])
        with pytest.raises(IntegrityError):
            vintages.indicators(session=session)
        session.rollback()
    assert is_empty(database)


def test_what_is_taken_back_is_over_first(database: Database) -> None:
    release, over = Event(), Event()

    def write(driver: Any) -> None:
        release.wait()
        driver.execute("INSERT INTO meta VALUES ('slow', 'yes')")
        over.set()

    with database.session() as session:
        driver = session.connection().connection.driver_connection
        behind.send(session.connection(), lambda: write(driver))
        release.set()
        session.rollback()
        assert over.is_set()
    with database.session() as session:
        assert session.connection().execute(text("SELECT 1 FROM meta WHERE name = 'slow'")).first() is None


def test_jobs_are_done_in_the_order_they_were_sent(database: Database) -> None:
    release = Event()
    done: list[str] = []

    def slow() -> None:
        release.wait()
        done.append("first")

    with database.session() as session:
        connection = session.connection()
        behind.send(connection, slow)
        behind.send(connection, lambda: done.append("second"))
        assert not done
        release.set()
        behind.finish(connection)
        assert done == ["first", "second"]


def test_after_a_job_that_failed_none_is_done_and_its_error_is_told(database: Database) -> None:
    def fail() -> None:
        raise ValueError("first")

    done: list[str] = []
    with database.session() as session:
        connection = session.connection()
        behind.send(connection, fail)
        behind.send(connection, lambda: done.append("second"))
        with pytest.raises(ValueError, match="first"):
            behind.finish(connection)
        assert not done
        session.rollback()


def test_no_more_than_a_few_are_under_way_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "_MOST", 2)
    release = Event()
    sent: list[int] = []
    with database.session() as session, ThreadPoolExecutor(1) as someone:
        connection = session.connection()

        def wait_for_release() -> None:
            release.wait()

        def send_all() -> None:
            for number in range(4):
                behind.send(connection, wait_for_release)
                sent.append(number)

        sending = someone.submit(send_all)
        with pytest.raises(TimeoutError):
            sending.result(timeout=0.2)
        assert sent == [0, 1]
        release.set()
        sending.result()
        behind.finish(connection)
        assert sent == [0, 1, 2, 3]


def test_whoever_sends_more_is_told_what_went_wrong_before(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "_MOST", 1)
    twice = [(202501, "1"), (202501, "2")]
    saved: list[int] = []

    def save_both() -> None:
        with database.session() as session:
            saving = Saving(REPLY, session=session)
            for number, figures in enumerate((twice, [(202501, "1")])):
                saving.save([Statement(indicator(number), figures)])
                saved.append(number)

    with pytest.raises(StorageError, match="duplicate key"):
        save_both()
    assert saved == [0]
    assert is_empty(database)


def test_sqlite_has_them_at_once(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with database.session() as session:
        Saving(REPLY, session=session).save([Statement(indicator(), [(202501, "1")])])
        assert "realterms_under_way" not in session.connection().info
        assert bulk.figures_of(session.connection(), [1]) == [(1, 202501, 1, "1")]
    database.close()
