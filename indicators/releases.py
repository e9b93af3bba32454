"""When an office is expected to publish, as data; and what follows for one series at one moment.

An office publishes a period within a window of days, at a time of day where the office is. Within the
window it is asked again and again, most often soon after that time; after it, more and more seldom.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from indicators.series import Frequency, Indicator, Period

# So long after an office's time of day it is asked often: a release may be late, or wrong and replaced.
ON_DAY = timedelta(hours=3)
_OFTEN = timedelta(minutes=30)
_SELDOM = timedelta(hours=4)
_OVERDUE = timedelta(hours=12)
_DAILY = timedelta(hours=24)
# In a window longer than this nobody waits for the hour.
LONG_WINDOW = timedelta(days=14)
# What an office has published it may replace within hours (ONS, 2026-04-22), so it is looked at again.
_SECOND_LOOK = timedelta(hours=3)
_SATURDAY = 5
_RELEASES_IN_WINDOW = 2
# A day later than this after a window belongs to another period.
_ONE_RELEASE = timedelta(days=60)
# An answer in which so many expected periods are wanting is no delay: the series is no longer kept.
FROZEN_AFTER = 2


class State(StrEnum):
    """How a series stands against what should have been published."""

    EMPTY = "empty"  # nothing is held
    CURRENT = "current"  # the newest figure expected is held
    EXPECTED = "expected"  # the next one may come any day
    LATE = "late"  # overdue, and the office has not answered since it was: our side
    DELAYED = "delayed"  # overdue, and the office answers without it
    FROZEN = "frozen"  # the office goes on answering, and has had nothing new for long
    DORMANT = "dormant"  # known to get no new figures, by the catalogue: nothing is expected
    SUCCEEDED = "succeeded"  # its office put it on another base: another series goes on in its place

    @property
    def is_stale(self) -> bool:
        """Whether something that should be known is not."""
        return self in (State.LATE, State.DELAYED, State.FROZEN)


@dataclass(frozen=True, slots=True)
class Rule:
    """An office's habit; `opens` and `closes` are (months after the period, day of the month).

    `calendar` names the one that the office publishes of these days, where it does; its days go first.
    """

    name: str
    keys: tuple[str, ...]
    says: str
    zone: str
    time: time
    opens: tuple[int, int]
    closes: tuple[int, int]
    grace_days: int
    weekends: bool = False
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseDay:
    """A day in an office's calendar, and the period it publishes then; None where it does not say which."""

    day: date
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The time within which a period is published, and when it is overdue; aware."""

    period: Period
    opens: datetime
    closes: datetime
    overdue: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """What to expect of a series: the next period's window, how it stands, when to ask and why."""

    state: State
    window: Window | None
    ask_at: datetime
    why: str

    def is_due(self, now: datetime) -> bool:
        """Whether the office should be asked now."""
        return now >= self.ask_at


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of releases.toml, in its order."""
    text = (files("indicators") / "releases.toml").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rule"])


def _rule(row: dict[str, Any]) -> Rule:
    pairs = {name: (row[name][0], row[name][1]) for name in ("opens", "closes")}
    return Rule(**{**row, "keys": tuple(row["keys"]), **pairs})


def rule_for(indicator: Indicator) -> Rule:
    """The rule of an indicator's office."""
    return next(r for r in rules() if any(fnmatchcase(indicator.key, pattern) for pattern in r.keys))


def window(rule: Rule, period: Period, *, announced: date | None = None) -> Window:
    """When `period` is published; on the day that the office itself `announced`, where it did."""
    if announced is not None:
        opens = closes = announced
    else:
        opens, closes = (_day(period, *pair) for pair in (rule.opens, rule.closes))
    end = datetime.combine(closes, time(23, 59), ZoneInfo(rule.zone))
    return Window(period, _at(rule, opens), end, end + timedelta(days=rule.grace_days))


