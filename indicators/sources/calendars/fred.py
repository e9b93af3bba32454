"""FRED's releases: to which one a series belongs, and its days, those to come included. Both need a key.

Days to come are only named where days without data are asked for as well. The newest come first, so that
one request has them all; the CPI's release alone has over 900 since 1949.
"""

from datetime import date
from typing import Any

from indicators.releases import ReleaseDay
from indicators.series import Indicator
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Request
from indicators.sources.calendars import ReadCalendar
from indicators.sources.figures import field_of, read_json, unexpected
from indicators.sources.fred import API, EXPLAINED, RATE, day_of, refusal

RELEASE_PATH = "/fred/series/release"
DATES_PATH = "/fred/release/dates"
_NEWEST = 1000


def ask_release(indicator: Indicator, *, key: str, base_url: str | None, today: date) -> Call:
    """The call that asks to which release a series belongs."""
    return Call(_request(RELEASE_PATH, key, base_url, series_id=indicator.code), (indicator,), today)


def read_release(call: Call, answer: Answer) -> tuple[str, str]:
    """The release's number and name."""
    document = _document(call, answer, call.indicators[0].code)
    releases = field_of(document, "releases", list, call)
    if len(releases) != 1:
        unexpected(call, "a series of one release was expected", got=releases)
    return str(field_of(releases[0], "id", int, call)), field_of(releases[0], "name", str, call)


def ask_dates(release: str, *, key: str, base_url: str | None, today: date) -> Call:
    """The call for the newest days of a release."""
    more = {"include_release_dates_with_no_data": "true", "sort_order": "desc", "limit": str(_NEWEST)}
    return Call(_request(DATES_PATH, key, base_url, release_id=release, **more), (), today)


def read_dates(release: str, title: str, call: Call, answer: Answer) -> ReadCalendar:
    """The days of the release; UnexpectedAnswer where they are another's."""
    document = _document(call, answer, f"release {release}")
    days = []
    for row in field_of(document, "release_dates", list, call):
        if str(field_of(row, "release_id", int, call)) != release:
            unexpected(call, "a day of another release", got=row, expected=f"release {release}")
        days.append(day_of(field_of(row, "date", str, call), call))
    return ReadCalendar(title, tuple(ReleaseDay(day) for day in sorted(set(days))))


def _request(path: str, key: str, base_url: str | None, **params: str) -> Request:
    return Request(
        office_url("fred", API, path, base_url=base_url, key=key),
        params={**params, "api_key": key, "file_type": "json"},
        secrets=(key,),
        follow_redirects=False,
        statuses=EXPLAINED,
        rate=RATE,
    )


def _document(call: Call, answer: Answer, what: str) -> Any:
    document = read_json(answer, call)
    if answer.status != 200:
        raise refusal(document, answer.status, call, what)
    return document
