"""The ONS's whole dataset in one CSV (mm23.csv): a column for each series, periods of all kinds in the rows.

The head has seven rows: title, CDID, PreUnit, unit, release date, next release, important notes. Then come
years, quarters and months of every series, an empty cell where one has no figure. The layout is from the
website's source; no recorded file is at hand. Which dataset it is does not stand in the file: its name says
it. Every column has a release date of its own.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from indicators.errors import BadInput
from indicators.series import Indicator
from indicators.sources.base import Answer, Call, Parsed, Request
from indicators.sources.fetch import Fetched, fetch
from indicators.sources.figures import read_csv, unexpected
from indicators.sources.files import good
from indicators.sources.ons import series_and_dataset
from indicators.sources.ons_csv import parse_rows

Column = list[list[str]]
_DATASET = re.compile(r"[A-Za-z0-9]+")
_CODES = "cdid"


def is_bulk(first_line: str) -> bool:
    """Whether a file that begins with this line has a column for each of several series."""
    cells = next(csv.reader(io.StringIO(first_line)), [])
    return len(cells) > 2 and cells[0].strip() == "Title"


def read_file(
    answer: Answer, name: str, known: Sequence[Indicator], today: date
) -> tuple[str, list[Fetched]]:
    """What the file called `name` says of each known series of its dataset, and in words how much that is.

    BadInput where its name is of no known dataset, or none of its series is known; SourceError where
    something is wrong with one of them: then nothing of the file is to be kept.
    """
    ours = _of_dataset(name, known)
    call = Call(Request(answer.url), tuple(ours[:1]), today)
    rows = read_csv(answer, call)
    codes = _codes(rows, call)
    wanted = [i for i in ours if series_and_dataset(i)[0] in codes]
    if not wanted:
        raise BadInput(
            "no series of the file is a known indicator",
            where=answer.url,
            got=", ".join(list(codes)[:5]),
            hint=f"make one known first: realterms indicators add ons:CDID/{_dataset(name)}",
        )
    columns = {i.key: [[row[0], row[codes[series_and_dataset(i)[0]]]] for row in rows] for i in wanted}
    found = list(fetch(_Reader(columns), wanted, send=lambda _: answer, today=today))
    matched = len({i.code.upper() for i in wanted})
    return f"ONS dataset {_dataset(name).upper()} ({matched} of {len(codes)} series known)", list(good(found))


def _dataset(name: str) -> str:
    match = _DATASET.match(name)
    return match[0].lower() if match else ""


def _of_dataset(name: str, known: Sequence[Indicator]) -> list[Indicator]:
    ons = [i for i in known if i.source == "ons"]
    found = [i for i in ons if series_and_dataset(i)[1] == _dataset(name).upper()]
    if not found:
        datasets = sorted({series_and_dataset(i)[1].lower() for i in ons})
        raise BadInput(
            "the file does not say which dataset it is, so its name must",
            where=name,
            expected=" or ".join(f"{d}.csv" for d in datasets),
            got=name,
            hint="name it as the ONS does",
        )
    return found


def _codes(rows: Sequence[list[str]], call: Call) -> Mapping[str, int]:
    """The column of each series; the office's codes in upper case."""
    width = len(rows[0])
    odd = next((row for row in rows if len(row) != width), None)
    if odd is not None:
        unexpected(
            call, "a row with another number of cells", got=len(odd), expected=f"{width}, as the first"
        )
    named = next((row for row in rows if row[0].strip().casefold() == _CODES), None)
    if named is None:
        unexpected(call, "no row CDID", got=[row[0] for row in rows[:9]])
    codes = {code.strip().upper(): at for at, code in enumerate(named) if at and code.strip()}
    if len(codes) != width - 1:
        unexpected(
            call, "a series twice, or without its code", got=f"{len(codes)} codes, {width - 1} columns"
        )
    return codes


class _Reader:
    """A source whose answers are columns at hand."""

    name, publisher = "ons", "UK Office for National Statistics"

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns

    def requests(self, indicators: Sequence[Indicator], *, today: date, **_: object) -> Iterator[Call]:
        """The file, once for each indicator."""
        for indicator in indicators:
            yield Call(Request("file:"), (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The indicator's column, read as the CSV of its page is."""
        (indicator,) = call.indicators
        return [parse_rows(self._columns[indicator.key], call, indicator, *series_and_dataset(indicator))]
