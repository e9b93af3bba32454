"""PartYear: how much of a yearly amount falls between a date of effect and the end of a plan's year."""

from dataclasses import dataclass
from datetime import date, timedelta

from plans.engine.months import earlier
from plans.plan import IncentivePlan


@dataclass(frozen=True, slots=True)
class PartYear:
    """From the date of effect to `last`: `days` of the `of` days of a year that begins then."""

    last: date
    days: int
    of: int

    def share(self, minor: int) -> int:
        """What a yearly amount comes to by then, to the nearest minor unit, halves up."""
        return (2 * minor * self.days + self.of) // (2 * self.of)


def part_year(plan: IncentivePlan, effective_on: date) -> PartYear:
    """Until the plan's last day, at most a year; until the end of the calendar year where it has none."""
    year_on = earlier(effective_on, -12)
    assert isinstance(year_on, date)  # a day gives a day
    last = plan.effective_to or date(effective_on.year, 12, 31)
    last = min(max(last, effective_on), year_on - timedelta(days=1))
    return PartYear(last, (last - effective_on).days + 1, (year_on - effective_on).days)
