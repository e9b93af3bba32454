"""Fetch official figures: offices side by side, one writer, each indicator saved whole or not at all."""

import queue
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from indicators.errors import BadInput, Cancelled, RealtermsError
from indicators.series import Indicator, Kind, Period
from jobs.catalogue import known, resolve
from jobs.progress import Cancelled as IsCancelled
from jobs.progress import OnProgress, Progress, never, silent
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.sources.fetch import Fetched
    from storage.vintages import Freshness

# Seasonally adjusted figures are rewritten for five calendar years back; a year more costs nothing.
_REVISABLE_YEARS = 6


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """What a fetch did to one indicator; `outcome` is new, revised, unchanged, failed or cancelled."""

    name: str
    key: str
    outcome: str
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    message: str = ""
    error: RealtermsError | None = None


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """One run over several indicators."""

    run_id: int
    started_at: datetime
    finished_at: datetime
    results: tuple[IndicatorResult, ...]
    cancelled: bool

    @property
    def failed(self) -> int:
        """How many indicators got nothing."""
        return sum(r.outcome in ("failed", "cancelled") for r in self.results)


@dataclass(frozen=True, slots=True)
class _Task:
    """Indicators of one office that are asked for together."""

    source: str
    indicators: tuple[Indicator, ...]
    since: Period | None


def select(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    source: str | None = None,
    kind: Kind | None = None,
    country: str | None = None,
) -> tuple[Indicator, ...]:
    """The indicators that are meant: those named, else every one with a reader that fits the filters."""
    from indicators.sources import SOURCE_NAMES

    if names:
        chosen: Iterable[Indicator] = (resolve(workspace, n) for n in names)
    else:
        chosen = (i for i in known(workspace) if i.source in SOURCE_NAMES)
    found = tuple(
        i
        for i in dict.fromkeys(chosen)
        if (source is None or i.source == source)
        and (kind is None or i.kind is kind)
        and (country is None or i.country.casefold() == country.casefold())
    )
    if not found:
        raise BadInput("no indicator fits", hint="`realterms indicators list` shows them all")
    for indicator in found:
        if indicator.source not in SOURCE_NAMES:
            raise BadInput(
                f"{indicator.name} has no reader yet: {indicator.source}",
                expected=f"an indicator of {', '.join(SOURCE_NAMES)}",
                hint="import the office's file with `realterms import`",
            )
    return found


def refresh(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    source: str | None = None,
    kind: Kind | None = None,
    country: str | None = None,
    since: Period | None = None,
    trigger: str = "user",
    on_progress: OnProgress = silent,
    cancelled: IsCancelled = never,
) -> RefreshReport:
    """Fetch and save; one indicator's failure never stops another. StorageError where nothing is saved."""
    from storage import runs, vintages

    indicators = select(workspace, names, source=source, kind=kind, country=country)
    started = workspace.now
    with workspace.session() as session:
        vintages.register(indicators, session=session)
        fresh = {f.indicator.key: f for f in vintages.freshness(session=session)}
        run = runs.start_run(started_at=started, trigger=trigger, session=session)
    results: dict[str, IndicatorResult] = {}
    outcome = "failed"
    try:
        for fetched in _side_by_side(workspace, _tasks(indicators, fresh, since), cancelled):
            result = _save(workspace, run, fetched)
            results[result.key] = result
            on_progress(Progress("fetch", len(results), len(indicators), f"{result.name}: {result.outcome}"))
        outcome = "done"
    finally:
        for indicator in indicators:
            if indicator.key not in results:
                results[indicator.key] = IndicatorResult(
                    indicator.name, indicator.key, "cancelled", message="stopped before it was fetched"
                )
        stopped = any(r.outcome == "cancelled" for r in results.values())
        failed = any(r.outcome == "failed" for r in results.values())
        outcome = "cancelled" if stopped else "partly" if failed else outcome
        with workspace.session() as session:
            runs.finish_run(run, finished_at=workspace.now, outcome=outcome, session=session)
    ordered = tuple(results[i.key] for i in indicators)
    return RefreshReport(run, started, workspace.now, ordered, stopped)


