"""A payout curve: from attainment along the floor to the payout up the wall, with its points marked."""

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.axis import spread, value_ticks
from tui.widgets.canvas import NOBODY, Canvas

if TYPE_CHECKING:
    from plans.curve import PayoutCurve

_LEAST = 140  # percent of attainment that are shown at least
_BEYOND = 20  # and so many beyond the last point, to show that it is capped, or is not
_TALLEST = 9  # rows of the drawing; more say nothing more


class CurveView(Widget):
    """`show()` it a curve, or None; what is drawn is the plan's own arithmetic, dot by dot."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"curve--line", "curve--axis", "curve--point"}
    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = "CurveView { height: 12; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.curve: PayoutCurve | None = None
        self._drawn: tuple[tuple[int, int], list[list[tuple[str, str]]]] | None = None

    def show(self, curve: "PayoutCurve | None") -> None:
        """Draw this curve, or nothing."""
        self.curve = curve
        self._drawn = None
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the drawing."""
        size = (self.size.width, self.size.height)
        if self.curve is None or size[1] < 4:
            return Strip.blank(self.size.width, self.rich_style)
        if self._drawn is None or self._drawn[0] != size:
            self._drawn = (size, drawing(self.curve, *size))
        rows = self._drawn[1]
        cells = rows[y] if y < len(rows) else []
        segments = [Segment(c, self.get_component_rich_style(f"curve--{part}")) for c, part in cells]
        return Strip(segments).simplify().adjust_cell_length(self.size.width, self.rich_style)


def drawing(curve: "PayoutCurve", width: int, height: int) -> list[list[tuple[str, str]]]:
    """The curve in `width` by `height` cells: characters with what they are (line, axis, point)."""
    right = max(float(curve.points[-1][0]) + _BEYOND, _LEAST)
    tall = min(height - 2, _TALLEST)
    dots_across = 2 * (wide := max(width - 9, 8)) - 1
    paid = [float(curve.payout(_at(n, dots_across, right))) for n in range(dots_across + 1)]
    ticks = value_ticks(0.0, max(*paid, 1.0), tall)
    top = ticks[-1].at

    def up(value: float) -> int:
        return round((top - value) / top * (tall * 4 - 1))

    canvas = Canvas(wide, tall)
    canvas.polyline([(n, up(value)) for n, value in enumerate(paid)], 0)
    labels = {up(t.at) // 4: t.label for t in ticks}
    rows = []
    for y in range(tall):
        margin = f"{labels.get(y, ''):>6} {'┤' if y in labels else '│'}"
        cells = [(c, "axis") for c in margin]
        cells += [
            (c, "line" if owner != NOBODY else "axis")
            for c, owner in (canvas.cell(x, y) for x in range(wide))
        ]
        rows.append(cells)
    for attained, _factor in curve.points:
        column, row = round(float(attained) / right * (wide - 1)), up(float(curve.payout(attained))) // 4
        rows[row][8 + column] = ("●", "point")
    return [*rows, *_floor(curve, wide, right)]


def _at(dot: int, dots: int, right: float) -> Decimal:
    return Decimal(round(dot / dots * right * 100)) / 100


def _floor(curve: "PayoutCurve", wide: int, right: float) -> list[list[tuple[str, str]]]:
    """The axis below: the attainments of the curve's points, which are what a reader looks for."""
    marks, words = ["─"] * wide, [" "] * (wide + 8)
    free = 0
    for attained in (Decimal(0), *(point[0] for point in curve.points)):
        column = round(float(attained) / right * (wide - 1))
        marks[column] = "┬"
        label = spread(f"{attained.normalize():f} %")
        start = min(max(8 + column - len(label) // 2, 0), len(words) - len(label))
        if start >= free:
            words[start : start + len(label)] = label
            free = start + len(label) + 1
    return [[(c, "axis") for c in f"{'':>6} └" + "".join(marks)], [(c, "axis") for c in words]]
