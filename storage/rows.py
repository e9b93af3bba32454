"""The parts of a plan and of a proposal as plain rows, and how plans and adjustments become them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from plans.money import Money
from plans.plan import moved_by

if TYPE_CHECKING:
    from plans.adjust import Adjustment
    from plans.plan import IncentivePlan
    from plans.steps import Input


@dataclass(frozen=True, slots=True)
class BandRow:
    """A pay band, in minor units of the plan's currency."""

    grade: str
    minimum: int
    midpoint: int
    maximum: int
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A bonus measure; threshold, target and maximum in its unit, money in major units."""

    name: str
    title: str
    indicator_type: str
    unit: str
    direction: str
    weight: Decimal
    threshold: Decimal | None = None
    target: Decimal | None = None
    maximum: Decimal | None = None
    curve: str = ""
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a clause's determination; `inputs` is a JSON list of the figures used."""

    clause: str
    number: int
    name: str
    text: str
    result: str
    unit: str
    inputs: str = "[]"


def band_rows(plan: "IncentivePlan") -> list[BandRow]:
    """The plan's bands, in its order."""
    return [
        BandRow(b.grade, b.minimum.minor, b.midpoint.minor, b.maximum.minor, moved_by(b) or None)
        for b in plan.bands
    ]


def measure_rows(plan: "IncentivePlan") -> list[MeasureRow]:
    """The plan's measures, in its order."""
    return [
        MeasureRow(
            name=m.name,
            title=m.title,
            indicator_type=m.indicator_type.value,
            unit=m.unit.value,
            direction=m.direction.value,
            weight=m.weight,
            threshold=_number(m.threshold),
            target=_number(m.target),
            maximum=_number(m.maximum),
            curve=m.curve or "",
            clause=moved_by(m) or None,
        )
        for m in plan.measures
    ]


def step_rows(adjustment: "Adjustment") -> list[StepRow]:
    """The steps of every clause's determination, clause after clause."""
    return [
        StepRow(name, s.number, s.name, s.text, s.result, s.unit, _inputs(s.inputs))
        for name, uprating in adjustment.upratings.items()
        for s in uprating.steps
    ]


def _number(value: Money | Decimal) -> Decimal:
    return value.amount if isinstance(value, Money) else value


def _inputs(inputs: "Iterable[Input]") -> str:
    """Which figures, by key, period and vintage: the proposal's document has them whole."""
    figures = [
        {
            "key": i.key,
            "period": str(i.period),
            "value": f"{i.value:f}",
            "published_on": i.published_on.isoformat(),
        }
        for i in inputs
    ]
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":"))
