"""US Bureau of Labor Statistics, flat files (download.bls.gov/pub/time.series), downloaded or imported.

A data file holds many series as tab-separated text: the id is padded with blanks, the value stands to the
right, lines end with CR LF. A series file says of each series its title, its base and whether it is
adjusted; the base is in words for consumer prices (1982-84=100), a month for producer prices (198200 for
the year 1982, 200911 for November 2009).

Oddities: annual (M13, A01) and half-year (S01 to S03) rows stand among the months. A month that was never
published has the value "-" and footnote X. Files are overwritten at each release; there are no vintages in
them, and a copy is as old as the day it was made. The office refuses whoever does not give an address to
reach them (status 403, setting contact). The files of all series are larger than is read here at once:
download them by hand and import them.

Proven by recordings: the data file of consumer prices (cu), and the series files of consumer prices and
of producer prices by commodity (wp). Data files wp, cw and pc have the same columns by documentation.
"""

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

from indicators.errors import Refused
from indicators.series import Frequency, Indicator, Kind, Measure, Observation, Period, Status
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.bases import MONTHS
from indicators.sources.figures import distinct, number, unexpected, where
from indicators.sources.redact import snippet

ADDRESS = "https://download.bls.gov"
PATH = "/pub/time.series/"
RATE = Rate(10, 10)  # none is documented
# The small files that hold whole surveys' headlines; anything else is in the file of all series.
FILES = (
    (re.compile(r"CU[SU][RS].{4}SA0"), "cu/cu.data.1.AllItems"),
    (re.compile(r"CW[SU][RS].{4}SA0"), "cw/cw.data.1.AllItems"),
    (re.compile(r"WP[SU](FD|ID[56]).*"), "wp/wp.data.22.FD-ID"),
    (re.compile(r"WP[SU]00000000"), "wp/wp.data.1.AllCommodities"),
)
_COLUMNS = ("series_id", "year", "period", "value", "footnote_codes")
_YEAR = re.compile(r"[12][0-9]{3}")
_PARTS = {"M": (Frequency.MONTHLY, 12), "Q": (Frequency.QUARTERLY, 4), "S": (Frequency.HALF_YEARLY, 2)}
_PERIOD = re.compile(r"(?P<letter>[MQSA])(?P<number>[0-9]{2})")
_BASE_DATE = re.compile(r"(?P<year>[12][0-9]{3})(?P<month>0[0-9]|1[0-2])")
_FOOTNOTES = {
    "P": "preliminary",
    "R": "revised",
    "C": "corrected",
    "X": "the office has no figure (lapse in appropriations of 2025)",
}
_SEASONAL = {"S": "Seasonally Adjusted", "U": "Not Seasonally Adjusted"}


class BlsFlat:
    """The reader of `bls_flat:` indicators; their code is the office's series id."""

    name = "bls_flat"
    publisher = "US Bureau of Labor Statistics"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call for each file, for all its indicators; `since` shortens nothing, and there is no key."""
        url = office_url(self.name, ADDRESS, PATH, base_url=base_url, key=None)
        files: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            files.setdefault(file_of(indicator.code), []).append(indicator)
        for file, group in files.items():
            request = Request(url + file, accept=("text/plain", "text/html"), statuses=(200, 403), rate=RATE)
            yield Call(request, tuple(group), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of each indicator's frequency; a series that is not in the file has an `error`."""
        if answer.status == 403:
            raise Refused(
                "the office does not give its files to somebody it cannot reach",
                where=where(call),
                got=snippet(answer.content, ()),
                hint="put an e-mail address into the setting contact",
            )
        return _parse(decoded(answer.content, call), call)


def file_of(series: str) -> str:
    """The data file that holds a series, by its id."""
    survey = series[:2].lower()
    return next((f for pattern, f in FILES if pattern.fullmatch(series)), f"{survey}/{survey}.data.0.Current")


def parse_flat(
    text: str,
    ids: Collection[str],
    *,
    today: date,
    frequency: Frequency = Frequency.MONTHLY,
    file: str = "the file",
    source: str = "bls",
) -> list[Parsed]:
    """The series `ids` in the text of a data file, as indicators `source:id`.

    Rows of another frequency are left out: annual averages never stand among months. A series that is
    not there has an `error`. UnexpectedAnswer for anything that is not such a file.
    """
    indicators = tuple(_bare(f"{source}:{series}", frequency) for series in dict.fromkeys(ids))
    return _parse(text, Call(Request(file), indicators, today))


