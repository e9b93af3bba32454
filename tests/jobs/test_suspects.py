"""A wrong file at the office, as on 2026-04-22: held aside, used by nothing, settled by office or person."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators.errors import DecisionRefused, NotPublished, UnexpectedAnswer
from indicators.series import Kind, Measure, Period
from jobs import audit, catalogue, clauses, due, suspects, trends
from jobs.refresh import refresh
from jobs.workspace import Workspace
from tests.jobs.conftest import Clock
from tests.replay import ons_office
from tests.replay.replies import seen
from tests.replay.server import Replay

PAGE = "/economy/inflationandpriceindices/timeseries/chaw/mm23"
MARCH = Period.parse("2026-03")
# What the office's file said in the hour in which it was wrong is not known here: this figure is ours.
WRONG = "4114"


def release(last: str, released: str, next_release: str, **changed: str) -> str:
    """The office's CSV of the RPI as of a release: its real figures up to a month, some of them changed."""
    target = f"/generator?format=csv&uri={PAGE}"
    text = ons_office.answer(seen("GET", target, {}, b""), later=True, complaints=[]).body.decode()
    words = {"2026 JAN": "01", "2026 FEB": "02", "2026 MAR": "03", "2026 APR": "04"}
    lines = []
    for line in text.splitlines():
        name, _, _ = line.partition(",")
        month = name.strip('"')
        if month.startswith("2026") and f"2026-{words.get(month, '99')}" > last:
            continue
        told = changed.get(month.replace(" ", "_").lower())
        lines.append(f'{name},"{told}"' if told else line)
    dated = "\n".join(lines).replace("19-08-2026", released).replace("16 September 2026", next_release)
    return dated + "\n"


BEFORE = release("2026-02", "25-03-2026", "22 April 2026")
BROKEN = release("2026-03", "22-04-2026", "20 May 2026", **{"2026_mar": WRONG})
RIGHT = release("2026-03", "22-04-2026", "20 May 2026")


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-03-25T07:05")


@pytest.fixture
def ann(tmp_path: Path, replay: Replay, clock: Clock) -> Iterator[Workspace]:
    """Ann's workspace, which has fetched the RPI of February 2026."""
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ann") as workspace:
        serve(replay, BEFORE)
        assert refresh(workspace, ["uk-rpi"]).results[0].outcome == "new"
        yield workspace


def serve(replay: Replay, text: str) -> None:
    replay.serve(text, source="ons")


def fetch_broken(ann: Workspace, replay: Replay, clock: Clock, at: str = "2026-04-22T06:05") -> None:
    clock.set(at)
    serve(replay, BROKEN)
    refresh(ann, ["uk-rpi"])


def test_the_hour_in_which_the_rpi_file_was_wrong(ann: Workspace, replay: Replay, clock: Clock) -> None:
    (announced,) = [o for o in outlook(ann) if o.indicator.name == "uk-rpi"]
    assert announced.outlook.window is not None
    assert announced.outlook.window.opens.astimezone(UTC) == datetime(2026, 4, 22, 6, 0, tzinfo=UTC)

    clock.set("2026-04-22T06:05")
    serve(replay, BROKEN)
    (first,) = refresh(ann, ["uk-rpi"], due=True).results
    assert (first.outcome, first.new, first.suspect) == ("suspect", 0, 1)
    assert "2026-03 4114 (+907.8 % from 408.2 in 2026-02; up to 4 % is usual)" in first.message
    with pytest.raises(NotPublished, match="2026-03 is not known"):
        trends.load(ann, "uk-rpi").value(MARCH)

    clock.set("2026-04-22T06:10")
    assert refresh(ann, ["uk-rpi"], due=True).results == ()
    clock.set("2026-04-22T06:36")
    serve(replay, BROKEN)
    (again,) = refresh(ann, ["uk-rpi"], due=True).results
    assert (again.outcome, len(suspects.listing(ann).suspects)) == ("suspect", 1)

    clock.set("2026-04-22T07:10")
    serve(replay, RIGHT)
    (corrected,) = refresh(ann, ["uk-rpi"], due=True).results
    assert (corrected.outcome, corrected.new, corrected.suspect) == ("new", 1, 0)
    reading, value = trends.load(ann, "uk-rpi").reading(MARCH)
    assert (value, reading.published_on) == (Decimal("411.4"), date(2026, 4, 22))
    assert suspects.listing(ann).suspects == ()
    (settled,) = suspects.listing(ann, "uk-rpi", open_only=False).suspects
    assert settled.decision is not None
    assert (settled.decision.verdict, settled.decision.reason) == (
        "withdrawn",
        "the office says 411.4 by now",
    )


