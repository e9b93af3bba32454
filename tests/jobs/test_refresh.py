"""Fetching over real HTTP from the local offices into a real database."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from indicators.catalog import catalog
from indicators.errors import BadInput, QuotaReached, Unreachable
from indicators.series import Indicator, Kind, Measure, Period, Reading
from indicators.sources.ons import Ons
from indicators.sources.pacing import Limits
from jobs import demo, runs, status, trends
from jobs.progress import Progress
from jobs.refresh import refresh
from jobs.workspace import Workspace
from storage import vintages
from tests.jobs.conftest import Open
from tests.replay.server import Replay

SERIES = ("us-cpi", "us-ppi-finished-goods", "uk-rpi", "uk-cpi-rate")


def test_a_first_fetch_is_new_a_second_unchanged_and_a_later_release_revises(
    open_workspace: Open, replay: Replay
) -> None:
    workspace = open_workspace(environ=replay.environment(keyed=True))

    first = refresh(workspace, SERIES)
    again = refresh(workspace, SERIES)
    replay.later_release()
    later = refresh(workspace, SERIES)

    assert [r.outcome for r in first.results] == ["new"] * 4
    assert [r.outcome for r in again.results] == ["unchanged"] * 4
    assert {r.name: r.outcome for r in later.results}["us-ppi-finished-goods"] == "revised"
    assert all(r.new == 1 for r in later.results)
    revised = trends.vintages(workspace, "us-ppi-finished-goods").rows
    assert [row.change for row in revised if row.change]
    assert not first.failed


def test_one_office_in_trouble_does_not_stop_another(open_workspace: Open, replay: Replay) -> None:
    replay.fault("quota", source="bls")
    workspace = open_workspace(environ=replay.environment(keyed=True))

    report = refresh(workspace, SERIES)

    outcomes = {r.name: r for r in report.results}
    assert outcomes["us-cpi"].outcome == outcomes["us-ppi-finished-goods"].outcome == "failed"
    assert isinstance(outcomes["us-cpi"].error, QuotaReached)
    assert outcomes["uk-rpi"].outcome == "new"
    assert report.failed == 2
    assert runs.runs(workspace).runs[0].outcome == "partly"


def test_a_fetch_supersedes_the_bundled_figures_as_new_vintages(open_workspace: Open, replay: Replay) -> None:
    workspace = open_workspace(environ=replay.environment(keyed=True))
    demo.load_snapshot(workspace)
    bundled = {r.indicator.name: r for r in trends.overview(workspace).rows}
    replay.later_release()

    refresh(workspace, ["us-cpi"])

    fetched = {r.indicator.name: r for r in trends.overview(workspace).rows}
    origins = {str(period): r.origin for period, r in trends.load(workspace, "us-cpi").items()}
    assert bundled["us-cpi"].is_snapshot
    assert not fetched["us-cpi"].is_snapshot
    assert fetched["uk-rpi"].is_snapshot
    assert (origins["1913-01"], origins["2026-08"]) == ("snapshot", "bls")


def test_a_stopped_fetch_keeps_what_it_saved_and_says_what_is_missing(
    open_workspace: Open, replay: Replay
) -> None:
    workspace = open_workspace(environ=replay.environment(keyed=True))
    replay.fault("delay", source="ons", times=4, seconds=0.3)
    seen: list[Progress] = []

    report = refresh(
        workspace, ["uk-rpi", "uk-cpi-rate"], on_progress=seen.append, cancelled=lambda: bool(seen)
    )

    outcomes = sorted(r.outcome for r in report.results)
    assert outcomes == ["cancelled", "new"]
    assert report.cancelled
    assert runs.runs(workspace).runs[0].outcome == "cancelled"


def test_a_dead_office_is_unreachable_and_nothing_is_saved(open_workspace: Open) -> None:
    workspace = open_workspace(environ={"REALTERMS_ONS_URL": "http://127.0.0.1:9"})
    workspace.limits = Limits(attempts=1)

    report = refresh(workspace, ["uk-rpi"])

    assert isinstance(report.results[0].error, Unreachable)
    assert trends.overview(workspace).rows[0].latest is None


def test_filters_choose_and_an_empty_choice_is_refused(open_workspace: Open, replay: Replay) -> None:
    workspace = open_workspace(environ=replay.environment(keyed=True))
    with pytest.raises(BadInput, match="no indicator fits"):
        refresh(workspace, country="XX")


def test_since_asks_for_no_more_than_is_wanted(open_workspace: Open, replay: Replay) -> None:
    workspace = open_workspace(environ=replay.environment(keyed=True))
    refresh(workspace, ["us-cpi"], since=Period.parse("2026-01"))
    assert {r.period.year for r in trends.load(workspace, "us-cpi").readings} == {2026}


def test_an_older_copy_from_another_server_of_an_office_is_not_taken_for_a_revision(
    open_workspace: Open, replay: Replay
) -> None:
    workspace = open_workspace(environ=replay.environment(keyed=True))
    replay.later_release()
    refresh(workspace, ["us-ppi-finished-goods"])
    replay.later = False

    (older,) = refresh(workspace, ["us-ppi-finished-goods"]).results

    assert (older.outcome, older.revised) == ("unchanged", 0)
    assert "an older copy: it ends at 2026-04, and 2026-05 is held" in older.message
    assert trends.load(workspace, "us-ppi-finished-goods").latest == _latest(workspace)


def _latest(workspace: Workspace) -> Reading | None:
    found = {r.indicator.name: r.latest for r in trends.overview(workspace).rows}
    return found["us-ppi-finished-goods"]


def test_status_tells_what_is_stale(open_workspace: Open, replay: Replay) -> None:
    workspace = open_workspace(environ=replay.environment(keyed=True))
    refresh(workspace, ["uk-rpi"])
    assert not status.status(workspace, max_age=1).ok
    assert status.status(workspace, max_age=10_000).ok


@pytest.fixture(autouse=True)
def _no_complaints(replay: Replay) -> Iterator[None]:
    """The offices never frown on what a fetch asks."""
    yield
    assert replay.complaints == []


def test_a_bad_code_or_setting_of_one_office_stops_nothing_else(open_workspace: Open, replay: Replay) -> None:
    environ = replay.environment(keyed=True) | {"REALTERMS_BLS_URL": "ftp://nowhere.example"}
    workspace = open_workspace(environ=environ)
    malformed = Indicator(
        "ons:CHAW", "uk-odd", "An index", "GB", Kind.RPI, Measure.INDEX, base_period="Jan 1987=100"
    )
    with workspace.session() as session:  # as an older realterms let it in
        vintages.register([malformed], session=session)

    report = refresh(workspace, ["uk-odd", "uk-rpi", "us-cpi", "us-cpi-fred"])

    told = {r.name: (r.outcome, r.message) for r in report.results}
    assert told["uk-odd"] == ("failed", "ons:CHAW: not a code of the ONS")
    assert told["us-cpi"][0] == "failed"
    assert told["us-cpi"][1]
    assert [told[name][0] for name in ("uk-rpi", "us-cpi-fred")] == ["new", "new"]
    assert runs.runs(workspace).runs[0].outcome == "partly"


def test_an_older_answer_of_fred_takes_nothing_back(open_workspace: Open, replay: Replay) -> None:
    """Some days one of FRED's servers says what was known weeks ago."""
    workspace = open_workspace(environ=replay.environment(keyed=True))
    replay.later_release()
    refresh(workspace, ["us-cpi-fred"])
    before = trends.load(workspace, "us-cpi-fred").readings
    replay.later = False
    (older,) = refresh(workspace, ["us-cpi-fred"]).results
    assert older.outcome == "unchanged"
    assert trends.load(workspace, "us-cpi-fred").readings == before


