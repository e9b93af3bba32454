"""Arrears: which pay days had passed, at the old pay, before an accepted adjustment could be paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from indicators.series import Period
from plans.people_rules import PayPeriod, Payroll

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PayDay:
    """One payroll: the first and last day that it pays for, and the day on which it is paid."""

    first: date
    last: date
    paid_on: date


@dataclass(frozen=True, slots=True)
class Missed:
    """The payrolls between the date of effect and the first one after acceptance.

    `full` whole periods and `days` of one that has `of` days were paid at the old pay; a year has
    `per_year` periods. `next` is the payroll that pays the new pay, and the arrears with it.
    """

    period: PayPeriod
    full: int
    days: int
    of: int
    next: PayDay

    @property
    def per_year(self) -> int:
        """How many periods a year's pay is divided by."""
        return self.period.per_year

    def __str__(self) -> str:
        plural = "" if self.full == 1 else "s"
        part = f" and {self.days} of {self.of} days" if self.days else ""
        return f"{self.full} {self.period}{plural}{part}, paid with the payroll of {self.next.paid_on}"


def missed(payroll: Payroll, *, effective_on: date, accepted_on: date) -> Missed:
    """What was paid at the old pay although the new one was in effect.

    The first payroll after acceptance is the first whose pay day is later than `accepted_on`. Every period
    before it that ends on the date of effect or later counts: wholly, or by days from the date of effect
    where that lies inside it.
    """
    full, days, of = 0, 0, 1
    for one in _pay_days(payroll, effective_on):
        if one.paid_on > accepted_on:
            return Missed(payroll.period, full, days, of, one)
        if one.first >= effective_on:
            full += 1
        else:
            days, of = (one.last - effective_on).days + 1, (one.last - one.first).days + 1
    raise AssertionError("pay days go on for ever")


def _pay_days(payroll: Payroll, since: date) -> Iterator[PayDay]:
    """The payrolls from the one that pays for `since`, in order."""
    if payroll.paid_on is None:
        month = Period.of(since)
        while True:
            following = month.shift(1).first_day
            last = following - _ONE_DAY
            yield PayDay(month.first_day, last, last.replace(day=min(payroll.day, last.day)))
            month = month.shift(1)
    length = timedelta(days=7 if payroll.period is PayPeriod.WEEK else 14)
    behind = (since - payroll.paid_on).days
    last = payroll.paid_on + length * -(-behind // length.days)
    while True:
        yield PayDay(last - length + _ONE_DAY, last, last)
        last += length
