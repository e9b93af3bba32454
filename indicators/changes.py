"""What one series says about movement: exact changes, views, real value, age; pure Decimal, no pandas.

A rate that an office publishes stays that office's figure. A change is computed only from an index, and
says so; a missing month gives None, never an estimate.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from indicators.arithmetic import HUNDRED, PRECISION, percent_of_ratio, ratio, rebase
from indicators.errors import BadInput
from indicators.glance import Staleness, bars, held, newest, recent, sparkline, staleness
from indicators.series import Frequency, Indicator, Measure, Period, Reading, Series

__all__ = [
    "COMPUTED",
    "PUBLISHED",
    "Changes",
    "Staleness",
    "View",
    "bars",
    "changes",
    "has_view",
    "level_ratio",
    "real_value",
    "recent",
    "require_base",
    "require_index",
    "require_same_base",
    "sparkline",
    "staleness",
    "transform",
]

PUBLISHED = "published by the office"
COMPUTED = "computed from the index"


class View(StrEnum):
    """How a series is shown; every view but the first two is in percent."""

    INDEX = "index"  # the published figures themselves
    REBASED = "rebased"  # the index with a chosen period = 100
    MONTH = "1-month"
    YEAR = "12-month"
    ANNUALISED = "3-month-annualised"


# What an office publishes directly; 101.0 where the year (or month) before = 100 is 1.0 percent.
_PUBLISHED_YEAR = frozenset({Measure.RATE_12M, Measure.YOY_100})
_PUBLISHED_MONTH = frozenset({Measure.MOM_100})


@dataclass(frozen=True, slots=True)
class Changes:
    """The newest figure of a series and its change in percent, unrounded; None where a month is missing.

    `rate_is_published` says whether `percent_12m` is the office's own rate. `age_days` counts from the
    last day of the newest figure's period; `overdue` is whether a newer figure should be out by now.
    """

    latest: Reading
    percent_1m: Decimal | None
    percent_3m_annualised: Decimal | None
    percent_12m: Decimal | None
    rate_is_published: bool
    age_days: int
    overdue: bool

    @property
    def label_12m(self) -> str:
        """Where the 12-month figure comes from, in words."""
        return PUBLISHED if self.rate_is_published else COMPUTED


def changes(series: Series, *, today: date) -> Changes:
    """The newest figure and its 1-month, 3-month annualised and 12-month change; NotPublished if empty."""
    latest = newest(series)
    age = staleness(series, today=today)
    at = latest.period
    return Changes(
        latest=latest,
        percent_1m=_month(series, at),
        percent_3m_annualised=_annualised(series, at),
        percent_12m=_year(series, at),
        rate_is_published=series.indicator.measure in _PUBLISHED_YEAR,
        age_days=age.age_days,
        overdue=age.overdue,
    )


def transform(
    series: Series, view: View, *, base: Period | None = None
) -> list[tuple[Period, Decimal | None]]:
    """Every period from the first to the last held, in `view`; None for a hole and for what it leaves open.

    BadInput where the measure has no such view (a rate has no level to rebase) or REBASED lacks `base`;
    NotPublished where `base` itself is missing.
    """
    if view is View.REBASED:
        at_base = _base_value(series, base)
        return [(p, None if v is None else rebase(v, at_base)) for p, v in _span(series)]
    if view is View.INDEX:
        return _span(series)
    _check_view(series.indicator, view)
    change = {View.MONTH: _month, View.YEAR: _year, View.ANNUALISED: _annualised}[view]
    return [(p, change(series, p)) for p, _ in _span(series)]


def has_view(indicator: Indicator, view: View) -> bool:
    """Whether `view` says anything about this indicator's measure and frequency."""
    if indicator.measure is Measure.INDEX:
        least = {View.MONTH: 12, View.ANNUALISED: 4}.get(view, 1)
        return indicator.frequency.per_year >= least
    published = {View.YEAR: _PUBLISHED_YEAR, View.MONTH: _PUBLISHED_MONTH}
    return view is View.INDEX or indicator.measure in published.get(view, frozenset())


