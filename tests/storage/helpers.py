"""What the tests of storage share: indicators, replies in a few words, and reading them back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from indicators.catalog import catalog
from indicators.series import Indicator, Observation, Period, Status
from storage import vintages
from storage.database import Database
from storage.vintages import Saved

CPI = catalog()["us-cpi"]
PPI = catalog()["us-ppi-final-demand"]


def at(day: str, hour: int = 14) -> datetime:
    """A moment of a day, in UTC."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=hour)


def figures(values: Mapping[str, str | None], footnote: str = "") -> list[Observation]:
    """Observations by month; None is a figure that the office says is missing."""
    return [
        Observation(
            Period.parse(month),
            None if value is None else Decimal(value),
            Status.MISSING if value is None else Status.FINAL,
            footnote,
        )
        for month, value in values.items()
    ]


def save(
    database: Database,
    reply: Mapping[str, str | None] | list[Observation],
    published: str,
    *,
    indicator: Indicator = CPI,
    origin: str = "bls",
    fetched_at: datetime | None = None,
    url: str = "",
    run_id: int | None = None,
) -> Saved:
    """Save a reply in a unit of work of its own; fetched in the afternoon of its publication by default."""
    with database.session() as session:
        vintages.register([indicator], session=session)
        return vintages.save(
            indicator.key,
            reply if isinstance(reply, list) else figures(reply),
            published_on=date.fromisoformat(published),
            fetched_at=fetched_at or at(published),
            origin=origin,
            url=url,
            run_id=run_id,
            session=session,
        )


def known(database: Database, day: str, indicator: Indicator = CPI) -> dict[str, str | None]:
    """The figures as known on a day, by month."""
    with database.session() as session:
        series = vintages.series(indicator.key, known_on=date.fromisoformat(day), session=session)
    return {str(p): None if r.value is None else str(r.value) for p, r in series.items()}


def count_rows(database: Database) -> dict[str, int]:
    """Rows of the tables that a reply may add to."""
    with database.session() as session:
        connection = session.connection()
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            for name in ("indicator", "vintage", "observation", "audit_entry")
        }
