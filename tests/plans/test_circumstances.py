"""Eligibility, joiners' shares, arrears, real pay since a raise: by hand, and in fractions on all engines."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import BadInput
from indicators.series import Measure
from plans import people
from plans.adjust import adjust
from plans.arrears import Missed, missed
from plans.circumstances import EXTRAS, Prices
from plans.moves import exact_ratio
from plans.parse import parse_plan
from plans.pay_terms import PayTerms, Policy, band_table, pay_terms
from plans.people_rules import PayPeriod, Payroll, PeopleRules
from plans.since_raise import UNKNOWN, price_ratio, price_table
from plans.standing import standing, with_shares
from plans.terms import Proration
from tests.plans.engines import ENGINES, Columns, frames
from tests.plans.figures import histories, history, indicator
from tests.plans.test_people import PLAN, shop

ON = date(2026, 4, 1)
OCTOBER = Payroll(PayPeriod.MONTH, day=25)


@dataclass(frozen=True)
class One:
    """An employee of grade A at the shop, pay in pence."""

    pay: int = 2_500_000
    hired: date = date(2015, 1, 1)
    raised: date | None = None
    fte: int = 10_000
    status: str = "active"


def columns(staff: Sequence[One]) -> Columns:
    """The columns that a file of employees becomes."""
    last = [one.raised or one.hired for one in staff]
    return {
        "employee": [f"{n:05d}" for n in range(len(staff))],
        "grade": ["A"] * len(staff),
        "currency": ["GBP"] * len(staff),
        "pay_minor": [one.pay for one in staff],
        "hired_day": [one.hired.toordinal() for one in staff],
        "raised_day": [one.raised.toordinal() if one.raised else 0 for one in staff],
        "raised_month": [day.year * 12 + day.month for day in last],
        "fte_bp": [one.fte for one in staff],
        "status": [one.status for one in staff],
    }


def done(
    engine: str,
    staff: Sequence[One],
    rules: PeopleRules,
    *,
    late: Missed | None = None,
    lift: bool = False,
    prices: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """What the adjustment of the shop says of each of them, with the rules, arrears and prices given."""
    held = standing(rules, ON)
    terms = pay_terms(shop(), Policy.CLAUSE, lift_to_minimum=lift)
    shared = with_shares(terms, held.whole) if held else terms
    given = columns(staff)
    table = band_table(shared, highest=5_000_000, clauses={"cpi": 1} if prices else None)
    with frames(engine) as make:
        priced = None
        if prices:
            found = price_table(
                [shop().plan.clauses["cpi"]],
                histories(history("us-cpi", prices)),
                months=[int(str(m)) for m in given["raised_month"]],
                currency="GBP",
                highest=table.highest,
                effective_on=ON,
                as_of=date(2026, 5, 1),
            )
            priced = Prices(make(found.columns), found.limb)
        frame = people.adjust_people(
            make(given), make(table.columns), limb=table.limb, rules=held, missed=late, prices=priced
        )
        lazy = nw.from_native(frame)
        names = lazy.collect_schema().names()
        rows = [dict(zip(names, row, strict=True)) for row in people.rows(lazy)]
    return sorted(rows, key=lambda row: str(row["employee"]))


@pytest.mark.parametrize("engine", ENGINES)
def test_each_rule_leaves_out_whom_it_means(engine: str) -> None:
    """On 1 April 2026: six months of service, three without a raise, half time at least."""
    rules = PeopleRules(
        statuses=("active", "leave"), service_months=6, raise_free_months=3, least_fte=Decimal("0.5")
    )
    staff = [
        One(),
        One(status="leave", hired=date(2025, 10, 1), raised=date(2026, 1, 1), fte=5000),
        One(status="notice"),
        One(hired=date(2025, 10, 2)),
        One(hired=date(2026, 4, 2)),
        One(raised=date(2026, 1, 2)),
        One(fte=4999),
    ]
    rows = done(engine, staff, rules, lift=True)
    assert [row["eligibility"] for row in rows] == [
        "eligible",
        "eligible",
        "status",
        "short-service",
        "not-yet-hired",
        "recent-raise",
        "few-hours",
    ]
    assert [row["adjusted_minor"] for row in rows] == [2_587_000] * 2 + [2_500_000] * 5
    assert [row["share_bp"] for row in rows] == [10_000] * 2 + [0] * 5


@pytest.mark.parametrize("engine", ENGINES)
def test_pay_that_stays_is_neither_rounded_nor_lifted(engine: str) -> None:
    (row,) = done(engine, [One(pay=1_900_001, status="notice")], PeopleRules(("active",)), lift=True)
    assert (row["adjusted_minor"], row["circle_after"]) == (1_900_001, "green")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_joiner_gets_a_share_by_whole_months(engine: str) -> None:
    """25,000 x 44/1271 = 865.46 in full; hired 1 October, 6 of 12 months: 25,432.73, to the nearest 10."""
    rules = PeopleRules(proration=Proration.MONTHS)
    hired = [date(2025, 4, 1), date(2025, 4, 2), date(2025, 10, 1), date(2026, 3, 2), date(2026, 4, 1)]
    rows = done(engine, [One(hired=day) for day in hired], rules)
    assert [row["adjusted_minor"] for row in rows] == [2_587_000, 2_579_000, 2_543_000, 2_500_000, 2_500_000]
    assert [row["share_bp"] for row in rows] == [10_000, 9_167, 5_000, 0, 0]
    assert [row["eligibility"] for row in rows] == ["eligible", *["prorated"] * 4]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_joiner_gets_a_share_by_days(engine: str) -> None:
    """Hired 1 January: 90 of 365 days, so 25,213.40, to the nearest 10."""
    (row,) = done(engine, [One(hired=date(2026, 1, 1))], PeopleRules(proration=Proration.DAYS))
    assert (row["adjusted_minor"], row["share_bp"]) == (2_521_000, 2_466)


@pytest.mark.parametrize("engine", ENGINES)
def test_arrears_are_what_each_payroll_would_have_paid_more(engine: str) -> None:
    """25,000 -> 25,870: 2,083.33 -> 2,155.83 a month, 72.50 more; April, May, and 10 of June's 30 days."""
    late = Missed(PayPeriod.MONTH, 2, 10, 30, missed(OCTOBER, effective_on=ON, accepted_on=ON).next)
    rows = done(engine, [One(), One(fte=5000)], PeopleRules(), late=late)
    assert [row["arrears_minor"] for row in rows] == [2 * 7250 + 2417, 2 * 3625 + 1208]
    assert [row["increase_at_fte_minor"] for row in rows] == [87_000, 43_500]


