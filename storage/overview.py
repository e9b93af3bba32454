"""Every indicator at a glance, in a bounded number of statements however many figures are held."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlmodel import Session

from indicators.series import Frequency, Indicator, Reading
from storage import readings, tables
from storage.readings import READING_COLUMNS, indicator, observation, vintage

ANSWERED = ("new", "revised", "unchanged", "suspect", "rebased")

_result = tables.columns(tables.FetchResult)
_run = tables.columns(tables.FetchRun)


# The same tables once more, for questions asked about each row of a statement.
_held = tables.table(tables.Observation).alias("held").c
_published = tables.table(tables.Vintage).alias("published").c


@dataclass(frozen=True, slots=True)
class Freshness:
    """How current an indicator is.

    `fetched_at` is when an office was last asked and answered, or when the figures came in; `origin` where
    the newest figure is from; `observations` counts the periods held.
    """

    indicator: Indicator
    latest: Reading | None
    fetched_at: datetime | None
    origin: str
    observations: int


def freshness(*, session: Session) -> list[Freshness]:
    """The freshness of every indicator of the database, in the order they came in; one statement."""
    newest = and_(
        observation.indicator_id == indicator.id,
        observation.period == _newest_period(),
        observation.vintage_id == _newest_vintage(),
    )
    statement = (
        select(
            *readings.INDICATOR_COLUMNS,
            *READING_COLUMNS,
            _of_vintages(func.sum(_published.periods)).label("held"),
            _of_vintages(func.max(_published.fetched_at)).label("received"),
            _last_answer().label("answered"),
        )
        .select_from(tables.Indicator)
        .outerjoin(tables.Observation, newest)
        .outerjoin(tables.Vintage, vintage.id == observation.vintage_id)
        .order_by(indicator.id)
    )
    return [_freshness(row) for row in session.connection().execute(statement)]


def latest_points(
    count: int, *, session: Session, keys: Collection[str] | None = None
) -> dict[str, list[Reading]]:
    """The newest `count` periods held of each indicator (or of `keys`), oldest first; one statement."""
    periods = _newest_periods().distinct().offset(count - 1)
    oldest = func.coalesce(periods.scalar_subquery().correlate(tables.Indicator), 0)
    newest = and_(observation.indicator_id == indicator.id, observation.period >= oldest)
    # Outer joins, because they make SQLite go from each indicator to its few figures; left to itself it
    # goes through all figures of the database.
    statement = (
        select(indicator.key, indicator.frequency, *READING_COLUMNS)
        .select_from(tables.Indicator)
        .outerjoin(tables.Observation, newest)
        .outerjoin(tables.Vintage, vintage.id == observation.vintage_id)
        .order_by(indicator.id, observation.period, *readings.KNOWN_ORDER)
    )
    if keys is not None:
        statement = statement.where(indicator.key.in_(keys))
    points: dict[str, dict[int, Reading]] = {}
    for row in session.connection().execute(statement):
        if row.period is not None:
            found = readings.reading(row, Frequency(row.frequency))
            points.setdefault(row.key, {})[row.period] = found
    return {key: list(by_period.values()) for key, by_period in points.items()}


def _freshness(row: Any) -> Freshness:
    known = readings.indicator_from_row(row)
    latest = None if row.period is None else readings.reading(row, known.frequency)
    moments = [moment for moment in (row.received, row.answered) if moment is not None]
    return Freshness(
        indicator=known,
        latest=latest,
        fetched_at=max(moments, default=None),
        origin=latest.origin if latest else "",
        observations=row.held or 0,
    )


def _newest_periods() -> Select[Any]:
    """The newest period held of the statement's indicator."""
    return (
        select(_held.period).where(_held.indicator_id == indicator.id).order_by(_held.period.desc()).limit(1)
    )


def _newest_period() -> ScalarSelect[Any]:
    with_value = _newest_periods().where(_held.value.is_not(None))
    return with_value.scalar_subquery().correlate(tables.Indicator)


def _newest_vintage() -> ScalarSelect[Any]:
    """Of the newest period, the vintage that counts: the last as it became known."""
    newest_first = [column.desc() for column in readings.known_order(_published)]
    return (
        select(_held.vintage_id)
        .where(
            _published.id == _held.vintage_id,
            _held.indicator_id == indicator.id,
            _held.period == observation.period,
        )
        .order_by(*newest_first)
        .limit(1)
        .scalar_subquery()
        .correlate(tables.Indicator, tables.Observation)
    )


def _of_vintages(value: ColumnElement[Any]) -> ScalarSelect[Any]:
    return (
        select(value)
        .where(_published.indicator_id == indicator.id)
        .scalar_subquery()
        .correlate(tables.Indicator)
    )


def _last_answer() -> ScalarSelect[Any]:
    """When the run began that last had an answer, changed or not."""
    return (
        select(func.max(_run.started_at))
        .where(
            _run.id == _result.run_id,
            _result.indicator_key == indicator.key,
            _result.outcome.in_(ANSWERED),
        )
        .scalar_subquery()
        .correlate(tables.Indicator)
    )
