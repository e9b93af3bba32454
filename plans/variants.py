"""What would have been otherwise: sensitivity to a point, a month, a vintage, an index; and the true-up."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from indicators.arithmetic import points
from indicators.errors import NotPublished, RealtermsError
from indicators.series import History, Period, Reading
from plans.clause import IndexationClause, Leg
from plans.engine.months import current_moment
from plans.phrases import Fact
from plans.state import State
from plans.steps import Input, Step
from plans.terms import Align, Vintage
from plans.uprate import Uprating, evaluate

AnyLeg = TypeVar("AnyLeg", bound=Leg)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing changed, and the rate it would have given; `refused` says why where it gives none.

    `refusal` says the same as a sentence's form; `found` is the determination as it would have been.

    `form` and `facts` say what was changed; `difference` is in percentage points. For a clause by index
    points, `increment` is what would have been added in major units, `increment_difference` how much more.
    """

    form: str
    facts: Mapping[str, Fact]
    percent: Decimal | None
    difference: Decimal | None
    refused: str = ""
    increment: Decimal | None = None
    increment_difference: Decimal | None = None
    refusal: str = ""
    found: Uprating | None = None


@dataclass(frozen=True)
class TrueUp:
    """A determination on a later vintage: what it was, what it would be now, and the figures that changed."""

    before: Uprating
    after: Uprating
    changed: tuple[tuple[Input, Input], ...]
    step: Step

    @property
    def difference(self) -> Decimal:
        """The change of the rate, in percentage points."""
        return points(self.after.percent, self.before.percent)


@dataclass(frozen=True, slots=True)
class Trial:
    """The determination that others are compared with, and what they may see."""

    uprating: Uprating
    histories: Mapping[str, History]
    previous: State | None

    def on(
        self,
        form: str,
        facts: Mapping[str, Fact],
        clause: IndexationClause,
        histories: Mapping[str, History] | None = None,
    ) -> Effect:
        """The same determination with another clause, or on other figures."""
        was = self.uprating
        try:
            found = evaluate(
                clause,
                histories or self.histories,
                effective_on=was.effective_on,
                as_of=was.as_of,
                previous=self.previous,
            )
        except RealtermsError as error:
            refusal = "not-published" if isinstance(error, NotPublished) else "not-fitting"
            return Effect(form, facts, None, None, error.message, refusal=refusal)
        difference = points(found.percent, was.percent)
        added = found.increment, points(found.increment, was.increment)
        return Effect(form, facts, found.percent, difference, "", *added, found=found)


def sensitivity(
    uprating: Uprating,
    histories: Mapping[str, History],
    *,
    others: Iterable[str] = (),
    previous: State | None = None,
) -> tuple[Effect, ...]:
    """What one index point, one month, another vintage or another index would have changed.

    `others` name further indicators in `histories` to try in place of each index.
    """
    trial, clause = Trial(uprating, histories, previous), uprating.clause
    effects = [_one_point(trial)] if uprating.inputs else []
    for form, months in (("one-month-earlier", 1), ("one-month-later", -1)):
        moved = partial(_shifted, months=months, on=uprating.effective_on)
        effects.append(trial.on(form, {}, with_leaves(clause, moved)))
    for vintage in (Vintage.FIRST_PUBLISHED, Vintage.FINAL, Vintage.LATEST):
        if vintage is not clause.vintage:
            other = replace(clause, vintage=vintage, vintage_date=None)
            effects.append(trial.on(f"by-{vintage.value}", {}, other))
    for name in others:
        swapped = with_leaves(clause, partial(_reading, index=name))
        effects.append(trial.on("by-index", {"index": name}, swapped))
    return tuple(effects)


def true_up(
    uprating: Uprating, histories: Mapping[str, History], *, as_of: date, previous: State | None = None
) -> TrueUp | None:
    """The determination on the figures known on a later day, as a new record; None where nothing changed.

    Only a clause on the latest vintage has one: first published and final figures stay what they were.
    """
    if uprating.clause.vintage is not Vintage.LATEST:
        return None
    after = evaluate(
        uprating.clause, histories, effective_on=uprating.effective_on, as_of=as_of, previous=previous
    )
    held = {(i.indicator, i.period): i for i in uprating.inputs}
    pairs = ((held.get((i.indicator, i.period)), i) for i in after.inputs)
    changed = tuple((old, new) for old, new in pairs if old is not None and old.value != new.value)
    if not changed and after.percent == uprating.percent:
        return None
    facts: dict[str, Fact] = {"as_of": as_of, "percent": after.percent, "before": uprating.percent}
    step = Step(
        18, "true-up", points(after.percent, uprating.percent), "percentage points", facts, after.inputs
    )
    return TrueUp(uprating, after, changed, step)


def with_leaves(clause: AnyLeg, change: Callable[[Leg], Leg]) -> AnyLeg:
    """The clause with `change` made to every leg that reads an index or is a constant."""
    if clause.legs:
        return replace(clause, legs=tuple(with_leaves(leg, change) for leg in clause.legs))
    changed = change(clause)
    assert isinstance(changed, type(clause))  # replace() keeps the class: this tells the type checker
    return changed


def _shifted(leg: Leg, months: int, on: date) -> Leg:
    """The leg read so many months earlier for this date of effect, whichever way it finds its month."""
    current = current_moment(leg, on)
    if not isinstance(current, Period):
        return replace(leg, lag=leg.lag + months)
    back = Period.of(on).ordinal - current.ordinal
    return replace(leg, month=None, quarter=None, align=Align.MONTH, lag=back + months)


def _reading(leg: Leg, index: str) -> Leg:
    return leg if leg.index is None else replace(leg, index=index)


def _one_point(trial: Trial) -> Effect:
    """The latest figure used, one point (for a rate: a tenth) higher."""
    was = trial.uprating
    used = max(was.inputs, key=lambda i: i.period.first_day)
    leaf = next(x for x in was.clause.leaves if used.indicator in x.indicators)
    step = Decimal(1) if leaf.measure.is_level else _TENTH
    history = trial.histories[used.indicator]

    def raised(reading: Reading) -> Reading:
        if reading.period != used.period or reading.value is None:
            return reading
        return replace(reading, value=reading.value + step)

    changed = replace(history, readings=tuple(raised(r) for r in history.readings))
    form = "one-point" if leaf.measure.is_level else "tenth"
    facts: Mapping[str, Fact] = {"index": used.indicator, "period": used.period}
    return trial.on(form, facts, was.clause, {**trial.histories, used.indicator: changed})
