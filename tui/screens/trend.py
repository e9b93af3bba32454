"""Trend: up to six series in one chart, in several looks, read at a crosshair, copied and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from indicators.series import Frequency, Period
from jobs.courses.looks import AMOUNT, Look
from tui import words
from tui.language import N_, _
from tui.screens.room import Room
from tui.screens.trend_lines import LOOKS, Drawn, cautions, columns, row, texts, unit
from tui.widgets.axis import month_label
from tui.widgets.chart import Chart
from tui.widgets.choices import Choice, Choices
from tui.widgets.grid import Grid
from tui.widgets.note import Note
from tui.work import JobDone

if TYPE_CHECKING:
    from jobs.courses.looks import Courses
    from jobs.workspace import Workspace
    from tui.work import Reporter

_RANGES = (
    Choice("12", "o", N_("1y")),
    Choice("60", "f", N_("5y")),
    Choice("120", "t", N_("10y")),
    Choice("", "a", N_("All")),
)


class TrendRead(Message):
    """The series in the look that was asked for."""

    def __init__(self, shown: Courses, series: tuple[Drawn, ...]) -> None:
        super().__init__()
        self.shown = shown
        self.series = series


class FiguresCopied(Message):
    """The chart's figures are ready for the clipboard."""

    def __init__(self, told: str, text: str) -> None:
        super().__init__()
        self.told = told
        self.text = text


