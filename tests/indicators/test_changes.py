"""Changes of one series against published figures; holes stay holes, rates stay the office's."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import snapshot
from indicators.arithmetic import round_digits
from indicators.changes import (
    COMPUTED,
    PUBLISHED,
    View,
    changes,
    has_view,
    level_ratio,
    real_value,
    transform,
)
from indicators.errors import BadInput, NotPublished
from indicators.series import Frequency, Measure, Period, Series
from tests.indicators.making import FETCHED, indicator, reading, series

TODAY = date(2026, 11, 23)


def bundled(name: str) -> Series:
    """A bundled series as known today."""
    return snapshot.load()[name].history(FETCHED).known_on(TODAY)


def year_view(name: str) -> dict[str, Decimal | None]:
    """The 12-month view of a bundled series, rounded to one decimal as offices print it."""
    points = transform(bundled(name), View.YEAR)
    return {str(p): None if v is None else round_digits(v, 1) for p, v in points}


# Percent change over 12 months, not adjusted: BLS, CPI releases of the months named, table A; Eurostat,
# HICP release of October 2022 (euro area of 19).
@pytest.mark.parametrize(
    ("name", "month", "published"),
    [
        ("us-cpi", "2022-06", "9.1"),
        ("us-cpi", "2023-06", "3.0"),
        ("us-cpi", "2024-12", "2.9"),
        ("us-cpi", "2025-09", "3.0"),
        ("us-cpi", "2025-11", "2.7"),
        ("us-cpi", "2009-07", "-2.1"),
        ("us-cpi-core", "2022-09", "6.6"),
        ("us-cpi-core", "2024-12", "3.2"),
        ("us-cpi-w", "2024-12", "2.8"),
        ("ea19-hicp", "2022-10", "10.6"),
    ],
)
def test_the_computed_rate_is_the_published_one(name: str, month: str, published: str) -> None:
    assert year_view(name)[month] == Decimal(published)


def test_a_rate_computed_from_the_uk_cpi_index_differs_from_the_published_one_in_187_of_446_months() -> None:
    computed, published = year_view("uk-cpi"), year_view("uk-cpi-rate")
    gaps = {m: abs(rate - (computed[m] or 0)) for m, rate in published.items() if rate is not None}
    assert len(gaps) == 446
    assert sum(1 for gap in gaps.values() if gap) == 187
    assert max(gaps.values()) == Decimal("0.2")
    assert (computed["2025-07"], published["2025-07"]) == (Decimal("3.9"), Decimal("3.8"))
    assert (computed["2025-12"], published["2025-12"]) == (Decimal("3.3"), Decimal("3.4"))


def test_a_rate_computed_from_the_uk_rpi_index_equals_every_published_one() -> None:
    computed = year_view("uk-rpi")
    published = {m: rate for m, rate in year_view("uk-rpi-rate").items() if rate is not None}
    assert len(published) == 88
    assert {m: computed[m] for m in published} == published


def test_a_published_rate_is_passed_on_as_it_is_and_called_so() -> None:
    numbers = changes(bundled("uk-cpi-rate"), today=TODAY)
    assert numbers.percent_12m == Decimal("3.0")
    assert numbers.rate_is_published
    assert numbers.label_12m == PUBLISHED
    assert numbers.percent_1m is None
    assert numbers.percent_3m_annualised is None


def test_an_index_of_last_years_month_gives_the_published_percent() -> None:
    numbers = changes(series("cn-ppi", {"2025-07": "96.4", "2026-07": "103.5"}), today=TODAY)
    assert numbers.percent_12m == Decimal("3.5")
    assert numbers.label_12m == PUBLISHED
    assert numbers.percent_1m is None


def test_links_to_the_month_before_give_the_month_and_no_year() -> None:
    numbers = changes(series(indicator(measure=Measure.MOM_100), {"2026-07": "99.9"}), today=TODAY)
    assert numbers.percent_1m == Decimal("-0.1")
    assert numbers.percent_12m is None
    assert not numbers.rate_is_published


def test_an_index_gives_all_three_changes_unrounded_and_labelled_as_computed() -> None:
    numbers = changes(bundled("us-cpi"), today=TODAY)
    assert str(numbers.latest.period) == "2026-08"
    assert numbers.label_12m == COMPUTED
    assert numbers.percent_1m is not None
    assert numbers.percent_3m_annualised is not None
    assert numbers.percent_12m is not None
    assert round_digits(numbers.percent_1m, 6) == Decimal("0.318042")  # 334.980 / 333.918
    assert round_digits(numbers.percent_12m, 6) == Decimal("3.396548")  # 334.980 / 323.976
    assert round_digits(numbers.percent_3m_annualised, 2) == Decimal("-0.17")  # (334.980 / 335.123) ^ 4


class TestOctober2025:
    """US CPI of October 2025 does not exist: every change that needs it is absent, none is estimated."""

    @pytest.mark.parametrize("name", ["us-cpi", "us-cpi-sa", "us-cpi-core", "us-cpi-core-sa", "us-cpi-w"])
    def test_it_is_held_as_missing_with_the_reason(self, name: str) -> None:
        october = bundled(name)[Period.parse("2025-10")]
        assert october.value is None
        assert "federal funding" in october.footnote

    def test_the_changes_around_it_are_absent(self) -> None:
        held = bundled("us-cpi")
        month, year = dict(transform(held, View.MONTH)), dict(transform(held, View.YEAR))
        annualised = dict(transform(held, View.ANNUALISED))
        absent = {str(p) for p, v in month.items() if v is None}
        assert absent == {"1913-01", "2025-10", "2025-11"}
        assert [str(p) for p, v in year.items() if v is None and p.year > 1913] == ["2025-10"]
        assert [str(p) for p, v in annualised.items() if v is None and p.year > 1913] == [
            "2025-10",
            "2026-01",
        ]

    def test_october_2026_has_no_twelve_month_change(self) -> None:
        held = bundled("us-cpi")
        later = Series(
            held.indicator, (*held.readings, reading("2026-09", "335.4"), reading("2026-10", "335.9"))
        )
        numbers = changes(later, today=TODAY)
        assert str(numbers.latest.period) == "2026-10"
        assert numbers.percent_12m is None
        assert numbers.percent_1m is not None
        assert numbers.percent_3m_annualised is not None

    def test_an_amount_cannot_be_carried_to_or_from_it(self) -> None:
        with pytest.raises(NotPublished, match="2025-10 was not published"):
            real_value(Decimal(100), bundled("us-cpi"), Period.parse("2024-10"), Period.parse("2025-10"))


def test_an_amount_in_another_months_money() -> None:
    # 168.8 and 308.417 are CPI-U of January 2000 and January 2024.
    carried = real_value(Decimal(100), bundled("us-cpi"), Period.parse("2000-01"), Period.parse("2024-01"))
    assert round_digits(carried, 2) == Decimal("182.71")


def test_a_rebased_index_reads_100_at_its_base_and_keeps_every_change() -> None:
    held = bundled("uk-rpi")
    base = Period.parse("2015-01")
    rebased = dict(transform(held, View.REBASED, base=base))
    assert rebased[base] == 100
    july = rebased[Period.parse("2026-07")]
    assert july is not None
    assert round_digits(july, 6) == round_digits(Decimal("41910") / Decimal("255.4"), 6)


@given(st.lists(st.decimals("1", "999", places=3), min_size=2, max_size=30))
def test_rebasing_never_changes_a_monthly_change(levels: list[Decimal]) -> None:
    start = Period.parse("2020-01")
    held = series(indicator(), {str(start.shift(n)): str(v) for n, v in enumerate(levels)})
    rebased = transform(held, View.REBASED, base=start)
    again = series(indicator(), {str(p): f"{v:f}" for p, v in rebased if v is not None})
    for (_, one), (_, other) in zip(transform(held, View.MONTH), transform(again, View.MONTH), strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert abs(one - other) < Decimal("1e-30")


def test_a_rate_cannot_be_rebased_or_carry_an_amount() -> None:
    rate = bundled("uk-cpi-rate")
    with pytest.raises(BadInput) as caught:
        transform(rate, View.REBASED, base=Period.parse("2020-01"))
    assert caught.value.expected == "index, 12-month"
    with pytest.raises(BadInput, match="not index levels"):
        real_value(Decimal(100), rate, Period.parse("2020-01"), Period.parse("2021-01"))


@pytest.mark.parametrize("base", [None, Period.parse("2020")])
def test_rebasing_needs_a_period_of_the_same_frequency(base: Period | None) -> None:
    with pytest.raises(BadInput, match="rebasing needs") as caught:
        transform(bundled("uk-rpi"), View.REBASED, base=base)
    assert "2020-01" in caught.value.expected


def test_rebasing_on_a_missing_month_is_refused() -> None:
    with pytest.raises(NotPublished, match="2025-10"):
        transform(bundled("us-cpi"), View.REBASED, base=Period.parse("2025-10"))


class TestBases:
    """The same D7BT month reads 128.3 on 2005=100 and 100.2 on 2015=100: that is not deflation."""

    old = series(indicator("uk-cpi-2005", base_period="2005=100"), {"2015-02": "127.4"})
    new = series(indicator("uk-cpi-2015", base_period="2015=100"), {"2015-02": "99.5", "2016-02": "99.8"})

    def test_levels_on_two_bases_are_never_divided(self) -> None:
        with pytest.raises(BadInput, match="different bases") as caught:
            level_ratio(self.new, Period.parse("2016-02"), Period.parse("2015-02"), earlier_in=self.old)
        assert "2015=100" in caught.value.expected
        assert "2005=100" in str(caught.value.got)

    def test_adjusted_and_unadjusted_levels_are_never_divided(self) -> None:
        adjusted = series(
            indicator("uk-cpi-sa", base_period="2015=100", seasonally_adjusted=True), {"2015-02": "99.6"}
        )
        with pytest.raises(BadInput, match="different bases"):
            level_ratio(self.new, Period.parse("2016-02"), Period.parse("2015-02"), earlier_in=adjusted)

    def test_one_base_may_come_from_two_files(self) -> None:
        archive = series(indicator("uk-cpi-2015-archive", base_period="2015=100"), {"2015-02": "99.5"})
        there = level_ratio(self.new, Period.parse("2016-02"), Period.parse("2015-02"), earlier_in=archive)
        assert there == level_ratio(self.new, Period.parse("2016-02"), Period.parse("2015-02"))


def test_quarters_compare_with_the_quarter_a_year_before() -> None:
    gdp = indicator(frequency=Frequency.QUARTERLY)
    held = series(
        gdp,
        {f"2025-Q{q}": v for q, v in ((1, "100"), (2, "101"), (3, "102"), (4, "103"))} | {"2026-Q1": "105"},
    )
    numbers = changes(held, today=TODAY)
    assert numbers.percent_12m == 5
    assert numbers.percent_1m is None
    assert numbers.percent_3m_annualised is not None
    assert round_digits(numbers.percent_3m_annualised, 4) == Decimal("7.9962")  # (105 / 103) ^ 4
    assert not has_view(gdp, View.MONTH)


def test_a_gap_in_the_file_is_a_gap_in_every_view() -> None:
    held = series("uk-rpi", {"2026-04": "414.9", "2026-05": "415.3", "2026-07": "419.1"})
    assert transform(held, View.INDEX)[2] == (Period.parse("2026-06"), None)
    assert [v is None for _, v in transform(held, View.MONTH)] == [True, False, True, True]


def test_an_empty_series_has_no_points_and_no_numbers() -> None:
    nothing = series("us-cpi", {})
    assert transform(nothing, View.YEAR) == []
    with pytest.raises(NotPublished, match="empty"):
        changes(nothing, today=TODAY)
