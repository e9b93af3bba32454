"""Every figure of a plan before and after: one line an item where there is room, one a figure where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui import words
from tui.language import N_, _
from tui.widgets.grid import Cell, Column, Grid, Row, taken

if TYPE_CHECKING:
    from plans.adjust import Line

_SECTIONS = {"bands": N_("Pay bands"), "measures": N_("Thresholds"), "components": N_("Other pay")}
_ROOM = 80  # cells from which an item fits on one line
_WIDE = (
    Column("", 11, stretch=True),
    *(Column("", width, "right") for _pair in range(3) for width in (9, 10)),
    Column("", 8, "right"),
)
_NARROW = (
    Column("", 11, stretch=True),
    Column("", 9),
    Column("", 9, "right"),
    Column("", 10, "right"),
    Column("", 8, "right"),
)


class BeforeAfter(Grid):
    """Shows the lines of an adjustment; the key of a row is its item's section and name."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(*_WIDE, id=id)
        self._lines: Sequence[Line] = ()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self._lines = lines
        rows, key = list(_items(lines)), self.key
        longest = max((cell_len(line.item) for line in lines), default=0)
        wide = (replace(_WIDE[0], width=min(_WIDE[0].width, longest)), *_WIDE[1:])
        if self.size.width > max(_ROOM, taken(rows, wide)):
            self.show(rows, columns=wide)
        else:
            self.show(list(_figures(lines)), columns=_NARROW)
        if key and self.key != key:
            near = (r.key for r in self.rows if r.key and (r.key.startswith(key) or key.startswith(r.key)))
            self.go_to(next(near, ""))

    def on_resize(self) -> None:
        super().on_resize()
        if self._lines:
            self.show_lines(self._lines)

    def lines_of(self, key: str) -> list[Line]:
        """The lines behind a row's key."""
        return [line for line in self._lines if _key(line) == key or line.path == key]


def _key(line: Line) -> str:
    return line.path.rpartition("/")[0]


def _change(lines: Sequence[Line]) -> Cell:
    """The change of an item: of its middle figure, as bands are spoken of by their midpoint."""
    middle = lines[len(lines) // 2]
    return Cell(f"{words.moved(middle.percent)} %", words.tone(middle.percent))


def _after(line: Line) -> Cell:
    change = line.change.minor
    return Cell(f"{words.glyph(change)}{words.money(line.after)}", words.tone(change) or "dim")


def _items(lines: Sequence[Line]) -> Iterator[Row]:
    for section, members in groupby(lines, key=lambda line: line.section):
        items = [list(group) for _item, group in groupby(members, key=_key)]
        fields = [f.field for f in max(items, key=len)]
        heads = [text for name in fields for text in (words.figure_name(section, name.capitalize()), "")]
        title = _(_SECTIONS.get(section, section))
        yield Row("", [title, *heads, *[""] * (6 - len(heads)), _("Change")], heading=True)
        for item in items:
            cells: list[Cell | str] = [words.plain(item[0].item)]
            for line in item:
                cells += [Cell(words.money(line.before), "dim"), _after(line)]
            cells += [""] * (7 - len(cells))
            yield Row(_key(item[0]), [*cells, _change(item)])


def _figures(lines: Sequence[Line]) -> Iterator[Row]:
    for section, members in groupby(lines, key=lambda line: line.section):
        figures = list(members)
        yield Row(
            "", [_(_SECTIONS.get(section, section)), "", _("Before"), _("After"), _("Change")], heading=True
        )
        last = ""
        for line in figures:
            name = "" if line.item == last else words.plain(line.item)
            last = line.item
            before = Cell(words.money(line.before), "dim")
            yield Row(
                line.path,
                [name, words.figure_name(section, line.field), before, _after(line), _change([line])],
            )
