"""project: the periods after a series' newest figure, each with its interval, as exact decimals."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.arithmetic import RoundingMode
from indicators.errors import BadInput, UnknownName
from indicators.forecast.ets import smoothed
from indicators.forecast.past import LEAST_ERRORS, LEVEL, LONG_YEARS, Coverage, Past
from indicators.forecast.rules import LEAST_YEARS, drift_seasonal
from indicators.forecast.track import Track, figure, track
from indicators.glance import newest
from indicators.series import Indicator, Period, Reading, Series

PERCENT = round(LEVEL * 100)


class Method(StrEnum):
    """How a series is projected."""

    DRIFT_SEASONAL = "drift-seasonal"
    ETS = "ets"

    @classmethod
    def named(cls, name: str) -> "Method":
        """The method of this name; UnknownName otherwise."""
        known = [m.value for m in cls]
        if name not in known:
            raise UnknownName.among(
                "method", name, known, where="--method", hint=f"known: {', '.join(known)}"
            )
        return cls(name)


@dataclass(frozen=True, slots=True)
class Projected:
    """One period that is not out yet: an estimate and the interval made to hold 80 % of such cases.

    `coverage` says how often intervals so made really held what came, on this series over ten years; None
    where it is not at hand, as for a library's model.
    """

    period: Period
    ahead: int
    value: Decimal
    low: Decimal
    high: Decimal
    coverage: Coverage | None

    @property
    def interval(self) -> str:
        """The interval in figures, as it is carried along with the value: `80 %: 333.8 .. 336.1`."""
        return f"{PERCENT} %: {self.low:f} .. {self.high:f}"


@dataclass(frozen=True, slots=True)
class Projection:
    """What may follow the newest figure of a series; `basis` is the choice of vintage it was made from."""

    indicator: Indicator
    method: Method
    last: Reading
    basis: str
    points: tuple[Projected, ...]


def furthest(indicator: Indicator) -> int:
    """How many periods ahead a series is projected at most: a year, as far as the back-test reaches."""
    return indicator.frequency.per_year


def project(
    series: Series, count: int | None = None, *, method: Method = Method.DRIFT_SEASONAL
) -> Projection:
    """The `count` periods (default: a year) after the newest figure; the same series gives the same digits.

    A period of which the office says that there is no figure is left out, and a hole before the newest
    figure stays one. NotPublished for an empty series; BadInput for a count beyond a year, a series too
    short to have errors of its own, a measure that is not projected, and ETS without its library.
    """
    limit = furthest(series.indicator)
    wanted = limit if count is None else count
    if not 1 <= wanted <= limit:
        raise BadInput(
            f"{_name(series)}: a projection reaches one year at most", expected=f"1 to {limit}", got=wanted
        )
    row = track(series)
    path, widths, coverage = _estimates(series, row, method)
    points = _points(series, row, path[:wanted], widths[:wanted], coverage)
    return Projection(series.indicator, method, newest(series), series.basis, tuple(points))


Estimates = tuple[Sequence[float], Sequence[float], Sequence[Coverage | None]]


def _estimates(series: Series, row: Track, method: Method) -> Estimates:
    """Path, half widths and real coverage for a year ahead, on the track's scale."""
    last, limit = len(row.values) - 1, row.season
    if last < LEAST_YEARS * row.season:
        raise _too_short(series, row)
    if method is Method.ETS:
        path, half = smoothed(row, last, limit)
        return path, half, [None] * limit
    judged = range(max(0, last - LONG_YEARS * row.season), last)
    past = Past(row, drift_seasonal, limit, since=last - 2 * LONG_YEARS * max(row.season, 4) - limit)
    widths = past.widths(last)
    if widths is None:
        raise _too_short(series, row)
    coverage = past.coverage(judged)
    return drift_seasonal(row, last, limit), widths, [c if c.cases else None for c in coverage]


def _points(
    series: Series,
    row: Track,
    path: Sequence[float],
    widths: Sequence[float],
    coverage: Sequence[Coverage | None],
) -> list[Projected]:
    decimals, last = _decimals(series), newest(series).period
    found = []
    for ahead, (value, half) in enumerate(zip(path, widths, strict=True), 1):
        period = last.shift(ahead)
        if period in series:  # the office says that there is none
            continue
        low = figure(row.unscaled(value - half), decimals, RoundingMode.DOWN)
        high = figure(row.unscaled(value + half), decimals, RoundingMode.UP)
        centre = figure(row.unscaled(value), decimals)
        found.append(Projected(period, ahead, centre, low, high, coverage[ahead - 1]))
    return found


def _decimals(series: Series) -> int:
    """The decimals the office publishes, or those of its newest figure where they vary."""
    if series.indicator.decimals is not None:
        return series.indicator.decimals
    exponent = series.value(newest(series).period).as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _too_short(series: Series, row: Track) -> BadInput:
    least = LEAST_YEARS * row.season + LEAST_ERRORS + row.season
    return BadInput(
        f"{_name(series)}: too few figures to project it and to know how wrong that would be",
        expected=f"about {least} periods before the newest",
        got=len(series),
        hint=f"realterms fetch {_name(series)}",
    )


def _name(series: Series) -> str:
    return series.indicator.name or series.indicator.key
