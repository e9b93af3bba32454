"""The first screen's facts, after a real fetch over HTTP and a proposal of somebody else."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from jobs import demo, due, news, propose
from jobs.refresh import refresh
from jobs.workspace import Workspace
from tests.jobs.conftest import Clock
from tests.replay.server import Replay


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-11-03T12:00")


def opened(home: Path, replay: Replay, clock: Clock, user: str = "anna") -> Workspace:
    return Workspace.open(home, environ=replay.environment(keyed=True), clock=clock, user=user)


def test_what_a_fetch_brought_since_one_looked_is_new(tmp_path: Path, replay: Replay, clock: Clock) -> None:
    with opened(tmp_path, replay, clock) as workspace:
        demo.load_sample(workspace)
        looked = workspace.now
        assert not news.prices(workspace, since=looked).news.arrivals
        clock.set("2026-11-03T13:00")
        replay.later_release()
        refresh(workspace, ["uk-rpi"])
        came = news.prices(workspace, since=looked).news.arrivals
        assert [a.row.indicator.name for a in came] == ["uk-rpi"]
        assert came[0].revised > 0
        assert not news.prices(workspace, since=workspace.now + timedelta(hours=1)).news.arrivals


def test_a_proposal_waits_for_the_other_person_alone(tmp_path: Path, replay: Replay, clock: Clock) -> None:
    with opened(tmp_path, replay, clock, "anna") as anna:
        demo.load_sample(anna)
        propose.propose(anna, "sales-manager", on=date(2026, 10, 1), note="yearly")
        assert news.prices(anna).news.waiting == ()
    with opened(tmp_path, replay, clock, "ben") as ben:
        assert [p.id for p in news.prices(ben).news.waiting] == [1]
        assert news.prices(ben).news


def test_the_schedule_says_what_is_due_and_that_nobody_has_looked(
    tmp_path: Path, replay: Replay, clock: Clock
) -> None:
    with opened(tmp_path, replay, clock) as workspace:
        demo.load_sample(workspace)
        before = due.schedule_state(workspace)
        assert before.looked_at is None
        assert before.due > 0
        refresh(workspace, ["uk-rpi"], due=True)
        after = due.schedule_state(workspace)
        assert after.looked_at == workspace.now
        assert after.due == before.due - 1
        assert after.next_at is not None
