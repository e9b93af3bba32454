"""docs/clauses.md: every example is run, and every key and preset is there as the code has it."""

import re
from datetime import UTC, date, datetime
from functools import cache

import pytest

from indicators import snapshot
from indicators.series import History
from plans import presets
from plans.clause_fields import CLAUSE_FIELDS, LEG
from plans.explain import sentences
from plans.fields import Field
from plans.money import Money
from plans.parse import parse_clause
from plans.uprate import evaluate, uprate_amount
from tests.shared_data import ROOT

DOC = ROOT / "docs" / "clauses.md"
EXAMPLE = re.compile(r"```toml\n(?P<clause>.*?)```\n+```text\n(?P<told>.*?)```", re.DOTALL)
ASKED = re.compile(
    r"On (?P<on>[\d-]+), as known on (?P<as_of>[\d-]+), from (?P<amount>[\d.]+) (?P<currency>\w+):"
)


def examples() -> list[tuple[str, str]]:
    """The clauses of the page, each with what it is said to give."""
    return [(m["clause"], m["told"]) for m in EXAMPLE.finditer(DOC.read_text(encoding="utf-8"))]


@cache
def bundled() -> dict[str, History]:
    """The figures that ship with realterms."""
    loaded = datetime(2026, 11, 1, tzinfo=UTC)
    return {s.indicator.name: s.history(loaded) for s in snapshot.load().series}


def told(clause_text: str, first: str) -> str:
    """What the clause gives, asked as the first line of its result asks."""
    asked = ASKED.fullmatch(first)
    assert asked is not None, first
    clause, problems = parse_clause(clause_text, file="docs/clauses.md")
    assert clause is not None, problems
    on, as_of = date.fromisoformat(asked["on"]), date.fromisoformat(asked["as_of"])
    uprating = evaluate(clause, bundled(), effective_on=on, as_of=as_of)
    amount = uprate_amount(uprating, Money.of(asked["amount"], asked["currency"]))
    lines = [s for s in sentences(uprating, amount) if "bundled snapshot" not in s]  # ages with every rebuild
    return "\n".join([first, *lines]) + "\n"


def key_table() -> str:
    """Every key of a clause and of a leg, with what it may hold and what it means."""
    lines = ["| key | value | meaning |", "|---|---|---|"]
    legs = [f for f in LEG_ONLY if f.name not in {c.name for c in CLAUSE_FIELDS}]
    for field in CLAUSE_FIELDS:
        lines.append(_key_row(field, ""))
    lines.extend(_key_row(field, "in a leg: ") for field in legs)
    return "\n".join(lines)


LEG_ONLY: tuple[Field, ...] = tuple(
    Field(name, LEG, entry["description"]) for name, entry in LEG.schema["properties"].items()
)


def _key_row(field: Field, where: str) -> str:
    expected = "" if where else field.kind.expected
    return f"| `{field.name}` | {expected} | {where}{field.doc} |"


def preset_table() -> str:
    """Every preset with its title and law."""
    lines = ["| preset | rule | law | proved by |", "|---|---|---|---|"]
    found = (presets.load(name) for name in presets.names())
    lines.extend(f"| `{c.name}` | {c.title} | {c.law} | {presets.proof(c.name)} |" for c in found)
    return "\n".join(lines)


def test_there_are_five_examples() -> None:
    assert len(examples()) == 5


@pytest.mark.parametrize("number", range(5))
def test_every_example_gives_what_the_page_says(number: int) -> None:
    clause, result = examples()[number]
    assert told(clause, result.split("\n")[0]) == result


def test_the_page_lists_every_key() -> None:
    assert key_table() in DOC.read_text(encoding="utf-8")


def test_the_page_lists_every_preset() -> None:
    assert preset_table() in DOC.read_text(encoding="utf-8")
