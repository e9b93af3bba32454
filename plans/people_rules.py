"""PeopleRules: whose pay an adjustment moves, how much of it a joiner gets, when pay is paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plans.terms import Proration


class PayPeriod(StrEnum):
    """How often pay is paid."""

    MONTH = "month"
    FORTNIGHT = "fortnight"
    WEEK = "week"

    @property
    def per_year(self) -> int:
        """How many of them a year's pay is divided by."""
        return {PayPeriod.MONTH: 12, PayPeriod.FORTNIGHT: 26, PayPeriod.WEEK: 52}[self]


@dataclass(frozen=True, slots=True)
class Payroll:
    """When pay is paid: months on `day` (or their last day), weeks and fortnights counted from `paid_on`.

    `paid_on` is a pay day, and the last day of the week or fortnight that it pays.
    """

    period: PayPeriod
    day: int = 31
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class PeopleRules:
    """Whose pay moves: by status, completed months of service, months since the last raise, working time.

    Nobody is asked for what is not given. A joiner's share of the increase is their service by `proration`
    over the `proration_months` before the date of effect; by `payout_proration` a bonus counts for a part of
    its period. `least_fte` is a share of full time, 0.5 for half.
    """

    statuses: tuple[str, ...] = ()
    service_months: int = 0
    raise_free_months: int = 0
    least_fte: Decimal | None = None
    proration: Proration = Proration.NONE
    proration_months: int = 12
    payout_proration: Proration = Proration.NONE
    payroll: Payroll | None = None

    @property
    def decides(self) -> bool:
        """Whether somebody may be left out, or get a part."""
        return bool(self.needed)

    @property
    def needed(self) -> dict[str, str]:
        """The columns that a file of employees must then have, each with the rule that asks for it."""
        asked = {
            "status": ("statuses", bool(self.statuses)),
            "hired_on": ("service_months", self.service_months > 0),
            "last_raise_on": ("raise_free_months", self.raise_free_months > 0),
            "fte": ("least_fte", self.least_fte is not None),
        }
        found = {column: rule for column, (rule, applies) in asked.items() if applies}
        return found | ({"hired_on": "proration"} if self.proration is not Proration.NONE else {})
