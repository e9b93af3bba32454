"""The dialogue that picks a plan file."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.language import N_
from tui.screens.file import OpenFileDialogue


class PlanFileOpenDialogue(OpenFileDialogue[Path]):
    """Answers a plan file."""

    HEADING = N_("Import a plan file: it is saved as a new version")
    KINDS = (".toml",)
    TAKE = N_("Import")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", N_("Import"), priority=True, id="plan-file.take"),
    ]

    def answer(self, path: Path) -> Path:
        """The file."""
        return path
