"""Operation 3: what stands in for a month that was not published, computed from its neighbours."""

from collections.abc import Sequence
from decimal import Decimal

from indicators.arithmetic import PRECISION, round_digits
from indicators.series import Frequency
from plans.terms import Missing

LOOK_BACK = 13  # how many periods "the latest available" may lie back, at most a year

# What can stand in for a published rate: the others compute with levels.
FOR_RATES = frozenset({Missing.BLOCK, Missing.CARRY_FORWARD, Missing.SUCCESSOR})


def needs(rule: Missing, frequency: Frequency) -> tuple[int, ...]:
    """The periods that the rule needs of the series itself, counted from the missing one."""
    year = frequency.per_year
    if rule is Missing.GEOMETRIC_BETWEEN:
        return -1, 1
    if rule is Missing.GEOMETRIC_12M:
        return -1, -1 - year
    if rule is Missing.SAME_MONTH_SWAP:
        return -1, -year, -1 - year
    return (-1,)


def substitute(
    rule: Missing, values: Sequence[Decimal], decimals: int | None, frequency: Frequency = Frequency.MONTHLY
) -> Decimal:
    """The substitute from the levels that `needs` lists (for a successor: old and new before, new now).

    It is rounded half up to the office's decimals. geometric-12m is the US Treasury's rule (31 CFR 356,
    Appendix B), a twelfth of the 12-month change (a quarter of it where figures are quarterly);
    same-month-swap is that of inflation swaps.
    """
    before = values[0]
    if rule is Missing.CARRY_FORWARD:
        return before
    if rule is Missing.GEOMETRIC_BETWEEN:
        exact = PRECISION.sqrt(PRECISION.multiply(before, values[1]))
    elif rule is Missing.GEOMETRIC_12M:
        yearly = PRECISION.divide(before, values[1])
        part = PRECISION.divide(Decimal(1), Decimal(frequency.per_year))
        exact = PRECISION.multiply(before, PRECISION.power(yearly, part))
    elif rule is Missing.SAME_MONTH_SWAP:
        exact = PRECISION.multiply(values[1], PRECISION.divide(before, values[2]))
    else:
        exact = PRECISION.multiply(before, PRECISION.divide(values[2], values[1]))
    return round_digits(exact, decimals_of(before) if decimals is None else decimals)


def decimals_of(value: Decimal) -> int:
    """How many decimals a figure is written with."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
