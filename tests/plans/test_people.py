"""People's pay moved with their bands: what each policy does, and which rows are turned away."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest

from indicators.arithmetic import RoundingMode
from indicators.errors import BadInput
from plans import people
from plans.adjust import Adjustment, adjust
from plans.money import Rounding
from plans.moves import exact_ratio, move
from plans.parse import parse_plan
from plans.pay_terms import Policy, band_table, pay_terms
from tests.plan_texts import plan_text
from tests.plans.engines import ENGINES, Columns, adjusted, frames
from tests.plans.figures import histories, history

# Index 127.1 -> 131.5: everything with a clause moves by 1315/1271, about 3.46 %.
PLAN = plan_text(
    "shop",
    "Shop",
    [("A", 20_000, 25_000, 30_000), ("B", 28_000, 28_000, 28_000)],
    currency="GBP",
    effective_from="2026-04-01",
    lag=1,
    on_fall="apply",
    unmoved="B",
)


def shop() -> Adjustment:
    """Band A 20,690 to 31,040 around 25,870 (x 1315/1271, nearest 10); band B stays at 28,000."""
    plan, problems = parse_plan(PLAN, file="shop.toml")
    assert plan is not None, problems
    known = histories(history("us-cpi", {"2025-03": "127.1", "2026-03": "131.5"}))
    return adjust(plan, known, effective_on=date(2026, 4, 1), as_of=date(2026, 5, 1))


def staff(**pay: int) -> Columns:
    """Employees named by grade and number (A1, B2) with pay in whole pounds."""
    return {
        "employee": list(pay),
        "grade": [name[0] for name in pay],
        "currency": ["GBP"] * len(pay),
        "pay_minor": [pounds * 100 for pounds in pay.values()],
    }


def pounds(columns: Columns, policy: Policy, *, lift: bool = False, hold: bool = False) -> dict[str, Decimal]:
    """Pay after the adjustment in pounds, by employee."""
    terms = pay_terms(shop(), policy, lift_to_minimum=lift, hold_red_circles=hold)
    found = adjusted("polars", columns, band_table(terms, highest=10_000_000))
    return {name: Decimal(p.adjusted) / 100 for name, p in found.items()}


def test_the_bands_of_the_shop() -> None:
    after = shop().adjusted.bands
    assert [[m.minor // 100 for _, m in b.amounts()] for b in after] == [[20690, 25870, 31040], [28000] * 3]


def test_the_ratio_is_the_fraction_of_the_published_values() -> None:
    assert exact_ratio(shop().upratings["cpi"].ratio) == Fraction(1315, 1271)


def test_a_ratio_without_a_small_fraction_keeps_all_its_digits() -> None:
    ratio = Decimal("1.0541322783914602538137182365")
    assert exact_ratio(ratio) == Fraction(ratio)


def test_pay_follows_the_clause_and_is_rounded_by_its_rule() -> None:
    """24,004 x 1315/1271 = 24,834.97, to the nearest 10; grade B has no clause, so its pay is not touched."""
    assert pounds(staff(A1=24004, B1=27123), Policy.CLAUSE) == {"A1": 24830, "B1": 27123}


def test_pay_may_keep_its_place_in_the_band() -> None:
    """24,004 x 25,870 / 25,000 = 24,839.34, to the nearest 10."""
    assert pounds(staff(A1=24004, B1=27123), Policy.COMPA_RATIO) == {"A1": 24840, "B1": 27123}


def test_only_pay_below_the_new_minimum_may_move() -> None:
    kept = {"A2": 20690, "A3": 33333, "B1": 28000, "B2": 29000}
    assert pounds(staff(A1=19999, A2=20689, A3=33333, B1=27999, B2=29000), Policy.MINIMUM) == {
        "A1": 20690,
        **kept,
    }


def test_pay_can_be_lifted_to_the_minimum_besides() -> None:
    plain = pounds(staff(A1=19000, A2=20000), Policy.CLAUSE)
    assert plain == {"A1": 19660, "A2": 20690}
    assert pounds(staff(A1=19000, A2=20000), Policy.CLAUSE, lift=True) == {
        "A1": 20690,
        "A2": 20690,
    }


def test_pay_above_the_new_maximum_can_be_held() -> None:
    columns = staff(A1=31040, A2=31041)
    assert pounds(columns, Policy.CLAUSE, hold=True) == {"A1": 32110, "A2": 31041}


def test_pay_is_not_rounded_where_nothing_moves() -> None:
    terms = pay_terms(shop(), Policy.CLAUSE, rounding=Rounding(Decimal(100)))
    assert [t.rounding.multiple for t in terms] == [100, Decimal("0.01")]


@pytest.mark.parametrize("engine", ENGINES)
def test_places_in_the_band_are_exact_basis_points(engine: str) -> None:
    """A1: 22,500 / 25,000 = 90 %, 2,500 of 10,000 above the minimum = 25 %; then 23,280 / 25,870."""
    terms = pay_terms(shop(), Policy.CLAUSE)
    found = adjusted(
        engine, staff(A1=22500, A2=18000, A3=40000, B1=28000, B2=1), band_table(terms, highest=4 * 10**6)
    )
    assert found["A1"].adjusted == 2328000
    assert found["A1"].compa == (9000, 8999)
    assert found["A1"].penetration == (2500, 2502)
    assert found["A1"].circle == ("none", "none")
    assert (found["A2"].penetration[0], found["A2"].circle, found["A2"].to_minimum) == (
        -2000,
        ("green", "green"),
        207000,
    )
    assert (found["A3"].penetration[0], found["A3"].circle[0]) == (20000, "red")
    assert (found["B1"].compa, found["B1"].penetration, found["B1"].circle) == (
        (10000, 10000),
        (0, 0),
        ("none", "none"),
    )
    assert (found["B2"].compa[0], found["B2"].penetration[0], found["B2"].circle[0]) == (0, 0, "green")


@pytest.mark.parametrize("engine", ENGINES)
def test_groups_add_up_people_cost_and_circles(engine: str) -> None:
    columns = {
        **staff(A1=24004, A2=19000, A3=40000, B1=28000),
        "department": ["Till", "Till", "Stock", "Till"],
    }
    table = band_table(pay_terms(shop(), Policy.CLAUSE), highest=4 * 10**6)
    with frames(engine) as make:
        done = people.adjust_people(make(columns), make(table.columns), limb=table.limb)
        (everyone,) = people.groups(done, [])
        departments = people.groups(done, ["department"])
    assert [g.key for g in departments] == [("Stock",), ("Till",)]
    assert (everyone.people, everyone.pay_minor) == (4, 11100400)
    assert everyone.cost_minor == sum(g.cost_minor for g in departments) == 82600 + 66000 + 138000
    assert (everyone.green_before, everyone.green_after, everyone.red_before) == (1, 1, 1)
    assert everyone.to_minimum_minor == 2069000 - 1966000
    # 24,004 / 25,000, 19,000 / 25,000, 40,000 / 25,000, 28,000 / 28,000; then against midpoints of 25,870.
    assert everyone.compa_before == Decimal(9602 + 7600 + 16000 + 10000) / 40000
    assert everyone.compa_after == Decimal(9598 + 7600 + 15995 + 10000) / 40000
    assert departments[0].compa_before == Decimal("1.6")
    assert everyone.falls == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_survey_counts_the_rows_that_cannot_be_adjusted(engine: str) -> None:
    columns: Columns = {
        "employee": ["1", "", "3", "4", "5"],
        "grade": ["A", "A", "Z", "", "A"],
        "currency": ["GBP", "GBP", "USD", "GBP", ""],
        "pay_minor": [5, -1, 7, 0, 3],
    }
    with frames(engine) as make:
        found = people.survey(make(columns), grades=["A", "B"], currency="GBP")
    assert found == people.Survey(
        rows=5,
        highest=7,
        without_employee=1,
        without_grade=1,
        without_currency=1,
        without_pay=0,
        negative_pay=1,
        other_currency=1,
        unknown_grade=1,
    )
    assert not found.usable


def test_a_survey_counts_pay_that_is_not_there() -> None:
    frame = pl.DataFrame({**staff(A1=1, A2=2), "pay_minor": [100, None]})
    found = people.survey(frame, grades=["A"], currency="GBP")
    assert (found.without_pay, found.highest, found.usable) == (1, 100, False)


@pytest.mark.parametrize(
    ("frame", "got"),
    [
        (pl.DataFrame(staff(A1=1)).drop("grade"), "grade: missing"),
        (pl.DataFrame(staff(A1=1)).with_columns(pay_minor=pl.lit(1, pl.Int32)), "pay_minor: Int32"),
        (pl.DataFrame(staff(A1=1)).with_columns(employee=pl.lit(7)), "employee: Int32"),
        (pd.DataFrame({**staff(A1=1, A2=2), "pay_minor": [100, None]}), "pay_minor: Float64"),
    ],
)
def test_columns_of_another_type_are_refused(frame: object, got: str) -> None:
    """Engines guess: digits become numbers and lose leading zeros, a gap turns whole numbers into floats."""
    with pytest.raises(BadInput, match="not as needed") as refused:
        people.survey(frame, grades=["A"], currency="GBP")
    assert refused.value.got == got


@pytest.mark.parametrize(
    "rule",
    [
        Rounding(Decimal(1), RoundingMode.HALF_EVEN),
        Rounding(Decimal(1), first=Decimal("0.1")),
        Rounding(Decimal("0.001")),
    ],
)
def test_a_rounding_that_whole_numbers_cannot_do_is_refused(rule: Rounding) -> None:
    with pytest.raises(BadInput):
        move(Fraction(3, 2), rule, "GBP", highest=100)


def test_a_clause_that_does_more_than_multiply_moves_no_pay_by_its_ratio() -> None:
    """A cap on a band's amount is not a cap on everybody's pay; the midpoint's move still is one."""
    known = histories(history("us-cpi", {"2025-03": "127.1", "2026-03": "131.5"}))
    plan, problems = parse_plan(PLAN.replace("lag = 1", "lag = 1\ncap_amount = 30500"), file="shop.toml")
    assert plan is not None, problems
    done = adjust(plan, known, effective_on=date(2026, 4, 1), as_of=date(2026, 5, 1))
    with pytest.raises(BadInput, match="more to a band's amounts") as refused:
        pay_terms(done, Policy.CLAUSE)
    assert refused.value.got == "cap_amount"
    assert pay_terms(done, Policy.COMPA_RATIO)[0].ratio == Fraction(2587, 2500)


def test_a_ratio_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="above 0"):
        exact_ratio(Decimal(0))
