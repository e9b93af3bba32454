"""A chart to look around in: up to six lines over months, zoomed, panned and read by keyboard or mouse."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.language import N_
from tui.widgets.axis import month_label, spread
from tui.widgets.plot import AXIS, BLANK, GRID, ZERO, Line, Plot, plot

_SHORTEST = 6  # months: no closer look than half a year
_CROSS, _FLAG = -5, -6
_NAMES = {
    BLANK: "chart--blank",
    AXIS: "chart--axis",
    GRID: "chart--grid",
    ZERO: "chart--zero",
    _CROSS: "chart--crosshair",
    _FLAG: "chart--flag",
} | {n: f"chart--line-{n + 1}" for n in range(6)}


class Chart(Widget, can_focus=True):
    """The widget: `show()` it lines; it posts Looked as the reader moves; `crosshair` can be watched."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(_NAMES.values())
    ALLOW_SELECT: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", N_("Read"), key_display="←→", id="chart.left"),
        Binding("right", "step(1)", N_("Read"), show=False, id="chart.right"),
        Binding("ctrl+left", "step(-12)", N_("A year back"), show=False, id="chart.year-back"),
        Binding("ctrl+right", "step(12)", N_("A year on"), show=False, id="chart.year-on"),
        Binding("home", "edge(0)", N_("First"), show=False, id="chart.first"),
        Binding("end", "edge(1)", N_("Last"), show=False, id="chart.last"),
        Binding("plus,equals_sign", "zoom(0.6)", N_("Zoom"), key_display="+−", id="chart.zoom-in"),
        Binding("minus,underscore", "zoom(1.667)", N_("Zoom out"), show=False, id="chart.zoom-out"),
        Binding("shift+left,comma", "pan(-1)", N_("Pan"), key_display="⇧←→", id="chart.pan-left"),
        Binding("shift+right,full_stop", "pan(1)", N_("Pan"), show=False, id="chart.pan-right"),
    ]
    DEFAULT_CSS = "Chart { height: 1fr; width: 1fr; }"

    view: reactive[tuple[int, int]] = reactive((0, 12))
    crosshair: reactive[int | None] = reactive(None, repaint=False)

    class Looked(Message):
        """The view now reaches from one month to another."""

        def __init__(self, first: int, last: int) -> None:
            super().__init__()
            self.first = first
            self.last = last

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines: tuple[Line, ...] = ()
        self._months: list[int] = []
        self._plot: Plot | None = None
        self._laid_for = Size(0, 0)
        self._grabbed: tuple[int, tuple[int, int]] | None = None

    def show(self, lines: Sequence[Line], *, keep_view: bool = False) -> None:
        """Draw `lines`; the view is kept where asked for and still useful, else everything is shown."""
        self.lines = tuple(lines)
        self._months = sorted({m for line in lines for m, _ in line.points})
        self._plot = None
        first, last = self.extent
        if not (keep_view and self.view[0] < last and self.view[1] > first):
            self.view = (first, last)
        elif self.view[1] > last or self.view[0] < first:
            self._look(*self.view)
        if self.crosshair is not None:
            self.crosshair = self._nearest(self.crosshair)
        self.refresh()

    @property
    def extent(self) -> tuple[int, int]:
        """The first and last month that any line has a place for."""
        return (self._months[0], max(self._months[-1], self._months[0] + 1)) if self._months else (0, 12)

    def show_last(self, months: int | None) -> None:
        """Show the newest `months`, or everything."""
        first, last = self.extent
        self._look(first if months is None else last - months, last)

    # -- looking around

    def _look(self, first: int, last: int) -> None:
        """Move the view, never outside the figures and never closer than half a year."""
        lowest, highest = self.extent
        span = min(max(last - first, _SHORTEST), highest - lowest)
        first = min(max(first, lowest), highest - span)
        self.view = (first, first + span)

    def action_zoom(self, factor: float) -> None:
        """Zoom about the crosshair, or about the newest end where there is none in view."""
        first, last = self.view
        inside = self.crosshair is not None and first <= self.crosshair <= last
        self._zoom(factor, self.crosshair if inside and self.crosshair is not None else last)

    def _zoom(self, factor: float, about: int) -> None:
        first, last = self.view
        self._look(round(about - (about - first) * factor), round(about + (last - about) * factor))

    def action_pan(self, direction: int) -> None:
        """Move the view by an eighth of its width."""
        first, last = self.view
        by = direction * max((last - first) // 8, 1)
        self._look(first + by, last + by)

    def action_step(self, count: int) -> None:
        """Move the crosshair along the figures, the view following it."""
        if not self._months:
            return
        at = bisect_left(self._months, self.view[1] if self.crosshair is None else self.crosshair)
        at += count if self.crosshair is not None else 0
        target = self._months[min(max(at, 0), len(self._months) - 1)]
        self.crosshair = target
        first, last = self.view
        shift = min(target - first, 0) or max(target - last, 0)
        if shift:
            self._look(first + shift, last + shift)

    def action_edge(self, end: int) -> None:
        """Put the crosshair on the first or last month in view."""
        if self._months:
            self.crosshair = self._nearest(self.view[end])

    def _nearest(self, month: int) -> int | None:
        at = bisect_left(self._months, month)
        near = self._months[max(at - 1, 0) : at + 1]
        return min(near, key=lambda m: abs(m - month), default=None)

    # -- mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.capture_mouse()
        self._grabbed = (event.x, self.view)

    def on_mouse_up(self) -> None:
        self.release_mouse()
        self._grabbed = None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        laid = self._layout()
        if self._grabbed is not None and laid is not None:
            start, (first, last) = self._grabbed
            by = round((start - event.x) / laid.width * (last - first))
            self._look(first + by, last + by)
        elif laid is not None and laid.gutter <= event.x < laid.gutter + laid.width:
            self.crosshair = self._nearest(laid.month(event.x))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, 0.75)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1.333)

    def _wheel(self, event: events.MouseEvent, factor: float) -> None:
        event.stop()
        laid = self._layout()
        if laid is not None:
            self._zoom(factor, laid.month(event.x))

    # -- painting

    def watch_view(self, _old: tuple[int, int], new: tuple[int, int]) -> None:
        self._plot = None
        self.post_message(self.Looked(*new))

    def watch_crosshair(self, old: int | None, new: int | None) -> None:
        """Repaint only where the crosshair was and is."""
        laid = self._layout()
        if laid is not None:
            for month in (old, new):
                if month is not None:
                    self.refresh(Region(laid.column(month) - 6, 0, 13, self.size.height))

    def _layout(self) -> Plot | None:
        """The plot for the present size: painting may come before the message about a new size."""
        if self._plot is None or self._laid_for != self.size:
            self._laid_for = self.size
            drawable = bool(self._months) and self.size.area > 0
            self._plot = plot(self.lines, *self.view, *self.size) if drawable else None
        return self._plot

    def render_line(self, y: int) -> Strip:
        """One row of the chart, with the crosshair laid over it."""
        laid = self._layout()
        if laid is None or y >= len(laid.rows):
            return Strip.blank(self.size.width, self.rich_style)
        cells = laid.rows[y]
        if self.crosshair is not None and laid.first <= self.crosshair <= laid.last:
            cells = self._crossed(laid, list(cells), y, self.crosshair)
        return Strip(self._segments(cells), len(cells)).adjust_cell_length(self.size.width, self.rich_style)

    def _segments(self, cells: Iterable[tuple[str, int]]) -> list[Segment]:
        return [
            Segment("".join(c for c, _ink in run), self._style(ink))
            for ink, run in groupby(cells, key=lambda cell: cell[1])
        ]

    def _style(self, ink: int) -> Style:
        return self.get_component_rich_style(_NAMES[ink])

    def _crossed(self, laid: Plot, cells: list[tuple[str, int]], y: int, month: int) -> list[tuple[str, int]]:
        column = laid.column(month)
        if y < laid.height:
            if cells[column][1] < 0:
                cells[column] = ("│", _CROSS)
            for owner, line in enumerate(self.lines):
                value = line.value(month)
                if value is not None and laid.row(value) == y:
                    cells[column] = ("●", owner)
        elif y == laid.height:
            cells[column] = ("┴", _CROSS)
        else:
            _flag(cells, column, f" {month_label(month)} ")
        return cells


def _flag(cells: list[tuple[str, int]], column: int, label: str) -> None:
    """Write `label` about `column`; a tick's label that it would cut is taken away whole."""
    wide = spread(label)
    start = min(max(column - len(wide) // 2, 0), len(cells) - len(wide))
    end = start + len(wide)
    for edge, step in ((start - 1, -1), (end, 1)):
        while 0 <= edge < len(cells) and cells[edge][0] != " ":
            cells[edge] = (" ", AXIS)
            edge += step
    cells[start:end] = [(c, _FLAG) for c in wide]
