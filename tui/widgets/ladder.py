"""A ladder of pay bands: each range on one scale, so that steps and overlaps are seen at a glance.

A range before an adjustment is a thin line and one after it a thick one: the two are told apart by shape and
not by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.axis import spread, value_ticks

_LABEL, _NOTE = 12, 16  # cells for the grade and for what is said of it
_LEAST = 24  # cells of a scale that still says something; below that the notes give way
_THICK, _THIN = ("━", "┃"), ("─", "┼")
_PARTS = ("axis", "grade", "range", "faint", "note")


@dataclass(frozen=True, slots=True)
class Rung:
    """One range: its grade, its three values, a few words, and whether it is the one before (`faint`)."""

    label: str
    low: float
    middle: float
    high: float
    note: str = ""
    faint: bool = False


class Ladder(ScrollView, can_focus=True):
    """`show()` it rungs; the scale stays at the top while the rungs scroll."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"ladder--{part}" for part in _PARTS}
    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = "Ladder { height: 1fr; width: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rungs: tuple[Rung, ...] = ()

    def show(self, rungs: Sequence[Rung]) -> None:
        """Draw these ranges, in this order."""
        self.rungs = tuple(rungs)
        self.virtual_size = Size(0, len(rungs) + 2)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The scale, its marks, or a rung."""
        room = self.scrollable_content_region.width
        notes = _NOTE if room - _LABEL - _NOTE >= _LEAST else 0
        width = max(room - _LABEL - notes - 1, 4)
        if not self.rungs:
            return Strip.blank(self.size.width, self.rich_style)
        low, high = min(r.low for r in self.rungs), max(r.high for r in self.rungs)
        high = high if high > low else low + 1
        ticks = [t for t in value_ticks(low, high, max(width // 3, 8)) if low <= t.at <= high]
        at = [round((t.at - low) / (high - low) * (width - 1)) for t in ticks]
        if y == 0:
            return self._labels([t.label for t in ticks], at, width)
        if y == 1:
            marks = ["─"] * width
            for column in at:
                marks[column] = "┬"
            return self._line([(" " * _LABEL, "axis"), ("".join(marks), "axis")])
        index = y - 2 + self.scroll_offset.y
        if index >= len(self.rungs):
            return Strip.blank(self.size.width, self.rich_style)
        return self._rung(self.rungs[index], low, high, width, notes)

    def _labels(self, labels: Sequence[str], at: Sequence[int], width: int) -> Strip:
        cells = [" "] * (width + 1)
        free = 0
        for label, column in zip(labels, at, strict=True):
            wide = spread(label)
            start = min(max(column - len(wide) // 2, 0), width - len(wide))
            if start >= free:
                cells[start : start + len(wide)] = wide
                free = start + len(wide) + 1
        return self._line([(" " * _LABEL, "axis"), ("".join(cells), "axis")])

    def _rung(self, rung: Rung, low: float, high: float, width: int, notes: int) -> Strip:
        line, mark = _THIN if rung.faint else _THICK
        start, middle, end = (
            round((v - low) / (high - low) * (width - 1)) for v in (rung.low, rung.middle, rung.high)
        )
        drawn = " " * start + line * (middle - start) + mark + line * (end - middle)
        parts = [
            (set_cell_size(f" {rung.label}", _LABEL - 1) + " ", "grade"),
            (drawn + " " * (width - len(drawn)), "faint" if rung.faint else "range"),
        ]
        if notes and cell_len(rung.note) < notes:
            parts.append((f" {rung.note}", "note"))
        return self._line(parts)

    def _line(self, parts: Sequence[tuple[str, str]]) -> Strip:
        base: Style = self.rich_style
        segments = [
            Segment(text, base + self.get_component_rich_style(f"ladder--{part}", partial=True))
            for text, part in parts
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)
