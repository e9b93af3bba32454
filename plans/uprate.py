"""evaluate: what a clause determines for a date of effect, from the figures known on a decision date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.errors import BadInput
from indicators.series import History
from plans.clause import BaseKind, IndexationClause, OnFall
from plans.engine.amount import applied
from plans.engine.figures import Figures
from plans.engine.leg import measure_leg
from plans.engine.limits import after_fall, applied_ratio, limited, rounded_rate, shared, with_margin
from plans.engine.months import current_moment, months_between
from plans.engine.notices import notices, provisional_input
from plans.engine.run import Change, Run
from plans.money import Money, Rounding, smallest_unit
from plans.state import State
from plans.steps import Input, Notice, Step


@dataclass(frozen=True)
class Uprating:
    """One determination: the ratio to apply, how it came about, and what the next one must know.

    `ratio` multiplies the base amount, `percent` is the same as a change; `provisional` says that a
    figure it rests on may still be revised by its office.
    """

    clause: IndexationClause
    effective_on: date
    as_of: date
    ratio: Decimal
    percent: Decimal
    steps: tuple[Step, ...]
    inputs: tuple[Input, ...]
    notices: tuple[Notice, ...]
    provisional: bool
    state: State

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notices as English sentences."""
        return tuple(n.text for n in self.notices)

    @property
    def paid(self) -> bool:
        """Whether amounts move at all."""
        return self.ratio != 1


@dataclass(frozen=True, slots=True)
class UpratedAmount:
    """An amount before and after a determination, with the exact amount between and the steps 14 and 15."""

    before: Money
    unrounded: Decimal
    after: Money
    steps: tuple[Step, ...]


def evaluate(
    clause: IndexationClause,
    histories: Mapping[str, History],
    *,
    effective_on: date,
    as_of: date,
    previous: State | None = None,
) -> Uprating:
    """Determine the clause for `effective_on` from figures published by `as_of`.

    `histories` are keyed by the names the clause uses. `previous` is the state of the determination
    before, for clauses whose base moves. NotPublished where a figure is missing and the clause blocks;
    BadInput where the clause and its indicator do not fit.
    """
    run = Run(clause, Figures(clause, histories, as_of), effective_on, previous)
    change = measure_leg(run, clause.terms[0], 0)
    percent, shortfall = after_fall(run, with_margin(run, shared(run, change.percent)))
    percent = rounded_rate(run, limited(run, percent, change))
    if clause.on_fall is OnFall.RATCHET and clause.base is BaseKind.FIXED:
        percent = _highest_so_far(run, percent, histories)
    inputs = distinct(run.inputs)
    return Uprating(
        clause,
        effective_on,
        as_of,
        applied_ratio(percent),
        percent,
        tuple(run.steps),
        inputs,
        (*run.notices, *notices(clause, histories, inputs, as_of)),
        any(provisional_input(histories, i) for i in inputs),
        _state(run, change, percent, shortfall),
    )


def _highest_so_far(run: Run, percent: Decimal, histories: Mapping[str, History]) -> Decimal:
    """The highest rate since the fixed base: this one, or that of the same date of an earlier year."""
    clause = run.clause
    free = replace(clause, on_fall=OnFall.APPLY)
    start = clause.base_date or clause.base_period
    best, day = max(percent, Decimal(0)), earlier_day(run.effective_on)
    while start is not None and months_between(start, current_moment(clause, day)) > 0:
        found = evaluate(free, histories, effective_on=day, as_of=run.figures.as_of)
        run.inputs.extend(found.inputs)
        best, day = max(best, found.percent), earlier_day(day)
    if best > percent:
        run.step(12, "ratchet", best, "percent", percent=percent)
    return best


def earlier_day(day: date) -> date:
    """The same day a year before (28 February for 29 February)."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _state(run: Run, change: Change, percent: Decimal, shortfall: Decimal) -> State:
    previous = run.previous
    fell = change.percent < 0 and run.clause.on_fall is not OnFall.APPLY
    stays = run.clause.on_fall in (OnFall.BASE_STAYS, OnFall.RATCHET) and fell
    used = change.base if stays else change.current
    paid = change.current if percent else (previous.paid[0] if previous else change.base)
    return State(run.effective_on, (used,), (paid,), applied_ratio(percent), shortfall)


def distinct(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """The inputs, each once, in the order of first use."""
    return tuple(dict.fromkeys(inputs))


def uprate_amount(uprating: Uprating, money: Money, *, rounding: Rounding | None = None) -> UpratedAmount:
    """`money` moved by a determination: multiplied by its ratio and rounded once.

    `rounding` is the amount's own, else the clause's, else half up to the minor unit. BadInput where the
    multiple is finer than the currency's smallest unit.
    """
    rule = rounding or uprating.clause.round_amount or Rounding(smallest_unit(money.currency))
    exact, steps = applied(money.amount, uprating.ratio, money.currency, rule)
    value = steps[-1].value
    if value is None:
        raise BadInput(f"clause {uprating.clause.name}: no amount was determined")
    where = f"clause {uprating.clause.name}, round_amount"
    return UpratedAmount(money, exact, Money.of(value, money.currency, where=where), steps)