def outlook(workspace: Workspace) -> list[due.SeriesOutlook]:
    with workspace.session() as session:
        return due.outlooks(workspace, session)


def test_what_a_person_confirms_counts_from_the_day_it_was_published(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    fetch_broken(ann, replay, clock)
    clock.set("2026-04-23T09:00")
    decided = suspects.confirm(ann, 1, "asked the office: it is so")
    assert decided.decision is not None
    assert trends.load(ann, "uk-rpi").value(MARCH) == Decimal(WRONG)
    assert MARCH not in trends.load(ann, "uk-rpi", as_of=date(2026, 4, 21))
    serve(replay, BROKEN)
    assert refresh(ann, ["uk-rpi"]).results[0].outcome == "unchanged"
    assert audit.verify(ann).ok
    with pytest.raises(DecisionRefused, match="confirmed by ann"):
        suspects.reject(ann, 1, "on second thought")


def test_what_a_person_rejects_stays_aside_however_often_it_comes(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    fetch_broken(ann, replay, clock)
    suspects.reject(ann, 1, "the file is wrong")
    serve(replay, BROKEN)
    (again,) = refresh(ann, ["uk-rpi"]).results
    assert (again.outcome, again.suspect) == ("unchanged", 0)
    assert "as before" in again.message
    assert MARCH not in trends.load(ann, "uk-rpi")


CLAUSE = """
name = "march-rpi"
title = "The RPI from March to March"
index = "uk-rpi"
measure = "index"
month = 3
lag = 2
vintage = "first-published"
on_fall = "zero"
calendar = [{ month = 5 }]
"""


def test_no_clause_uses_a_suspect_figure_until_a_person_confirms_it(
    ann: Workspace, replay: Replay, clock: Clock, tmp_path: Path
) -> None:
    clause = tmp_path / "march-rpi.toml"
    clause.write_text(CLAUSE, encoding="utf-8")
    fetch_broken(ann, replay, clock)
    with pytest.raises(NotPublished, match="2026-03 is not known"):
        clauses.run(ann, str(clause), on=date(2026, 5, 1))
    suspects.confirm(ann, 1, "asked the office: it is so")
    uprating = clauses.run(ann, str(clause), on=date(2026, 5, 1)).uprating
    assert round(uprating.percent, 6) == round((Decimal(WRONG) / Decimal("395.3") - 1) * 100, 6)


def test_good_figures_of_an_answer_are_kept_beside_a_suspect_one(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    clock.set("2026-05-20T06:05")
    serve(replay, release("2026-04", "20-05-2026", "17 June 2026", **{"2026_mar": WRONG}))
    (result,) = refresh(ann, ["uk-rpi"]).results
    assert (result.outcome, result.new, result.suspect) == ("suspect", 1, 1)
    series = trends.load(ann, "uk-rpi")
    assert series.value(Period.parse("2026-04")) == Decimal("414.4")
    with pytest.raises(NotPublished, match="2026-03 is a hole"):
        series.value(MARCH)


def test_an_older_import_says_nothing_about_a_suspect_period(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    """The vintage around a suspect figure does not speak for its period when an older one arrives later."""
    clock.set("2026-05-20T06:05")
    changed = {"2026_feb": "9999"}
    serve(replay, release("2026-04", "20-05-2026", "17 June 2026", **changed))
    refresh(ann, ["uk-rpi"])
    serve(replay, release("2026-03", "22-04-2026", "20 May 2026", **{"2026_feb": "408.3"}))
    refresh(ann, ["uk-rpi"])
    assert trends.load(ann, "uk-rpi").value(Period.parse("2026-02")) == Decimal("408.3")


def test_a_rebased_series_is_refused_and_never_taken_for_inflation(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    clock.set("2026-04-22T06:05")
    rebased = _each_figure(RIGHT, lambda value: str(round(Decimal(value) / Decimal("4.022"), 1)))
    serve(replay, rebased)
    serve(replay, rebased)
    (result,) = refresh(ann, ["uk-rpi"]).results
    assert result.outcome == "failed"
    assert isinstance(result.error, UnexpectedAnswer)
    assert "another base: its figures are 0.248" in result.message
    assert trends.load(ann, "uk-rpi").value(Period.parse("2026-02")) == Decimal("408.2")

    catalogue.add(
        ann,
        "ons:CHAW/mm23#2025-04=100",
        name="uk-rpi-2025",
        title="RPI on its new base",
        country="GB",
        kind=Kind.RPI,
        measure=Measure.INDEX,
        base_period="Apr 2025=100",
    )
    serve(replay, rebased)
    assert refresh(ann, ["uk-rpi-2025"]).results[0].outcome == "new"
    assert trends.load(ann, "uk-rpi-2025").value(Period.parse("2025-04")) == Decimal("100.0")
    assert trends.load(ann, "uk-rpi").value(Period.parse("2025-04")) == Decimal("402.2")


def _each_figure(text: str, change: Callable[[str], str]) -> str:
    lines = []
    for line in text.splitlines():
        name, _, value = line.partition(",")
        is_month = name[1:5].isdigit() and name[6:9].isalpha()
        lines.append(f'{name},"{change(value.strip(chr(34)))}"' if is_month else line)
    return "\n".join(lines) + "\n"


def test_an_answer_with_a_suspect_figure_is_asked_for_whole_again(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    refresh(ann, ["uk-rpi"])
    fetch_broken(ann, replay, clock)
    replay.requests.clear()
    serve(replay, RIGHT)
    refresh(ann, ["uk-rpi"])
    assert "if-none-match" not in replay.requests[0].headers


def test_a_suspect_vintage_beside_a_good_one_of_the_same_month_is_held_once(
    tmp_path: Path, replay: Replay, clock: Clock
) -> None:
    """FRED tells every vintage of a month: the first is good, the second is ten times as much."""
    clock.set("2026-09-20T12:00")
    environ = replay.environment(keyed=True)
    with Workspace.open(tmp_path / "fred", environ=environ, clock=clock, user="ann") as ben:
        refresh(ben, ["us-cpi-fred"])
        for day in ("2026-09-21T12:00", "2026-09-22T12:00"):
            clock.set(day)
            replay.serve(json.dumps(_revised_tenfold(replay)), source="fred")
            (result,) = refresh(ben, ["us-cpi-fred"]).results
            assert (result.outcome, result.suspect) == ("suspect", 1), result.message
        found = suspects.listing(ben, open_only=False).suspects
    assert [(str(s.stated[0]), s.decision) for s in found] == [("2024-11", None)]


def _revised_tenfold(replay: Replay) -> Any:
    asked = next(r for r in reversed(replay.requests) if r.source == "fred")
    document = json.loads(replay.answer(asked)[1].body)
    newest = document["observations"][-1]
    again = {**newest, "realtime_start": "2026-09-18", "value": str(Decimal(newest["value"]) * 10)}
    document["observations"][-1] = {**newest, "realtime_end": "2026-09-17"}
    document["observations"].append(again)
    document["count"] += 1
    return document


def test_an_office_that_has_no_figures_any_more_has_failed(
    tmp_path: Path, replay: Replay, clock: Clock
) -> None:
    clock.set("2026-09-20T12:00")
    environ = replay.environment(keyed=True)
    with Workspace.open(tmp_path / "bls", environ=environ, clock=clock, user="ann") as ben:
        refresh(ben, ["us-cpi"])
        before = trends.load(ben, "us-cpi").readings
        empty = {"seriesID": "CUUR0000SA0", "data": []}
        said = {"status": "REQUEST_SUCCEEDED", "responseTime": 1, "message": []}
        replay.serve(json.dumps({**said, "Results": {"series": [empty]}}), source="bls")
        (result,) = refresh(ben, ["us-cpi"]).results
        assert result.outcome == "failed"
        assert "no figures at all; it had them until 2026-" in result.message
        replay.serve(json.dumps({**said, "Results": {"series": [empty]}}), source="bls")
        (later,) = refresh(ben, ["us-cpi"], since=Period.parse("2026-09")).results
        assert (later.outcome, later.message) == ("unchanged", "the office sent no figures for these dates")
        assert trends.load(ben, "us-cpi").readings == before
