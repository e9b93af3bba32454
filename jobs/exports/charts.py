"""The report's charts: pay bands before and after as a ladder, and the figures that a clause read."""

from collections.abc import Sequence
from itertools import pairwise

from indicators.series import Period
from jobs.exports.drawing import Scale, bar, cut, dot, line, path, svg, text, ticks
from plans.adjust import Adjustment
from plans.plan import PayBand
from plans.steps import Input

WIDTH = 720
MOST_BANDS = 36  # as many as one page shows
_LEFT, _RIGHT, _ROW = 96, 684, 22
_LABELLED = 4


def ladder(adjustment: Adjustment, *, style: str = "") -> str:
    """Each pay band from minimum to maximum, before above after, with its midpoint marked."""
    before, after = adjustment.plan.bands[:MOST_BANDS], adjustment.adjusted.bands[:MOST_BANDS]
    values = [float(m.amount) for band in (*before, *after) for _, m in band.amounts()]
    marks = ticks(min(values), max(values), 6)
    scale = Scale(marks[0], marks[-1], _LEFT, _RIGHT)
    top, bottom = 34, 34 + _ROW * len(before)
    shapes = [*_legend(), *(line(scale(m), top - 4, scale(m), bottom, "grid") for m in marks)]
    shapes += [text(scale(m), bottom + 14, f"{m:,.0f}", "axis", "middle") for m in marks]
    for row, (old, new) in enumerate(zip(before, after, strict=True)):
        y = top + row * _ROW
        shapes.append(text(_LEFT - 8, y + 12, cut(old.grade, 13), "name", "end"))
        shapes += [*_band(scale, old, y + 1, "before"), *_band(scale, new, y + 9, "after")]
    shapes.append(text(_RIGHT, 13, f"in {adjustment.plan.currency}", "axis", "end"))
    says = (
        f"Pay bands before and after {adjustment.effective_on}, minimum to maximum; the table has the figures"
    )
    return svg(WIDTH, bottom + 22, says, shapes, style)


def _legend() -> list[str]:
    return [
        bar(_LEFT, 6, 22, 7, "before"),
        text(_LEFT + 28, 13, "before", "axis"),
        bar(_LEFT + 90, 6, 22, 7, "after"),
        text(_LEFT + 118, 13, "after", "axis"),
        line(_LEFT + 180, 4, _LEFT + 180, 15, "middle"),
        text(_LEFT + 186, 13, "midpoint", "axis"),
    ]


def _band(scale: Scale, band: PayBand, y: float, kind: str) -> list[str]:
    low, middle, high = (scale(float(money.amount)) for _, money in band.amounts())
    return [bar(low, y, max(high - low, 1), 7, kind), line(middle, y - 1, middle, y + 8, "middle")]


def course(figures: Sequence[Input], *, style: str = "") -> str:
    """The published figures of one indicator that were used: dots, joined where months follow each other."""
    latest = {f.period: f for f in figures}
    found = [latest[p] for p in sorted(latest)]
    at = [_months(f.period) for f in found]
    values = [float(f.value) for f in found]
    marks = ticks(min(values), max(values), 4)
    across, up = Scale(min(at), max(at), _LEFT + 40, _RIGHT - 40), Scale(marks[0], marks[-1], 150, 22)
    shapes = [line(_LEFT, up(m), _RIGHT, up(m), "grid") for m in marks]
    shapes += [text(_LEFT - 8, up(m) + 4, f"{m:,.6g}", "axis", "end") for m in marks]
    points = [(across(month), up(value)) for month, value in zip(at, values, strict=True)]
    step = 12 // found[0].period.frequency.per_year
    for (first, second), (m, n) in zip(pairwise(points), pairwise(at), strict=True):
        shapes.append(path([first, second], "course" if n - m <= step else "leap"))
    shapes += [dot(x, y, "dot") for x, y in points]
    shown = range(len(found)) if len(found) <= _LABELLED else (0, len(found) - 1)
    for n in shown:
        x, y = points[n]
        shapes.append(text(x, y - 9, f"{found[n].value:f}", "value", "middle"))
        shapes.append(text(x, 168, str(found[n].period), "axis", "middle"))
    says = f"{found[0].indicator}: {len(found)} published figures; the evidence table has them"
    return svg(WIDTH, 178, says, shapes, style)


def _months(period: Period) -> int:
    return period.first_day.year * 12 + period.first_day.month
