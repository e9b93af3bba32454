"""What the fuzz spoils beside figures: calendars of releases, previous versions, the days of vintages."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from indicators.catalog import catalog
from indicators.errors import SourceError
from indicators.sources import source
from indicators.sources.base import Answer, Call
from indicators.sources.calendars import bls, fred
from indicators.sources.fetch import fetch
from indicators.sources.fred import Fred
from indicators.sources.fred_windows import vintage_days
from tests.sources.asking import KEY, NOW, TODAY, calls
from tests.sources.test_calendars import page
from tests.sources.test_ons_bulk import bulk
from tests.sources.test_ons_json import page as ons_page
from tests.sources.test_ons_versions import version

Read = Callable[[bytes], object]
CPI, RPI = catalog()["us-cpi-fred"], catalog()["uk-rpi"]
ALFRED = (
    "observation_date,CPIAUCNS_20240111,CPIAUCNS_20240213\n2023-12-01,306.746,306.746\n2024-01-01,,308.417\n"
)
FILES = {"mm23.csv": bulk().encode(), "alfred.csv": ALFRED.encode()}


def parts() -> Iterator[tuple[str, bytes, Read]]:
    """A name, a good reply, and what reads it: raising our own error, or returning."""
    schedule = bls.ask("cpi", base_url=None, today=TODAY)
    body = page(("December 2023", "Jan. 11, 2024"), ("April 2024", "May 15, 2024")).encode()
    yield "bls calendar", body, lambda b: bls.read("cpi", schedule, _answer(schedule, b))
    days = fred.ask_dates("10", key=KEY, base_url=None, today=TODAY)
    rows = [{"release_id": 10, "date": d} for d in ("2026-11-13", "2026-12-10")]
    body = _json({"release_dates": rows})
    yield "fred calendar", body, lambda b: fred.read_dates("10", "CPI", days, _answer(days, b))
    asked = fred.ask_release(CPI, key=KEY, base_url=None, today=TODAY)
    body = _json({"releases": [{"id": 10, "name": "Consumer Price Index"}]})
    yield "fred release", body, lambda b: fred.read_release(asked, _answer(asked, b))
    (call,) = calls(CPI, key=KEY)
    vintages = vintage_days(call, "maximum number of vintage dates allowed (2)")
    named = ["2024-01-11", "2024-02-13", "2024-03-12"]
    body = _json({"count": 3, "offset": 0, "vintage_dates": named})
    yield "fred vintages", body, lambda b: Fred().parse(vintages, _answer(vintages, b))
    yield "ons versions", _json(ons_page() | {"versions": [version(1)]}), _versions


def reader(read: Read, check: Callable[[SourceError, str], None]) -> Callable[[bytes], bool]:
    """Whether a body was read; what is wrong with one is one of our errors, and passes `check`."""

    def tried(body: bytes) -> bool:
        try:
            read(body)
        except SourceError as error:
            check(error, KEY)
            return False
        return True

    return tried


def _versions(body: bytes) -> Sequence[object]:
    """A page and its one version, which says the same."""
    (found,) = fetch(
        source("ons", vintages=True),
        [RPI],
        send=lambda request: Answer(200, body, "", {}, request.url, NOW),
        today=TODAY,
    )
    if found.error is not None:
        raise found.error
    return found.observations


def _answer(call: Call, body: bytes) -> Answer:
    return Answer(200, body, "", {}, call.request.url, NOW)


def _json(document: Any) -> bytes:
    return json.dumps(document).encode()
