"""US rules by their own tables: Social Security, FERS, SSI, Regulation CC, limits of retirement plans."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.series import History, Period
from plans import history as histories_of
from plans import presets
from plans.calendar import effective_dates
from plans.history import Determination
from plans.terms import OnFall
from plans.uprate import evaluate
from tests.plans.figures import histories, history, indicator, official, oracle
from tests.shared_data import needs_shared

# CPI-W, not seasonally adjusted, 1982-84=100 (BLS CWUR0000SA0), July to September.
CPI_W = {
    "2007": "203.700 203.199 203.889",
    "2008": "216.304 215.247 214.935",
    "2009": "210.526 211.156 211.322",
    "2010": "213.898 214.205 214.306",
    "2011": "222.686 223.326 223.688",
}
# CPI-U, not seasonally adjusted, 1982-84=100 (BLS CUUR0000SA0), July to September.
CPI_U = {
    "2005": "195.4 196.4 198.8",
    "2006": "203.5 203.9 202.9",
    "2007": "208.299 207.917 208.490",
    "2008": "219.964 219.086 218.783",
    "2009": "215.351 215.834 215.969",
    "2010": "218.011 218.312 218.439",
    "2011": "225.922 226.545 226.889",
}


def third_quarters(name: str, values: dict[str, str]) -> dict[str, History]:
    """An index known for the third quarters of some years."""
    months = {
        f"{year}-{month:02}": value
        for year, line in values.items()
        for month, value in zip((7, 8, 9), line.split(), strict=True)
    }
    return histories(history(name, dict(months)))


def yearly(name: str, known: dict[str, History], first: date, last: date, amount: str) -> list[Determination]:
    """Every determination of a preset between two dates."""
    clause = presets.load(name)
    days = effective_dates(clause, first, last)
    return list(histories_of.run(clause, known, dates=days, amount=Decimal(amount), as_of=date(2026, 12, 31)))


def rates(found: list[Determination]) -> dict[str, Decimal]:
    """The rates determined, by month of effect."""
    return {str(Period.of(d.effective_on)): d.uprating.percent for d in found}


def test_no_cola_in_2009_and_2010_and_the_base_quarter_stays() -> None:
    clause = presets.load("us-ssa-cola")
    leg = replace(clause.legs[1], base_period=Period.month(2007, 9))
    days = [date(year, 12, 1) for year in range(2008, 2012)]
    found = histories_of.run(
        replace(clause, legs=(clause.legs[0], leg)),
        third_quarters("us-cpi-w", CPI_W),
        dates=days,
        amount=Decimal("1000"),
        as_of=date(2026, 1, 1),
    )
    # Social Security Administration, COLA series: 5.8, 0.0, 0.0, 3.6.
    assert [d.uprating.percent for d in found] == [Decimal(p) for p in ("5.8", "0", "0", "3.6")]
    assert [str(s.facts["base"].facts["last"]) for d in found for s in d.uprating.steps if s.number == 1] == [  # type: ignore[union-attr]  # a window is a phrase
        "2007-09", "2008-09", "2008-09", "2008-09",
    ]  # fmt: skip


@needs_shared
def test_every_cola_since_1975() -> None:
    known = histories(official("us-cpi-w", "us_cpi_w.csv", "CWUR0000SA0"))
    found = rates(yearly("us-ssa-cola", known, date(1975, 1, 1), date(2026, 12, 31), "100"))
    rows = oracle("us_ssa_cola")
    assert len(rows) == len(found) == 52
    for row in rows:
        computed, published = found[row["effective"]], Decimal(row["cola_published"])
        assert computed == Decimal(row["cola_recomputed"]), row
        assert (computed == published) == (row["match"] == "1"), row
    different = [row["effective"] for row in rows if row["match"] == "0"]
    assert different == ["1976-06", "1978-06", "1979-06", "1980-06", "1983-12", "1984-12", "1999-12"]
    assert found["1999-12"] == Decimal("2.4")  # as first paid


@needs_shared
def test_the_state_of_all_colas_before_one_date() -> None:
    known = histories(official("us-cpi-w", "us_cpi_w.csv", "CWUR0000SA0"))
    clause, day, as_of = presets.load("us-ssa-cola"), date(2026, 12, 1), date(2026, 10, 20)
    state = histories_of.state_before(clause, known, day, as_of=as_of)
    found = evaluate(clause, known, effective_on=day, as_of=as_of, previous=state)
    assert found.percent == Decimal("3.6")
    assert histories_of.state_before(presets.load("uk-benefits"), known, day, as_of=as_of) is None


@needs_shared
def test_every_fers_cola_since_2000() -> None:
    known = histories(official("us-cpi-w", "us_cpi_w.csv", "CWUR0000SA0"))
    found = rates(yearly("us-fers", known, date(1984, 1, 1), date(2025, 12, 31), "100"))
    rows = oracle("us_fers_diet_cola")
    assert len(rows) == 27
    for row in rows:
        assert found[f"{int(row['january']) - 1}-12"] == Decimal(row["fers_published"]), row


@pytest.mark.parametrize(
    ("cola", "fers"), [("1.9", "1.9"), ("2", "2"), ("2.5", "2"), ("3", "2"), ("3.2", "2.2")]
)
def test_what_fers_makes_of_a_cola(cola: str, fers: str) -> None:
    pieces = presets.load("us-fers").pieces
    rate = Decimal(cola)
    piece = next(p for p in pieces if p.up_to is None or rate <= p.up_to)
    assert piece.share * rate + piece.add == Decimal(fers)


@needs_shared
def test_ssi_is_carried_on_unrounded() -> None:
    """Monthly federal benefit rate, individuals: Social Security Administration, SSI amounts.

    The unrounded yearly amount of 2023, 10,970.44, is from the notice in the Federal Register.
    """
    paid = {2024: 943, 2025: 967, 2026: 994, 2027: 1029}
    known = histories(official("us-cpi-w", "us_cpi_w.csv", "CWUR0000SA0"))
    clause = presets.load("us-ssi")
    leg = replace(clause.legs[1], base_period=Period.month(2022, 9))
    days = [date(year - 1, 12, 1) for year in paid]
    found = histories_of.run(
        replace(clause, legs=(clause.legs[0], leg)), known, dates=days, amount=Decimal("10970.44"),
        as_of=date(2026, 12, 1),
    )  # fmt: skip
    assert [d.after / 12 for d in found] == list(paid.values())
    assert found[1].before == found[0].unrounded


# ---- Regulation CC: CPI-W of July 2011, 2018 and 2023 -----------------------------------------------------

JULYS = {"2011-07": "222.686", "2018-07": "246.155", "2023-07": "299.899"}
# 12 CFR 229.11: amounts before 2020, from July 2020 and from July 2025.
AMOUNTS = [
    (200, 225, 275), (400, 450, 550), (5000, 5525, 6725), (100, 100, 125), (1000, 1100, 1350),
    (500_000, 552_500, 672_950),
]  # fmt: skip


@pytest.mark.parametrize("amounts", AMOUNTS)
def test_regulation_cc_rounds_the_increase(amounts: tuple[int, int, int]) -> None:
    known = histories(history("us-cpi-w", dict(JULYS)))
    found = yearly("us-reg-cc", known, date(2020, 1, 1), date(2025, 12, 31), str(amounts[0]))
    assert [d.after for d in found] == list(amounts[1:])


def test_an_amount_that_did_not_move_keeps_its_base_month() -> None:
    known = histories(history("us-cpi-w", dict(JULYS)))
    first, second = yearly("us-reg-cc", known, date(2020, 1, 1), date(2025, 12, 31), "100")
    assert first.after == 100  # 10.5 percent of 100 rounds to an increase of 0
    assert second.uprating.state.compared == (Period.month(2011, 7),)


@pytest.mark.parametrize(
    ("index", "amount", "after"),
    [
        # The three examples of the official commentary on 12 CFR 229.11.
        (["114.7"], 200, 225),
        (["104"], 200, 200),
        (["95", "109"], 5000, 5450),
    ],
)
def test_the_examples_of_the_commentary(index: list[str], amount: int, after: int) -> None:
    values: dict[str, str | None] = {"2011-07": "100"}
    values |= {f"{2018 + 5 * n}-07": value for n, value in enumerate(index)}
    last = date(2020 + 5 * (len(index) - 1), 12, 31)
    found = yearly("us-reg-cc", histories(history("us-cpi-w", values)), date(2020, 1, 1), last, str(amount))
    assert found[-1].after == after


@needs_shared
def test_regulation_cc_table() -> None:
    known = histories(official("us-cpi-w", "us_cpi_w.csv", "CWUR0000SA0"))
    rows = [r for r in oracle("us_reg_cc_thresholds") if r["effective"]]
    assert len(rows) == 12
    for row in (r for r in rows if r["effective"] == "2020-07"):
        other = next(r for r in rows if r["amount"] == row["amount"] and r["effective"] == "2025-07")
        found = yearly("us-reg-cc", known, date(2020, 1, 1), date(2025, 12, 31), row["old"])
        assert [d.after for d in found] == [Decimal(r["published"]) for r in (row, other)], row


# ---- Limits of retirement plans: Internal Revenue Service, cost-of-living adjustments ---------------------

ELECTIVE = {
    2007: 15500, 2008: 15500, 2009: 16500, 2010: 16500, 2011: 16500, 2012: 17000, 2013: 17500, 2014: 17500,
    2015: 18000, 2016: 18000, 2017: 18000, 2018: 18500, 2019: 19000, 2020: 19500, 2021: 19500, 2022: 20500,
    2023: 22500, 2024: 23000, 2025: 23500, 2026: 24500,
}  # fmt: skip
ADDITIONS = {
    2007: 45000, 2008: 46000, 2009: 49000, 2010: 49000, 2011: 49000, 2012: 50000, 2013: 51000, 2014: 52000,
    2015: 53000, 2016: 53000, 2017: 54000, 2018: 55000, 2019: 56000, 2020: 57000, 2021: 58000, 2022: 61000,
    2023: 66000, 2024: 69000, 2025: 70000, 2026: 72000,
}  # fmt: skip


@pytest.mark.parametrize(("year", "limit"), [(y, ELECTIVE[y]) for y in range(2008, 2013)])
def test_the_limit_on_elective_deferrals_never_falls(year: int, limit: int) -> None:
    known = third_quarters("us-cpi", {y: v for y, v in CPI_U.items() if int(y) < year})
    day = date(year, 1, 1)
    found = histories_of.run(
        presets.load("us-401k-limit"), known, dates=[day], amount=Decimal(15000), as_of=day
    )
    assert found[0].after == limit
    assert (found[0].uprating.steps[-1].form == "ratchet") == (year in (2010, 2011))


@needs_shared
@pytest.mark.parametrize(
    ("preset", "amount", "limits"),
    [("us-401k-limit", "15000", ELECTIVE), ("us-415c-limit", "40000", ADDITIONS)],
)
def test_limits_of_twenty_years(preset: str, amount: str, limits: dict[int, int]) -> None:
    known = histories(official("us-cpi", "us_cpi_u.csv", "CUUR0000SA0"))
    found = yearly(preset, known, date(2007, 1, 1), date(2026, 1, 1), amount)
    assert {d.effective_on.year: int(d.after) for d in found} == limits


@needs_shared
def test_without_the_ratchet_2010_would_have_been_lower() -> None:
    known = histories(official("us-cpi", "us_cpi_u.csv", "CUUR0000SA0"))
    free = replace(presets.load("us-401k-limit"), on_fall=OnFall.APPLY)
    found = histories_of.run(free, known, dates=[date(2010, 1, 1)], amount=Decimal(15000))
    assert found[0].after == 16000


@needs_shared
def test_the_ira_limit_changes_to_its_successor_index() -> None:
    """IRS: 5,000 in 2009-2012, 5,500 to 2018, 6,000 to 2022, 6,500 in 2023, 7,000 to 2025, 7,500 in 2026."""
    limits = {**dict.fromkeys(range(2009, 2013), 5000), **dict.fromkeys(range(2013, 2019), 5500)}
    limits |= {**dict.fromkeys(range(2019, 2023), 6000), 2023: 6500, 2024: 7000, 2025: 7000, 2026: 7500}
    chained = indicator("own:us-c-cpi-u", key="own:us-c-cpi-u")
    known = histories(official("us-cpi", "us_cpi_u.csv", "CUUR0000SA0"))
    known["own:us-c-cpi-u"] = History(chained, official("us-cpi", "us_c_cpi_u.csv", "SUUR0000SA0").readings)
    found = yearly("us-ira-limit", known, date(2009, 1, 1), date(2026, 1, 1), "5000")
    assert {d.effective_on.year: int(d.after) for d in found} == limits
    assert any(step.form == "link" for step in found[-1].uprating.steps)
