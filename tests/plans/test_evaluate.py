"""One determination: months, windows, bases, limits, falls, vintages, and what it refuses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.errors import BadInput, NotPublished, UnknownName
from indicators.series import History, Measure, Period, Status
from plans.clause import IndexationClause
from plans.money import Money, Rounding
from plans.state import State
from plans.terms import BaseAmount, BaseKind, ClauseMeasure, Missing, NamedValue, OnFall, Scope, Vintage
from plans.uprate import Uprating, evaluate, uprate_amount
from tests.plans.figures import histories, history, indicator, reading

YEARS = {"2023-07": "100", "2024-07": "110", "2025-07": "104", "2026-07": "107.12"}
OCTOBER = date(2026, 10, 1)
BASIC = IndexationClause(name="basic", index="test-cpi", lag=3, on_fall=OnFall.APPLY)
FIXED = replace(BASIC, base=BaseKind.FIXED, base_period=Period.month(2023, 7), base_amount=BaseAmount.FIXED)


def determine(
    clause: IndexationClause, values: dict[str, str | None] | None = None, on: date = OCTOBER
) -> Uprating:
    """One determination on an index of our own."""
    known = histories(history(indicator(), values or dict(YEARS)))
    return evaluate(clause, known, effective_on=on, as_of=date(2026, 11, 1))


def test_twelve_month_change_three_months_before_effect() -> None:
    uprating = determine(BASIC)
    assert uprating.percent == Decimal(3)
    assert uprating.ratio == Decimal("1.03")
    assert [str(i.period) for i in uprating.inputs] == ["2025-07", "2026-07"]
    assert [s.number for s in uprating.steps] == [1, 2, 6]


def test_each_step_says_what_it_used() -> None:
    figures = determine(BASIC).steps[1]
    assert figures.text == "test-cpi 2025-07 = 104, 2026-07 = 107.12 (as known on 2026-11-01)"
    assert [i.published_on for i in figures.inputs] == [date(2025, 8, 15), date(2026, 8, 15)]


def test_mean_of_a_window_over_the_window_before() -> None:
    values: dict[str, str | None] = {f"2025-{m:02}": "100" for m in range(1, 7)}
    values |= {f"2025-{m:02}": "102" for m in range(7, 13)}
    halves = replace(BASIC, lag=1, window=6, base_months=6)
    assert determine(halves, values, date(2026, 1, 1)).percent == Decimal(2)


def test_a_named_month_is_the_latest_one_at_or_before_the_lag() -> None:
    july = replace(BASIC, month=7, lag=0)
    assert determine(july, on=date(2026, 7, 1)).inputs[-1].period == Period.month(2026, 7)
    assert determine(july, on=date(2026, 6, 30)).inputs[-1].period == Period.month(2025, 7)


def test_fixed_base_measures_the_whole_span() -> None:
    assert determine(FIXED).percent == Decimal("7.12")


def test_a_cumulative_cap_is_the_yearly_cap_compounded_since_the_base() -> None:
    capped = replace(FIXED, cap=Decimal(2), limit_scope=Scope.CUMULATIVE)
    assert determine(capped).percent == Decimal("6.1208")
    assert determine(replace(capped, limit_scope=Scope.EACH)).percent == Decimal(2)


@pytest.mark.parametrize(
    ("on_fall", "percent"),
    [(OnFall.APPLY, "-5.454545454545"), (OnFall.ZERO, "0"), (OnFall.BASE_STAYS, "0"), (OnFall.RATCHET, "0")],
)
def test_a_fall(on_fall: OnFall, percent: str) -> None:
    uprating = determine(replace(BASIC, on_fall=on_fall), on=date(2025, 10, 1))
    assert round(uprating.percent, 12) == Decimal(percent)


def test_a_fall_must_first_be_regained_where_the_base_stays() -> None:
    clause = replace(BASIC, on_fall=OnFall.BASE_STAYS)
    known = histories(history(indicator(), {**YEARS, "2027-07": "112"}))
    state: State | None = None
    paid: list[Decimal] = []
    for year in (2024, 2025, 2026, 2027):
        found = evaluate(
            clause, known, effective_on=date(year, 10, 1), as_of=date(2028, 1, 1), previous=state
        )
        state = found.state
        paid.append(round(found.percent, 2))
    # 112 is 1.82 % above 110, the level once reached.
    assert paid == [Decimal(10), Decimal(0), Decimal(0), Decimal("1.82")]


def test_a_ratchet_over_a_fixed_base_holds_the_highest_year() -> None:
    uprating = determine(replace(FIXED, on_fall=OnFall.RATCHET))
    assert uprating.percent == Decimal(10)  # July 2024 stood at 110; July 2026 only at 107.12
    assert uprating.steps[-1].form == "ratchet"
    assert {str(i.period) for i in uprating.inputs} == {"2023-07", "2024-07", "2025-07", "2026-07"}


def test_share_margin_floor_and_cap_in_their_order() -> None:
    half = replace(BASIC, pass_through=Decimal("0.5"), margin=Decimal(1))
    assert determine(half).percent == Decimal("2.5")
    assert determine(replace(half, cap=Decimal(2))).percent == Decimal(2)
    assert determine(replace(half, floor=Decimal(4))).percent == Decimal(4)
    numbers = [
        s.number for s in determine(replace(half, cap=Decimal(2), round_rate=Rounding(Decimal(1)))).steps
    ]
    assert numbers == [1, 2, 6, 9, 10, 12, 13]


def test_a_published_rate_is_used_as_published() -> None:
    rate = indicator("test-rate", Measure.RATE_12M, decimals=1)
    known = histories(history(rate, {"2026-07": "3.1"}))
    clause = replace(BASIC, index="test-rate", measure=ClauseMeasure.RATE_12M)
    assert evaluate(clause, known, effective_on=OCTOBER, as_of=OCTOBER).percent == Decimal("3.1")


def test_same_month_of_last_year_as_100() -> None:
    yoy = indicator("test-yoy", Measure.YOY_100, decimals=1)
    known = histories(history(yoy, {"2026-07": "98.7"}))
    clause = replace(BASIC, index="test-yoy", measure=ClauseMeasure.YOY_100)
    assert evaluate(clause, known, effective_on=OCTOBER, as_of=OCTOBER).percent == Decimal("-1.3")


def test_published_rates_compound_from_a_fixed_base() -> None:
    rate = indicator("test-rate", Measure.RATE_12M, decimals=1)
    known = histories(history(rate, {"2024-07": "10", "2025-07": "-5", "2026-07": "2"}))
    clause = replace(FIXED, index="test-rate", measure=ClauseMeasure.RATE_12M)
    found = evaluate(clause, known, effective_on=OCTOBER, as_of=OCTOBER)
    assert found.ratio == Decimal("1.06590")


def test_monthly_changes_chain_from_the_base_month() -> None:
    mom = indicator("test-mom", Measure.MOM_100, decimals=1)
    known = histories(history(mom, {"2026-05": "101", "2026-06": "100", "2026-07": "102"}))
    clause = replace(BASIC, index="test-mom", measure=ClauseMeasure.MOM_100, base_months=3)
    assert evaluate(clause, known, effective_on=OCTOBER, as_of=OCTOBER).ratio == Decimal("1.0302")


def test_a_measure_is_never_turned_into_another() -> None:
    rate = indicator("test-rate", Measure.RATE_12M)
    known = histories(history(rate, {"2026-07": "3.1"}))
    with pytest.raises(BadInput, match="published as rate-12m, not as index"):
        evaluate(replace(BASIC, index="test-rate"), known, effective_on=OCTOBER, as_of=OCTOBER)


def test_an_indicator_that_was_not_handed_in() -> None:
    with pytest.raises(UnknownName, match="test-cpl"):
        determine(replace(BASIC, index="test-cpl"))


# ---- Months that are not there ----------------------------------------------------------------------------

HOLE: dict[str, str | None] = {
    "2024-09": "315.301",
    "2024-10": "315.664",
    "2025-09": "324.800",
    "2025-10": None,
    "2025-11": "324.122",
}


def test_a_month_ahead_of_the_series_names_the_last_month_of_effect() -> None:
    with pytest.raises(NotPublished) as caught:
        determine(BASIC, on=date(2027, 1, 1))
    assert "2026-10 is not known; the series ends at 2026-07" in caught.value.message
    assert "2026-10 is the last month of effect" in caught.value.hint
    assert "clause basic" in caught.value.where


def test_a_hole_names_the_fallbacks() -> None:
    with pytest.raises(NotPublished, match="2025-10 was not published") as caught:
        determine(BASIC, HOLE, date(2026, 1, 1))
    assert "geometric-12m" in caught.value.hint


def test_an_empty_series() -> None:
    known = histories(history(indicator(), {}))
    with pytest.raises(NotPublished, match="the series is empty"):
        evaluate(BASIC, known, effective_on=OCTOBER, as_of=OCTOBER)


@pytest.mark.parametrize(
    ("fallback", "value"),
    [
        # The Treasury's number, the swap market's, and the last figure carried on; the last one is ours.
        (Missing.GEOMETRIC_12M, "325.604"),
        (Missing.SAME_MONTH_SWAP, "325.174"),
        (Missing.CARRY_FORWARD, "324.800"),
        (Missing.GEOMETRIC_BETWEEN, "324.461"),
    ],
)
def test_october_2025_by_each_fallback(fallback: Missing, value: str) -> None:
    found = determine(replace(BASIC, missing=fallback), HOLE, date(2026, 1, 1))
    substitute = next(s for s in found.steps if s.form == "substitute")
    assert substitute.value == Decimal(value)
    assert any("rests on a substitute" in text for text in found.warnings)


def test_a_fallback_never_stands_in_for_a_month_that_is_only_late() -> None:
    clause = replace(BASIC, missing=Missing.CARRY_FORWARD)
    with pytest.raises(NotPublished, match="the series ends at 2026-07"):
        determine(clause, on=date(2026, 11, 1))


def test_a_decreed_value_stands_for_its_month() -> None:
    decree = NamedValue("test-cpi", Period.month(2025, 10), Decimal("325.604"), "announced by the Treasury")
    found = determine(replace(BASIC, values=(decree,)), HOLE, date(2026, 1, 1))
    assert found.steps[2].text == "test-cpi 2025-10 is taken as 325.604: announced by the Treasury"
    assert found.steps[3].value is not None


# ---- Vintages: US PPI, all commodities, as BLS printed February 2026 four times ---------------------------

FEBRUARY = [
    ("267.848", date(2026, 3, 22)),
    ("269.296", date(2026, 4, 14)),
    ("269.909", date(2026, 5, 13)),
    ("269.553", date(2026, 7, 14)),
]


def ppi() -> History:
    """Four prints of one month, and the month a year before."""
    described = indicator("test-ppi", provisional_months=4)
    prints = [reading("2026-02", value, published_on=day) for value, day in FEBRUARY]
    return History(described, (reading("2025-02", "259.498", published_on=date(2025, 7, 15)), *prints))


@pytest.mark.parametrize(
    ("vintage", "as_of", "value", "provisional"),
    [
        (Vintage.FIRST_PUBLISHED, date(2026, 12, 1), "267.848", True),
        (Vintage.FINAL, date(2026, 12, 1), "269.553", False),
        (Vintage.LATEST, date(2026, 4, 30), "269.296", True),
        (Vintage.AS_KNOWN, date(2026, 6, 1), "269.909", True),
    ],
)
def test_the_vintage_that_counts(vintage: Vintage, as_of: date, value: str, provisional: bool) -> None:
    clause = IndexationClause(name="ppi", index="test-ppi", lag=8, vintage=vintage, on_fall=OnFall.APPLY)
    found = evaluate(clause, histories(ppi()), effective_on=OCTOBER, as_of=as_of)
    assert found.inputs[-1].value == Decimal(value)
    assert found.provisional is provisional


def test_a_final_figure_that_is_not_out_yet() -> None:
    clause = IndexationClause(
        name="ppi", index="test-ppi", lag=8, vintage=Vintage.FINAL, on_fall=OnFall.APPLY
    )
    with pytest.raises(NotPublished, match="still provisional"):
        evaluate(clause, histories(ppi()), effective_on=OCTOBER, as_of=date(2026, 6, 1))


def test_a_pinned_vintage_date_binds_later_decisions_too() -> None:
    clause = IndexationClause(
        name="ppi", index="test-ppi", lag=8, vintage_date=date(2026, 4, 30), on_fall=OnFall.APPLY
    )
    found = evaluate(clause, histories(ppi()), effective_on=OCTOBER, as_of=date(2026, 12, 1))
    assert found.inputs[-1].value == Decimal("269.296")


# ---- What must be said ------------------------------------------------------------------------------------


def test_cautions_about_the_index() -> None:
    described = indicator(seasonally_adjusted=True, caution="Mind the gap.", decimals=1)
    known = histories(
        History(
            described,
            (
                reading("2025-07", "100.0", origin="snapshot"),
                reading("2026-07", "101.0", status=Status.PROVISIONAL),
            ),
        )
    )
    said = " / ".join(evaluate(BASIC, known, effective_on=OCTOBER, as_of=date(2026, 10, 24)).warnings)
    assert "seasonally adjusted" in said
    assert "Mind the gap." in said
    assert "only known to +/- 0.1 points" in said
    assert "1 of the figures used may still be revised: test-cpi 2026-07" in said
    assert "bundled snapshot, as published by 2025-08-15, 435 days before" in said


# ---- Amounts ----------------------------------------------------------------------------------------------


def test_an_amount_is_rounded_once_by_its_own_rounding_first() -> None:
    tens = replace(BASIC, round_amount=Rounding(Decimal(10)))
    uprating = determine(tens)
    assert uprate_amount(uprating, Money.of(42150, "USD")).after == Money.of(43410, "USD")
    by_five = uprate_amount(uprating, Money.of(42150, "USD"), rounding=Rounding(Decimal(5)))
    assert by_five.after == Money.of(43415, "USD")
    assert by_five.unrounded == Decimal("43414.50")
    assert [s.number for s in by_five.steps] == [14, 15]


def test_without_a_rounding_the_currencys_smallest_unit_counts() -> None:
    uprating = determine(BASIC)
    assert uprate_amount(uprating, Money.of("10.05", "USD")).after == Money.of("10.35", "USD")
    assert uprate_amount(uprating, Money.of(1005, "JPY")).after == Money.of(1035, "JPY")


def test_a_rounding_finer_than_the_currency_is_refused() -> None:
    fine = replace(BASIC, round_amount=Rounding(Decimal("0.05")))
    with pytest.raises(BadInput, match="JPY has 0 decimals"):
        uprate_amount(determine(fine), Money.of(1003, "JPY"))


def test_quarterly_series_need_a_month_that_ends_a_quarter() -> None:
    from indicators.series import Frequency

    quarterly = indicator("test-q", frequency=Frequency.QUARTERLY)
    known = histories(history(quarterly, {"2025-Q2": "100", "2026-Q2": "102"}))
    clause = replace(BASIC, index="test-q", lag=4)
    assert evaluate(clause, known, effective_on=OCTOBER, as_of=OCTOBER).percent == Decimal(2)
    with pytest.raises(BadInput, match="no figure belongs to 2026-07"):
        evaluate(replace(clause, lag=3), known, effective_on=OCTOBER, as_of=OCTOBER)
