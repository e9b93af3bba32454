"""Which releases are expected now: the offices' calendar against what is held and when they were asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from indicators.catalog import dormant
from indicators.releases import Outlook, State, outlook, rule_for
from indicators.series import Indicator, Reading
from indicators.stopped import stopped
from jobs.successions import succeeded
from jobs.successions import told as told_of
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.vintages import Freshness


_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SeriesOutlook:
    """One series: its newest figure, when its office answered last, what is expected and when to ask."""

    indicator: Indicator
    latest: Reading | None
    answered_at: datetime | None
    outlook: Outlook
    was_asked: bool


def outlooks(
    workspace: Workspace, session: "Session", wanted: Sequence[Indicator] | None = None
) -> list[SeriesOutlook]:
    """The outlook of each wanted indicator, of all that hold figures where none is named."""
    from storage import office_answers, runs, vintages

    left = succeeded(session)
    asked = runs.last_asked(session=session)
    answers = office_answers.office_answers(session=session)
    fresh = {f.indicator.key: f for f in vintages.freshness(session=session)}
    if wanted is None:
        wanted = [f.indicator for f in fresh.values() if f.latest is not None]
    found = []
    for indicator in wanted:
        tried, answer = asked.get(indicator.key), answers.get(indicator.key)
        latest = _latest(fresh.get(indicator.key))
        if indicator.key in left:
            gone = Outlook(State.SUCCEEDED, None, _NEVER, told_of(left[indicator.key]))
            found.append(SeriesOutlook(indicator, latest, None, gone, was_asked=tried is not None))
            continue
        came = latest.fetched_at if latest is not None and latest.origin == indicator.source else None
        told = outlook(
            rule_for(indicator),
            None if latest is None else latest.period,
            now=workspace.now,
            announced=answer.next_release if answer else None,
            asked_at=tried.asked_at if tried else None,
            answered_at=tried.answered_at if tried else None,
            arrived_at=came,
        )
        if indicator.key in dormant():
            told = replace(told, state=State.DORMANT, window=None, why=dormant()[indicator.key])
        elif told.state is State.FROZEN and (known := stopped(indicator.key)):
            told = replace(told, why=f"{told.why}: {known}")
        answered = tried.answered_at if tried else None
        found.append(SeriesOutlook(indicator, latest, answered, told, was_asked=tried is not None))
    return found


def due_now(workspace: Workspace, indicators: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """Those of `indicators` whose office should be asked now."""
    with workspace.session() as session:
        found = outlooks(workspace, session, indicators)
    return tuple(s.indicator for s in found if s.outlook.is_due(workspace.now))


def _latest(fresh: "Freshness | None") -> Reading | None:
    return fresh.latest if fresh is not None else None
