"""The edits of a plan as they are typed, kept as a draft; and the dialogue that saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from plans.money import Money
from tui import words
from tui.edits import Edited
from tui.language import N_, _, ngettext, told
from tui.screens.dialogue import Dialogue
from tui.widgets.grid import Cell

if TYPE_CHECKING:
    from decimal import Decimal

    from jobs.editing import Trial

_PREFIX = "plan:"


@dataclass
class Draft(Edited):
    """What was typed into which cell of a plan's version, with all that can be undone and done again."""

    plan: str
    version: int
    edits: dict[str, str] = field(default_factory=dict)
    _past: list[dict[str, str]] = field(default_factory=list)
    _future: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The draft's name among all drafts."""
        return f"{_PREFIX}{self.plan}"

    def values(self) -> dict[str, Any]:
        """What is kept of it."""
        return {"version": self.version, "edits": self.edits}

    @classmethod
    def recalled(cls, plan: str, version: int, kept: Mapping[str, Any] | None) -> Draft:
        """The draft that was kept for this version, else an empty one."""
        draft = cls(plan, version)
        edits = kept.get("edits") if kept is not None and kept.get("version") == version else None
        if isinstance(edits, dict) and all(isinstance(v, str) for v in edits.values()):
            draft.edits = dict(edits)
        return draft


def marks(draft: Draft, trial: Trial | None) -> dict[str, Cell]:
    """The edited cells as they are shown: with a pencil, or with a cross where something is wrong."""
    wrong = set(wrongs(trial))
    return {
        cell: Cell(words.plain(f"✗ {text}"), "warn")
        if cell in wrong
        else Cell(words.plain(f"✎ {text}"), "good")
        for cell, text in draft.edits.items()
    } | {cell: Cell("✗", "warn") for cell in wrong if cell not in draft.edits}


def wrongs(trial: Trial | None) -> dict[str, str]:
    """What is wrong with each cell that something is wrong with."""
    problems = trial.problems if trial is not None else ()
    found: dict[str, list[str]] = {}
    for p in problems:
        found.setdefault(p.key, []).append(words.problem_of_cell(p))
    return {cell: words.plain(" · ".join(said)) for cell, said in found.items() if cell.count(".") == 2}


def general(trial: Trial | None) -> str:
    """What is wrong with the plan as a whole."""
    problems = trial.elsewhere if trial is not None else ()
    return words.plain(" · ".join(f"{p.key}: {told(p.message)} ({p.got})" for p in problems))


class SaveDialogue(Dialogue[bool]):
    """Says what changes, and asks whether to save it as a new version."""

    HEADING = N_("Save as a new version")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "save", N_("Save"), priority=True, id="save-plan.save")
    ]

    def __init__(self, trial: Trial, version: int) -> None:
        super().__init__()
        self.trial = trial
        self.version = version

    def parts(self) -> Iterator[Widget]:
        """The changes and the buttons."""
        with VerticalScroll(id="facts", can_focus=False):
            yield Static("\n".join(self._changes()), classes="facts", markup=False)
        with Horizontal(id="buttons"):
            yield Button(_("Save"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def _changes(self) -> Iterator[str]:
        count = len(self.trial.figures) + len(self.trial.rest)
        told = ngettext(
            "{count} change against version {version}, which stays as it is:",
            "{count} changes against version {version}, which stays as it is:",
            count,
        )
        yield told.format(count=count, version=self.version)
        for f in self.trial.figures:
            moved = f" ({words.moved(f.percent)} %)" if f.percent is not None else ""
            yield words.plain(f"  {f.path}: {_shown(f.before)} → {_shown(f.after)}{moved}")
        for w in self.trial.rest:
            yield words.plain(f"  {w.path}: {w.before} → {w.after}")

    def on_mount(self) -> None:
        self.query_one("#yes", Button).focus()

    @on(Button.Pressed, "#yes")
    def action_save(self) -> None:
        """Answer yes."""
        self.dismiss(not (isinstance(self.focused, Button) and self.focused.id == "no"))

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(False)


def _shown(value: Money | Decimal | None) -> str:
    if value is None:
        return words.NONE
    return words.money(value) if isinstance(value, Money) else words.figure(value)
