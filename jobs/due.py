"""Which releases are expected now: the offices' calendar against what is held and when they were asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from indicators.catalog import dormant
from indicators.releases import Outlook, State, day_of, outlook, rule_for
from indicators.series import Indicator, Reading
from indicators.stopped import stopped
from jobs.calendars import Expectation, expectations
from jobs.catalogue import resolve
from jobs.successions import succeeded
from jobs.successions import told as told_of
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.vintages import Freshness


_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SeriesOutlook:
    """One series: its newest figure, when its office answered last, what is expected and when to ask.

    `announced_by` is where the day of the next release is from: the name of a calendar, or the page of the
    series; empty where only the office's habit says it.
    """

    indicator: Indicator
    latest: Reading | None
    answered_at: datetime | None
    outlook: Outlook
    was_asked: bool
    announced_by: str = ""


def outlooks(
    workspace: Workspace, session: "Session", wanted: Sequence[Indicator] | None = None
) -> list[SeriesOutlook]:
    """The outlook of each wanted indicator, of all that hold figures where none is named."""
    from storage import calendars, office_answers, runs, vintages

    left = succeeded(session)
    asked = runs.last_asked(session=session)
    answers = office_answers.office_answers(session=session)
    fresh = {f.indicator.key: f for f in vintages.freshness(session=session)}
    if wanted is None:
        wanted = [f.indicator for f in fresh.values() if f.latest is not None]
    held, whose = calendars.calendars(session=session), calendars.of_indicators(session=session)
    named = expectations(wanted, held, whose)
    found = []
    for indicator in wanted:
        tried, answer = asked.get(indicator.key), answers.get(indicator.key)
        latest = _latest(fresh.get(indicator.key))
        if indicator.key in left:
            gone = Outlook(State.SUCCEEDED, None, _NEVER, told_of(left[indicator.key]))
            found.append(SeriesOutlook(indicator, latest, None, gone, was_asked=tried is not None))
            continue
        came = latest.fetched_at if latest is not None and latest.origin == indicator.source else None
        announced, by = _announced(
            indicator, latest, named.get(indicator.key), answer.next_release if answer else None
        )
        told = outlook(
            rule_for(indicator),
            None if latest is None else latest.period,
            now=workspace.now,
            announced=announced,
            asked_at=tried.asked_at if tried else None,
            answered_at=tried.answered_at if tried else None,
            arrived_at=came,
        )
        if indicator.key in dormant():
            told = replace(told, state=State.DORMANT, window=None, why=dormant()[indicator.key])
        elif told.state is State.FROZEN and (known := stopped(indicator.key)):
            told = replace(told, why=f"{told.why}: {known}")
        answered = tried.answered_at if tried else None
        found.append(SeriesOutlook(indicator, latest, answered, told, tried is not None, by))
    return found


def _announced(
    indicator: Indicator, latest: Reading | None, named: Expectation | None, on_page: date | None
) -> tuple[date | None, str]:
    """The day that the office names for the next period, and where; the series' own page goes first."""
    if on_page is not None:
        return on_page, "the page of the series"
    if latest is None or named is None:
        return None, ""
    day = day_of(rule_for(indicator), latest.period.shift(1), named.days)
    return day, named.title if day is not None else ""


def upcoming(workspace: Workspace, names: Sequence[str] = ()) -> list[SeriesOutlook]:
    """The next release of the indicators named, else of every one that holds figures; the soonest first."""
    wanted = [resolve(workspace, name) for name in names] or None
    with workspace.session() as session:
        found = outlooks(workspace, session, wanted)
    return sorted(found, key=_soonest)


def _soonest(series: SeriesOutlook) -> datetime:
    coming = series.outlook.window
    return coming.opens if coming is not None else _NEVER


def troubles(workspace: Workspace) -> list[str]:
    """What stands in the way of reading the offices' calendars, a sentence each."""
    from storage import calendars

    with workspace.session() as session:
        held = calendars.calendars(session=session)
    return [
        f"the calendar {c.name} could not be read on {c.asked_at:%Y-%m-%d}: {c.problem}"
        for c in held.values()
        if c.problem
    ]


def due_now(workspace: Workspace, indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """Those of `indicators` whose office should be asked now."""
    with workspace.session() as session:
        found = outlooks(workspace, session, indicators)
    return tuple(s.indicator for s in found if s.outlook.is_due(workspace.now))


def _latest(fresh: "Freshness | None") -> Reading | None:
    return fresh.latest if fresh is not None else None


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """How fetching stands: how many series are due, when the next one will be, and when a scheduled fetch
    last looked (None where none ever did)."""

    due: int
    next_at: datetime | None
    looked_at: datetime | None
    now: datetime


def schedule_state(workspace: Workspace) -> ScheduleState:
    """What `fetch --due` would ask for, and whether something looks after it."""
    from jobs.refresh import select
    from storage import runs

    indicators = select(workspace)
    with workspace.session() as session:
        found = [s.outlook for s in outlooks(workspace, session, indicators)]
        looked = runs.last_look(session=session)
    later = [o.ask_at for o in found if not o.is_due(workspace.now)]
    due = sum(o.is_due(workspace.now) for o in found)
    return ScheduleState(due, min(later, default=None), looked, workspace.now)
