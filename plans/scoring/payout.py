"""Payouts: the results of one person on a plan, nominal and real, from attainment to money."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, total
from plans.money import Money, to_money
from plans.plan import BonusMeasure, ComponentKind, IncentivePlan, figure_clauses
from plans.scoring.attainment import NO_CHANGE, Attainment, PriceChange, Prices, attained
from plans.scoring.rules import Facts, Ruled, ScoringRules, ruled
from plans.scoring.served import Served
from plans.scoring.texts import percent, plain

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class MeasurePayout:
    """One measure: its result, what it attains and pays nominal, by the clause's terms, and in full.

    `real` is against figures moved by the clause, `in_full` against figures moved by the whole change of
    prices; both are the nominal one where no clause moves the measure's money.
    """

    measure: BonusMeasure
    result: Decimal
    nominal: Attainment
    real: Attainment
    in_full: Attainment

    @property
    def weighted(self) -> Decimal:
        """What it adds to the total, in percent."""
        return _weighted(self.measure, self.nominal)


@dataclass(frozen=True, slots=True)
class PlanPayout:
    """All measures of one person: the total in percent of target pay, and what that is in money.

    `bonus` is pay at target for the whole period, None where the results do not say it; `paid` and
    `paid_real` are for the part that was `served` (None: all of it), rounded once, half up to the minor unit.
    `cap` is the most for the whole period.
    """

    measures: tuple[MeasurePayout, ...]
    nominal: Ruled
    real: Ruled
    bonus: Money | None
    paid: Money | None
    paid_real: Money | None
    workings: tuple[str, ...]
    served: Served | None = None
    cap: Money | None = None


def pay_out(
    plan: IncentivePlan,
    rules: ScoringRules,
    results: Mapping[str, Decimal],
    facts: Facts,
    *,
    prices: Prices,
    bonus: Money | None = None,
    served: Served | None = None,
) -> PlanPayout:
    """What `results` (by measure) pay on the plan; `prices` are by clause, and may lack some or all.

    BadInput where a target is 0.
    """
    found = tuple(
        _measured(plan, m, results[m.name], _prices(m, prices)) for m in plan.measures if m.name in results
    )
    nominal, real = (_totalled(rules, facts, found, which) for which in ("nominal", "real"))
    cap = bonus_cap(plan)
    paid, paid_real = (_money(bonus, r.value, served, cap) for r in (nominal, real))
    workings = tuple(_workings(found, nominal, bonus, paid, served, cap))
    return PlanPayout(found, nominal, real, bonus, paid, paid_real, workings, served, cap)


def bonus_at_target(plan: IncentivePlan, base_pay: Money) -> Money | None:
    """The bonus that the plan's pay mix puts beside a base pay, rounded half up; None where it has no mix.

    With 60 % base and 40 % bonus it is two thirds of base pay.
    """
    shares = {
        kind: total(c.share for c in plan.components if c.kind is kind and c.share is not None)
        for kind in (ComponentKind.BASE_PAY, ComponentKind.BONUS)
    }
    base, bonus = shares[ComponentKind.BASE_PAY], shares[ComponentKind.BONUS]
    if not (base and bonus):
        return None
    exact = PRECISION.divide(PRECISION.multiply(base_pay.amount, bonus), base)
    return to_money(exact, base_pay.currency)


def bonus_cap(plan: IncentivePlan) -> Money | None:
    """The most that a bonus for the whole period comes to in money; None where there is no such amount."""
    amounts = (c.amount for c in plan.components if c.kind is ComponentKind.BONUS_CAP)
    return min((a for a in amounts if a is not None), default=None)


def _prices(measure: BonusMeasure, prices: Prices) -> tuple[PriceChange, ...]:
    """The change of prices for threshold, target and maximum; empty where none moves, or one is missing."""
    clauses = figure_clauses(measure).values()
    if not any(clauses) or any(name is not None and name not in prices for name in clauses):
        return ()
    return tuple(NO_CHANGE if name is None else prices[name] for name in clauses)


def _measured(
    plan: IncentivePlan, measure: BonusMeasure, result: Decimal, changes: tuple[PriceChange, ...]
) -> MeasurePayout:
    curve = plan.curves[measure.curve] if measure.curve else None
    nominal = attained(measure, curve, result)
    if not changes:
        return MeasurePayout(measure, result, nominal, nominal, nominal)
    threshold, target, maximum = changes
    by_clause, in_full = (
        attained(measure, curve, result, ratios=ratios)
        for ratios in (
            (threshold.by_clause, target.by_clause, maximum.by_clause),
            (threshold.in_full, target.in_full, maximum.in_full),
        )
    )
    return MeasurePayout(measure, result, nominal, by_clause, in_full)


def _totalled(rules: ScoringRules, facts: Facts, found: tuple[MeasurePayout, ...], which: str) -> Ruled:
    reached: dict[str, Attainment] = {m.measure.name: getattr(m, which) for m in found}
    value = total(_weighted(m.measure, reached[m.measure.name]) for m in found)
    return ruled(rules, value, facts, {name: a.attainment for name, a in reached.items()})


def _weighted(measure: BonusMeasure, attainment: Attainment) -> Decimal:
    return PRECISION.divide(PRECISION.multiply(measure.weight, attainment.payout), HUNDRED)


def _money(bonus: Money | None, value: Decimal, served: Served | None, cap: Money | None) -> Money | None:
    if bonus is None:
        return None
    exact = PRECISION.divide(PRECISION.multiply(bonus.amount, value), HUNDRED)
    exact = exact if cap is None else min(exact, cap.amount)
    exact = exact if served is None else served.of(exact)
    return to_money(exact, bonus.currency)


def _workings(
    found: tuple[MeasurePayout, ...],
    nominal: Ruled,
    bonus: Money | None,
    paid: Money | None,
    served: Served | None,
    cap: Money | None,
) -> list[str]:
    parts = " + ".join(f"{plain(m.measure.weight)} % x {percent(m.nominal.payout)}" for m in found)
    said = [f"{parts} = {percent(total(m.weighted for m in found))}"] if found else []
    said += nominal.workings
    if bonus is not None and paid is not None:
        part = "" if served is None else f" x {served}"
        most = "" if cap is None else f", at most {cap}"
        said.append(f"{bonus} x {percent(nominal.value)}{most}{part} = {paid}")
    return said
