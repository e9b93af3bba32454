"""UK rules by their own tables: linked gilts, revaluation, rail fares, student loans, the state pension."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.arithmetic import percent_change, round_digits
from indicators.catalog import catalog
from indicators.series import History, Measure, Period
from plans import history as histories_of
from plans import presets
from plans.calendar import effective_dates
from plans.clause import IndexationClause
from plans.engine.amount import Part
from plans.money import Rounding
from plans.uprate import evaluate, uprate_number
from tests.plans.figures import histories, history, indicator, official, oracle
from tests.shared_data import needs_shared

LATER = date(2026, 12, 31)
HUNDRED = Decimal(100)


def rpi_rates() -> History:
    """The published RPI rate of every month: the ratio of the published index to one decimal.

    The two agree in all 88 months for which the published rate is at hand (uk_published_rates_vs_index).
    """
    index = {r.period: r.value for r in official("uk-rpi", "uk_ons.csv", "CHAW").readings}
    rates: dict[str, str | None] = {}
    for period, value in index.items():
        before = index.get(period.shift(-12))
        if value is not None and before is not None:
            rates[str(period)] = str(round_digits(percent_change(value, before), 1))
    return history("uk-rpi-rate", rates)


@needs_shared
def test_the_rpi_rate_is_the_ratio_of_its_index_and_the_cpi_rate_is_not() -> None:
    rates = {str(r.period): r.value for r in rpi_rates().readings}
    rows = oracle("uk_published_rates_vs_index")
    for row in (r for r in rows if r["measure"] == "RPI"):
        assert rates[row["period"]] == Decimal(row["rate_published"]), row
    cpi = [r for r in rows if r["measure"] == "CPI"]
    assert sum(r["match"] == "0" for r in cpi) == 187


# ---- Index-linked gilts: UK Debt Management Office, dividends of 2023 and 2024 ----------------------------

RPI = {
    "2012-07": "242.1", "2012-08": "243.0", "2022-05": "337.1", "2022-12": "360.4", "2023-01": "360.3",
    "2023-06": "376.4", "2023-07": "374.2",
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "reference", "ratio", "dividend"),
    [
        (date(2023, 3, 22), "360.33226", "1.48640", "0.092900"),
        (date(2023, 9, 22), "374.86000", "1.54633", "0.096646"),
    ],
)
def test_a_gilt_with_three_months_lag(day: date, reference: str, ratio: str, dividend: str) -> None:
    known = histories(history("uk-rpi", dict(RPI)))
    found = evaluate(presets.load("uk-linker-3m"), known, effective_on=day, as_of=LATER)
    rounded = [s.value for s in found.steps if s.form == "mean-rounded"]
    assert rounded == [Decimal(reference), Decimal("242.41935")]
    assert found.ratio == Decimal(ratio)
    assert uprate_number(found, Decimal("0.125") / 2).rounded == Decimal(dividend)


def test_a_gilt_with_eight_months_lag_pays_rounded_down() -> None:
    known = histories(history("uk-rpi", dict(RPI)))
    found = evaluate(presets.load("uk-linker-8m"), known, effective_on=date(2023, 1, 17), as_of=LATER)
    assert round(found.ratio, 5) == Decimal("3.45149")
    assert uprate_number(found, Decimal("1.25")).rounded == Decimal("4.3143")


def gilt(row: dict[str, str]) -> IndexationClause:
    """The preset for one gilt of the table."""
    if row["lag_months"] == "3":
        return replace(presets.load("uk-linker-3m"), base_date=date.fromisoformat(row["first_issue"]))
    clause = replace(presets.load("uk-linker-8m"), base_value=Decimal(row["base_rpi"]))
    by_2002 = row["first_issue"] < "2002"
    return clause if by_2002 else replace(clause, round_amount=Rounding(Decimal("0.000001")))


@needs_shared
def test_all_67_published_dividends() -> None:
    known = histories(official("uk-rpi", "uk_ons.csv", "CHAW"))
    rows = oracle("uk_gilts_index_linked")
    assert len(rows) == 67
    for row in rows:
        day = date.fromisoformat(row["dividend_date"])
        found = evaluate(gilt(row), known, effective_on=day, as_of=LATER)
        part = None
        if row["note"]:  # a short first dividend, by days of the half year
            half = date(day.year, day.month - 6, day.day)
            part = Part(date.fromisoformat(row["first_issue"]), day, half, day)
        paid = uprate_number(found, Decimal(row["coupon"]) / 2, part=part).rounded
        assert paid == Decimal(row["dividend_published"]), row
        assert round(found.ratio, 5) == Decimal(row["index_ratio_published"]), row


# ---- Revaluation of deferred pensions ---------------------------------------------------------------------


def revaluation(first: int, cap: str = "5") -> IndexationClause:
    """The preset for service from the first year on, at most `cap` percent a year."""
    return replace(presets.load("uk-lpi"), base_period=Period.month(first - 1, 9), cap=Decimal(cap))


def test_the_cap_binds_on_the_whole_span() -> None:
    """SI 1994: seven years to 1994, 41.5 percent of prices, 40.7 percent by the cap."""
    rates = {"1989-09": "7.6", "1990-09": "10.9", "1991-09": "4.1", "1992-09": "3.6", "1993-09": "1.8"}
    rates |= {"1988-09": "5.9", "1994-09": "2.2"}
    known = histories(history("uk-rpi-rate", dict(rates)), history("uk-cpi-rate", {}))
    found = evaluate(revaluation(1988), known, effective_on=date(1995, 1, 1), as_of=LATER)
    assert found.percent == Decimal("40.7")
    assert any(s.form == "decreed" for s in found.steps)
    free = evaluate(replace(revaluation(1988), cap=None), known, effective_on=date(1995, 1, 1), as_of=LATER)
    assert free.percent == Decimal("41.5")


@needs_shared
def test_all_60_revaluation_percentages() -> None:
    known = histories(rpi_rates(), official("uk-cpi-rate", "uk_ons.csv", "D7G7"))
    rows = oracle("uk_pension_revaluation_lpi")
    assert len(rows) == 60
    for row in rows:
        first, last = int(row["from"][:4]), int(row["to"][:4])
        clause = revaluation(first, "2.5" if "lower" in row["order"] else "5")
        found = evaluate(clause, known, effective_on=date(last + 1, 1, 1), as_of=LATER)
        assert found.percent == Decimal(row["published"]), row


# ---- Rail fares -------------------------------------------------------------------------------------------


@needs_shared
def test_rail_fares_and_their_three_overrides() -> None:
    known = histories(rpi_rates())
    clause = presets.load("uk-rail")
    days = effective_dates(clause, date(2010, 1, 1), date(2026, 12, 31))
    found = histories_of.run(clause, known, dates=days, amount=HUNDRED, as_of=LATER)
    percents = {str(Period.of(d.effective_on)): d.uprating for d in found}
    rows = oracle("uk_rail_fares_cap")
    assert len(rows) == len(percents) == 17
    for row in rows:
        uprating = percents[row["effective"]]
        assert uprating.percent == Decimal(row["published_cap"]), row
        assert (uprating.steps[-1].form == "override-rate") == ("override" in row["source"]), row


@pytest.mark.parametrize(
    ("day", "rate", "cap"), [(date(2010, 1, 2), "-1.4", "-0.4"), (date(2016, 1, 2), "1.0", "1.0")]
)
def test_rail_fares_have_no_floor_and_a_dated_margin(day: date, rate: str, cap: str) -> None:
    known = histories(history("uk-rpi-rate", {f"{day.year - 1}-07": rate}))
    found = evaluate(presets.load("uk-rail"), known, effective_on=day, as_of=LATER)
    assert found.percent == Decimal(cap)


# ---- Student loans, plan 1: Department for Education, repayment thresholds ---------------------------------

# RPI rate of March (ONS CZBH), and the threshold from April of the next year.
MARCH_RPI = "3.6 3.3 2.5 0.9 1.6 3.1 3.3 2.4 2.6 1.5 9.0 13.5 4.3 3.2"
THRESHOLDS = [
    16365, 16910, 17335, 17495, 17775, 18330, 18935, 19390, 19895, 20195, 22015, 24990, 26065, 26900,
]  # fmt: skip


def test_fourteen_student_loan_thresholds_are_rounded_up() -> None:
    rates: dict[str, str | None] = {f"{2012 + n}-03": rate for n, rate in enumerate(MARCH_RPI.split())}
    clause = presets.load("uk-student-loan")
    days = effective_dates(clause, date(2013, 1, 1), date(2026, 12, 31))
    known = histories(history("uk-rpi-rate", rates))
    found = histories_of.run(clause, known, dates=days, amount=Decimal(15795), as_of=LATER)
    assert [int(d.after) for d in found] == THRESHOLDS


# ---- Basic state pension: Department for Work and Pensions, full weekly rate -------------------------------

# September CPI rate (ONS D7G7) and earnings growth to July (ONS KAC3), the years before each April.
LOCKS = [
    (2011, "3.1", "1.3", "102.15"), (2012, "5.2", "2.8", "107.45"), (2013, "2.2", "1.6", "110.15"),
    (2014, "2.7", "1.2", "113.10"), (2015, "1.2", "0.6", "115.95"), (2016, "-0.1", "2.9", "119.30"),
    (2017, "1.0", "2.4", "122.30"), (2018, "3.0", "2.2", "125.95"), (2019, "2.4", "2.6", "129.20"),
    (2020, "1.7", "3.9", "134.25"), (2021, "0.5", "-1.0", "137.60"), (2022, "3.1", "8.3", "141.85"),
    (2023, "10.1", "5.5", "156.20"), (2024, "6.7", "8.5", "169.50"), (2025, "1.7", "4.1", "176.45"),
    (2026, "3.8", "4.8", "184.90"),
]  # fmt: skip


def test_sixteen_years_of_the_triple_lock() -> None:
    growth = indicator("own:uk-earnings-growth", Measure.RATE_12M, key="own:uk-earnings-growth")
    known = histories(
        history("uk-cpi-rate", {f"{year - 1}-09": cpi for year, cpi, _, _ in LOCKS}),
        history(growth, {f"{year - 1}-07": earned for year, _, earned, _ in LOCKS}),
    )
    clause = presets.load("uk-triple-lock")
    days = effective_dates(clause, date(2011, 1, 1), date(2026, 12, 31))
    found = histories_of.run(clause, known, dates=days, amount=Decimal("97.65"), as_of=LATER)
    assert [d.after for d in found] == [Decimal(pension) for _, _, _, pension in LOCKS]
    overridden = [d.effective_on.year for d in found if d.uprating.steps[-1].form == "override-rate"]
    assert overridden == [2011, 2022]


@needs_shared
def test_the_rates_typed_above_are_those_of_the_office() -> None:
    rpi = {str(r.period): r.value for r in rpi_rates().readings}
    cpi = {str(r.period): r.value for r in official("uk-cpi-rate", "uk_ons.csv", "D7G7").readings}
    assert [rpi[f"{2012 + n}-03"] for n in range(14)] == [Decimal(r) for r in MARCH_RPI.split()]
    assert [cpi[f"{year - 1}-09"] for year, _, _, _ in LOCKS] == [Decimal(rate) for _, rate, _, _ in LOCKS]


def test_the_rate_presets_name_published_rates() -> None:
    for name in ("uk-benefits", "uk-lpi", "uk-student-loan", "rpi-capped-5"):
        index = presets.load(name).index
        assert index is not None
        assert catalog()[index].measure is Measure.RATE_12M
