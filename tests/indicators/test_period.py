"""Periods: their text, their order, and steps between them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import BadInput
from indicators.series import Frequency, Period

frequencies = st.sampled_from(list(Frequency))


@st.composite
def periods(draw: st.DrawFn, frequency: Frequency | None = None) -> Period:
    """Any period of the years an index can have."""
    chosen = frequency or draw(frequencies)
    return Period(chosen, draw(st.integers(1800, 2200)), draw(st.integers(1, chosen.per_year)))


@given(periods())
def test_a_period_is_read_back_from_its_own_text(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods(), st.integers(-600, 600))
def test_shifting_there_and_back_is_no_shift(period: Period, count: int) -> None:
    assert period.shift(count).shift(-count) == period
    assert period.shift(count).ordinal - period.ordinal == count


@given(periods(Frequency.MONTHLY), st.integers(-1200, 1200))
def test_order_follows_the_calendar(period: Period, count: int) -> None:
    later = period.shift(count)
    assert (later > period) == (count > 0)
    assert (later.first_day > period.first_day) == (count > 0)


@given(periods())
def test_a_period_holds_its_first_day_and_not_the_day_before(period: Period) -> None:
    assert Period.of(period.first_day, period.frequency) == period
    assert Period.of(period.first_day - timedelta(days=1), period.frequency) == period.shift(-1)


@pytest.mark.parametrize(
    ("text", "first_day"),
    [
        ("2026-08", date(2026, 8, 1)),
        ("2026-Q3", date(2026, 7, 1)),
        ("2026-S2", date(2026, 7, 1)),
        ("2026", date(2026, 1, 1)),
        (" 2025-10 ", date(2025, 10, 1)),
    ],
)
def test_periods_as_people_type_them(text: str, first_day: date) -> None:
    assert Period.parse(text).first_day == first_day


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-00", "2026-8", "26-08", "2026-Q5", "2026-S3", "2026/08", "Aug 2026", "0000-01"],
)
def test_anything_else_is_refused_with_the_expected_form(text: str) -> None:
    with pytest.raises(BadInput, match="not a period") as caught:
        Period.parse(text, where="--to")
    assert "YYYY-MM" in caught.value.expected
    assert caught.value.got == text
    assert caught.value.where == "--to"


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 13), (0, 1), (10_000, 1)])
def test_a_month_outside_the_calendar_cannot_be_made(year: int, number: int) -> None:
    with pytest.raises(BadInput, match="no such period"):
        Period(Frequency.MONTHLY, year, number)
