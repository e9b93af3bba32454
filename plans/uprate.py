"""evaluate: what a clause determines for a date of effect, from the figures known on a decision date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.arithmetic import percent_of_ratio
from indicators.series import History
from plans.clause import IndexationClause
from plans.engine.amount import Applied, Applying, Part, override_on
from plans.engine.bounds import Deposits, after_fall, limited
from plans.engine.figures import Figures
from plans.engine.leg import measure
from plans.engine.limits import applied_ratio, outside_corridor, rounded_rate, shared, with_margin
from plans.engine.months import current_moment, months_between, span
from plans.engine.notices import notices, provisional
from plans.engine.run import Run
from plans.engine.transform import Transformed, transformed
from plans.money import Money, Rounding, smallest_unit
from plans.state import Marks, Moment, State
from plans.steps import Input, Notice, Step
from plans.terms import BaseKind, OnFall, Vintage

_ZERO = Decimal(0)
_REMEMBERED = 24  # how many earlier ratios a State keeps, for limits over several determinations


@dataclass(frozen=True)
class Uprating:
    """One determination: the ratio to apply, how it came about, and what the next one must know.

    `ratio` multiplies the base amount, `percent` is the same as a change, `increment` is added to it in
    major units (clauses by index points); `provisional` says that a figure it rests on may still be
    revised by its office.
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
    increment: Decimal = _ZERO

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notices as English sentences."""
        return tuple(n.text for n in self.notices)

    @property
    def paid(self) -> bool:
        """Whether amounts move at all."""
        return self.ratio != 1 or bool(self.increment)


@dataclass(frozen=True, slots=True)
class UpratedAmount:
    """An amount before and after a determination, with the exact amount between and its steps."""

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
    change = measure(run, clause)
    done = transformed(run, change)
    percent = shared(run, done.percent)
    percent = percent if clause.margin_after_cap else with_margin(run, percent)
    percent, shortfall = after_fall(run, outside_corridor(run, percent))
    percent, bank = limited(run, percent)
    percent = with_margin(run, percent) if clause.margin_after_cap else percent
    percent = rounded_rate(run, percent)
    if clause.on_fall is OnFall.RATCHET and clause.leaves[0].base is BaseKind.FIXED:
        percent = _highest_so_far(run, percent, histories)
    percent = _overridden(run, percent)
    state = _state(run, change, percent, shortfall, bank, done)
    _keep(run, state)
    inputs = distinct(run.inputs)
    pending = provisional(histories, inputs)
    return Uprating(
        clause,
        effective_on,
        as_of,
        applied_ratio(percent),
        percent,
        tuple(run.steps),
        inputs,
        (*run.notices, *notices(clause, histories, inputs, pending, as_of)),
        bool(pending),
        state,
        done.increment,
    )


def _overridden(run: Run, percent: Decimal) -> Decimal:
    """Step 16 for a rate: what was decided instead of what was computed."""
    override = override_on(run.clause, run.effective_on)
    if override is None or override.percent is None:
        return percent
    run.step(
        16,
        "override-rate",
        override.percent,
        "percent",
        percent=override.percent,
        computed=percent,
        reason=override.reason,
        source=override.source,
    )
    return override.percent


def _highest_so_far(run: Run, percent: Decimal, histories: Mapping[str, History]) -> Decimal:
    """The highest rate since the fixed base: this one, the last one, or that of an earlier year's date.

    With a state at hand the last determination already holds the highest; without one, the same date of
    every earlier year since the base is determined again.
    """
    clause, leaf = run.clause, run.clause.leaves[0]
    best = max(percent, _ZERO)
    if run.previous is not None:
        best = max(best, percent_of_ratio(run.previous.ratio))
    else:
        free = replace(clause, on_fall=OnFall.APPLY)
        start = leaf.base_date or leaf.base_period
        day = year_before(run.effective_on)
        while start is not None and months_between(start, current_moment(leaf, day)) > 0:
            found = evaluate(free, histories, effective_on=day, as_of=run.figures.as_of)
            run.inputs.extend(found.inputs)
            best, day = max(best, found.percent), year_before(day)
    if best > percent:
        run.step(12, "ratchet", best, "percent", percent=percent)
    return best


def year_before(day: date) -> date:
    """The same day a year before (28 February for 29 February)."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _keep(run: Run, state: State) -> None:
    """Steps 17 and 18: what the next determination is compared with, and what later figures will mean."""
    for position, leaf in enumerate(run.clause.leaves):
        marks = {BaseKind.LAST_USED: state.used, BaseKind.LAST_PAID: state.paid}.get(leaf.base, ())
        if position in run.read and position < len(marks) and (mark := marks[position]) is not None:
            run.step(17, "keep", index=leaf.index or "", base=span(leaf, mark))
    if run.clause.vintage is Vintage.LATEST:
        run.step(18, "true-up-later", day=run.figures.day)


def _state(
    run: Run, change: Decimal, percent: Decimal, shortfall: Decimal, bank: Deposits, done: Transformed
) -> State:
    ratio = applied_ratio(percent)
    waits = run.clause.on_fall in (OnFall.BASE_STAYS, OnFall.RATCHET) and change < 0
    none: Marks = (None,) * len(run.clause.leaves)
    used, paid = none, none
    recent: tuple[Decimal, ...] = ()
    if run.previous is not None:
        used, paid, recent = run.previous.used, run.previous.paid, run.previous.recent
    compared = _marked(paid, {n: c.base for n, c in run.read.items()})
    read: Mapping[int, Moment | None] = {n: c.current for n, c in run.read.items()}
    return State(
        run.effective_on,
        compared if waits else _marked(used, read),
        _marked(paid, read) if percent or done.increment else compared,
        compared,
        ratio,
        shortfall,
        (*recent, ratio)[-_REMEMBERED:],
        bank,
        done.threshold,
    )


def _marked(before: Marks, moments: Mapping[int, Moment | None]) -> Marks:
    """The marks of all legs, moved for those that were read."""
    return tuple(moments.get(position, mark) for position, mark in enumerate(before))


def distinct(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """The inputs, each once, in the order of first use."""
    return tuple(dict.fromkeys(inputs))


def uprate_amount(
    uprating: Uprating, money: Money, *, rounding: Rounding | None = None, part: Part | None = None
) -> UpratedAmount:
    """`money` moved by a determination and rounded once.

    `rounding` is the amount's own, else the clause's, else half up to the minor unit; `part` prorates it.
    BadInput where the multiple is finer than the currency's smallest unit.
    """
    rule = rounding or uprating.clause.round_amount or Rounding(smallest_unit(money.currency))
    done = uprate_number(uprating, money.amount, rounding=rule, unit=money.currency, part=part)
    where = f"clause {uprating.clause.name}, round_amount"
    after = Money.of(done.rounded, money.currency, where=where)
    return UpratedAmount(money, done.unrounded, after, done.steps)


def uprate_number(
    uprating: Uprating,
    amount: Decimal,
    *,
    rounding: Rounding | None = None,
    unit: str = "",
    part: Part | None = None,
) -> Applied:
    """The same for a plain number (a payment per 100 nominal, an index); exact where nothing rounds it."""
    clause = uprating.clause
    return Applying(clause, unit).apply(
        amount,
        uprating.ratio,
        uprating.percent,
        uprating.increment,
        rounding or clause.round_amount,
        uprating.effective_on,
        part,
    )
