"""Whether figures are on the base they are said to be on: a label can be wrong, and a series can move."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from indicators.arithmetic import mean
from indicators.series import Frequency, Indicator, Measure, Observation, Period

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
# How far from 100 a base period may average. Offices rebase with unrounded figures, so it is seldom exact.
_TOLERANCE = Decimal("0.5")
_HUNDRED = Decimal(100)
_BASE = re.compile(
    r"(?:\b(?P<month>[A-Za-z]{3})[A-Za-z]*\s+)?(?P<first>[12][0-9]{3})(?:-(?P<last>[0-9]{4}|[0-9]{2}))?\s*=\s*100\b"
)


@dataclass(frozen=True, slots=True)
class Base:
    """The period an index is 100 in: its first and last month."""

    first: Period
    last: Period

    def periods(self, frequency: Frequency) -> tuple[Period, ...]:
        """The base in periods of `frequency`; empty where it is shorter than one."""
        if self.first == self.last and frequency is not Frequency.MONTHLY:
            return ()
        start, end = (Period.of(m.first_day, frequency) for m in (self.first, self.last))
        return tuple(start.shift(n) for n in range(end.ordinal - start.ordinal + 1))

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.first}=100"
        years = (
            f"{self.first.year}"
            if self.first.year == self.last.year
            else f"{self.first.year}-{self.last.year}"
        )
        return f"{years}=100"


def base_of(text: str) -> Base | None:
    """The base named in an office's words (`1982-84=100`, `Jan 1987=100`, `Index, 2005 = 100`), or None."""
    match = _BASE.search(text)
    if match is None:
        return None
    first = int(match["first"])
    month = (match["month"] or "").upper()
    if month in MONTHS and not match["last"]:
        only = Period.month(first, MONTHS.index(month) + 1)
        return Base(only, only)
    last = int(str(first)[: 4 - len(match["last"])] + match["last"]) if match["last"] else first
    return Base(Period.month(first, 1), Period.month(last, 12)) if last >= first else None


def level_at(base: Base, observations: Iterable[Observation], frequency: Frequency) -> Decimal | None:
    """The mean of the newest figures in the base period; None where one of them is not there."""
    latest: Mapping[Period, Decimal | None] = {o.period: o.value for o in observations}
    values = [latest.get(period) for period in base.periods(frequency)]
    found = [v for v in values if v is not None]
    return mean(found) if found and len(found) == len(values) else None


def is_off(level: Decimal | None) -> bool:
    """Whether a level that should be 100 clearly is not."""
    return level is not None and abs(level - _HUNDRED) > _TOLERANCE


def off_base(indicator: Indicator, observations: Sequence[Observation]) -> str:
    """What is wrong where figures are not on the indicator's own base; empty where nothing is seen."""
    base = base_of(indicator.base_period) if indicator.measure is Measure.INDEX else None
    if base is None:
        return ""
    level = level_at(base, observations, indicator.frequency)
    return (
        f"on base {indicator.base_period} it should be 100 there, and is {level:.1f}" if is_off(level) else ""
    )


# A vintage that restates at least this many periods, nearly all by one factor, is a new base.
_FEWEST = 6
_FACTOR = Decimal("0.05")
_SPREAD = Decimal("0.02")
_SHARE = Decimal("0.8")


def last_rebasing(observations: Sequence[Observation]) -> date | None:
    """The release day since which all vintages share the present base; None where all of them do.

    An archive of vintages holds figures of every base a series ever had (US CPI was 1967 = 100 until
    1988). A rebasing shows as one release that multiplies nearly every figure by nearly one factor;
    revisions do not. `observations` are in order of period and release day.
    """
    factors: dict[date, list[Decimal]] = {}
    for before, after in pairwise(observations):
        if before.period == after.period and before.value and after.value and after.published_on:
            factors.setdefault(after.published_on, []).append(after.value / before.value)
    return max((day for day, found in factors.items() if _is_rebasing(found)), default=None)


def _is_rebasing(factors: Sequence[Decimal]) -> bool:
    if len(factors) < _FEWEST:
        return False
    middle = median(factors)
    near = sum(1 for f in factors if abs(f / middle - 1) <= _SPREAD)
    return abs(middle - 1) > _FACTOR and near >= _SHARE * len(factors)