def test_an_indicator_that_the_database_knows_on_another_base_fails_alone(
    open_workspace: Open, replay: Replay
) -> None:
    """As after an upgrade that brought the catalogue to a series' new base."""
    workspace = open_workspace(environ=replay.environment(keyed=True))
    with workspace.session() as session:
        vintages.register([replace(catalog()["uk-rpi"], base_period="1974=100")], session=session)

    report = refresh(workspace, ["uk-rpi", "us-cpi", "uk-cpi-rate"])

    told = {r.name: (r.outcome, r.message) for r in report.results}
    assert told["uk-rpi"] == ("failed", "ons:CHAW/mm23: another base period makes it another indicator")
    assert [told[name][0] for name in ("us-cpi", "uk-cpi-rate")] == ["new", "new"]
    recorded = {r.indicator_key: r.outcome for r in runs.runs(workspace).runs[0].results}
    assert recorded["ons:CHAW/mm23"] == "failed"


def test_a_bug_in_one_reader_is_told_and_the_other_offices_are_kept(
    open_workspace: Open, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setattr(Ons, "parse", broken)
    workspace = open_workspace(environ=replay.environment(keyed=True))
    replay.fault("delay", source="bls", seconds=0.3)
    with pytest.raises(ZeroDivisionError):
        refresh(workspace, ["uk-rpi", "us-cpi", "us-cpi-fred"])
    (run,) = runs.runs(workspace).runs
    assert run.outcome == "failed"
    assert {r.indicator_key: r.outcome for r in run.results} == {
        "bls:CUUR0000SA0": "new",
        "fred:CPIAUCNS": "new",
    }
