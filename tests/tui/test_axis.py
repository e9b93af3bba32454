"""Ticks stand on whole months and round numbers."""

from datetime import date

import pytest

from tui.widgets.axis import month_label, month_number, month_ticks, value_ticks

JANUARY_2020 = month_number(date(2020, 1, 1))


def labels(first: int, last: int, cells: int) -> list[str]:
    return [t.label for t in month_ticks(first, last, cells)]


def test_a_year_is_labelled_by_months_and_its_january_by_the_year() -> None:
    assert labels(JANUARY_2020 - 3, JANUARY_2020 + 9, 40) == ["Oct", "2020", "Apr", "Jul", "Oct"]


def test_ten_years_are_labelled_by_years() -> None:
    assert labels(JANUARY_2020 - 60, JANUARY_2020 + 60, 100)[:3] == ["2015", "2016", "2017"]


def test_a_century_is_labelled_by_tens_of_years_on_even_tens() -> None:
    assert labels(JANUARY_2020 - 1200, JANUARY_2020, 90)[-2:] == ["2010", "2020"]


@pytest.mark.parametrize("cells", [20, 40, 70, 110, 190])
@pytest.mark.parametrize("months", [6, 12, 24, 60, 120, 500, 1300])
def test_labels_never_touch(months: int, cells: int) -> None:
    ticks = month_ticks(JANUARY_2020 - months, JANUARY_2020, cells)
    places = [(t.at - (JANUARY_2020 - months)) / months * (cells - 1) for t in ticks]
    for (left, tick), right in zip(zip(places, ticks, strict=True), places[1:], strict=False):
        assert right - left > len(tick.label)


def test_month_label_names_month_and_year() -> None:
    assert month_label(month_number(date(2026, 8, 31))) == "Aug 2026"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (251.3, 338.0, ["250", "275", "300", "325", "350"]),
        (-0.4, 0.9, ["-0.5", "0.0", "0.5", "1.0"]),
        (99.96, 100.11, ["99.95", "100.00", "100.05", "100.10", "100.15"]),
        (1_000_000.0, 2_400_000.0, ["1,000,000", "1,500,000", "2,000,000", "2,500,000"]),
    ],
)
def test_value_ticks_are_round_and_cover_the_values(low: float, high: float, expected: list[str]) -> None:
    assert [t.label for t in value_ticks(low, high, 16)] == expected


@pytest.mark.parametrize("value", [0.0, 5.0, -3.25, 1e-9, 1e9])
def test_a_flat_line_still_has_a_scale_around_it(value: float) -> None:
    ticks = value_ticks(value, value, 12)
    assert ticks[0].at <= value <= ticks[-1].at
    assert ticks[0].at < ticks[-1].at
