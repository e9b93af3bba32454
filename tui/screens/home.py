"""Home: every indicator with its newest figure and changes, grouped by country and kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Center, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tui import words
from tui.language import N_, _, ngettext
from tui.screens import home_rows
from tui.screens.room import Room
from tui.state import MOST_SERIES
from tui.widgets.choices import Choice, Choices
from tui.widgets.grid import Grid
from tui.widgets.note import Note

if TYPE_CHECKING:
    from textual.widgets import Input

    from indicators.releases import Outlook
    from jobs.demo import LoadReport
    from jobs.news import Prices
    from jobs.trends import Overview, OverviewRow
    from jobs.workspace import Workspace
    from tui.work import Reporter

_EMPTY = N_(
    "There are no figures here yet.\n\n"
    "Load the official figures that come with realterms, and a sample plan to try them on: "
    "no network is needed. Or fetch the newest figures from the offices themselves."
)

_OFFERS = (Choice("sample", "s", N_("Load the sample")), Choice("fetch", "f", N_("Fetch")))


class PricesRead(Message):
    """The newest numbers of every indicator, what is expected of them, and the news."""

    def __init__(self, prices: Prices) -> None:
        super().__init__()
        self.prices = prices


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
        Binding("p", "pin", N_("Pin"), id="home.pin", tooltip=N_("Pinned series stand first, and stay so")),
        Binding("n", "news", N_("News"), id="home.news", tooltip=N_("What is new since you last looked")),
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
        self.prices: Prices | None = None
        self.marked: list[str] = []

    @property
    def overview(self) -> Overview | None:
        """Every indicator, once it has been read."""
        return self.prices.overview if self.prices is not None else None

    def body(self) -> Iterator[Widget]:
        """The table, and what is known of the highlighted series.

        The filter and the offer of a sample come when needed: the first paint does not wait for them.
        """
        yield Note(id="label")
        yield Note(id="news")
        yield Grid(*home_rows.columns(80), id="indicators")
        yield Note(id="gave-way")
        yield Note(id="about")
        yield Note(id="caution")

    def on_mount(self) -> None:
        self.grid.note = _("opening the database…")
        self.grid.focus()
        # At once, not by a message: what stands below is then painted together with the row.
        self.watch(self.grid, "cursor", self._moved, init=False)

    @property
    def grid(self) -> Grid:
        """The table of indicators."""
        return self.query_one("#indicators", Grid)

    # -- what is shown

    def reload(self) -> None:
        """Ask for the figures and the news since the session before."""
        since = self.state.looked_before

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import news

            return PricesRead(news.prices(workspace, since=since))

        self.start(_("read the figures"), job, group="overview")

    @on(PricesRead)
    def _prices_read(self, event: PricesRead) -> None:
        first = self.prices is None
        self.prices = event.prices
        self.state.looked_at = event.prices.now
        if self.state.looked_before is None and not self.is_empty:
            self.state.looked_before = event.prices.now  # a first session: what comes from now on is new
        self.terms.remember()
        self._tell_news()
        self._offer()
        if first and self.state.sought and not self.is_empty:
            self.action_filter()
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

    def _tell_news(self) -> None:
        from tui.screens.news import summary

        line = summary(self.prices.news) if self.prices is not None else ""
        self.query_one("#news", Note).say(line)
        self.set_class(bool(line), "-news")

    def _show(self) -> None:
        if self.prices is None:
            return
        self.grid.note = _("nothing matches the filter; Esc clears it")
        sought = self.state.sought.casefold().split()
        count = home_rows.bar_count(self.size.width)
        found = home_rows.rows(self.prices, sought, self.marked, self.state.pins, count)
        self.grid.show(found, columns=home_rows.columns(self.size.width))
        self.query_one("#label", Note).say(_label(self.prices.overview))
        self._about(self.grid.key)
        self.call_after_refresh(self._tell_gave_way)  # once the table knows how wide it is

    def on_resize(self) -> None:
        self._show()

    def _moved(self) -> None:
        self._about(self.grid.key)
        self._tell_gave_way()

    def _about(self, name: str) -> None:
        prices = self.prices
        every = prices.overview.rows if prices is not None else ()
        row = next((r for r in every if r.indicator.name == name), None)
        outlook = prices.outlooks.get(row.indicator.key) if prices is not None and row is not None else None
        self.query_one("#about", Note).say(_about(row, outlook) if row else "")
        caution = words.described(row.indicator).caution if row else ""
        self.query_one("#caution", Note).say(words.plain(f"! {caution}") if caution else "")

    def _tell_gave_way(self) -> None:
        """What the highlighted row holds in the columns that found no room."""
        told = home_rows.gave_way(self.grid)
        self.query_one("#gave-way", Note).say(told)
        self.set_class(bool(told), "-gave-way")

    # -- what can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The sample is offered while there are no figures; marks and charts once there are."""
        if action == "sample":
            return self.is_empty
        return not (action in ("chart", "mark", "filter", "pin", "news") and self.is_empty)

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

    def action_pin(self) -> None:
        """Pin or unpin the highlighted series: pinned ones stand first, in the order in which they came."""
        name = self.grid.key
        if name in self.state.pins:
            self.state.pins = tuple(pin for pin in self.state.pins if pin != name)
        elif name:
            self.state.pins = (*self.state.pins, name)
        self.terms.remember()
        self._show()

    def action_news(self) -> None:
        """Show what is new, and go to what is chosen there."""
        from tui.screens.news import PROPOSAL, SUSPECTS, NewsDialogue

        def chosen(answer: tuple[str, str] | None) -> None:
            if answer is None:
                return
            kind, name = answer
            if kind == PROPOSAL:
                self.state.proposal = int(name)
                self.terms.action_go("review")
            elif kind == SUSPECTS:
                self.state.review = SUSPECTS
                self.terms.action_go("review")
            else:
                self.state.choose((name,))
                self.terms.action_go("trend")

        if self.prices is not None:
            self.app.push_screen(NewsDialogue(self.prices.news), chosen)

    def action_filter(self) -> None:
        """Open the filter."""
        from textual.widgets import Input

        if not self.query("#filter"):
            hint = _("words of a name, a title, a country")
            field = Input(self.state.sought, placeholder=hint, id="filter", compact=True)
            self.mount(field, before=self.grid)
            self._show()
        self.query_one("#filter").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the table as the filter is typed."""
        self.state.sought = event.value
        self.terms.remember()
        self._show()

    def on_input_submitted(self) -> None:
        """The filter is typed: back to the table."""
        self.grid.focus()

    def leave(self) -> None:
        """Clear the filter, then the marks."""
        if self.query("#filter"):
            self.query("#filter").remove()
            self.state.sought = ""
            self.terms.remember()
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


def _load_sample(workspace: Workspace, reporter: Reporter) -> Message:
    from jobs import demo

    return SampleLoaded(demo.load_sample(workspace, on_progress=reporter.on_progress))


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


def _about(row: OverviewRow, outlook: Outlook | None) -> str:
    i = words.described(row.indicator)
    source = (
        _("12-month change {how}").format(how=_(row.numbers.label_12m)) if row.numbers is not None else ""
    )
    facts = (i.title, _next(outlook), i.base_period or i.units, source, i.key, i.publisher)
    return words.plain(" · ".join(f for f in facts if f))


def _next(outlook: Outlook | None) -> str:
    """Which period comes next, and from which day on; or why it does not."""
    if outlook is None:
        return ""
    if outlook.window is None or ": " in outlook.why:  # the office said it stopped, or where it goes on
        return words.remark(outlook.why)
    if outlook.state.is_stale:
        period, due = words.period(outlook.window.period), words.day(outlook.window.overdue.date())
        told = _("{period} was due by {day}").format(period=period, day=due)
        if "overdue" in outlook.why:
            return told
        return _("{fact}: {why}").format(fact=told, why=words.remark(outlook.why))
    period, day = words.period(outlook.window.period), words.day(outlook.window.opens.date())
    return _("{period} comes from {day} on").format(period=period, day=day)