def parse_series(
    text: str, ids: Collection[str], *, today: date, file: str = "the file"
) -> dict[str, dict[str, str]]:
    """Title, base and seasonality of the series `ids` in the text of a series file, as the office says it."""
    call = Call(Request(file), (), today)
    found: dict[str, dict[str, str]] = {}
    for row in _rows(text, ("series_id", "seasonal", "series_title"), ids, call):
        if row["series_id"] in found:
            unexpected(call, "a series described twice", got=row["series_id"])
        said = {
            "title": row["series_title"],
            "base": row.get("base_period") or _base(row.get("base_date", ""), call),
            "seasonality": _SEASONAL.get(row["seasonal"], ""),
        }
        found[row["series_id"]] = {name: words for name, words in said.items() if words}
    return found


def decoded(content: bytes, call: Call) -> str:
    text = None
    with suppress(UnicodeDecodeError):
        text = content.decode("utf-8-sig")
    if text is None:
        unexpected(call, "not text in UTF-8", got=content)
    return text


def _bare(key: str, frequency: Frequency) -> Indicator:
    code = key.partition(":")[2]
    kind = Kind.PPI if code.startswith(("WP", "PC", "ND")) else Kind.CPI
    return Indicator(key, "", code, "US", kind, Measure.INDEX, frequency)


def _parse(text: str, call: Call) -> list[Parsed]:
    ours = {i.code: i for i in call.indicators}
    found: dict[str, list[Observation]] = {code: [] for code in ours}
    present = set()
    for row in _rows(text, _COLUMNS, ours, call):
        code = row["series_id"]
        present.add(code)
        observation = _observation(row, ours[code], call)
        if observation is not None:
            found[code].append(observation)
    return [
        Parsed(i.key, distinct(found[code], i, call)) if code in present else _not_there(i, call)
        for code, i in ours.items()
    ]


def _not_there(indicator: Indicator, call: Call) -> Parsed:
    error = Refused(
        f"series {indicator.code} is not in the file",
        where=where(call),
        hint="check the code, or take another file",
    )
    return Parsed(indicator.key, error=error)


def _rows(text: str, columns: Sequence[str], ids: Collection[str], call: Call) -> Iterator[Mapping[str, str]]:
    """The rows of the series `ids`, cells stripped, by the names in the first line."""
    lines = io.StringIO(text, newline=None)
    header = [cell.strip() for cell in lines.readline().split("\t")]
    if any(name not in header for name in columns) or len(set(header)) != len(header):
        unexpected(call, "not the columns of such a file", got=text[:500], expected=" ".join(columns))
    wanted, at = frozenset(ids), header.index("series_id")
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        if len(cells) != len(header):
            if line.strip():
                unexpected(call, "a row with more or fewer cells than the header", got=line)
            continue
        if cells[at].strip() in wanted:
            yield dict(zip(header, (cell.strip() for cell in cells), strict=True))


def _observation(row: Mapping[str, str], indicator: Indicator, call: Call) -> Observation | None:
    period = _period(row, call)
    if period.frequency is not indicator.frequency:
        return None
    codes = [code.strip() for code in row["footnote_codes"].split(",") if code.strip()]
    note = "; ".join(_FOOTNOTES.get(code, f"footnote {code}") for code in codes)
    if row["value"] == "-":
        return Observation(period, None, Status.MISSING, note)
    status = Status.PROVISIONAL if "P" in codes else Status.CORRECTED if "C" in codes else Status.FINAL
    return Observation(period, number(row["value"], call, indicator.measure, period), status, note)


def _period(row: Mapping[str, str], call: Call) -> Period:
    """`2026`, `M08`: the month; M13, Q05, S03 and A01 are the year."""
    match = _PERIOD.fullmatch(row["period"])
    letter, place = (match["letter"], int(match["number"])) if match else ("", 0)
    frequency, last = _PARTS.get(letter, (Frequency.ANNUAL, 0))
    if match is None or not _YEAR.fullmatch(row["year"]) or not 1 <= place <= last + 1:
        got = f"{row['year']} {row['period']}"
        unexpected(call, "a row for an unknown period", got=got, expected="2026 and M01 to M13, Q01 to Q05 …")
    if place > last:
        return Period(Frequency.ANNUAL, int(row["year"]), 1)
    return Period(frequency, int(row["year"]), place)


def _base(text: str, call: Call) -> str:
    """`198200` is 1982=100, `200911` is Nov 2009=100."""
    if not text:
        return ""
    match = _BASE_DATE.fullmatch(text)
    if match is None:
        unexpected(call, "an unknown base", got=text, expected="as 198200 or 200911")
    month = int(match["month"])
    return f"{MONTHS[month - 1].capitalize()} {match['year']}=100" if month else f"{match['year']}=100"
