"""The trend screen's dialogues: the amount whose real value is drawn, and the file a chart is saved in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from jobs.typed import number
from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.screens.export import SaveFileDialogue
from tui.widgets.choices import Choice
from tui.widgets.note import Note


class AmountDialogue(Dialogue[Decimal]):
    """Answers an amount above nothing."""

    HEADING = N_("The real value of an amount")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "draw", N_("Draw"), priority=True, id="amount.draw")
    ]

    def __init__(self, amount: Decimal, month: str) -> None:
        super().__init__()
        self.amount = amount
        self.month = month

    def parts(self) -> Iterator[Widget]:
        """The amount and the buttons."""
        yield Static(_("An amount in the money of {month}").format(month=self.month), classes="label")
        yield Input(f"{self.amount:f}", id="amount", compact=True)
        yield Note(id="wrong", classes="wrong")
        with Horizontal(id="buttons"):
            yield Button(_("Draw"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Button.Pressed, "#yes")
    def action_draw(self) -> None:
        """Answer the amount."""
        if isinstance(self.focused, Button) and self.focused.id == "no":
            self.dismiss(None)
            return
        amount = number(self.query_one(Input).value)
        if amount is not None and amount > 0:
            self.dismiss(amount)
        else:
            self.query_one("#wrong", Note).say(_("An amount is a number above 0, as 50000 or 1250.50."))

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)


class ChartDialogue(SaveFileDialogue):
    """Answers the form and the file of a chart."""

    HEADING = N_("Save the chart, or its figures")
    FORMS = (
        Choice("png", "F2", N_("PNG picture")),
        Choice("svg", "F3", N_("SVG picture")),
        Choice("csv", "F4", N_("CSV figures")),
    )
