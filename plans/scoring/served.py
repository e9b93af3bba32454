"""Served: the part of a performance period in which somebody took part, by the plan's own rule."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from indicators.arithmetic import PRECISION
from plans.engine.amount import Part
from plans.fields import Place
from plans.part_periods import period_around
from plans.plan import IncentivePlan
from plans.terms import Proration


@dataclass(frozen=True, slots=True)
class Served:
    """So many days (or whole months) of the period's."""

    some: int
    whole: int
    unit: Proration

    def of(self, amount: Decimal) -> Decimal:
        """That part of an amount for the whole period, unrounded."""
        return PRECISION.divide(PRECISION.multiply(amount, Decimal(self.some)), Decimal(self.whole))

    def __str__(self) -> str:
        return f"{self.some} of {self.whole} {self.unit.value}"


def served(plan: IncentivePlan, first: date | None, last: date | None, place: Place) -> Served | None:
    """The part from `first` to `last`, each the period's own where it is not given; None for all of it.

    A problem where the plan does not say how a part counts, or the days do not lie in one of its periods.
    """
    if first is None and last is None:
        return None
    rule = plan.people.payout_proration
    if rule is Proration.NONE:
        expected = '[people] with payout_proration = "days", or "months", in the plan'
        place.refuse("the plan does not say how a part of its period counts", expected=expected)
        return None
    period = period_around(plan, first or last or plan.effective_from)
    if period is None:
        place.refuse("outside the plan", expected=_spoken(plan), got=first or last)
        return None
    start, end = first or period[0], (last + timedelta(days=1)) if last else period[1]
    if not period[0] <= start < end <= period[1]:
        expected = f"first_day to last_day within {period[0]} to {period[1] - timedelta(days=1)}"
        place.refuse("not a part of one period", expected=expected, shown=f"{first} to {last}")
        return None
    if (start, end) == period:
        return None
    return Served(*Part(start, end, *period).shares(rule), rule)


def _spoken(plan: IncentivePlan) -> str:
    return f"a day from {plan.effective_from}" + (f" to {plan.effective_to}" if plan.effective_to else "")
