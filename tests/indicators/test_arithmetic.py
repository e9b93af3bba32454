"""Index arithmetic by worked examples, each with its source."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.arithmetic import (
    RoundingMode,
    interpolate_daily,
    link_factor,
    percent_change,
    points,
    rebase,
    round_digits,
    round_to,
    truncate_then_round,
)
from indicators.errors import BadInput


def test_index_points_are_not_percent() -> None:
    # CPI 129.9 to 136.0: 6.1 points, but 4.7 percent.
    assert points(Decimal("136.0"), Decimal("129.9")) == Decimal("6.1")
    assert round_digits(percent_change(Decimal("136.0"), Decimal("129.9")), 1) == Decimal("4.7")


def test_the_reference_cpi_of_a_day() -> None:
    # TreasuryDirect, CUSIP 912828HN3: 2 October 2014, from the CPI-U of July and August 2014.
    exact = interpolate_daily(Decimal("238.250"), Decimal("237.852"), date(2014, 10, 2))
    assert truncate_then_round(exact, 6, 5) == Decimal("238.23716")


@pytest.mark.parametrize(
    ("mode", "up", "down"),
    [
        (RoundingMode.HALF_UP, "2.5", "-2.5"),
        (RoundingMode.HALF_EVEN, "2.0", "-2.0"),
        (RoundingMode.DOWN, "2.0", "-2.5"),
        (RoundingMode.UP, "2.5", "-2.0"),
        (RoundingMode.TRUNCATE, "2.0", "-2.0"),
    ],
)
def test_how_ties_fall(mode: RoundingMode, up: str, down: str) -> None:
    half = Decimal("0.5")
    assert round_to(Decimal("2.25"), half, mode) == Decimal(up)
    assert round_to(Decimal("-2.25"), half, mode) == Decimal(down)


def test_rebasing_and_linking_keep_ratios() -> None:
    assert rebase(Decimal("150"), Decimal("120")) == Decimal(125)
    assert link_factor(Decimal("240"), Decimal("100")) == Decimal("2.4")


def test_an_index_of_zero_has_no_ratio() -> None:
    with pytest.raises(BadInput, match="above 0"):
        percent_change(Decimal(1), Decimal(0))
    with pytest.raises(BadInput, match="above 0"):
        round_to(Decimal(1), Decimal(0))
