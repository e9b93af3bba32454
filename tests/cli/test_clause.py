"""Clauses at the command line: published rules run, told in two languages, tried otherwise."""

import json
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import typed
from tests.shared_data import ROOT


def test_the_social_security_cola_starts_from_the_last_one_that_paid(home: Path) -> None:
    """2.8 percent for December 2025: Social Security Administration, announcement of October 2025."""
    said = typed("clause", "run", "us-ssa-cola", "--on", "2025-12-01", "--json")
    assert said.json["percent"] == "2.8"
    assert any("2024-07 to 2024-09" in step["text"] for step in said.json["steps"])


def test_a_day_off_the_calendar_is_said_with_the_days_around_it(home: Path) -> None:
    """The COLA takes effect each December: 2.5 % for 2024, nothing in a January."""
    off = typed("clause", "run", "us-ssa-cola", "--on", "2025-01-01")
    assert "2025-01-01 is not a day of the clause's calendar: the last one was 2024-12-01" in off.err
    words = ("clause", "run", "us-ssa-cola", "--on", "2025-01-01")
    noted = typed(*words, "--json").json["warnings"]
    assert any("2024-12-01" in text and "2025-12-01" in text for text in noted)
    told = typed(*words, "--explain", "--language", "zh").out
    assert "2025-01-01 不是条款日历中的日期：上一个是 2024-12-01，下一个是 2025-12-01" in told
    on = typed("clause", "run", "us-ssa-cola", "--on", "2024-12-01", "--json")
    assert on.json["percent"] == "2.5"
    assert not any("calendar" in text for text in on.json["warnings"])


def test_a_determination_is_told_in_english_and_chinese(home: Path) -> None:
    words = ["clause", "run", "uk-benefits", "--on", "2023-04-01", "--explain"]
    english, chinese = typed(*words), typed(*words, "--language", "zh")
    assert "10.1" in english.out
    assert "10.1" in chinese.out
    assert "生效" in chinese.out
    assert "生效" not in english.out


def test_another_index_is_tried_by_itself(home: Path) -> None:
    said = typed(
        "clause", "sensitivity", "uk-benefits", "--on", "2016-04-01", "--against", "uk-rpi-rate", "--json"
    )
    effects = {e["what"]: e["percent"] for e in said.json["effects"]}
    assert effects["by uk-rpi-rate"] == "0.8"


def test_the_schema_is_json_and_knows_the_keys_of_a_clause(home: Path) -> None:
    clause, plan = typed("clause", "schema"), typed("clause", "schema", "--plan")
    assert "pass_through" in json.loads(clause.out)["properties"]
    assert "bands" in json.loads(plan.out)["properties"]


def test_one_base_and_a_chain_stand_side_by_side_where_a_fall_parts_them(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "no-falls.toml"
    file.write_text(
        'name = "no-falls"\n'
        'index = "us-cpi"\nmeasure = "index"\nlag = 3\nbase = "earlier"\nbase_months = 12\n'
        'vintage = "first-published"\nmissing = "block"\non_fall = "zero"\n',
        encoding="utf-8",
    )
    said = typed(
        "clause", "history", file, "--from", "2014-04-01", "--to", "2016-04-01", "--every", "12",
        "--amount", "1000", "--both-bases", "--json",
    )  # fmt: skip
    rows = said.json["comparisons"]
    assert [row["effective_on"] for row in rows] == [f"{year}-04-01" for year in range(2014, 2017)]
    assert rows[-1]["anchored"] != rows[-1]["chained"]


@pytest.mark.parametrize("language", ["fr", "EN"])
def test_an_unknown_language_is_wrong_use(home: Path, language: str) -> None:
    said = typed("clause", "run", "uk-benefits", "--on", "2016-04-01", "--language", language)
    assert said.code == 2
    assert "zh" in said.err


def of_the_page(name: str) -> tuple[str, list[str]]:
    """The clause that docs/clauses.md puts into this file, and the words of the command that runs it."""
    page = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8")
    after = page[page.index(f"`{name}`") :]
    clause = after.split("```toml\n")[1].split("```")[0]
    command = after.split("```sh\n")[1].split("```")[0].replace("\\\n", " ")
    return clause, shlex.split(command)[1:]


def test_a_part_of_a_period_is_counted_as_the_clause_says(home: Path, tmp_path: Path) -> None:
    """3.8 % on 1,200 a year, for 76 of 365 days."""
    clause, command = of_the_page("lease.toml")
    file = tmp_path / "lease.toml"
    file.write_text(clause, encoding="utf-8")
    words: list[str | Path] = [file if word == file.name else word for word in command]
    said = typed(*words, "--json")
    assert said.json["amount"]["after"]["amount"] == "259.35"
    assert any("76 of 365 days" in step["text"] for step in said.json["steps"])
    assert typed(*words[:-2]).code == 2  # a part of what?
    unsaid: list[str | Path] = ["uk-benefits" if word == file else word for word in words]
    assert typed(*unsaid).code == 2
