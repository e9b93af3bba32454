"""IncentivePlan: who is paid what, for which results, and which clause moves which figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plans.clause import IndexationClause
from plans.curve import PayoutCurve
from plans.money import Money, Rounding
from plans.people_rules import PeopleRules
from plans.scoring.rules import ScoringRules

BAND_FIELDS = ("minimum", "midpoint", "maximum")
MEASURE_FIELDS = ("threshold", "target", "maximum")
NOT_MOVED = "–"


class PeriodKind(StrEnum):
    """The performance period of a plan."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"


class BandsMove(StrEnum):
    """How a clause moves a pay band."""

    EACH = "each"  # minimum, midpoint and maximum each by themselves
    MIDPOINT = (
        "midpoint"  # the midpoint; minimum and maximum keep their distance from it, so the spread stays
    )


class Stage(StrEnum):
    """Where a plan stands; formation needs the signatures of both parties."""

    PREPARATION = "preparation"
    COMMUNICATION = "communication"
    FORMATION = "formation"
    ACTIVE = "active"
    CLOSED = "closed"


class IndicatorType(StrEnum):
    """What kind of performance indicator a measure is."""

    KPI = "KPI"  # key performance indicator
    WOI = "WOI"  # work outcome
    PI = "PI"  # process, by milestone
    PCI = "PCI"  # competency
    PRI = "PRI"  # responsibility
    WAI = "WAI"  # attitude
    NNI = "NNI"  # veto: no weight
    AI = "AI"  # affirmative: adds points under a cap


class Unit(StrEnum):
    """In what a measure is counted."""

    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    SCORE = "score"


class Direction(StrEnum):
    """Whether more or less of it is better."""

    HIGHER = "higher"
    LOWER = "lower"


class ComponentKind(StrEnum):
    """The parts of pay beside the bands."""

    BASE_PAY = "base-pay"
    BONUS = "bonus"
    BONUS_CAP = "bonus-cap"  # the most that a bonus comes to in money
    STOCK_OPTIONS = "stock-options"
    ALLOWANCE = "allowance"
    TRAINING = "training"
    BENEFITS = "benefits"


@dataclass(frozen=True, slots=True)
class PayBand:
    """A grade's range. `clause` names what moves it; `rounding` overrides the clause's for this band.

    `minimum_clause` and its like name what moves one figure alone, in place of `clause`.
    """

    grade: str
    minimum: Money
    midpoint: Money
    maximum: Money
    clause: str | None = None
    title: str = ""
    rounding: Rounding | None = None
    minimum_clause: str | None = None
    midpoint_clause: str | None = None
    maximum_clause: str | None = None

    def amounts(self) -> Iterator[tuple[str, Money]]:
        """minimum, midpoint, maximum with their names."""
        return ((name, getattr(self, name)) for name in BAND_FIELDS)

    @property
    def pay_clause(self) -> str | None:
        """The clause that moves pay in this grade: the one that moves its midpoint."""
        return clause_of(self, "midpoint")


@dataclass(frozen=True, slots=True)
class BonusMeasure:
    """A result that is paid for: weight in percent, and what must be reached, in money or as a number.

    `clause` names what moves its money; `threshold_clause` and its like what moves one figure alone.
    """

    name: str
    title: str
    indicator_type: IndicatorType
    unit: Unit
    direction: Direction
    weight: Decimal
    threshold: Money | Decimal
    target: Money | Decimal
    maximum: Money | Decimal
    curve: str | None = None
    clause: str | None = None
    rounding: Rounding | None = None
    threshold_clause: str | None = None
    target_clause: str | None = None
    maximum_clause: str | None = None

    def amounts(self) -> Iterator[tuple[str, Money]]:
        """threshold, target, maximum with their names, where they are money."""
        for name in MEASURE_FIELDS:
            value = getattr(self, name)
            if isinstance(value, Money):
                yield name, value


@dataclass(frozen=True, slots=True)
class Component:
    """A part of pay: a share of it in percent, a fixed amount, or a number of option units."""

    kind: ComponentKind
    name: str
    title: str
    amount: Money | None = None
    share: Decimal | None = None
    clause: str | None = None
    units: int | None = None
    vesting: tuple[Decimal, ...] = ()
    rounding: Rounding | None = None

    def amounts(self) -> Iterator[tuple[str, Money]]:
        """Its amount, where it has one."""
        if self.amount is not None:
            yield "amount", self.amount


Owner = PayBand | BonusMeasure | Component


def clause_of(owner: Owner, field: str) -> str | None:
    """The clause that moves one figure: the figure's own, else that of the whole; None where nothing does."""
    own: str | None = getattr(owner, f"{field}_clause", None)
    return own or owner.clause


def figure_clauses(owner: Owner) -> dict[str, str | None]:
    """The clause of each figure in money, by the figure's name."""
    return {field: clause_of(owner, field) for field, _ in owner.amounts()}


def moved_by(owner: Owner) -> str:
    """What moves its figures, in a word where that is one clause, else figure by figure; "" where nothing."""
    clauses = figure_clauses(owner)
    if len(set(clauses.values())) <= 1:
        return next(iter(clauses.values()), None) or ""
    return ", ".join(f"{field}: {clause or NOT_MOVED}" for field, clause in clauses.items())


@dataclass(frozen=True, slots=True)
class Location:
    """A place of work whose bands are the plan's, `differential` percent higher (or lower)."""

    name: str
    title: str
    differential: Decimal
    rounding: Rounding | None = None


@dataclass(frozen=True)
class IncentivePlan:
    """A whole plan. Every amount is in `currency`; `sample` says that its figures are made up."""

    name: str
    title: str
    role: str
    currency: str
    effective_from: date
    bands: tuple[PayBand, ...]
    measures: tuple[BonusMeasure, ...]
    components: tuple[Component, ...] = ()
    clauses: Mapping[str, IndexationClause] = field(default_factory=dict)
    curves: Mapping[str, PayoutCurve] = field(default_factory=dict)
    places: Mapping[str, Location] = field(default_factory=dict)
    scoring: ScoringRules = field(default_factory=ScoringRules)
    people: PeopleRules = field(default_factory=PeopleRules)
    country: str = ""
    period_kind: PeriodKind = PeriodKind.YEAR
    effective_to: date | None = None
    stage: Stage = Stage.PREPARATION
    parties: tuple[str, ...] = ()
    sample: bool = False
    bands_move: BandsMove = BandsMove.EACH

    def used_clauses(self) -> tuple[str, ...]:
        """The clauses that move something, in the order in which they stand in the plan."""
        owners: tuple[Owner, ...] = (*self.bands, *self.measures, *self.components)
        used = {clause for owner in owners for clause in figure_clauses(owner).values()}
        return tuple(name for name in self.clauses if name in used)


def needed_indicators(plan: IncentivePlan) -> tuple[str, ...]:
    """The indicators an adjustment of this plan reads, each once."""
    names = (i for clause in plan.used_clauses() for i in plan.clauses[clause].indicators)
    return tuple(dict.fromkeys(names))
