"""Runs: fetch figures now, with progress for each indicator; and what earlier runs did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static

from tui import words, work
from tui.language import N_, _
from tui.screens.room import Room
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from indicators.series import Indicator
    from jobs.refresh import RefreshReport
    from jobs.runs import RunReport
    from jobs.workspace import Workspace
    from storage.runs import Run

_RESULTS = (
    Column(N_("Indicator"), 24, stretch=True),
    Column(N_("Outcome"), 12),
    Column(N_("New"), 6, "right", rank=1),
    Column(N_("Revised"), 7, "right", rank=1),
    Column("", 24, rank=2, stretch=True),
)
_RUNS = (
    Column(N_("No."), 5, "right"),
    Column(N_("Started"), 17),
    Column(N_("Ended as"), 12),
    Column(N_("New"), 6, "right", rank=2),
    Column(N_("Revised"), 7, "right", rank=2),
    Column(N_("Failed"), 6, "right", rank=1),
    Column(N_("By"), 10, rank=3, stretch=True),
)
_OUTCOMES = {
    "new": (N_("✓ new"), "good"),
    "revised": (N_("✓ revised"), "warn"),
    "unchanged": (N_("= unchanged"), "dim"),
    "failed": (N_("✗ failed"), "warn"),
    "cancelled": (N_("– stopped"), "dim"),
    "done": (N_("✓ done"), "good"),
    "partly": (N_("! partly"), "warn"),
    "suspect": (N_("! suspect"), "warn"),
    "rebased": (N_("! rebased"), "warn"),
    "unfinished": (N_("… unfinished"), "warn"),
}


class RunsRead(Message):
    """Past runs, the indicators that can be fetched, and how far each one's figures reach, in words."""

    def __init__(self, report: RunReport, indicators: tuple[Indicator, ...], held: dict[str, str]) -> None:
        super().__init__()
        self.report = report
        self.indicators = indicators
        self.held = held


class Fetched(Message):
    """A run is over."""

    def __init__(self, report: RefreshReport) -> None:
        super().__init__()
        self.report = report


