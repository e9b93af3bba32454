"""Calendars that offices publish: read over HTTP beside the figures, kept, and followed by `fetch --due`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indicators.releases import State
from indicators.sources.pacing import Limits
from jobs import due
from jobs.refresh import refresh
from jobs.workspace import Workspace
from storage import calendars
from tests.jobs.conftest import Clock
from tests.replay.server import KEYS, Replay

# The local BLS has the CPI of July 2026 first; its schedule has August's on 11 September, October's on the
# 20th of November, outside the days of its habit.
AFTER_JULY = "2026-08-12T13:00"


@pytest.fixture
def clock() -> Clock:
    return Clock(AFTER_JULY)


@pytest.fixture
def ann(tmp_path: Path, replay: Replay, clock: Clock) -> Iterator[Workspace]:
    environ = replay.environment(keyed=True)
    with Workspace.open(tmp_path, environ=environ, clock=clock, user="ann") as workspace:
        workspace.limits = Limits(attempts=1)
        yield workspace


def asked(replay: Replay, source: str) -> list[str]:
    return [r.path for r in replay.requests if r.source == source]


def expected(workspace: Workspace, name: str = "us-cpi") -> tuple[str, str]:
    """When the next release of a series is expected, and who says so."""
    (series,) = due.upcoming(workspace, [name])
    assert series.outlook.window is not None
    return f"{series.outlook.window.opens:%Y-%m-%d %H:%M %Z}", series.announced_by


def outcomes(workspace: Workspace, *names: str) -> list[str]:
    return [r.outcome for r in refresh(workspace, names, due=True, trigger="schedule").results]


def test_the_schedule_of_bls_says_when_a_figure_is_due(ann: Workspace, replay: Replay, clock: Clock) -> None:
    assert outcomes(ann, "us-cpi") == ["new"]
    assert expected(ann) == ("2026-09-11 08:30 EDT", "Consumer Price Index")
    clock.set("2026-08-12T16:10")
    assert outcomes(ann, "us-cpi") == ["unchanged"]  # the second look
    clock.set("2026-09-10T13:00")  # the habit's first day, and the calendar says: not before tomorrow
    assert outcomes(ann, "us-cpi") == []
    clock.set("2026-09-11T12:31")
    replay.later_release()
    assert outcomes(ann, "us-cpi") == ["new"]
    assert expected(ann) == ("2026-10-14 08:30 EDT", "Consumer Price Index")


def test_a_postponed_release_is_not_called_late(ann: Workspace, replay: Replay, clock: Clock) -> None:
    replay.later_release()
    clock.set("2026-09-11T12:31")
    outcomes(ann, "us-cpi")
    with ann.session() as session:
        held = calendars.calendars(session=session)["bls:cpi"]
    assert [str(d.period) for d in held.days] == [
        *("2026-07", "2026-08", "2026-09", "2026-10", "2026-11", "2026-12")
    ]
    clock.set("2026-10-25T12:00")
    (series,) = due.upcoming(ann, ["us-cpi"])
    assert series.outlook.state is State.LATE


def test_a_calendar_is_read_once_a_week_and_then_asked_whether_it_changed(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    refresh(ann, ["us-cpi", "us-cpi-core"])
    assert asked(replay, "bls-calendar") == ["/schedule/news_release/cpi.htm"]
    clock.set("2026-08-18T13:00")
    refresh(ann, ["us-cpi"])
    assert len(asked(replay, "bls-calendar")) == 1
    clock.set("2026-08-20T13:00")
    refresh(ann, ["us-cpi"])
    again = [r for r in replay.requests if r.source == "bls-calendar"][-1]
    assert again.headers["if-modified-since"] == "Fri, 02 Jan 2026 13:30:00 GMT"
    assert len(asked(replay, "bls-calendar")) == 2
    assert expected(ann)[1] == "Consumer Price Index"


def test_a_calendar_without_a_day_to_come_is_asked_for_again_the_next_day(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    refresh(ann, ["us-ppi-finished-goods"])
    assert expected(ann, "us-ppi-finished-goods") == ("2026-06-11 08:30 EDT", "Producer Price Index")
    clock.set("2026-08-13T13:00")
    refresh(ann, ["us-ppi-finished-goods"])
    assert asked(replay, "bls-calendar") == ["/schedule/news_release/ppi.htm"] * 2


def test_fred_says_once_to_which_release_a_series_belongs_and_names_its_days(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    clock.set("2024-12-12T15:00")
    assert [r.outcome for r in refresh(ann, ["us-cpi-fred"]).results] == ["new"]
    assert asked(replay, "fred-calendar") == ["/fred/series/release", "/fred/release/dates"]
    assert expected(ann, "us-cpi-fred") == ("2025-01-15 08:15 CST", "Consumer Price Index")
    clock.set("2024-12-20T15:00")
    refresh(ann, ["us-cpi-fred"])
    assert asked(replay, "fred-calendar")[2:] == ["/fred/release/dates"]


def test_without_a_key_the_schedule_of_bls_stands_in_for_fred(
    tmp_path: Path, replay: Replay, clock: Clock
) -> None:
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ben") as ben:
        refresh(ben, ["us-cpi-fred"])
        assert asked(replay, "fred-calendar") == []
        assert asked(replay, "bls-calendar") == ["/schedule/news_release/cpi.htm"]


@pytest.mark.parametrize(
    ("fault", "options"), [("html", {"content_type": "text/html"}), ("status", {"code": 403}), ("reset", {})]
)
def test_a_calendar_that_cannot_be_had_costs_no_figure_and_is_told(
    ann: Workspace, replay: Replay, clock: Clock, fault: str, options: dict[str, Any]
) -> None:
    replay.fault(fault, source="bls-calendar", **options)
    assert outcomes(ann, "us-cpi") == ["new"]
    when, by = expected(ann)
    assert (when, by) == ("2026-09-10 08:30 EDT", "")
    (told,) = due.troubles(ann)
    assert told.startswith("the calendar bls:cpi could not be read on 2026-08-12: ")
    clock.set("2026-08-13T13:00")
    refresh(ann, ["us-cpi"])
    assert due.troubles(ann) == []
    assert expected(ann)[1] == "Consumer Price Index"


def test_a_calendar_read_before_stands_when_it_cannot_be_had_again(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    refresh(ann, ["us-cpi"])
    clock.set("2026-08-20T13:00")
    replay.fault("status", source="bls-calendar", code=404)
    refresh(ann, ["us-cpi"])
    assert expected(ann) == ("2026-09-11 08:30 EDT", "Consumer Price Index")
    assert len(due.troubles(ann)) == 1


def test_a_key_that_fred_disowns_is_in_no_trouble_that_is_told(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    clock.set("2024-12-12T15:00")
    refresh(ann, ["us-cpi-fred"])
    replay.keys["fred"] = "another"
    clock.set("2024-12-20T15:00")
    refresh(ann, ["us-cpi-fred"])
    (told,) = due.troubles(ann)
    assert "does not accept the key" in told
    assert KEYS["fred"] not in told


def test_nothing_due_asks_for_no_calendar(ann: Workspace, replay: Replay, clock: Clock) -> None:
    outcomes(ann, "us-cpi")
    clock.set("2026-08-12T16:10")
    outcomes(ann, "us-cpi")  # the second look
    replay.requests.clear()
    clock.set("2026-08-25T13:00")
    assert outcomes(ann, "us-cpi") == []
    assert replay.requests == []


def test_an_address_that_is_none_fails_no_run(tmp_path: Path, replay: Replay, clock: Clock) -> None:
    environ = replay.environment(keyed=True) | {
        "REALTERMS_BLS_URL": "nowhere",
        "REALTERMS_FRED_URL": "nowhere",
    }
    with Workspace.open(tmp_path, environ=environ, clock=clock, user="ann") as ann:
        ann.limits = Limits(attempts=1)
        report = refresh(ann, ["us-cpi", "us-cpi-fred", "uk-rpi"])
        assert [r.outcome for r in report.results] == ["failed", "failed", "new"]
