"""Help for the screen one is on: what it is for, and every key that works there, as the key map has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from textual.binding import ActiveBinding

    from tui.screens.room import Room

_COLUMNS = (
    Column(N_("Key"), 14),
    Column(N_("Does"), 22, stretch=True),
    Column(N_("Id in keys.toml"), 20, rank=1),
)
_MORE = N_(
    "Every action is also a command: ctrl+p finds it by its name. Clicks work wherever keys do. "
    "Keys can be changed in keys.toml, beside settings.toml."
)

# What Textual binds on every screen, in its words: marked here so that it is translated.
_TEXTUAL = (
    *(N_("Copy selected text"), N_("Focus Next"), N_("Focus Previous"), N_("Open the command palette")),
    *(N_("Page Left"), N_("Page Right"), N_("Scroll Left"), N_("Scroll Right")),
    N_("Quit the app and return to the command prompt."),
)


class HelpDialogue(Dialogue[None]):
    """Shows the help of a room; Escape leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "dismiss(None)", N_("Leave"), show=False, id="help.leave")
    ]
    CSS_PATH: ClassVar[str | list[str | PurePath]] = ["dialogue.tcss", "help.tcss"]

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        # Taken now: once this dialogue is on screen, the bindings are its own.
        self.active = tuple(room.active_bindings.values())

    def heading(self) -> str:
        return _("Help: {room}").format(room=_(self.room.TITLED))

    def parts(self) -> Iterator[Widget]:
        """The text, then the table of keys."""
        yield Note(f"{_(self.room.HELP)}\n\n{_(_MORE)}", id="text")
        yield Grid(*_COLUMNS, id="help-keys")

    def on_mount(self) -> None:
        keys = self.query_one(Grid)
        keys.show(list(self._rows()))
        keys.focus()

    def _rows(self) -> Iterator[Row]:
        room, everywhere, others = [], [], []
        for active in self.active:
            if active.node is self.room and active.binding.id in _ids(type(self.room)):
                room.append(active)
            elif active.node in (self.app, self.room):
                everywhere.append(active)
            else:
                others.append(active)
        for title, group in (
            (_("On this screen"), room),
            (_("Where the cursor is"), others),
            (_("Everywhere"), everywhere),
        ):
            rows = dict(self._row(active) for active in group)
            if rows:
                yield Row("", [title], heading=True)
                yield from rows.values()

    def _row(self, active: ActiveBinding) -> tuple[str, Row]:
        binding = active.binding
        does = _(binding.tooltip or binding.description)
        shown = self.app.get_key_display(binding)
        key = f"{binding.id}/{shown}"
        return key, Row(key, [Cell(shown, "strong"), does, Cell(binding.id or "", "dim")])


def _ids(room: type[Room]) -> set[str]:
    """The actions that are this room's own."""
    return {b.id or "" for b in room.__dict__.get("BINDINGS", ()) if hasattr(b, "id")}
