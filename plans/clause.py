"""IndexationClause: what moves an amount, when and by how much, as plain data.

Percentages are in percent (5 is 5 %), shares are fractions (0.5 is a half), amounts are in major units.
A clause is its own single leg; `legs` is filled only where several indices are blended.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from indicators.errors import BadInput
from indicators.series import Indicator, Measure, Period
from plans.money import Rounding


class ClauseMeasure(StrEnum):
    """What the clause reads off its indicator; none is ever turned into another."""

    INDEX = "index"  # the ratio of two levels
    RATE_12M = "rate-12m"  # the office's own 12-month rate, as published
    YOY_100 = "yoy-100"  # same month of last year = 100, as published
    MOM_100 = "mom-100"  # previous month = 100, chained from the base month
    YTD_100 = "ytd-100"  # January to this month, same months of last year = 100
    POINTS = "points"  # the difference of two levels, in index points

    @property
    def needs(self) -> Measure:
        """The measure an indicator must have for this reading of it."""
        return Measure.INDEX if self is ClauseMeasure.POINTS else Measure(self.value)


class Vintage(StrEnum):
    """Which of several published figures for one month counts."""

    FIRST_PUBLISHED = "first-published"
    FINAL = "final"  # no longer open to the office's regular revisions
    AS_KNOWN = "as-known"  # on vintage_date, or on the decision date where none is named
    LATEST = "latest"  # as known on the decision date; later vintages give a true-up, as a new record


class BaseKind(StrEnum):
    """What the current figure is compared with."""

    EARLIER = "earlier"  # base_months before the current month: 12 unless the clause says otherwise
    LAST_USED = "last-used"  # the reference month of the determination before this one
    LAST_PAID = "last-paid"  # the reference month of the last determination that paid
    FIXED = "fixed"  # one month, day or value for ever: the ratio multiplies the original amount


class OnFall(StrEnum):
    """What happens when the index falls; "never falls" has several meanings, so a clause names one."""

    ZERO = "zero"  # a fall counts as no change and is forgotten
    APPLY = "apply"  # amounts go down
    BASE_STAYS = "base-stays"  # nothing is paid until the fall has been regained
    RATCHET = "ratchet"  # the highest ratio reached so far holds


class Missing(StrEnum):
    """What stands in for a month that was not published."""

    BLOCK = "block"
    CARRY_FORWARD = "carry-forward"
    GEOMETRIC_12M = "geometric-12m"  # last figure, moved by a twelfth of its own 12-month change
    SAME_MONTH_SWAP = "same-month-swap"  # same month a year before, moved by the last 12-month change
    GEOMETRIC_BETWEEN = "geometric-between"  # between the neighbours; known only after the next figure


class Scope(StrEnum):
    """Over what a floor or cap binds."""

    EACH = "each"  # every determination on its own
    CUMULATIVE = "cumulative"  # the whole span since the base, at the yearly limit compounded


class BaseAmount(StrEnum):
    """Which amount the next determination multiplies."""

    ROUNDED = "last-rounded"
    UNROUNDED = "last-unrounded"
    FIXED = "fixed"


class Interpolation(StrEnum):
    """How a day's reference value is found."""

    NONE = "none"
    DAILY = "daily"  # between the figures for the month's first day and the next month's first day


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A figure that stands for a month by decree: which, what, and on whose authority."""

    index: str
    period: Period
    value: Decimal
    source: str


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One index with its months: what is read, when, against which base, and where that is rounded.

    The current month is `lag` months before the month of effect; where `month` (or `quarter`, by its
    last month) is set, it is the latest such month at or before that. The window is that month and the
    ones before it: average first, then ratio.
    """

    index: str | None = None
    measure: ClauseMeasure = ClauseMeasure.INDEX
    lag: int = 0
    month: int | None = None
    quarter: int | None = None
    window: int = 1
    interpolation: Interpolation = Interpolation.NONE
    base: BaseKind = BaseKind.EARLIER
    base_months: int = 12
    base_period: Period | None = None
    base_date: date | None = None
    base_value: Decimal | None = None
    missing: Missing = Missing.BLOCK
    values: tuple[NamedValue, ...] = ()
    round_average: Rounding | None = None
    round_ratio: Rounding | None = None
    round_change: Rounding | None = None


@dataclass(frozen=True, kw_only=True)
class IndexationClause(Leg):
    """How an index moves an amount: the fields follow the order in which they are applied.

    `law` cites where the rule comes from, `text` is its sentence in one's own words.
    """

    name: str
    title: str = ""
    law: str = ""
    text: str = ""
    vintage: Vintage = Vintage.AS_KNOWN
    vintage_date: date | None = None
    pass_through: Decimal = Decimal(1)
    margin: Decimal = Decimal(0)
    floor: Decimal | None = None
    cap: Decimal | None = None
    limit_scope: Scope = Scope.EACH
    on_fall: OnFall = OnFall.ZERO
    round_rate: Rounding | None = None
    base_amount: BaseAmount = BaseAmount.ROUNDED
    round_amount: Rounding | None = None
    legs: tuple[Leg, ...] = ()

    @cached_property
    def terms(self) -> tuple[Leg, ...]:
        """The legs to evaluate: the blend's, or the clause itself."""
        return self.legs or (self,)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The names of all indicators the clause can read, each once."""
        return tuple(dict.fromkeys(leg.index for leg in self.terms if leg.index is not None))


def check_measure(clause: str, leg: Leg, indicator: Indicator) -> None:
    """BadInput where the leg reads its indicator as something the office does not publish it as."""
    if leg.measure.needs is indicator.measure:
        return
    raise BadInput(
        f"clause {clause}: {indicator.name or indicator.key} is published as {indicator.measure}, "
        f"not as {leg.measure}",
        expected=f"measure = {indicator.measure.value!r}, or an indicator published as {leg.measure.needs}",
        got=leg.measure.value,
        hint="a rate is never worked out silently from an index, nor an index from rates",
    )


def known_by_name(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    """The indicators by short name and by key."""
    return {text: indicator for indicator in indicators for text in (indicator.key, indicator.name) if text}
