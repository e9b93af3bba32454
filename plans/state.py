"""State: what one determination leaves for the next, so that a chain of them can be recomputed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.series import Period

Moment = Period | date  # a reference month, or the day itself where values are interpolated daily
Marks = tuple[Moment | None, ...]


@dataclass(frozen=True, slots=True)
class Deposit:
    """Percentage points in the bank, and how many determinations ago they were put there."""

    points: Decimal
    age: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """The marks a determination leaves: where each leg was read, what paid, what is still owed.

    `used` and `paid` hold one moment a leg that reads an index, in the clause's order (None before its
    first use), `compared` the base each was compared with; `ratio` is the ratio determined and `recent`
    the last ones, newest last; `shortfall` is below 1 where a fall has not been regained; `bank` is oldest
    first; `threshold` is the chain's next.
    """

    effective_on: date
    used: Marks
    paid: Marks
    compared: Marks
    ratio: Decimal
    shortfall: Decimal = Decimal(1)
    recent: tuple[Decimal, ...] = ()
    bank: tuple[Deposit, ...] = ()
    threshold: Decimal | None = None
