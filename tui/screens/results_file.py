"""The dialogue that opens a file of results."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.language import N_
from tui.screens.file import PathDialogue


class OpenDialogue(PathDialogue):
    """Answers a results file: typed, or found in the tree of folders."""

    HEADING = N_("Open a results file")
    KINDS = (".toml",)
    TAKE = N_("Open")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", N_("Open"), priority=True, id="open-results.take"),
    ]
