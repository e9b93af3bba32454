"""Fetch runs and what each did."""

import pytest

from indicators.errors import StorageError, UnknownName
from storage import runs
from storage.database import Database
from tests.storage.helpers import CPI, PPI, at, count_rows, save


def test_a_run_is_noted_from_beginning_to_end(database: Database) -> None:
    with database.session() as session:
        first = runs.start_run(started_at=at("2026-11-01"), trigger="timer", session=session)
        second = runs.start_run(started_at=at("2026-11-02"), trigger="user", session=session)
    save(database, {"2026-08": "1"}, "2026-11-02", run_id=second)
    with database.session() as session:
        runs.record_result(second, CPI.key, outcome="new", new=3, revised=1, unchanged=9, session=session)
        runs.record_result(second, PPI.key, outcome="failed", message="the office is closed", session=session)
        runs.finish_run(second, finished_at=at("2026-11-02", 15), outcome="partly", session=session)
    with database.session() as session:
        listed = runs.runs(session=session)
        assert runs.runs(1, session=session) == listed[:1]
    newest, oldest = listed
    assert (newest.id, newest.trigger, newest.outcome) == (second, "user", "partly")
    assert (newest.started_at, newest.finished_at) == (at("2026-11-02"), at("2026-11-02", 15))
    assert [(r.indicator_key, r.outcome, r.new, r.revised, r.unchanged) for r in newest.results] == [
        (CPI.key, "new", 3, 1, 9),
        (PPI.key, "failed", 0, 0, 0),
    ]
    assert newest.results[1].message == "the office is closed"
    assert (oldest.id, oldest.trigger, oldest.results) == (first, "timer", ())
    assert (oldest.finished_at, oldest.outcome) == (None, None)


def test_no_runs_are_an_empty_list(database: Database) -> None:
    with database.session() as session:
        assert runs.runs(session=session) == []


def test_an_unknown_run_is_refused(database: Database) -> None:
    with pytest.raises(UnknownName, match="no run 7"), database.session() as session:
        runs.finish_run(7, finished_at=at("2026-11-02"), outcome="done", session=session)
    with pytest.raises(StorageError), database.session() as session:
        runs.record_result(7, CPI.key, outcome="new", session=session)
    with pytest.raises(StorageError):
        save(database, {"2026-08": "1"}, "2026-11-02", run_id=7)
    assert count_rows(database)["observation"] == 0


def test_one_indicator_has_one_result_a_run(database: Database) -> None:
    with database.session() as session:
        run = runs.start_run(started_at=at("2026-11-01"), trigger="timer", session=session)
        runs.record_result(run, CPI.key, outcome="new", session=session)
    with pytest.raises(StorageError, match="refused"), database.session() as session:
        runs.record_result(run, CPI.key, outcome="unchanged", session=session)
