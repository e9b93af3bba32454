"""A table that touches only the rows in view: columns give way when it is narrow, headings group rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.language import ENGLISH, N_, _, spoken

TONES = ("strong", "dim", "up", "down", "warn", "good", *(f"line-{n}" for n in range(1, 7)))
_GUTTER = 1
_MANY = 2000  # rows that are looked through for their longest numbers
_PARTS = ("header", "heading", "cursor", "cursor-idle", "note", *TONES)


@dataclass(frozen=True, slots=True)
class Column:
    """A column `width` cells wide, `wider` in Chinese, its title translated when shown.

    The highest `rank` gives way first, rank 0 never; `stretch` columns share what room is left.
    """

    title: str
    width: int
    align: Literal["left", "right"] = "left"
    rank: int = 0
    stretch: bool = False
    wider: int = 0

    @property
    def cells(self) -> int:
        """How wide it is in the language that is shown."""
        return max(self.width, self.wider if spoken() != ENGLISH else 0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and its tone, one of TONES; the tone never carries a meaning that the text does not."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its key and its cells, one for each column; a heading of one cell runs across."""

    key: str
    cells: Sequence[Cell | str]
    heading: bool = False


def widest(rows: Sequence[Row], columns: Sequence[Column]) -> Sequence[int]:
    """The cells that the longest number of each column takes, headings left out; 0 for very many rows."""
    found = [0] * len(columns)
    numbers = [i for i, column in enumerate(columns) if column.align == "right"]
    for at in range(len(rows) if len(rows) <= _MANY else 0):
        cells = () if rows[at].heading else rows[at].cells
        for i in numbers:
            if i < len(cells):
                found[i] = max(found[i], cell_len(text_of(cells[i])))
    return found


def taken(rows: Sequence[Row], columns: Sequence[Column]) -> int:
    """The cells that a table needs so that no number is cut."""
    needed = widest(rows, columns)
    return sum(max(c.cells, n) + _GUTTER for c, n in zip(columns, needed, strict=True))


def text_of(cell: Cell | str) -> str:
    """A cell without its tone."""
    return cell if isinstance(cell, str) else cell.text


