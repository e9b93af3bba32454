"""Results to payouts: curves, real attainment, gates, vetoes and caps, each by hand-checked figures."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.arithmetic import round_digits
from indicators.errors import BadInput
from plans.curve import CurveKind, PayoutCurve
from plans.money import Money
from plans.plan import Direction
from plans.scoring.attainment import PriceChange, attained
from plans.scoring.payout import PlanPayout, bonus_at_target, pay_out
from plans.scoring.rules import Facts
from plans.uprate import evaluate
from tests.plans.figures import histories, history
from tests.plans.scoring import desk, number_measure

NOTHING = Facts({}, {"safe": True})


def curve(kind: str, *points: tuple[str, str], cap: str | None = None) -> PayoutCurve:
    """A payout curve of points written as text."""
    exact = tuple((Decimal(x), Decimal(y)) for x, y in points)
    return PayoutCurve(kind, CurveKind(kind), exact, None if cap is None else Decimal(cap))


def paid(of: PayoutCurve, at: str) -> Decimal:
    """A curve's payout to four decimals."""
    return round_digits(of.payout(Decimal(at)), 4)


@pytest.mark.parametrize(
    ("result", "pays"),
    [
        ("619", "0"),
        ("620", "0.5"),
        ("1313", "0.7516"),  # 0.5 + 693 / 1377 x 0.5
        ("1997", "1"),
        ("2200", "1.2519"),
        ("2400", "1.5"),
        ("9999", "1.5"),
    ],
)
def test_a_curve_of_any_points_over_results(result: str, pays: str) -> None:
    """Points 620: half, 1997: all, 2400: one and a half; a result of 1313 pays 75.16 %."""
    points = curve("linear", ("620", "0.5"), ("1997", "1"), ("2400", "1.5"))
    assert paid(points, result) == Decimal(pays)


@pytest.mark.parametrize(
    ("attainment", "linear", "step", "marginal"),
    [
        ("49.99", "0", "0", "24.995"),
        ("50", "0", "25", "25"),
        ("79.9", "0", "39.95", "39.95"),
        ("80", "50", "80", "40"),
        ("90", "75", "90", "55"),
        ("100", "100", "100", "70"),
        ("110", "125", "110", "90"),
        ("120", "150", "180", "110"),
        ("200", "150", "300", "200"),
    ],
)
def test_the_three_kinds_of_curve(attainment: str, linear: str, step: str, marginal: str) -> None:
    """Linear below 80 % nothing; step: the factor on the whole; marginal: on each slice, capped at 200 %."""
    assert paid(curve("linear", ("80", "50"), ("100", "100"), ("120", "150")), attainment) == Decimal(linear)
    assert paid(curve("step", ("50", "0.5"), ("80", "1"), ("120", "1.5")), attainment) == Decimal(step)
    slices = curve("marginal", ("0", "0.5"), ("80", "1.5"), ("100", "2"), cap="200")
    assert paid(slices, attainment) == Decimal(marginal)


def test_attainment_is_against_the_target_and_stops_at_the_maximum() -> None:
    """Target 90, maximum 98: 94 is 104.44 %; 100 counts as 98."""
    measure = number_measure("80", "90", "98")
    assert round_digits(attained(measure, None, Decimal(94)).attainment, 2) == Decimal("104.44")
    beyond = attained(measure, None, Decimal(100))
    assert (round_digits(beyond.attainment, 2), round_digits(beyond.payout, 2)) == (
        Decimal("111.11"),
        Decimal("108.89"),
    )
    assert beyond.workings == ("100 / 90 = 111.11 %", "counts as the maximum, 98", "pays 108.89 %")


def test_nothing_is_paid_below_the_threshold_whatever_the_curve_says() -> None:
    flat = curve("linear", ("0", "100"), ("100", "100"))
    below = attained(number_measure("80", "90", "98"), flat, Decimal("79.99"))
    assert below.payout == 0
    assert below.workings[-1] == "79.99 is below the threshold of 80: pays 0 %"


@pytest.mark.parametrize(
    ("result", "attainment", "pays"),
    [("0", "200", "150"), ("5", "150", "150"), ("10", "100", "100"), ("12", "80", "80"), ("16", "40", "0")],
)
def test_where_less_is_better_attainment_counts_down(result: str, attainment: str, pays: str) -> None:
    """Target 10 errors: 12 are 2 - 1.2 = 80 %; fewer than 5 count as 5; more than 15 pay nothing."""
    measure = number_measure("15", "10", "5", direction=Direction.LOWER)
    found = attained(measure, None, Decimal(result))
    assert (found.attainment, found.payout) == (Decimal(attainment), Decimal(pays))