class TrendScreen(Room):
    """The chart above, the series with their values at the crosshair below."""

    ROOM = "trend"
    TITLED = N_("Trend")
    HELP = N_(
        "Up to six series in one chart: as published, rebased, or as changes over twelve, one or three "
        "months. The crosshair reads every series at one month. A month that was never published stays a "
        "gap."
    )
    CSS_PATH = "trend.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "pick", N_("Series"), id="trend.series", tooltip=N_("Choose up to six series")),
        Binding("x", "drop", N_("Remove"), id="trend.remove", tooltip=N_("Take the highlighted series out")),
        Binding(
            "b", "rebase", N_("100 here"), id="trend.base", tooltip=N_("Rebase: the crosshair's month is 100")
        ),
        Binding("c", "copy", N_("Copy"), id="trend.copy", tooltip=N_("Copy the figures in view")),
        Binding("e", "save", N_("Save"), id="trend.save", tooltip=N_("Save as a picture or as figures")),
        *(
            Binding(c.key, f"look('{c.value}')", c.label, show=False, id=f"trend.look-{c.value}")
            for c in LOOKS
        ),
        *(
            Binding(c.key, f"range('{c.value}')", c.label, show=False, id=f"trend.range-{c.label.lower()}")
            for c in _RANGES
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.look = Look.INDEX
        self.base: Period | None = None
        self.amount = AMOUNT
        self.shown: Courses | None = None
        self.series: tuple[Drawn, ...] = ()

    def body(self) -> Iterator[Widget]:
        """Looks, units and range, the chart, the legend."""
        yield Choices(LOOKS, chosen=self.look, id="looks")
        with Horizontal(id="reading"):
            yield Note(id="units")
            yield Choices(_RANGES, id="ranges")
        yield Chart(id="chart")
        yield Grid(id="legend")

    def on_mount(self) -> None:
        self.query_one(Grid).note = _("no series chosen: s chooses")
        self.chart.focus()
        # At once, not by a message: the legend is then painted together with the crosshair.
        self.watch(self.chart, "crosshair", self._legend, init=False)

    @property
    def chart(self) -> Chart:
        """The chart."""
        return self.query_one(Chart)

    # -- reading

    def reload(self) -> None:
        """Ask for the chosen series in the chosen look."""
        asked = self._asked()

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            shown = asked(workspace)
            return TrendRead(shown, tuple(Drawn.of(c, workspace.today) for c in shown.courses))

        self.start(_("read the series"), job, group="trend")

    def _asked(self) -> Callable[[Workspace], Courses]:
        """The lines as they are chosen now, to be read by a job."""
        names, look, amount = self.state.series, self.look, self.amount
        base = self.base or (self._from() if self.series else None)
        one = self._highlighted() if look.of_one_series else ""

        def read(workspace: Workspace) -> Courses:
            from jobs.courses import looks

            chosen = (one,) if one else names or looks.first_with_figures(workspace)
            return looks.courses(workspace, chosen, look, base=base, amount=amount)

        return read

    def _highlighted(self) -> str:
        """The series that the legend stands on, else the first."""
        key = self.query_one("#legend", Grid).key
        if self.shown is not None and not self.shown.look.of_one_series and key:
            return self.series[int(key)].course.indicator.name
        held = self.series[0].course.indicator.name if self.series else ""
        return held or next(iter(self.state.series), "")

    def _from(self) -> Period:
        return _month(self.chart.view[0])

    @on(TrendRead)
    def _trend_read(self, event: TrendRead) -> None:
        first_time, before = not self.series, [d.course.indicator.name for d in self.series]
        now = [d.course.indicator.name for d in event.series]
        self.shown, self.series, self.look = event.shown, event.series, event.shown.look
        self.base = event.shown.base or self.base
        if not self.look.of_one_series:
            self.state.choose(tuple(now))
        self.query_one("#looks", Choices).chosen = self.look
        kept = not first_time and (set(now) <= set(before) or set(before) <= set(now))
        self.chart.show([d.as_line() for d in self.series], keep_view=kept)
        if first_time:
            self.chart.show_last(120)
        self._legend()

    # -- what is shown

    @on(Chart.Looked)
    def _looked(self, event: Chart.Looked) -> None:
        first, last = self.chart.extent
        whole = (event.first, event.last) == (first, last)
        fixed = {c.value for c in _RANGES if c.value and event.last == last}
        held = next((v for v in fixed if int(v) == event.last - event.first), "all")
        self.query_one("#ranges", Choices).chosen = "" if whole else held

    def _legend(self) -> None:
        at, shown = self.chart.crosshair, self.shown
        if shown is not None:
            told = (unit(shown), *cautions(shown, self.series))
            self.query_one("#units", Note).say(" · ".join(filter(None, told)))
        rows = [row(n, drawn, at, self.look) for n, drawn in enumerate(self.series)]
        legend = self.query_one("#legend", Grid)
        legend.styles.height = max(len(rows), 1) + 1
        legend.show(rows, columns=columns(at))

    # -- what can be done

    def action_look(self, look: str) -> None:
        """Change the look; the real value is asked an amount first."""
        chosen = Look(look)
        if chosen is Look.REAL:
            self._ask_amount()
        else:
            self.look = chosen
            self.reload()

    @on(Choices.Chosen, "#looks")
    def _look_clicked(self, event: Choices.Chosen) -> None:
        self.action_look(event.value)

    def _ask_amount(self) -> None:
        from tui.screens.trend_save import AmountDialogue

        at = self.chart.crosshair if self.chart.crosshair is not None else self.chart.view[0]

        def given(amount: Decimal | None) -> None:
            if amount is not None:
                self.amount, self.base, self.look = amount, _month(at), Look.REAL
                self.reload()

        self.app.push_screen(AmountDialogue(self.amount, month_label(at)), given)

    def action_range(self, months: str) -> None:
        """Show the newest months, or everything."""
        self.chart.show_last(int(months) if months else None)

    @on(Choices.Chosen, "#ranges")
    def _range_clicked(self, event: Choices.Chosen) -> None:
        self.action_range(event.value)

    def action_rebase(self) -> None:
        """Make the crosshair's month 100, else the first month in view."""
        at = self.chart.crosshair
        self.base = _month(at) if at is not None else self._from()
        self.action_look(Look.REBASED)

    def action_drop(self) -> None:
        """Take the highlighted series out of the chart."""
        name = self._highlighted()
        if name and len(self.state.series) > 1 and not self.look.of_one_series:
            self.state.choose(tuple(n for n in self.state.series if n != name))
            self.reload()

    def action_copy(self) -> None:
        """Put the figures in view on the clipboard, as spreadsheets take them."""
        asked, (first, last) = self._asked(), map(_month, self.chart.view)

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs.courses import files

            text = files.as_text(asked(workspace), first, last)
            told = _("copied {count} rows with a heading: paste them into a spreadsheet")
            return FiguresCopied(told.format(count=text.count("\n")), text)

        self.start(_("copy the figures"), job, group="save")

    def action_save(self) -> None:
        """Save what is in view as a picture or as figures."""
        from tui.screens.trend_save import ChartDialogue

        if not self.series:
            return
        asked, (first, last) = self._asked(), map(_month, self.chart.view)

        def job(workspace: Workspace, _form: str, path: Path) -> Message:
            from jobs.courses import files

            shown = asked(workspace)
            drawn = [Drawn.of(course, workspace.today) for course in shown.courses]
            made = files.write(shown, path, first=first, last=last, texts=texts(shown, drawn))
            return JobDone(words.written(made))

        stem = f"{self.look}-{'-'.join(dict.fromkeys(d.course.indicator.name for d in self.series))}"[:80]
        self.write_file(ChartDialogue, stem, _("save the chart"), job)

    @on(FiguresCopied)
    def _copied(self, event: FiguresCopied) -> None:
        self.app.copy_to_clipboard(event.text)
        self.say(event.told)

    def action_pick(self) -> None:
        """Choose the series in a list."""
        from tui.screens.pick import PickSeries

        def chosen(names: tuple[str, ...] | None) -> None:
            if names:
                self.state.choose(names)
                self.reload()

        if self.workspace is not None:
            self.app.push_screen(PickSeries(self.workspace, self.state.series), chosen)


def _month(number: int) -> Period:
    """A month of the chart as a period."""
    return Period.of(date(number // 12, number % 12 + 1, 1), Frequency.MONTHLY)
