"""Freshness and the newest points of every indicator, in a bounded number of statements."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from indicators.series import Frequency, Status
from storage import runs, vintages
from storage.database import Database
from tests.storage.helpers import CPI, PPI, at, save
from tests.storage.statements import counted


def test_freshness_says_what_is_newest_where_it_is_from_and_how_much_there_is(database: Database) -> None:
    save(database, {"2026-06": "151.2", "2026-07": "152.0"}, "2026-08-14", indicator=PPI)
    save(database, {"2026-06": "151.4", "2026-07": "152.3"}, "2026-09-10", indicator=PPI)
    save(database, {"2026-08": "323.5"}, "2026-10-01", origin="snapshot", fetched_at=at("2026-11-01"))
    with database.session() as session:
        vintages.register([replace(CPI, key="own:none", name="none")], session=session)
        ppi, cpi, none = vintages.freshness(session=session)
    assert (ppi.indicator, ppi.origin, ppi.observations) == (PPI, "bls", 2)
    assert ppi.latest is not None
    assert (str(ppi.latest.period), ppi.latest.value) == ("2026-07", Decimal("152.3"))
    assert ppi.fetched_at == at("2026-09-10")
    assert (cpi.origin, cpi.fetched_at) == ("snapshot", at("2026-11-01"))
    assert (none.latest, none.fetched_at, none.origin, none.observations) == (None, None, "", 0)


def test_freshness_passes_over_months_that_have_no_figure(database: Database) -> None:
    save(database, {"2025-09": "324.8", "2025-10": None}, "2025-12-18")
    with database.session() as session:
        (row,) = vintages.freshness(session=session)
    assert row.latest is not None
    assert str(row.latest.period) == "2025-09"
    assert row.observations == 2


def test_an_answer_that_changed_nothing_is_fresh_as_well(database: Database) -> None:
    save(database, {"2026-08": "323.5"}, "2026-09-11")
    for moment, outcome in (("2026-09-20", "unchanged"), ("2026-10-05", "failed")):
        with database.session() as session:
            run = runs.start_run(started_at=at(moment), trigger="timer", session=session)
            runs.record_result(run, CPI.key, outcome=outcome, session=session)
    with database.session() as session:
        (row,) = vintages.freshness(session=session)
    assert row.fetched_at == at("2026-09-20")


def test_the_newest_points_are_as_known_now(database: Database) -> None:
    save(database, {f"2026-{m:02d}": f"{100 + m}" for m in range(1, 9)}, "2026-09-11")
    save(database, {"2026-08": "108.5", "2026-07": None}, "2026-10-14")
    save(
        database,
        {"2026-Q1": "90", "2026-Q2": "91"},
        "2026-08-01",
        indicator=replace(CPI, key="own:q", name="q", frequency=Frequency.QUARTERLY),
    )
    with database.session() as session:
        vintages.register([PPI], session=session)
        points = vintages.latest_points(3, session=session)
        assert set(vintages.latest_points(3, session=session, keys=["own:q"])) == {"own:q"}
        assert vintages.latest_points(3, session=session, keys=[]) == {}
    assert set(points) == {CPI.key, "own:q"}
    assert [(str(r.period), r.value) for r in points[CPI.key]] == [
        ("2026-06", Decimal(106)),
        ("2026-07", None),
        ("2026-08", Decimal("108.5")),
    ]
    assert points[CPI.key][1].status is Status.MISSING
    assert [str(r.period) for r in points["own:q"]] == ["2026-Q1", "2026-Q2"]


def test_counts_follow_from_the_vintages(database: Database) -> None:
    """The sums kept with each vintage are what counting every figure would give."""
    save(database, {"2026-06": "1", "2026-07": "2"}, "2026-08-14")
    save(database, {"2026-06": "1", "2026-07": "3", "2026-08": "4"}, "2026-09-11")
    save(database, {"2026-05": "9", "2026-07": "8"}, "2026-08-20", fetched_at=at("2026-11-01"))
    with database.session() as session:
        count = session.connection().exec_driver_sql
        stated = count("SELECT sum(observations), sum(periods) FROM vintage").one()
        held = count("SELECT count(*), count(DISTINCT period) FROM observation").one()
    assert tuple(map(int, stated)) == tuple(held)


def test_an_overview_is_one_statement_each(database: Database) -> None:
    for number in range(12):
        save(database, {"2026-08": "1"}, "2026-09-11", indicator=replace(CPI, key=f"own:{number}"))
    with database.session() as session:
        with counted() as statements:
            assert len(vintages.freshness(session=session)) == 12
        assert len(statements) == 1
        with counted() as statements:
            assert len(vintages.latest_points(25, session=session)) == 12
        assert len(statements) == 1
        with counted() as statements:
            vintages.series("own:3", known_on=date(2026, 10, 1), session=session)
        assert len(statements) == 2
