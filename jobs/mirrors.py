"""Copies by a third party: none is used for pay once its office has published since the copy was made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from indicators.errors import DecisionRefused
from indicators.releases import newest_overdue, rule_for
from indicators.series import Indicator, Measure, Reading
from jobs.catalogue import known
from jobs.workspace import Workspace
from plans.adjust import Adjustment

MIRRORS = ("dbnomics",)
# Two series that agree in all of these are the same one, whoever hands it out.
_SAME = ("country", "kind", "measure", "frequency", "seasonally_adjusted")


@dataclass(frozen=True, slots=True)
class _Copy:
    """A mirror's series as known on a day: its newest figure and the day the copy was made."""

    indicator: Indicator
    latest: Reading
    copied_on: date


def require_current_copies(workspace: Workspace, adjustment: Adjustment) -> None:
    """DecisionRefused where an adjustment rests on a copy that is older than its office's own release.

    The office has published since where its calendar says so, or where we hold newer figures of its own.
    """
    day = adjustment.as_of
    used = {i.key: i.indicator for i in adjustment.inputs if i.key.partition(":")[0] in MIRRORS}
    old = [why for key in used if (why := _older(workspace, key, day))]
    if old:
        raise DecisionRefused(
            "an adjustment that rests on an old copy can be looked at, never proposed: " + "; ".join(old),
            where=f"plan {adjustment.plan.name}, effective {adjustment.effective_on}, as known on {day}",
            expected="figures from their office, or a copy made since its last release",
            hint="fetch the office's own series and name that one in the clause; "
            f"or, once the copy was renewed: realterms fetch {' '.join(used.values())}",
        )


def _older(workspace: Workspace, key: str, day: date) -> str:
    """Why the copy is older than its office's own release; empty where it is not."""
    copy = _held(workspace, next(i for i in known(workspace) if i.key == key), day)
    if copy is None:
        return ""
    name = copy.indicator.name or key
    made = f"{name} was copied on {copy.copied_on} and ends at {copy.latest.period}"
    for own in _originals(workspace, copy, day):
        if own.copied_on > copy.copied_on or own.latest.period > copy.latest.period:
            return f"{made}; its office's own {own.indicator.name} of {own.copied_on} is held"
    rule = rule_for(copy.indicator)
    # From the day after: a release that is overdue at the end of a day is missing on the next.
    morning = datetime.combine(day, time(), ZoneInfo(rule.zone))
    due = newest_overdue(rule, copy.indicator.frequency, morning)
    return f"{made}; its office published {due} by {day}" if due > copy.latest.period else ""


def _held(workspace: Workspace, indicator: Indicator, day: date) -> _Copy | None:
    from storage import vintages

    with workspace.session() as session:
        readings = vintages.history(indicator.key, session=session).known_on(day).readings
    latest = max((r for r in readings if r.value is not None), key=lambda r: r.period, default=None)
    if latest is None:
        return None
    return _Copy(indicator, latest, max(r.published_on for r in readings))


def _originals(workspace: Workspace, copy: _Copy, day: date) -> Iterator[_Copy]:
    """The same series as its office hands it out, as far as we hold it."""
    for other in known(workspace):
        if other.source not in MIRRORS and _identity(other) == _identity(copy.indicator):
            found = _held(workspace, other, day)
            if found is not None:
                yield found


def _identity(indicator: Indicator) -> list[object]:
    """What two series agree in that are the same one; only a level is on a base."""
    base = indicator.base_period if indicator.measure is Measure.INDEX else ""
    return [base, *(getattr(indicator, name) for name in _SAME)]
