"""For monitoring: what each series should hold by now and does not, and whether fetching goes well."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from indicators.releases import State
from indicators.series import Indicator, Period, Reading
from jobs.due import SeriesOutlook, outlooks
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.runs import Run

# The scheduled fetch is ended after half an hour; one that has no end after twice that was killed.
_LONGEST_RUN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SeriesStatus:
    """One series: its newest figure, how it stands against its office's calendar, and whether it is stale.

    `state` is late where the office was not asked in time, delayed where it answers without the figure, and
    frozen where it has done so for several releases, succeeded where it goes on on another base. `expected`
    is the period that comes next, `expected_at` when its office begins to publish it, `announced_by` where
    that day stands (empty: the office's habit). `was_asked`: whether its office ever was, here.
    """

    indicator: Indicator
    latest: Reading | None
    fetched_at: datetime | None
    age_days: int | None
    stale: bool
    state: State
    expected: Period | None
    expected_at: datetime | None
    why: str
    was_asked: bool
    announced_by: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The database, the last run, every series that holds figures; `ok` is what the exit code says.

    `looked_at`: when a scheduled fetch last looked whether anything is due. `suspects`: how many figures
    wait for a person's word. `max_age`: where days were asked for in place of the calendar.
    """

    today: date
    database: str
    last_run: "Run | None"
    series: tuple[SeriesStatus, ...]
    max_age: int | None
    looked_at: datetime | None
    suspects: int
    now: datetime

    @property
    def stale(self) -> int:
        """How many series lack a figure that they should hold."""
        return sum(s.stale for s in self.series)

    @property
    def ok(self) -> bool:
        """Whether no series is stale, no figure is suspect and the last run, if any, went well."""
        return self._run_is_well and not self.suspects and not self.stale

    @property
    def _run_is_well(self) -> bool:
        """Whether the last run ended well, or may still be at it."""
        last = self.last_run
        if last is None or last.outcome == "done":
            return True
        return last.outcome is None and self.now - last.started_at < _LONGEST_RUN


def status(workspace: Workspace, *, max_age: int | None = None) -> StatusReport:
    """How every series that holds figures stands against its office's calendar.

    With `max_age`, stale is instead what lies more than so many days after the end of its newest period.
    """
    from storage import runs, suspects

    with workspace.session() as session:
        found = outlooks(workspace, session)
        last = runs.runs(1, session=session)
        looked = runs.last_look(session=session)
        waiting = suspects.suspects(session=session, open_only=True)
    return StatusReport(
        workspace.today,
        workspace.database.url_for_display,
        last[0] if last else None,
        tuple(_status(s, workspace.today, max_age) for s in found),
        max_age,
        looked,
        len(waiting),
        workspace.now,
    )


def _status(series: SeriesOutlook, today: date, max_age: int | None) -> SeriesStatus:
    told, latest = series.outlook, series.latest
    age = (today - latest.period.shift(1).first_day).days if latest is not None else None
    is_expected = told.state not in (State.DORMANT, State.SUCCEEDED)
    by_age = is_expected and max_age is not None and age is not None and age > max_age
    coming = told.window
    return SeriesStatus(
        series.indicator,
        latest,
        series.answered_at or (latest.fetched_at if latest else None),
        age,
        by_age if max_age is not None else told.state.is_stale,
        told.state,
        coming.period if coming else None,
        coming.opens if coming else None,
        told.why,
        series.was_asked,
        series.announced_by,
    )
