"""Which series goes on in place of which, on another base: noted once, in order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from storage import vintages
from storage.database import Database
from storage.rebasings import Rebased, rebasings, record_rebasing
from tests.storage.helpers import CPI, at, count_rows, known, save

NEW = replace(CPI, key=f"{CPI.key}#2025=100", name="us-cpi-2025", base_period="2025=100")


def rebase(database: Database, *, back: bool = False) -> None:
    """Note that the US CPI goes on on base 2025=100, or that it went back."""
    old, new = (NEW, CPI) if back else (CPI, NEW)
    with database.session() as session:
        vintages.register([CPI, NEW], session=session)
        record_rebasing(
            old.key,
            new.key,
            factor=Decimal("0.31057"),
            agreeing=70,
            compared=72,
            published_on=date(2026, 2, 18),
            recognised_at=at("2026-02-18"),
            run_id=None,
            session=session,
        )


def held(database: Database) -> list[Rebased]:
    with database.session() as session:
        return rebasings(session=session)


def test_it_is_noted_with_what_it_rests_on(database: Database) -> None:
    assert held(database) == []
    rebase(database)
    (found,) = held(database)
    assert (found.key, found.name, found.base) == (CPI.key, "us-cpi", "1982-84=100")
    assert (found.successor_key, found.successor, found.successor_base) == (NEW.key, NEW.name, "2025=100")
    assert (found.factor, found.agreeing, found.compared) == (Decimal("0.31057"), 70, 72)
    assert (found.published_on, found.recognised_at) == (date(2026, 2, 18), at("2026-02-18"))


def test_the_same_again_is_not_noted_again_and_the_way_back_is(database: Database) -> None:
    for back in (False, False, True, True, False):
        rebase(database, back=back)
    assert [r.successor for r in held(database)] == ["us-cpi-2025", "us-cpi", "us-cpi-2025"]


def test_neither_base_touches_the_figures_of_the_other(database: Database) -> None:
    save(database, {"2026-01": "325.252"}, "2026-02-13")
    before = count_rows(database)["observation"]
    rebase(database)
    save(database, {"2026-01": "101.013"}, "2026-03-11", indicator=NEW)
    assert count_rows(database)["observation"] == before + 1
    assert known(database, "2026-03-12") == {"2026-01": "325.252"}
    assert known(database, "2026-03-12", NEW) == {"2026-01": "101.013"}
