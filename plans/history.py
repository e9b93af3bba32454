"""Every determination of a clause over a span of time, each starting from what the one before left."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.errors import BadInput
from indicators.series import History, Period
from plans.clause import IndexationClause
from plans.engine.months import base_moment, current_moment
from plans.money import Rounding
from plans.state import State
from plans.steps import Step
from plans.terms import BaseAmount, BaseKind, OnFall, PaidBy, Recurrence, Scope
from plans.uprate import Uprating, evaluate, uprate_number


@dataclass(frozen=True, slots=True)
class Determination:
    """One determination and what it did to the amount: before, exact, rounded; and the state it left."""

    uprating: Uprating
    before: Decimal
    unrounded: Decimal
    after: Decimal
    steps: tuple[Step, ...]
    state: State

    @property
    def effective_on(self) -> date:
        """The date of effect."""
        return self.uprating.effective_on


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same date determined from one fixed base, and by a chain of changes from date to date."""

    effective_on: date
    anchored: Decimal
    chained: Decimal


def effective_dates(clause: IndexationClause, first: date, last: date) -> tuple[date, ...]:
    """The clause's dates of effect from `first` to `last`; BadInput where it names no calendar."""
    if not clause.calendar:
        raise BadInput(
            f"clause {clause.name} does not say when it takes effect",
            expected="calendar = [{ month = 4, day = 6 }], or dates of your own",
        )
    found = {day for rule in clause.calendar for day in _recurring(rule, first, last)}
    return tuple(sorted(found))


def run(
    clause: IndexationClause,
    histories: Mapping[str, History],
    *,
    dates: Iterable[date],
    amount: Decimal,
    as_of: date | None = None,
    rounding: Rounding | None = None,
    unit: str = "",
    previous: State | None = None,
) -> tuple[Determination, ...]:
    """Determine the clause on each date in turn, carrying state and amount forward as the clause says.

    `as_of` is the decision date of all of them, or each its own date of effect where it is None. The next
    amount is computed from the rounded, the unrounded or the first one (`base_amount`). NotPublished for
    the first date whose figures are missing.
    """
    found: list[Determination] = []
    base, state = amount, previous
    for day in sorted(dates):
        known_on = day if as_of is None else as_of
        uprating = evaluate(clause, histories, effective_on=day, as_of=known_on, previous=state)
        done = uprate_number(uprating, base, rounding=rounding, unit=unit)
        state = kept(uprating, base, done.rounded)
        found.append(Determination(uprating, base, done.unrounded, done.rounded, done.steps, state))
        if clause.base_amount is not BaseAmount.FIXED:
            base = done.rounded if clause.base_amount is BaseAmount.ROUNDED else done.unrounded
    return tuple(found)


def state_before(
    clause: IndexationClause, histories: Mapping[str, History], on: date, *, as_of: date
) -> State | None:
    """What all determinations before `on` leave, for a clause whose base moves with them.

    They are those of the clause's own calendar from its first date; None where the base does not move, or
    the calendar does not say when it began. NotPublished for the first date whose figures are missing.
    """
    moves = any(leaf.base in (BaseKind.LAST_USED, BaseKind.LAST_PAID) for leaf in clause.leaves)
    starts = [rule.since for rule in clause.calendar if rule.since is not None]
    if not starts or not (moves or clause.chain is not None):
        return None
    state: State | None = None
    for day in effective_dates(clause, min(starts), on):
        if day < on:
            state = evaluate(clause, histories, effective_on=day, as_of=as_of, previous=state).state
    return state


def kept(uprating: Uprating, before: Decimal, after: Decimal) -> State:
    """The state for this amount's next determination: unpaid where the amount had to move and did not."""
    if uprating.clause.paid_by is PaidBy.AMOUNT and after == before:
        return replace(uprating.state, paid=uprating.state.compared)
    return uprating.state


def both_bases(
    clause: IndexationClause,
    histories: Mapping[str, History],
    *,
    dates: Iterable[date],
    amount: Decimal,
    as_of: date | None = None,
    rounding: Rounding | None = None,
) -> tuple[Comparison, ...]:
    """The amounts by a fixed base and by a chain, side by side; they agree only without caps and roundings.

    BadInput for a clause without a base month of its own (thresholds, days, agreed base values, blends).
    """
    days = sorted(dates)
    anchored, chained = _variants(clause, days[0])
    fixed, linked = (
        run(variant, histories, dates=days, amount=amount, as_of=as_of, rounding=rounding)
        for variant in (anchored, chained)
    )
    return tuple(
        Comparison(one.effective_on, one.after, other.after) for one, other in zip(fixed, linked, strict=True)
    )


def _variants(clause: IndexationClause, first: date) -> tuple[IndexationClause, IndexationClause]:
    """The clause on a fixed base and the clause from date to date, both starting from the same month."""
    if (
        clause.legs
        or clause.chain is not None
        or not clause.measure.is_level
        or clause.base_value is not None
    ):
        raise BadInput(
            f"clause {clause.name} has no fixed and chained form", expected="one index, compared by its level"
        )
    start = base_moment(clause, current_moment(clause, first), 0, None)
    if not isinstance(start, Period):
        raise BadInput(f"clause {clause.name} has no base month", expected="a clause without interpolation")
    plain = replace(clause, base_period=start, limit_scope=Scope.EACH)
    anchored = replace(plain, base=BaseKind.FIXED, base_amount=BaseAmount.FIXED)
    chained = replace(plain, base=BaseKind.LAST_USED, base_amount=BaseAmount.ROUNDED)
    if clause.on_fall is OnFall.RATCHET:
        chained = replace(chained, on_fall=OnFall.BASE_STAYS)
    return anchored, chained


def _recurring(rule: Recurrence, first: date, last: date) -> Iterator[date]:
    """The rule's dates between both days, counted from its first one."""
    start = rule.since or date(first.year, 1, 1)
    end = last if rule.until is None else min(last, rule.until)
    month = Period.month(start.year, rule.month)
    while (day := month.first_day.replace(day=rule.day)) <= end:
        if day >= start and day >= first:
            yield day
        month = month.shift(rule.every)
