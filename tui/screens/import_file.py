"""The dialogue that picks a file to import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.language import N_, _
from tui.screens.file import OpenFileDialogue


class ImportDialogue(OpenFileDialogue[tuple[Path, date | None]]):
    """Answers the file, and the day its figures were published where the reader says one."""

    HEADING = N_("Import an office's file or a tidy CSV")
    KINDS = (".csv", ".json", ".tsv", ".txt", ".xml")
    TAKE = N_("Import")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", N_("Import"), priority=True, id="import.take"),
    ]

    def more(self) -> Iterator[Widget]:
        """The day."""
        yield Static(_("Published on (empty: as the file says, else today)"), classes="label")
        yield Input(placeholder="YYYY-MM-DD", id="day", compact=True)

    def answer(self, path: Path) -> tuple[Path, date | None] | None:
        """The file with its day, where that is one."""
        text = self.query_one("#day", Input).value.strip()
        try:
            return path, date.fromisoformat(text) if text else None
        except ValueError:
            self.wrong(_("{text} is not a date, as in 2027-01-01").format(text=repr(text)))
            return None
