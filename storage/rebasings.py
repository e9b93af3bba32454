"""Series that their offices put on another base: which goes on in place of which, since when."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from storage import tables
from storage.columns import utc
from storage.readings import indicator
from storage.transaction import for_writing

_rebasing = tables.columns(tables.Rebasing)
_old = tables.table(tables.Indicator).alias("old")
_new = tables.table(tables.Indicator).alias("new")


@dataclass(frozen=True, slots=True)
class Rebased:
    """The series `key` went on as `successor`: its new figures are `factor` times those held of the old.

    That held, within rounding, for `agreeing` of the `compared` periods; 0 where only nearly so.
    """

    key: str
    name: str
    base: str
    frequency: str
    successor_key: str
    successor: str
    successor_base: str
    factor: Decimal
    agreeing: int
    compared: int
    published_on: date
    recognised_at: datetime


def rebasings(*, session: Session) -> list[Rebased]:
    """Every change of base recognised, oldest first."""
    statement = (
        select(
            *_rebasing,
            *(_old.c[n].label(f"old_{n}") for n in ("key", "name", "base_period", "frequency")),
            *(_new.c[n].label(f"new_{n}") for n in ("key", "name", "base_period")),
        )
        .select_from(tables.Rebasing)
        .join(_old, _old.c.id == _rebasing.indicator_id)
        .join(_new, _new.c.id == _rebasing.successor_id)
        .order_by(_rebasing.id)
    )
    return [_rebased(row) for row in session.connection().execute(statement)]


def record_rebasing(
    key: str,
    successor_key: str,
    *,
    factor: Decimal,
    agreeing: int,
    compared: int,
    published_on: date,
    recognised_at: datetime,
    run_id: int | None,
    session: Session,
) -> None:
    """Note that a series goes on as another, both of them registered; what is noted already is not again."""
    connection = for_writing(session)
    noted = [r for r in rebasings(session=session) if key in (r.key, r.successor_key)]
    if noted and (noted[-1].key, noted[-1].successor_key) == (key, successor_key):
        return
    found = select(indicator.key, indicator.id).where(indicator.key.in_([key, successor_key]))
    ids = {row.key: row.id for row in connection.execute(found)}
    connection.execute(
        insert(tables.Rebasing).values(
            indicator_id=ids[key],
            successor_id=ids[successor_key],
            factor=factor,
            agreeing=agreeing,
            compared=compared,
            published_on=published_on,
            recognised_at=utc(recognised_at, where=key),
            run_id=run_id,
        )
    )


def _rebased(row: Any) -> Rebased:
    return Rebased(
        row.old_key,
        row.old_name,
        row.old_base_period,
        row.old_frequency,
        row.new_key,
        row.new_name,
        row.new_base_period,
        row.factor,
        row.agreeing,
        row.compared,
        row.published_on,
        row.recognised_at,
    )
