"""Dialogues that pick a file: typed, or found in the tree of folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button, DirectoryTree, Input, Static

from tui.language import N_, _
from tui.screens.dialogue import Answer, Dialogue
from tui.widgets.note import Note


class Files(DirectoryTree):
    """Folders, and the files whose names end in one of `kinds`; what is hidden stays so."""

    def __init__(self, folder: Path, kinds: tuple[str, ...], *, id: str | None = None) -> None:
        super().__init__(folder, id=id)
        self.kinds = kinds

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what cannot be read."""
        return [
            p for p in paths if not p.name.startswith(".") and (p.suffix.lower() in self.kinds or p.is_dir())
        ]


class OpenFileDialogue(Dialogue[Answer]):
    """The tree, the file's name, what a subclass asks besides (`more`), and the buttons.

    A subclass binds a key to `take`, and its `answer` makes of the file what is answered, or says with
    `wrong` what is not right and gives None.
    """

    KINDS: ClassVar[tuple[str, ...]] = ()
    TAKE: ClassVar[str] = ""  # what the button says, to be translated
    CSS_PATH: ClassVar[str | list[str | PurePath]] = ["dialogue.tcss", "file.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+up", "up", N_("Folder above"), priority=True, id="import.up"),
    ]

    def __init__(self, folder: Path, file: str = "") -> None:
        super().__init__()
        self.folder = folder
        self.file = file

    def parts(self) -> Iterator[Widget]:
        """The tree, the file, what is asked besides, the buttons."""
        yield Files(self.folder, self.KINDS, id="files")
        yield Static(_("File"), classes="label")
        yield Input(self.file, placeholder=_("choose above, or type"), id="path", compact=True)
        yield from self.more()
        yield Note(id="wrong", classes="wrong")
        with Horizontal(id="buttons"):
            yield Button(_(self.TAKE), variant="primary", id="yes", compact=True)
            yield Button(_("Leave"), id="no", compact=True)

    def more(self) -> Iterator[Widget]:
        """What is asked besides the file."""
        yield from ()

    def answer(self, path: Path) -> Answer | None:
        """What is answered for this file; nothing where a subclass does not say."""
        return None

    def on_mount(self) -> None:
        self.query_one(Files).focus()

    @on(DirectoryTree.FileSelected)
    def _picked(self, event: DirectoryTree.FileSelected) -> None:
        self.query_one("#path", Input).value = str(event.path)
        self.query_one("#yes", Button).focus()

    def action_up(self) -> None:
        """Show the folder above."""
        self.folder = self.folder.parent
        self.query_one(Files).path = self.folder

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def action_take(self) -> None:
        """Answer the file, where there is one and all that is asked can be read."""
        path = Path(self.query_one("#path", Input).value.strip()).expanduser()
        self.wrong("" if path.is_file() else _("choose a file first"))
        if path.is_file() and (made := self.answer(path)) is not None:
            self.dismiss(made)

    def wrong(self, text: str) -> None:
        """Say below the fields what is not right."""
        self.query_one("#wrong", Note).say(text)

    @on(Button.Pressed, "#no")
    def _leave(self) -> None:
        self.dismiss(None)


class PathDialogue(OpenFileDialogue[Path]):
    """Answers the file as it was typed or found."""

    def answer(self, path: Path) -> Path:
        """The file."""
        return path
