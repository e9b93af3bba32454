"""docs/forecast.md: its back-test is what the code gives now, and what it says of the rule is so."""

import re

import pytest

from indicators.forecast import Shape
from indicators.forecast.past import LEVEL
from tests.benchmarks.back_test import AHEAD, Bundled, bundled, few, mean, ours, own_tables, some
from tests.shared_data import ROOT

TEXT = (ROOT / "docs" / "forecast.md").read_text(encoding="utf-8")


def block(command: str) -> str:
    """The tables of the document that a command prints."""
    found = re.search(rf"<!-- begin: {re.escape(command)} -->\n(.*?)\n<!-- end -->", TEXT, re.DOTALL)
    assert found is not None, command
    return found[1]


def test_the_documented_back_test_is_what_the_code_gives() -> None:
    assert own_tables() == block("python -m tests.benchmarks.back_test")


@pytest.mark.parametrize(
    "one", [b for level in (True, False) for b in bundled(level)], ids=lambda b: b.indicator.name
)
def test_the_comparison_with_smoothing_shows_our_figures_from_the_same_months(one: Bundled) -> None:
    last, own = ours(one, some(one))
    rows = [
        r
        for r in block("python -m tests.benchmarks.back_test ets").splitlines()
        if f"| {one.indicator.name} |" in r
    ]
    (cells,) = [[c.strip() for c in row.strip("|").split("|")] for row in rows]
    assert [cells[1], cells[2], cells[4]] == [few(last.errors, 2), few(own.errors, 2), few(own.held, 0)]


def test_our_rule_beats_the_naive_one_by_a_quarter_at_least_on_the_mean_of_the_indices() -> None:
    found = [ours(b) for b in bundled(True)]
    naive_errors, own_errors = (mean([pair[n].errors for pair in found]) for n in (0, 1))
    assert all(own <= 0.75 * last for own, last in zip(own_errors, naive_errors, strict=True))


def test_the_interval_held_nearly_as_often_as_it_was_made_for() -> None:
    held = mean([ours(b)[1].held for b in bundled(True)])
    assert len(held) == AHEAD
    assert all(abs(share - 100 * LEVEL) <= 6 for share in held)


def test_rates_and_indices_are_reported_apart() -> None:
    assert {b.row.shape for b in bundled(True)} == {Shape.LEVEL}
    assert Shape.LEVEL not in {b.row.shape for b in bundled(False)}
