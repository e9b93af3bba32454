"""What the rooms behind Review share: a list that is filtered as one types, above the whole of one entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui import words
from tui.language import N_, _, ngettext
from tui.screens.room import Room
from tui.widgets.grid import Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.workspace import Workspace


class RecordRead(Message):
    """The entries, and a remark that concerns all of them."""

    def __init__(self, items: Sequence[Any], remark: str = "") -> None:
        super().__init__()
        self.items = items
        self.remark = remark


class RecordRoom(Room):
    """Subclasses say what is read, how an entry stands in the list (`row`), and all that is known of it."""

    ROOM = "review"
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    NONE: ClassVar[str] = ""  # what stands there while there is no entry, to be translated
    CSS_PATH = "record.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", N_("Filter"), id="record.filter", tooltip=N_("Filter as you type")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[str, Any] = {}
        self.remark = ""
        self._sought = ""

    # -- for subclasses

    def read(self, workspace: Workspace) -> RecordRead:
        """Everything there is, newest first; runs in a thread."""
        return RecordRead(())

    def row(self, item: Any) -> Row:
        """The entry in the list; its key is its own."""
        return Row(str(item), [str(item)])

    def whole(self, item: Any) -> str:
        """All that is known of the entry."""
        return str(item)

    def sought(self, item: Any) -> str:
        """What the filter looks through: the entry's line in the list, and what a subclass adds."""
        return " ".join(c if isinstance(c, str) else c.text for c in self.row(item).cells)

    # -- the frame

    def body(self) -> Iterator[Widget]:
        """The title, the list, the entry."""
        yield Note(_(self.TITLED), id="about")
        yield Grid(*self.COLUMNS, id="list")
        with VerticalScroll(id="entry"):
            yield Note(id="whole")

    def on_mount(self) -> None:
        self.grid.note = _("reading")
        self.grid.focus()

    @property
    def grid(self) -> Grid:
        """The list."""
        return self.query_one("#list", Grid)

    @property
    def current(self) -> Any:
        """The highlighted entry, None where there is none."""
        return self.items.get(self.grid.key)

    def opened(self) -> None:
        """Shown again; where another room asks for a proposal, Review is the one that shows it."""
        if self.state.proposal is not None:
            self.dismiss(None)
        else:
            super().opened()

    def reload(self) -> None:
        """Ask for the entries."""
        self.start(_("read: {what}").format(what=_(self.TITLED)), lambda w, _reporter: self.read(w))

    @on(RecordRead)
    def _read(self, event: RecordRead) -> None:
        self.items = {self.row(item).key: item for item in event.items}
        self.remark = event.remark
        self._show()

    def _show(self) -> None:
        sought = self._sought.casefold().split()
        shown = [i for i in self.items.values() if all(w in self.sought(i).casefold() for w in sought)]
        none = _("nothing matches the filter; Esc clears it") if self.items else _(self.NONE)
        self.grid.note = none
        self.grid.show([self.row(item) for item in shown])
        count = len(shown)
        told = ngettext("{title}: {count} entry", "{title}: {count} entries", count)
        head = told.format(title=_(self.TITLED), count=count)
        self.query_one("#about", Note).say("\n".join(filter(None, (head, words.plain(self.remark)))))
        self._tell_whole()

    @on(Grid.Highlighted, "#list")
    def _tell_whole(self) -> None:
        item = self.current
        self.query_one("#whole", Note).say(self.whole(item) if item is not None else "")
        self.query_one("#entry", VerticalScroll).scroll_home(animate=False)
        self.refresh_bindings()

    # -- filter

    def action_filter(self) -> None:
        """Open the filter."""
        if not self.query("#filter"):
            field = Input(placeholder=_("words of an entry: who, which plan, why"), id="filter", compact=True)
            self.mount(field, before=self.grid)
        self.query_one("#filter").focus()

    @on(Input.Changed, "#filter")
    def _sought_changed(self, event: Input.Changed) -> None:
        self._sought = event.value
        self._show()

    @on(Input.Submitted, "#filter")
    def _sought_taken(self) -> None:
        self.grid.focus()

    def leave(self) -> None:
        """Clear the filter, else back to Review."""
        field = self.query("#filter")
        if field:
            self._sought = ""
            field.remove()
            self.grid.focus()
            self._show()
        else:
            self.dismiss(None)


def local(day: str) -> str:
    """The day and minute of an ISO moment, as it was recorded."""
    return day[:16].replace("T", " ")
