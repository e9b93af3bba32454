"""adjust: every indexed figure of a plan before and after, with the determinations behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from indicators.arithmetic import HUNDRED, PRECISION, round_digits, total
from indicators.errors import InvalidFile, NotPublished, Problem
from indicators.series import History, Indicator
from plans.bands import BandChange, band_changes
from plans.clause import IndexationClause
from plans.engine.amount import override_on
from plans.history import determine
from plans.money import Money, Rounding, smallest_unit, to_money
from plans.part_periods import period_notes
from plans.phrases import Fact
from plans.places import local_figures
from plans.plan import (
    BAND_FIELDS,
    MEASURE_FIELDS,
    BandsMove,
    BonusMeasure,
    Component,
    IncentivePlan,
    Owner,
    PayBand,
    Unit,
    clause_of,
    figure_clauses,
    moved_by,
    needed_indicators,
)
from plans.steps import Input, Step
from plans.terms import BaseAmount
from plans.uprate import Uprating, distinct, evaluate, uprate_amount


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the plan before and after; `unrounded` is exact, `clause` is None where nothing moves it.

    `path` is section/item/field, as in band/S1/midpoint, measure/sales/target, component/training/amount;
    place/london/S1/midpoint is the band's figure at a place, by its differential.
    """

    path: str
    section: str
    item: str
    field: str
    before: Money
    after: Money
    unrounded: Decimal
    clause: str | None
    steps: tuple[Step, ...] = ()

    @property
    def change(self) -> Money:
        """after less before."""
        return Money(self.after.minor - self.before.minor, self.before.currency)

    @property
    def percent(self) -> Decimal:
        """The change in percent of before, to two decimals; 0 where before is 0."""
        if not self.before.minor:
            return Decimal(0)
        exact = PRECISION.divide(Decimal(self.change.minor), Decimal(self.before.minor))
        return round_digits(PRECISION.multiply(exact, HUNDRED), 2)


