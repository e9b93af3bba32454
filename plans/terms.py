"""The words a clause is written in: its choices, and the small tables inside it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from indicators.series import Measure, Period
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
        return _NEEDS[self]

    @property
    def is_level(self) -> bool:
        """Whether two levels are compared, rather than a published change read."""
        return self is ClauseMeasure.INDEX or self is ClauseMeasure.POINTS


_NEEDS = {
    measure: Measure.INDEX if measure is ClauseMeasure.POINTS else Measure(measure.value)
    for measure in ClauseMeasure
}


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


class Align(StrEnum):
    """With which month the window ends."""

    MONTH = "month"  # the reference month itself
    QUARTER = "quarter"  # the last month of the last whole quarter
    YEAR = "year"  # December of the last whole calendar year


class Interpolation(StrEnum):
    """How a day's reference value is found."""

    NONE = "none"
    DAILY = "daily"  # between the figures for the month's first day and the next month's first day


class Missing(StrEnum):
    """What stands in for a month that was not published."""

    BLOCK = "block"
    CARRY_FORWARD = "carry-forward"
    GEOMETRIC_12M = "geometric-12m"  # last figure, moved by a twelfth of its own 12-month change
    SAME_MONTH_SWAP = "same-month-swap"  # same month a year before, moved by the last 12-month change
    GEOMETRIC_BETWEEN = "geometric-between"  # between the neighbours; known only after the next figure
    SUCCESSOR = "successor"  # the named index, brought to the level of the last month that both have


class PublishedDigits(StrEnum):
    """A rounding to as many decimals as the office publishes."""

    PUBLISHED = "published"


class Blend(StrEnum):
    """How the changes of several legs become one."""

    WEIGHTED = "weighted"  # mean of the changes by weight
    MAX = "max"
    MIN = "min"
    SUM = "sum"


class OnFall(StrEnum):
    """What happens when the index falls; "never falls" has several meanings, so a clause names one."""

    ZERO = "zero"  # a fall counts as no change and is forgotten
    APPLY = "apply"  # amounts go down
    BASE_STAYS = "base-stays"  # nothing is paid until the fall has been regained
    RATCHET = "ratchet"  # the highest ratio reached so far holds


class Scope(StrEnum):
    """Over what a floor or cap binds."""

    EACH = "each"  # every determination on its own
    CUMULATIVE = "cumulative"  # the whole span since the base, at the yearly limit compounded


class BankOf(StrEnum):
    """What is kept for later determinations."""

    EXCESS = "excess"  # what the cap cut off raises later changes that leave room under the cap
    SHORTFALL = "shortfall"  # what the floor gave too much lowers later changes that stand above the floor


class PaidBy(StrEnum):
    """What must move for a determination to count as paid, and its base with it."""

    RATE = "rate"
    AMOUNT = "amount"


class BaseAmount(StrEnum):
    """Which amount the next determination multiplies."""

    ROUNDED = "last-rounded"
    UNROUNDED = "last-unrounded"
    FIXED = "fixed"


class Proration(StrEnum):
    """How a part of a period is counted."""

    NONE = "none"
    DAYS = "days"
    MONTHS = "months"  # whole months only


@dataclass(frozen=True, slots=True)
class NamedValue:
    """A figure that stands for a month by decree: which, what, and on whose authority."""

    index: str
    period: Period
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Link:
    """A successor series: read for every period after `at`.

    Levels are brought onto the old base by `factor`, or by the ratio of both series at `at` where none
    is given; published rates are read as they stand.
    """

    index: str
    at: Period
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a table on the rate: share x rate + add, up to and including `up_to` percent."""

    up_to: Decimal | None = None
    share: Decimal = Decimal(1)
    add: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PerPoints:
    """`amount` (major units) for every whole `points` index points, beyond `above` percent of the base."""

    points: Decimal
    amount: Decimal
    above: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Chain:
    """A fixed step whenever the level reaches a threshold; each threshold is the one before x `factor`.

    `threshold` is the first one, `rounding` rounds each of them, `step` is in percent; the level is
    multiplied by `scale` and rounded by `round_level` before it is compared.
    """

    threshold: Decimal
    factor: Decimal
    step: Decimal
    rounding: Rounding | None = None
    scale: Decimal = Decimal(1)
    round_level: Rounding | None = None


@dataclass(frozen=True, slots=True)
class Bank:
    """What a floor or cap set aside, in percentage points: at most `limit`, for `expires` determinations."""

    of: BankOf
    limit: Decimal | None = None
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """The share of the change that the part of an amount up to `up_to` (major units) receives."""

    share: Decimal
    up_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A decision that replaces the outcome for the month of `on`: a rate in percent, or an amount."""

    on: date
    reason: str
    source: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    decided_by: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Dates of effect: the `day` of `month`, every `every` months, between `since` and `until`.

    A month without that day has it on its last one. `enacted` is a day of the year, as in "11-26": the
    latest one up to the date of effect; what is published after it does not count.
    """

    month: int
    day: int = 1
    every: int = 12
    since: date | None = None
    until: date | None = None
    enacted: str | None = None
