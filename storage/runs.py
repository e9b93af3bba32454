"""Fetch runs: when one began, what it did for each indicator, how it ended."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, insert, select, update
from sqlmodel import Session

from indicators.errors import UnknownName
from storage import tables
from storage.columns import moment_text
from storage.overview import ANSWERED
from storage.transaction import for_writing, new_id

_run = tables.columns(tables.FetchRun)
_result = tables.columns(tables.FetchResult)
_meta = tables.columns(tables.Meta)
_LOOKED = "due_looked_at"

KILLED = "killed"


@dataclass(frozen=True, slots=True)
class Cost:
    """What an indicator's answers took: time, requests, how many of them were repeats, bytes on the wire."""

    milliseconds: int = 0
    requests: int = 0
    retries: int = 0
    received_bytes: int = 0


NOTHING = Cost()


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did for one indicator; outcome is one of those of a fetch (jobs/results.py)."""

    indicator_key: str
    outcome: str
    new: int
    revised: int
    unchanged: int
    message: str
    cost: Cost


@dataclass(frozen=True, slots=True)
class Asked:
    """When an office was last asked for an indicator, and when it last answered; by the run's beginning."""

    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run; `finished_at` and `outcome` are None while it goes on.

    `outcome` is done, partly, cancelled, failed, or killed where it never came to its end. `runner`
    says who ran it where: `ann@host, process 4711`.
    """

    id: int
    started_at: datetime
    trigger: str
    runner: str
    finished_at: datetime | None
    outcome: str | None
    results: tuple[RunResult, ...]


def start_run(*, started_at: datetime, trigger: str, runner: str = "", session: Session) -> int:
    """Note that a run begins; its number. `trigger` says what started it (a person, a timer)."""
    connection = for_writing(session)
    made = connection.execute(
        insert(tables.FetchRun).values(started_at=started_at, trigger=trigger, runner=runner)
    )
    return new_id(made)


def record_result(
    run_id: int,
    indicator_key: str,
    *,
    outcome: str,
    new: int = 0,
    revised: int = 0,
    unchanged: int = 0,
    message: str = "",
    cost: Cost = NOTHING,
    session: Session,
) -> None:
    """Note what the run did for one indicator; once for each."""
    values = {"new": new, "revised": revised, "unchanged": unchanged, "message": message, **asdict(cost)}
    for_writing(session).execute(
        insert(tables.FetchResult).values(
            run_id=run_id, indicator_key=indicator_key, outcome=outcome, **values
        )
    )


def close_abandoned(*, session: Session) -> int:
    """Give every run without an outcome the outcome `killed`; how many there were.

    Only the runner that holds the lock may call it: every other run is over then, told or not.
    """
    statement = update(tables.FetchRun).where(_run.outcome.is_(None)).values(outcome=KILLED)
    return int(for_writing(session).execute(statement).rowcount)


def note_look(at: datetime, *, session: Session) -> None:
    """Remember when someone last looked whether anything is due: it shows that a scheduler is alive."""
    connection = for_writing(session)
    text = moment_text(at)
    changed = connection.execute(update(tables.Meta).where(_meta.name == _LOOKED).values(value=text))
    if changed.rowcount == 0:
        connection.execute(insert(tables.Meta).values(name=_LOOKED, value=text))


def last_look(*, session: Session) -> datetime | None:
    """When someone last looked whether anything is due."""
    found = session.connection().execute(select(_meta.value).where(_meta.name == _LOOKED)).scalar()
    return None if found is None else datetime.fromisoformat(found)


def last_asked(*, session: Session) -> dict[str, Asked]:
    """By indicator key, when its office was last asked and when it last answered; one statement."""
    answered = case((_result.outcome.in_(ANSWERED), _run.started_at))
    statement = (
        select(_result.indicator_key, func.max(_run.started_at), func.max(answered))
        .join_from(tables.FetchResult, tables.FetchRun, _run.id == _result.run_id)
        .group_by(_result.indicator_key)
    )
    return {key: Asked(*moments) for key, *moments in session.connection().execute(statement)}


def newest_moment(*, session: Session) -> datetime | None:
    """The latest moment that any run was noted at; the clock should be past it."""
    begun, ended = func.max(_run.started_at), func.max(_run.finished_at)
    row = session.connection().execute(select(begun, ended)).one()
    return max((moment for moment in row if moment is not None), default=None)


def finish_run(run_id: int, *, finished_at: datetime, outcome: str, session: Session) -> None:
    """Note how the run ended; UnknownName where there is no such run."""
    connection = for_writing(session)
    statement = update(tables.FetchRun).where(_run.id == run_id)
    done = connection.execute(statement.values(finished_at=finished_at, outcome=outcome))
    if done.rowcount == 0:
        raise UnknownName(f"there is no run {run_id}")


def runs(limit: int = 20, *, session: Session) -> list[Run]:
    """The newest runs with their results, newest first; two statements."""
    connection = session.connection()
    newest = connection.execute(select(*_run).order_by(_run.id.desc()).limit(limit)).all()
    numbers = [run.id for run in newest]
    rows = connection.execute(
        select(*_result).where(_result.run_id.in_(numbers)).order_by(_result.indicator_key)
    )
    results: dict[int, list[RunResult]] = {}
    for row in rows:
        results.setdefault(row.run_id, []).append(_result_of(row))
    return [_run_of(run, results.get(run.id, [])) for run in newest]


def _run_of(row: Row[Any], results: list[RunResult]) -> Run:
    return Run(row.id, row.started_at, row.trigger, row.runner, row.finished_at, row.outcome, tuple(results))


def _result_of(row: Any) -> RunResult:
    cost = Cost(row.milliseconds, row.requests, row.retries, row.received_bytes)
    counts = (row.new, row.revised, row.unchanged)
    return RunResult(row.indicator_key, row.outcome, *counts, row.message, cost)
