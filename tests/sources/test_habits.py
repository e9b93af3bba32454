"""habits.md: what is known of the offices, and that each test it names is there."""

import ast
import re
from functools import cache

import pytest

from tests.shared_data import ROOT

PAGE = ROOT / "tests" / "sources" / "habits.md"
ROWS = re.findall(r"^\| (.+?) \| `(\S+)` \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
NAMED = [(file, test) for _habit, file, tests in ROWS for test in re.findall(r"`(\w+)`", tests)]


@cache
def functions_of(file: str) -> frozenset[str]:
    """What stands in a file of tests."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


def test_every_row_of_the_page_is_read() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(ROWS) == len([line for line in lines if not line.startswith("| habit |")])
    assert len(ROWS) > 90


@pytest.mark.parametrize("file", sorted({file for file, _test in NAMED}))
def test_the_tests_it_names_are_there(file: str) -> None:
    assert {test for where, test in NAMED if where == file} <= functions_of(file)
