"""A grid whose cells are edited in place: arrows move, typing or Enter opens a cell, problems stand below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from tui.language import N_
from tui.widgets.grid import Column, Grid, Row
from tui.widgets.note import Note


class CellGrid(Grid):
    """A grid with a cursor on a cell while it is `editing`; `fields` names the columns that can be edited.

    In those of `texts` any character opens the cell, in the others a digit or a sign.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "across(-1)", N_("Cell to the left"), show=False, id="sheet.left"),
        Binding("right", "across(1)", N_("Cell to the right"), show=False, id="sheet.right"),
        Binding("f2", "open", N_("Change the cell"), show=False, id="sheet.open"),
    ]

    editing: reactive[bool] = reactive(False)
    column: reactive[int] = reactive(0)

    class Opened(Message):
        """A cell is to be edited; `typed` begins it, where something was typed."""

        def __init__(self, typed: str) -> None:
            super().__init__()
            self.typed = typed

    def __init__(
        self, *columns: Column, fields: Sequence[str], texts: Sequence[str] = (), id: str | None = None
    ) -> None:
        super().__init__(*columns, id=id)
        self.fields = tuple(fields)
        self.texts = frozenset(texts)
        self.column = self._first

    @property
    def _first(self) -> int:
        return next(i for i, field in enumerate(self.fields) if field)

    @property
    def field(self) -> str:
        """The name of the column under the cursor."""
        return self.fields[self.column]

    def stand(self) -> None:
        """Put the cursor on a cell that is shown, where a narrow screen has no room for its column."""
        shown = [i for i, _width in self._fit() if self.fields[i]]
        if shown and self.column not in shown:
            self.column = shown[0]

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self.stand)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Cells are moved between and opened only while editing."""
        return self.editing if action in {"across", "open"} else True

    def action_across(self, by: int) -> None:
        """Move to the next cell that can be edited, as far as columns are shown."""
        shown = [i for i, _width in self._fit()]
        target = self.column + by
        while target in shown or 0 <= target < len(self.fields):
            if self.fields[target] and target in shown:
                self.column = target
                return
            target += by

    def action_open(self) -> None:
        """Open the cell."""
        if self.key:
            self.post_message(self.Opened(""))

    def on_key(self, event: events.Key) -> None:
        """What a cell can hold, typed on it, opens it with that; Enter opens it as it is."""
        if not self.editing or not self.key:
            return
        typed = event.character or ""
        number = typed.isascii() and typed in "0123456789.-" and typed
        if (
            event.key == "enter"
            or number
            or (self.field in self.texts and typed.strip() and event.is_printable)
        ):
            event.stop()
            event.prevent_default()
            self.post_message(self.Opened("" if event.key == "enter" else typed))

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        left = 1
        for i, width in self._fit():
            if left <= event.x < left + width and self.fields[i]:
                self.column = i
                if self.editing and event.chain > 1:
                    self.action_open()
            left += width + 1

    def cell_box(self) -> tuple[int, int, int]:
        """Where the cell under the cursor stands in this widget: column, line, width."""
        left = 1
        for i, width in self._fit():
            if i == self.column:
                return left, self.cursor + self.top - self.scroll_offset.y, width
            left += width + 1
        return 1, self.cursor + self.top - self.scroll_offset.y, 10

    def _toned(self, current: bool) -> Callable[[int, str], Style]:
        under = super()._toned(current)
        if not (self.editing and current):
            return under
        plain = super()._toned(False)
        cell = self._style("cursor", partial=True)
        return lambda i, tone: under(i, tone) + cell if i == self.column else plain(i, tone)

    def watch_column(self) -> None:
        """The cursor has moved across."""
        self.refresh()
        if self.key:
            self.post_message(self.Highlighted(self, self.key))


class Sheet(Vertical):
    """The grid, the field over the open cell, and below them what is wrong with the cell under the cursor.

    A cell's path is `section.item.field`. It posts Typed with what a reader has made of a cell.
    """

    DEFAULT_CSS = """
    Sheet { layers: base over; height: 1fr; }
    Sheet CellGrid { layer: base; }
    Sheet #cell { layer: over; position: absolute; display: none; height: 1; }
    Sheet #problem { layer: base; dock: bottom; height: auto; max-height: 3; display: none; }
    Sheet.-editing #problem { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take(1)", N_("Take and go right"), show=False, id="sheet.take-right"),
        Binding("down", "take(0)", N_("Take and go down"), show=False, id="sheet.take-down"),
    ]

    class Typed(Message):
        """A cell holds this text now."""

        def __init__(self, cell: str, text: str) -> None:
            super().__init__()
            self.cell = cell
            self.text = text

    def __init__(
        self, *columns: Column, section: str, fields: Sequence[str], texts: Sequence[str] = (), id: str
    ) -> None:
        super().__init__(id=id)
        self.section = section
        self._grid = CellGrid(*columns, fields=fields, texts=texts, id=f"{id}-grid")
        self._plain: Mapping[str, str] = {}
        self._wrong: Mapping[str, str] = {}
        self._general = ""

    def compose(self) -> ComposeResult:
        """Grid, field, problem."""
        yield self._grid
        yield Input(id="cell", compact=True, select_on_focus=False)
        yield Note(id="problem")

    @property
    def grid(self) -> CellGrid:
        """The grid."""
        return self._grid

    @property
    def editing(self) -> bool:
        """Whether its cells can be changed now."""
        return self._grid.editing

    @property
    def open(self) -> bool:
        """Whether a cell is open."""
        return bool(self.query_one("#cell", Input).display)

    @property
    def cell(self) -> str:
        """The path of the cell under the cursor."""
        return f"{self.section}.{self._grid.key}.{self._grid.field}"

    @property
    def can_open(self) -> bool:
        """Whether the cell under the cursor is one that can be changed."""
        return True

    def _step_to_open(self) -> None:
        """From a cell that cannot be changed to the next one of the row that can."""
        here, fields = self._grid.column, self._grid.fields
        for column in (*range(here + 1, len(fields)), *range(here)):
            self._grid.column = column if fields[column] else here
            if self.can_open:
                return
        self._grid.column = here

    def go_to(self, key: str, field: str) -> None:
        """Put the cursor on a cell, if it is there."""
        self._grid.go_to(key)
        if field in self._grid.fields:
            self._grid.column = self._grid.fields.index(field)

    def edit(self, on: bool) -> None:
        """Begin or end editing."""
        self.close()
        self._grid.editing = on
        self._grid.stand()
        self.set_class(on, "-editing")
        self._grid.refresh()

    def show(
        self, rows: Sequence[Row], plain: Mapping[str, str], wrong: Mapping[str, str], general: str
    ) -> None:
        """Show rows; `plain` has each cell as typed, `wrong` what is wrong with one, `general` the rest."""
        self._plain, self._wrong, self._general = plain, wrong, general
        self._grid.show(rows)
        self._say()

    @on(Grid.Highlighted)
    def _say(self) -> None:
        told = self._wrong.get(self.cell) or self._general
        self.query_one("#problem", Note).say(f"✗ {told}" if told else "")

    @on(CellGrid.Opened)
    def _open(self, event: CellGrid.Opened) -> None:
        event.stop()
        if not event.typed and not self.can_open:
            self._step_to_open()
        if not self.can_open:
            return
        left, line, width = self._grid.cell_box()
        field = self.query_one("#cell", Input)
        field.value = event.typed or self._plain.get(self.cell, "")
        field.styles.offset = (left, line)
        field.styles.width = max(width, 8)
        field.display = True
        field.focus()
        field.cursor_position = len(field.value)

    @on(Input.Submitted, "#cell")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An open cell is taken by its own keys."""
        return self.open if action == "take" else True

    def action_take(self, across: int) -> None:
        """Take what stands in the open cell, and go on to the next."""
        text, cell = self.query_one("#cell", Input).value, self.cell
        self.close()
        if text.strip() != self._plain.get(cell, ""):
            self.post_message(self.Typed(cell, text.strip()))
        if across:
            self._grid.action_across(1)
        else:
            self._grid.action_move(1)

    def close(self) -> None:
        """Close the open cell, leaving it as it was."""
        field = self.query_one("#cell", Input)
        if field.display:
            field.display = False
            self._grid.focus()
