"""Series files of the BLS: what each series of a survey is called, its base and whether it is adjusted.

The base is in words for consumer prices (1982-84=100, DECEMBER 1997=100) and a month for producer prices
(198200 for the year 1982, 200911 for November 2009).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.sources.base import Call
from indicators.sources.bases import MONTHS
from indicators.sources.figures import unexpected

COLUMNS = ("series_id", "seasonal", "series_title")
# The surveys of prices, by the first letters of their ids; others (employment, wages) have the same files.
KINDS = {"CU": Kind.CPI, "CW": Kind.CPI, "SU": Kind.CPI, "WP": Kind.PPI, "PC": Kind.PPI, "ND": Kind.PPI}
SEASONAL = {"S": "Seasonally Adjusted", "U": "Not Seasonally Adjusted"}
_PAGES = {Kind.CPI: "https://www.bls.gov/cpi/", Kind.PPI: "https://www.bls.gov/ppi/"}
_PUBLISHER = "US Bureau of Labor Statistics"
_REVISABLE = {Kind.CPI: 0, Kind.PPI: 4}
_BASE_DATE = re.compile(r"(?P<year>[12][0-9]{3})(?P<month>0[0-9]|1[0-2])")
_MONTH_NAME = re.compile(r"(?P<month>[A-Z]{3})[A-Z]* (?P<rest>[12][0-9]{3} ?= ?100)")


@dataclass(frozen=True, slots=True)
class Described:
    """What a series file says of a series, in the office's own words; `frequency` where it says so."""

    code: str
    title: str
    base: str
    seasonal: str
    frequency: Frequency | None = None


def read_descriptions(lines: Iterator[str], call: Call) -> Iterator[Described]:
    """Every series described, in the file's order; UnexpectedAnswer for anything that is not such a file."""
    header = [cell.strip() for cell in next(lines, "").split("\t")]
    if any(name not in header for name in COLUMNS) or len(set(header)) != len(header):
        unexpected(call, "not the columns of such a file", got=" ".join(header), expected=" ".join(COLUMNS))
    seen = set()
    for line in lines:
        cells = [cell.strip() for cell in line.rstrip("\n").split("\t")]
        if len(cells) != len(header):
            if line.strip():
                unexpected(call, "a row with more or fewer cells than the header", got=line)
            continue
        row = dict(zip(header, cells, strict=True))
        if row["series_id"] in seen:
            unexpected(call, "a series described twice", got=row["series_id"])
        seen.add(row["series_id"])
        yield Described(
            row["series_id"],
            row["series_title"],
            _words(row["base_period"]) if row.get("base_period") else _base(row.get("base_date", ""), call),
            row["seasonal"],
            _frequency(row.get("begin_period", "")),
        )


def indicator_for(said: Described, frequency: Frequency) -> Indicator:
    """The indicator of a series that is not known yet; its key is of the files' own reader (`bls_flat:`)."""
    kind = KINDS[said.code[:2]]
    return Indicator(
        key=f"bls_flat:{said.code}",
        name=said.code,
        title=said.title or said.code,
        country="US",
        kind=kind,
        measure=Measure.INDEX,
        frequency=frequency,
        base_period=said.base,
        seasonally_adjusted=said.seasonal == "S",
        provisional_months=_REVISABLE[kind],
        publisher=_PUBLISHER,
        url=_PAGES[kind],
    )


def averages_of(main: Indicator, frequency: Frequency) -> Indicator:
    """The indicator of a series' averages over longer periods, which the office publishes beside it."""
    word = frequency.name.lower().replace("_", "-")
    return replace(
        main,
        key=f"bls_flat:{main.code}#{word}",
        name=f"{main.name}-{word}",
        title=f"{main.title} ({word} average)",
        frequency=frequency,
        provisional_months=0,
    )


def is_of_prices(code: str) -> bool:
    """Whether a series id is of a survey of prices."""
    return code[:2] in KINDS


def _frequency(begin: str) -> Frequency | None:
    letters = {f.value: f for f in Frequency}
    return letters.get(begin[:1])


def _words(text: str) -> str:
    """`DECEMBER 1997=100` is Dec 1997=100."""
    match = _MONTH_NAME.fullmatch(text)
    if match is None or match["month"] not in MONTHS:
        return text
    return f"{match['month'].capitalize()} {match['rest']}"


def _base(text: str, call: Call) -> str:
    """`198200` is 1982=100, `200911` is Nov 2009=100."""
    if not text:
        return ""
    match = _BASE_DATE.fullmatch(text)
    if match is None:
        unexpected(call, "an unknown base", got=text, expected="as 198200 or 200911")
    month = int(match["month"])
    return f"{MONTHS[month - 1].capitalize()} {match['year']}=100" if month else f"{match['year']}=100"
