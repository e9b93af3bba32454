"""What all dialogues share: a box before the screen, its keys below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from tui.language import N_, _
from tui.widgets.keys import Keys
from tui.widgets.note import Note

Answer = TypeVar("Answer")


class Dialogue(ModalScreen[Answer | None]):
    """A box with a title; subclasses give its `parts`. Escape answers None."""

    CSS_PATH: ClassVar[str | list[str | PurePath]] = "dialogue.tcss"
    HEADING: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("Leave"), id="dialogue.leave")
    ]

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical(id="box"):
            yield Note(self.heading(), id="heading")
            yield from self.parts()
            yield Keys()

    def heading(self) -> str:
        """The title, translated."""
        return _(self.HEADING)

    def parts(self) -> Iterator[Widget]:
        """What stands in the box."""
        yield from ()
