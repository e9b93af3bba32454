"""Exponential smoothing still does as docs/forecast.md says; our own rule's speed for one series."""

import re
from datetime import UTC, date, datetime

import pytest

from indicators import snapshot
from indicators.forecast import project
from tests.benchmarks.back_test import bundled, ets_row
from tests.benchmarks.measure import comparable_seconds, tell
from tests.indicators.test_forecast_documented import block

CLOSE = 0.05  # of an error in percent or points
ONE_CASE = 6  # percentage points of a share held


TRIED = ("us-cpi", "uk-rpi", "uk-cpi-rate")  # each takes about half a minute


@pytest.mark.prove
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", TRIED)
def test_smoothing_is_as_documented_but_for_the_last_digits_of_a_search(name: str) -> None:
    """A part of the table; the command above it in docs/forecast.md makes it all."""
    held = {b.indicator.name: b for level in (True, False) for b in bundled(level)}
    lines = block("python -m tests.benchmarks.back_test ets").splitlines()[2:-1]
    told = {row[0]: row for row in map(_cells, lines)}
    assert list(told) == list(held)
    found = _cells(ets_row(held[name]))
    for cell, limit in ((3, CLOSE), (5, ONE_CASE)):
        pairs = zip(_numbers(found[cell]), _numbers(told[name][cell]), strict=True)
        assert all(abs(a - b) <= max(limit, 0.03 * b) for a, b in pairs), (found, told[name])


@pytest.mark.benchmark
def test_a_projection_with_its_real_coverage_takes_a_fraction_of_a_second() -> None:
    series = snapshot.load()["us-cpi"].history(datetime(2026, 12, 1, tzinfo=UTC)).known_on(date(2026, 12, 1))
    seconds = comparable_seconds(9, lambda: project(series))
    tell("projection of a year of us-cpi", seconds=seconds)
    assert seconds < 0.5


def _cells(row: str) -> list[str]:
    return [c.strip() for c in row.strip("|").split("|")]


def _numbers(cell: str) -> list[float]:
    return [float(n) for n in re.findall(r"[\d.]+", cell)]
