"""The dialogue that opens a file of results."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.language import N_
from tui.screens.file import OpenFileDialogue


class OpenDialogue(OpenFileDialogue[Path]):
    """Answers a results file: typed, or found in the tree of folders."""

    HEADING = N_("Open a results file")
    KINDS = (".toml",)
    TAKE = N_("Open")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", N_("Open"), priority=True, id="open-results.take"),
    ]

    def answer(self, path: Path) -> Path:
        """The file as it was typed or found."""
        return path
