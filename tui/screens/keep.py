"""The dialogue that names a scenario before it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui.language import N_, _
from tui.screens.dialogue import Dialogue


class KeepDialogue(Dialogue[str]):
    """Answers the name; what is proposed says what was changed."""

    HEADING = N_("Keep these values as a scenario")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+s", "keep", N_("Keep"), priority=True, id="keep.keep")
    ]

    def __init__(self, letter: str, proposed: str) -> None:
        super().__init__()
        self.letter = letter
        self.proposed = proposed

    def parts(self) -> Iterator[Widget]:
        """The name, the buttons."""
        yield Static(_("Name of scenario {letter}").format(letter=self.letter), classes="label")
        yield Input(self.proposed, id="name", compact=True)
        with Horizontal(id="buttons"):
            yield Button(_("Keep"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#name", Input).focus()

    @on(Button.Pressed, "#yes")
    def action_keep(self) -> None:
        """Answer the name; an empty one is the proposed one."""
        if isinstance(self.focused, Button) and self.focused.id == "no":
            self.dismiss(None)
        else:
            self.dismiss(self.query_one("#name", Input).value.strip() or self.proposed)

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)
