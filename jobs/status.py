"""For monitoring: how old each series' newest figure is, and whether that is too old."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from indicators.series import Indicator, Reading
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.runs import Run


@dataclass(frozen=True, slots=True)
class SeriesStatus:
    """One series: its newest figure, when it came, and how many days its period lies back."""

    indicator: Indicator
    latest: Reading | None
    fetched_at: datetime | None
    age_days: int | None
    stale: bool


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The database, the last run, every series that holds figures; `ok` is what the exit code says."""

    today: date
    database: str
    last_run: "Run | None"
    series: tuple[SeriesStatus, ...]
    max_age: int

    @property
    def ok(self) -> bool:
        """Whether no series is stale and the last run, if any, ended well."""
        run_ok = self.last_run is None or self.last_run.outcome == "done"
        return run_ok and not any(s.stale for s in self.series)


def status(workspace: Workspace, *, max_age: int = 75) -> StatusReport:
    """Every series' freshness; stale is more than `max_age` days after the end of its newest period.

    A monthly index appears two to seven weeks after its month; 75 days leave room for one late release.
    """
    from storage import runs, vintages

    with workspace.session() as session:
        fresh = vintages.freshness(session=session)
        last = runs.runs(1, session=session)
    series = []
    for row in fresh:
        if row.latest is None:
            continue
        end = row.latest.period.shift(1).first_day
        age = (workspace.today - end).days
        series.append(SeriesStatus(row.indicator, row.latest, row.fetched_at, age, age > max_age))
    return StatusReport(
        workspace.today, workspace.database.url_for_display, last[0] if last else None, tuple(series), max_age
    )
