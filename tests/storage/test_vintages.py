"""Saving replies as vintages, and reading back what was known on a day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from indicators.catalog import catalog
from indicators.errors import BadInput, UnknownName
from indicators.series import Indicator, Observation, Period, Status
from storage import vintages
from storage.database import Database
from storage.vintages import Saved

CPI = catalog()["us-cpi"]
PPI = catalog()["us-ppi-final-demand"]
NOON = datetime(2026, 9, 11, 12, 30, tzinfo=UTC)


def month(text: str) -> Period:
    return Period.parse(text)


def figures(values: Mapping[str, str]) -> list[Observation]:
    return [Observation(month(m), Decimal(v)) for m, v in values.items()]


def save(
    database: Database,
    values: Mapping[str, str] | list[Observation],
    published: str,
    *,
    indicator: Indicator = CPI,
    origin: str = "bls",
    fetched_at: datetime | None = None,
    url: str = "",
) -> Saved:
    observations = values if isinstance(values, list) else figures(values)
    day = date.fromisoformat(published)
    moment = fetched_at or datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
    with database.session() as session:
        vintages.register([indicator], session=session)
        return vintages.save(
            indicator.key,
            observations,
            published_on=day,
            fetched_at=moment,
            origin=origin,
            url=url,
            session=session,
        )


def known(database: Database, day: str, indicator: Indicator = CPI) -> dict[str, str | None]:
    with database.session() as session:
        series = vintages.series(indicator.key, known_on=date.fromisoformat(day), session=session)
    return {str(p): None if r.value is None else str(r.value) for p, r in series.items()}


def test_a_first_reply_is_new_and_comes_back_digit_for_digit(database: Database) -> None:
    saved = save(database, {"2026-07": "322.100", "2026-08": "323.5"}, "2026-09-11", url="https://api.bls.gov")
    assert saved == Saved(new=2, revised=0, unchanged=0)
    assert known(database, "2026-09-11") == {"2026-07": "322.100", "2026-08": "323.5"}
    with database.session() as session:
        reading = vintages.series(CPI.key, known_on=date(2026, 9, 30), session=session)[month("2026-08")]
    assert (reading.origin, reading.url, reading.published_on) == ("bls", "https://api.bls.gov", date(2026, 9, 11))
    assert reading.fetched_at == datetime(2026, 9, 11, 14, tzinfo=UTC)
    with database.session() as session:
        print(vintages.freshness(session=session), vintages.latest_points(1, session=session))
