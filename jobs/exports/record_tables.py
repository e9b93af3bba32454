"""The record behind the figures as tables: clauses, steps, evidence and the plan's text, in exact text."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from indicators.series import Indicator, Status
from jobs.exports.model import Cell, Column, Table
from plans.record import Document
from plans.words import show

CLAUSES = "Clauses"
STEPS = "Steps"
EVIDENCE = "Evidence"
PLAN_TEXT = "Plan text"
TRUE_UP = "True-up"

_LONGEST_CELL = 30_000  # a workbook's cell holds 32,767 characters
_INDICATOR = "indicator_"
_INDICATOR_TYPES = {f.name: str(f.type) for f in fields(Indicator) if f.name != "name"}

_CLAUSE_COLUMNS = (
    Column("clause", "Clause"),
    Column("percent", "Determined %", Cell.NUMBER),
    Column("ratio", "Ratio", Cell.NUMBER),
    Column("provisional", "Provisional"),
    Column("warnings", "To note"),
    Column("text", "Clause as it stood (TOML)"),
)


def clauses_table(document: Document) -> Table:
    """A row a clause: what it determined, and its text as it stood."""
    rows = []
    for name, text in document["clauses"].items():
        found = document["determinations"].get(name)
        rows.append((name, *_determined(found), text))
    return Table(CLAUSES, _CLAUSE_COLUMNS, tuple(rows))


def _determined(found: Mapping[str, Any] | None) -> tuple[str, str, str, str]:
    if found is None:
        return "", "", "", ""
    return (
        _number(found["percent"]),
        _number(found["ratio"]),
        yes_no(found["provisional"]),
        "\n".join(found["warnings"]),
    )


_STEP_COLUMNS = (
    Column("clause", "Clause"),
    Column("step", "Step"),
    Column("operation", "Operation"),
    Column("name", "Name"),
    Column("text", "In words"),
    Column("value", "Value", Cell.NUMBER),
    Column("unit", "Unit"),
    Column("figures", "Figures used"),
)


def steps_table(document: Document) -> Table:
    """A row a step, in order, with the figures it used."""
    rows = tuple(
        (
            name,
            str(n),
            str(s["number"]),
            s["name"],
            s["text"],
            _number(s["value"] or ""),
            s["unit"],
            "; ".join(s["inputs"]),
        )
        for name, found in document["determinations"].items()
        for n, s in enumerate(found["steps"], 1)
    )
    return Table(STEPS, _STEP_COLUMNS, rows, keys=2)


_EVIDENCE_COLUMNS = (
    Column("indicator", "Indicator"),
    Column("period", "Period"),
    Column("published_on", "Published on (vintage)", Cell.DATE),
    Column("value", "Value", Cell.FIGURE),
    Column("status", "Status"),
    Column("url", "Source URL"),
    Column("fetched_at", "Fetched at", Cell.DATE),
    Column("origin", "Read by"),
    Column("key", "Publisher's code"),
)
_ABOUT_INDICATOR = tuple(
    Column(_INDICATOR + name, f"Indicator: {name.replace('_', ' ')}") for name in _INDICATOR_TYPES
)


def evidence_table(document: Document) -> Table:
    """A row a published figure that was used, with its vintage, its source and what the indicator is.

    A month that was passed over because nothing was published has a row without a value; an indicator of
    which no figure was used has a row without a period.
    """
    described: Mapping[str, Mapping[str, Any]] = document["indicators"]
    holes = [{**row, "status": Status.MISSING.value} for row in document["holes"]]
    used = {row["indicator"] for row in (*document["evidence"], *holes)}
    silent = [{"indicator": name} for name in described if name not in used]
    rows = tuple(
        (
            *(str(row.get(c.name, "")) for c in _EVIDENCE_COLUMNS),
            *(_value_text(described[row["indicator"]].get(n)) for n in _INDICATOR_TYPES),
        )
        for row in (*document["evidence"], *holes, *silent)
    )
    return Table(EVIDENCE, (*_EVIDENCE_COLUMNS, *_ABOUT_INDICATOR), rows, keys=3)


_TRUE_UP_OF = ("proposal", "document_sha256", "accepted_as_of")
_TRUE_UP_COLUMNS = (
    Column("path", "Figure"),
    Column("accepted", "As accepted"),
    Column("now", "Trued up"),
    Column("difference", "Trued up by", Cell.NUMBER),
    Column("proposal", "Trues up proposal"),
    Column("document_sha256", "SHA-256 of its record"),
    Column("accepted_as_of", "From figures known on"),
)


def true_up_tables(document: Document) -> tuple[Table, ...]:
    """A row a figure that a true-up puts right, with the proposal it trues up; none for other records."""
    if "true_up" not in document:
        return ()
    stated = document["true_up"]
    about = tuple(str(stated[name]) for name in _TRUE_UP_OF)
    names = ("path", "accepted", "now", "difference")
    rows = tuple((*(str(line[n]) for n in names), *about) for line in stated["lines"])
    return (Table(TRUE_UP, _TRUE_UP_COLUMNS, rows),)


def true_up_of(rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """What `true_up_tables` was given, as the document had it."""
    found = list(rows)
    names = ("path", "accepted", "now", "difference")
    return {
        "proposal": int(found[0]["proposal"]),
        "document_sha256": found[0]["document_sha256"],
        "accepted_as_of": found[0]["accepted_as_of"],
        "lines": [{n: row[n] for n in names} for row in found],
    }


_PLAN_COLUMNS = (Column("line", "Line"), Column("text", "Plan text (TOML)"))


def plan_table(plan_text: str) -> Table:
    """A row a line of the plan's text; a line too long for a cell goes on in the next row."""
    rows: list[tuple[str, str]] = []
    for number, line in enumerate(plan_text.split("\n"), 1):
        pieces = [line[at : at + _LONGEST_CELL] for at in range(0, len(line), _LONGEST_CELL)] or [""]
        rows.extend((str(number), piece) for piece in pieces)
    return Table(PLAN_TEXT, _PLAN_COLUMNS, tuple(rows))


def plan_text_of(rows: Iterable[Mapping[str, str]]) -> str:
    """The text that `plan_table` was given."""
    lines: dict[str, str] = {}
    for row in rows:
        lines[row["line"]] = lines.get(row["line"], "") + row["text"]
    return "\n".join(lines.values())


def indicators_of(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """What `evidence_table` said about the indicators, by name, as the document had it."""
    return {
        row["indicator"]: {n: _typed(kind, row[_INDICATOR + n]) for n, kind in _INDICATOR_TYPES.items()}
        for row in rows
    }


def _typed(kind: str, text: str) -> Any:
    if "bool" in kind:
        return text == "yes"
    if "int" in kind:
        return int(text) if text.lstrip("-").isdigit() else None
    return text


def _number(text: str) -> str:
    # Twelve decimals are for reading; the record itself, and its hash, keep all fifty digits.
    return show(Decimal(text)) if text else ""


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return yes_no(value)
    return "" if value is None else str(value)


def yes_no(value: bool) -> str:
    """A truth as a person reads it."""
    return "yes" if value else "no"


RECORD_COLUMNS = (
    *(*_CLAUSE_COLUMNS, *_STEP_COLUMNS, *_EVIDENCE_COLUMNS, *_ABOUT_INDICATOR),
    *(*_TRUE_UP_COLUMNS, *_PLAN_COLUMNS),
)
