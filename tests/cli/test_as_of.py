"""What was known on a day: every command that reads a series can be asked for it, and keeps to it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from cli.main import ENTRIES, cli
from tests.cli.conftest import typed
from tests.jobs.test_score import RESULTS

# US producer prices of January 2026 stood at 262.242 in March and at 262.981 from July on.
MARCH, EARLY, LATE = "2026-03-10", "262.242", "262.981"
CLAUSE = """
name = "ppi-january"
title = "Producer prices from January to January"
index = "us-ppi-finished-goods"
measure = "index"
month = 1
lag = 3
on_fall = "apply"
calendar = [{ month = 4 }]
"""

# Every command that reads a series; those that read none, or one frozen with a proposal, take no day.
READERS = {
    *("trend", "vintages", "real", "clause run", "clause history", "clause sensitivity"),
    *("adjust", "score", "revisions"),
}
ARCHIVE = {"fetch"}  # asks the office for what it showed on a day
WITHOUT = {
    "status": "what is there now",
    "runs": "what was fetched",
    "review show": "figures frozen with the proposal",
    "export": "figures frozen with the proposal",
    "letter": "figures frozen with the proposal",
    "people": "figures frozen with the proposal",
    "verify": "a file against all that is held, and what was revised since",
}


def commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command of the command line with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        elif command is not None:
            yield " ".join((*words, name)), command


def test_every_command_that_reads_a_series_takes_a_day() -> None:
    found = dict(commands(cli))
    assert {"fetch", "clause run", "plan list"} <= found.keys()
    assert len(ENTRIES) <= len(found)
    asking = {n for n, c in found.items() if any("--as-of" in p.opts for p in c.params)}
    assert asking == READERS | ARCHIVE
    assert not asking & WITHOUT.keys()


@pytest.fixture
def clause(home: Path, tmp_path: Path) -> str:
    path = tmp_path / "ppi-january.toml"
    path.write_text(CLAUSE, encoding="utf-8")
    return str(path)


def figures(document: Any) -> set[str]:
    """Every text in a document."""
    if isinstance(document, dict):
        return {t for inner in document.values() for t in figures(inner)}
    if isinstance(document, list):
        return {t for inner in document for t in figures(inner)}
    return {document} if isinstance(document, str) else set()


@pytest.mark.parametrize(
    "words",
    [
        "trend us-ppi-finished-goods --from 2026-01 --to 2026-01",
        "vintages us-ppi-finished-goods 2026-01",
        "real 1000 --from 2025-01 --to 2026-01 --by us-ppi-finished-goods",
        "clause run CLAUSE --on 2026-04-01",
        "clause history CLAUSE --from 2026-01-01 --to 2026-06-01 --amount 1000",
    ],
    ids=lambda words: " ".join(words.split()[:2]),
)
def test_it_keeps_to_the_day(clause: str, words: str) -> None:
    said = [w.replace("CLAUSE", clause) for w in words.split()]
    then, now = typed(*said, "--as-of", MARCH, "--json"), typed(*said, "--json")
    assert (then.code, now.code) == (0, 0), then.err + now.err
    assert EARLY in then.out
    assert LATE not in then.out
    assert LATE in now.out
    days = {t for t in figures(then.json) if re.fullmatch(r"20\d\d-\d\d-\d\d", t)} - {"2026-04-01"}
    assert all(day <= MARCH for day in days), days


PLAN = f"""
name = "ppi-plan"
title = "A band on producer prices"
role = "Anyone"
country = "US"
period = "year"
stage = "preparation"
currency = "USD"
effective_from = 2026-04-01
effective_to = 2027-03-31

[clauses.ppi-january]
{CLAUSE.partition('name = "ppi-january"')[2]}
round_amount = {{ to = 1, mode = "half-up" }}

[[bands]]
grade = "A"
minimum = 100000
midpoint = 200000
maximum = 300000
clause = "ppi-january"
"""


def test_an_adjustment_and_all_that_is_made_of_it_keep_to_the_day(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ppi-plan.toml").write_text(PLAN, encoding="utf-8")
    assert typed("plan", "import", "ppi-plan.toml").code == 0
    words = ["adjust", "ppi-plan", "--on", "2026-04-01", "--json"]
    then, now = typed(*words, "--as-of", MARCH), typed(*words)
    assert (then.code, now.code) == (0, 0), then.err + now.err
    # 262.242 / 260.09 and 262.981 / 260.09 of 100,000.
    assert ("100827" in then.out, "101112" in then.out) == (True, False)
    assert ("100827" in now.out, "101112" in now.out) == (False, True)
    beside = typed(*words, "--as-of", MARCH, "--scenario", "3%")
    assert ("100827" in beside.out, "101112" in beside.out) == (True, False), beside.err

    assert typed(*words, "--as-of", MARCH, "--propose", "--note", "as of March").code == 0
    assert typed("export", "2", "-o", "then.json").code == 0
    exported = (tmp_path / "then.json").read_text(encoding="utf-8")
    assert (EARLY in exported, LATE in exported) == (True, False)

    monkeypatch.setenv("REALTERMS_USER", "ben")
    assert typed("review", "accept", "2", "--reason", "as the clause says").code == 0
    since, by_march = typed("revisions", "--json"), typed("revisions", "--as-of", MARCH, "--json")
    by_may = typed("revisions", "--as-of", "2026-05-10", "--json")
    assert [r["proposal"] for r in since.json["proposals"]] == [2]
    assert LATE in since.out
    assert by_march.json["proposals"] == []
    assert ("262.910" in by_may.out, LATE in by_may.out) == (True, False)


def test_a_score_keeps_to_the_day(home: Path, tmp_path: Path) -> None:
    (tmp_path / "results.toml").write_text(RESULTS, encoding="utf-8")
    words = ["score", "sales-manager", "results.toml", "--json"]
    then, now = typed(*words, "--as-of", "2026-06-10"), typed(*words)
    assert (then.code, now.code) == (0, 0), then.err + now.err
    # In June the producer prices that the sales target moves by were not out.
    assert then.json["prices"] == {}
    assert now.json["prices"]["sales-ppi"]["percent"].startswith("1.6291602640")


@pytest.mark.parametrize(
    "words",
    [
        "trend us-cpi",
        "vintages us-cpi 2026-01",
        "real 1000 --from 2025-01 --to 2026-01 --by us-cpi",
        "clause run CLAUSE --on 2026-04-01",
        "adjust sales-manager --on 2026-10-01",
        "revisions",
    ],
    ids=lambda words: " ".join(words.split()[:2]),
)
def test_nothing_is_known_on_a_day_to_come(clause: str, words: str) -> None:
    said = typed(*(w.replace("CLAUSE", clause) for w in words.split()), "--as-of", "2099-01-01")
    assert said.code == 2
    assert "day to come" in said.err
