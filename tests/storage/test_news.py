"""What came in since one last looked: new periods and revised ones are told apart."""

from storage.database import Database
from storage.news import Arrived, arrived
from tests.storage.helpers import CPI, PPI, at, save
from tests.storage.statements import counted


def test_new_periods_and_revisions_are_told_apart(database: Database) -> None:
    save(database, {"2026-06": "151.2", "2026-07": "152.0"}, "2026-08-14", indicator=PPI)
    save(database, {"2026-07": "152.3", "2026-08": "152.9"}, "2026-09-10", indicator=PPI)
    save(database, {"2026-08": "323.5"}, "2026-09-11")
    with database.session() as session:
        assert arrived(at("2026-09-01"), session=session) == [Arrived(PPI.key, 1, 1), Arrived(CPI.key, 1, 0)]
        assert arrived(at("2026-09-12"), session=session) == []


def test_bundled_figures_are_no_news(database: Database) -> None:
    save(database, {"2026-08": "323.5"}, "2026-09-11", origin="snapshot")
    with database.session() as session:
        assert arrived(at("2026-01-01"), session=session) == []


def test_it_is_one_statement(database: Database) -> None:
    save(database, {"2026-08": "323.5"}, "2026-09-11")
    with database.session() as session, counted() as statements:
        arrived(at("2026-01-01"), session=session)
    assert len(statements) == 1
