"""Trend: up to six series in one chart, in several views, read at a crosshair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from indicators.changes import View, has_view
from indicators.series import Period
from tui import words
from tui.language import N_, _
from tui.screens.room import Room
from tui.widgets.axis import month_label, month_number
from tui.widgets.chart import Chart
from tui.widgets.choices import Choice, Choices
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.note import Note
from tui.widgets.plot import TAGS, Line

if TYPE_CHECKING:
    from jobs.trends import TrendLine
    from jobs.workspace import Workspace
    from tui.work import Reporter

_VIEWS = (
    Choice(View.INDEX, "i", N_("As published")),
    Choice(View.REBASED, "r", N_("Rebased")),
    Choice(View.YEAR, "y", N_("12-month")),
    Choice(View.MONTH, "m", N_("1-month")),
    Choice(View.ANNUALISED, "n", N_("3-m annual")),
)
_RANGES = (
    Choice("12", "o", N_("1y")),
    Choice("60", "f", N_("5y")),
    Choice("120", "t", N_("10y")),
    Choice("", "a", N_("All")),
)
_UNITS = {
    View.INDEX: N_("figures as published"),
    View.YEAR: N_("percent on the same month a year before"),
    View.MONTH: N_("percent on the month before"),
    View.ANNUALISED: N_("percent, three months at a yearly rate"),
}


@dataclass(frozen=True)
class Drawn:
    """One series ready to draw: its newest numbers, and its values by month, none where it lacks the view."""

    line: TrendLine
    values: Mapping[int, Decimal | None]
    bundled_days: int | None = None  # how old the bundled figures are, where they are bundled ones

    @property
    def name(self) -> str:
        """The indicator's short name."""
        return self.line.indicator.name

    def as_line(self) -> Line:
        """For the chart: floats are only for drawing."""
        points = ((m, None if v is None else float(v)) for m, v in self.values.items())
        return Line(self.name, tuple(points))


class TrendRead(Message):
    """The series in the view that was asked for."""

    def __init__(self, view: View, base: int | None, series: tuple[Drawn, ...]) -> None:
        super().__init__()
        self.view = view
        self.base = base
        self.series = series


class TrendScreen(Room):
    """The chart above, the series with their values at the crosshair below."""

    ROOM = "trend"
    CSS_PATH = "trend.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "pick", N_("Series"), id="trend.series", tooltip=N_("Choose up to six series")),
        Binding("x", "drop", N_("Remove"), id="trend.remove", tooltip=N_("Take the highlighted series out")),
        Binding(
            "b", "rebase", N_("100 here"), id="trend.base", tooltip=N_("Rebase: the crosshair's month is 100")
        ),
        *(Binding(c.key, f"view('{c.value}')", c.label, show=False, id=f"trend.{c.value}") for c in _VIEWS),
        *(Binding(c.key, f"range('{c.value}')", c.label, show=False, id=f"trend.{c.label}") for c in _RANGES),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view = View.INDEX
        self.base: int | None = None
        self.series: tuple[Drawn, ...] = ()

    def body(self) -> Iterator[Widget]:
        """Views, units and range, the chart, the legend."""
        yield Choices(_VIEWS, chosen=self.view, id="views")
        with Horizontal(id="reading"):
            yield Note(id="units")
            yield Choices(_RANGES, id="ranges")
        yield Chart(id="chart")
        yield Grid(id="legend")

    def on_mount(self) -> None:
        self.query_one(Grid).note = _("no series chosen: s chooses")
        self.chart.focus()

    @property
    def chart(self) -> Chart:
        """The chart."""
        return self.query_one(Chart)

    # -- reading

    def reload(self) -> None:
        """Ask for the chosen series in the chosen view."""
        names, view, base = self.state.series, self.view, self.base or self.chart.view[0]

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            return _read(workspace, names, view, base)

        self.start(_("read the series"), job, group="trend")

    @on(TrendRead)
    def _trend_read(self, event: TrendRead) -> None:
        same = [d.name for d in self.series] == [d.name for d in event.series]
        first_time = not self.series
        self.view, self.series = event.view, event.series
        self.base = event.base or self.base
        self.state.choose(tuple(d.name for d in event.series))
        self.query_one("#views", Choices).chosen = self.view
        self.chart.show([d.as_line() for d in self.series], keep_view=same and not first_time)
        if first_time:
            self.chart.show_last(120)
        self._legend()

    # -- what is shown

    @on(Chart.Crosshair)
    def _crosshair(self) -> None:
        self._legend()

    @on(Chart.Looked)
    def _looked(self, event: Chart.Looked) -> None:
        first, last = self.chart.extent
        whole = (event.first, event.last) == (first, last)
        fixed = {c.value for c in _RANGES if c.value and event.last == last}
        held = next((v for v in fixed if int(v) == event.last - event.first), "all")
        self.query_one("#ranges", Choices).chosen = "" if whole else held

    def _legend(self) -> None:
        at = self.chart.crosshair
        self.query_one("#units", Note).say(" · ".join(filter(None, (self._unit(), *self._cautions()))))
        rows = [_row(n, drawn, at, self.view) for n, drawn in enumerate(self.series)]
        legend = self.query_one("#legend", Grid)
        legend.styles.height = max(len(rows), 1) + 1
        legend.show(rows, columns=_columns(at))

    def _unit(self) -> str:
        if self.view is View.REBASED and self.base is not None:
            return _("{month} = 100").format(month=month_label(self.base))
        return _(_UNITS.get(self.view, ""))

    def _cautions(self) -> Iterator[str]:
        """What a reader of this chart must be told beside it."""
        if self.view is View.INDEX and len({d.line.indicator.units for d in self.series}) > 1:
            yield _("different units on one axis")
        ages = [d.bundled_days for d in self.series if d.bundled_days is not None]
        if ages:
            every = len(ages) == len(self.series)
            told = _("bundled figures, {age} old") if every else _("some bundled figures, {age} old")
            yield told.format(age=words.age(max(ages)))

    # -- what can be done

    def action_view(self, view: str) -> None:
        """Change the view."""
        self.view = View(view)
        self.reload()

    @on(Choices.Chosen, "#views")
    def _view_clicked(self, event: Choices.Chosen) -> None:
        self.action_view(event.value)

    def action_range(self, months: str) -> None:
        """Show the newest months, or everything."""
        self.chart.show_last(int(months) if months else None)

    @on(Choices.Chosen, "#ranges")
    def _range_clicked(self, event: Choices.Chosen) -> None:
        self.action_range(event.value)

    def action_rebase(self) -> None:
        """Make the crosshair's month 100, else the first month in view."""
        self.base = self.chart.crosshair if self.chart.crosshair is not None else self.chart.view[0]
        self.action_view(View.REBASED)

    def action_drop(self) -> None:
        """Take the highlighted series out of the chart."""
        name = self.query_one("#legend", Grid).key
        if name and len(self.series) > 1:
            self.state.choose(tuple(n for n in self.state.series if n != name))
            self.reload()

    def action_pick(self) -> None:
        """Choose the series in a list."""
        from tui.screens.pick import PickSeries

        def chosen(names: tuple[str, ...] | None) -> None:
            if names:
                self.state.choose(names)
                self.reload()

        if self.workspace is not None:
            self.app.push_screen(PickSeries(self.workspace, self.state.series), chosen)


