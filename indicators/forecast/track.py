"""A series as a row of floats on the scale its projection works on, and the way back to exact figures.

This room computes with floats: what it makes are estimates, no office's figures. They leave it as exact
decimals with as many decimals as the series is published with.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
from math import exp, isnan, log, nan

from indicators.arithmetic import RoundingMode, round_digits
from indicators.errors import BadInput
from indicators.glance import newest
from indicators.series import Indicator, Measure, Period, Series


class Shape(Enum):
    """What a figure is, for a projection; a rate is projected as a rate, never by way of an index."""

    LEVEL = "index levels, worked on as logarithms"
    YEAR = "changes on the same period a year before, as published"
    STEP = "changes on the period before, as published"


_SHAPES = {
    Measure.INDEX: Shape.LEVEL,
    Measure.RATE_12M: Shape.YEAR,
    Measure.YOY_100: Shape.YEAR,
    Measure.MOM_100: Shape.STEP,
}


@dataclass(frozen=True)
class Track:
    """Every period from the first to the newest figure, NaN where none is held: a hole stays a hole."""

    first: Period
    values: tuple[float, ...]
    shape: Shape

    @property
    def season(self) -> int:
        """Periods in a year."""
        return self.first.frequency.per_year

    @cached_property
    def changes(self) -> tuple[float, ...]:
        """The change into each period from the one before; NaN where either is missing."""
        if self.shape is Shape.STEP:
            return self.values
        pairs = zip(self.values, self.values[1:], strict=False)
        return (nan, *(new - old for old, new in pairs))

    def holds(self, at: int) -> bool:
        """Whether there is a figure at this place."""
        return 0 <= at < len(self.values) and not isnan(self.values[at])

    def place_in_year(self, at: int) -> int:
        """Which period of the year this place is, from 0."""
        return (self.first.number - 1 + at) % self.season

    def at(self, period: Period) -> int:
        """The place of a period, which may lie past the end."""
        return period.ordinal - self.first.ordinal

    def unscaled(self, value: float) -> float:
        """A value of this scale as the index level or rate it stands for."""
        return exp(value) if self.shape is Shape.LEVEL else value


def track(series: Series) -> Track:
    """The figures of a series up to its newest; NotPublished where it is empty.

    BadInput for year-to-date figures, which no rule here projects, and for index levels of 0 or below.
    """
    indicator = series.indicator
    shape = _SHAPES.get(indicator.measure)
    if shape is None:
        raise BadInput(
            f"{indicator.name or indicator.key}: {indicator.measure.value} figures are not projected",
            expected=f"an indicator with measure {', '.join(m.value for m in _SHAPES)}",
            got=indicator.measure.value,
        )
    last = newest(series).period
    held = [(p, r.value) for p, r in series.items() if r.value is not None]
    first = held[0][0]
    values = [nan] * (last.ordinal - first.ordinal + 1)
    for period, value in held:
        values[period.ordinal - first.ordinal] = _scaled(indicator, shape, value)
    return Track(first, tuple(values), shape)


def figure(value: float, decimals: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Decimal:
    """A float as an exact decimal with the series' decimals."""
    return round_digits(Decimal(value), decimals, mode)


def _scaled(indicator: Indicator, shape: Shape, value: Decimal) -> float:
    if shape is not Shape.LEVEL:
        return float(value)
    if not value > 0:
        raise BadInput(f"{indicator.name or indicator.key}: index levels must be above 0", got=str(value))
    return log(value)
