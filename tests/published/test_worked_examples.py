"""Presets without an official table, by worked examples from their law, and the small official examples."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.arithmetic import percent_change, points
from indicators.series import History, Period
from plans import history as histories_of
from plans import presets
from plans.calendar import effective_dates
from plans.clause import IndexationClause
from plans.terms import BaseAmount, BaseKind, ClauseMeasure, Missing, OnFall
from plans.uprate import Uprating, evaluate, uprate_number
from tests.plans.figures import histories, history, indicator, official, oracle
from tests.shared_data import needs_shared

LATER = date(2027, 12, 31)


def own(name: str, values: Mapping[str, str | None], **fields: object) -> History:
    """A series that the user brings."""
    return history(indicator(name, key=name, **fields), values)  # type: ignore[arg-type]  # a test's own fields


def determined(clause: IndexationClause | str, day: date, *known: History) -> Uprating:
    """A preset's determination on these figures."""
    chosen = presets.load(clause) if isinstance(clause, str) else clause
    return evaluate(chosen, histories(*known), effective_on=day, as_of=LATER)


# ---- Limits of retirement plans: Internal Revenue Service, cost-of-living adjustments ---------------------

COMPENSATION = {
    2007: 225, 2008: 230, 2009: 245, 2010: 245, 2011: 245, 2012: 250, 2013: 255, 2014: 260, 2015: 265,
    2016: 265, 2017: 270, 2018: 275, 2019: 280, 2020: 285, 2021: 290, 2022: 305, 2023: 330, 2024: 345,
    2025: 350, 2026: 360,
}  # fmt: skip
BENEFITS = {
    2007: 180, 2008: 185, 2009: 195, 2010: 195, 2011: 195, 2012: 200, 2013: 205, 2014: 210, 2015: 210,
    2016: 210, 2017: 215, 2018: 220, 2019: 225, 2020: 230, 2021: 230, 2022: 245, 2023: 265, 2024: 275,
    2025: 280, 2026: 290,
}  # fmt: skip
CATCH_UP = {
    **dict.fromkeys((2007, 2008), 5000), **dict.fromkeys(range(2009, 2015), 5500),
    **dict.fromkeys(range(2015, 2020), 6000), **dict.fromkeys(range(2020, 2023), 6500),
    **dict.fromkeys(range(2023, 2026), 7500), 2026: 8000,
}  # fmt: skip


@needs_shared
@pytest.mark.parametrize(
    ("preset", "amount", "limits"),
    [
        ("us-401a17-limit", 200_000, {y: n * 1000 for y, n in COMPENSATION.items()}),
        ("us-415b-limit", 160_000, {y: n * 1000 for y, n in BENEFITS.items()}),
        ("us-catch-up-limit", 5000, CATCH_UP),
    ],
)
def test_the_sister_limits_of_twenty_years(preset: str, amount: int, limits: dict[int, int]) -> None:
    known = histories(official("us-cpi", "us_cpi_u.csv", "CUUR0000SA0"))
    clause = presets.load(preset)
    days = effective_dates(clause, date(2007, 1, 1), date(2026, 1, 1))
    found = histories_of.run(clause, known, dates=days, amount=Decimal(amount), as_of=LATER)
    assert {d.effective_on.year: int(d.after) for d in found} == limits


# ---- The small official examples --------------------------------------------------------------------------


@needs_shared
def test_the_escalation_examples() -> None:
    """BLS: 129.9 to 136.0 is 6.1 points and 4.7 percent; a rule in points is another rule."""
    for row in oracle("bls_escalation_examples"):
        base, current = Decimal(row["base_index"]), Decimal(row["current_index"])
        assert points(current, base) == Decimal(row["point_change"]), row
        assert round(percent_change(current, base), 1) == Decimal(row["percent_change"]), row
        if row["base_amount"]:
            known = {"2011-07": row["base_index"], "2018-07": row["current_index"]}
            found = determined("us-reg-cc", date(2020, 7, 1), history("us-cpi-w", known))
            moved = uprate_number(found, Decimal(row["base_amount"]))
            assert moved.rounded == Decimal(row["adjusted_amount"]), row


@needs_shared
def test_october_2025_by_every_rule_of_the_table() -> None:
    """Treasury, inflation swaps, the last figure carried forward, and ours between its neighbours."""
    rules = dict(
        zip(
            ("Treasury", "ISDA", "Carry", "Geometric"),
            (
                Missing.GEOMETRIC_12M,
                Missing.SAME_MONTH_SWAP,
                Missing.CARRY_FORWARD,
                Missing.GEOMETRIC_BETWEEN,
            ),
            strict=True,
        )
    )
    clause = IndexationClause(name="c", index="us-cpi", on_fall=OnFall.APPLY)
    known = histories(official("us-cpi", "us_cpi_u.csv", "CUUR0000SA0"))
    rows = oracle("us_missing_month_fallbacks")
    assert len(rows) == 4
    for row in rows:
        rule = next(rule for word, rule in rules.items() if row["rule"].startswith(word))
        found = evaluate(replace(clause, missing=rule), known, effective_on=date(2025, 10, 1), as_of=LATER)
        step = next(s for s in found.steps if s.form == "substitute")
        assert step.value == Decimal(row["recomputed"]), row
        assert row["published"] in ("", f"{step.value:.3f}"), row


