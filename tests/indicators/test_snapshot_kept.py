"""The bundled figures in a database: kept whole, known on the same days, written once."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from indicators import snapshot
from indicators.series import Period, Series, Status
from indicators.snapshot.layout import ORIGIN, SnapshotSeries
from storage import vintages
from storage.database import Database, open_database
from tests.indicators.making import FETCHED

SERIES = snapshot.load().series


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A new SQLite database."""
    opened = open_database(f"sqlite:///{tmp_path / 'kept.db'}")
    yield opened
    opened.close()


def keep(database: Database, *wanted: SnapshotSeries, hours: int = 0) -> vintages.Saved:
    """Save every vintage of the bundled series, as a first start does."""
    new = revised = unchanged = 0
    with database.session() as session:
        vintages.register([s.indicator for s in wanted], session=session)
        for series in wanted:
            for vintage in series.vintages:
                saved = vintages.save(
                    series.indicator.key,
                    vintage.observations,
                    published_on=vintage.published_on,
                    fetched_at=FETCHED + timedelta(hours=hours),
                    origin=ORIGIN,
                    url=vintage.url,
                    session=session,
                )
                new, revised = new + saved.new, revised + saved.revised
                unchanged += saved.unchanged
    return vintages.Saved(new, revised, unchanged)


def facts(series: Series) -> dict[Period, tuple[Decimal | None, str, Status, str, date]]:
    """What a series says, digits and all, without where it was read from."""
    return {p: (r.value, str(r.value), r.status, r.footnote, r.published_on) for p, r in series.items()}


def test_every_bundled_figure_is_known_on_the_same_days_from_a_database(database: Database) -> None:
    keep(database, *SERIES)
    with database.session() as session:
        for one in SERIES:
            bundled = one.history(FETCHED)
            for vintage in one.vintages:
                day = vintage.published_on
                stored = vintages.series(one.indicator.key, known_on=day, session=session)
                assert facts(stored) == facts(bundled.known_on(day)), (one.indicator.name, day)


def test_keeping_them_again_writes_nothing(database: Database) -> None:
    one = snapshot.load()["us-ppi-commodities"]
    first = keep(database, one)
    again = keep(database, one, hours=1)
    figures = sum(len(v.observations) for v in one.vintages)
    assert (first.new + first.revised, first.unchanged) == (figures, 0)
    assert (again.new, again.revised, again.unchanged) == (0, 0, figures)
