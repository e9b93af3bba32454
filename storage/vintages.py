"""Indicators and their figures, every vintage: what was published when, and what was known on a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import insert, select
from sqlmodel import Session

from indicators.series import History, Indicator, Period, Reading, Series
from storage import readings, tables
from storage.overview import Freshness, freshness, latest_points
from storage.readings import indicator, observation, vintage
from storage.saving import Saved, save
from storage.transaction import for_writing_alone

__all__ = [
    "Freshness",
    "Revision",
    "Saved",
    "freshness",
    "history",
    "indicators",
    "latest_points",
    "register",
    "revisions",
    "save",
    "series",
]


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure and the one it replaced; `before` is None at its first publication."""

    period: Period
    before: Reading | None
    after: Reading


def register(wanted: Iterable[Indicator], *, session: Session) -> None:
    """Make the indicators known to the database; those that it knows stay as they are.

    BadInput where one is known with another kind, measure, frequency, base period or adjustment: figures
    on two bases never share a key.
    """
    by_key = {i.key: i for i in wanted}
    if not _missing(by_key, session):
        return
    for_writing_alone(session)
    # Someone else may have been quicker; now that we are alone, what is missing stays missing.
    rows = [readings.indicator_values(i) for i in _missing(by_key, session)]
    if rows:
        session.connection().execute(insert(tables.Indicator), rows)


def _missing(by_key: dict[str, Indicator], session: Session) -> list[Indicator]:
    known = {i.key: i for i in indicators(session=session)}
    for key, new in by_key.items():
        readings.check_same_series(known.get(key, new), new)
    return [i for key, i in by_key.items() if key not in known]


def indicators(*, session: Session) -> list[Indicator]:
    """Every indicator known to the database, in the order they came in."""
    rows = session.connection().execute(select(*readings.INDICATOR_COLUMNS).order_by(indicator.id))
    return [readings.indicator_from_row(row) for row in rows]


def history(indicator_key: str, *, session: Session) -> History:
    """Every figure held of an indicator, all vintages; UnknownName for a key that nobody knows."""
    found, known = readings.find_indicator(indicator_key, session=session)
    rows = session.connection().execute(
        readings.readings_of(found).order_by(observation.period, *readings.KNOWN_ORDER)
    )
    return History(known, tuple(readings.reading(row, known.frequency) for row in rows))


def series(indicator_key: str, *, known_on: date, session: Session) -> Series:
    """The newest figure of each period among those published on or before a day.

    Empty where the catalogue knows the key and the database has nothing of it; UnknownName otherwise.
    """
    found, known = readings.find_indicator(indicator_key, session=session)
    rows = session.connection().execute(
        readings.readings_of(found)
        .where(vintage.published_on <= known_on)
        .order_by(observation.period, *readings.KNOWN_ORDER)
    )
    # The last of each period counts. A window function would say so in SQL, at three times the cost.
    newest = {row.period: row for row in rows}
    chosen = tuple(readings.reading(row, known.frequency) for row in newest.values())
    return Series(known, chosen, f"as known on {known_on.isoformat()}")


def revisions(indicator_key: str, *, session: Session, period: Period | None = None) -> list[Revision]:
    """Every first publication and every change of value, status or footnote, by period, oldest first."""
    held = history(indicator_key, session=session)
    chosen = held.readings if period is None else held.revisions(period)
    return [r for _, group in groupby(chosen, key=lambda r: r.period) for r in _changes(group)]


def _changes(group: Iterable[Reading]) -> Iterator[Revision]:
    before: Reading | None = None
    for after in group:
        if before is None or _content(before) != _content(after):
            yield Revision(after.period, before, after)
        before = after


def _content(reading: Reading) -> tuple[object, ...]:
    return (reading.value, reading.status, reading.footnote)
