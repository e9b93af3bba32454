"""Exact numbers, moments and periods as they are written and read."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import BadInput
from indicators.series import Frequency, Period
from storage.columns import (
    decimal_text,
    moment_text,
    period_from,
    period_number,
    published_digits,
    utc,
)

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
_FROM = datetime(1900, 1, 1)  # noqa: DTZ001 - Hypothesis asks for a naive one
moments = st.datetimes(_FROM, timezones=st.timezones() | st.just(UTC))
periods = st.sampled_from(Frequency).flatmap(
    lambda f: st.builds(Period, st.just(f), st.integers(1, 9999), st.integers(1, f.per_year))
)


@given(numbers)
def test_the_value_never_changes(value: Decimal) -> None:
    assert published_digits(value) == value
    assert Decimal(decimal_text(value)) == value
    assert "E" not in decimal_text(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=1, max_value=10**6, places=6))
def test_up_to_fifteen_digits_stay_as_published(value: Decimal) -> None:
    assert decimal_text(value) == str(value)


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ("182.600", "182.600"),
        ("182.6000000000000000000000000000000000000000", "182.6"),
        ("100.0000000000000000000000", "100"),
        ("1234567890123456.70", "1234567890123456.7"),
        ("1234567890123456789", "1234567890123456789"),
        ("1000000000000000000", "1000000000000000000"),
        ("0.00000", "0.00000"),
        ("-0.0", "0.0"),
        ("1E+3", "1000"),
        ("1.50E-2", "0.0150"),
    ],
)
def test_digits_as_published(published: str, kept: str) -> None:
    assert decimal_text(Decimal(published)) == kept


@given(periods)
def test_periods_come_back(period: Period) -> None:
    assert period_from(period_number(period), period.frequency) == period


@given(periods, periods)
def test_numbers_of_periods_sort_as_the_periods_do(one: Period, other: Period) -> None:
    if one.frequency is other.frequency:
        assert (period_number(one) < period_number(other)) == (one < other)


@given(moments, moments)
def test_moments_sort_as_text(one: datetime, other: datetime) -> None:
    assert (moment_text(one) < moment_text(other)) == (utc(one) < utc(other))
    assert datetime.fromisoformat(moment_text(one)) == utc(one)


def test_moments_become_utc() -> None:
    moment = datetime(2026, 9, 11, 8, 30, tzinfo=timezone(timedelta(hours=-4)))
    assert moment_text(moment) == "2026-09-11T12:30:00.000000+00:00"
    with pytest.raises(BadInput, match="time zone"):
        utc(moment.replace(tzinfo=None))
