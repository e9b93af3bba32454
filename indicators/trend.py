"""The pandas room: many series as frames, for charts and exploration; the one room that uses floats.

Every frame has one row a period (its first day) and one column a series. NaN stands for a figure that is
not held, and nothing is filled or interpolated. `changes.py` holds the exact numbers of one series.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import nan

import pandas as pd

from indicators.changes import View, has_view, require_base, require_index, staleness
from indicators.errors import BadInput
from indicators.series import Frequency, Measure, Period, Series

_LINKS = {Measure.YOY_100: View.YEAR, Measure.MOM_100: View.MONTH}


def frame(series: Sequence[Series], view: View = View.INDEX, *, base: Period | None = None) -> pd.DataFrame:
    """Several series of one frequency in `view`: figures, index points or percent, as floats.

    A series without such a view gets an empty column; REBASED needs `base`, and a series without a figure
    there is empty too. BadInput for series of different frequencies.
    """
    frequency = _one_frequency(series)
    if view is View.REBASED:
        base = require_base(base, frequency)
    columns = {s.indicator.name or s.indicator.key: _view(_levels(s), s, view, base) for s in series}
    table = pd.DataFrame(columns, dtype=float)
    table.index.name = "period"
    return table.reindex(_every_period(table.index, frequency)) if len(table) else table


def real_value(amount: Decimal, series: Series, from_: Period) -> pd.Series:
    """`amount` of `from_`'s money in the money of every period; NotPublished where `from_` is missing."""
    require_index(series.indicator)
    at_start = float(series.value(from_))
    return (_levels(series) * (float(amount) / at_start)).rename(series.indicator.name)


def ages(series: Sequence[Series], *, today: date) -> pd.DataFrame:
    """How old each series is on `today`: newest period, days since it ended and since it was published.

    NotPublished for an empty series.
    """
    rows = {s.indicator.name: staleness(s, today=today) for s in series}
    return pd.DataFrame(
        {
            "period": [str(a.period) for a in rows.values()],
            "age_days": [a.age_days for a in rows.values()],
            "published_days": [a.published_days for a in rows.values()],
            "overdue": [a.overdue for a in rows.values()],
        },
        index=pd.Index(list(rows), name="indicator"),
    )


def _levels(series: Series) -> "pd.Series[float]":
    """The published figures over every period from the first to the last held."""
    held = {pd.Timestamp(p.first_day): nan if r.value is None else float(r.value) for p, r in series.items()}
    levels = pd.Series(held, dtype=float)
    if levels.empty:
        return levels
    return levels.reindex(_every_period(levels.index, series.indicator.frequency))


def _view(levels: "pd.Series[float]", series: Series, view: View, base: Period | None) -> "pd.Series[float]":
    indicator = series.indicator
    if not has_view(indicator, view):
        return levels * nan
    if view is View.REBASED and base is not None:
        return levels / levels.get(pd.Timestamp(base.first_day), nan) * 100
    if view is View.INDEX or indicator.measure is Measure.RATE_12M:
        return levels
    if _LINKS.get(indicator.measure) is view:
        return levels - 100
    return _percent(levels, view, indicator.frequency)


def _percent(levels: "pd.Series[float]", view: View, frequency: Frequency) -> "pd.Series[float]":
    if view is View.ANNUALISED:
        return ((levels / levels.shift(frequency.per_year // 4)) ** 4 - 1) * 100
    return (levels / levels.shift(1 if view is View.MONTH else frequency.per_year) - 1) * 100


def _every_period(index: pd.Index, frequency: Frequency) -> pd.DatetimeIndex:
    return pd.date_range(index.min(), index.max(), freq=f"{12 // frequency.per_year}MS", name="period")


def _one_frequency(series: Sequence[Series]) -> Frequency:
    frequencies = {s.indicator.frequency for s in series}
    if len(frequencies) > 1:
        names = ", ".join(sorted(f.name.lower() for f in frequencies))
        raise BadInput("one frame holds series of one frequency", got=names)
    return frequencies.pop() if frequencies else Frequency.MONTHLY
