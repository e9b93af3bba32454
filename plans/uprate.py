"""evaluate: what a clause determines for a date of effect, from the figures known on a decision date."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile

from indicators.arithmetic import percent_of_ratio
from indicators.errors import BadInput
from indicators.series import History
from plans.calendar import began_on, effective_dates, enacted_on, takes_effect_on
from plans.clause import IndexationClause, Leg
from plans.engine.amount import Applied, Applying, Part, authority, override_on
from plans.engine.bounds import Deposits, after_fall, limited
from plans.engine.figures import Figures
from plans.engine.leg import measure
from plans.engine.limits import applied_ratio, outside_corridor, rounded_rate, shared, with_margin
from plans.engine.months import current_moment, months_between, span, start_of
from plans.engine.notices import notices, provisional
from plans.engine.run import Run
from plans.engine.transform import Transformed, transformed
from plans.money import Money, Rounding, smallest_unit
from plans.phrases import show
from plans.state import Marks, Moment, State
from plans.steps import Input, Notice, Step
from plans.terms import BaseKind, OnFall, Override, Vintage

_ZERO = Decimal(0)
_REMEMBERED = 24  # how many earlier ratios a State keeps, for limits over several determinations


@dataclass(frozen=True)
class Uprating:
    """One determination: the ratio to apply, how it came about, and what the next one must know.

    `ratio` multiplies the base amount, `percent` is the same as a change, `increment` is added to it in
    major units (clauses by index points); `provisional` says that a figure it rests on may still be
    revised by its office; `carried` counts the earlier determinations it starts from, `before` is what they
    left.
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
    carried: int = 0
    before: State | None = None

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
    enacted = enacted_on(clause, effective_on) if clause.calendar else None
    run = Run(clause, Figures(clause, histories, as_of, enacted), effective_on, previous)
    if enacted is not None and as_of < enacted:
        run.notices.append(Notice.of("not-enacted", enacted=enacted))
    change = measure(run, clause)
    done = transformed(run, change)
    percent = shared(run, done.percent)
    percent = percent if clause.margin_after_cap else with_margin(run, percent)
    percent, shortfall = after_fall(run, outside_corridor(run, percent))
    percent, bank = limited(run, percent)
    percent = with_margin(run, percent) if clause.margin_after_cap else percent
    percent = rounded_rate(run, percent)
    if clause.on_fall is OnFall.RATCHET and clause.fixed_leg is not None:
        percent = _highest_so_far(run, percent, histories, clause.fixed_leg)
    override = override_on(clause, effective_on)
    if override is not None and override.percent is not None:
        percent, done = _overridden(run, percent, override), replace(done, increment=_ZERO)
    if not applied_ratio(percent) > 0:
        raise BadInput(
            f"clause {clause.name}: a change of {show(percent, 4)} % leaves nothing of an amount",
            expected="a change above -100 %",
            where=f"effective {effective_on}",
            hint="look at the clause's margin, shares and floor",
        )
    state = _state(run, change, percent, shortfall, bank, done)
    _keep(run, state)
    _recall(run)
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
        before=previous,
    )


def _overridden(run: Run, percent: Decimal, override: Override) -> Decimal:
    """Step 16 for a rate: what was decided instead of what was computed."""
    decided = override.percent or _ZERO
    reason, source = override.reason, authority(override)
    run.step(
        16,
        "override-rate",
        decided,
        "percent",
        percent=decided,
        computed=percent,
        reason=reason,
        source=source,
    )
    return decided


def _highest_so_far(run: Run, percent: Decimal, histories: Mapping[str, History], leaf: Leg) -> Decimal:
    """The highest rate since the fixed base: this one, the last one, or that of an earlier date.

    With a state at hand the last determination already holds the highest; without one, every earlier date
    of effect since the base is determined again. A rate that was decided takes the highest's place.
    """
    held = _ZERO
    if run.previous is not None:
        held = percent_of_ratio(run.previous.ratio)
    else:
        free = replace(run.clause, on_fall=OnFall.APPLY)
        for day in reversed(list(_earlier_days(run, leaf))):
            found = evaluate(free, histories, effective_on=day, as_of=run.figures.as_of)
            run.inputs.extend(found.inputs)
            decided = override_on(free, day)
            over = decided is not None and decided.percent is not None
            held = found.percent if over else max(held, found.percent)
    best = max(percent, held, _ZERO)
    if best > percent:
        run.step(12, "ratchet", best, "percent", percent=percent)
    return best


def _earlier_days(run: Run, leaf: Leg) -> Iterator[date]:
    """The dates of effect since the base: those of the calendar, or the same date of every year before."""
    clause, start = run.clause, leaf.base_date or leaf.base_period
    if start is None:
        raise BadInput(
            f"clause {clause.name}: the highest since when is not said",
            expected="base_period (or base_date) beside base_value",
        )
    days: Iterable[date] = _years_before(run.effective_on)
    if takes_effect_on(clause, run.effective_on):
        days = reversed(effective_dates(clause, start_of(start), run.effective_on)[:-1])
    return takewhile(lambda day: months_between(start, current_moment(leaf, day)) > 0, days)


def _years_before(day: date) -> Iterator[date]:
    while day.year > 1:
        day = year_before(day)
        yield day


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


def _recall(run: Run) -> None:
    """Say where earlier determinations would count and are not known."""
    clause, day = run.clause, run.effective_on
    if run.previous is not None or not (clause.remembers or clause.base_moves):
        return
    begins = began_on(clause)
    if begins is None:
        unknown = clause.remembers
    else:
        unknown = bool(effective_dates(clause, begins, day - timedelta(days=1)))
    if unknown:
        run.notices.append(Notice.of("as-first", effective=day))


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
