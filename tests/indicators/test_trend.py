"""Frames agree with the exact numbers, and leave holes where the exact numbers are absent."""

from datetime import date
from decimal import Decimal
from math import isnan

import pandas as pd
import pytest

from indicators import snapshot, trend
from indicators.changes import View, transform
from indicators.changes import real_value as exact_real_value
from indicators.errors import BadInput, NotPublished
from indicators.series import Frequency, Measure, Period, Series
from tests.indicators.making import FETCHED, indicator, series

TODAY = date(2026, 11, 23)
NAMES = [s.indicator.name for s in snapshot.load().series]


def bundled(name: str) -> Series:
    """A bundled series as known today."""
    return snapshot.load()[name].history(FETCHED).known_on(TODAY)


def _assert_same(column: "pd.Series[float]", exact: list[tuple[Period, Decimal | None]]) -> None:
    for period, value in exact:
        shown = column[pd.Timestamp(period.first_day)]
        assert isnan(shown) if value is None else shown == pytest.approx(float(value), abs=1e-9), period


@pytest.mark.parametrize("view", [View.INDEX, View.MONTH, View.YEAR, View.ANNUALISED])
@pytest.mark.parametrize("name", ["us-cpi", "uk-cpi-rate", "uk-rpi-rate", "cn-ppi", "us-ppi-commodities"])
def test_a_frame_shows_what_the_exact_view_says(name: str, view: View) -> None:
    held = bundled(name)
    column = trend.frame([held], view)[name]
    try:
        _assert_same(column, transform(held, view))
    except BadInput:
        assert column.isna().all()


def test_rebased_series_meet_at_100_and_one_without_that_month_is_empty() -> None:
    base = Period.parse("2010-01")
    names = ["us-cpi", "uk-rpi", "us-ppi-finished-goods", "uk-cpi-rate"]
    table = trend.frame([bundled(n) for n in names], View.REBASED, base=base)
    at_base = table.loc[pd.Timestamp("2010-01-01")]
    assert at_base["us-cpi"] == at_base["uk-rpi"] == 100
    assert table["us-ppi-finished-goods"].isna().all()  # begins in 2012
    assert table["uk-cpi-rate"].isna().all()  # a rate has no level
    _assert_same(table["us-cpi"], transform(bundled("us-cpi"), View.REBASED, base=base))


def test_every_bundled_series_fits_one_frame_without_a_month_left_out() -> None:
    table = trend.frame([bundled(n) for n in NAMES])
    assert list(table.columns) == NAMES
    assert (str(table.index[0].date()), str(table.index[-1].date())) == ("1913-01-01", "2026-09-01")
    assert len(table) == (2026 - 1913) * 12 + 9
    assert isnan(table["us-cpi"][pd.Timestamp("2025-10-01")])


def test_an_amount_in_every_months_money_agrees_with_the_exact_one() -> None:
    held = bundled("uk-rpi")
    start = Period.parse("2000-01")
    carried = trend.real_value(Decimal(30_000), held, start)
    for month in ("1987-01", "2000-01", "2026-07"):
        exact = exact_real_value(Decimal(30_000), held, start, Period.parse(month))
        assert carried[pd.Timestamp(f"{month}-01")] == pytest.approx(float(exact))


def test_an_amount_needs_an_index_and_its_own_month() -> None:
    with pytest.raises(BadInput, match="not index levels"):
        trend.real_value(Decimal(1), bundled("uk-cpi-rate"), Period.parse("2000-01"))
    with pytest.raises(NotPublished, match="2025-10"):
        trend.real_value(Decimal(1), bundled("us-cpi"), Period.parse("2025-10"))


def test_quarters_stand_on_their_first_day() -> None:
    held = series(
        indicator(frequency=Frequency.QUARTERLY), {"2025-Q1": "100", "2025-Q3": "104", "2026-Q1": "105"}
    )
    table = trend.frame([held], View.YEAR)
    assert [str(t.date()) for t in table.index[:2]] == ["2025-01-01", "2025-04-01"]
    _assert_same(table["test-index"], transform(held, View.YEAR))


def test_months_and_quarters_do_not_share_a_frame() -> None:
    quarterly = series(indicator(frequency=Frequency.QUARTERLY), {"2025-Q1": "100"})
    with pytest.raises(BadInput, match="one frequency"):
        trend.frame([bundled("us-cpi"), quarterly])


def test_rebasing_without_a_base_is_refused() -> None:
    with pytest.raises(BadInput, match="rebasing needs"):
        trend.frame([bundled("us-cpi")], View.REBASED)


def test_no_series_and_empty_series_make_empty_frames() -> None:
    assert trend.frame([]).empty
    assert trend.frame([series(indicator(measure=Measure.INDEX), {})], View.YEAR).empty


def test_ages_name_what_is_overdue() -> None:
    table = trend.ages([bundled("us-cpi-w"), bundled("ea19-hicp")], today=TODAY)
    assert table.loc["us-cpi-w", "period"] == "2026-09"
    assert not table.loc["us-cpi-w", "overdue"]
    assert table.loc["ea19-hicp", "overdue"]
    assert table.loc["ea19-hicp", "age_days"] == (TODAY - date(2025, 8, 31)).days