def level_ratio(
    series: Series, later: Period, earlier: Period, *, earlier_in: Series | None = None
) -> Decimal:
    """Index at `later` over index at `earlier`, unrounded.

    `earlier_in` holds the earlier figure where it comes from another file or vintage. BadInput unless both
    are index levels on one base with one adjustment: a new base is not inflation.
    """
    other = earlier_in or series
    require_same_base(series.indicator, other.indicator)
    return ratio(series.value(later), other.value(earlier))


def require_index(indicator: Indicator) -> None:
    """BadInput unless the figures are index levels, which alone may be divided."""
    if indicator.measure is not Measure.INDEX:
        raise BadInput(
            f"{_name(indicator)}: {indicator.measure.value} figures are not index levels",
            expected="an indicator with measure index",
            got=indicator.measure.value,
        )


def require_same_base(one: Indicator, other: Indicator) -> None:
    """BadInput unless the levels of both may be divided: index measure, same base, same adjustment."""
    require_index(one)
    require_index(other)
    mine, theirs = _footing(one), _footing(other)
    if mine != theirs:
        raise BadInput(
            f"{_name(one)} and {_name(other)} stand on different bases and cannot be divided",
            expected=mine,
            got=theirs,
            hint="rebase both to one period first, or take both figures from one series",
        )


def require_base(base: Period | None, frequency: Frequency) -> Period:
    """The period to rebase on; BadInput where none is named or a year is named for monthly figures."""
    if base is None or base.frequency is not frequency:
        raise BadInput(
            "rebasing needs the period that shall be 100",
            expected=f"one {frequency.name.lower()} period, as in {Period(frequency, 2020, 1)}",
            got=None if base is None else str(base),
        )
    return base


def real_value(amount: Decimal, series: Series, from_: Period, to: Period) -> Decimal:
    """`amount` of `from_`'s money in `to`'s money, unrounded; NotPublished where either month is missing."""
    return PRECISION.multiply(amount, level_ratio(series, to, from_))


def _span(series: Series) -> list[tuple[Period, Decimal | None]]:
    periods = list(series)
    if not periods:
        return []
    length = periods[-1].ordinal - periods[0].ordinal + 1
    return [(p, held(series, p)) for p in map(periods[0].shift, range(length))]


def _percent(series: Series, period: Period, back: int) -> Decimal | None:
    new, old = held(series, period), held(series, period.shift(-back))
    return None if new is None or old is None else percent_of_ratio(ratio(new, old))


def _month(series: Series, period: Period) -> Decimal | None:
    if not has_view(series.indicator, View.MONTH):
        return None
    if series.indicator.measure in _PUBLISHED_MONTH:
        return _over_hundred(held(series, period))
    return _percent(series, period, 1)


def _year(series: Series, period: Period) -> Decimal | None:
    measure = series.indicator.measure
    if measure is Measure.RATE_12M:
        return held(series, period)
    if measure is Measure.YOY_100:
        return _over_hundred(held(series, period))
    if measure is Measure.INDEX:
        return _percent(series, period, period.frequency.per_year)
    return None


def _annualised(series: Series, period: Period) -> Decimal | None:
    if not has_view(series.indicator, View.ANNUALISED):
        return None
    new, old = held(series, period), held(series, period.shift(-(period.frequency.per_year // 4)))
    if new is None or old is None:
        return None
    return percent_of_ratio(PRECISION.power(ratio(new, old), 4))


def _over_hundred(value: Decimal | None) -> Decimal | None:
    return None if value is None else PRECISION.subtract(value, HUNDRED)


def _base_value(series: Series, base: Period | None) -> Decimal:
    _check_view(series.indicator, View.REBASED)
    return series.value(require_base(base, series.indicator.frequency))


def _check_view(indicator: Indicator, view: View) -> None:
    if not has_view(indicator, view):
        usable = ", ".join(v.value for v in View if has_view(indicator, v))
        raise BadInput(
            f"{_name(indicator)}: no {view.value} view of {indicator.measure.value} figures",
            expected=usable,
            got=view.value,
        )


def _name(indicator: Indicator) -> str:
    return indicator.name or indicator.key


def _footing(indicator: Indicator) -> str:
    adjusted = "seasonally adjusted" if indicator.seasonally_adjusted else "not seasonally adjusted"
    return f"{indicator.base_period or 'no base'}, {adjusted}"
