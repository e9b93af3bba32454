"""What is fetched because it is due, over a real calendar: releases, late offices, dead series, failures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.errors import SettingsError
from indicators.releases import State
from indicators.series import Period
from indicators.sources.pacing import Limits
from jobs import due, runs, status
from jobs.refresh import RefreshReport, refresh
from jobs.workspace import Workspace
from storage import runs as stored
from tests.jobs.conftest import Clock
from tests.replay.server import Replay

# The local ONS has the RPI of June 2026 first, released on 22 July, and names 19 August for July's.
AFTER_JUNE = "2026-07-22T06:05"
JULY_DAY = "2026-08-19"


@pytest.fixture
def clock() -> Clock:
    return Clock(AFTER_JUNE)


@pytest.fixture
def ann(tmp_path: Path, replay: Replay, clock: Clock) -> Iterator[Workspace]:
    """Ann's workspace after its first fetch of the RPI."""
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ann") as workspace:
        workspace.limits = Limits(attempts=1)
        assert [r.outcome for r in due_fetch(workspace).results] == ["new"]
        yield workspace


def due_fetch(workspace: Workspace) -> RefreshReport:
    return refresh(workspace, ["uk-rpi"], due=True, trigger="schedule")


def rpi(workspace: Workspace) -> status.SeriesStatus:
    (found,) = status.status(workspace).series
    return found


def test_the_day_the_office_names_is_kept_and_is_when_it_is_asked_next(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    assert rpi(ann).expected_at is not None
    assert f"{rpi(ann).expected_at:%Y-%m-%d %H:%M %Z}" == f"{JULY_DAY} 07:00 BST"
    clock.set("2026-07-22T09:10")
    assert [r.outcome for r in due_fetch(ann).results] == ["unchanged"]  # the second look
    for moment in ("2026-07-23T06:05", "2026-08-13T06:05", f"{JULY_DAY}T05:55"):
        clock.set(moment)
        assert due_fetch(ann).results == ()
    clock.set(f"{JULY_DAY}T06:02")
    replay.later_release()
    (july,) = due_fetch(ann).results
    assert (july.outcome, july.new) == ("new", 1)
    assert rpi(ann).expected == Period.parse("2026-08")


def test_a_look_without_anything_due_is_no_run_but_is_remembered(ann: Workspace, clock: Clock) -> None:
    clock.set("2026-07-22T08:05")
    report = due_fetch(ann)
    assert (report.run_id, report.results) == (0, ())
    assert len(runs.runs(ann).runs) == 1
    looked = status.status(ann).looked_at
    assert f"{looked:%Y-%m-%d %H:%M}" == "2026-07-22 08:05"


def test_an_office_in_trouble_is_asked_again_the_same_day(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    replay.later_release()
    replay.fault("status", source="ons", times=2, code=503)
    clock.set(f"{JULY_DAY}T06:02")
    assert [r.outcome for r in due_fetch(ann).results] == ["failed"]
    clock.set(f"{JULY_DAY}T06:17")
    assert due_fetch(ann).results == ()
    clock.set(f"{JULY_DAY}T06:32")
    assert [r.outcome for r in due_fetch(ann).results] == ["new"]


def test_a_series_that_nobody_asked_for_in_time_is_late(ann: Workspace, clock: Clock) -> None:
    assert status.status(ann).ok
    clock.set("2026-08-24T12:00")
    report = status.status(ann)
    assert (rpi(ann).state, rpi(ann).stale, report.ok) == (State.LATE, True, False)
    assert rpi(ann).why == "2026-07 is overdue since 2026-08-23"


def test_an_office_that_answers_without_the_figure_is_delayed_and_later_frozen(
    ann: Workspace, clock: Clock
) -> None:
    clock.set("2026-08-24T12:00")
    assert [r.outcome for r in due_fetch(ann).results] == ["unchanged"]
    assert rpi(ann).state is State.DELAYED
    clock.set("2026-12-24T12:00")
    assert [r.outcome for r in due_fetch(ann).results] == ["unchanged"]
    assert (rpi(ann).state, status.status(ann).ok) == (State.FROZEN, False)
    clock.set("2026-12-25T11:00")
    assert due_fetch(ann).results == ()


def test_a_bundled_series_is_due_at_once(tmp_path: Path, replay: Replay, clock: Clock) -> None:
    from jobs import demo

    with Workspace.open(tmp_path / "b", environ=replay.environment(), clock=clock, user="ben") as ben:
        demo.load_snapshot(ben)
        with ben.session() as session:
            found = {s.indicator.name: s for s in due.outlooks(ben, session)}
        assert found["uk-rpi"].outlook.is_due(ben.now)
        assert found["uk-rpi"].answered_at is None


def test_days_may_be_asked_for_in_place_of_the_calendar(ann: Workspace, clock: Clock) -> None:
    clock.set("2026-08-01T12:00")
    assert status.status(ann, max_age=40).ok
    assert not status.status(ann, max_age=30).ok


def test_a_run_without_an_end_is_well_while_it_may_go_on_and_killed_after(
    ann: Workspace, clock: Clock
) -> None:
    with ann.session() as session:
        stored.start_run(started_at=ann.now, trigger="schedule", session=session)
    assert status.status(ann).ok
    clock.set("2026-07-22T07:30")
    assert not status.status(ann).ok
    clock.set("2026-07-22T09:10")
    due_fetch(ann)
    assert [r.outcome for r in runs.runs(ann).runs] == ["done", "killed", "done"]
    assert status.status(ann).ok


def test_a_clock_that_was_set_back_is_refused_and_nothing_is_asked(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    asked = len(replay.requests)
    clock.set("2026-07-21T06:05")
    with pytest.raises(SettingsError, match="behind the last run"):
        refresh(ann, ["uk-rpi"])
    assert len(replay.requests) == asked
    assert len(runs.runs(ann).runs) == 1
    clock.set("2026-07-22T05:30")
    assert [r.outcome for r in refresh(ann, ["uk-rpi"]).results] == ["unchanged"]
