"""The dialogue that picks a file to import: typed, or found in the tree of folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path, PurePath
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, DirectoryTree, Input, Static

from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.note import Note

_KINDS = (".csv", ".json", ".tsv", ".txt", ".xml")


class _Files(DirectoryTree):
    """Folders, and the files that could be an office's; what is hidden stays so."""

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what cannot be imported."""
        return [p for p in paths if not p.name.startswith(".") and (p.suffix.lower() in _KINDS or p.is_dir())]


class ImportDialogue(Dialogue[tuple[Path, date | None]]):
    """Answers the file, and the day its figures were published where the reader says one."""

    HEADING = N_("Import an office's file or a tidy CSV")
    CSS_PATH: ClassVar[str | list[str | PurePath]] = ["dialogue.tcss", "import.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", N_("Import"), priority=True, id="import.take"),
        Binding("ctrl+up", "up", N_("Folder above"), priority=True, id="import.up"),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def parts(self) -> Iterator[Widget]:
        """The tree, the file, the day, the buttons."""
        yield _Files(self.folder, id="files")
        yield Static(_("File"), classes="label")
        yield Input(placeholder=_("choose above, or type"), id="path", compact=True)
        yield Static(_("Published on (empty: as the file says, else today)"), classes="label")
        yield Input(placeholder="YYYY-MM-DD", id="day", compact=True)
        yield Note(id="wrong", classes="wrong")
        with Horizontal(id="buttons"):
            yield Button(_("Import"), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one(_Files).focus()

    @on(DirectoryTree.FileSelected)
    def _picked(self, event: DirectoryTree.FileSelected) -> None:
        self.query_one("#path", Input).value = str(event.path)
        self.query_one("#yes", Button).focus()

    def action_up(self) -> None:
        """Show the folder above."""
        self.folder = self.folder.parent
        self.query_one(_Files).path = self.folder

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def action_take(self) -> None:
        """Answer file and day, where both can be read."""
        path = Path(self.query_one("#path", Input).value.strip()).expanduser()
        text = self.query_one("#day", Input).value.strip()
        try:
            day = date.fromisoformat(text) if text else None
        except ValueError:
            self._wrong(_("{text} is not a date, as in 2027-01-01").format(text=repr(text)))
            return
        if not path.is_file():
            self._wrong(_("choose a file first"))
        else:
            self.dismiss((path, day))

    def _wrong(self, text: str) -> None:
        self.query_one("#wrong", Note).say(text)

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)
