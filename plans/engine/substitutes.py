"""Operation 3: what stands in for a month that was not published, computed from its neighbours."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from indicators.arithmetic import PRECISION, round_digits
from plans.terms import Missing

_TWELFTH = PRECISION.divide(Decimal(1), Decimal(12))
LOOK_BACK = 13  # how many periods "the latest available" may lie back, at most a year

# The months each rule needs, counted from the missing one.
NEEDS: Mapping[Missing, tuple[int, ...]] = {
    Missing.CARRY_FORWARD: (-1,),
    Missing.GEOMETRIC_BETWEEN: (-1, 1),
    Missing.GEOMETRIC_12M: (-1, -13),
    Missing.SAME_MONTH_SWAP: (-1, -12, -13),
    Missing.SUCCESSOR: (-1,),
}


def substitute(rule: Missing, values: Sequence[Decimal], decimals: int | None) -> Decimal:
    """The substitute from the figures that NEEDS lists (for a successor: old and new before, new now).

    It is rounded half up to the office's decimals. geometric-12m is the US Treasury's rule (31 CFR 356,
    Appendix B), same-month-swap that of inflation swaps.
    """
    before = values[0]
    if rule is Missing.CARRY_FORWARD:
        return before
    if rule is Missing.GEOMETRIC_BETWEEN:
        exact = PRECISION.sqrt(PRECISION.multiply(before, values[1]))
    elif rule is Missing.GEOMETRIC_12M:
        yearly = PRECISION.divide(before, values[1])
        exact = PRECISION.multiply(before, PRECISION.power(yearly, _TWELFTH))
    elif rule is Missing.SAME_MONTH_SWAP:
        exact = PRECISION.multiply(values[1], PRECISION.divide(before, values[2]))
    else:
        exact = PRECISION.multiply(before, PRECISION.divide(values[2], values[1]))
    return round_digits(exact, decimals_of(before) if decimals is None else decimals)


def decimals_of(value: Decimal) -> int:
    """How many decimals a figure is written with."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
