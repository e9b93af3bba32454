"""Every determination of a clause over a span of time, each starting from what the one before left."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from indicators.errors import BadInput
from indicators.series import History, Period
from plans.calendar import around, began_on, effective_dates, takes_effect_on
from plans.clause import IndexationClause, Leg
from plans.engine.months import base_moment, current_moment
from plans.money import Rounding
from plans.phrases import Fact
from plans.state import State
from plans.steps import Notice, Step
from plans.terms import (
    BaseAmount,
    BaseKind,
    ClauseMeasure,
    Interpolation,
    OnFall,
    PaidBy,
    Scope,
)
from plans.uprate import Uprating, distinct, evaluate, uprate_number
from plans.variants import with_leaves


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


def past(
    clause: IndexationClause, histories: Mapping[str, History], on: date, *, as_of: date
) -> tuple[Uprating, ...]:
    """The determinations before `on` that this one depends on, by the clause's own calendar from its start.

    None where nothing of them counts, or the calendar does not say when it began. NotPublished for the
    first date whose figures are missing.
    """
    begins = began_on(clause)
    if begins is None or not (clause.base_moves or clause.remembers):
        return ()
    found: list[Uprating] = []
    for day in effective_dates(clause, begins, on - timedelta(days=1)):
        previous = found[-1].state if found else None
        found.append(evaluate(clause, histories, effective_on=day, as_of=as_of, previous=previous))
    return tuple(found)


def state_before(
    clause: IndexationClause, histories: Mapping[str, History], on: date, *, as_of: date
) -> State | None:
    """What all determinations before `on` leave; None where nothing of them counts or is known."""
    found = past(clause, histories, on, as_of=as_of)
    return found[-1].state if found else None


def determine(
    clause: IndexationClause, histories: Mapping[str, History], *, effective_on: date, as_of: date
) -> Uprating:
    """The determination for `effective_on`, starting from what those before it left (see `past`).

    Their figures are among its inputs, so that the whole chain can be recomputed from them. A day that is
    none of the clause's calendar is noticed: it may read other months than the rule ever does.
    """
    found = _after_past(clause, histories, effective_on, as_of)
    return replace(found, notices=(*_off_calendar(clause, effective_on), *found.notices))


def _off_calendar(clause: IndexationClause, day: date) -> Iterator[Notice]:
    if not clause.calendar or takes_effect_on(clause, day):
        return
    last, following = around(clause, day)
    if last is not None and following is not None:
        yield Notice.of("off-calendar", effective=day, last=last, following=following)
    elif following is not None:
        yield Notice.of("before-calendar", effective=day, following=following)
    elif last is not None:
        yield Notice.of("after-calendar", effective=day, last=last)


def _after_past(
    clause: IndexationClause, histories: Mapping[str, History], effective_on: date, as_of: date
) -> Uprating:
    before = past(clause, histories, effective_on, as_of=as_of)
    if not before:
        return evaluate(clause, histories, effective_on=effective_on, as_of=as_of)
    found = evaluate(clause, histories, effective_on=effective_on, as_of=as_of, previous=before[-1].state)
    inputs = distinct((*found.inputs, *(i for earlier in before for i in earlier.inputs)))
    facts: dict[str, Fact] = {"count": len(before), "first": before[0].effective_on}
    first = Step(1, "carried", None, "", facts | {"last": before[-1].effective_on})
    notices = found.notices
    if clause.paid_by is PaidBy.AMOUNT:
        notices = (Notice.of("by-rate", index=clause.name), *notices)
    return replace(found, steps=(first, *found.steps), inputs=inputs, notices=notices, carried=len(before))


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

    BadInput for a clause that knows what has no meaning since a fixed base (thresholds, margins, days, ...).
    """
    fixed, linked = both_runs(clause, histories, dates=dates, amount=amount, as_of=as_of, rounding=rounding)
    return tuple(
        Comparison(one.effective_on, one.after, other.after) for one, other in zip(fixed, linked, strict=True)
    )


def both_runs(
    clause: IndexationClause,
    histories: Mapping[str, History],
    *,
    dates: Iterable[date],
    amount: Decimal,
    as_of: date | None = None,
    rounding: Rounding | None = None,
) -> tuple[tuple[Determination, ...], tuple[Determination, ...]]:
    """Every determination from a fixed base, and every one by a chain; BadInput as in `both_bases`."""
    days = sorted(dates)
    anchored, chained = _variants(clause, days[0])
    return (
        run(anchored, histories, dates=days, amount=amount, as_of=as_of, rounding=rounding),
        run(chained, histories, dates=days, amount=amount, as_of=as_of, rounding=rounding),
    )


def _variants(clause: IndexationClause, first: date) -> tuple[IndexationClause, IndexationClause]:
    """The clause on a fixed base and the clause from date to date, both starting from the same month."""
    yearly = [what for what, applies in _by_the_year(clause).items() if applies]
    if yearly:
        raise BadInput(
            f"clause {clause.name} has no fixed and chained form: it knows {', '.join(yearly)}",
            expected="indices alone, compared with a month",
        )
    plain = replace(clause, limit_scope=Scope.EACH)
    starts = partial(_starting, first=first)
    anchored = replace(
        with_leaves(plain, partial(starts, base=BaseKind.FIXED)), base_amount=BaseAmount.FIXED, bank=None
    )
    chained = replace(
        with_leaves(plain, partial(starts, base=BaseKind.LAST_USED)), base_amount=BaseAmount.ROUNDED
    )
    if clause.on_fall is OnFall.RATCHET:
        chained = replace(chained, on_fall=OnFall.BASE_STAYS)
    return anchored, chained


def _by_the_year(clause: IndexationClause) -> dict[str, bool]:
    """What has a meaning for a change over one span only, and none for the whole change since a base."""
    leaves = clause.leaves
    return {
        "thresholds": clause.chain is not None,
        "index points": clause.per_points is not None,
        "a table on the rate": bool(clause.pieces),
        "a margin": bool(clause.margin),
        "a constant": any(leaf.constant is not None for leaf in leaves),
        "an agreed base value": any(leaf.base_value is not None for leaf in leaves),
        "days": any(leaf.interpolation is not Interpolation.NONE for leaf in leaves),
        "changes since January": any(leaf.measure is ClauseMeasure.YTD_100 for leaf in leaves),
    }


def _starting(leaf: Leg, *, first: date, base: BaseKind) -> Leg:
    """The leg with the base month of its first determination, by another kind of base."""
    start = base_moment(leaf, current_moment(leaf, first), 0, None)
    return replace(leaf, base=base, base_period=start if isinstance(start, Period) else None)
