"""The schedule pages of BLS (bls.gov/schedule/news_release/cpi.htm, ppi.htm): which month on which day.

A page is HTML with one table: reference month, release date, release time (Eastern). The date has a dot
only where the month is abbreviated ("Jan. 11, 2024", "May 15, 2024"). A row whose date is no date (a
release not yet set anew) says nothing about its day and is left out. BLS turns away whoever does not say
who asks: the setting `contact` is told with every request.
"""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

from indicators.releases import ReleaseDay
from indicators.series import Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Rate, Request
from indicators.sources.bases import MONTHS
from indicators.sources.calendars import ReadCalendar
from indicators.sources.figures import unexpected

SITE = "https://www.bls.gov"
PAGES = {"cpi": "Consumer Price Index", "ppi": "Producer Price Index"}
RATE = Rate(10, 10)
_HEADS = ("reference month", "release date", "release time")
_DAY = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>[0-9]{1,2}), (?P<year>[12][0-9]{3})")
_MONTH = re.compile(r"(?P<month>[A-Z][a-z]{2,8}) (?P<year>[12][0-9]{3})")
# Such a page has some 50,000 bytes; a reader of HTML can take long over a large one that is malformed.
_LARGEST = 500_000
# A release that lags its month by more is a page that we misread.
_LATEST = timedelta(days=400)


def ask(name: str, *, base_url: str | None, today: date) -> Call:
    """The call for the page of `cpi` or `ppi`."""
    url = office_url("bls", SITE, f"/schedule/news_release/{name}.htm", base_url=base_url, key=None)
    return Call(Request(url, accept=("text/html",), rate=RATE), (), today)


def read(name: str, call: Call, answer: Answer) -> ReadCalendar:
    """The days of the page; UnexpectedAnswer where it has no table of releases, or days that cannot be."""
    rows = [row for table in _tables(answer, call) if _is_schedule(table) for row in table[1:]]
    found = [_release(row, call) for row in rows]
    days = tuple(d for d in found if d is not None)
    if not days:
        unexpected(call, "no table of releases", got=answer.content, expected=", ".join(_HEADS))
    return ReadCalendar(PAGES[name], tuple(sorted(days, key=lambda d: d.day)))


def _is_schedule(table: list[list[str]]) -> bool:
    return bool(table) and tuple(cell.casefold() for cell in table[0]) == _HEADS


def _release(row: list[str], call: Call) -> ReleaseDay | None:
    if len(row) != len(_HEADS):
        unexpected(call, "a release without its three cells", got=row, expected=", ".join(_HEADS))
    month, said = _MONTH.fullmatch(row[0]), _DAY.fullmatch(row[1])
    if month is None or _number(month["month"]) is None:
        unexpected(call, "an unknown reference month", got=row[0], expected="as October 2026")
    period = Period.month(int(month["year"]), _number(month["month"]) or 0)
    day = _date(said)
    if day is None:
        return None
    if not period.shift(1).first_day <= day <= period.first_day + _LATEST:
        unexpected(call, f"a release day that {period} cannot have", got=row[1])
    return ReleaseDay(day, period)


def _date(said: re.Match[str] | None) -> date | None:
    number = _number(said["month"]) if said else None
    if said is None or number is None:
        return None
    try:
        return date(int(said["year"]), number, int(said["day"]))
    except ValueError:
        return None


def _number(month: str) -> int | None:
    short = month[:3].upper()
    return MONTHS.index(short) + 1 if short in MONTHS else None


def _tables(answer: Answer, call: Call) -> list[list[list[str]]]:
    if len(answer.content) > _LARGEST:
        unexpected(call, "a page larger than any schedule", got=answer.content, expected=f"{_LARGEST} bytes")
    tables = _tables_in(answer.content)
    if tables is None:
        unexpected(call, "not a page in HTML and UTF-8", got=answer.content)
    return tables


def _tables_in(content: bytes) -> list[list[list[str]]] | None:
    reader = _TableReader()
    try:
        reader.feed(content.decode("utf-8"))
    except (UnicodeDecodeError, AssertionError):  # how Python's reader says that it does not know a `<![`
        return None
    return reader.tables


class _TableReader(HTMLParser):
    """Every table of a page, as rows of cells of text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, row or cell begins."""
        if tag in ("table", "tr"):
            self._in_cell = False
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        """A cell, row or table ends."""
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        """Text, of a cell or of nothing that concerns us."""
        if self._in_cell:
            row = self.tables[-1][-1]
            row[-1] = " ".join(f"{row[-1]} {data}".split())
