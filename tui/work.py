"""Jobs in threads: the event loop only ever sees their messages.

`start()` runs a job for a screen. What the job returns is posted to that screen as it is; progress,
the end, and any RealtermsError arrive as the messages below. A job that a newer one of its group
replaced posts nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.worker import Worker, get_current_worker

if TYPE_CHECKING:
    from textual.screen import Screen

    from indicators.errors import RealtermsError
    from jobs.progress import Progress


class JobBegan(Message):
    """A job that takes its time has begun."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title


class JobAdvanced(Message):
    """A job says how far it is."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress


class JobEnded(Message):
    """A job is over; `stopped` where the user stopped it."""

    def __init__(self, title: str, *, stopped: bool = False) -> None:
        super().__init__()
        self.title = title
        self.stopped = stopped


class JobFailed(Message):
    """A job could not do what was asked."""

    def __init__(self, title: str, error: RealtermsError) -> None:
        super().__init__()
        self.title = title
        self.error = error


class JobDone(Message):
    """A job did what was asked, and says so."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.told = told


@dataclass(frozen=True, slots=True)
class Reporter:
    """What a job is handed: how to say where it is, and whether to stop."""

    on_progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Job:
    """A running job; `stop()` asks it to end early, and it still says what it did until then."""

    title: str
    _stop: Event = field(default_factory=Event)

    def stop(self) -> None:
        """Ask the job to stop at its next safe place."""
        self._stop.set()

    @property
    def stopped(self) -> bool:
        """Whether the user asked it to stop."""
        return self._stop.is_set()


def start(
    screen: Screen[Any],
    title: str,
    work: Callable[[Reporter], Message],
    *,
    group: str = "read",
    visible: bool = False,
    wait: float = 0.0,
) -> Job:
    """Run `work` in a thread, in place of an earlier job of its `group`.

    `visible` jobs are announced (JobBegan, JobEnded). `wait` seconds pass first, so that a burst of
    key presses runs one job.
    """
    job = Job(title)

    def body() -> None:
        from indicators.errors import Cancelled, RealtermsError

        worker = get_current_worker()
        if worker.cancelled_event.wait(wait) if wait else worker.is_cancelled:
            return
        if visible:
            screen.post_message(JobBegan(title))
        reporter = Reporter(
            lambda progress: _post(worker, screen, JobAdvanced(progress)),
            lambda: job.stopped or worker.is_cancelled,
        )
        try:
            _post(worker, screen, work(reporter))
        except Cancelled:
            job.stop()
        except RealtermsError as error:
            _post(worker, screen, JobFailed(title, error))
        finally:
            if visible:  # of one that was replaced the newer one says the end
                _post(worker, screen, JobEnded(title, stopped=job.stopped))

    screen.run_worker(body, name=title, group=group, exclusive=True, thread=True, exit_on_error=False)
    return job


def _post(worker: Worker[Any], screen: Screen[Any], message: Message) -> None:
    if not worker.is_cancelled:
        screen.post_message(message)
