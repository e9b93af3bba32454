"""Home: every indicator with its newest figure and changes, grouped by country and kind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Center, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tui import words
from tui.language import N_, _, ngettext
from tui.screens.room import Room
from tui.state import MOST_SERIES
from tui.widgets.choices import Choice, Choices
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.note import Note
from tui.widgets.plot import TAGS

if TYPE_CHECKING:
    from textual.widgets import Input

    from jobs.demo import LoadReport
    from jobs.trends import Overview, OverviewRow
    from jobs.workspace import Workspace
    from tui.work import Reporter

_EMPTY = N_(
    "There are no figures here yet.\n\n"
    "Load the official figures that come with realterms, and a sample plan to try them on: "
    "no network is needed. Or fetch the newest figures from the offices themselves."
)

_OFFERS = (Choice("sample", "s", N_("Load the sample")), Choice("fetch", "f", N_("Fetch")))
_TITLED = 118  # cells from which there is room for titles
_ROOMY = 160  # cells from which the bars show two years


class OverviewRead(Message):
    """The newest numbers of every indicator."""

    def __init__(self, overview: Overview) -> None:
        super().__init__()
        self.overview = overview


class SampleLoaded(Message):
    """The bundled figures and the sample plan are in the database."""

    def __init__(self, report: LoadReport) -> None:
        super().__init__()
        self.report = report


class HomeScreen(Room):
    """The indicators; up to six of them are marked for a chart."""

    ROOM = "home"
    TITLED = N_("Prices")
    HELP = N_(
        "Official price indices by country and kind: the newest figure and its period, the change over "
        "twelve months and one month and over three months at a yearly rate, its course, when the next "
        "figure is due and how old this one is. What is pinned stands first. The line at the top says "
        "what has come since you last looked."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "chart", N_("Chart"), id="home.chart", tooltip=N_("Draw the marked series")),
        Binding(
            "space", "mark", N_("Mark"), id="home.mark", tooltip=N_("Mark a series for the chart, up to six")
        ),
        Binding(
            "slash",
            "filter",
            N_("Filter"),
            key_display="/",
            id="home.filter",
            tooltip=N_("Filter as you type"),
        ),
        Binding("f", "fetch", N_("Fetch"), id="home.fetch", tooltip=N_("Fetch new figures from the offices")),
        Binding(
            "s",
            "sample",
            N_("Load sample"),
            id="home.sample",
            tooltip=N_("Bundled figures and a sample plan"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None
        self.marked: list[str] = []
        self.sought: list[str] = []

    def body(self) -> Iterator[Widget]:
        """The table, and what is known of the highlighted series.

        The filter and the offer of a sample come when needed: the first paint does not wait for them.
        """
        yield Note(id="label")
        yield Grid(*_columns(80), id="indicators")
        yield Note(id="about")
        yield Note(id="caution")

    def on_mount(self) -> None:
        self.grid.note = _("opening the database…")
        self.grid.focus()

    @property
    def grid(self) -> Grid:
        """The table of indicators."""
        return self.query_one("#indicators", Grid)

    # -- what is shown

    def reload(self) -> None:
        """Ask for the overview."""
        self.start(_("read the figures"), _read_overview, group="overview")

    @on(OverviewRead)
    def _overview_read(self, event: OverviewRead) -> None:
        self.overview = event.overview
        self._offer()
        self.refresh_bindings()
        self._show()

    def _offer(self) -> None:
        """Offer the sample in place of the table while there is nothing to show in it."""
        self.set_class(self.is_empty, "-empty")
        if self.is_empty and not self.query("#empty"):
            text, keys = Static(_(_EMPTY), markup=False, id="offer"), Choices(_OFFERS, id="offers")
            self.mount(Vertical(Center(text), Center(keys), id="empty"), before=self.grid)

    @property
    def is_empty(self) -> bool:
        """Whether the database is known to hold no figure at all."""
        return self.overview is not None and all(r.latest is None for r in self.overview.rows)

    def _show(self) -> None:
        if self.overview is None:
            return
        rows = [r for r in self.overview.rows if all(w in _text(r) for w in self.sought)]
        self.grid.note = _("nothing matches the filter; Esc clears it")
        roomy = self.size.width >= _ROOMY
        lines = _lines(rows, self.marked, 24 if roomy else 12, found_by_name=bool(self.sought))
        self.grid.show(list(lines), columns=_columns(self.size.width))
        self.query_one("#label", Note).say(_label(self.overview))
        self._about(self.grid.key)

    def on_resize(self) -> None:
        self._show()

    @on(Grid.Highlighted, "#indicators")
    def _highlighted(self, event: Grid.Highlighted) -> None:
        self._about(event.key)

    def _about(self, name: str) -> None:
        row = (
            next((r for r in self.overview.rows if r.indicator.name == name), None) if self.overview else None
        )
        self.query_one("#about", Note).say(_about(row) if row else "")
        self.query_one("#caution", Note).say(
            words.plain(f"! {row.indicator.caution}") if row and row.indicator.caution else ""
        )

    # -- what can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The sample is offered while there are no figures; marks and charts once there are."""
        if action == "sample":
            return self.is_empty
        return not (action in ("chart", "mark", "filter") and self.is_empty)

    @on(Grid.Selected, "#indicators")
    def action_chart(self) -> None:
        """Draw what is marked, else the highlighted series."""
        names = tuple(self.marked) or ((self.grid.key,) if self.grid.key else ())
        if names:
            self.state.choose(names)
            self.terms.action_go("trend")

    def action_mark(self) -> None:
        """Mark or unmark the highlighted series."""
        name = self.grid.key
        if name in self.marked:
            self.marked.remove(name)
        elif name and len(self.marked) < MOST_SERIES:
            self.marked.append(name)
        elif name:
            told = _("a chart holds {count} series; unmark one first").format(count=MOST_SERIES)
            self.notify(told, severity="warning")
        self._show()

    def action_filter(self) -> None:
        """Open the filter."""
        from textual.widgets import Input

        if not self.query("#filter"):
            hint = _("words of a name, a title, a country")
            self.mount(Input(placeholder=hint, id="filter", compact=True), after=self.query_one("#label"))
        self.query_one("#filter").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the table as the filter is typed."""
        self.sought = event.value.casefold().split()
        self._show()

    def on_input_submitted(self) -> None:
        """The filter is typed: back to the table."""
        self.grid.focus()

    def leave(self) -> None:
        """Clear the filter, then the marks."""
        if self.query("#filter"):
            self.query("#filter").remove()
            self.sought = []
            self._show()
            self.grid.focus()
        else:
            self.marked.clear()
            self._show()

    @on(Choices.Chosen, "#offers")
    def _offer_taken(self, event: Choices.Chosen) -> None:
        if event.value == "sample":
            self.action_sample()
        else:
            self.action_fetch()

    def action_fetch(self) -> None:
        """Go to the runs, where fetching is shown."""
        self.terms.action_go("runs")

    def action_sample(self) -> None:
        """Load the bundled figures and the sample plan."""
        self.start(_("load the sample"), _load_sample, group="sample", visible=True)

    @on(SampleLoaded)
    def _sample_loaded(self, event: SampleLoaded) -> None:
        report = event.report
        told = _("{count} series with official figures as of {day} and a sample plan are loaded").format(
            count=report.series, day=words.day(report.as_of)
        )
        self.say(told + words.next_step(_("Enter draws a series; 3 shows the plan; 4 adjusts it")))
        self.grid.focus()
        self.reload()


def _read_overview(workspace: Workspace, _reporter: Reporter) -> Message:
    from jobs import trends

    return OverviewRead(trends.overview(workspace))


def _load_sample(workspace: Workspace, reporter: Reporter) -> Message:
    from jobs import demo

    return SampleLoaded(demo.load_sample(workspace, on_progress=reporter.on_progress))


def _text(row: OverviewRow) -> str:
    i = row.indicator
    return f"{i.name} {i.title} {i.key} {words.group(i.country, i.kind)}".casefold()


def _columns(width: int) -> tuple[Column, ...]:
    """Names give way to titles, and a year of bars to two, as there is room."""
    titled, roomy = width >= _TITLED, width >= _ROOMY
    return (
        Column("", 1),
        Column(N_("Indicator"), 23) if titled else Column(N_("Indicator"), 19, stretch=True),
        Column(N_("What it measures"), 24, rank=5, stretch=True),
        Column(N_("Latest"), 9, "right"),
        Column(N_("Period"), words.month_width()),
        Column(N_("12-month"), 8, "right"),
        Column(N_("1-month"), 7, "right"),
        Column(N_("3-m annual"), 10, "right", rank=6),
        Column(N_("Last two years"), 24, rank=2) if roomy else Column(N_("Last year"), 12, rank=2),
        Column(N_("Age"), 7, "right", rank=1),
        Column(N_("From"), 8, rank=4),
    )


def _lines(
    rows: list[OverviewRow], marked: list[str], bar_count: int, *, found_by_name: bool
) -> Iterator[Row]:
    """Headings and rows, country by country; what has no figures is listed only where it is sought."""
    filled = [r for r in rows if r.latest is not None]
    order = {"US": 0, "GB": 1, "EA": 2, "CN": 3}
    filled.sort(key=lambda r: (order.get(r.indicator.country, 9), r.indicator.country, r.indicator.kind))
    for place, group in groupby(filled, key=lambda r: (r.indicator.country, r.indicator.kind)):
        yield Row("", [words.group(*place)], heading=True)
        yield from (_line(r, marked, bar_count) for r in group)
    empty = [r for r in rows if r.latest is None]
    if empty and not found_by_name:
        told = _("More indicators have no figures yet: / finds them by name, f fetches")
        yield Row("", [told], heading=True)
    elif empty:
        yield Row("", [_("No figures yet: f fetches")], heading=True)
        yield from (_line(r, marked, bar_count) for r in empty)


def _line(row: OverviewRow, marked: list[str], bar_count: int) -> Row:
    from indicators.changes import bars

    i, numbers = row.indicator, row.numbers
    mark = marked.index(i.name) if i.name in marked else -1
    tag = Cell(TAGS[mark], f"line-{mark + 1}") if mark >= 0 else ""
    title = Cell(words.plain(i.title), "dim")
    if row.latest is None or numbers is None:
        return Row(i.name, [tag, Cell(words.plain(i.name), "dim"), title])
    stale = "! " if numbers.overdue else ""
    cells = [
        tag,
        Cell(words.plain(i.name), "strong"),
        title,
        words.figure(row.latest.value),
        words.period(row.latest.period),
        *(
            Cell(words.moved(change), words.tone(change))
            for change in (numbers.percent_12m, numbers.percent_1m, numbers.percent_3m_annualised)
        ),
        Cell(bars(row.spark[-bar_count:]), "dim"),
        Cell(f"{stale}{words.short_age(numbers.age_days)}", "warn" if numbers.overdue else "dim"),
        Cell(_("bundled") if row.is_snapshot else row.latest.origin, "dim"),
    ]
    return Row(i.name, cells)


def _label(overview: Overview) -> str:
    held = sum(r.latest is not None for r in overview.rows)
    series = ngettext("{count} series", "{count} series", held).format(count=held)
    if overview.snapshot_as_of is None:
        return series
    bundled = sum(r.is_snapshot for r in overview.rows)
    which = (
        _("bundled figures") if bundled == held else _("{count} with bundled figures").format(count=bundled)
    )
    return _("{series}, {which} as of {day} ({age} old) · f fetches newer").format(
        series=series,
        which=which,
        day=words.day(overview.snapshot_as_of),
        age=words.age((overview.today - overview.snapshot_as_of).days),
    )


def _about(row: OverviewRow) -> str:
    i = row.indicator
    source = (
        _("12-month change {how}").format(how=_(row.numbers.label_12m)) if row.numbers is not None else ""
    )
    facts = (i.title, i.base_period or i.units, source, i.key, i.publisher)
    return words.plain(" · ".join(f for f in facts if f))
