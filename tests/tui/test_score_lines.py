"""The arithmetic of a score in Chinese: every line that the scoring can say has its pattern."""

import re

import pytest

from tui.language import CHINESE, speak
from tui.screens.score_lines import PATTERNS, said

# As the tests of the scoring have them (tests/plans/test_scoring*.py, tests/jobs/test_score.py).
LINES = (
    "79.99 is below the threshold of 80: pays 0 %",
    "16 is above the threshold of 15: pays 0 %",
    "counts as the maximum, 98",
    "pays 108.89 %",
    "L: 79 % is before the curve begins at 80 %: pays 0 %",
    "L: 103 % lies between 100 % (pays 100 %) and 120 % (pays 150 %): pays 107.5 %",
    "L: 130 % lies beyond 120 %: pays 150 %, capped at 150 %",
    "M: 100 % x 1 + 10 % x 1.5 = 115 %, capped at 110 %",
    "44000.00 USD x 117.72 % x 184 of 365 days = 26111.59 USD",
    "44000.00 USD x 117.72 %, at most 45000.00 USD x 6 of 12 months = 22500.00 USD",
    "44000.00 USD x 117.72 %, at most 45000.00 USD x 184 of 365 days = 22684.93 USD",
    "44000.00 USD x 117.72 % x 6 of 12 months = 25898.40 USD",
    "44000.00 USD x 117.72 %, at most 45000.00 USD = 45000.00 USD",
    "X: the period fails, pays 0",
    "X: 2 x 3 = 6 points",
    "affirmative points are capped at 5",
    "X: 2 x 3 points less",
    "the total: capped at 140",
    "X: capped at 90",
    "gate X: met",
    "gate X: met (71 % of 70 % needed)",
    "gate X: not met, pays at most 0 %",
    "gate X: not met (69 % of 70 % needed), pays at most 0 %",
    "score 86: coefficient 1",
    "X: 117.72 x 0.2 = 23.54, at most 20",
    "X: 20 - 3 x 10 (Y) = -10, but at least 0 of 20",
    "X: 10 + 3 x 10 (Y) = 40, but at most 20 of 20",
    "total 86 of 100",
    "total 25 of 50 = 50 of 100",
    "X: 10; reviewed 20; counts 20 of 40",
    "in real terms",
)


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_said_in_chinese_with_the_same_figures(line: str) -> None:
    speak(CHINESE)
    told = said(line)
    assert not re.search(r"[a-z]{3,}", told), told
    figures = re.compile(r"[0-9]+(?:\.[0-9]+)?")
    assert sorted(figures.findall(told)) == sorted(figures.findall(line))


def test_every_pattern_stands_behind_some_line() -> None:
    speak(CHINESE)
    fields = re.compile(r"\\\{\w+\\\}")
    shapes = [re.compile(fields.sub(".+", re.escape(text))) for text in PATTERNS]
    assert all(any(shape.search(line) for line in LINES) for shape in shapes)


def test_sums_alone_and_english_stay_as_they_are() -> None:
    assert said("pays 108.89 %") == "pays 108.89 %"
    speak(CHINESE)
    assert said("1030000 / 1000000 = 103 %") == "1030000 / 1000000 = 103 %"
