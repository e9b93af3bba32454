"""Base periods: read from the offices' words, checked against the figures, and changed in an archive."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.series import Frequency, Measure, Observation, Period
from indicators.sources.bases import base_of, is_off, last_rebasing, level_at, off_base
from tests.sources.asking import indicator


@pytest.mark.parametrize(
    ("words", "base"),
    [
        ("1982-84=100", "1982-1984=100"),
        ("1982-1984=100", "1982-1984=100"),
        ("1967=100", "1967=100"),
        ("2015 = 100", "2015=100"),
        ("Nov 2009=100", "2009-11=100"),
        ("RPI All Items Index: Jan 1987=100", "1987-01=100"),
        ("January 1974=100", "1974-01=100"),
        ("CPI INDEX 00: ALL ITEMS 2015=100", "2015=100"),
        ("Not a National Statistic. Index, 1987 = 100", "1987=100"),
        ("Index, base year = 100", "None"),
        ("same month of last year=100", "None"),
        ("CPI ANNUAL RATE", "None"),
        ("2015=1000", "None"),
        ("1984-82=100", "None"),
        ("", "None"),
    ],
)
def test_the_words_of_offices(words: str, base: str) -> None:
    assert str(base_of(words)) == base


def year(number: int, value: str, frequency: Frequency = Frequency.MONTHLY) -> list[Observation]:
    return [Observation(Period(frequency, number, n + 1), Decimal(value)) for n in range(frequency.per_year)]


@pytest.mark.parametrize("frequency", list(Frequency))
def test_the_level_in_a_base_year(frequency: Frequency) -> None:
    base = base_of("2015=100")
    assert base is not None
    figures = year(2014, "99.0", frequency) + year(2015, "100.1", frequency)
    assert level_at(base, figures, frequency) == Decimal("100.1")
    assert level_at(base, figures[:-1], frequency) is None
    assert level_at(base, [], frequency) is None


def test_a_base_month_is_no_quarter() -> None:
    base = base_of("Jan 1987=100")
    assert base is not None
    assert level_at(base, year(1987, "101.9", Frequency.QUARTERLY), Frequency.QUARTERLY) is None
    assert level_at(base, [Observation(Period.month(1987, 1), Decimal(100))], Frequency.MONTHLY) == 100


def test_what_counts_as_off() -> None:
    assert not is_off(None)
    assert not is_off(Decimal("100.4"))
    assert is_off(Decimal("101.9"))


def test_figures_off_the_indicators_base_are_told() -> None:
    wanted = indicator("ons:D7BT/mm23", base="2015=100")
    assert off_base(wanted, year(2015, "100.0")) == ""
    assert off_base(wanted, year(2014, "99.9")) == ""
    assert "78.0" in off_base(wanted, year(2015, "78.0"))
    rate = indicator("ons:D7G7/mm23", measure=Measure.RATE_12M)
    assert off_base(rate, year(2015, "0.1")) == ""


def vintages(factor: str, *, months: int = 8, odd: int = 0) -> list[Observation]:
    """Months restated on one day, all by `factor` but for the first `odd`, which stay."""
    rows = []
    for number in range(1, months + 1):
        before = Decimal(300 + number)
        after = before if number <= odd else before * Decimal(factor)
        period = Period.month(1987, number)
        rows.append(Observation(period, before, published_on=date(1987, 12, 22)))
        rows.append(Observation(period, after, published_on=date(1988, 2, 26)))
    return rows


def test_one_factor_for_nearly_every_month_is_a_new_base() -> None:
    assert last_rebasing(vintages("0.3338")) == date(1988, 2, 26)
    assert last_rebasing(vintages("0.3338", odd=1)) == date(1988, 2, 26)


def test_revisions_are_no_new_base() -> None:
    assert last_rebasing(vintages("1.01")) is None
    assert last_rebasing(vintages("0.3338", months=5)) is None
    assert last_rebasing(vintages("0.3338", odd=3)) is None
    assert last_rebasing([]) is None
