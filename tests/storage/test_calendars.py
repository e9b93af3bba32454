"""Calendars of releases on both databases: replaced whole when read anew, and kept when a reading fails."""

from dataclasses import replace
from datetime import date

from indicators.releases import ReleaseDay
from indicators.series import Period
from storage.calendars import (
    Calendar,
    Known,
    calendars,
    keep_calendar,
    keep_of_indicators,
    of_indicators,
)
from storage.database import Database
from tests.storage.helpers import at

DAYS = (ReleaseDay(date(2026, 10, 14), Period.parse("2026-09")), ReleaseDay(date(2026, 11, 20)))
KNOWN = Known("asked", "etag", "Fri, 02 Jan 2026 13:30:00 GMT", "hash", 1234)
CPI = Calendar("bls:cpi", "CPI", "https://x/", KNOWN, at("2026-10-01"), at("2026-10-01"), "", DAYS)


def test_a_calendar_comes_back_as_it_was_kept(database: Database) -> None:
    with database.session() as session:
        keep_calendar(CPI, session=session)
    with database.session() as session:
        assert calendars(session=session) == {"bls:cpi": CPI}


def test_a_calendar_read_anew_replaces_the_one_before(database: Database) -> None:
    later = replace(CPI, days=DAYS[1:], asked_at=at("2026-10-09"), problem="the office did not answer")
    other = replace(CPI, name="fred:10", read_at=None, days=())
    with database.session() as session:
        for calendar in (CPI, other, later):
            keep_calendar(calendar, session=session)
    with database.session() as session:
        assert calendars(session=session) == {"bls:cpi": later, "fred:10": other}


def test_whose_calendar_it_is_is_kept_by_key(database: Database) -> None:
    with database.session() as session:
        keep_of_indicators({}, session=session)
        keep_of_indicators({"fred:CPIAUCNS": "fred:10", "fred:PPIACO": "fred:9"}, session=session)
        keep_of_indicators({"fred:PPIACO": "fred:46"}, session=session)
    with database.session() as session:
        assert of_indicators(session=session) == {"fred:CPIAUCNS": "fred:10", "fred:PPIACO": "fred:46"}
