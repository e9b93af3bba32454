"""Operation 1: which months or days a leg reads, from the date of effect."""

from datetime import date

from indicators.errors import BadInput
from indicators.series import Frequency, Period
from plans.clause import Leg
from plans.phrases import Fact, Phrase
from plans.state import Moment, State
from plans.terms import Align, BaseKind, Interpolation


def current_moment(leg: Leg, effective_on: date) -> Moment:
    """The day itself for daily interpolation, else the last month of the current window."""
    if leg.interpolation is Interpolation.DAILY:
        return effective_on
    month = Period.of(effective_on).shift(-leg.lag)
    wanted = leg.month or (leg.quarter or 0) * 3
    if wanted:
        return month.shift(-((month.number - wanted) % 12))
    if leg.align is not Align.MONTH:
        return month.shift(-(month.number % (3 if leg.align is Align.QUARTER else 12)))
    return month


def base_moment(leg: Leg, current: Moment, position: int, previous: State | None) -> Moment | None:
    """What the current moment is compared with; None where the clause gives the base value itself."""
    if leg.base is BaseKind.EARLIER:
        return earlier(current, leg.base_months)
    if previous is not None and leg.base is not BaseKind.FIXED:
        marks = previous.used if leg.base is BaseKind.LAST_USED else previous.paid
        if position < len(marks) and marks[position] is not None:
            return marks[position]
    if leg.base_value is not None:
        return None
    start = leg.base_date if leg.interpolation is Interpolation.DAILY else leg.base_period
    if start is None:
        raise BadInput(
            f"{leg.index}: the clause does not say from where the first determination counts",
            expected="base_period (or base_date where values are interpolated daily)",
        )
    return start if isinstance(start, date) else last_month(start)


def last_month(period: Period) -> Period:
    """The month in which a quarter, half-year or year ends; a month is its own."""
    months = 12 // period.frequency.per_year
    return Period.of(period.first_day).shift(months - 1)


def start_of(moment: Moment) -> date:
    """The day itself, or a period's first day."""
    return moment.first_day if isinstance(moment, Period) else moment


def earlier(moment: Moment, months: int) -> Moment:
    """The same moment `months` months before; the last day of the month where a day does not exist."""
    if isinstance(moment, Period):
        return moment.shift(-months)
    month = Period.of(moment).shift(-months)
    last = (month.shift(1).first_day - month.first_day).days
    return date(month.year, month.number, min(moment.day, last))


def months_between(base: Moment, current: Moment) -> int:
    """Whole months from base to current."""
    first, last = (m if isinstance(m, Period) else Period.of(m) for m in (base, current))
    return last.ordinal - first.ordinal


def window_periods(leg: Leg, last: Period, frequency: Frequency) -> list[Period]:
    """The periods of the window that ends with month `last`, in the series' own frequency.

    BadInput where a quarterly, half-yearly or annual series has no period that ends with that month.
    """
    if frequency is Frequency.MONTHLY:
        return [last.shift(-back) for back in range(leg.window - 1, -1, -1)] if leg.window > 1 else [last]
    months = 12 // frequency.per_year
    if leg.latest_available:
        last = last.shift(-(last.number % months))
    if last.number % months or (leg.window > 1 and leg.window % months):
        raise BadInput(
            f"{leg.index} is published every {months} months: no figure belongs to {last}",
            expected=f"a month that ends one of its periods; a window of 1 or a multiple of {months}",
        )
    end = Period.of(last.first_day, frequency)
    return [end.shift(-back) for back in range(max(leg.window // months, 1) - 1, -1, -1)]


def span(leg: Leg, moment: Moment) -> Fact:
    """A moment to be named: the day, the month, or the first and last month of the window."""
    if isinstance(moment, Period) and leg.window > 1:
        return Phrase.of("span", first=moment.shift(1 - leg.window), last=moment)
    return moment