@pytest.mark.parametrize("engine", ENGINES)
def test_real_pay_is_compared_with_the_month_of_the_last_raise(engine: str) -> None:
    """The clause reads a month back: a raise in April 2025 is worth 131.5 / 127.1 now, one in 2020 more."""
    index = {"2025-03": "127.1", "2026-03": "131.5", "2020-05": "100.0"}
    staff = [
        One(raised=date(2025, 4, 9)),
        One(hired=date(2020, 6, 1)),
        One(raised=date(2019, 1, 1)),
        One(pay=0),
    ]
    rows = done(engine, staff, PeopleRules(), prices=index)
    assert [(row["real_before_bp"], row["real_after_bp"]) for row in rows] == [
        (-335, 2),  # 24,163.50 then; 25,870 is 25,004.39 then, because pay is rounded to 10
        (-2395, -2131),
        (UNKNOWN, UNKNOWN),
        (UNKNOWN, UNKNOWN),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_count_who_is_left_out_and_who_is_worse_off(engine: str) -> None:
    rules = PeopleRules(statuses=("active",), proration=Proration.MONTHS)
    staff = columns([One(raised=date(2020, 6, 1)), One(status="notice"), One(hired=date(2025, 10, 1))])
    held = standing(rules, ON)
    assert held is not None
    table = band_table(with_shares(pay_terms(shop(), Policy.CLAUSE), held.whole), highest=5_000_000)
    with frames(engine) as make:
        frame = people.adjust_people(make(staff), make(table.columns), limb=table.limb, rules=held)
        (total,) = people.groups(frame, [])
    assert (total.people, total.held, total.prorated, total.worse_off) == (3, 1, 1, 0)
    assert total.increase_at_fte_minor == total.cost_minor == 87_000 + 43_000


FIGURES = {f"{year}-{month:02d}": str(100 + year - 2010) for year in range(2010, 2027) for month in (3, 9)}


def by_hand(one: One, rules: PeopleRules, late: Missed, terms: PayTerms) -> tuple[Decimal, ...]:
    """Adjusted pay, share, increase at own hours and arrears in exact fractions, straight from the rules."""
    share = Fraction(0)
    eligible = one.hired <= ON or not rules.decides
    eligible &= not rules.statuses or one.status in rules.statuses
    eligible &= not rules.service_months or _months(one.hired) >= rules.service_months
    waits = rules.raise_free_months
    eligible &= one.raised is None or not waits or _months(one.raised) >= waits
    eligible &= rules.least_fte is None or Decimal(one.fte) / 10_000 >= rules.least_fte
    if eligible:
        share = _share(one.hired, rules)
    ratio = 1 + (terms.ratio - 1) * share
    unit = 1000 if share else 1  # to the nearest 10 pounds
    pay = _nearest(one.pay * ratio / unit) * unit
    before, after = (_nearest(Fraction(p * one.fte, 10_000 * late.per_year)) for p in (one.pay, pay))
    more = max(after - before, 0)
    arrears = more * late.full + _nearest(Fraction(more * late.days, late.of))
    at_fte = [_nearest(Fraction(p * one.fte, 10_000)) for p in (one.pay, pay)]
    return tuple(map(Decimal, (pay, _nearest(share * 10_000), at_fte[1] - at_fte[0], arrears)))


def _share(hired: date, rules: PeopleRules) -> Fraction:
    if rules.proration is Proration.NONE:
        return Fraction(1)
    if rules.proration is Proration.MONTHS:
        return Fraction(min(_months(hired), rules.proration_months), rules.proration_months)
    start = ON
    for _ in range(rules.proration_months):
        start = (start - timedelta(days=1)).replace(day=1)
    whole = (ON - start).days
    return Fraction(min((ON - hired).days, whole), whole)


def _months(since: date) -> int:
    """Completed months up to 1 April 2026, by the calendar."""
    whole = (ON.year - since.year) * 12 + ON.month - since.month
    last = calendar.monthrange(ON.year, ON.month)[1]
    return whole - (min(since.day, last) > ON.day)


def _nearest(exact: Fraction | int) -> int:
    return int((Decimal(0) + _floor(Fraction(exact) + Fraction(1, 2))).to_integral_value(ROUND_FLOOR))


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


RULES = st.builds(
    PeopleRules,
    statuses=st.sampled_from([(), ("active",), ("active", "leave")]),
    service_months=st.sampled_from([0, 1, 6]),
    raise_free_months=st.sampled_from([0, 3, 12]),
    least_fte=st.sampled_from([None, Decimal("0.5"), Decimal("0.33333")]),
    proration=st.sampled_from(Proration),
    proration_months=st.sampled_from([6, 12, 24]),
)
DAYS = st.dates(date(2023, 1, 1), date(2026, 5, 1))
STAFF = st.builds(
    One,
    pay=st.integers(0, 5_000_000),
    hired=DAYS,
    raised=st.none() | DAYS,
    fte=st.integers(1, 10_000),
    status=st.sampled_from(["active", "leave", "notice"]),
)
LATE = st.builds(
    lambda period, full, days, of: Missed(
        period, full, min(days, of - 1), of, missed(OCTOBER, effective_on=ON, accepted_on=ON).next
    ),
    st.sampled_from(PayPeriod),
    st.integers(0, 60),
    st.integers(0, 30),
    st.sampled_from([1, 7, 14, 28, 30, 31]),
)


# Dask plans anew for every frame, which takes a second each.
SLOW = {"dask"}


@pytest.mark.parametrize(
    "engine", [pytest.param(e, marks=pytest.mark.prove) if e in SLOW else e for e in ENGINES]
)
@given(staff=st.lists(STAFF, min_size=1, max_size=30), rules=RULES, late=LATE)
@settings(max_examples=8, deadline=None)
def test_every_engine_follows_the_rules_to_the_penny(
    engine: str, staff: list[One], rules: PeopleRules, late: Missed
) -> None:
    (terms, _) = pay_terms(shop(), Policy.CLAUSE)
    names = ("adjusted_minor", "share_bp", "increase_at_fte_minor", "arrears_minor")
    rows = done(engine, staff, rules, late=late)
    found = [tuple(Decimal(int(row.get(name, 10_000))) for name in names) for row in rows]
    expected = [by_hand(one, rules, late, terms) for one in staff]
    assert found == expected
    assert set(rows[0]) & set(EXTRAS) >= {"increase_at_fte_minor", "arrears_minor"}


def test_prices_since_a_raise_are_the_whole_change_of_the_index() -> None:
    """Half pass-through, a cap and rounding belong to the clause, not to prices."""
    known = histories(history("us-cpi", {"2025-03": "127.1", "2026-03": "131.5", "2024-03": "120"}))
    plan, problems = parse_plan(
        PLAN.replace("lag = 1", "lag = 1\npass_through = 0.5\ncap = 1\nround_change = { to = 1 }"),
        file="shop.toml",
    )
    assert plan is not None, problems
    clause = plan.clauses["cpi"]
    found = price_ratio(clause, known, since=date(2024, 4, 30), effective_on=ON, as_of=date(2026, 5, 1))
    assert found is not None
    assert exact_ratio(found) == Fraction(1315, 1200)
    later = price_ratio(clause, known, since=date(2026, 5, 1), effective_on=ON, as_of=date(2026, 5, 1))
    assert later is None


@pytest.mark.parametrize(
    ("lines", "span"),
    [
        ('blend = "max"\nlegs = [{ index = "us-cpi", lag = 1 }, { constant = 2.5 }]', False),
        ('legs = [{ index = "us-cpi", lag = 1 }, { index = "us-cpi", lag = 1, weight = 3 }]', True),
    ],
)
def test_a_clause_that_picks_among_changes_says_nothing_of_another_span(lines: str, span: bool) -> None:
    known = histories(history("us-cpi", {"2025-03": "127.1", "2026-03": "131.5"}))
    clause_text = f'[clauses.cpi]\n{lines}\nmissing = "block"\nvintage = "latest"\non_fall = "apply"\n'
    text = PLAN[: PLAN.index("[clauses.cpi]")] + clause_text + PLAN[PLAN.index("[[bands]]") :]
    plan, problems = parse_plan(text, file="shop.toml")
    assert plan is not None, problems
    clause = plan.clauses["cpi"]
    found = price_ratio(clause, known, since=date(2025, 4, 1), effective_on=ON, as_of=date(2026, 5, 1))
    assert (found is not None) is span


def test_published_rates_are_chained_over_whole_years_only() -> None:
    rates = indicator("test-rate", Measure.RATE_12M)
    known = histories(history(rates, {"2024-03": "3.0", "2025-03": "2.0", "2026-03": "4.0"}))
    text = PLAN.replace('"us-cpi"', '"test-rate"').replace('measure = "index"', 'measure = "rate-12m"')
    plan, problems = parse_plan(text, file="shop.toml", known=[rates])
    assert plan is not None, problems
    clause = plan.clauses["cpi"]
    ask = {"effective_on": ON, "as_of": date(2026, 5, 1)}
    two = price_ratio(clause, known, since=date(2024, 4, 1), **ask)
    assert two == Decimal("1.0608")  # 1.02 x 1.04
    assert price_ratio(clause, known, since=date(2024, 9, 1), **ask) is None


def test_pay_beyond_exactness_is_refused() -> None:
    known = histories(history("us-cpi", {"2025-03": "131.5", "2026-03": "127.1"}))
    with pytest.raises(BadInput, match="exactly on every engine"):
        price_table(
            [shop().plan.clauses["cpi"]],
            known,
            months=[2025 * 12 + 4],
            currency="GBP",
            highest=2**52,
            effective_on=ON,
            as_of=date(2026, 5, 1),
        )


RULES_TEXT = """
[people]
statuses = ["active"]
service_months = 3
least_fte = 0.5
proration = "months"

[people.payroll]
period = "month"
day = 25
"""


def test_the_rules_are_part_of_the_plan() -> None:
    plan, problems = parse_plan(PLAN + RULES_TEXT, file="shop.toml")
    assert plan is not None, problems
    assert plan.people == PeopleRules(
        ("active",), 3, 0, Decimal("0.5"), Proration.MONTHS, payroll=Payroll(PayPeriod.MONTH, 25)
    )
    assert plan.people.needed == {"status": "statuses", "hired_on": "proration", "fte": "least_fte"}


@pytest.mark.parametrize(
    ("written", "key", "told"),
    [
        ("[people]\nservice_month = 3", "people.service_month", "did you mean 'service_months'?"),
        ("[people]\nservice_months = 1.5", "people.service_months", "whole months, 1 to 600"),
        ("[people]\nleast_fte = 80", "people.least_fte", "a share of full time, 0 to 1"),
        ("[people]\nproration_months = 6", "people.proration_months", "proration = 'months' or 'days'"),
        ("[people]\nstatuses = []", "people.statuses", "at least one status"),
        ("[people.payrol]\nperiod = 'month'", "people.payrol", "did you mean 'payroll'?"),
        ("[people.payroll]\nperiod = 'day'", "people.payroll.period", "'month', 'fortnight', 'week'"),
        ("[people.payroll]\nperiod = 'week'", "people.payroll.paid_on", "the pay day of any week"),
        ("[people.payroll]\nperiod = 'week'\nday = 3", "people.payroll.day", "paid_on"),
    ],
)
def test_a_rule_that_cannot_be_is_told_with_its_key(written: str, key: str, told: str) -> None:
    plan, problems = parse_plan(PLAN + written, file="shop.toml")
    assert plan is None
    assert [p.key for p in problems] == [key]
    assert told in problems[0].expected


def test_the_adjustment_itself_does_not_change_with_rules_for_people() -> None:
    plan, _ = parse_plan(PLAN + RULES_TEXT, file="shop.toml")
    assert plan is not None
    known = histories(history("us-cpi", {"2025-03": "127.1", "2026-03": "131.5"}))
    assert adjust(plan, known, effective_on=ON, as_of=date(2026, 5, 1)).lines == shop().lines
