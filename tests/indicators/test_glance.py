"""Age and bars of a series."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import NotPublished
from indicators.glance import bars, recent, sparkline, staleness
from indicators.series import Frequency, Series
from tests.indicators.making import indicator, reading, series

AUGUST = {"2026-07": "333.918", "2026-08": "334.980"}


@pytest.mark.parametrize(
    ("today", "age", "overdue"),
    [
        (date(2026, 9, 11), 11, False),
        (date(2026, 10, 14), 44, False),
        (date(2026, 11, 14), 75, False),  # September ended 45 days ago: its figure may just still come
        (date(2026, 11, 15), 76, True),
    ],
)
def test_a_monthly_figure_is_overdue_45_days_after_the_next_month_ended(
    today: date, age: int, overdue: bool
) -> None:
    told = staleness(series("us-cpi", AUGUST), today=today)
    assert (told.age_days, told.overdue) == (age, overdue)


def test_days_since_publication_are_told_apart_from_the_age_of_the_month() -> None:
    held = Series(series("us-cpi", {}).indicator, (reading("2026-08", "334.980", date(2026, 9, 24)),))
    told = staleness(held, today=date(2026, 11, 23))
    assert (str(told.period), told.age_days, told.published_days) == ("2026-08", 84, 60)


def test_a_quarter_has_longer() -> None:
    held = series(indicator(frequency=Frequency.QUARTERLY), {"2026-Q2": "101"})
    assert not staleness(held, today=date(2026, 11, 14)).overdue
    assert staleness(held, today=date(2026, 11, 15)).overdue


def test_an_empty_series_has_no_age() -> None:
    with pytest.raises(NotPublished, match="empty"):
        staleness(series("us-cpi", {}), today=date(2026, 11, 23))


def test_bars_run_from_the_lowest_to_the_highest_and_show_holes() -> None:
    assert bars([Decimal(1), Decimal(2), None, Decimal(8)]) == "▁▂·█"
    assert bars([Decimal("3.0")] * 3) == "▄▄▄"
    assert bars([None, None]) == "··"
    assert bars([]) == ""


def test_a_sparkline_ends_at_the_newest_figure_and_keeps_its_width() -> None:
    held = series("us-cpi", {"2025-09": "324.800", "2025-10": None, "2025-11": "324.122", "2025-12": None})
    assert recent(held, 4) == (None, Decimal("324.800"), None, Decimal("324.122"))
    assert sparkline(held, 4) == "·█·▁"
    assert sparkline(series("us-cpi", {}), 12) == ""
    assert sparkline(held, 0) == ""


@given(st.lists(st.none() | st.decimals("-20", "999", places=3), max_size=60))
def test_every_figure_gets_one_bar(values: list[Decimal | None]) -> None:
    drawn = bars(values)
    assert len(drawn) == len(values)
    assert [c == "·" for c in drawn] == [v is None for v in values]
    held = [v for v in values if v is not None]
    if len(set(held)) > 1:
        assert {drawn[values.index(max(held))], drawn[values.index(min(held))]} == {"█", "▁"}