def test_a_target_of_nothing_has_no_attainment() -> None:
    with pytest.raises(BadInput, match="above 0"):
        attained(number_measure("0", "0", "0"), None, Decimal(1))


def test_real_attainment_compares_with_a_target_moved_by_prices() -> None:
    """Target 1,000,000, PPI +4 %, actual 1,030,000: 103.0 % nominal, 100.98 by half of it, 99.04 in full."""
    plan = desk()
    known = histories(history("us-ppi-finished-goods", {"2026-01": "250", "2027-01": "260"}))
    uprating = evaluate(plan.clauses["ppi"], known, effective_on=date(2027, 1, 1), as_of=date(2027, 3, 1))
    prices = {"ppi": PriceChange.of(uprating)}
    results = {"sales": Decimal(1030000), "errors": Decimal(10)}
    (sales, errors) = pay_out(plan, plan.scoring, results, NOTHING, prices=prices).measures
    shown = [round_digits(a.attainment, 2) for a in (sales.nominal, sales.real, sales.in_full)]
    assert shown == [Decimal("103.00"), Decimal("100.98"), Decimal("99.04")]
    assert errors.real is errors.nominal


def test_a_threshold_in_money_moves_with_prices_too() -> None:
    """810,000 passes 800,000 but not 816,000 (prices +4 %, half passed on)."""
    plan = desk()
    prices = {"ppi": PriceChange(Decimal("1.02"), Decimal("1.04"))}
    results = {"sales": Decimal(810000), "errors": Decimal(10)}
    sales = pay_out(plan, plan.scoring, results, NOTHING, prices=prices).measures[0]
    assert [sales.nominal.payout, sales.real.payout, sales.in_full.payout] == [Decimal("52.5"), 0, 0]


def desk_payout(sales: int = 1_000_000, errors: int = 10, facts: Facts = NOTHING) -> PlanPayout:
    """What the desk pays on a bonus of 10,000."""
    plan, results = desk(), {"sales": Decimal(sales), "errors": Decimal(errors)}
    return pay_out(plan, plan.scoring, results, facts, prices={}, bonus=Money(1_000_000, "USD"))


def test_payouts_are_weighted_and_turned_into_money_once() -> None:
    """60 % x 107.5 % + 40 % x 120 % = 112.5 % of 10,000."""
    done = desk_payout(1_030_000, 8)
    assert done.nominal.value == Decimal("112.5")
    assert (done.paid, done.paid_real) == (Money(1_125_000, "USD"), Money(1_125_000, "USD"))
    assert done.workings[0] == "60 % x 107.5 % + 40 % x 120 % = 112.5 %"
    assert done.workings[-1] == "10000.00 USD x 112.5 % = 11250.00 USD"


@pytest.mark.parametrize(
    ("counts", "total", "said"),
    [
        ({}, "100", "gate Sales reach 70 %: met (100 % of 70 % needed)"),
        ({"idea": 1}, "104", "Idea taken up: 1 x 4 = 4 points"),
        ({"idea": 2}, "106", "affirmative points are capped at 6"),
        ({"late-report": 2}, "94", "Late report: 2 x 3 points less"),
        ({"idea": 2, "late-report": 2}, "100", "Late report: 2 x 3 points less"),
        ({"late-report": 50}, "0", "Late report: 50 x 3 points less"),
        ({"complaint": 1}, "90", "Upheld complaint: capped at 90"),
        ({"complaint": 1, "late-report": 5}, "85", "Late report: 5 x 3 points less"),
        ({"fraud": 1, "idea": 2}, "0", "Fraud: the period fails, pays 0"),
    ],
)
def test_vetoes_and_affirmative_points(counts: dict[str, int], total: str, said: str) -> None:
    facts = Facts({name: Decimal(n) for name, n in counts.items()}, {"safe": True})
    done = desk_payout(facts=facts)
    assert done.nominal.value == Decimal(total)
    assert said in done.workings


def test_the_total_is_capped() -> None:
    """60 % x 150 % + 40 % x 150 % = 150 %, capped at 140 %."""
    done = desk_payout(1_200_000, 5)
    assert done.nominal.value == 140
    assert "the total: capped at 140" in done.workings


def test_a_gate_that_stays_shut_holds_the_payout() -> None:
    assert desk_payout(facts=Facts({}, {"safe": False})).nominal.value == 50
    shut = desk_payout(sales=690_000)
    assert shut.nominal.value == 0
    assert "gate Sales reach 70 %: not met (69 % of 70 % needed), pays at most 0 %" in shut.workings


def test_the_pay_mix_gives_the_bonus_beside_base_pay() -> None:
    """Base 60, bonus 40: 66,000 of base pay stand beside 44,000."""
    assert bonus_at_target(desk(), Money(6_600_000, "USD")) == Money(4_400_000, "USD")
