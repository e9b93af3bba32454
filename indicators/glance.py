"""A series at a glance: how old it is, and its newest figures as a row of bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from indicators.errors import NotPublished
from indicators.series import Period, Reading, Series

_BARS = "▁▂▃▄▅▆▇█"
_HOLE = "·"
_RELEASE_LAG = timedelta(days=45)  # every office here prints a month within it


@dataclass(frozen=True, slots=True)
class Staleness:
    """How old a series is on a day: since its newest period ended, and since that figure was published."""

    period: Period
    age_days: int
    published_days: int
    overdue: bool


def newest(series: Series) -> Reading:
    """The newest Reading that has a value; NotPublished for an empty series."""
    latest = series.latest
    if latest is None:
        name = series.indicator.name or series.indicator.key
        raise NotPublished(f"{name}: the series is empty", where=series.basis, hint=f"realterms fetch {name}")
    return latest


def staleness(series: Series, *, today: date) -> Staleness:
    """How old the newest figure is on `today`; NotPublished for an empty series.

    Overdue: the period after the newest one ended more than 45 days ago.
    """
    latest = newest(series)
    end = latest.period.shift(1).first_day - timedelta(days=1)
    next_end = latest.period.shift(2).first_day - timedelta(days=1)
    return Staleness(
        period=latest.period,
        age_days=(today - end).days,
        published_days=(today - latest.published_on).days,
        overdue=today > next_end + _RELEASE_LAG,
    )


def recent(series: Series, count: int) -> tuple[Decimal | None, ...]:
    """The figures of the newest `count` periods, oldest first, None for a hole or before the start."""
    latest = series.latest
    if latest is None or count < 1:
        return ()
    return tuple(held(series, latest.period.shift(n - count + 1)) for n in range(count))


def sparkline(series: Series, count: int) -> str:
    """The newest `count` figures as a row of bars, a dot for each hole; empty for an empty series."""
    return bars(recent(series, count))


def bars(values: Sequence[Decimal | None]) -> str:
    """Values as bars from the lowest to the highest of them; all mid-height where they are equal."""
    present = [v for v in values if v is not None]
    low, high = min(present, default=Decimal(0)), max(present, default=Decimal(0))
    return "".join(_HOLE if v is None else _bar(v, low, high) for v in values)


def _bar(value: Decimal, low: Decimal, high: Decimal) -> str:
    if low == high:
        return _BARS[len(_BARS) // 2 - 1]
    return _BARS[int((value - low) * (len(_BARS) - 1) / (high - low))]


def held(series: Series, period: Period) -> Decimal | None:
    """The figure for `period`, or None where none is held or the office says that there is none."""
    reading = series.get(period)
    return None if reading is None else reading.value
