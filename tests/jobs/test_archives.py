"""What an office said before, fetched into vintages: `fetch --vintages` beside ordinary fetches."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indicators.errors import BadInput
from indicators.series import Period, Reading, Status
from jobs import trends
from jobs.refresh import refresh
from jobs.results import IndicatorResult
from jobs.workspace import Workspace
from storage import vintages
from tests.jobs.conftest import Clock
from tests.replay.server import Replay

MARCH = Period.parse("2026-03")
KEY = "ons:CHAW/mm23"


@pytest.fixture
def ann(tmp_path: Path, replay: Replay) -> Iterator[Workspace]:
    clock = Clock("2026-08-20T12:00")
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ann") as workspace:
        replay.later_release()
        yield workspace


def fetched(workspace: Workspace, *, archive: bool = False) -> IndicatorResult:
    (result,) = refresh(workspace, ["uk-rpi"], vintages=archive).results
    return result


def march(workspace: Workspace) -> tuple[Reading, ...]:
    with workspace.session() as session:
        return vintages.history(KEY, session=session).revisions(MARCH)


def as_known(workspace: Workspace, day: str) -> str:
    with workspace.session() as session:
        series = vintages.series(KEY, known_on=date.fromisoformat(day), session=session)
    return str(series.value(MARCH))


def test_a_series_is_known_as_it_was_on_any_day_of_its_archive(ann: Workspace) -> None:
    assert fetched(ann).new == 55  # the page as it is, known since its release
    result = fetched(ann, archive=True)
    assert result.outcome == "revised", result.message
    assert "corrected on 2026-04-23: The figure of March 2026 was wrong." in result.message
    assert as_known(ann, "2026-04-22") == "410.9"
    assert as_known(ann, "2026-04-23") == as_known(ann, "2026-11-27") == "411.4"
    status = [(str(r.published_on), r.status) for r in march(ann)]
    assert status[:2] == [("2026-04-22", Status.FINAL), ("2026-04-23", Status.CORRECTED)]


def test_the_archive_again_and_the_page_after_it_change_nothing(ann: Workspace) -> None:
    fetched(ann, archive=True)
    before = march(ann)
    again, page = fetched(ann, archive=True), fetched(ann)
    assert (again.outcome, page.outcome) == ("unchanged", "unchanged"), page.message
    assert march(ann) == before
    assert trends.load(ann, "uk-rpi").value(MARCH) == before[-1].value


def test_an_office_without_an_archive_is_fetched_as_ever(ann: Workspace) -> None:
    (result,) = refresh(ann, ["us-cpi"], vintages=True).results
    assert result.outcome == "new"


def test_what_was_public_on_a_day_is_known_from_that_day_on(ann: Workspace) -> None:
    (result,) = refresh(ann, ["us-cpi-fred"], as_of=date(2024, 3, 1)).results
    assert (result.outcome, result.new) == ("new", 2)
    with ann.session() as session:
        known = vintages.series("fred:CPIAUCNS", known_on=date(2024, 3, 1), session=session)
    assert [str(r.value) for r in known.readings] == ["306.746", "308.417"]
    (present,) = refresh(ann, ["us-cpi-fred"]).results
    assert (present.new, present.unchanged) == (11, 2)


def test_only_an_office_that_can_tell_is_asked_about_a_day(ann: Workspace, replay: Replay) -> None:
    with pytest.raises(BadInput, match="do not say what was public") as refused:
        refresh(ann, ["uk-rpi", "us-cpi-fred"], as_of=date(2024, 3, 1))
    assert refused.value.got == "uk-rpi"
    with pytest.raises(BadInput, match="a day to come"):
        refresh(ann, ["us-cpi-fred"], as_of=date(2026, 9, 1))
    assert replay.requests == []
