"""A dialogue that chooses a published rule for the clause in the form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from tui import words
from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.clauses import Rule

# Words of plans/presets, marked here so that they are translated.
_PROOFS = (N_("published figures"), N_("worked examples"))
_COLUMNS = (
    Column("", 2),
    Column(N_("Rule"), 20),
    Column(N_("What it is"), 30, stretch=True),
    Column(N_("Index"), 20, rank=1),
)


class PresetDialogue(Dialogue[str]):
    """Filter by typing, move with the arrows; answers the rule's name."""

    HEADING = N_("A published rule for this clause")
    CSS_PATH: ClassVar[str | list[str | PurePath]] = ["dialogue.tcss", "preset.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "take", N_("Try it"), priority=True, id="preset.take"),
        Binding("down", "move(1)", N_("Move"), show=False, priority=True, id="preset.down"),
        Binding("up", "move(-1)", N_("Move"), show=False, priority=True, id="preset.up"),
    ]

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        super().__init__()
        self.rules = {rule.clause.name: rule for rule in rules}

    def parts(self) -> Iterator[Widget]:
        """The filter, the list, what the highlighted rule says and cites."""
        yield Input(placeholder=_("type to filter"), id="sought", compact=True)
        yield Grid(*_COLUMNS, id="rules")
        yield Note(id="says")

    def on_mount(self) -> None:
        self.query_one(Grid).note = _("no rule has all these words")
        self.query_one(Input).focus()
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        sought = self.query_one(Input).value.casefold().split()
        shown = [rule for rule in self.rules.values() if all(word in _text(rule) for word in sought)]
        grid = self.query_one(Grid)
        grid.show([_row(rule) for rule in shown])
        self._say(grid.key)

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        self._say(event.key)

    def _say(self, name: str) -> None:
        self.query_one("#says", Note).say(_about(self.rules[name]) if name in self.rules else "")

    def action_move(self, by: int) -> None:
        """Move in the list while the filter has the focus."""
        self.query_one(Grid).action_move(by)

    @on(Grid.Selected)
    def action_take(self) -> None:
        """Answer the highlighted rule."""
        name = self.query_one(Grid).key
        if name:
            self.dismiss(name)


def _text(rule: Rule) -> str:
    c = rule.clause
    return " ".join((c.name, c.title, c.law, c.text, *c.indicators)).casefold()


def _row(rule: Rule) -> Row:
    c = rule.clause
    held = Cell("!", "warn") if rule.missing else Cell("✓", "good")
    indices = words.plain(", ".join(c.indicators))
    return Row(c.name, [held, Cell(c.name, "strong"), words.plain(c.title), Cell(indices, "dim")])


def _about(rule: Rule) -> str:
    c = rule.clause
    lines = [c.text, _("Law: {law}").format(law=c.law), _("Proved by: {proof}").format(proof=_(rule.proof))]
    own = [name for name in rule.missing if name.startswith("own:")]
    others = [name for name in rule.missing if name not in own]
    if others:
        told = _("! No figures are held of {names}: fetch them, or import a file of them (6 Runs).")
        lines.append(told.format(names=", ".join(others)))
    if own:
        told = _(
            "! No office of ours has {names}. Make each known (`realterms indicators add {first}` asks for "
            "what it must know), then import a file of its figures (6 Runs)."
        )
        lines.append(told.format(names=", ".join(own), first=own[0]))
    return "\n".join(words.plain(line) for line in lines)
