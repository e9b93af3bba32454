"""Scenarios as a picture: a panel each for bands, thresholds, cost and circles, a bar a scenario.

SVG with its own colours, or PNG of it; the figures are those of the table, and stand beside their bars.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from indicators.arithmetic import HUNDRED, PRECISION, round_digits
from indicators.errors import BadInput
from jobs.courses.files import png
from jobs.exports.drawing import Scale, bar, cut, line, svg, text
from jobs.exports.files import write_files
from jobs.format import amount, percent
from jobs.scenarios.compare import Comparison, Outcome
from plans.money import Money

FORMS = ("svg", "png")
WIDTH = 720
_LEFT, _RIGHT, _ROW, _PANEL = 210, 560, 22, 46
_FONTS = "'Libertinus Serif','Noto Serif CJK SC','DejaVu Sans',serif"
_STYLE = (
    f"text{{font-family:{_FONTS};fill:#24292f;font-size:13px}}.drawn-ground{{fill:#fff}}"
    ".drawn-title{font-size:19px;font-weight:bold}.drawn-head{font-size:14px;font-weight:bold}"
    ".drawn-note{fill:#555;font-size:12px}.drawn-zero{stroke:#555;stroke-width:1.2}"
    ".drawn-one{fill:#1f5fa8}.drawn-green{fill:#2d7d46}.drawn-red{fill:#b3261e}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: how long, what stands beside it, and its class."""

    value: Decimal
    shown: str
    kind: str = "one"


@dataclass(frozen=True, slots=True)
class Panel:
    """A heading with a row a scenario, each with one bar or two."""

    title: str
    rows: tuple[tuple[str, tuple[Bar, ...]], ...]


def write_chart(found: Comparison, path: Path, *, overwrite: bool = False) -> None:
    """Write the picture, readable by its owner alone; the form goes by the ending.

    BadInput for another ending, a place that cannot be written or exists, and for PNG without typst.
    """
    form = path.suffix.casefold().lstrip(".")
    if form not in FORMS:
        expected = "a name that ends in .svg or .png"
        raise BadInput("a picture of scenarios is SVG or PNG", where=str(path), expected=expected)
    picture, height = _drawn(found)
    content = picture.encode() if form == "svg" else png(picture, width=WIDTH, height=height)
    write_files({path: content}, overwrite=overwrite)


def drawing(found: Comparison) -> str:
    """The picture as SVG, the same for the same comparison."""
    return _drawn(found)[0]


def _drawn(found: Comparison) -> tuple[str, int]:
    """The picture and its height."""
    made = panels(found)
    refused = [o for o in found.outcomes if o.adjustment is None]
    height = 70 + sum(_PANEL + _ROW * len(p.rows) for p in made) + 18 * len(refused)
    shapes = [bar(0, 0, WIDTH, height, "ground"), *_head(found)]
    y = 66.0
    for panel in made:
        shapes.extend(_panel(panel, y))
        y += _PANEL + _ROW * len(panel.rows)
    for number, outcome in enumerate(refused):
        words = f"{outcome.name}: no figures: {outcome.refused}"
        shapes.append(text(20, y + 6 + 18 * number, cut(words, 110), "note"))
    says = f"{len(found.outcomes)} scenarios of {found.plan.title} side by side; the table has the figures"
    return svg(WIDTH, height, says, shapes, _STYLE), height


def panels(found: Comparison) -> tuple[Panel, ...]:
    """What the comparison has figures for: bands, targets, then cost and circles where there are people."""
    shown = [o for o in found.outcomes if o.adjustment is not None]
    made = [
        _changes("Midpoints of all pay bands, change in %", shown, "bands", "midpoint"),
        _changes("Targets in money, change in %", shown, "measures", "target"),
    ]
    if any(o.people for o in shown):
        currency = found.plan.currency
        made += [
            _of_people(f"Cost of a year at full time, {currency}", shown, lambda o: (_cost(o, currency),)),
            _of_people(
                "People below the minimum of their band (green) and above its maximum (red)", shown, _circles
            ),
        ]
    return tuple(panel for panel in made if panel.rows)


def _changes(title: str, shown: Sequence[Outcome], section: str, field: str) -> Panel:
    """The change of all those figures together."""
    rows = []
    for o in shown:
        lines = [
            x
            for x in (o.adjustment.lines if o.adjustment else ())
            if (x.section, x.field) == (section, field)
        ]
        before, after = (
            sum(m.minor for m in side) for side in ([x.before for x in lines], [x.after for x in lines])
        )
        if before:
            change = PRECISION.divide(PRECISION.multiply(Decimal(after - before), HUNDRED), Decimal(before))
            kept = "" if section != "bands" else ", spread kept" if o.spread_kept else ", spread not kept"
            rows.append((o.name, (Bar(round_digits(change, 4), f"{percent(change, 2)} %{kept}"),)))
    return Panel(title, tuple(rows))


def _of_people(title: str, shown: Sequence[Outcome], bars: Callable[[Outcome], tuple[Bar, ...]]) -> Panel:
    return Panel(title, tuple((o.name, bars(o)) for o in shown if o.people is not None))


def _cost(outcome: Outcome, currency: str) -> Bar:
    assert outcome.people is not None  # the panel has only those
    cost = Money(outcome.people.total.cost_minor, currency).amount
    return Bar(cost, amount(cost))


def _circles(outcome: Outcome) -> tuple[Bar, ...]:
    assert outcome.people is not None  # the panel has only those
    total = outcome.people.total
    return (
        Bar(Decimal(total.green_after), f"{total.green_after} green", "green"),
        Bar(Decimal(total.red_after), f"{total.red_after} red", "red"),
    )


def _head(found: Comparison) -> Iterator[str]:
    yield text(20, 28, cut(found.plan.title, 70), "title")
    told = (
        f"version {found.version}, in effect from {found.effective_on}, from figures known on {found.as_of}"
    )
    yield text(20, 47, told, "note")


def _panel(panel: Panel, top: float) -> Iterator[str]:
    values = [float(b.value) for _, bars in panel.rows for b in bars]
    scale = Scale(min(0.0, *values), max(0.0, *values) or 1.0, _LEFT, _RIGHT)
    yield text(20, top + 14, panel.title, "head")
    bottom = top + 24 + _ROW * len(panel.rows)
    yield line(scale(0), top + 22, scale(0), bottom, "zero")
    for number, (name, bars) in enumerate(panel.rows):
        y = top + 25 + _ROW * number
        yield text(_LEFT - 10, y + 12, cut(name, 26), "name", "end")
        yield from _bars(bars, scale, y)


def _bars(bars: Sequence[Bar], scale: Scale, y: float) -> Iterator[str]:
    height = 16.0 / len(bars)
    end = max(scale(0), *(scale(float(one.value)) for one in bars))
    for number, one in enumerate(bars):
        low, high = sorted((scale(0), scale(float(one.value))))
        yield bar(low, y + number * height, max(high - low, 0.5), height - 1, one.kind)
        yield text(end + 6 + 72 * number, y + 12, one.shown, one.kind)
