"""Whether an answer is the series held, put on another base: one factor for the same periods, and a base.

Both are needed. One factor alone may be a file in other units; a base alone may be another series.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import mean, ratio
from indicators.plausible import figures_held, rebase_factor
from indicators.series import Frequency, History, Measure, Observation, Period
from indicators.sources.bases import Base, base_of, level_at

# With a revision at the newest end, still so many of the periods must move by one factor.
_FEWEST = 6
_SHARE = Decimal("0.6")
# What an office loses by linking on rounded figures, beside the rounding of the figures themselves.
_SLACK = Decimal("0.0001")
# An office rebases unrounded figures; the mean of twelve rounded ones is 100 within this.
_AT_100 = Decimal("0.06")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rebasing:
    """An answer on another base: new figure = `factor` x figure held, for `agreeing` of `compared` periods.

    The rounding of the figures leaves every factor from `low` to `high` open.
    """

    base: Base
    factor: Decimal
    low: Decimal
    high: Decimal
    agreeing: int
    compared: int


def rebasing(answered: Sequence[Observation], held: History, *, stated: str = "") -> Rebasing | None:
    """What an answer is where it states the figures held on another base; None where it does not.

    `stated` is the base in the office's words, where it gives one that fits its figures; otherwise a
    calendar year in which the figures average 100 is the base.
    """
    indicator = held.indicator
    if indicator.measure is not Measure.INDEX:
        return None
    base = base_of(stated) or _base_in(answered, indicator.frequency)
    if base is None or base == base_of(indicator.base_period):
        return None
    pairs = _pairs(answered, figures_held(held))
    found = _factor(base, pairs)
    if found is None:
        # The office may have computed anew while it rebased: near one factor, and on another base for sure.
        near = rebase_factor(answered, held)
        return None if near is None else Rebasing(base, near, near, near, 0, len(pairs))
    return found


def _base_in(answered: Iterable[Observation], frequency: Frequency) -> Base | None:
    """The one calendar year in which the figures average 100; None where none does, or several do."""
    by_year: dict[int, list[Observation]] = {}
    for observation in answered:
        by_year.setdefault(observation.period.year, []).append(observation)
    years = ((Base(Period.month(y, 1), Period.month(y, 12)), by_year[y]) for y in sorted(by_year))
    levels = ((base, level_at(base, figures, frequency)) for base, figures in years)
    found = [b for b, level in levels if level is not None and abs(level - _HUNDRED) <= _AT_100]
    return found[0] if len(found) == 1 else None


Pair = tuple[Decimal, Decimal]


def _pairs(answered: Iterable[Observation], held: Mapping[Period, Decimal]) -> list[Pair]:
    """Figure held and figure answered, for every period that both have."""
    now = {o.period: o.value for o in answered if o.value is not None}
    return [(before, now[p]) for p, before in held.items() if p in now and before > 0 and now[p] > 0]


def _factor(base: Base, pairs: Sequence[Pair]) -> Rebasing | None:
    """The factor that most pairs allow, each within the rounding of its two figures."""
    ranges = [r for r in map(_open_to, pairs) if r is not None]
    if len(ranges) < _FEWEST:
        return None
    low, high, agreeing = _most_shared(ranges)
    unmoved = sum(a <= 1 <= b for a, b in ranges)
    if low <= 1 <= high or unmoved >= agreeing or agreeing < _SHARE * len(ranges):
        return None
    return Rebasing(base, mean([low, high]), low, high, agreeing, len(ranges))


def _open_to(pair: Pair) -> tuple[Decimal, Decimal] | None:
    """The factors that could have led from one rounded figure to the other."""
    (before, half_before), (now, half_now) = ((v, _half_a_unit(v)) for v in pair)
    if before <= half_before or now <= half_now:
        return None
    low, high = ratio(now - half_now, before + half_before), ratio(now + half_now, before - half_before)
    return low * (1 - _SLACK), high * (1 + _SLACK)


def _half_a_unit(value: Decimal) -> Decimal:
    return Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)


def _most_shared(ranges: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal, int]:
    """The stretch that most ranges cover, and how many do."""
    edges = sorted([(low, -1) for low, _ in ranges] + [(high, 1) for _, high in ranges])
    best, inside, start, end = 0, 0, edges[0][0], edges[0][0]
    for at, (value, kind) in enumerate(edges):
        inside -= kind
        if kind < 0 and inside > best:
            best, start, end = inside, value, edges[at + 1][0]
    return start, end, best
