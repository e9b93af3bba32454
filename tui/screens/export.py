"""The dialogues that ask where and in which form something is written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.choices import Choice, Choices


class SaveFileDialogue(Dialogue[tuple[str, Path]]):
    """Answers a form and a file; subclasses name the forms, the first being the one proposed."""

    FORMS: ClassVar[tuple[Choice, ...]] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"f{n}", f"form({n - 2})", N_("Form"), show=False, id=f"export.form-{n - 1}")
            for n in range(2, 8)
        ),
        Binding("enter,ctrl+s", "write", N_("Write"), priority=True, id="export.write"),
    ]

    def __init__(self, folder: Path, stem: str) -> None:
        super().__init__()
        self.folder = folder
        self.stem = stem

    def parts(self) -> Iterator[Widget]:
        """The form, the file, the buttons."""
        yield Static(_("Form"), classes="label")
        yield Choices(self.FORMS, chosen=self.FORMS[0].value, id="forms")
        yield Static(_("File"), classes="label")
        yield Input(str(self._free(self.FORMS[0].value)), id="path", compact=True)
        with Horizontal(id="buttons"):
            yield Button(_("Write"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#path", Input).focus()

    @on(Choices.Chosen, "#forms")
    def _form_clicked(self, event: Choices.Chosen) -> None:
        self._take(event.value)

    def action_form(self, number: int) -> None:
        """Choose the form with this place, if there is one."""
        if number < len(self.FORMS):
            self._take(self.FORMS[number].value)

    def _take(self, form: str) -> None:
        """The form is chosen; the file's ending follows."""
        forms, path = self.query_one("#forms", Choices), self.query_one("#path", Input)
        untouched = path.value == str(self._free(forms.chosen))
        forms.chosen = form
        path.value = str(self._free(form) if untouched else Path(path.value).with_suffix(f".{form}"))

    def _free(self, form: str) -> Path:
        """The file that is proposed: the first of its name that is not there; none is ever written over."""
        places = (self.folder / f"{self.stem}{f'-{n}' if n > 1 else ''}.{form}" for n in count(1))
        return next(place for place in places if not place.exists())

    @on(Button.Pressed, "#yes")
    def action_write(self) -> None:
        """Answer form and file."""
        text = self.query_one("#path", Input).value.strip()
        if isinstance(self.focused, Button) and self.focused.id == "no":
            self.dismiss(None)
        elif text:
            self.dismiss((self.query_one("#forms", Choices).chosen, Path(text).expanduser()))

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)


class PreviewDialogue(SaveFileDialogue):
    """Answers the form and the file of what was only tried."""

    HEADING = N_("Report what is tried, marked as a preview")
    FORMS = (
        Choice("pdf", "F2", N_("PDF")),
        Choice("html", "F3", N_("HTML")),
        Choice("xlsx", "F4", N_("Excel")),
    )


class PlanFileDialogue(SaveFileDialogue):
    """Answers the file of a plan's text."""

    HEADING = N_("Write this version of the plan as a file")
    FORMS = (Choice("toml", "F2", N_("plan file (TOML)")),)


class ExportDialogue(SaveFileDialogue):
    """Answers the form and the file of an adjustment."""

    HEADING = N_("Export with steps and evidence")
    FORMS = (
        Choice("xlsx", "F2", N_("Excel")),
        Choice("csv", "F3", N_("CSV")),
        Choice("json", "F4", N_("JSON")),
        Choice("html", "F5", N_("HTML")),
        Choice("pdf", "F6", N_("PDF")),
        Choice("parquet", "F7", N_("Parquet")),
    )
