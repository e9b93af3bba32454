"""Codes made known, archives fetched and releases listed, as typed: the offices answer on loopback."""

from pathlib import Path

import pytest

from tests.cli.conftest import typed
from tests.replay.server import Replay


@pytest.fixture
def home(empty_home: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in replay.environment(keyed=True).items():
        monkeypatch.setenv(name, value)
    replay.later_release()
    return empty_home


def test_a_code_alone_is_enough_where_its_office_describes_it(home: Path) -> None:
    added = typed("indicators", "add", "ons:CHAW/mm23#again", "--json")
    assert added.code == 0, added.err
    assert (added.json["base_period"], added.json["kind"]) == ("Jan 1987=100", "rpi")
    assert "ons-chaw-mm23-again (ons:CHAW/mm23#again) is known now" in added.err
    assert typed("fetch", "ons-chaw-mm23-again").code == 0


def test_what_its_office_says_otherwise_is_refused(home: Path) -> None:
    refused = typed("indicators", "add", "fred:CPIAUCNS#sa", "--seasonally-adjusted")
    assert refused.code == 2
    assert "its office says another seasonal adjustment" in refused.err
    assert typed("indicators", "show", "fred:CPIAUCNS#sa").code == 2


def test_an_archive_brings_what_was_said_before_and_why_it_was_corrected(home: Path) -> None:
    fetched = typed("fetch", "uk-rpi", "--vintages")
    assert fetched.code == 0, fetched.err
    rows = typed("vintages", "uk-rpi", "2026-03", "--json").json["vintages"]
    assert [(row["published_on"], row["value"], row["status"]) for row in rows] == [
        ("2026-04-22", "410.9", "final"),
        ("2026-04-23", "411.4", "corrected"),
    ]


def test_releases_to_come_are_listed_with_who_says_so(home: Path) -> None:
    assert typed("fetch", "us-cpi", "uk-rpi").code == 0
    listed = {row["indicator"]: row for row in typed("schedule", "list", "--json").json["releases"]}
    assert listed["us-cpi"]["announced_by"] == "Consumer Price Index"
    assert listed["us-cpi"]["expected_at"] == "2026-10-14T08:30:00-04:00"
    assert listed["uk-rpi"]["announced_by"] == "the page of the series"
    shown = typed("indicators", "show", "us-cpi")
    assert "2026-09, from 2026-10-14 08:30 EDT (Consumer Price Index)" in shown.out


def test_a_calendar_that_cannot_be_had_is_told_beside_the_list(home: Path, replay: Replay) -> None:
    replay.fault("status", source="bls-calendar", code=403)
    assert typed("fetch", "us-cpi").code == 0
    listed = typed("schedule", "list", "us-cpi")
    assert "the calendar bls:cpi could not be read" in listed.err
    assert "habit" in listed.out
