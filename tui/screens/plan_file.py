"""The dialogue that picks a plan file."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.language import N_
from tui.screens.file import PathDialogue


class PlanFileOpenDialogue(PathDialogue):
    """Answers a plan file."""

    HEADING = N_("Import a plan file: it is saved as a new version")
    KINDS = (".toml",)
    TAKE = N_("Import")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", N_("Import"), priority=True, id="plan-file.take"),
    ]
