"""Whether a figure can be what it says: jumps beyond reason, withdrawn figures, a whole series rebased.

On 2026-04-22 the ONS's file of the RPI was wrong for an hour; whoever fetched in that hour had a wrong
March. What is judged here is only what an answer adds to the figures held: history is not judged again.
"""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import median
from typing import Any

from indicators.arithmetic import percent_change, ratio, round_digits
from indicators.series import History, Indicator, Measure, Observation, Period

# Of a series that is not held yet, only so many of its newest periods are judged: the rest is history.
_JUDGED_AT_FIRST = 3
# Beyond so many periods without a figure between them, two figures say nothing about each other.
_FARTHEST = 12
# A series without a limit of its own may move as it did: twice its greatest move in so many periods.
_REMEMBERED = 120
_CALM = 2
# With so many figures beyond reason, an answer is not believed where it merely could be right either.
_MANY = 3

# A restatement of at least so many periods, nearly all by one factor, is a new base and no inflation.
# The spread leaves room for one decimal at a level of 10.
_FEWEST_REBASED = 6
_SHARE_REBASED = Decimal("0.9")
_FACTOR_REBASED = Decimal("0.01")
_SPREAD_REBASED = Decimal("0.006")

Stated = tuple[Period, Decimal | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that is kept aside until a person confirms it, and why."""

    observation: Observation
    reason: str


def limit(indicator: Indicator, values: Sequence[Decimal] = ()) -> Decimal:
    """How far two neighbouring figures may lie apart: percent for levels, points for the rest.

    The indicator's own limit in limits.toml; else the default for its measure and kind, or twice the
    greatest move among `values` (its figures so far, oldest first), whichever is more.
    """
    table = limits()
    if indicator.name in table["own"]:
        return Decimal(table["own"][indicator.name])
    usual = Decimal(table["default"][indicator.measure.value][indicator.kind.value])
    usual *= Decimal(table["longer"][indicator.frequency.value])
    moves = (abs(_move(indicator, b, a)) for a, b in pairwise(values[-_REMEMBERED - 1 :]))
    return max([usual, *(_CALM * move for move in moves)])


@cache
def limits() -> dict[str, Any]:
    """limits.toml, whole."""
    return tomllib.loads((files("indicators") / "limits.toml").read_text(encoding="utf-8"))


def doubts(
    indicator: Indicator,
    answered: Iterable[Observation],
    held: History,
    *,
    confirmed: Collection[Stated] = (),
) -> tuple[Doubt, ...]:
    """Every figure of an answer that is beyond reason, given the figures held.

    Where that are several, the file itself is wrong, and everything that it adds or changes is doubtful.

    Judged is what the answer adds: a period after those held against the one before it, a revision against
    what it revises, a figure taken back. A figure that was held before, or that is `confirmed`, is good.
    """
    ordered = sorted(answered, key=_order)
    judge = _Judge(indicator, held, confirmed)
    found = tuple(judge.judge(ordered))
    if len(found) < _MANY:
        return found
    company = f"stands in an answer that has {len(found)} figures beyond reason"
    put = {d.observation: d for d in found}
    return tuple(put.get(o) or Doubt(o, company) for o in ordered if o in put or judge.adds(o))


def rebase_factor(answered: Iterable[Observation], held: History) -> Decimal | None:
    """By how much an answer multiplies nearly every level held, where that is a new base; None otherwise."""
    now = {o.period: o.value for o in sorted(answered, key=_order)}
    factors = [
        ratio(new, old)
        for period, old in figures_held(held).items()
        if (new := now.get(period)) is not None and new > 0 and old > 0
    ]
    if held.indicator.measure is not Measure.INDEX or len(factors) < _FEWEST_REBASED:
        return None
    middle = median(factors)
    near = sum(abs(f / middle - 1) <= _SPREAD_REBASED for f in factors)
    is_one = abs(middle - 1) > _FACTOR_REBASED and near >= _SHARE_REBASED * len(factors)
    return middle if is_one else None


def figures_held(held: History) -> dict[Period, Decimal]:
    """The newest figure of each period, oldest period first."""
    return {r.period: r.value for r in held.readings if r.value is not None}


class _Judge:
    """Goes through an answer, oldest period first, trusting what it has found good."""

    def __init__(self, indicator: Indicator, held: History, confirmed: Collection[Stated]) -> None:
        self._indicator = indicator
        self._good = {(r.period, r.value) for r in held.readings}.union(confirmed)
        self._trusted = figures_held(held)
        self._limit = limit(indicator, list(self._trusted.values()))
        self._first = min(self._trusted, default=None)

    def judge(self, answered: Sequence[Observation]) -> Iterable[Doubt]:
        """The doubtful ones."""
        if self._first is None and answered:
            self._first = answered[-1].period.shift(1 - _JUDGED_AT_FIRST)
        for observation in answered:
            reason = self._doubt(observation)
            if reason:
                yield Doubt(observation, reason)
            elif observation.value is not None:
                self._trusted[observation.period] = observation.value

    def adds(self, observation: Observation) -> bool:
        """Whether an answer adds or changes this figure, as far as it is judged at all."""
        is_history = self._first is not None and observation.period < self._first
        stated = (observation.period, observation.value)
        return observation.value is not None and not is_history and stated not in self._good

    def _doubt(self, observation: Observation) -> str:
        period, value = observation.period, observation.value
        if (period, value) in self._good or (self._first is not None and period < self._first):
            return ""
        before = self._trusted.get(period)
        if value is None:
            return f"taken back; {before:f} was published" if before is not None else ""
        if before is not None:
            return self._too_far(value, before, self._limit, f"from {before:f}, published before")
        for gap in range(1, _FARTHEST + 1):
            earlier = self._trusted.get(period.shift(-gap))
            if earlier is not None:
                said = f"from {earlier:f} in {period.shift(-gap)}"
                return self._too_far(value, earlier, self._limit * gap, said)
        return ""

    def _too_far(self, value: Decimal, before: Decimal, limit: Decimal, said: str) -> str:
        move = _move(self._indicator, value, before)
        if abs(move) <= limit:
            return ""
        unit = "%" if self._indicator.measure is Measure.INDEX else "points"
        return f"{round_digits(move, 1):+f} {unit} {said}; up to {limit.normalize():f} {unit} is usual"


def _move(indicator: Indicator, value: Decimal, before: Decimal) -> Decimal:
    if indicator.measure is Measure.INDEX and before > 0 and value > 0:
        return percent_change(value, before)
    return value - before


def _order(observation: Observation) -> tuple[Period, str]:
    day = observation.published_on
    return observation.period, day.isoformat() if day else ""
