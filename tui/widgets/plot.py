"""Lines laid out in cells: where each value, tick and tag falls; pure, so a chart is testable as text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tui.state import TAGS
from tui.widgets.axis import Tick, month_ticks, spread, value_ticks
from tui.widgets.canvas import NOBODY, Canvas

BLANK, AXIS, GRID, ZERO = NOBODY, -2, -3, -4
TAG_ROOM = 2
# Lines past the third are broken, so that six stay apart without colour.
_DASHES = (
    (True,),
    (True,),
    (True,),
    (True, True, True, False, False),
    (True, False),
    (True, True, False, False),
)


@dataclass(frozen=True)
class Line:
    """One series: its name and its points in order of month; None where there is no figure."""

    name: str
    points: tuple[tuple[int, float | None], ...]
    step: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        months = [m for m, _value in self.points]
        gaps = [b - a for a, b in pairwise(months)]
        object.__setattr__(self, "step", min(gaps, default=1))

    def value(self, month: int) -> float | None:
        """The figure at exactly `month`."""
        at = bisect_left(self.points, (month,), key=lambda p: (p[0],))
        return self.points[at][1] if at < len(self.points) and self.points[at][0] == month else None

    def within(self, first: int, last: int) -> tuple[tuple[int, float | None], ...]:
        """The points from `first` to `last` and one neighbour on each side, so that lines reach the edge."""
        start = bisect_left(self.points, first, key=lambda p: p[0])
        end = bisect_right(self.points, last, key=lambda p: p[0])
        return self.points[max(start - 1, 0) : end + 1]


@dataclass(frozen=True)
class Plot:
    """A laid-out chart: `rows` of (character, ink), plot area first, then the axis and its labels."""

    first: int
    last: int
    low: float
    high: float
    gutter: int
    width: int
    height: int
    rows: list[list[tuple[str, int]]]

    def column(self, month: float) -> int:
        """The column of the whole widget in which `month` stands."""
        return self.gutter + self.dot_x(month) // 2

    def row(self, value: float) -> int:
        """The row in which `value` stands."""
        return self.dot_y(value) // 4

    def month(self, column: int) -> int:
        """The month nearest to a column, inside the view."""
        share = (column - self.gutter + 0.5) / self.width
        return round(self.first + min(max(share, 0.0), 1.0) * (self.last - self.first))

    def dot_x(self, month: float) -> int:
        """A month as a dot, counted from the left edge of the plot area."""
        return round((month - self.first) / max(self.last - self.first, 1) * (self.width * 2 - 1))

    def dot_y(self, value: float) -> int:
        """A value as a dot, counted from the top."""
        return round((self.high - value) / (self.high - self.low) * (self.height * 4 - 1))


def plot(lines: Sequence[Line], first: int, last: int, width: int, height: int) -> Plot:
    """Lay `lines` out between the months `first` and `last` in `width` by `height` cells."""
    visible = [v for line in lines for m, v in line.points if v is not None and first <= m <= last]
    ticks = value_ticks(min(visible, default=0.0), max(visible, default=1.0), height - 2)
    gutter = max(len(t.label) for t in ticks) + 2
    laid = Plot(
        first=first,
        last=last,
        low=ticks[0].at,
        high=ticks[-1].at,
        gutter=gutter,
        width=max(width - gutter - TAG_ROOM, 4),
        height=max(height - 2, 2),
        rows=[],
    )
    laid.rows.extend(_area(laid, lines, ticks))
    laid.rows.extend(_date_axis(laid))
    return laid


def _area(laid: Plot, lines: Sequence[Line], ticks: Sequence[Tick]) -> list[list[tuple[str, int]]]:
    canvas = Canvas(laid.width, laid.height)
    for owner, line in enumerate(lines):
        for run in _runs(laid, line):
            canvas.polyline(run, owner, _DASHES[owner % len(_DASHES)])
    labels = {laid.row(t.at): t for t in ticks}
    rows = []
    for y in range(laid.height):
        tick = labels.get(y)
        margin = f"{tick.label if tick else '':>{laid.gutter - 2}} {'┤' if tick else '│'}"
        cells = [(c, AXIS) for c in margin]
        cells += [_cell(canvas, x, y, tick) for x in range(laid.width)]
        rows.append(cells + [(" ", BLANK)] * TAG_ROOM)
    _tag(laid, lines, rows)
    return rows


def _cell(canvas: Canvas, x: int, y: int, tick: Tick | None) -> tuple[str, int]:
    drawn = canvas.cell(x, y)
    if drawn[1] != NOBODY or tick is None:
        return drawn
    return ("─", ZERO) if tick.at == 0 else ("┈", GRID)


def _runs(laid: Plot, line: Line) -> list[list[tuple[int, int]]]:
    """The unbroken stretches of a line, as dots; a missing figure breaks it."""
    runs: list[list[tuple[int, int]]] = [[]]
    before: int | None = None
    for month, value in line.within(laid.first, laid.last):
        if value is None or (before is not None and month - before > line.step):
            runs.append([])
        if value is not None:
            runs[-1].append((laid.dot_x(month), laid.dot_y(value)))
            before = month
    return [run for run in runs if run]


def _tag(laid: Plot, lines: Sequence[Line], rows: list[list[tuple[str, int]]]) -> None:
    """Write each line's letter at its end, moved up or down where two would meet."""
    taken: set[tuple[int, int]] = set()
    for owner, line in enumerate(lines):
        ends = [(m, v) for m, v in line.points if v is not None and laid.first <= m <= laid.last]
        if not ends:
            continue
        month, value = ends[-1]
        column, row = min(laid.column(month) + 1, len(rows[0]) - 1), laid.row(value)
        nearest = sorted(range(laid.height), key=lambda y: (abs(y - row), y))
        row = next((y for y in nearest if (column, y) not in taken), row)
        taken.add((column, row))
        rows[row][column] = (TAGS[owner % len(TAGS)], owner)


def _date_axis(laid: Plot) -> list[list[tuple[str, int]]]:
    total = laid.gutter + laid.width + TAG_ROOM
    axis = [" "] * (laid.gutter - 1) + ["└"] + ["─"] * laid.width + [" "] * TAG_ROOM
    labels = [" "] * total
    for tick in month_ticks(laid.first, laid.last, laid.width):
        column = laid.column(tick.at)
        axis[column] = "┬"
        label = spread(tick.label)
        start = min(max(column - len(label) // 2, 0), total - len(label))
        labels[start : start + len(label)] = label
    return [[(c, AXIS) for c in axis], [(c, AXIS) for c in labels]]
