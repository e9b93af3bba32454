"""The dialogue before a proposal is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui import determination, words
from tui.language import N_, _, ngettext
from tui.screens.dialogue import Dialogue

if TYPE_CHECKING:
    from plans.adjust import Adjustment


class ProposeDialogue(Dialogue[str]):
    """Says what will be frozen and asks for a note; answers the note."""

    HEADING = N_("Propose this adjustment")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "propose", N_("Propose"), priority=True, id="propose.propose")
    ]

    def __init__(self, adjustment: Adjustment, overrides: Mapping[str, Mapping[str, object]]) -> None:
        super().__init__()
        self.adjustment = adjustment
        self.overrides = overrides

    def parts(self) -> Iterator[Widget]:
        """The facts, the note, the buttons."""
        with VerticalScroll(id="facts", can_focus=False):
            yield Static("\n".join(self._facts()), classes="facts", markup=False)
        yield Static(_("A note for the person who decides (may stay empty)"), classes="label")
        yield Input(id="note", compact=True)
        with Horizontal(id="buttons"):
            yield Button(_("Propose"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def _facts(self) -> Iterator[str]:
        a = self.adjustment
        moved = sum(line.change.minor != 0 for line in a.lines)
        told = ngettext(
            "{plan}, effective {day}: {count} figure moves.",
            "{plan}, effective {day}: {count} figures move.",
            moved,
        )
        yield words.plain(told.format(plan=a.plan.title, day=words.day(a.effective_on), count=moved))
        frozen = _("Figures as known on {day} are frozen with it, so that anyone can recompute it.")
        yield frozen.format(day=words.day(a.as_of))
        if self.overrides:
            changed = _("The changed clauses ({names}) become a new version of the plan.")
            yield changed.format(names=", ".join(self.overrides))
        if a.provisional:
            yield _("! Some figures it rests on may still be revised by their office.")
        yield from (f"! {words.plain(text)}" for text in determination.notices(a))

    def on_mount(self) -> None:
        self.query_one("#note", Input).focus()

    @on(Button.Pressed, "#yes")
    def action_propose(self) -> None:
        """Answer the note."""
        if isinstance(self.focused, Button) and self.focused.id == "no":
            self.dismiss(None)
        else:
            self.dismiss(self.query_one("#note", Input).value.strip())

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)