def _read(workspace: Workspace, names: tuple[str, ...], view: View, base: int) -> TrendRead:
    from jobs import trends

    if not names:
        filled = [r.indicator.name for r in trends.overview(workspace).rows if r.latest is not None]
        names = tuple(filled[:1])
    published = [trends.trend(workspace, [name]).lines[0] for name in names]
    usable = [line for line in published if has_view(line.indicator, view)]
    at_base = _common(usable, base) if view is View.REBASED else None
    return TrendRead(view, at_base, tuple(_drawn(workspace, line, view, at_base) for line in published))


def _drawn(workspace: Workspace, line: TrendLine, view: View, base: int | None) -> Drawn:
    """The series in the view; without values where it has no such view."""
    from jobs import trends

    age = (workspace.today - line.numbers.latest.published_on).days if line.is_snapshot else None
    if not has_view(line.indicator, view):
        return Drawn(line, {}, age)
    if view is not View.INDEX:
        at = _period(base, line) if base is not None else None
        line = trends.trend(workspace, [line.indicator.name], view=view, rebase=at).lines[0]
    values = zip(_months(line), (v for _at, v in line.points), strict=True)
    return Drawn(line, dict(values), age)


def _common(lines: list[TrendLine], wanted: int) -> int | None:
    """The first month from `wanted` on in which every series has a figure, else the last before it."""
    held = [
        {m for m, (_at, v) in zip(_months(line), line.points, strict=True) if v is not None} for line in lines
    ]
    both = sorted(set.intersection(*held)) if held else []
    return next((m for m in both if m >= wanted), both[-1] if both else None)


def _months(line: TrendLine) -> list[int]:
    return [month_number(period.first_day) for period, _value in line.points]


def _period(month: int, line: TrendLine) -> Period:
    return Period.of(date(month // 12, month % 12 + 1, 1), line.indicator.frequency)


def _columns(at: int | None) -> tuple[Column, ...]:
    return (
        Column("", 1),
        Column(N_("Series"), 20, stretch=True),
        Column(N_("What it measures"), 30, rank=3, stretch=True),
        Column(month_label(at) if at is not None else N_("Crosshair"), 10, "right"),
        Column(N_("Latest"), 10, "right"),
        Column(N_("Period"), words.month_width()),
        Column(N_("12-month"), 8, "right"),
        Column(N_("1-month"), 7, "right"),
        Column(N_("12-month change is"), 23, rank=4),
    )


def _row(number: int, drawn: Drawn, at: int | None, view: View) -> Row:
    indicator, numbers = drawn.line.indicator, drawn.line.numbers
    value = drawn.values.get(at) if at is not None else None
    here = words.figure(value) if view is View.INDEX else words.percent(value, 2)
    if view is View.REBASED and value is not None:
        here = words.figure(round(value, 2))
    return Row(
        indicator.name,
        [
            Cell(TAGS[number], f"line-{number + 1}"),
            Cell(words.plain(indicator.name), "strong" if drawn.values else "dim"),
            Cell(
                words.plain(
                    indicator.title if drawn.values else _("has no {view} view").format(view=_(view.value))
                ),
                "dim",
            ),
            Cell(here, f"line-{number + 1}"),
            words.figure(numbers.latest.value),
            words.period(numbers.latest.period),
            Cell(words.moved(numbers.percent_12m), words.tone(numbers.percent_12m)),
            Cell(words.moved(numbers.percent_1m), words.tone(numbers.percent_1m)),
            Cell(_(numbers.label_12m), "dim"),
        ],
    )