# ---- Worked examples: figures of ours, arithmetic by hand -------------------------------------------------


def test_rent_at_three_quarters_of_the_index() -> None:
    """Law 392 of 1978, article 32: 119.3 to 121.9 is 2.1794 percent, three quarters of it 1.6345."""
    foi = own("own:it-foi", {"2024-12": "119.3", "2025-12": "121.9"}, decimals=1)
    found = determined("rent-75", date(2026, 1, 1), foi)
    assert round(found.percent, 4) == Decimal("1.6345")
    assert uprate_number(found, Decimal("800.00")).rounded == Decimal("813.08")
    fallen = own("own:it-foi", {"2024-12": "121.9", "2025-12": "119.3"}, decimals=1)
    assert not determined("rent-75", date(2026, 1, 1), fallen).paid


@pytest.mark.parametrize(
    ("now", "percent"),
    [("103.04", "4.0"), ("106", "6"), ("98", "0"), ("99.94", "0.9")],  # 3.0 + 1; capped; 0; -0.1 + 1
)
def test_cpi_plus_one(now: str, percent: str) -> None:
    """The change to a tenth, one point more, between 0 and 6 percent."""
    found = determined("cpi-plus", date(2026, 1, 1), history("us-cpi", {"2024-10": "100", "2025-10": now}))
    assert found.percent == Decimal(percent)


@pytest.mark.parametrize(("now", "percent"), [("128.85", "2.2"), ("126.0", "0.0"), ("125.37", "-0.5")])
def test_the_hicp_as_the_central_bank_reads_it(now: str, percent: str) -> None:
    known = history("ea19-hicp", {"2024-11": "126.02", "2025-11": now})
    found = determined("ecb-hicp", date(2026, 1, 1), known)
    assert found.percent == Decimal(percent)


def test_half_consumer_and_half_producer_prices() -> None:
    """3 percent and 5 percent: 4.0; and a fall of both changes nothing."""
    cpi = {"2024-08": "300", "2025-08": "309"}
    ppi = {"2024-08": "260", "2025-08": "273"}
    day = date(2026, 1, 1)
    found = determined(
        "composite-cpi-ppi", day, history("us-cpi", dict(cpi)), history("us-ppi-finished-goods", dict(ppi))
    )
    assert found.percent == Decimal(4)
    fallen = [
        history(name, dict(zip(values, reversed(list(values.values())), strict=True)))
        for name, values in (("us-cpi", cpi), ("us-ppi-finished-goods", ppi))
    ]
    assert not determined("composite-cpi-ppi", day, *fallen).paid


def test_a_cap_of_three_with_a_bank() -> None:
    """5, 2, 1, 4 percent: paid 3, 3, 2, 3; the bank holds 2, 1, 0 and then 1."""
    levels, level = {"2021-10": "100"}, Decimal(100)
    for year, change in ((2022, 5), (2023, 2), (2024, 1), (2025, 4)):
        level = level * (100 + change) / 100
        levels[f"{year}-10"] = str(level)
    clause = presets.load("cap-with-bank")
    days = effective_dates(clause, date(2023, 1, 1), date(2026, 1, 1))
    known = histories(history("us-cpi", dict(levels)))
    found = histories_of.run(clause, known, dates=days, amount=Decimal(1000), as_of=LATER)
    assert [round(d.uprating.percent, 6) for d in found] == [3, 3, 2, 3]
    assert [round(sum(b.points for b in d.state.bank), 6) for d in found] == [2, 1, 0, 1]


@pytest.mark.parametrize(
    ("april", "percent"),
    [("103", "8.0"), ("107", "10"), ("100", "5.0"), ("95", "0.0")],
)
def test_california_five_percent_and_the_change_but_ten_at_most(april: str, percent: str) -> None:
    """Civil Code 1947.12 (a)(1): five percent plus the change of the cost of living, or ten percent."""
    known = own("own:ca-metro-cpi", {"2024-04": "100", "2025-04": april}, decimals=3)
    assert determined("ca-ab1482", date(2025, 8, 1), known).percent == Decimal(percent)


def test_a_cent_for_each_fifth_of_a_point_beyond_three_percent() -> None:
    """300 to 312: 12 points, 9 of them free, 15 steps of 0.2: 15 cents; at 309.9 four, not paid."""
    for level, after in (("312", "20.15"), ("309.9", "20.00")):
        known = history("us-cpi-w", {"2024-11": "300", "2025-11": level})
        found = determined("us-escalator-points", date(2026, 1, 1), known)
        assert uprate_number(found, Decimal("20.00")).rounded == Decimal(after)


