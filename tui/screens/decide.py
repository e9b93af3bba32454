"""The dialogue in which a second person accepts or rejects a proposal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui import words
from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.decide import ProposalReport


def two_person_rule(report: ProposalReport) -> str:
    """Why the proposer cannot decide, and who can."""
    told = _("you proposed this yourself, as {who}: a second person decides")
    why = _("whoever moves pay does not also approve it; the database refuses it too")
    then = _("a colleague opens realterms under their own name and decides in 5 Review")
    head = told.format(who=words.plain(report.proposed_by))
    return head + words.detail(_("why:"), why) + words.next_step(then)


class DecideDialogue(Dialogue[str]):
    """Asks for the reason; answers it. An empty reason is no reason."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "decide", N_("Decide"), priority=True, id="decide.decide")
    ]

    def __init__(self, report: ProposalReport, verdict: str) -> None:
        super().__init__()
        self.report = report
        self.verdict = verdict

    def heading(self) -> str:
        told = _("Accept proposal {number}") if self._accepts else _("Reject proposal {number}")
        return told.format(number=self.report.id)

    @property
    def _accepts(self) -> bool:
        return self.verdict == "accept"

    def parts(self) -> Iterator[Widget]:
        """The facts, the reason, the buttons."""
        r = self.report
        kept = _("Its figures then stand for export.") if self._accepts else _("Nothing changes.")
        facts = _("{plan} version {version}, effective {day}, by {who}.").format(
            plan=r.plan, version=r.version, day=words.day(r.effective_on), who=r.proposed_by
        )
        yield Static(words.plain(f"{facts} {kept}"), classes="facts", markup=False)
        yield Static(_("Your reason, kept with the decision"), classes="label")
        yield Input(id="reason", compact=True)
        yield Note(id="wrong", classes="wrong")
        with Horizontal(id="buttons"):
            if self._accepts:
                yield Button(_("Accept"), variant="success", id="yes", compact=True)
            else:
                yield Button(_("Reject"), variant="error", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#reason", Input).focus()

    @on(Button.Pressed, "#yes")
    def action_decide(self) -> None:
        """Answer the reason, if there is one."""
        reason = self.query_one("#reason", Input).value.strip()
        if isinstance(self.focused, Button) and self.focused.id == "no":
            self.dismiss(None)
        elif reason:
            self.dismiss(reason)
        else:
            self.query_one("#wrong", Note).say(_("A decision needs a reason: a few words are enough."))

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)
