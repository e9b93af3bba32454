"""A series that its office stopped while still answering: from `indicators add` to the alarm of `status`.

Eurostat's prc_hicp_midx stopped at December 2025 and still answers with status 200 (seen in August 2026).
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import typed
from tests.replay.open_offices import OpenOffices, open_offices

CODE = "eurostat:prc_hicp_midx/coicop=CP00,geo=DE,unit=I15"


@pytest.fixture(autouse=True)
def _offices(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffices]:
    with open_offices() as offices:
        for name, value in offices.environment.items():
            monkeypatch.setenv(name, value)
        yield offices


def test_the_alarm_for_a_series_frozen_at_its_source() -> None:
    added = typed("indicators", "add", CODE, "--name", "de-old", "--json")
    assert (added.code, added.json["base_period"], added.json["country"]) == (0, "2015=100", "DE")
    assert "prc_hicp_minr" in added.json["caution"]

    first = typed("fetch", "de-old", "--json")
    assert (first.code, first.json["results"][0]["outcome"]) == (0, "new")
    assert "its office stopped prc_hicp_midx at 2025-12" in first.json["results"][0]["message"]
    again = typed("fetch", "de-old", "--json")
    assert (again.code, again.json["results"][0]["outcome"]) == (0, "unchanged")

    told = typed("status", "--json")
    (series,) = told.json["series"]
    assert (told.code, told.json["ok"], told.json["stale"]) == (1, False, 1)
    assert (series["period"], series["state"], series["stale"]) == ("2025-12", "frozen", True)
    assert "it goes on as prc_hicp_minr" in series["why"]
    shown = typed("status")
    assert shown.code == 1
    assert "de-old: 2026-01 is overdue since" in shown.out
    assert "coicop18" in shown.out


def test_a_living_series_of_the_same_office_raises_no_such_alarm() -> None:
    typed("fetch", "de-hicp")
    (series,) = typed("status", "--json").json["series"]
    assert series["state"] != "frozen"
    assert "stopped" not in series["why"]