class RunsScreen(Room):
    """What a fetch does, line by line, above the runs before it."""

    ROOM = "runs"
    TITLED = N_("Runs")
    HELP = N_(
        "Fetch figures from their offices: all, what is due, or one. Each office is asked at its own "
        "pace, and one that fails stops none of the others; r asks again what failed. A file of an "
        "office or a tidy CSV can be imported. Below stand the runs before."
    )
    CSS_PATH = "runs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f",
            "fetch",
            N_("Fetch all"),
            id="runs.fetch",
            tooltip=N_("Fetch every indicator that has a reader"),
        ),
        Binding(
            "o",
            "fetch_one",
            N_("Fetch this one"),
            id="runs.one",
            tooltip=N_("Fetch the highlighted indicator"),
        ),
        Binding(
            "enter", "open", N_("Open run"), id="runs.open", tooltip=N_("Show what the highlighted run did")
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.indicators: tuple[Indicator, ...] = ()
        self.past: tuple[Run, ...] = ()
        self.held: dict[str, str] = {}
        self.outcomes: dict[str, Row] = {}
        self.details: dict[str, str] = {}

    def body(self) -> Iterator[Widget]:
        """The buttons, the results, the runs."""
        with Horizontal(id="bar"):
            yield Button(_("f  Fetch all"), variant="primary", id="fetch", compact=True)
            yield Button(_("Esc  Stop"), id="stop", compact=True, disabled=True)
            yield Note(id="summary")
        yield Grid(*_RESULTS, id="results")
        yield Note(id="detail")
        yield Static(_("Past runs"), id="past-title")
        yield Grid(*_RUNS, id="runs")

    def on_mount(self) -> None:
        self.query_one("#results", Grid).focus()
        self.query_one("#runs", Grid).note = _("none yet")

    # -- reading

    def reload(self) -> None:
        """Ask for the runs."""
        self.start(_("read the runs"), _read_runs, group="runs")

    @on(RunsRead)
    def _runs_read(self, event: RunsRead) -> None:
        self.indicators, self.past, self.held = event.indicators, event.report.runs, event.held
        self.query_one("#runs", Grid).show([_run_row(run) for run in self.past])
        self._results()

    def _results(self) -> None:
        rows = [self.outcomes.get(i.name) or self._idle_row(i.name) for i in self.indicators]
        self.query_one("#results", Grid).show(rows)
        self._detail()

    @on(Grid.Highlighted, "#results")
    def _detail(self) -> None:
        """The whole of what is cut in the table."""
        lines = self.details.get(self.query_one("#results", Grid).key, "").splitlines()
        self.query_one("#detail", Note).say("\n".join(words.plain(line) for line in lines))

    def _idle_row(self, name: str) -> Row:
        return Row(
            name, [words.plain(name), "", "", "", Cell(self.held.get(name, _("no figures yet")), "dim")]
        )

    # -- fetching

    @on(Button.Pressed, "#fetch")
    def action_fetch(self) -> None:
        """Fetch every indicator that has a reader."""
        self._fetch(())

    def action_fetch_one(self) -> None:
        """Fetch the highlighted indicator."""
        name = self.query_one("#results", Grid).key
        if name:
            self._fetch((name,))

    def _fetch(self, names: tuple[str, ...]) -> None:
        if self._job is not None or self.workspace is None:
            return
        self.outcomes = {
            i.name: Row(i.name, [words.plain(i.name), Cell(_("… waits"), "dim")])
            for i in self.indicators
            if not names or i.name in names
        }
        self.details = {}
        self._results()
        self.query_one("#summary", Note).say("")

        def job(workspace: Workspace, reporter: work.Reporter) -> Message:
            from jobs import refresh

            return Fetched(
                refresh.refresh(
                    workspace, names, on_progress=reporter.on_progress, cancelled=reporter.cancelled
                )
            )

        self.start(_("fetch"), job, group="fetch", visible=True)

    @on(work.JobBegan)
    def _fetch_began(self) -> None:
        self.query_one("#stop", Button).disabled = False
        self.query_one("#fetch", Button).disabled = True

    @on(work.JobEnded)
    def _fetch_ended(self) -> None:
        self.query_one("#stop", Button).disabled = True
        self.query_one("#fetch", Button).disabled = False

    @on(work.JobAdvanced)
    def _fetch_advanced(self, event: work.JobAdvanced) -> None:
        name, _colon, outcome = event.progress.message.partition(": ")
        if name in self.outcomes and outcome in _OUTCOMES:
            self.outcomes[name] = Row(name, [words.plain(name), _outcome(outcome)])
            self._results()

    @on(Button.Pressed, "#stop")
    def _stop(self) -> None:
        self.action_leave()

    @on(Fetched)
    def _fetched(self, event: Fetched) -> None:
        report = event.report
        for r in report.results:
            self.outcomes[r.name] = _result_row(r.name, r.outcome, r.new, r.revised, r.message)
            self.details[r.name] = words.explain(r.error) if r.error else r.message
        counts = {o: sum(r.outcome == o for r in report.results) for o in _OUTCOMES}
        told = ", ".join(f"{n} {_(_OUTCOMES[o][0]).split()[-1]}" for o, n in counts.items() if n)
        self.query_one("#summary", Note).say(
            _("run {number}: {outcomes}").format(number=report.run_id, outcomes=told)
        )
        self.reload()

    # -- past runs

    @on(Grid.Selected, "#runs")
    def action_open(self) -> None:
        """Show what the highlighted run did."""
        key = self.query_one("#runs", Grid).key
        run = next((r for r in self.past if str(r.id) == key), None)
        if run is None or self._job is not None:
            return
        names = {i.key: i.name for i in self.indicators}
        self.outcomes = {
            names[r.indicator_key]: _result_row(
                names[r.indicator_key], r.outcome, r.new, r.revised, r.message
            )
            for r in run.results
            if r.indicator_key in names
        }
        self.details = {names.get(r.indicator_key, ""): r.message for r in run.results}
        started = f"{run.started_at:%Y-%m-%d %H:%M}"
        told = _("run {number} of {started}").format(number=run.id, started=started)
        self.query_one("#summary", Note).say(told)
        self._results()


def _read_runs(workspace: Workspace, _reporter: work.Reporter) -> Message:
    from jobs import refresh, runs, trends

    held = {}
    for row in trends.overview(workspace).rows:
        if row.latest is not None:
            told = _("held to {period}, bundled") if row.is_snapshot else _("held to {period}, from {origin}")
            period = words.period(row.latest.period)
            held[row.indicator.name] = words.plain(told.format(period=period, origin=row.latest.origin))
    return RunsRead(runs.runs(workspace), refresh.select(workspace), held)


def _outcome(outcome: str) -> Cell:
    text, tone = _OUTCOMES.get(outcome, (outcome, ""))
    return Cell(_(text), tone)


def _result_row(name: str, outcome: str, new: int, revised: int, message: str) -> Row:
    return Row(
        name,
        [
            words.plain(name),
            _outcome(outcome),
            str(new or ""),
            str(revised or ""),
            Cell(words.plain(message), "dim"),
        ],
    )


def _run_row(run: Run) -> Row:
    return Row(
        str(run.id),
        [
            str(run.id),
            f"{run.started_at:%Y-%m-%d %H:%M}",
            _outcome(run.outcome or "unfinished"),
            str(sum(r.new for r in run.results)),
            str(sum(r.revised for r in run.results)),
            str(sum(r.outcome == "failed" for r in run.results) or ""),
            Cell(words.plain(_(run.trigger)), "dim"),
        ],
    )
