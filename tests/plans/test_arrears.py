"""Arrears: which payrolls were paid at the old pay, counted from pay days of a calendar anyone can check."""

from datetime import date

import pytest

from plans.arrears import missed
from plans.people_rules import PayPeriod, Payroll

MONTHLY = Payroll(PayPeriod.MONTH, day=25)
# Friday 9 January 2026 was a pay day.
FORTNIGHTLY = Payroll(PayPeriod.FORTNIGHT, paid_on=date(2026, 1, 9))
WEEKLY = Payroll(PayPeriod.WEEK, paid_on=date(2026, 1, 9))


def counted(payroll: Payroll, effective: str, accepted: str) -> tuple[int, int, int, str]:
    """Whole periods, days of how many, and the pay day that pays the arrears."""
    found = missed(
        payroll, effective_on=date.fromisoformat(effective), accepted_on=date.fromisoformat(accepted)
    )
    return found.full, found.days, found.of, found.next.paid_on.isoformat()


@pytest.mark.parametrize(
    ("effective", "accepted", "expected"),
    [
        # Paid on 25 October and 25 November at the old pay; December's payroll is the first after acceptance.
        ("2026-10-01", "2026-11-26", (2, 0, 1, "2026-12-25")),
        ("2026-10-01", "2026-11-24", (1, 0, 1, "2026-11-25")),
        # Accepted on a pay day: that payroll has run.
        ("2026-10-01", "2026-10-25", (1, 0, 1, "2026-11-25")),
        # Accepted in time: nothing is owed.
        ("2026-10-01", "2026-10-24", (0, 0, 1, "2026-10-25")),
        ("2026-10-01", "2026-08-03", (0, 0, 1, "2026-10-25")),
        # In effect from the middle of a month: 17 of October's 31 days, then November.
        ("2026-10-15", "2026-11-30", (1, 17, 31, "2026-12-25")),
        # October was paid on the 25th, before the adjustment took effect on the 28th, but for all of October.
        ("2026-10-28", "2026-10-26", (0, 4, 31, "2026-11-25")),
    ],
)
def test_months_are_paid_on_their_day(
    effective: str, accepted: str, expected: tuple[int, int, int, str]
) -> None:
    assert counted(MONTHLY, effective, accepted) == expected


def test_a_month_without_the_pay_day_pays_on_its_last() -> None:
    last = Payroll(PayPeriod.MONTH)
    assert counted(last, "2027-02-01", "2027-02-27") == (0, 0, 1, "2027-02-28")
    assert counted(last, "2027-02-01", "2027-02-28") == (1, 0, 1, "2027-03-31")


@pytest.mark.parametrize(
    ("payroll", "effective", "accepted", "expected"),
    [
        # Fortnights end on 2, 16 and 30 October; the first of these has 2 of its 14 days in October.
        (FORTNIGHTLY, "2026-10-01", "2026-10-20", (1, 2, 14, "2026-10-30")),
        (FORTNIGHTLY, "2026-10-03", "2026-10-20", (1, 0, 1, "2026-10-30")),
        # A pay day is the last day of its period.
        (FORTNIGHTLY, "2026-10-02", "2026-10-02", (0, 1, 14, "2026-10-16")),
        # Long before the pay day that was named.
        (FORTNIGHTLY, "2025-12-27", "2026-01-12", (1, 0, 1, "2026-01-23")),
        (WEEKLY, "2026-10-03", "2026-10-20", (2, 0, 1, "2026-10-23")),
    ],
)
def test_weeks_and_fortnights_end_on_their_pay_day(
    payroll: Payroll, effective: str, accepted: str, expected: tuple[int, int, int, str]
) -> None:
    assert counted(payroll, effective, accepted) == expected


def test_the_rule_is_told_in_words() -> None:
    found = missed(MONTHLY, effective_on=date(2026, 10, 15), accepted_on=date(2026, 11, 30))
    assert str(found) == "1 month and 17 of 31 days, paid with the payroll of 2026-12-25"
