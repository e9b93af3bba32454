"""Asking the offices: side by side, each in a thread of its own, and what each answer took."""

import logging
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from indicators.errors import Cancelled, Refused, SettingsError
from indicators.series import Indicator, Period
from jobs.progress import Cancelled as IsCancelled
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.sources.base import Answer, Request
    from indicators.sources.conditional import Validators
    from indicators.sources.fetch import Fetched
    from indicators.sources.http import Retry
    from storage.runs import Cost

_LOG = logging.getLogger("jobs.fetch")


@dataclass(frozen=True, slots=True)
class Task:
    """Indicators of one office, asked for together; `known` is what their last answers are known by.

    `vintages`: also for what the office said before. `as_of`: for what was public on that day.
    """

    source: str
    indicators: tuple[Indicator, ...]
    since: Period | None
    known: "Mapping[str, Validators]"
    vintages: bool = False
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an office said about one indicator, asked from `since` on, and what that took."""

    fetched: "Fetched"
    cost: "Cost"
    since: Period | None = None


def side_by_side(
    workspace: Workspace, tasks: Mapping[str, Sequence[Task]], cancelled: IsCancelled
) -> Iterator[Arrival]:
    """Ask every office at once; hand on what comes, in the order it comes."""
    arrived: queue.Queue[Arrival | BaseException | None] = queue.Queue()
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
        failure: BaseException | None = None
        while running:
            item = arrived.get()
            if item is None:
                running -= 1
            elif isinstance(item, BaseException):
                failure = failure or item  # no failure of one office takes the others with it, not even a bug
            else:
                yield item
        if failure is not None:
            raise failure
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _ask_office(
    workspace: Workspace,
    tasks: Sequence[Task],
    cancelled: IsCancelled,
    arrived: "queue.Queue[Arrival | BaseException | None]",
) -> None:
    try:
        for task in tasks:
            meter = _Meter(workspace, cancelled)
            for fetched in _fetched(workspace, task, meter, cancelled):
                arrived.put(Arrival(fetched, meter.taken(), task.since))
    except Cancelled:
        pass  # the indicators that are still missing are reported as cancelled
    except BaseException as error:  # noqa: BLE001 - a thread's failure must reach the caller, whatever it is
        arrived.put(error)
    finally:
        arrived.put(None)


def _fetched(
    workspace: Workspace, task: Task, meter: "_Meter", cancelled: IsCancelled
) -> "Iterator[Fetched]":
    """What the office says; a setting of its own that is unusable fails its indicators and no others."""
    from indicators.sources import source as reader
    from indicators.sources.fetch import Fetched, fetch

    try:
        yield from fetch(
            reader(task.source, vintages=task.vintages, as_of=task.as_of),
            task.indicators,
            since=task.since,
            key=workspace.setting(f"{task.source}_key"),
            base_url=workspace.setting(f"{task.source}_url"),
            today=workspace.today,
            send=meter.send,
            known=task.known,
            cancelled=cancelled,
        )
    except SettingsError as error:
        # Raised before anything is sent, so nothing of this task was handed out.
        refused = Refused(
            error.message, expected=error.expected, got=error.got, where=error.where, hint=error.hint
        )
        yield from (Fetched(indicator, error=refused) for indicator in task.indicators)


class _Meter:
    """Sends, and adds up what it takes: what several indicators share counts for each of them."""

    def __init__(self, workspace: Workspace, cancelled: IsCancelled) -> None:
        from storage.runs import Cost

        self._now: Callable[[], datetime] = workspace.clock
        self._client = workspace.client
        self._cancelled = cancelled
        self._nothing = self._cost = Cost()
        self._handed_out = False

    def send(self, request: "Request") -> "Answer":
        """The office's answer."""
        if self._handed_out:
            self._cost, self._handed_out = self._nothing, False
        began, received = self._now(), 0
        try:
            answer = self._client.send(request, cancelled=self._cancelled, on_retry=self._retried)
            received = answer.received
            return answer
        finally:
            took = int((self._now() - began).total_seconds() * 1000)
            self._cost = replace(
                self._cost,
                milliseconds=self._cost.milliseconds + max(took, 0),
                requests=self._cost.requests + 1,
                received_bytes=self._cost.received_bytes + received,
            )

    def taken(self) -> "Cost":
        """What was taken since the first request after the last indicator that was asked for alone."""
        self._handed_out = True
        return self._cost

    def _retried(self, retry: "Retry") -> None:
        self._cost = replace(self._cost, retries=self._cost.retries + 1, requests=self._cost.requests + 1)
        told = (retry.host, retry.failure, retry.seconds)
        _LOG.warning("%s: %s; trying again in %.0f s", *told, extra={"event": "retry"})
