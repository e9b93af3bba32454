"""docs/people.md and docs/scoring.md: every command runs on the page's own files and prints what it says."""

import tomllib
from pathlib import Path

import pytest

from plans import templates
from plans.parse import parse_plan
from plans.pay_terms import Policy
from tests.cli.test_plans_page import BLOCK, is_in, lines, ran
from tests.shared_data import ROOT

PAGES = ("people.md", "scoring.md")


def page(name: str) -> str:
    """A page's text."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_true(
    empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    printed = ""
    for block in BLOCK.finditer(page(name)):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["body"], encoding="utf-8")
        elif block["kind"] == "sh":
            printed = "".join(ran(line, monkeypatch).out for line in lines(block["body"]))
        elif block["kind"] == "text":
            assert [told for told in block["body"].splitlines() if not is_in(told, printed)] == [], printed


def test_the_rules_that_the_page_shows_hold_in_a_plan() -> None:
    (rules,) = (
        b["body"] for b in BLOCK.finditer(page("scoring.md")) if b["kind"] == "toml" and not b["file"]
    )
    assert "scoring" in tomllib.loads(rules)
    plan, problems = parse_plan(templates.text("sales-manager") + rules, file="page")
    assert plan is not None, problems
    assert [len(part) for part in (plan.scoring.gates, plan.scoring.vetoes, plan.scoring.affirmatives)] == [
        1,
        1,
        1,
    ]


def test_the_page_names_every_policy() -> None:
    assert [p for p in Policy if f"`{p}`" not in page("people.md")] == []
