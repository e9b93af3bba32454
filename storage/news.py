"""What came in since a moment: of each indicator, how many figures are new and how many were revised."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from storage import tables
from storage.merge import SNAPSHOT
from storage.readings import indicator, vintage


@dataclass(frozen=True, slots=True)
class Arrived:
    """An indicator's figures that came in: those of periods not held before, and those of periods held."""

    indicator_key: str
    new: int
    revised: int


def arrived(since: datetime, *, session: Session) -> list[Arrived]:
    """What came in after `since`, bundled figures left out; one statement over the vintages."""
    revised = func.sum(vintage.observations - vintage.periods)
    statement = (
        select(indicator.key, func.sum(vintage.periods).label("new"), revised.label("revised"))
        .join_from(tables.Vintage, tables.Indicator, indicator.id == vintage.indicator_id)
        .where(vintage.fetched_at > since, vintage.origin != SNAPSHOT)
        .group_by(indicator.id, indicator.key)
        .order_by(indicator.id)
    )
    rows = session.connection().execute(statement)
    return [Arrived(row.key, row.new, row.revised) for row in rows if row.new or row.revised]
