"""A cold `realterms trend` of one series against a bare import of sqlmodel."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks.measure import median_seconds, process, tell

pytestmark = pytest.mark.benchmark


def test_trend_of_one_series_costs_at_most_twice_a_bare_import_of_sqlmodel(full: dict[str, str]) -> None:
    command = Path(sys.executable).with_name("realterms")

    bare, trend = median_seconds(
        9,
        process([sys.executable, "-c", "import sqlmodel"], full),
        process([command, "trend", "us-cpi"], full),
    )

    tell("cold trend", bare_sqlmodel_s=bare, trend_s=trend, ratio=trend / bare)
    assert trend / bare <= 2
