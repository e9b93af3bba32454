"""ScoringRules: what besides the measures decides a payout: gates, vetoes, affirmative points, caps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.arithmetic import PRECISION, points, total
from plans.scoring.texts import percent, plain

_ZERO = Decimal(0)
TOTAL = "total"  # what a gate may look at instead of one measure


class Effect(StrEnum):
    """What a veto does to the period it happens in."""

    FAIL = "fail"  # nothing is paid
    CAP = "cap"  # no more than so many percent
    DEDUCT = "deduct"  # so many points less for each


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition for being paid: an attainment of one measure, the payout in total, or a yes.

    `measure` is a measure's name or TOTAL, and `at_least` what it must reach in percent; without a measure
    the results answer yes or no. Where the gate stays shut, no more than `otherwise` percent is paid.
    """

    name: str
    title: str
    measure: str | None = None
    at_least: Decimal | None = None
    otherwise: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto indicator: no weight, but an effect wherever it is counted. `by` is what CAP and DEDUCT need."""

    name: str
    title: str
    effect: Effect
    by: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Affirmative:
    """An affirmative indicator: `points` for each, added under the rules' common cap."""

    name: str
    title: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class ScoringRules:
    """All rules of a plan or a scorecard; `cap` holds the total, `affirmative_cap` the added points."""

    gates: tuple[Gate, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    affirmatives: tuple[Affirmative, ...] = ()
    affirmative_cap: Decimal | None = None
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened besides the measures: how often each veto and affirmative, and which gates are met."""

    counts: Mapping[str, Decimal]
    answers: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A total after the rules, and each of them that had a say."""

    value: Decimal
    workings: tuple[str, ...]


def ruled(rules: ScoringRules, value: Decimal, facts: Facts, attainments: Mapping[str, Decimal]) -> Ruled:
    """`value` (in percent, or points of a scorecard) after the rules, in this order.

    1 affirmative points under their cap; 2 deductions, not below 0; 3 the rules' cap and vetoes that cap;
    4 gates; 5 vetoes that fail the period. `attainments` are by measure, in percent.
    """
    said: list[str] = []
    value = _affirmed(rules, value, facts, said)
    value = _deducted(rules.vetoes, value, facts, said)
    value = _capped(rules, value, facts, said)
    for gate in rules.gates:
        value = _gated(gate, value, facts, attainments, said)
    for veto in rules.vetoes:
        if veto.effect is Effect.FAIL and facts.counts.get(veto.name, _ZERO) > 0:
            said.append(f"{veto.title}: the period fails, pays 0")
            value = _ZERO
    return Ruled(value, tuple(said))


def _affirmed(rules: ScoringRules, value: Decimal, facts: Facts, said: list[str]) -> Decimal:
    added = _ZERO
    for item in rules.affirmatives:
        count = facts.counts.get(item.name, _ZERO)
        if count > 0:
            part = PRECISION.multiply(count, item.points)
            said.append(f"{item.title}: {plain(count)} x {plain(item.points)} = {plain(part)} points")
            added = PRECISION.add(added, part)
    if rules.affirmative_cap is not None and added > rules.affirmative_cap:
        said.append(f"affirmative points are capped at {plain(rules.affirmative_cap)}")
        added = rules.affirmative_cap
    return PRECISION.add(value, added)


def _deducted(vetoes: Sequence[Veto], value: Decimal, facts: Facts, said: list[str]) -> Decimal:
    parts = []
    for veto in vetoes:
        count = facts.counts.get(veto.name, _ZERO)
        if veto.effect is Effect.DEDUCT and count > 0:
            parts.append(PRECISION.multiply(count, veto.by))
            said.append(f"{veto.title}: {plain(count)} x {plain(veto.by)} points less")
    return max(points(value, total(parts)), _ZERO)


def _capped(rules: ScoringRules, value: Decimal, facts: Facts, said: list[str]) -> Decimal:
    limits = [("the total", rules.cap)] if rules.cap is not None else []
    limits += [
        (veto.title, veto.by)
        for veto in rules.vetoes
        if veto.effect is Effect.CAP and facts.counts.get(veto.name, _ZERO) > 0
    ]
    for title, limit in limits:
        if limit is not None and value > limit:
            said.append(f"{title}: capped at {plain(limit)}")
            value = limit
    return value


def _gated(
    gate: Gate, value: Decimal, facts: Facts, attainments: Mapping[str, Decimal], said: list[str]
) -> Decimal:
    if gate.measure is None or gate.at_least is None:
        met, shown = facts.answers.get(gate.name, False), ""
    else:
        reached = value if gate.measure == TOTAL else attainments.get(gate.measure, _ZERO)
        met, shown = reached >= gate.at_least, f" ({percent(reached)} of {percent(gate.at_least)} needed)"
    if met:
        said.append(f"gate {gate.title}: met{shown}")
        return value
    said.append(f"gate {gate.title}: not met{shown}, pays at most {percent(gate.otherwise)}")
    return min(value, gate.otherwise)
