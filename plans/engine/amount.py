"""Operations 14 and 15: the ratio applied to a base amount, and that amount rounded."""

from decimal import Decimal

from indicators.arithmetic import PRECISION
from plans.money import Rounding
from plans.steps import Step


def applied(
    amount: Decimal, ratio: Decimal, unit: str, rounding: Rounding
) -> tuple[Decimal, tuple[Step, ...]]:
    """The unrounded amount, and the steps 14 and 15 that lead to the rounded one (the last step's value)."""
    exact = PRECISION.multiply(amount, ratio)
    rounded = rounding.apply(exact)
    return exact, (
        Step(14, "apply", exact, unit, {"before": amount, "ratio": ratio}),
        Step(15, "amount-rounded", rounded, unit, {"unrounded": exact, "rounding": str(rounding)}),
    )
