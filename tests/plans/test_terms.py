"""Every further term of a clause, one at a time, on figures small enough to check by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.errors import BadInput, NotPublished
from indicators.series import Frequency, History, Measure, Period
from plans import history as histories_of
from plans import presets
from plans.calendar import effective_dates
from plans.clause import IndexationClause, Leg
from plans.engine.amount import Part
from plans.money import Rounding
from plans.terms import (
    Align,
    Bank,
    BankOf,
    BaseAmount,
    BaseKind,
    Blend,
    Bracket,
    ClauseMeasure,
    Link,
    Missing,
    OnFall,
    Override,
    PerPoints,
    Piece,
    Proration,
    Recurrence,
    Scope,
)
from plans.uprate import Uprating, evaluate, uprate_number
from tests.plans.figures import histories, history, indicator, official
from tests.shared_data import needs_shared

OCTOBER = date(2026, 10, 1)
LATER = date(2035, 1, 1)
BASIC = IndexationClause(name="basic", index="one", lag=3, on_fall=OnFall.APPLY)
ONE = {"2025-07": "100", "2026-07": "104"}
TWO = {"2025-07": "200", "2026-07": "202"}


def series(name: str, values: dict[str, str], **fields: object) -> History:
    """An index of our own."""
    return history(indicator(name, **fields), dict(values))  # type: ignore[arg-type]  # a test's own fields


def determine(clause: IndexationClause, *known: History, on: date = OCTOBER) -> Uprating:
    """The determination on the indices `one` and `two`, or on those given."""
    held = known or (series("one", ONE), series("two", TWO))
    return evaluate(clause, histories(*held), effective_on=on, as_of=LATER)


def years(*levels: str) -> History:
    """The index `one` in the Julys from 2020."""
    return series("one", {f"{2020 + n}-07": level for n, level in enumerate(levels)})


def paid(clause: IndexationClause, *levels: str, amount: int = 100) -> list[Decimal]:
    """The rates of every October from 2021, for an index that stands at these levels in July."""
    dates = [date(2020 + n, 10, 1) for n in range(1, len(levels))]
    known = histories(years(*levels))
    found = histories_of.run(clause, known, dates=dates, amount=Decimal(amount), as_of=LATER)
    return [round(d.uprating.percent, 4) for d in found]


# ---- Blends -----------------------------------------------------------------------------------------------

LEGS = (
    Leg(index="one", lag=3, weight=Decimal(3)),
    Leg(index="two", lag=3, weight=Decimal(1)),
    Leg(constant=Decimal("2.5"), weight=Decimal(0)),
)


@pytest.mark.parametrize(
    ("blend", "percent"),
    [(Blend.WEIGHTED, "3.25"), (Blend.MAX, "4"), (Blend.MIN, "1"), (Blend.SUM, "7.5")],
)
def test_blends(blend: Blend, percent: str) -> None:
    found = determine(IndexationClause(name="blend", legs=LEGS, blend=blend, on_fall=OnFall.ZERO))
    assert found.percent == Decimal(percent)
    assert {i.indicator for i in found.inputs} == {"one", "two"}


def test_a_leg_may_pass_on_a_share_and_be_a_blend_itself() -> None:
    inner = Leg(legs=LEGS[:2], blend=Blend.MAX, share=Decimal("0.5"))
    clause = IndexationClause(
        name="nested", legs=(inner, Leg(constant=Decimal(1))), blend=Blend.SUM, on_fall=OnFall.ZERO
    )
    assert determine(clause).percent == Decimal(3)


def test_a_leg_counts_only_between_its_dates() -> None:
    legs = (replace(LEGS[0], until=date(2026, 9, 30)), replace(LEGS[1], since=date(2026, 10, 1)))
    clause = IndexationClause(name="dated", legs=legs, on_fall=OnFall.ZERO)
    assert determine(clause).percent == Decimal(1)
    assert not [s for s in determine(clause).steps if s.number == 7]
    with pytest.raises(BadInput, match="no leg counts on 2026-10-01"):
        determine(replace(clause, legs=legs[:1]))


# ---- Months, links and what stands in for a figure --------------------------------------------------------


def test_windows_that_end_with_a_quarter_or_a_year() -> None:
    months = {f"{y}-{m:02}": "100" if y == 2024 else "102" for y in (2024, 2025) for m in range(1, 13)}
    known = series("one", months | {f"2026-{m:02}": "110" for m in range(1, 10)})
    yearly = replace(BASIC, lag=1, align=Align.YEAR, window=12)
    assert determine(yearly, known).percent == Decimal(2)
    quarterly = replace(BASIC, lag=2, align=Align.QUARTER, window=3, base_months=3)
    found = determine(quarterly, known)
    assert str(found.inputs[-1].period) == "2026-06"
    assert found.percent == 0


def test_a_successor_is_linked_where_both_are_known() -> None:
    old = series("one", {"2025-07": "240", "2025-12": "250"})
    new = series("two", {"2025-12": "100", "2026-07": "101"})
    clause = replace(BASIC, links=(Link("two", Period.month(2025, 12)),))
    found = determine(clause, old, new)
    assert round(found.ratio, 20) == round(Decimal("252.5") / Decimal(240), 20)
    link = next(s for s in found.steps if s.number == 4)
    assert link.value == Decimal("2.5")
    assert [str(i.period) for i in link.inputs] == ["2025-12", "2025-12"]


def test_a_link_may_have_an_agreed_factor() -> None:
    clause = replace(BASIC, links=(Link("two", Period.month(2025, 12), Decimal("0.52")),))
    assert determine(clause).ratio == Decimal("1.0504")


def test_links_follow_each_other() -> None:
    known = (
        series("one", {"2025-07": "100", "2025-09": "110"}),
        series("two", {"2025-09": "55", "2025-12": "60"}),
        series("three", {"2025-12": "10", "2026-07": "11"}),
    )
    links = (Link("two", Period.month(2025, 9)), Link("three", Period.month(2025, 12)))
    assert determine(replace(BASIC, links=links), *known).ratio == Decimal("1.32")


def test_published_rates_are_linked_without_a_factor() -> None:
    known = (
        series("one", {"2025-07": "3"}, measure=Measure.RATE_12M),
        series("two", {"2026-07": "2"}, measure=Measure.RATE_12M),
    )
    clause = replace(
        BASIC,
        measure=ClauseMeasure.RATE_12M,
        links=(Link("two", Period.month(2025, 12)),),
        base=BaseKind.FIXED,
        base_period=Period.month(2024, 7),
        base_amount=BaseAmount.FIXED,
    )
    assert determine(clause, *known).percent == Decimal("5.06")


def test_a_named_successor_stands_in_for_a_hole() -> None:
    known = (
        series("one", {"2025-07": "100", "2026-06": "103", "2026-08": "105"}),
        series("two", {"2026-06": "200", "2026-07": "202"}),
    )
    clause = replace(BASIC, missing=Missing.SUCCESSOR, successor="two")
    assert determine(clause, *known).percent == Decimal("4.03")


def test_the_latest_available_figure_must_be_asked_for() -> None:
    known = series("one", {"2025-05": "100", "2026-05": "103", "2026-09": "105"})
    with pytest.raises(NotPublished, match="2026-07 is a hole"):
        determine(BASIC, known)
    found = determine(replace(BASIC, latest_available=True), known)
    assert found.percent == Decimal(3)
    assert any("2026-07 does not exist; 2026-05 is the latest before it" in w for w in found.warnings)


def test_the_latest_whole_quarter_of_a_quarterly_series() -> None:
    known = series("one", {"2025-Q2": "100", "2026-Q2": "102"}, frequency=Frequency.QUARTERLY)
    assert determine(replace(BASIC, latest_available=True), known).percent == Decimal(2)


@needs_shared
def test_the_california_cap_with_a_series_of_every_other_month() -> None:
    """San Diego has no April figure: March stands for it. CPI-U, BLS CUURS49ESA0."""
    area = indicator("own:ca-metro-cpi", key="own:ca-metro-cpi")
    known = {
        "own:ca-metro-cpi": History(area, official("us-cpi", "us_cpi_areas.csv", "CUURS49ESA0").readings)
    }
    found = evaluate(presets.load("ca-ab1482"), known, effective_on=date(2024, 8, 1), as_of=LATER)
    assert [str(i.period) for i in found.inputs] == ["2023-03", "2024-03"]
    assert found.percent == Decimal("8.6")  # 3.6 percent and 5
    peak = evaluate(presets.load("ca-ab1482"), known, effective_on=date(2022, 8, 1), as_of=LATER)
    assert peak.percent == Decimal(10)


# ---- Transforms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "percent"), [("101.9", "1.9"), ("102.4", "2"), ("104", "3"), ("99", "-1")])
def test_a_table_on_the_rate(level: str, percent: str) -> None:
    pieces = (Piece(Decimal(2)), Piece(Decimal(3), Decimal(0), Decimal(2)), Piece(add=Decimal(-1)))
    found = determine(replace(BASIC, pieces=pieces), series("one", {"2025-07": "100", "2026-07": level}))
    assert found.percent == Decimal(percent)


@pytest.mark.parametrize(
    ("level", "increment"),
    [("260", "0"), ("267.5", "0"), ("267.6", "0"), ("268.7", "0"), ("268.8", "0.05"), ("240", "0")],
)
def test_cents_for_index_points_beyond_a_corridor(level: str, increment: str) -> None:
    """260 x 3 % = 7.8 points are free; each further 0.2 points give a cent, from five cents on."""
    clause = replace(presets.load("us-escalator-points"), index="one")
    found = determine(clause, series("one", {"2025-11": "260", "2026-11": level}), on=date(2027, 1, 1))
    assert uprate_number(found, Decimal("25.00")).rounded == Decimal("25.00") + Decimal(increment)


def test_a_fall_in_points_takes_back_only_where_falls_apply() -> None:
    rule = PerPoints(Decimal("0.5"), Decimal("0.02"))
    clause = replace(BASIC, measure=ClauseMeasure.POINTS, per_points=rule)
    known = series("one", {"2025-07": "100", "2026-07": "98.3"})
    assert determine(clause, known).increment == Decimal("-0.06")
    assert determine(replace(clause, on_fall=OnFall.ZERO), known).increment == 0


# ---- Corridor, margin, limits -----------------------------------------------------------------------------


def test_below_the_corridor_nothing_changes_and_the_change_adds_up() -> None:
    clause = replace(BASIC, corridor=Decimal(2), base=BaseKind.LAST_PAID, base_period=Period.month(2020, 7))
    assert paid(clause, "100", "101", "102.01", "103") == [0, Decimal("2.01"), 0]


def test_a_margin_before_and_after_the_cap() -> None:
    clause = replace(BASIC, margin=Decimal(1), cap=Decimal(3))
    assert determine(clause).percent == Decimal(3)
    assert determine(replace(clause, margin_after_cap=True)).percent == Decimal(4)


def test_anchored_and_chained_differ_under_a_yearly_cap() -> None:
    """+5, +1, +1, +1 percent under a cap of 3: chained 1.0612, from the base 1.0818."""
    levels = ("100", "105", "106.05", "107.1105", "108.181605")
    clause = replace(BASIC, cap=Decimal(3), base_period=None, round_amount=Rounding(Decimal("0.0001")))
    found = histories_of.both_bases(
        clause, histories(years(*levels)), dates=[date(y, 10, 1) for y in range(2021, 2025)],
        amount=Decimal(1), as_of=LATER,
    )  # fmt: skip
    assert [c.chained for c in found][-1] == Decimal("1.0612")
    assert [c.anchored for c in found][-1] == Decimal("1.0818")
    assert found[0].anchored == found[0].chained == Decimal("1.03")


def test_thresholds_have_no_fixed_and_chained_form() -> None:
    with pytest.raises(BadInput, match="no fixed and chained form"):
        histories_of.both_bases(presets.load("be-pivot"), {}, dates=[OCTOBER], amount=Decimal(1))


def test_published_rates_and_blends_have_both_forms() -> None:
    """4, 1 and 1 percent under a yearly cap of 2: by a chain 2 + 1 + 1, from the base 2 + 2 + 2."""
    days = [date(y, 10, 1) for y in range(2021, 2024)]
    rates = {"2021-07": "4", "2022-07": "1", "2023-07": "1"}
    clause = replace(BASIC, measure=ClauseMeasure.RATE_12M, cap=Decimal(2))
    known = histories(series("one", rates, measure=Measure.RATE_12M))
    found = histories_of.both_bases(clause, known, dates=days, amount=Decimal(100), as_of=LATER)
    assert [c.chained for c in found] == [Decimal("102"), Decimal("103.02"), Decimal("104.0502")]
    assert [c.anchored for c in found] == [Decimal("102"), Decimal("104.04"), Decimal("106.0904")]
    # The higher of 0 and then +10 %, and of +10 % and then 0: each year's by a chain, the whole one's once.
    legs = (Leg(index="one", lag=3), Leg(index="two", lag=3))
    blend = IndexationClause(name="blend", legs=legs, blend=Blend.MAX, on_fall=OnFall.APPLY)
    known = histories(
        series("one", {"2020-07": "100", "2021-07": "100", "2022-07": "110"}),
        series("two", {"2020-07": "100", "2021-07": "110", "2022-07": "110"}),
    )
    found = histories_of.both_bases(blend, known, dates=days[:2], amount=Decimal(100), as_of=LATER)
    assert (found[-1].chained, found[-1].anchored) == (Decimal(121), Decimal(110))


def test_a_margin_has_no_meaning_since_a_fixed_base() -> None:
    clause = replace(BASIC, margin=Decimal(1))
    with pytest.raises(BadInput, match="it knows a margin"):
        histories_of.both_bases(clause, {}, dates=[OCTOBER], amount=Decimal(1))


def test_a_cap_over_three_determinations_together() -> None:
    clause = replace(BASIC, cap=Decimal(10), limit_over=3)
    assert paid(clause, "100", "108", "116.64", "125.97") == [Decimal(8), Decimal("1.8519"), 0]


def test_a_ratchet_with_a_state_holds_the_last_ratio() -> None:
    clause = replace(
        BASIC, on_fall=OnFall.RATCHET, base=BaseKind.FIXED, base_period=Period.month(2020, 7),
        base_amount=BaseAmount.FIXED,
    )  # fmt: skip
    assert paid(clause, "100", "104", "103", "105") == [Decimal(4), Decimal(4), Decimal(5)]


def test_the_excess_over_a_cap_is_banked_and_used_later() -> None:
    clause = presets.load("cap-with-bank")
    bank = replace(BASIC, floor=clause.floor, cap=clause.cap, bank=clause.bank, on_fall=OnFall.ZERO)
    # +5 (2 banked), +1 (and 2 from the bank), +1 (nothing left), -2
    assert paid(bank, "100", "105", "106.05", "107.1105", "104.96829") == [3, 3, 1, 0]


def test_a_bank_has_a_limit_and_forgets() -> None:
    rule = Bank(BankOf.EXCESS, limit=Decimal("1.5"), expires=1)
    clause = replace(BASIC, floor=Decimal(0), cap=Decimal(3), bank=rule, on_fall=OnFall.ZERO)
    # +8: 5 beyond, 1.5 kept; +3: no room, the bank grows old; +1: it has expired
    assert paid(clause, "100", "108", "111.24", "112.3524") == [3, 3, 1]
    assert paid(clause, "100", "108", "109.08", "112.3524") == [3, Decimal("2.5"), 3]


def test_what_a_floor_gave_too_much_is_taken_back() -> None:
    rule = Bank(BankOf.SHORTFALL)
    clause = replace(BASIC, floor=Decimal(0), bank=rule)
    # -2: the floor gives 2 too much; +1: taken back whole; +4: one point still owed
    assert paid(clause, "100", "98", "98.98", "102.9392") == [0, 0, 3]


@pytest.mark.parametrize("scope", list(Scope))
def test_limits_bind_each_time_or_over_the_span(scope: Scope) -> None:
    clause = replace(BASIC, base_months=24, cap=Decimal(3), limit_scope=scope)
    known = series("one", {"2024-07": "100", "2026-07": "110"})
    expected = "3" if scope is Scope.EACH else "6.09"
    assert determine(clause, known).percent == Decimal(expected)


# ---- Amounts ----------------------------------------------------------------------------------------------


def test_brackets_of_an_amount() -> None:
    brackets = (
        Bracket(Decimal(1), Decimal(2000)),
        Bracket(Decimal("0.5"), Decimal(3000)),
        Bracket(Decimal(0)),
    )
    found = determine(replace(BASIC, brackets=brackets))
    after = [uprate_number(found, Decimal(a)).rounded for a in (1000, 2500, 5000)]
    assert after == [Decimal(1040), Decimal(2590), Decimal(5100)]


def test_rounding_the_increase_is_not_rounding_the_amount() -> None:
    found = determine(BASIC)
    by_increase = replace(BASIC, round_increment=Rounding(Decimal(25)))
    assert uprate_number(found, Decimal(1010), rounding=Rounding(Decimal(25))).rounded == 1050
    assert uprate_number(determine(by_increase), Decimal(1010)).rounded == 1060


def test_the_least_and_the_greatest_amount() -> None:
    found = determine(replace(BASIC, floor_amount=Decimal(100), cap_amount=Decimal(1000)))
    assert uprate_number(found, Decimal(50)).rounded == 100
    assert uprate_number(found, Decimal(990)).rounded == 1000
    assert uprate_number(found, Decimal(500)).rounded == 520


def test_an_override_replaces_the_rate_and_later_periods_go_on_from_it() -> None:
    freeze = Override(on=date(2022, 10, 1), percent=Decimal(0), reason="freeze", source="minutes")
    fixed = Override(on=date(2023, 10, 1), amount=Decimal(110), reason="settled", source="minutes")
    clause = replace(BASIC, overrides=(freeze, fixed))
    dates = [date(y, 10, 1) for y in range(2021, 2025)]
    known = histories(years("100", "102", "104.04", "106.1208", "108.243216"))
    found = histories_of.run(clause, known, dates=dates, amount=Decimal(100), as_of=LATER)
    assert [d.after for d in found] == [102, 102, 110, Decimal("112.2")]
    assert "decided otherwise: 0 % instead of 2 % (freeze; minutes)" in [
        s.text for s in found[1].uprating.steps
    ]
    assert found[2].steps[-1].text == "decided otherwise: 110 instead of 104.04 (settled; minutes)"


HALF = Part(date(2026, 10, 15), date(2027, 1, 1), date(2026, 7, 1), date(2027, 1, 1))


def test_a_part_of_a_period_by_days_or_whole_months() -> None:
    by_days, by_months = (determine(replace(BASIC, proration=p)) for p in (Proration.DAYS, Proration.MONTHS))
    assert uprate_number(by_days, Decimal(184), part=HALF).rounded == Decimal("81.12")  # 78 of 184 days
    assert uprate_number(by_months, Decimal(600), part=HALF).rounded == Decimal(208)  # 2 of 6 months
    with pytest.raises(BadInput, match="inside its period"):
        uprate_number(by_days, Decimal(1), part=replace(HALF, first=date(2026, 6, 1)))


@pytest.mark.parametrize(
    ("kind", "amounts"),
    [
        # Three times 0.7 percent on 100, rounded to whole numbers.
        (BaseAmount.ROUNDED, [101, 102, 103]),
        (BaseAmount.UNROUNDED, [101, 101, 102]),
    ],
)
def test_what_the_next_amount_is_computed_from(kind: BaseAmount, amounts: list[int]) -> None:
    clause = replace(BASIC, base_amount=kind, round_amount=Rounding(Decimal(1)))
    known = histories(years("1000", "1007", "1014.049", "1021.147343"))
    dates = [date(y, 10, 1) for y in range(2021, 2024)]
    found = histories_of.run(clause, known, dates=dates, amount=Decimal(100), as_of=LATER)
    assert [int(d.after) for d in found] == amounts


def test_dates_of_effect() -> None:
    clause = replace(
        BASIC,
        calendar=(
            Recurrence(month=6, since=date(1975, 6, 1), until=date(1982, 6, 30)),
            Recurrence(month=7, every=60, since=date(2020, 7, 1)),
        ),
    )
    found = effective_dates(clause, date(1981, 1, 1), date(2030, 12, 31))
    assert [str(day) for day in found] == [
        "1981-06-01",
        "1982-06-01",
        "2020-07-01",
        "2025-07-01",
        "2030-07-01",
    ]
    with pytest.raises(BadInput, match="does not say when it takes effect"):
        effective_dates(BASIC, OCTOBER, OCTOBER)


def test_each_determination_may_be_decided_on_its_own_date() -> None:
    known = histories(years("100", "102", "104.04"))
    dates = [date(2021, 10, 1), date(2022, 10, 1)]
    found = histories_of.run(BASIC, known, dates=dates, amount=Decimal(100))
    assert [d.uprating.as_of for d in found] == dates
