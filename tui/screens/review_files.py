"""What Review shows beside the proposals: a table, and below or beside it what its highlighted row says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message

from tui import words
from tui.language import _
from tui.widgets.grid import Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.workspace import Workspace


class FileRead(Message):
    """What one of Review's files holds now."""

    def __init__(self, file: str, content: Any) -> None:
        super().__init__()
        self.file = file
        self.content = content


class ReviewFile(Horizontal):
    """One of Review's files. Subclasses read their content in a thread, and put it into rows and lines."""

    FILE: ClassVar[str] = ""
    COLUMNS: ClassVar[Sequence[Column]] = ()
    NOTHING: ClassVar[str] = ""  # to be translated

    def __init__(self) -> None:
        super().__init__(id=self.FILE, classes="file")
        self.entries: dict[str, Any] = {}

    def compose(self) -> ComposeResult:
        """The table, the text."""
        yield Grid(*self.COLUMNS, classes="rows")
        with VerticalScroll(classes="told"):
            yield Note()

    @classmethod
    def read(cls, workspace: Workspace) -> Any:
        """The content, as `show` takes it; runs in a thread."""
        return ()

    def show(self, content: Any) -> None:
        """Put the content on screen."""
        self.entries = self.keyed(content)
        self.grid.note = _(self.NOTHING)
        self.grid.show([self.row(key, entry) for key, entry in self.entries.items()])
        self._tell()

    def keyed(self, content: Any) -> dict[str, Any]:
        """The entries by the key of their row."""
        return {str(n): entry for n, entry in enumerate(content)}

    def row(self, key: str, entry: Any) -> Row:
        """The row of an entry."""
        return Row(key, [key])

    def lines(self, entry: Any) -> Iterator[str]:
        """What is told of the highlighted entry, a line each."""
        yield str(entry)

    @property
    def grid(self) -> Grid:
        """The table."""
        return self.query_one(Grid)

    @property
    def entry(self) -> Any | None:
        """The highlighted entry."""
        return self.entries.get(self.grid.key)

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        event.stop()
        self._tell()
        self.screen.refresh_bindings()

    def _tell(self) -> None:
        entry = self.entry
        told = "\n".join(words.plain(line) for line in self.lines(entry)) if entry is not None else ""
        self.query_one(Note).say(told)
        self.query_one(VerticalScroll).scroll_home(animate=False)
