"""Scorecard: sections with a maximum, items with points, and how a score becomes a coefficient."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from indicators.arithmetic import PRECISION, total
from plans.plan import IndicatorType
from plans.scoring.bilingual import Bilingual
from plans.scoring.rules import ScoringRules

_ZERO = Decimal(0)


class ItemKind(StrEnum):
    """How an item gets its points."""

    ANCHORED = "anchored"  # a rater picks points, each described by a text
    COUNTED = "counted"  # it starts somewhere and each event adds or takes points
    COMPUTED = "computed"  # it follows from the plan's own results


class Basis(StrEnum):
    """What the coefficient multiplies."""

    TARGET = "target"  # the bonus at target: the score already holds the results
    PAYOUT = "payout"  # what the measures pay


@dataclass(frozen=True, slots=True)
class Anchor:
    """What points from `low` to `high` mean."""

    low: Decimal
    high: Decimal
    text: Bilingual

    def holds(self, points: Decimal) -> bool:
        """Whether these points are among the anchor's."""
        return self.low <= points <= self.high


@dataclass(frozen=True, slots=True)
class Event:
    """Something counted, and the points (negative: taken off) that each adds."""

    name: str
    title: Bilingual
    points: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a scorecard, worth 0 to `maximum` points.

    Counted items start at `start` and stay between `floor` and the maximum. Computed items are `factor` times
    a measure's payout, or the total payout where `source` is "total". `default` says that its figures are
    realterms' own suggestion.
    """

    name: str
    title: Bilingual
    kind: ItemKind
    maximum: Decimal
    indicator_type: IndicatorType | None = None
    anchors: tuple[Anchor, ...] = ()
    events: tuple[Event, ...] = ()
    start: Decimal = _ZERO
    floor: Decimal = _ZERO
    source: str = ""
    factor: Decimal = Decimal(1)
    default: bool = False

    @property
    def rated(self) -> bool:
        """Whether a person gives it points or counts."""
        return self.kind is not ItemKind.COMPUTED


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a title; their maxima sum to the section's."""

    name: str
    title: Bilingual
    maximum: Decimal
    items: tuple[Item, ...]
    default: bool = False


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What a score is worth: the coefficient of the highest mark that it reaches."""

    steps: tuple[tuple[Decimal, Decimal], ...]

    def of(self, score: Decimal) -> Decimal:
        """The coefficient of a score; 0 below every mark."""
        reached = [coefficient for start, coefficient in self.steps if score >= start]
        return reached[-1] if reached else _ZERO


@dataclass(frozen=True, slots=True)
class FinalRule:
    """Two scores to one: the review score where there is one, or a blend of both in percent.

    A reason is due where the two differ by more than `item_share` of an item's maximum, or by more than
    `most` points of 100 in total.
    """

    blend: tuple[Decimal, Decimal] | None = None
    item_share: Decimal = Decimal("0.4")
    most: Decimal = Decimal(10)


@dataclass(frozen=True)
class Scorecard:
    """A sheet for one person and period; scores are out of 100, whatever the sections sum to."""

    name: str
    title: Bilingual
    sections: tuple[Section, ...]
    final: FinalRule = FinalRule()
    rules: ScoringRules = field(default_factory=ScoringRules)
    coefficients: Coefficients | None = None
    basis: Basis = Basis.TARGET
    weakest: int = 0
    note: Bilingual | None = None

    @property
    def maximum(self) -> Decimal:
        """The most points there are."""
        return total(s.maximum for s in self.sections)

    def items(self) -> Iterator[Item]:
        """Every item, section by section."""
        return (item for section in self.sections for item in section.items)

    def out_of_100(self, points: Decimal) -> Decimal:
        """Points as a score out of 100."""
        return PRECISION.divide(PRECISION.multiply(points, Decimal(100)), self.maximum)
