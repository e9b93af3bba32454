"""Dates of effect, the day of enactment, and parts of a period."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.arithmetic import percent_change
from indicators.errors import BadInput
from indicators.series import History, Reading
from plans.calendar import around, effective_dates, enacted_on, takes_effect_on
from plans.clause import IndexationClause
from plans.engine.amount import Part
from plans.money import Money
from plans.part_periods import blended, period_around
from plans.plan import IncentivePlan, PeriodKind
from plans.terms import Align, ClauseMeasure, OnFall, PerPoints, Proration, Recurrence, Vintage
from plans.uprate import evaluate, uprate_number
from plans.variants import sensitivity
from tests.plans.figures import histories, indicator, reading

BASIC = IndexationClause(name="basic", index="one", lag=3, on_fall=OnFall.APPLY)


def dates(first: str, last: str, *rules: Recurrence) -> list[str]:
    """The dates of effect in a span."""
    clause = replace(BASIC, calendar=rules)
    return [str(d) for d in effective_dates(clause, date.fromisoformat(first), date.fromisoformat(last))]


@pytest.mark.parametrize("month", [1, 4, 7, 10])
def test_quarters_are_the_same_from_whichever_month_they_are_counted(month: int) -> None:
    found = dates("2024-01-01", "2024-12-31", Recurrence(month=month, every=3))
    assert found == ["2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"]


def test_what_does_not_come_round_with_the_year_counts_from_its_start() -> None:
    rule = Recurrence(month=7, every=60, since=date(2020, 8, 1))
    assert dates("2024-01-01", "2032-12-31", rule) == ["2026-07-01", "2031-07-01"]
    with pytest.raises(BadInput, match="from which year"):
        dates("2024-01-01", "2032-12-31", replace(rule, since=None))


def test_the_last_day_of_a_month_is_not_a_day_it_does_not_have() -> None:
    found = dates("2023-12-31", "2024-06-30", Recurrence(month=1, day=31, every=1))
    assert found == [
        "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30",
    ]  # fmt: skip


def test_whether_a_day_is_a_date_of_effect() -> None:
    clause = replace(BASIC, calendar=(Recurrence(month=4, day=6, since=date(2020, 4, 6)),))
    days = [date(2020, 4, 6), date(2021, 4, 6), date(2021, 4, 7), date(2019, 4, 6)]
    assert [takes_effect_on(clause, day) for day in days] == [True, True, False, False]


# ---- Enactment -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last", "following"),
    [
        ("2024-02-10", "2024-01-01", "2024-07-01"),
        ("2024-07-01", "2024-01-01", "2026-09-01"),
        ("2019-06-30", None, "2020-01-01"),
        ("2030-01-01", "2026-09-01", "2031-09-01"),
        ("2040-01-01", "2036-09-01", None),
    ],
)
def test_the_dates_of_effect_around_a_day(day: str, last: str | None, following: str | None) -> None:
    rules = (
        Recurrence(month=1, every=6, since=date(2020, 1, 1), until=date(2024, 12, 31)),
        Recurrence(month=9, every=60, since=date(2026, 1, 1), until=date(2037, 1, 1)),
    )
    before, after = around(replace(BASIC, calendar=rules), date.fromisoformat(day))
    assert [before, after] == [date.fromisoformat(d) if d else None for d in (last, following)]


def test_the_calendar_ends_where_days_do() -> None:
    clause = replace(BASIC, calendar=(Recurrence(month=1, day=2),))
    assert around(clause, date.min)[0] is None
    assert around(clause, date.max)[1] is None


@pytest.mark.parametrize(
    ("enacted", "day"),
    [("11-26", date(2025, 11, 26)), ("04-06", date(2026, 4, 6)), ("02-29", date(2026, 2, 28))],
)
def test_the_day_of_enactment_is_the_last_such_day_before_effect(enacted: str, day: date) -> None:
    clause = replace(BASIC, calendar=(Recurrence(month=4, day=6, enacted=enacted),))
    assert enacted_on(clause, date(2026, 4, 6)) == day
    assert enacted_on(BASIC, date(2026, 4, 6)) is None


def revised() -> dict[str, History]:
    """An index whose October figure is revised on 1 December 2025."""
    first = reading("2025-10", "103", published_on=date(2025, 11, 12))
    later = reading("2025-10", "104", published_on=date(2025, 12, 1))
    readings: tuple[Reading, ...] = (reading("2024-10", "100"), first, later)
    return histories(History(indicator("one"), readings))


def test_figures_that_come_out_after_the_enactment_do_not_count() -> None:
    clause = replace(BASIC, lag=6, calendar=(Recurrence(month=4, day=6, enacted="11-26"),))
    april = date(2026, 4, 6)
    found = evaluate(clause, revised(), effective_on=april, as_of=date(2030, 1, 1))
    assert found.percent == 3
    free = replace(clause, calendar=(Recurrence(month=4, day=6),))
    assert evaluate(free, revised(), effective_on=april, as_of=date(2030, 1, 1)).percent == 4
    early = evaluate(clause, revised(), effective_on=april, as_of=date(2025, 11, 20))
    assert "the clause is enacted on 2025-11-26" in early.warnings[0]
    assert not found.warnings


# ---- Parts of a period -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "end", "months"),
    [
        ("2026-01-31", "2026-02-28", 1),  # from the 31st, a month ends with February
        ("2026-01-31", "2026-03-01", 1),
        ("2026-01-31", "2026-04-30", 3),
        ("2026-01-15", "2026-02-14", 0),
        ("2026-01-15", "2026-02-15", 1),
        ("2026-01-01", "2026-07-01", 6),
    ],
)
def test_whole_months(first: str, end: str, months: int) -> None:
    part = Part(date.fromisoformat(first), date.fromisoformat(end), date(2026, 1, 1), date(2027, 1, 1))
    assert part.shares(Proration.MONTHS) == (months, 12)


def test_a_leap_day_is_a_day() -> None:
    year = (date(2024, 1, 1), date(2025, 1, 1))
    assert Part(date(2024, 2, 1), date(2024, 3, 1), *year).shares(Proration.DAYS) == (29, 366)


def test_a_clause_that_does_not_say_how_is_not_prorated() -> None:
    found = evaluate(BASIC, _flat(), effective_on=date(2026, 10, 1), as_of=date(2027, 1, 1))
    part = Part(date(2026, 10, 1), date(2026, 11, 1), date(2026, 10, 1), date(2027, 10, 1))
    with pytest.raises(BadInput, match="does not say how a part"):
        uprate_number(found, Decimal(100), part=part)


def _flat() -> dict[str, History]:
    return histories(History(indicator("one"), (reading("2025-07", "100"), reading("2026-07", "104"))))


def plan(kind: PeriodKind, first: date, last: date | None = None) -> IncentivePlan:
    """A plan of which only the periods matter."""
    return IncentivePlan("p", "P", "r", "USD", first, (), (), period_kind=kind, effective_to=last)


@pytest.mark.parametrize(
    ("kind", "first", "last", "day", "period"),
    [
        (PeriodKind.YEAR, "2025-01-01", None, "2026-04-01", ("2026-01-01", "2027-01-01")),
        (PeriodKind.YEAR, "2025-10-15", None, "2026-10-14", ("2025-10-15", "2026-10-15")),
        (PeriodKind.QUARTER, "2025-01-31", None, "2025-04-30", ("2025-04-30", "2025-07-31")),
        (PeriodKind.QUARTER, "2025-01-31", None, "2025-04-29", ("2025-01-31", "2025-04-30")),
        (PeriodKind.YEAR, "2025-01-01", "2025-06-30", "2025-04-01", ("2025-01-01", "2025-07-01")),
        (PeriodKind.YEAR, "2025-01-01", "2025-06-30", "2025-07-01", None),
        (PeriodKind.YEAR, "2025-01-01", None, "2024-12-31", None),
    ],
)
def test_the_performance_period_around_a_day(
    kind: PeriodKind, first: str, last: str | None, day: str, period: tuple[str, str] | None
) -> None:
    made = plan(kind, date.fromisoformat(first), date.fromisoformat(last) if last else None)
    wanted = None if period is None else tuple(map(date.fromisoformat, period))
    assert period_around(made, date.fromisoformat(day)) == wanted


def test_a_target_that_moves_in_the_course_of_the_year_is_blended_by_days() -> None:
    """90 of 365 days at 100,000 and 275 at 104,000: 103,013.70 (1.04 x 275 / 365 + 90 / 365)."""
    year = (date(2026, 1, 1), date(2027, 1, 1))
    before, after = Money.of(100000, "USD"), Money.of(104000, "USD")
    clause = replace(BASIC, proration=Proration.DAYS)
    found = blended(clause, before, after, date(2026, 4, 1), year)
    assert found == (
        Money.of("103013.70", "USD"),
        "90 of 365 days at 100000.00 USD, 275 at 104000.00 USD",
    )
    assert blended(BASIC, before, after, date(2026, 4, 1), year) is None
    assert blended(clause, before, after, date(2026, 1, 1), year) is None


# ---- What would have been otherwise, whichever way a clause finds its month ------------------------------


def test_one_month_moves_a_named_month_too() -> None:
    """The index is 100, 101, ... from January 2024: September 2025 over September 2024 is 120 / 108."""
    held = rising()
    clause = replace(BASIC, lag=1, month=9, vintage=Vintage.FIRST_PUBLISHED)
    found = evaluate(clause, held, effective_on=date(2026, 4, 6), as_of=date(2027, 2, 1))
    effects = {e.form: e.percent for e in sensitivity(found, held)}
    assert [_at(found.percent), _at(effects["one-month-earlier"]), _at(effects["one-month-later"])] == [
        _at(percent_change(Decimal(a), Decimal(b))) for a, b in ((120, 108), (119, 107), (121, 109))
    ]


def test_one_month_moves_a_whole_quarter_too() -> None:
    held = rising()
    clause = replace(BASIC, lag=1, window=3, align=Align.QUARTER)
    found = evaluate(clause, held, effective_on=date(2026, 6, 1), as_of=date(2027, 2, 1))
    effects = {e.form: e.percent for e in sensitivity(found, held)}
    assert _at(effects["one-month-earlier"]) == _at(percent_change(Decimal(124), Decimal(112)))


def test_a_clause_by_points_is_sensitive_in_what_it_adds() -> None:
    held = rising()
    clause = replace(BASIC, measure=ClauseMeasure.POINTS, per_points=PerPoints(Decimal(1), Decimal("0.05")))
    found = evaluate(clause, held, effective_on=date(2026, 10, 1), as_of=date(2027, 2, 1))
    effects = {e.form: e for e in sensitivity(found, held)}
    assert found.increment == Decimal("0.60")
    assert (effects["one-point"].increment, effects["one-point"].increment_difference) == (
        Decimal("0.65"),
        Decimal("0.05"),
    )


def rising() -> dict[str, History]:
    """An index of 100 in January 2024 and a point more each month."""
    values = tuple(reading(f"{2024 + n // 12}-{n % 12 + 1:02}", str(100 + n)) for n in range(36))
    return histories(History(indicator("one"), values))


def _at(value: Decimal | None) -> Decimal:
    assert value is not None
    return round(value, 12)