@dataclass(frozen=True)
class Adjustment:
    """A plan before and after: the determination of each clause, each figure, and what must be said.

    `indicators` describe what the clauses read, by the names they use.
    """

    plan: IncentivePlan
    effective_on: date
    as_of: date
    upratings: Mapping[str, Uprating]
    lines: tuple[Line, ...]
    warnings: tuple[str, ...]
    indicators: Mapping[str, Indicator]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All figures used, each once."""
        return distinct(i for uprating in self.upratings.values() for i in uprating.inputs)

    @property
    def provisional(self) -> bool:
        """Whether a figure used may still be revised by its office."""
        return any(u.provisional for u in self.upratings.values())

    @cached_property
    def adjusted(self) -> IncentivePlan:
        """The plan with the figures after the adjustment."""
        return _replaced(self.plan, {line.path: line.after for line in self.lines})

    @cached_property
    def band_changes(self) -> tuple[BandChange, ...]:
        """Spread, progression and overlap of every band, before and after."""
        return band_changes(self.plan.bands, self.adjusted.bands)

    @property
    def rounding_gap(self) -> Decimal:
        """What rounding added to (or took from) all figures together, in major units."""
        return total(PRECISION.subtract(line.after.amount, line.unrounded) for line in self.lines)


def adjust(
    plan: IncentivePlan,
    histories: Mapping[str, History],
    *,
    effective_on: date,
    as_of: date,
    carry: bool = True,
) -> Adjustment:
    """Adjust every figure of the plan that a clause moves; the others appear unchanged.

    The plan's figures are those after the last determination before: where a clause's calendar says since
    when it has run, its base, bank and thresholds are carried through all of them (not where `carry` is
    False, as records were made before). NotPublished where a clause lacks a figure, BadInput where it does
    not fit its indicator, InvalidFile where after rounding a minimum would exceed its midpoint, or a
    threshold its target, or where one decided amount would stand for several figures.
    """
    upratings = {
        name: _determined(plan, name, histories, effective_on, as_of, carry) for name in plan.used_clauses()
    }
    several = list(_several_decided(plan, effective_on))
    if several:
        raise InvalidFile(several)
    lines = tuple(_lines(plan, upratings))
    lines += tuple(_local_lines(_replaced(plan, {line.path: line.after for line in lines}), plan))
    described = {name: histories[name].indicator for name in needed_indicators(plan)}
    bare = Adjustment(plan, effective_on, as_of, upratings, lines, (), described)
    problems = list(order_problems(bare.adjusted))
    if problems:
        raise InvalidFile(problems)
    return replace(bare, warnings=tuple(_warnings(bare)))


def _determined(
    plan: IncentivePlan,
    name: str,
    histories: Mapping[str, History],
    effective_on: date,
    as_of: date,
    carry: bool,
) -> Uprating:
    how = determine if carry else evaluate
    try:
        return how(plan.clauses[name], histories, effective_on=effective_on, as_of=as_of)
    except NotPublished as error:
        error.where = f"plan {plan.name}, effective {effective_on}, {error.where}"
        raise


def _several_decided(plan: IncentivePlan, effective_on: date) -> Iterator[Problem]:
    """Every clause by which one decided amount would take the place of several figures."""
    for name in plan.used_clauses():
        override = override_on(plan.clauses[name], effective_on)
        owners: tuple[Owner, ...] = (*plan.bands, *plan.measures, *plan.components)
        moved = sum(clause == name for owner in owners for clause in figure_clauses(owner).values())
        if override is not None and override.amount is not None and moved > 1:
            yield Problem(
                plan.name,
                f"clauses.{name}.overrides",
                f"one amount was decided for {override.on}, and the clause moves {moved} figures",
                "percent instead of amount, or a clause of its own for that figure",
                str(override.amount),
            )


def _lines(plan: IncentivePlan, upratings: Mapping[str, Uprating]) -> Iterator[Line]:
    for band in plan.bands:
        for field, money in band.amounts():
            if plan.bands_move is BandsMove.MIDPOINT and band.clause and field != "midpoint":
                yield _from_midpoint(band, field, money, upratings[band.clause])
            else:
                yield _line("band", "bands", band.grade, field, money, upratings, band)
    for measure in plan.measures:
        for field, money in measure.amounts():
            yield _line("measure", "measures", measure.name, field, money, upratings, measure)
    for part in plan.components:
        if part.amount is not None:
            yield _line("component", "components", part.name, "amount", part.amount, upratings, part)


def _from_midpoint(band: PayBand, field: str, money: Money, uprating: Uprating) -> Line:
    """A band's minimum or maximum as far from the adjusted midpoint as it was from the one before."""
    path, before = f"band/{band.grade}/{field}", band.midpoint.amount
    after = uprate_amount(uprating, band.midpoint, rounding=band.rounding).after.amount
    whole = PRECISION.multiply(after, money.amount)
    exact = PRECISION.divide(whole, before) if before else money.amount
    facts: dict[str, Fact] = {"amount": money.amount, "midpoint": after, "before": before}
    kept = Step(14, "apply-spread", exact, money.currency, facts)
    rule = band.rounding or uprating.clause.round_amount or Rounding(smallest_unit(money.currency))
    moved = to_money(exact, money.currency, rule)
    rounding: dict[str, Fact] = {"unrounded": exact, "rounding": rule}
    rounded = Step(15, "amount-rounded", moved.amount, money.currency, rounding)
    return Line(path, "bands", band.grade, field, money, moved, exact, band.clause, (kept, rounded))


def _local_lines(adjusted: IncentivePlan, plan: IncentivePlan) -> Iterator[Line]:
    """Bands at places: the differential applied to the band's figures as they stand before and after."""
    clauses = {band.grade: figure_clauses(band) for band in plan.bands}
    for old, new in zip(local_figures(plan), local_figures(adjusted), strict=True):
        item, clause = f"{new.place}/{new.grade}", clauses[new.grade][new.field]
        yield Line(new.path, "places", item, new.field, old.local, new.local, new.exact, clause)