def day_of(rule: Rule, period: Period, days: Sequence[ReleaseDay]) -> date | None:
    """The day on which a calendar has `period`; None where it has none for it.

    A calendar that names no periods has, of the days in the period's window, the last (each February the
    release of new seasonal factors comes some days before the figures), or the first one after it. One with
    a day for nearly each day (an office that takes over many releases) says nothing of a period.
    """
    named = [d.day for d in days if d.period == period]
    if named or any(d.period is not None for d in days):
        return max(named, default=None)
    habit = window(rule, period)
    after = sorted(d.day for d in days if d.day >= habit.opens.date())
    within = [day for day in after if day <= habit.overdue.date()]
    if len(within) > _RELEASES_IN_WINDOW:
        return None
    following = habit.overdue.date() + _ONE_RELEASE
    return within[-1] if within else next((day for day in after if day < following), None)


def outlook(
    rule: Rule,
    latest: Period | None,
    *,
    now: datetime,
    announced: date | None = None,
    asked_at: datetime | None = None,
    answered_at: datetime | None = None,
    arrived_at: datetime | None = None,
) -> Outlook:
    """How a series stands whose newest figure is of `latest`, and when to ask for the next.

    `announced`: the day its office gave for its next release. `asked_at`: when the office was last asked,
    with or without success; `answered_at`: when it last answered; `arrived_at`: when the newest figure came.
    """
    if latest is None:
        return Outlook(State.EMPTY, None, _next(asked_at, now, _SELDOM), "nothing is held")
    coming = window(rule, latest.shift(1), announced=announced)
    state = _state(rule, latest, coming, now, answered_at)
    if answered_at is None:
        return Outlook(state, coming, _next(asked_at, now, _SELDOM), "its office was never asked")
    if arrived_at is not None and answered_at < arrived_at + _SECOND_LOOK and now < coming.opens:
        return Outlook(state, coming, arrived_at + _SECOND_LOOK, f"{latest} is new: a second look")
    if now <= coming.overdue:
        return Outlook(state, coming, _within(rule, coming, asked_at), f"{coming.period} is expected")
    spacing = _DAILY if state is State.FROZEN else _OVERDUE
    why = f"{coming.period} is overdue since {coming.overdue:%Y-%m-%d}"
    return Outlook(state, coming, _next(asked_at, now, spacing), why)


def newest_overdue(rule: Rule, frequency: Frequency, now: datetime) -> Period:
    """The newest period that should be known for certain by `now`."""
    period = Period.of(now.astimezone(ZoneInfo(rule.zone)).date(), frequency)
    while window(rule, period).overdue > now:
        period = period.shift(-1)
    return period


def _state(rule: Rule, latest: Period, coming: Window, now: datetime, answered_at: datetime | None) -> State:
    if now <= coming.overdue:
        return State.EXPECTED if now >= coming.opens else State.CURRENT
    if answered_at is None or answered_at < coming.overdue:
        return State.LATE
    wanting = newest_overdue(rule, latest.frequency, answered_at).ordinal - latest.ordinal
    return State.FROZEN if wanting > FROZEN_AFTER else State.DELAYED


def _next(asked_at: datetime | None, now: datetime, spacing: timedelta) -> datetime:
    return now if asked_at is None else asked_at + spacing


def _within(rule: Rule, coming: Window, asked_at: datetime | None) -> datetime:
    """When to ask within a window: at its beginning, then seldom, but often after each release time."""
    if asked_at is None or asked_at < coming.opens:
        return coming.opens
    if coming.closes - coming.opens > LONG_WINDOW:
        return asked_at + _DAILY
    earliest = asked_at + _OFTEN
    day = earliest.astimezone(ZoneInfo(rule.zone)).date()
    releases = (_at(rule, day + timedelta(days=ahead)) for ahead in (0, 1))
    working = (r for r in releases if rule.weekends or r.weekday() < _SATURDAY)
    fresh = [max(earliest, release) for release in working if earliest < release + ON_DAY]
    return min([asked_at + _SELDOM, *fresh])


def _day(period: Period, months: int, day: int) -> date:
    """A day so many months after the last month of the period; the month's last, where it is shorter."""
    month = Period.of(period.shift(1).first_day).shift(months - 1)
    last = month.shift(1).first_day - timedelta(days=1)
    return last.replace(day=min(day, last.day))


def _at(rule: Rule, day: date) -> datetime:
    return datetime.combine(day, rule.time, ZoneInfo(rule.zone))
