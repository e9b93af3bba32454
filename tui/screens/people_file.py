"""The dialogue that picks a file of employees."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.language import N_
from tui.screens.file import OpenFileDialogue


class PeopleDialogue(OpenFileDialogue[Path]):
    """Answers a file of employees."""

    HEADING = N_("A file of employees, a row each: employee, grade, currency, pay")
    KINDS = (".csv", ".parquet", ".xlsx")
    TAKE = N_("Take")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", N_("Take"), priority=True, id="people-file.take"),
    ]

    def answer(self, path: Path) -> Path:
        """The file, by its whole path: a later session may start in another folder."""
        return path.resolve()
