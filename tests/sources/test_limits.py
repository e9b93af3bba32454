"""Each office is asked within the limits it states, calendars and descriptions included."""

import pytest

from indicators.catalog import catalog
from indicators.sources.base import Call
from indicators.sources.calendars import bls as bls_calendar
from indicators.sources.calendars import fred as fred_calendar
from indicators.sources.describing import fred as fred_entry
from tests.sources.asking import KEY, TODAY, calls

CPI, RPI, FRED = (catalog()[name] for name in ("us-cpi", "uk-rpi", "us-cpi-fred"))

# Requests in seconds, as each office allows them: bls.gov/developers/api_faqs.htm, the ONS's developer hub
# (15 in ten seconds for what many ask for), fred.stlouisfed.org/docs/api.
ALLOWED = [
    ("BLS", 50, 10, calls(CPI)),
    ("BLS with a key", 50, 10, calls(CPI, key=KEY)),
    ("ONS", 15, 10, calls(RPI)),
    ("ONS in the other form", 15, 10, [call.alternative for call in calls(RPI)]),
    ("FRED", 120, 60, calls(FRED, key=KEY)),
    ("FRED's graphs", 120, 60, calls(FRED)),
    (
        "FRED's calendar",
        120,
        60,
        [
            fred_calendar.ask_dates("10", key=KEY, base_url=None, today=TODAY),
            fred_calendar.ask_release(FRED, key=KEY, base_url=None, today=TODAY),
            fred_entry.ask(FRED, key=KEY, base_url=None, today=TODAY),
        ],
    ),
    ("BLS's schedule", 50, 10, [bls_calendar.ask("cpi", base_url=None, today=TODAY)]),
]


@pytest.mark.parametrize(("office", "count", "seconds", "made"), ALLOWED, ids=[row[0] for row in ALLOWED])
def test_every_request_keeps_to_its_office_s_limit(
    office: str, count: int, seconds: int, made: list[Call | None]
) -> None:
    for call in made:
        assert call is not None
        rate = call.request.rate
        assert rate is not None, office
        assert rate.count / rate.seconds <= count / seconds
        assert rate.count <= count
