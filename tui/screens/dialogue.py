"""What all dialogues share: a box before the screen, its keys below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tui.language import N_, _
from tui.widgets.keys import Keys

Answer = TypeVar("Answer")


class Dialogue(ModalScreen[Answer | None]):
    """A box with a title; subclasses give its `parts`. Escape answers None."""

    CSS_PATH = "dialogue.tcss"
    HEADING: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("Leave"), id="dialogue.leave")
    ]

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield Static(self.heading(), id="heading", markup=False)
            yield from self.parts()
            yield Keys()

    def heading(self) -> str:
        """The title, translated."""
        return _(self.HEADING)

    def parts(self) -> Iterator[Widget]:
        """What stands in the box."""
        yield from ()