def _tasks(
    indicators: Sequence[Indicator], fresh: "dict[str, Freshness]", since: Period | None
) -> dict[str, list[_Task]]:
    """By office: those never fetched from the beginning, the others from where figures may change."""
    groups: dict[tuple[str, bool], list[Indicator]] = {}
    for indicator in indicators:
        held = indicator.key in fresh and fresh[indicator.key].latest is not None
        groups.setdefault((indicator.source, held), []).append(indicator)
    tasks: dict[str, list[_Task]] = {}
    for (source, held), members in groups.items():
        start = since or (_revisable_since(fresh, members) if held else None)
        tasks.setdefault(source, []).append(_Task(source, tuple(members), start))
    return tasks


def _revisable_since(fresh: "dict[str, Freshness]", members: Sequence[Indicator]) -> Period:
    latest = [fresh[i.key].latest for i in members]
    oldest = min(r.period.year for r in latest if r is not None)
    return Period.month(oldest - _REVISABLE_YEARS, 1)


def _side_by_side(
    workspace: Workspace, tasks: dict[str, list[_Task]], cancelled: IsCancelled
) -> "Iterable[Fetched]":
    """Ask every office in a thread of its own; hand on what comes, in the order it comes."""
    arrived: queue.Queue[Fetched | BaseException | None] = queue.Queue()
    stop = Event()

    def stopped() -> bool:
        return stop.is_set() or cancelled()

    threads = [
        Thread(target=_ask_office, args=(workspace, t, stopped, arrived), name=f"fetch-{source}", daemon=True)
        for source, t in tasks.items()
    ]
    for thread in threads:
        thread.start()
    try:
        running = len(threads)
        while running:
            item = arrived.get()
            if item is None:
                running -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                yield item
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _ask_office(
    workspace: Workspace,
    tasks: Sequence[_Task],
    cancelled: IsCancelled,
    arrived: "queue.Queue[Fetched | BaseException | None]",
) -> None:
    from indicators.sources import source as reader
    from indicators.sources.fetch import fetch

    try:
        for task in tasks:
            name = task.source
            found = fetch(
                reader(name),
                task.indicators,
                since=task.since,
                key=workspace.setting(f"{name}_key"),
                base_url=workspace.setting(f"{name}_url"),
                today=workspace.today,
                send=lambda request: workspace.client.send(request, cancelled=cancelled),
                cancelled=cancelled,
            )
            for fetched in found:
                arrived.put(fetched)
    except Cancelled:
        pass  # the indicators that are still missing are reported as cancelled
    except BaseException as error:  # noqa: BLE001 - a thread's failure must reach the caller, whatever it is
        arrived.put(error)
    finally:
        arrived.put(None)


def _save(workspace: Workspace, run: int, fetched: "Fetched") -> IndicatorResult:
    from storage import runs, vintages

    indicator = fetched.indicator
    with workspace.session() as session:
        if fetched.error is not None:
            result = IndicatorResult(
                indicator.name, indicator.key, "failed", message=fetched.error.message, error=fetched.error
            )
        elif not fetched.observations:
            result = IndicatorResult(
                indicator.name,
                indicator.key,
                "unchanged",
                message="the office sent no figures for these dates",
            )
        else:
            saved = vintages.save(
                indicator.key,
                fetched.observations,
                published_on=fetched.published_on or workspace.today,
                fetched_at=fetched.fetched_at or workspace.now,
                origin=indicator.source,
                url=fetched.url,
                run_id=run,
                session=session,
            )
            outcome = "revised" if saved.revised else "new" if saved.new else "unchanged"
            revised = ", ".join(str(p) for p in saved.revised_periods[:6])
            message = "; ".join(filter(None, [f"revised: {revised}" if revised else "", *fetched.messages]))
            result = IndicatorResult(
                indicator.name, indicator.key, outcome, saved.new, saved.revised, saved.unchanged, message
            )
        runs.record_result(
            run,
            indicator.key,
            outcome=result.outcome,
            new=result.new,
            revised=result.revised,
            unchanged=result.unchanged,
            message=result.message,
            session=session,
        )
    return result
