"""What a figure comes to over a performance period in whose course it moves: each part at its own amount."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from indicators.arithmetic import PRECISION
from indicators.series import Period
from plans.calendar import day_of
from plans.clause import IndexationClause
from plans.engine.amount import Part
from plans.money import Money, to_money
from plans.plan import IncentivePlan, PeriodKind
from plans.terms import Proration

_MONTHS = {PeriodKind.YEAR: 12, PeriodKind.HALF: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}


def period_around(plan: IncentivePlan, day: date) -> tuple[date, date] | None:
    """The plan's performance period that `day` lies in, to the day after its last; None outside the plan."""
    after = plan.effective_to + timedelta(days=1) if plan.effective_to else date.max
    if not plan.effective_from <= day < after:
        return None
    start, months = Period.of(plan.effective_from), _MONTHS[plan.period_kind]
    count = (Period.of(day).ordinal - start.ordinal) // months
    for number in (count, count - 1):
        first, end = (day_of(start.shift(n * months), plan.effective_from.day) for n in (number, number + 1))
        if first <= day:
            return first, min(end, after)
    return None


def blended(
    clause: IndexationClause, before: Money, after: Money, effective_on: date, period: tuple[date, date]
) -> tuple[Money, str] | None:
    """The amount over the whole period, rounded once to the minor unit, and how it is made up.

    None where the clause does not prorate, or nothing moves within the period.
    """
    first, end = period
    if clause.proration is Proration.NONE or not first < effective_on < end:
        return None
    new, whole = Part(effective_on, end, first, end).shares(clause.proration)
    old = whole - new
    exact = PRECISION.divide(
        PRECISION.add(
            PRECISION.multiply(before.amount, Decimal(old)), PRECISION.multiply(after.amount, Decimal(new))
        ),
        Decimal(whole),
    )
    said = f"{old} of {whole} {clause.proration.value} at {before}, {new} at {after}"
    return to_money(exact, before.currency), said


def period_notes(
    plan: IncentivePlan, effective_on: date, moved: Iterator[tuple[str, IndexationClause, Money, Money]]
) -> Iterator[str]:
    """A sentence for each moved figure (path, clause, before, after) that is an amount for a period."""
    period = period_around(plan, effective_on)
    if period is None:
        return
    for path, clause, before, after in moved:
        found = blended(clause, before, after, effective_on, period)
        if found is not None:
            amount, said = found
            last = period[1] - timedelta(days=1)
            yield f"{path}: over {period[0]} to {last} it comes to {amount} ({said})"
