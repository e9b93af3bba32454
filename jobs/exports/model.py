"""What every form of an export is made of: facts about the proposal, and tables of exact text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

SUMMARY = "Summary"
HANDLING = "Confidential: pay data"
TRIED = "tried"  # the state of an adjustment that nobody proposed

# What an export says about the proposal it holds, in this order; the name is for machines.
FACT_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "mark": "Mark",
        "handling": "Handling",
        "proposal": "Proposal",
        "plan": "Plan",
        "plan_title": "Title",
        "plan_version": "Plan version",
        "sample": "Sample plan",
        "currency": "Currency",
        "effective_on": "Takes effect on",
        "as_of": "Figures known on",
        "provisional": "Rests on provisional figures",
        "state": "State",
        "proposed_by": "Proposed by",
        "proposed_at": "Proposed at",
        "note": "Note",
        "decided_by": "Decided by",
        "decided_at": "Decided at",
        "reason": "Reason",
        "exported_by": "Exported by",
        "exported_at": "Exported at",
        "written_by": "Written by",
        "language": "Explained in",
        "plan_sha256": "SHA-256 of the plan's text",
        "document_sha256": "SHA-256 of the record",
        "warnings": "Warnings",
    }
)


# What exports had not always: where it says nothing, it is not written.
OPTIONAL_FACTS = frozenset({"language"})


def stated(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts that an export writes down."""
    return {name: text for name, text in facts.items() if text or name not in OPTIONAL_FACTS}


@dataclass(frozen=True)
class Annex:
    """What stands beside the record: the explanation by language and clause, and what it could have been.

    `otherwise` are the rows of plans.otherwise; both are empty in exports from before they were explained.
    """

    explanation: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    otherwise: Mapping[str, Any] = field(default_factory=dict)


class Cell(StrEnum):
    """What a column holds; cells themselves are text, numbers with all their digits."""

    TEXT = "text"
    MONEY = "money"  # major units, with the currency's decimals
    PERCENT = "percent"
    NUMBER = "number"
    FIGURE = "figure"  # as an office published it: padding zeros count
    DATE = "date"

    @property
    def is_number(self) -> bool:
        """Whether two cells are the same where their numbers are equal."""
        return self in (Cell.MONEY, Cell.PERCENT, Cell.NUMBER, Cell.FIGURE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for machines, its title for people, what it holds."""

    name: str
    title: str
    cell: Cell = Cell.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under columns; the first `keys` columns together name a row.

    `formulas` compute a cell in a workbook: by row and column name, `{row}` in the place of its own row's
    number; the cell's text is what they come to.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: int = 1
    formulas: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(c.name for c in self.columns)


@dataclass(frozen=True)
class Read:
    """An export read back: its facts, its tables' rows by table and column, and its document.

    `document` is what the file states in JSON, and what was rebuilt from the tables otherwise; in that
    case only the parts that a recomputation needs are there. `content` is the main file as it stands.
    """

    form: str
    facts: dict[str, str]
    rows: dict[str, list[dict[str, str]]]
    document: dict[str, Any]
    problems: tuple[str, ...] = ()
    annex: Annex = field(default_factory=Annex)
    content: bytes = field(default=b"", repr=False)


def named(facts: Mapping[str, str]) -> str:
    """What an export is of, in a word for each page."""
    return f"Proposal {facts['proposal']}" if facts["proposal"] else "Preview"


def mark(state: str) -> str:
    """What must be written across an export in this state; empty for an accepted proposal."""
    return {
        TRIED: "PREVIEW: tried, not proposed; not to be paid",
        "proposed": "DRAFT: proposed, not decided",
        "rejected": "REJECTED: not to be paid",
    }.get(state, "")
