"""State: what one determination leaves for the next, so that a chain of them can be recomputed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.series import Period

Moment = Period | date  # a reference month, or the day itself where values are interpolated daily


@dataclass(frozen=True, slots=True)
class State:
    """The marks a determination leaves: where each leg was read, what paid, what is still owed.

    `used` and `paid` hold one moment a leg, in the clause's order; `ratio` is the ratio determined;
    `shortfall` is below 1 where a fall has not been regained yet.
    """

    effective_on: date
    used: tuple[Moment | None, ...]
    paid: tuple[Moment | None, ...]
    ratio: Decimal
    shortfall: Decimal = Decimal(1)
