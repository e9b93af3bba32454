"""The calendars of releases that offices publish, as they were last read, and whose they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from indicators.releases import ReleaseDay
from indicators.series import Period
from storage import tables
from storage.columns import utc
from storage.transaction import for_writing_alone

_calendar = tables.columns(tables.ReleaseCalendar)
_day = tables.columns(tables.ReleaseDay)
_whose = tables.columns(tables.IndicatorCalendar)


@dataclass(frozen=True, slots=True)
class Known:
    """What the answer read last is known by; the fields are those of `tables.ReleaseCalendar`."""

    asked: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """One calendar: its days as last read, when its office was asked and answered, what went wrong since."""

    name: str
    title: str
    url: str
    known: Known
    asked_at: datetime
    read_at: datetime | None
    problem: str
    days: tuple[ReleaseDay, ...] = ()


def calendars(*, session: Session) -> dict[str, Calendar]:
    """Every calendar by its name."""
    connection = session.connection()
    days: dict[str, list[ReleaseDay]] = {}
    rows = select(_day.calendar, _day.released_on, _day.period).order_by(_day.calendar, _day.position)
    for name, released_on, period in connection.execute(rows):
        days.setdefault(name, []).append(ReleaseDay(released_on, Period.parse(period) if period else None))
    columns = (_calendar.asked, _calendar.etag, _calendar.last_modified, _calendar.sha256, _calendar.size)
    head = (_calendar.name, _calendar.title, _calendar.url)
    statement = select(*head, *columns, _calendar.asked_at, _calendar.read_at, _calendar.problem)
    return {
        name: Calendar(name, title, url, Known(*known), asked_at, read_at, problem, tuple(days.get(name, ())))
        for name, title, url, *known, asked_at, read_at, problem in connection.execute(statement)
    }


def keep_calendar(calendar: Calendar, *, session: Session) -> None:
    """Remember a calendar in place of what was known of it; one writer at a time, since two may make it."""
    connection = for_writing_alone(session)
    known = calendar.known
    values = {
        "title": calendar.title,
        "url": calendar.url,
        "asked": known.asked,
        "etag": known.etag,
        "last_modified": known.last_modified,
        "sha256": known.sha256,
        "size": known.size,
        "asked_at": utc(calendar.asked_at),
        "read_at": utc(calendar.read_at) if calendar.read_at else None,
        "problem": calendar.problem,
    }
    changed = update(tables.ReleaseCalendar).where(_calendar.name == calendar.name).values(**values)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(tables.ReleaseCalendar).values(name=calendar.name, **values))
    connection.execute(delete(tables.ReleaseDay).where(_day.calendar == calendar.name))
    rows = [
        {
            "calendar": calendar.name,
            "position": position,
            "released_on": day.day,
            "period": str(day.period) if day.period else "",
        }
        for position, day in enumerate(calendar.days)
    ]
    if rows:
        connection.execute(insert(tables.ReleaseDay), rows)


def of_indicators(*, session: Session) -> dict[str, str]:
    """The calendar of each indicator, by its key, as its office said; empty where it has none."""
    rows = session.connection().execute(select(_whose.indicator_key, _whose.calendar))
    return {row.indicator_key: row.calendar for row in rows}


def keep_of_indicators(found: Mapping[str, str], *, session: Session) -> None:
    """Remember which calendars indicators belong to."""
    if not found:
        return
    connection = for_writing_alone(session)
    keys: Sequence[str] = list(found)
    connection.execute(delete(tables.IndicatorCalendar).where(_whose.indicator_key.in_(keys)))
    rows = [{"indicator_key": key, "calendar": name} for key, name in found.items()]
    connection.execute(insert(tables.IndicatorCalendar), rows)
