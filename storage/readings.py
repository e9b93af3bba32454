"""Rows of figures and their vintages, and the plain values made of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlmodel import Session

from indicators.catalog import catalog
from indicators.errors import BadInput, UnknownName
from indicators.series import Frequency, Indicator, Kind, Measure, Reading, Status
from storage import tables
from storage.columns import period_from
from storage.merge import SNAPSHOT

indicator = tables.columns(tables.Indicator)
observation = tables.columns(tables.Observation)
vintage = tables.columns(tables.Vintage)

# Two numbers that differ in one of these are not the same series, whatever the office calls them.
IDENTITY = ("kind", "measure", "frequency", "base_period", "seasonally_adjusted")

# Labelled, because a vintage has a url as well.
INDICATOR_COLUMNS = tuple(c.label(f"indicator_{c.name}") for c in indicator if c.name != "id")
_INDICATOR_FIELDS = tuple((c.name.removeprefix("indicator_"), c.name) for c in INDICATOR_COLUMNS)
_STATUS = {s.value: s for s in Status}


def known_order(columns: Any) -> tuple[ColumnElement[Any], ...]:
    """The order in which figures of one period became known, by a vintage's columns: see merge.Position."""
    bundled_first = case((columns.origin == SNAPSHOT, 0), else_=1)
    return (columns.published_on, bundled_first, columns.fetched_at, columns.id)


KNOWN_ORDER = known_order(vintage)

READING_COLUMNS = (
    observation.period,
    observation.value,
    observation.status,
    observation.footnote,
    vintage.published_on,
    vintage.fetched_at,
    vintage.origin,
    vintage.url,
)


def readings_of(indicator_id: int) -> Select[Any]:
    """Every figure of one indicator with its vintage: a walk along the primary key."""
    return (
        select(*READING_COLUMNS)
        .join_from(tables.Observation, tables.Vintage, vintage.id == observation.vintage_id)
        .where(observation.indicator_id == indicator_id)
    )


def reading(row: Any, frequency: Frequency) -> Reading:
    """A Reading from a row that has READING_COLUMNS."""
    return Reading(
        period=period_from(row.period, frequency),
        value=row.value,
        status=_STATUS[row.status],
        published_on=row.published_on,
        fetched_at=row.fetched_at,
        origin=row.origin,
        url=row.url,
        footnote=row.footnote,
    )


def indicator_from_row(row: Any) -> Indicator:
    """An Indicator from a row that has INDICATOR_COLUMNS."""
    named = row._mapping
    fields = {ours: named[theirs] for ours, theirs in _INDICATOR_FIELDS}
    typed = {
        "kind": Kind(fields["kind"]),
        "measure": Measure(fields["measure"]),
        "frequency": Frequency(fields["frequency"]),
    }
    return Indicator(**{**fields, **typed})


def indicator_values(new: Indicator) -> dict[str, Any]:
    """The row of an indicator, without its id."""
    return {name: getattr(new, name) for name, _ in _INDICATOR_FIELDS}


def check_same_series(held: Any, new: Indicator) -> None:
    """BadInput where two indicators of one key are not the same series; `held` may be a row of IDENTITY."""
    for name in IDENTITY:
        if getattr(held, name) != getattr(new, name):
            raise BadInput(
                f"{new.key}: another {name.replace('_', ' ')} makes it another indicator",
                expected=str(getattr(held, name)),
                got=str(getattr(new, name)),
                hint="give it a key of its own, for instance with the base period at its end",
            )


def find_indicator(key: str, *, session: Session) -> tuple[int, Indicator]:
    """The indicator's id in the database and its value; the id is 0 where only the catalogue knows it.

    UnknownName where neither does.
    """
    connection = session.connection()
    found = connection.execute(select(indicator.id, *INDICATOR_COLUMNS).where(indicator.key == key)).first()
    if found is not None:
        return found.id, indicator_from_row(found)
    for known in catalog().values():
        if known.key == key:
            return 0, known
    keys = connection.execute(select(indicator.key)).scalars()
    raise UnknownName.among("indicator", key, [*keys, *(i.key for i in catalog().values())])