def test_rpi_capped_at_five() -> None:
    """Pensions Act 1995, section 51: at least 0 and at most 5 percent, each year on its own."""
    for rate, percent in (("-1.4", "0"), ("3.2", "3.2"), ("12.6", "5")):
        known = history("uk-rpi-rate", {"2024-09": rate})
        assert determined("rpi-capped-5", date(2025, 4, 1), known).percent == Decimal(percent)


def test_belgian_pay_stands_still_below_the_pivot() -> None:
    values = {str(Period.month(2019, 9).shift(n)): "109.38" for n in range(4)}  # x 0.98 = 107.19
    known = own("own:be-health-index", dict(values), decimals=2)
    assert not determined("be-pivot", date(2020, 1, 1), known).paid
    values = dict.fromkeys(values, "109.39")  # x 0.98 = 107.2022, 107.20 to two decimals: reached
    known = own("own:be-health-index", dict(values), decimals=2)
    assert determined("be-pivot", date(2020, 1, 1), known).percent == 2


# ---- Deflation: UK RPI of June, 2007 to 2011; it fell from March to October 2009 ---------------------------

JUNES = {"2007-06": "207.3", "2008-06": "216.8", "2009-06": "213.4", "2010-06": "224.1", "2011-06": "235.2"}
FELL = IndexationClause(name="fell", index="uk-rpi", lag=4, on_fall=OnFall.ZERO)
SINCE = replace(FELL, base=BaseKind.FIXED, base_period=Period.parse("2007-06"), base_amount=BaseAmount.FIXED)


def over(current: str, base: str) -> Decimal:
    """One June over another, in percent to six decimals."""
    return round(percent_change(Decimal(JUNES[f"{current}-06"]), Decimal(JUNES[f"{base}-06"])), 6)


@pytest.mark.parametrize(
    ("clause", "spans"),
    [
        # A fall that is forgotten; one that is applied; one that must first be regained.
        (FELL, [("2008", "2007"), None, ("2010", "2009"), ("2011", "2010")]),
        (
            replace(FELL, on_fall=OnFall.APPLY),
            [("2008", "2007"), ("2009", "2008"), ("2010", "2009"), ("2011", "2010")],
        ),
        (
            replace(FELL, on_fall=OnFall.BASE_STAYS),
            [("2008", "2007"), None, ("2010", "2008"), ("2011", "2010")],
        ),
        # From one base: as it stands, and the highest so far.
        (
            replace(SINCE, on_fall=OnFall.APPLY),
            [("2008", "2007"), ("2009", "2007"), ("2010", "2007"), ("2011", "2007")],
        ),
        (
            replace(SINCE, on_fall=OnFall.RATCHET),
            [("2008", "2007"), ("2008", "2007"), ("2010", "2007"), ("2011", "2007")],
        ),
    ],
)
def test_never_falls_has_several_meanings(
    clause: IndexationClause, spans: list[tuple[str, str] | None]
) -> None:
    days = [date(year, 10, 1) for year in range(2008, 2012)]
    known = histories(history("uk-rpi", dict(JUNES)))
    found = histories_of.run(clause, known, dates=days, amount=Decimal(100), as_of=LATER)
    expected = [Decimal(0) if span is None else over(*span) for span in spans]
    assert [round(d.uprating.percent, 6) for d in found] == expected


@needs_shared
def test_the_junes_typed_above_are_those_of_the_office_and_prices_fell_for_eight_months() -> None:
    rpi = {str(r.period): r.value for r in official("uk-rpi", "uk_ons.csv", "CHAW").readings}
    assert {month: rpi[month] for month in JUNES} == {m: Decimal(v) for m, v in JUNES.items()}
    fell = [m for m, v in rpi.items() if (b := rpi.get(f"{int(m[:4]) - 1}{m[4:]}")) and v and v < b]
    assert [m for m in fell if m.startswith("2009")] == [f"2009-{n:02}" for n in range(3, 11)]


@needs_shared
def test_chinas_producer_prices_fell_in_124_of_247_months() -> None:
    """Same month of last year = 100, as published; every fall is applied, or counts as nothing."""
    known = official("cn-ppi", "cn_nbs.csv", "CN_PPI_YOY100")
    applied = IndexationClause(name="c", index="cn-ppi", measure=ClauseMeasure.YOY_100, on_fall=OnFall.APPLY)
    falls = 0
    for reading in known.readings:
        assert reading.value is not None
        day = reading.period.first_day
        found = determined(applied, day, known).percent
        assert found == reading.value - 100
        assert determined(replace(applied, on_fall=OnFall.ZERO), day, known).percent == max(found, Decimal(0))
        falls += found < 0
    assert (falls, len(known.readings)) == (124, 247)