class Grid(ScrollView, can_focus=True):
    """`show()` it rows, a list or anything that can be indexed; it posts Highlighted and Selected.

    Enter belongs to the screen, whose footer says what it does there.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"grid--{part}" for part in _PARTS}
    ALLOW_SELECT: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", N_("Up"), show=False, id="table.up"),
        Binding("down,j", "move(1)", N_("Down"), show=False, id="table.down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="table.page-up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="table.page-down"),
        Binding("home", "jump(0)", N_("First"), show=False, id="table.first"),
        Binding("end", "jump(-1)", N_("Last"), show=False, id="table.last"),
    ]
    DEFAULT_CSS = "Grid { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"

    cursor: reactive[int] = reactive(0, repaint=False, always_update=True)
    note: reactive[str] = reactive("")

    class Highlighted(Message):
        """The cursor stands on the row of this key."""

        def __init__(self, grid: "Grid", key: str) -> None:
            super().__init__()
            self.grid = grid
            self.key = key

        @property
        def control(self) -> "Grid":
            """The grid, for `@on(Grid.Highlighted, "#id")`."""
            return self.grid

    class Selected(Highlighted):
        """The row of this key was chosen, by a double click or by `action_select`."""

    def __init__(self, *columns: Column, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = columns
        self.rows: Sequence[Row] = ()
        self._fitted: tuple[int, list[tuple[int, int]]] | None = None
        self._widest: Sequence[int] = ()

    @property
    def top(self) -> int:
        """Lines above the rows: one where any column has a title."""
        return int(any(c.title for c in self.columns))

    # -- content

    def show(self, rows: Sequence[Row], *, columns: Sequence[Column] | None = None) -> None:
        """Put `rows` on screen; the cursor stays on the row of the same key where there still is one."""
        if columns is not None:
            self.columns = tuple(columns)
        key = self.key
        unmoved = bool(key) and self.cursor < len(rows) and rows[self.cursor].key == key
        self.rows = rows
        self._fitted, self._widest = None, widest(rows, self.columns)
        self.virtual_size = Size(0, len(rows) + self.top)
        if not unmoved:
            found = next((i for i, r in enumerate(rows) if r.key == key), 0) if key else 0
            self.cursor = self._selectable(found, 1)
        self.refresh()

    @property
    def key(self) -> str:
        """The key under the cursor, empty where there is none."""
        inside = 0 <= self.cursor < len(self.rows)
        return self.rows[self.cursor].key if inside and not self.rows[self.cursor].heading else ""

    def go_to(self, key: str) -> None:
        """Put the cursor on the row of `key`, if it is there."""
        found = next((i for i, r in enumerate(self.rows) if r.key == key and not r.heading), None)
        if found is not None:
            self.cursor = found

    # -- moving

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self.rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        for index in {old, new}:
            self.refresh(Region(0, index + self.top - self.scroll_offset.y, self.size.width, 1))
        # The heading above the first rows is worth seeing, so a step onto them shows it.
        above = 1 if new > 0 and new < len(self.rows) and self.rows[new - 1].heading else 0
        self.scroll_to_region(
            Region(0, new + self.top - above, 1, 1 + above),
            animate=False,
            spacing=Spacing(self.top, 0, 0, 0),
            force=True,
        )
        if self.key:
            self.post_message(self.Highlighted(self, self.key))

    def _selectable(self, index: int, direction: int) -> int:
        """The nearest row that is no heading, first looking in `direction`."""
        for way in (direction, -direction):
            at = index
            while 0 <= at < len(self.rows):
                if not self.rows[at].heading:
                    return at
                at += way
        return index

    def action_move(self, by: int) -> None:
        """Move the cursor over rows, passing headings."""
        target = max(0, min(self.cursor + by, len(self.rows) - 1))
        self.cursor = self._selectable(target, 1 if by > 0 else -1)

    def action_page(self, direction: int) -> None:
        """Move by a screenful."""
        self.action_move(direction * max(self.size.height - 2, 1))

    def action_jump(self, end: int) -> None:
        """Move to the first or the last row."""
        self.cursor = self._selectable(0, 1) if end == 0 else self._selectable(len(self.rows) - 1, -1)

    def action_select(self) -> None:
        """Choose the row under the cursor."""
        if self.key:
            self.post_message(self.Selected(self, self.key))

    def on_click(self, event: events.Click) -> None:
        index = event.y - self.top + self.scroll_offset.y
        if event.y < self.top or not 0 <= index < len(self.rows) or self.rows[index].heading:
            return
        if index == self.cursor and event.chain > 1:
            self.action_select()
        else:
            self.cursor = index

    # -- painting

    def on_resize(self) -> None:
        self._fitted = None

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _fit(self) -> list[tuple[int, int]]:
        """The columns that have room, each with its width."""
        room = self.scrollable_content_region.width
        if self._fitted is not None and self._fitted[0] == room:
            return self._fitted[1]
        shown = list(range(len(self.columns)))
        while shown:
            total = sum(self._width(i) + _GUTTER for i in shown) - _GUTTER
            weakest = max(shown, key=lambda i: self.columns[i].rank)
            if total <= room - 1 or self.columns[weakest].rank == 0:
                break
            shown.remove(weakest)
        spare = room - 1 - sum(self._width(i) + _GUTTER for i in shown) + _GUTTER
        elastic = sum(self.columns[i].stretch for i in shown)
        widths = []
        for i in shown:
            width = self._width(i)
            if self.columns[i].stretch:
                width, spare, elastic = width + spare // elastic, spare - spare // elastic, elastic - 1
            widths.append((i, max(width, 1)))
        self._fitted = (room, widths)
        return widths

    def _width(self, column: int) -> int:
        """What a column takes: its own width, more where a number needs it, for a cut one is another."""
        needed = self._widest[column] if column < len(self._widest) else 0
        return max(self.columns[column].cells, needed)

    @property
    def gave_way(self) -> list[int]:
        """The columns that have a title and no room."""
        shown = {i for i, _width in self._fit()}
        return [i for i, column in enumerate(self.columns) if column.title and i not in shown]

    def render_line(self, y: int) -> Strip:
        """The header, or the row that is scrolled to line `y`."""
        index = y - self.top + self.scroll_offset.y
        if y < self.top:
            return self._strip([_(c.title) for c in self.columns], lambda _i, _tone: self._style("header"))
        if not self.rows:
            return self._noted(y)
        if index >= len(self.rows):
            return Strip.blank(self.size.width, self.rich_style)
        row = self.rows[index]
        if row.heading and len(row.cells) == 1:
            return self._across(row.cells[0], self._style("heading"))
        if row.heading:
            return self._strip(row.cells, lambda _i, _tone: self._style("heading"))
        return self._strip(row.cells, self._toned(index == self.cursor))

    def _toned(self, current: bool) -> Callable[[int, str], Style]:
        """The style of a cell by its column and its tone, in the row under the cursor or in another."""
        base = self.rich_style
        over = (
            self._style("cursor" if self.has_focus else "cursor-idle", partial=True) if current else Style()
        )
        return lambda _i, tone: (base + self._style(tone, partial=True) if tone else base) + over

    def _strip(self, cells: Sequence[Cell | str], style: Callable[[int, str], Style]) -> Strip:
        plain = style(-1, "")
        segments = [Segment(" ", plain)]
        for position, (i, width) in enumerate(self._fit()):
            cell = cells[i] if i < len(cells) else ""
            text, tone = (cell, "") if isinstance(cell, str) else (cell.text, cell.tone)
            if position:
                segments.append(Segment(" " * _GUTTER, plain))
            segments.append(Segment(_fitted(text, width, self.columns[i].align), style(i, tone)))
        # Fewer runs mean fewer bytes, which a slow connection feels.
        return Strip(segments).simplify().extend_cell_length(self.size.width, plain).crop(0, self.size.width)

    def _across(self, cell: Cell | str, style: Style) -> Strip:
        text = text_of(cell)
        return Strip([Segment(_fitted(f" {text}", self.size.width, "left"), style)])

    def _noted(self, y: int) -> Strip:
        lines = self.note.splitlines()
        inside = 0 <= y - 2 < len(lines)
        return self._across(lines[y - 2] if inside else "", self._style("note"))

    def _style(self, part: str, *, partial: bool = False) -> Style:
        return self.get_component_rich_style(f"grid--{part}", partial=partial)


def _fitted(text: str, width: int, align: str) -> str:
    """`text` in exactly `width` cells, an ellipsis where it is cut; wide characters count two."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…"
    pad = " " * (width - length)
    return pad + text if align == "right" else text + pad
