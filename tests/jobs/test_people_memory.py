"""A workbook of many people is written, and read back, row by row: memory does not grow with them."""

from pathlib import Path

import pytest

from tests.benchmarks.mass import measured

pytestmark = [pytest.mark.prove, pytest.mark.timeout(600)]
FEW, MANY = 10_000, 100_000
BOUND_MB = 300
# What ninety thousand rows more may add: their cells alone, held at once, would be far beyond it.
GROWTH_MB = 64


def test_a_workbook_of_a_hundred_thousand_people_streams(tmp_path: Path) -> None:
    """In processes of their own, each judged by the most that it held itself."""
    few, many = (measured(tmp_path / str(count), count, "adjusted.xlsx") for count in (FEW, MANY))
    assert many.people == MANY
    assert many.megabytes < BOUND_MB
    assert many.megabytes - few.megabytes < GROWTH_MB


def test_such_a_workbook_is_verified_in_bounded_memory(tmp_path: Path) -> None:
    run = measured(tmp_path / "checked", MANY, "adjusted.xlsx", checked=True)
    assert run.megabytes < BOUND_MB + GROWTH_MB