def _line(
    prefix: str,
    section: str,
    item: str,
    field: str,
    money: Money,
    upratings: Mapping[str, Uprating],
    owner: Owner,
) -> Line:
    path, clause = f"{prefix}/{item}/{field}", clause_of(owner, field)
    if clause is None:
        return Line(path, section, item, field, money, money, money.amount, None)
    moved = uprate_amount(upratings[clause], money, rounding=owner.rounding)
    return Line(path, section, item, field, money, moved.after, moved.unrounded, clause, moved.steps)


def _replaced(plan: IncentivePlan, after: Mapping[str, Money]) -> IncentivePlan:
    def band(b: PayBand) -> PayBand:
        low, middle, high = (after[f"band/{b.grade}/{name}"] for name in BAND_FIELDS)
        return replace(b, minimum=low, midpoint=middle, maximum=high)

    def measure(m: BonusMeasure) -> BonusMeasure:
        if m.unit is not Unit.MONEY:
            return m
        threshold, target, maximum = (after[f"measure/{m.name}/{name}"] for name in MEASURE_FIELDS)
        return replace(m, threshold=threshold, target=target, maximum=maximum)

    def component(c: Component) -> Component:
        return c if c.amount is None else replace(c, amount=after[f"component/{c.name}/amount"])

    return replace(
        plan,
        bands=tuple(map(band, plan.bands)),
        measures=tuple(map(measure, plan.measures)),
        components=tuple(map(component, plan.components)),
    )


def order_problems(plan: IncentivePlan) -> Iterator[Problem]:
    """Every band or measure whose figures are not in their order after rounding."""
    for band in plan.bands:
        yield from _order(plan, f"bands.{band.grade}", list(band.amounts()), band)
    for measure in plan.measures:
        amounts = list(measure.amounts())
        ordered = amounts if measure.direction == "higher" else amounts[::-1]
        yield from _order(plan, f"measures.{measure.name}", ordered, measure)


def _order(
    plan: IncentivePlan, key: str, amounts: list[tuple[str, Money]], owner: PayBand | BonusMeasure
) -> Iterator[Problem]:
    for (lower, low), (upper, high) in pairwise(amounts):
        if low > high:
            rule = f" ({owner.rounding})" if owner.rounding else ""
            apart = clause_of(owner, lower) != clause_of(owner, upper)
            cause = f" ({moved_by(owner)})" if apart else ""
            yield Problem(
                plan.name,
                key,
                f"after rounding{rule} {lower} exceeds {upper}{cause}",
                f"{lower} <= {upper}",
                f"{low} > {high}",
            )


def _warnings(adjustment: Adjustment) -> Iterator[str]:
    named: dict[str, list[str]] = {}
    for name, uprating in adjustment.upratings.items():
        for text in uprating.warnings:
            named.setdefault(text, []).append(name)
    yield from (f"{', '.join(names)}: {text}" for text, names in named.items())
    for change in adjustment.band_changes:
        if not change.spread_kept:
            yield (
                f"band {change.grade}: the range spread goes from {change.spread_before} % "
                f"to {change.spread_after} %"
            )
        if not change.progression_kept:
            yield (
                f"band {change.grade}: the midpoint progression goes from {change.progression_before} % "
                f"to {change.progression_after} %"
            )
    unmoved = [b.grade for b in adjustment.plan.bands if not moved_by(b)]
    if unmoved and len(unmoved) < len(adjustment.plan.bands):
        yield f"no clause moves the bands {', '.join(unmoved)}, while others move"
    for name in adjustment.upratings:
        if adjustment.plan.clauses[name].base_amount is BaseAmount.UNROUNDED:
            yield (
                f"{name}: its rule carries the unrounded amount on; a plan holds rounded ones, and each "
                "figure here starts from the rounded one"
            )
    yield from period_notes(adjustment.plan, adjustment.effective_on, _over_periods(adjustment))


def _over_periods(adjustment: Adjustment) -> Iterator[tuple[str, IndexationClause, Money, Money]]:
    """The moved figures that are amounts for a period; a band is a rate of pay."""
    for line in adjustment.lines:
        if line.section in ("measures", "components") and line.clause is not None:
            yield line.path, adjustment.plan.clauses[line.clause], line.before, line.after
