"""A chart of several series as an SVG that stands by itself: axes, lines, a legend, and where it is from.

Lines follow the palette of Okabe and Ito and are broken from the fourth on, so that they stay apart without
colour. A month without a figure breaks a line. Floats are for drawing alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indicators.series import Period
from jobs.courses.looks import Course, Courses, Look
from jobs.exports.drawing import Scale, bar, cut, line, path, svg, text, ticks

WIDTH, HEIGHT = 960, 540
_LEFT, _RIGHT, _TOP, _ROW = 70, WIDTH - 24, 62, 20
_SHORTEST = 6  # months: no closer look than half a year
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600)
_COLOURS = ("#0072b2", "#b35c00", "#00795a", "#a3457f", "#6b6200", "#c0392b")
_DASHES = ("none", "none", "none", "9 4", "3 3", "9 3 2 3")
_FONTS = "'Libertinus Serif','Noto Sans','Noto Sans CJK SC',sans-serif"
_UNITS = {
    Look.INDEX: "figures as published",
    Look.YEAR: "percent on the same month a year before",
    Look.MONTH: "percent on the month before",
    Look.ANNUALISED: "percent, three months at a yearly rate",
    Look.VINTAGES: "the same figures as published at different times",
    Look.RATES: "percent on the same month a year before, published and computed",
}
_STYLE = "".join(
    (
        f"text{{font-family:{_FONTS};fill:#24292f}}.drawn-ground{{fill:#fff}}",
        ".drawn-grid{stroke:#d9d9d9;stroke-width:1}.drawn-zero{stroke:#555;stroke-width:1.2}",
        ".drawn-axis{fill:#555;font-size:13px}.drawn-title{font-size:19px;font-weight:bold}",
        ".drawn-name{font-size:14px;font-weight:bold}.drawn-note{fill:#555;font-size:12px}",
        *(
            f".drawn-line{n}{{stroke:{colour};stroke-width:2;fill:none;stroke-linejoin:round;"
            f"stroke-dasharray:{dash}}}"
            for n, (colour, dash) in enumerate(zip(_COLOURS, _DASHES, strict=True), 1)
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What a chart says: `heading` and `told` of all lines, `names` and `notes` of each."""

    heading: str
    told: str
    names: tuple[str, ...]
    notes: tuple[str, ...]


def in_english(drawn: Courses) -> Texts:
    """Titles as the catalogue has them, and who publishes each line."""
    labels = tuple(c.label for c in drawn.courses)
    title = drawn.courses[0].indicator.title if is_of_one(drawn) else ", ".join(labels)
    return Texts(title, f"{unit(drawn)}; as known on {drawn.as_of}", labels, tuple(_notes(drawn)))


def is_of_one(drawn: Courses) -> bool:
    """Whether all lines are of one series."""
    return drawn.look.of_one_series or len(drawn.courses) == 1


def _notes(drawn: Courses) -> Iterator[str]:
    for course in drawn.courses:
        told = course.basis if drawn.look.of_one_series else course.indicator.title
        where = course.indicator.publisher or course.indicator.key
        yield f"{told}; {where}" if course.points else f"{told}: has no such view"


def unit(drawn: Courses) -> str:
    """What the values of a look are, in words."""
    if drawn.look is Look.REBASED:
        return f"{drawn.base} = 100"
    if drawn.look is Look.REAL:
        return f"what buys as much as {drawn.amount:,f} did in {drawn.base}"
    return _UNITS[drawn.look]


def chart(
    drawn: Courses, first: Period | None = None, last: Period | None = None, texts: Texts | None = None
) -> str:
    """The lines between two periods (all there is by default) as SVG, fonts being the reader's own.

    `texts` are what stands in it, in English by default.
    """
    texts = texts or in_english(drawn)
    bottom = HEIGHT - 30 - _ROW * len(drawn.courses)
    start, end = _span(drawn, first, last)
    across = Scale(start, end, _LEFT, _RIGHT)
    inside = [[(m, v) for m, v in _months(c) if start <= m <= end] for c in drawn.courses]
    values = [v for points in inside for _, v in points if v is not None]
    marks = ticks(min(values, default=0.0), max(values, default=1.0), 6)
    up = Scale(marks[0], marks[-1], bottom, _TOP)
    shapes = [bar(0, 0, WIDTH, HEIGHT, "ground"), *_head(texts), *_axes(across, up, marks, bottom)]
    for number, (course, points) in enumerate(zip(drawn.courses, inside, strict=True), 1):
        shapes += [path(run, f"line{number}") for run in _runs(course, points, across, up)]
        shapes += _legend(texts, number, bottom + 34 + _ROW * number)
    says = f"{texts.heading}: {texts.told}"
    return svg(WIDTH, HEIGHT + 10, says, shapes, _STYLE)


def _head(texts: Texts) -> Iterator[str]:
    yield text(_LEFT - 50, 26, cut(texts.heading, 100), "title")
    yield text(_LEFT - 50, 46, texts.told, "axis")


def _axes(across: Scale, up: Scale, marks: Sequence[float], bottom: float) -> Iterator[str]:
    for mark in marks:
        yield line(_LEFT, up(mark), _RIGHT, up(mark), "zero" if mark == 0 else "grid")
        yield text(_LEFT - 8, up(mark) + 4, f"{mark:,.6g}", "axis", "end")
    span = across.high - across.low
    step = next((s for s in _MONTH_STEPS if span / s <= 12), _MONTH_STEPS[-1])
    first = -(-int(across.low) // step) * step
    for month in range(first, int(across.high) + 1, step):
        label = f"{month // 12}" if month % 12 == 0 else f"{month // 12}-{month % 12 + 1:02d}"
        yield line(across(month), bottom, across(month), bottom + 5, "zero")
        yield text(across(month), bottom + 20, label, "axis", "middle")


def _legend(texts: Texts, number: int, y: float) -> Iterator[str]:
    yield path([(_LEFT - 50, y - 4), (_LEFT - 12, y - 4)], f"line{number}")
    yield text(_LEFT, y, cut(texts.names[number - 1], 26), "name")
    yield text(_LEFT + 190, y, cut(texts.notes[number - 1], 110), "note")


def _months(course: Course) -> list[tuple[int, float | None]]:
    return [(_number(p), None if v is None else float(v)) for p, v in course.points]


def _number(period: Period) -> int:
    return period.first_day.year * 12 + period.first_day.month - 1


def _span(drawn: Courses, first: Period | None, last: Period | None) -> tuple[int, int]:
    held = [_number(p) for c in drawn.courses for p, v in c.points if v is not None] or [0, 12]
    start = _number(first) if first is not None else min(held)
    end = _number(last) if last is not None else max(held)
    return start, max(end, start + _SHORTEST)


def _runs(
    course: Course, points: Sequence[tuple[int, float | None]], across: Scale, up: Scale
) -> Iterator[list[tuple[float, float]]]:
    """The unbroken stretches of a line; a lone figure is drawn as a short stroke."""
    for there, run in groupby(points, key=lambda point: point[1] is not None):
        if there:
            places = [(across(month), up(value)) for month, value in run if value is not None]
            yield places if len(places) > 1 else [(places[0][0] - 1, places[0][1]), places[0]]
