"""When a clause takes effect, and by which day each determination is enacted."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from indicators.errors import BadInput
from indicators.series import Period
from plans.clause import IndexationClause
from plans.terms import Recurrence

_MONTHS = 12
_LAST = Period.month(date.max.year, _MONTHS)


def effective_dates(clause: IndexationClause, first: date, last: date) -> tuple[date, ...]:
    """The clause's dates of effect from `first` to `last`; BadInput where it names no calendar."""
    if not clause.calendar:
        raise BadInput(
            f"clause {clause.name} does not say when it takes effect",
            expected="calendar = [{ month = 4, day = 6 }], or dates of your own",
        )
    found = {day for rule in clause.calendar for day in _recurring(rule, first, last)}
    return tuple(sorted(found))


def began_on(clause: IndexationClause) -> date | None:
    """The day from which the calendar counts; None where it does not say."""
    starts = [rule.since for rule in clause.calendar]
    given = [day for day in starts if day is not None]
    return min(given) if given and len(given) == len(starts) else None


def takes_effect_on(clause: IndexationClause, day: date) -> bool:
    """Whether `day` is one of the calendar's dates of effect."""
    return any(day in _recurring(rule, day, day) for rule in clause.calendar)


def around(clause: IndexationClause, day: date) -> tuple[date | None, date | None]:
    """The calendar's last date of effect before `day` and its next one after it; None where there is none."""
    before, after = [], []
    for rule in clause.calendar:
        ended = day if rule.until is None else min(day, rule.until)
        begins = day if rule.since is None else max(day, rule.since)
        before += [d for d in _recurring(rule, _away(rule, ended, -1), ended) if d < day]
        after += [d for d in _recurring(rule, begins, _away(rule, begins, 1)) if d > day]
    return max(before, default=None), min(after, default=None)


def enacted_on(clause: IndexationClause, effective_on: date) -> date | None:
    """The day by which the determination for `effective_on` is enacted; None where the clause names none."""
    month = Period.of(effective_on)
    for rule in clause.calendar:
        if rule.enacted is None or not _in_force(rule, effective_on) or not _meets(rule, month):
            continue
        number, day = (int(part) for part in rule.enacted.split("-"))
        year = effective_on.year - ((number, day) > (effective_on.month, effective_on.day))
        return day_of(Period.month(year, number), day)
    return None


def day_of(month: Period, day: int) -> date:
    """That day of the month; its last day where it has no such day."""
    return month.first_day.replace(day=min(day, monthrange(month.year, month.number)[1]))


def counts_everywhere(rule: Recurrence) -> bool:
    """Whether its months are the same in every year, so that it need not say from when it counts."""
    return _MONTHS % rule.every == 0


def _recurring(rule: Recurrence, first: date, last: date) -> Iterator[date]:
    """The rule's dates between both days."""
    month, end = _start(rule, first), last if rule.until is None else min(last, rule.until)
    while (day := day_of(month, rule.day)) <= end:
        if day >= first and _in_force(rule, day):
            yield day
        if month.ordinal + rule.every > _LAST.ordinal:
            return
        month = month.shift(rule.every)


def _start(rule: Recurrence, first: date) -> Period:
    """A month of the rule at or before its first date from `first` on."""
    if counts_everywhere(rule):
        month = Period.of(first if rule.since is None else max(first, rule.since))
        return month.shift(-((month.number - rule.month) % rule.every))
    if rule.since is None:
        raise BadInput(
            f"every {rule.every} months from month {rule.month} on, but it is not said from which year",
            expected="since in the calendar, as in since = 2020-07-01",
        )
    month = Period.month(rule.since.year, rule.month)
    return month if day_of(month, rule.day) >= rule.since else month.shift(_MONTHS)


def _away(rule: Recurrence, day: date, direction: int) -> date:
    """A day so far before or after that a date of the rule lies between, as far as years are counted."""
    years = rule.every // _MONTHS + 2
    return date(min(max(day.year + direction * years, 1 + years), date.max.year - years), 1, 1)


def _in_force(rule: Recurrence, day: date) -> bool:
    return (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)


def _meets(rule: Recurrence, month: Period) -> bool:
    """Whether the rule has a date in this month."""
    start = _start(rule, month.first_day)
    return start <= month and (month.ordinal - start.ordinal) % rule.every == 0
