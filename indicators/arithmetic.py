"""Exact Decimal index arithmetic: change, rebase, link, average, interpolate, round.

Divisions carry 50 significant digits. `round_to` first drops what division alone could have left behind
(everything past 40 digits), so that 300 x (103/300) rounded down is 103 and not 102. No function here
knows a calendar's holes, a vintage or a currency.
"""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

from indicators.errors import BadInput

PRECISION = Context(prec=50, rounding=ROUND_HALF_EVEN)
_SETTLE = Context(prec=40, rounding=ROUND_HALF_EVEN)

HUNDRED = Decimal(100)


class RoundingMode(StrEnum):
    """How a tie or a remainder is resolved; `down` is towards minus infinity, `truncate` towards zero."""

    HALF_UP = "half-up"  # ties away from zero, as statutes mean "to the nearest"
    HALF_EVEN = "half-even"
    DOWN = "down"
    UP = "up"
    TRUNCATE = "truncate"


_DECIMAL_MODE = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.DOWN: ROUND_FLOOR,
    RoundingMode.UP: ROUND_CEILING,
    RoundingMode.TRUNCATE: ROUND_DOWN,
}


def settle(value: Decimal) -> Decimal:
    """`value` without the digits past the fortieth, which only a division can have left behind."""
    return _SETTLE.plus(value)


def round_to(value: Decimal, multiple: Decimal, mode: RoundingMode = RoundingMode.HALF_UP) -> Decimal:
    """`value` as a whole number of `multiple` (10, 0.05, 0.001), exactly; BadInput unless multiple > 0."""
    if not multiple > 0:
        raise BadInput("a rounding multiple must be above 0", got=str(multiple))
    steps = settle(PRECISION.divide(value, multiple)).to_integral_value(_DECIMAL_MODE[mode], PRECISION)
    return PRECISION.multiply(steps, multiple)


def round_digits(value: Decimal, digits: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Decimal:
    """`value` to `digits` decimals (negative: tens, hundreds), written with that many decimals."""
    rounded = round_to(value, Decimal(1).scaleb(-digits), mode)
    return rounded.quantize(Decimal(1).scaleb(-max(digits, 0)), context=PRECISION)


def truncate_then_round(value: Decimal, truncate: int, digits: int) -> Decimal:
    """Truncate to `truncate` decimals, then round half up to `digits`: 31 CFR 356, Appendix B (US TIPS)."""
    return round_digits(round_digits(value, truncate, RoundingMode.TRUNCATE), digits, RoundingMode.HALF_UP)


def ratio(current: Decimal, base: Decimal) -> Decimal:
    """current / base, to 50 digits; BadInput unless both are above 0, as index levels are."""
    if not (current > 0 and base > 0):
        raise BadInput("index levels must be above 0", got=(str(current), str(base)))
    return PRECISION.divide(current, base)


def percent_change(current: Decimal, base: Decimal) -> Decimal:
    """Change from base to current in percent, unrounded."""
    return percent_of_ratio(ratio(current, base))


def percent_of_ratio(change: Decimal) -> Decimal:
    """1.0312 -> 3.12 percent."""
    return PRECISION.multiply(PRECISION.subtract(change, Decimal(1)), HUNDRED)


def ratio_of_percent(percent: Decimal) -> Decimal:
    """3.12 percent -> 1.0312."""
    return PRECISION.add(Decimal(1), PRECISION.divide(percent, HUNDRED))


def points(current: Decimal, base: Decimal) -> Decimal:
    """Difference in index points (or percentage points where both are rates)."""
    return PRECISION.subtract(current, base)


def total(values: Iterable[Decimal]) -> Decimal:
    """The sum, to 50 digits; 0 for no values."""
    result = Decimal(0)
    for value in values:
        result = PRECISION.add(result, value)
    return result


def mean(values: Sequence[Decimal]) -> Decimal:
    """Arithmetic mean, unrounded; BadInput for no values."""
    if not values:
        raise BadInput("a mean needs at least one value")
    return PRECISION.divide(total(values), Decimal(len(values)))


def rebase(value: Decimal, at_new_base: Decimal) -> Decimal:
    """`value` on the base where `at_new_base` reads 100."""
    return PRECISION.multiply(ratio(value, at_new_base), HUNDRED)


def link_factor(old_at_link: Decimal, new_at_link: Decimal) -> Decimal:
    """The factor that carries the new series onto the old one's base, from both values at the link period."""
    return ratio(old_at_link, new_at_link)


def chain(links: Sequence[Decimal], start: Decimal = HUNDRED) -> list[Decimal]:
    """Levels from links where previous = 100; the level is ours, no office's, and drifts with rounding."""
    levels: list[Decimal] = []
    level = start
    for step in links:
        level = PRECISION.divide(PRECISION.multiply(level, step), HUNDRED)
        levels.append(level)
    return levels


def compound(percents: Sequence[Decimal]) -> Decimal:
    """The ratio of successive percent changes, unrounded."""
    product = Decimal(1)
    for percent in percents:
        product = PRECISION.multiply(product, ratio_of_percent(percent))
    return product


def interpolate_daily(first: Decimal, second: Decimal, day: date) -> Decimal:
    """The daily reference value: first + (second - first) x (d - 1) / D, unrounded.

    `first` applies on the first of day's month, `second` on the first of the next; D is the number of
    days in day's month (31 CFR 356 Appendix B; UK DMO index-linked gilt formulae).
    """
    days = Decimal(calendar.monthrange(day.year, day.month)[1])
    weight = PRECISION.divide(Decimal(day.day - 1), days)
    return PRECISION.add(first, PRECISION.multiply(PRECISION.subtract(second, first), weight))
