"""Operations 14 to 17: the determination applied to an amount, rounded, overridden and kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION
from indicators.errors import BadInput
from indicators.series import Period
from plans.calendar import day_of
from plans.clause import IndexationClause
from plans.money import Rounding
from plans.phrases import Fact, Phrase
from plans.steps import Step
from plans.terms import Override, Proration

_ZERO = Decimal(0)
_UNITS = {Proration.DAYS: "days", Proration.MONTHS: "months-whole"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a full period, both from their first day to the day after their last."""

    first: date
    end: date
    full_first: date
    full_end: date

    def shares(self, proration: Proration) -> tuple[int, int]:
        """How many days (or whole months) of how many; BadInput where the part is not inside the period."""
        if not self.full_first <= self.first < self.end <= self.full_end:
            raise BadInput("a part period lies inside its period", got=f"{self.first} to {self.end}")
        if proration is Proration.MONTHS:
            whole = _months(self.full_first, self.full_end)
            return _months(self.first, self.end), whole
        return (self.end - self.first).days, (self.full_end - self.full_first).days


@dataclass(frozen=True, slots=True)
class Applied:
    """An amount after a determination: exact, rounded, and the steps that led there."""

    unrounded: Decimal
    rounded: Decimal
    steps: tuple[Step, ...]


class Applying:
    """The operations on one amount, each recorded as a step in the amount's unit."""

    def __init__(self, clause: IndexationClause, unit: str) -> None:
        self.clause = clause
        self.unit = unit
        self.steps: list[Step] = []

    def step(self, number: int, form: str, value: Decimal, /, **facts: Fact) -> Decimal:
        """Record one step; its value."""
        self.steps.append(Step(number, form, value, self.unit, facts))
        return value

    def apply(
        self,
        amount: Decimal,
        ratio: Decimal,
        percent: Decimal,
        increment: Decimal,
        rounding: Rounding | None,
        on: date,
        part: Part | None,
    ) -> Applied:
        """Operations 14 to 16 in their order."""
        exact = self._bounded(self._increase(amount, self._moved(amount, ratio, percent, increment)))
        exact = exact if part is None else self._prorated(exact, part)
        rounded = exact
        if rounding is not None:
            rounded = self.step(
                15, "amount-rounded", rounding.apply(exact), unrounded=exact, rounding=rounding
            )
        override = override_on(self.clause, on)
        if override is not None and override.amount is not None:
            facts: dict[str, Fact] = {"amount": override.amount, "computed": rounded}
            facts |= {"reason": override.reason, "source": authority(override)}
            rounded = self.step(16, "override-amount", override.amount, **facts)
            exact = rounded
        return Applied(exact, rounded, tuple(self.steps))

    def _moved(self, amount: Decimal, ratio: Decimal, percent: Decimal, increment: Decimal) -> Decimal:
        """Step 14: by the ratio, by an amount for each index point, or bracket by bracket."""
        if increment:
            total = PRECISION.add(amount, increment)
            return self.step(14, "apply-points", total, before=amount, increment=increment)
        if not self.clause.brackets:
            return self.step(14, "apply", PRECISION.multiply(amount, ratio), before=amount, ratio=ratio)
        rate, start, total = PRECISION.divide(percent, HUNDRED), _ZERO, amount
        for bracket in self.clause.brackets:
            end = amount if bracket.up_to is None else min(bracket.up_to, amount)
            slice_ = max(end - start, _ZERO)
            total = PRECISION.add(total, PRECISION.multiply(slice_, PRECISION.multiply(rate, bracket.share)))
            start = max(end, start)
        return self.step(14, "apply-brackets", total, before=amount, percent=percent)

    def _increase(self, amount: Decimal, exact: Decimal) -> Decimal:
        """The increase, rounded where the clause rounds it, and left out where it is too small."""
        increase = PRECISION.subtract(exact, amount)
        if self.clause.round_increment is not None:
            rule = self.clause.round_increment
            rounded = rule.apply(increase)
            exact = self.step(
                14, "increment-rounded", PRECISION.add(amount, rounded), increment=increase, rounding=rule
            )
            increase = rounded
        limit = self.clause.smallest_step
        if limit is not None and increase and increase.copy_abs() < limit:
            return self.step(14, "small-step", amount, increment=increase, limit=limit)
        return exact

    def _bounded(self, exact: Decimal) -> Decimal:
        least, most = self.clause.floor_amount, self.clause.cap_amount
        if least is not None and exact < least:
            return self.step(14, "floor-amount", least, amount=exact, limit=least)
        if most is not None and exact > most:
            return self.step(14, "cap-amount", most, amount=exact, limit=most)
        return exact

    def _prorated(self, exact: Decimal, part: Part) -> Decimal:
        """The amount for a part of the period, by days or by whole months."""
        rule = self.clause.proration
        if rule is Proration.NONE:
            raise BadInput(
                f"clause {self.clause.name} does not say how a part of a period is counted",
                expected='proration = "days", or "months"',
            )
        some, whole = part.shares(rule)
        share = PRECISION.divide(PRECISION.multiply(exact, Decimal(some)), Decimal(whole))
        return self.step(
            14, "apply-part", share, before=exact, part=some, whole=whole, unit=Phrase.of(_UNITS[rule])
        )


def override_on(clause: IndexationClause, on: date) -> Override | None:
    """The override decided for the month of `on`, if any."""
    month = Period.of(on)
    return next((o for o in clause.overrides if Period.of(o.on) == month), None)


def authority(override: Override) -> Fact:
    """Where it was decided; by whom and when, where that is said."""
    if not (override.decided_by or override.decided_on):
        return override.source
    by, on = override.decided_by, override.decided_on
    form = "decided-by-on" if by and on else "decided-by" if by else "decided-on"
    return Phrase.of(form, source=override.source, by=by, on=on or "")


def _months(first: date, end: date) -> int:
    """Whole months from `first` to the day before `end`; from the 31st they end with shorter months."""
    months = (end.year - first.year) * 12 + end.month - first.month
    return months - (day_of(Period.of(end), first.day) > end)
