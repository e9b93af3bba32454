"""Fetch official figures: one runner, offices side by side, each indicator whole or not at all."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from indicators.catalog import dormant, unproven
from indicators.errors import BadInput, SettingsError, StorageError, UnexpectedAnswer
from indicators.series import Indicator, Kind, Period
from indicators.sources.fetch import Fetched
from jobs.asking import Arrival, Task, side_by_side
from jobs.calendars import read_calendars
from jobs.catalogue import known, resolve_all
from jobs.keeping import keep
from jobs.progress import Cancelled as IsCancelled
from jobs.progress import OnProgress, Progress, never, silent
from jobs.results import IndicatorResult, RefreshReport
from jobs.successions import going_on
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from indicators.sources.conditional import Validators
    from storage.office_answers import OfficeAnswer
    from storage.vintages import Freshness

__all__ = ["IndicatorResult", "RefreshReport", "refresh", "select"]

# Seasonally adjusted figures are rewritten for five calendar years back; a year more costs nothing.
_REVISABLE_YEARS = 6
# A clock may be put right by minutes; behind a run by more, it was set back, and days would be wrong.
_CLOCK_TOLERANCE = timedelta(hours=1)

_LOG = logging.getLogger("jobs.fetch")


def select(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    source: str | None = None,
    kind: Kind | None = None,
    country: str | None = None,
) -> tuple[Indicator, ...]:
    """The indicators that are meant: those named, else every one with a reader that fits the filters.

    The dormant ones must be named, and the unproven ones as long as nothing of them is held.
    """
    from indicators.sources import SOURCE_NAMES

    if names:
        chosen: Iterable[Indicator] = resolve_all(workspace, names)
    else:
        chosen = (i for i in known(workspace) if i.source in SOURCE_NAMES)
    fitting = tuple(
        i
        for i in dict.fromkeys(chosen)
        if (source is None or i.source == source)
        and (kind is None or i.kind is kind)
        and (country is None or i.country.casefold() == country.casefold())
    )
    apart = {} if names else _to_be_named(workspace, fitting)
    found = tuple(i for i in fitting if i.key not in apart)
    if not found:
        reasons = "; ".join(f"{i.name}: {apart[i.key]}" for i in fitting)
        hint = f"name them to ask all the same: {reasons}" if reasons else ""
        raise BadInput("no indicator fits", hint=hint or "`realterms indicators list` shows them all")
    for indicator in found:
        if indicator.source not in SOURCE_NAMES:
            raise BadInput(
                f"{indicator.name} has no reader yet: {indicator.source}",
                expected=f"an indicator of {', '.join(SOURCE_NAMES)}",
                hint="import the office's file with `realterms import`",
            )
    return found


def _to_be_named(workspace: Workspace, fitting: Sequence[Indicator]) -> dict[str, str]:
    """Why some are asked for only by their name, by key."""
    from storage import vintages

    reasons = {i.key: f"dormant, {dormant()[i.key]}" for i in fitting if i.key in dormant()}
    guessed = [i.key for i in fitting if i.key in unproven()]
    if guessed:
        with workspace.session() as session:
            held = {f.indicator.key for f in vintages.freshness(session=session) if f.latest is not None}
        reasons |= {key: f"unproven, {unproven()[key]}" for key in guessed if key not in held}
    return reasons


def refresh(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    source: str | None = None,
    kind: Kind | None = None,
    country: str | None = None,
    since: Period | None = None,
    due: bool = False,
    vintages: bool = False,
    as_of: date | None = None,
    wait: float = 0,
    trigger: str = "user",
    on_progress: OnProgress = silent,
    cancelled: IsCancelled = never,
) -> RefreshReport:
    """Fetch and save; one indicator's failure never stops another.

    `due`: only those for which a release is expected now. `vintages`: also what their offices said before,
    where they keep it. `as_of`: what was public on that day, of FRED alone. `wait`: seconds to wait for
    another runner on this database. DatabaseBusy where one is at work; SettingsError where the clock was set
    back; StorageError where nothing can be saved.
    """
    from jobs.due import due_now
    from storage import runs
    from storage.runner import Runner

    chosen = select(workspace, names, source=source, kind=kind, country=country)
    indicators = going_on(chosen, workspace)
    if as_of is not None:
        _check_day(as_of, indicators, workspace)
    runner = Runner(workspace.runner, workspace.now)
    with workspace.database.only_runner(runner, wait=wait, cancelled=cancelled):
        with workspace.session() as session:
            _check_clock(workspace, runs.newest_moment(session=session))
            runs.close_abandoned(session=session)
            if due:
                runs.note_look(workspace.now, session=session)
        if due:
            indicators = due_now(workspace, indicators)
        if not indicators:
            return RefreshReport(0, workspace.now, workspace.now, (), cancelled=False)
        report = _Run(workspace, indicators, since, vintages, as_of, trigger, on_progress, cancelled).report()
        if not report.cancelled:
            read_calendars(workspace, indicators, cancelled)
        return report


def _check_day(as_of: date, indicators: Sequence[Indicator], workspace: Workspace) -> None:
    from indicators.sources import ON_A_DAY

    if as_of > workspace.today:
        raise BadInput("nothing is public yet on a day to come", where="--as-of", got=as_of.isoformat())
    silent = [i.name for i in indicators if i.source not in ON_A_DAY]
    if silent:
        raise BadInput(
            "their offices do not say what was public on a day in the past",
            where="--as-of",
            expected=f"indicators of {', '.join(ON_A_DAY)}",
            got=", ".join(silent),
            hint="--vintages brings what an office keeps of the past",
        )


class _Run:
    """One run from its first row in the database to its last."""

    def __init__(
        self,
        workspace: Workspace,
        indicators: tuple[Indicator, ...],
        since: Period | None,
        vintages: bool,
        as_of: date | None,
        trigger: str,
        on_progress: OnProgress,
        cancelled: IsCancelled,
    ) -> None:
        self._workspace = workspace
        self._indicators = indicators
        self._since = since
        self._vintages = vintages
        self._as_of = as_of
        self._trigger = trigger
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._results: dict[str, IndicatorResult] = {}
        self._started = workspace.now

    def report(self) -> RefreshReport:
        """Run, and say what came of it."""
        tasks, run = self._begin()
        try:
            for arrival in side_by_side(self._workspace, tasks, self._cancelled):
                self._note(keep(self._workspace, run, arrival))
        except BaseException:
            self._try_to_finish(run)
            raise
        stopped = self._finish(run)
        ordered = tuple(self._results[i.key] for i in self._indicators)
        return RefreshReport(run, self._started, self._workspace.now, ordered, stopped)

    def _begin(self) -> tuple[dict[str, list[Task]], int]:
        from storage import office_answers, runs, vintages

        with self._workspace.session() as session:
            refused = _register(self._indicators, session)
            fresh = {f.indicator.key: f for f in vintages.freshness(session=session)}
            answers = office_answers.office_answers(session=session)
            run = runs.start_run(
                started_at=self._started,
                trigger=self._trigger,
                runner=self._workspace.runner,
                session=session,
            )
        for indicator, error in refused:
            self._note(keep(self._workspace, run, Arrival(Fetched(indicator, error=error), runs.NOTHING)))
        count = len(self._indicators)
        _LOG.info("run %d: %d to fetch", run, count, extra={"event": "run.start", "run": run, "count": count})
        asked = [i for i in self._indicators if i.key not in self._results]
        if self._vintages or self._as_of is not None:
            return _tasks(asked, {}, self._since, {}, vintages=self._vintages, as_of=self._as_of), run
        known = {} if self._since else _validators(answers)
        return _tasks(asked, fresh, self._since, known), run

    def _note(self, result: IndicatorResult) -> None:
        self._results[result.key] = result
        done = len(self._results)
        self._on_progress(Progress("fetch", done, len(self._indicators), f"{result.name}: {result.outcome}"))
        level = logging.WARNING if result.outcome in ("failed", "suspect", "rebased") else logging.INFO
        _LOG.log(level, "%s: %s", result.name, result.outcome, extra=_facts(result))

    def _finish(self, run: int) -> bool:
        from storage import runs

        for indicator in self._indicators:
            if indicator.key not in self._results:
                self._results[indicator.key] = IndicatorResult(
                    indicator.name, indicator.key, "cancelled", message="stopped before it was fetched"
                )
        outcomes = {r.outcome for r in self._results.values()}
        stopped = "cancelled" in outcomes
        outcome = "cancelled" if stopped else "partly" if outcomes & {"failed", "suspect"} else "done"
        with self._workspace.session() as session:
            runs.finish_run(run, finished_at=self._workspace.now, outcome=outcome, session=session)
        _LOG.info("run %d: %s", run, outcome, extra={"event": "run.end", "run": run, "outcome": outcome})
        return stopped

    def _try_to_finish(self, run: int) -> None:
        """Note the failure where the database still lets us; the error that ended the run counts more."""
        from storage import runs

        try:
            with self._workspace.session() as session:
                runs.finish_run(run, finished_at=self._workspace.now, outcome="failed", session=session)
        except StorageError as error:
            _LOG.error("run %d cannot be closed: %s", run, error.message, extra={"event": "run.lost"})


def _register(
    indicators: Sequence[Indicator], session: "Session"
) -> "list[tuple[Indicator, UnexpectedAnswer]]":
    """Make the indicators known; those that the database knows as another series, with why.

    So it is where the catalogue was brought to a series' new base and the database holds the old one.
    """
    from storage import vintages

    try:
        vintages.register(indicators, session=session)
    except BadInput:
        refused = []
        for indicator in indicators:
            try:
                vintages.register([indicator], session=session)
            except BadInput as error:
                wrong = UnexpectedAnswer(
                    error.message, expected=error.expected, got=error.got, hint=error.hint
                )
                refused.append((indicator, wrong))
        return refused
    return []


def _check_clock(workspace: Workspace, newest: datetime | None) -> None:
    """Refuse to run on a clock that was set back: figures would be dated before they were published."""
    now = workspace.now
    if newest is not None and now < newest - _CLOCK_TOLERANCE:
        raise SettingsError(
            "the clock of this machine is behind the last run",
            expected=f"{newest:%Y-%m-%d %H:%M %Z} or later",
            got=f"{now:%Y-%m-%d %H:%M %Z}",
            hint="set the clock right; nothing was asked and nothing changed",
        )


def _validators(answers: "Mapping[str, OfficeAnswer]") -> "dict[str, Validators]":
    from indicators.sources.conditional import Validators

    return {key: Validators(a.asked, a.etag, a.last_modified, a.sha256, a.size) for key, a in answers.items()}


def _tasks(
    indicators: Sequence[Indicator],
    fresh: "Mapping[str, Freshness]",
    since: Period | None,
    known: "Mapping[str, Validators]",
    *,
    vintages: bool = False,
    as_of: date | None = None,
) -> dict[str, list[Task]]:
    """By office: those never fetched from the beginning, the others from where figures may change."""
    groups: dict[tuple[str, bool], list[Indicator]] = {}
    for indicator in indicators:
        held = indicator.key in fresh and fresh[indicator.key].latest is not None
        groups.setdefault((indicator.source, held), []).append(indicator)
    tasks: dict[str, list[Task]] = {}
    for (source, held), members in groups.items():
        start = since or (_revisable_since(fresh, members) if held else None)
        tasks.setdefault(source, []).append(Task(source, tuple(members), start, known, vintages, as_of))
    return tasks


def _revisable_since(fresh: "Mapping[str, Freshness]", members: Sequence[Indicator]) -> Period:
    latest = [fresh[i.key].latest for i in members]
    oldest = min(r.period.year for r in latest if r is not None)
    return Period.month(oldest - _REVISABLE_YEARS, 1)


def _facts(result: IndicatorResult) -> dict[str, object]:
    facts: dict[str, object] = {
        "event": "indicator",
        "indicator": result.name,
        "key": result.key,
        "outcome": result.outcome,
        "new": result.new,
        "revised": result.revised,
        "unchanged": result.unchanged,
        "suspect": result.suspect,
        "why": result.message,
    }
    if result.cost is not None:
        facts["milliseconds"] = result.cost.milliseconds
        facts["requests"] = result.cost.requests
        facts["retries"] = result.cost.retries
        facts["received_bytes"] = result.cost.received_bytes
    return facts
