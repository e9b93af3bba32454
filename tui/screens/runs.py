"""Runs: fetch figures now, office by office with progress; import files; what earlier runs did."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button

from tui import words, work
from tui.language import N_, _, ngettext
from tui.screens import runs_rows
from tui.screens.room import Room
from tui.widgets.grid import Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from datetime import date

    from indicators.series import Indicator
    from jobs.due import ScheduleState
    from jobs.importing import ImportReport
    from jobs.refresh import RefreshReport
    from jobs.runs import RunReport
    from jobs.workspace import Workspace
    from storage.runs import Run


class RunsRead(Message):
    """Past runs, the indicators that can be fetched, how far each one's figures reach, and the schedule."""

    def __init__(
        self,
        report: RunReport,
        indicators: tuple[Indicator, ...],
        held: dict[str, str],
        schedule: ScheduleState,
    ) -> None:
        super().__init__()
        self.report = report
        self.indicators = indicators
        self.held = held
        self.schedule = schedule


class Fetched(Message):
    """A run is over."""

    def __init__(self, report: RefreshReport) -> None:
        super().__init__()
        self.report = report


class Imported(Message):
    """A file's figures are in the database."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


class Logged(Message):
    """A job wrote a line into its log."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


class RunsScreen(Room):
    """What a fetch does, office by office, above the runs before it."""

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
            "f", "fetch", N_("Fetch all"), id="runs.fetch", tooltip=N_("Fetch all that is not passed over")
        ),
        Binding("d", "fetch_due", N_("Due"), id="runs.due", tooltip=N_("Fetch what should be out by now")),
        Binding(
            "o", "fetch_one", N_("This one"), id="runs.one", tooltip=N_("Fetch the highlighted indicator")
        ),
        Binding(
            "r", "retry", N_("Retry"), id="runs.retry", tooltip=N_("Fetch again what failed or was stopped")
        ),
        Binding(
            "i", "import", N_("Import"), id="runs.import", tooltip=N_("Import an office's file or a tidy CSV")
        ),
        Binding("l", "log", N_("Log"), id="runs.log", tooltip=N_("Show or hide what the fetch writes down")),
        Binding(
            "enter", "open", N_("Open run"), id="runs.open", tooltip=N_("Show what the highlighted run did")
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.indicators: tuple[Indicator, ...] = ()
        self.past: tuple[Run, ...] = ()
        self.held: dict[str, str] = {}
        self.results: dict[str, runs_rows.Result] = {}
        self.lines: list[str] = []

    def body(self) -> Iterator[Widget]:
        """The buttons, the schedule, the results, the log, the runs."""
        with Horizontal(id="bar"):
            yield Button(_("f  Fetch all"), variant="primary", id="fetch", compact=True)
            yield Button(_("d  Due"), id="due", compact=True)
            yield Button(_("Esc  Stop"), id="stop", compact=True, disabled=True)
            yield Note(id="summary")
        yield Note(id="schedule")
        yield Grid(*runs_rows.RESULTS, id="results")
        yield Note(id="detail")
        yield Note(_("Past runs"), id="past-title")
        yield Grid(*runs_rows.RUNS, id="runs")
        yield Grid(*runs_rows.LOG, id="log")

    def on_mount(self) -> None:
        self.query_one("#results", Grid).focus()
        self.query_one("#runs", Grid).note = _("none yet")
        self.query_one("#log", Grid).note = _("nothing was fetched since the terminal was opened")

    # -- reading

    def reload(self) -> None:
        """Ask for the runs."""
        self.start(_("read the runs"), _read_runs, group="runs")

    @on(RunsRead)
    def _runs_read(self, event: RunsRead) -> None:
        self.indicators, self.past, self.held = event.indicators, event.report.runs, event.held
        self.query_one("#runs", Grid).show([runs_rows.run_row(run) for run in self.past])
        self.query_one("#schedule", Note).say(runs_rows.scheduled(event.schedule))
        self._show()

    def _show(self) -> None:
        self.query_one("#results", Grid).show(
            list(runs_rows.results(self.indicators, self.results, self.held))
        )
        self._detail()
        self.refresh_bindings()

    @on(Grid.Highlighted, "#results")
    def _detail(self) -> None:
        """The whole of what is cut in the table."""
        result = self.results.get(self.query_one("#results", Grid).key)
        lines = result.detail.splitlines() if result is not None else []
        self.query_one("#detail", Note).say("\n".join(words.plain(line) for line in lines))

    # -- fetching

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One run at a time; a retry where something failed."""
        if action in ("fetch", "fetch_due", "fetch_one", "import"):
            return self._job is None
        return not (action == "retry" and (self._job is not None or not self._failed()))

    def _failed(self) -> tuple[str, ...]:
        return tuple(name for name, r in self.results.items() if r.outcome in ("failed", "cancelled"))

    @on(Button.Pressed, "#fetch")
    def action_fetch(self) -> None:
        """Fetch every indicator that is not passed over."""
        self._fetch(tuple(i.name for i in self.indicators), ())

    @on(Button.Pressed, "#due")
    def action_fetch_due(self) -> None:
        """Fetch what the calendar says should be out."""
        self._fetch((), (), due=True)

    def action_fetch_one(self) -> None:
        """Fetch the highlighted indicator."""
        name = self.query_one("#results", Grid).key
        if name:
            self._fetch((name,), (name,))

    def action_retry(self) -> None:
        """Fetch again what failed or was stopped."""
        self._fetch(self._failed(), self._failed())

    def _fetch(self, waiting: tuple[str, ...], names: tuple[str, ...], *, due: bool = False) -> None:
        """`waiting`: what shows as waiting; `names`: what is asked for, empty for all that is meant."""
        if self._job is not None or self.workspace is None:
            return
        self.results = {name: runs_rows.Result("waits") for name in waiting}
        self.lines = []
        self.query_one("#summary", Note).say("")
        self._show()

        def job(workspace: Workspace, reporter: work.Reporter) -> Message:
            from jobs import refresh
            from tui.joblog import listening

            with listening(lambda line: self.post_message(Logged(line))):
                report = refresh.refresh(
                    workspace,
                    names,
                    due=due,
                    on_progress=reporter.on_progress,
                    cancelled=reporter.cancelled,
                )
            return Fetched(report)

        self.start(_("fetch"), job, group="fetch", visible=True)

    @on(work.JobBegan)
    def _fetch_began(self) -> None:
        self._buttons(running=True)

    @on(work.JobEnded)
    def _fetch_ended(self) -> None:
        self._buttons(running=False)

    def _buttons(self, *, running: bool) -> None:
        self.query_one("#stop", Button).disabled = not running
        for name in ("#fetch", "#due"):
            self.query_one(name, Button).disabled = running
        self.refresh_bindings()

    @on(work.JobAdvanced)
    def _fetch_advanced(self, event: work.JobAdvanced) -> None:
        name, _colon, outcome = event.progress.message.partition(": ")
        if outcome in runs_rows.OUTCOMES:
            self.results[name] = runs_rows.Result(outcome)
            self._show()

    @on(Logged)
    def _logged(self, event: Logged) -> None:
        self.lines.append(event.line)
        self._show_log()

    @on(Button.Pressed, "#stop")
    def _stop(self) -> None:
        self.action_leave()

    @on(Fetched)
    def _fetched(self, event: Fetched) -> None:
        report = event.report
        self.results = {r.name: runs_rows.Result.of(r) for r in report.results}
        told = _("run {number}: {outcomes}").format(
            number=report.run_id, outcomes=runs_rows.counted(self.results)
        )
        self.query_one("#summary", Note).say(told if report.results else _("nothing is due"))
        self._tell_failures()
        self.reload()

    def _tell_failures(self) -> None:
        """Say what could not be fetched, on whatever screen one has gone to meanwhile."""
        failed = [(name, r) for name, r in self.results.items() if r.outcome == "failed"]
        if not failed:
            return
        name, first = failed[0]
        head = ngettext(
            "{count} indicator could not be fetched", "{count} indicators could not be fetched", len(failed)
        ).format(count=len(failed))
        lines = [head, *(f"  {name}: {words.plain(line)}" for line in first.detail.splitlines()[:1])]
        there = (
            _("r fetches again what failed")
            if self.is_current
            else _("6 shows which and why, r fetches again")
        )
        for room in {self, self.terms.room}:
            room.tell("\n".join(lines) + words.next_step(there), "warning")

    # -- importing

    def action_import(self) -> None:
        """Ask for a file, and take its figures in."""
        from tui.screens.import_file import ImportDialogue

        def chosen(answer: tuple[Path, date | None] | None) -> None:
            if answer is not None:
                self.start(
                    _("import"), lambda w, _reporter: _import(w, *answer), group="import", visible=True
                )

        self.app.push_screen(ImportDialogue(Path.cwd()), chosen)

    @on(Imported)
    def _imported(self, event: Imported) -> None:
        report = event.report
        file, count = words.plain(report.file.name), len(report.series)
        told = ngettext(
            "{file} is imported ({kind}): {count} series",
            "{file} is imported ({kind}): {count} series",
            count,
        )
        lines = [
            words.plain(
                _("{name}: {new} new, {revised} revised").format(name=s.name, new=s.new, revised=s.revised)
            )
            for s in report.series[:6]
        ]
        doubtful = sum(len(s.doubtful) for s in report.series if not s.confirmed)
        if doubtful:
            held = ngettext(
                "{count} figure is held aside as suspect",
                "{count} figures are held aside as suspect",
                doubtful,
            )
            lines.append(held.format(count=doubtful))
        self.say("\n  ".join([told.format(file=file, kind=report.format, count=count), *lines]))
        self.reload()

    # -- past runs and the log

    @on(Grid.Selected, "#runs")
    def action_open(self) -> None:
        """Show what the highlighted run did."""
        key = self.query_one("#runs", Grid).key
        run = next((r for r in self.past if str(r.id) == key), None)
        if run is None or self._job is not None:
            return
        names = {i.key: i.name for i in self.indicators}
        self.results = {
            names[r.indicator_key]: runs_rows.Result(
                r.outcome, r.new, r.revised, *[words.reported(r.message)] * 2
            )
            for r in run.results
            if r.indicator_key in names
        }
        started = f"{run.started_at:%Y-%m-%d %H:%M}"
        told = _("run {number} of {started}").format(number=run.id, started=started)
        self.query_one("#summary", Note).say(told)
        self._show()

    def action_log(self) -> None:
        """Show the log in place of the past runs, or the past runs again."""
        shown = not self.has_class("-log")
        self.set_class(shown, "-log")
        self.query_one("#past-title", Note).say(_("Log") if shown else _("Past runs"))
        self._show_log()
        self.query_one("#log" if shown else "#runs", Grid).focus()

    def _show_log(self) -> None:
        if self.has_class("-log"):
            log = self.query_one("#log", Grid)
            log.show([Row(str(n), [words.plain(line)]) for n, line in enumerate(self.lines)])
            log.action_jump(-1)


def _read_runs(workspace: Workspace, _reporter: work.Reporter) -> Message:
    from jobs import due, refresh, runs, trends

    held = {}
    for row in trends.overview(workspace).rows:
        if row.latest is not None:
            told = _("held to {period}, bundled") if row.is_snapshot else _("held to {period}, from {origin}")
            period = words.period(row.latest.period)
            held[row.indicator.name] = words.plain(told.format(period=period, origin=row.latest.origin))
    return RunsRead(runs.runs(workspace), refresh.select(workspace), held, due.schedule_state(workspace))


def _import(workspace: Workspace, path: Path, published_on: date | None) -> Message:
    from jobs.importing import import_file

    return Imported(import_file(workspace, path, published_on=published_on))
