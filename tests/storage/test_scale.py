"""Questions stay quick however many figures are held: each goes to its own by an index."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session

from indicators.series import Observation, Period
from storage import vintages
from storage.database import Database, open_database
from tests.storage.helpers import CPI, at
from tests.storage.statements import counted

MONTHS = [Period.month(1943 + n // 12, n % 12 + 1) for n in range(1000)]

QUESTIONS: dict[str, Callable[[Session], object]] = {
    "as known on a day": lambda s: vintages.series("own:0", known_on=date(2026, 10, 1), session=s),
    "history": lambda s: vintages.history("own:0", session=s),
    "revisions": lambda s: vintages.revisions("own:0", session=s, period=MONTHS[-1]),
    "newest points": lambda s: vintages.latest_points(25, session=s, keys=["own:0", "own:1"]),
    "newest points of all": lambda s: vintages.latest_points(25, session=s),
    "freshness": lambda s: vintages.freshness(session=s),
}


def fill(database: Database, indicators: int) -> None:
    """That many indicators of a thousand months each."""
    named = [replace(CPI, key=f"own:{n}", name=f"own-{n}") for n in range(indicators)]
    reply = [Observation(month, Decimal(100_000 + n) / 1000) for n, month in enumerate(MONTHS)]
    for start in range(0, indicators, 100):
        with database.session() as session:
            vintages.register(named[start : start + 100], session=session)
            for indicator in named[start : start + 100]:
                vintages.save(
                    indicator.key,
                    reply,
                    published_on=date(2026, 9, 11),
                    fetched_at=at("2026-09-11"),
                    origin="own",
                    session=session,
                )


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_goes_through_all_figures(sqlite_url: str, question: str) -> None:
    with closing(open_database(sqlite_url)) as database:
        fill(database, 3)
        with database.session() as session:
            with counted() as sent:
                QUESTIONS[question](session)
            explain = session.connection().exec_driver_sql
            steps = [
                str(row[3]) for text, values in sent for row in explain(f"EXPLAIN QUERY PLAN {text}", values)
            ]
    assert any(step.startswith(("SEARCH observation USING PRIMARY KEY", "SEARCH held")) for step in steps)
    assert not [step for step in steps if step.startswith(("SCAN observation", "SCAN held", "SCAN vintage"))]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """1.7 million figures."""
    folder: Path = tmp_path_factory.mktemp("scale")
    with closing(open_database(f"sqlite:///{folder / 'realterms.db'}")) as database:
        fill(database, 1700)
        yield database


def steps(database: Database, question: Callable[[Session], object]) -> int:
    """How many instructions SQLite goes through for it, in hundreds: the same on a busy machine."""
    hundreds = 0

    def count() -> None:
        nonlocal hundreds
        hundreds += 1

    with database.session() as session:
        driver = session.connection().connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_progress_handler(count, 100)
        try:
            question(session)
        finally:
            driver.set_progress_handler(None, 100)
    return hundreds


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_a_series_of_a_full_database_takes_as_many_steps_as_one_alone(
    many: Database, sqlite_url: str
) -> None:
    with closing(open_database(sqlite_url)) as few:
        fill(few, 2)
        for name in ("as known on a day", "history", "revisions", "newest points"):
            alone, among = steps(few, QUESTIONS[name]), steps(many, QUESTIONS[name])
            assert among <= alone * 1.1 + 5, name


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_an_overview_of_a_full_database_reads_no_more_of_each_series(many: Database, sqlite_url: str) -> None:
    with closing(open_database(sqlite_url)) as few:
        fill(few, 17)
        for name in ("freshness", "newest points of all"):
            part, whole = steps(few, QUESTIONS[name]), steps(many, QUESTIONS[name])
            assert whole <= part * 100 * 1.1, name
