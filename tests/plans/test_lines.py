"""A message points to the line that is wrong."""

import pytest

from plans.lines import key_lines
from plans.parse import parse_clause, parse_plan
from tests.plans.test_parse import PLAN

TEXT = """name = "x"
[clauses.cpi]
index = "us-cpi"

[[bands]]
minimum = 1
grade = "S1"
maximum = 3

[[bands]]
grade = "S2"
[[legs]]
[[legs.legs]]
weight = 1
[[legs]]
[[legs.legs]]
weight = 2
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("name", 1), ("clauses.cpi.index", 3), ("bands", 5), ("bands.S1.minimum", 6), ("bands.1.maximum", 8),
        ("bands.S2.grade", 11), ("legs.1.legs.1.weight", 14), ("legs.2.legs.1.weight", 17),
    ],
)  # fmt: skip
def test_lines_of_keys(key: str, line: int) -> None:
    assert key_lines(TEXT)[key] == line


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("minimum = 30000", "minimum = -5"),
        ("midpoint = 33000.50", 'midpoint = "a lot"'),
        ("threshold = 80000", "threshold = 900000"),
        ('measure = "index"', 'measure = "indx"'),
        ("cap = 4.5", "capp = 4.5"),
        ("amount = 1500", "amount = -1"),
    ],
)
def test_a_problem_names_its_line(before: str, after: str) -> None:
    text = PLAN.replace(before, after)
    _, problems = parse_plan(text, file="small.toml")
    line = text[: text.index(after)].count("\n") + 1
    assert [p.line for p in problems] == [line]
    assert str(problems[0]).startswith(f"small.toml:{line}: ")


def test_a_missing_key_points_to_its_table() -> None:
    _, problems = parse_plan(PLAN.replace('on_fall = "zero"', ""), file="small.toml")
    assert [p.line for p in problems] == [PLAN[: PLAN.index("[clauses.cpi]")].count("\n") + 1]


def test_a_clause_file_too() -> None:
    _, problems = parse_clause('name = "x"\nindex = "us-cpi"\nmeasure = "index"\non_fal = 1', file="x.toml")
    assert {(p.key, p.line) for p in problems} == {("on_fal", 4), ("on_fall", 0)}
