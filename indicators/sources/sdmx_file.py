"""A file of SDMX comma-separated text (Eurostat, ECB, OECD, IMF): the known series among those it holds."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from indicators.errors import BadInput
from indicators.series import Indicator
from indicators.sources import source
from indicators.sources.base import Answer, Call, Parsed, Request
from indicators.sources.eurostat import dataset_and_filters
from indicators.sources.eurostat_rows import parse_rows
from indicators.sources.fetch import Fetched, fetch
from indicators.sources.files import good
from indicators.sources.sdmx import SdmxOffice
from indicators.sources.sdmx_csv import (
    TIME,
    VALUE,
    column_name,
    each_row_of,
    flows_of,
    key_columns,
    series_from,
)

Rows = list[dict[str, str]]
Test = Callable[[Mapping[str, str]], bool]
_SDMX = ("ecb", "oecd", "imf")
_SEVERAL = "name every dimension in the indicator's code"
_LISTED = 5


def is_sdmx_csv(first_line: str) -> bool:
    """Whether a file that begins with this line holds SDMX figures."""
    names = [column_name(cell) for cell in next(csv.reader([first_line]), [])]
    return TIME in names and VALUE in names


def read_file(answer: Answer, known: Sequence[Indicator], today: date) -> tuple[str, list[Fetched]]:
    """What the file says of each indicator it holds figures of, and in words how much of it that is.

    BadInput where it holds none of the `known` ones; SourceError where something is wrong with one of them:
    then nothing of the file is to be kept.
    """
    held = _Held(known, answer.url)
    for row in each_row_of(answer, Call(Request(answer.url), tuple(known[:1]), today)):
        held.take(row)
    if not held.rows:
        raise BadInput(
            "no series of the file is a known indicator",
            where=answer.url,
            got=", ".join(f"{flow}/{key}" for flow, key in list(held.series)[:_LISTED]) or "no rows",
            hint="make one known first: realterms indicators add SOURCE:CODE",
        )
    wanted = [i for i in known if i.key in held.rows]
    found = list(fetch(_Reader(held.rows), wanted, send=lambda _: answer, today=today))
    return f"SDMX-CSV ({len(held.matched)} of {len(held.series)} series known)", list(good(found))


class _Reader:
    """A source whose answers are rows at hand."""

    name, publisher = "sdmx", "an office that writes SDMX"

    def __init__(self, rows: Mapping[str, Rows]) -> None:
        self._rows = rows

    def requests(self, indicators: Sequence[Indicator], *, today: date, **_: object) -> Iterator[Call]:
        """The file, once for each indicator."""
        for indicator in indicators:
            yield Call(Request("file:"), (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The indicator's rows, read as its office's are."""
        (indicator,) = call.indicators
        rows, office = self._rows[indicator.key], source(indicator.source)
        if isinstance(office, SdmxOffice):
            code = office.code(indicator)
            return [series_from(rows, call, indicator, code, office.dimensions.get(code.flow, ()))]
        return [parse_rows(rows, dataset_and_filters(indicator)[0], call, indicator)]


class _Held:
    """The rows of known indicators among those of a file; of the others only which series they are of."""

    def __init__(self, known: Sequence[Indicator], url: str) -> None:
        self._url = url
        self._tests: dict[str, list[tuple[Indicator, Test]]] = {}
        for indicator in known:
            flow, test = _test_of(indicator)
            self._tests.setdefault(flow, []).append((indicator, test))
        self.series: dict[tuple[str, str], tuple[str, ...]] = {}  # of which known indicators, by their keys
        self.rows: dict[str, Rows] = {}

    @property
    def matched(self) -> list[tuple[str, str]]:
        """The series that are known."""
        return [series for series, keys in self.series.items() if keys]

    def take(self, row: dict[str, str]) -> None:
        """Keep a row where it is of a known indicator; BadInput where two series of the file fit one."""
        key = [row[name] for name in key_columns(row)]
        if not any(key):
            return  # a row that only describes the flow
        # The ECB names no flow, but begins its KEY with it.
        flow = next(iter(flows_of(row)), f"ECB:{row.get('KEY', '').partition('.')[0]}").upper()
        series = (flow, ".".join(key))
        if series not in self.series:
            self.series[series] = tuple(i.key for i, test in self._tests.get(flow, []) if test(row))
            self._begin(series)
        for name in self.series[series]:
            self.rows[name].append(row)

    def _begin(self, series: tuple[str, str]) -> None:
        for name in self.series[series]:
            if name in self.rows:
                raise BadInput(f"{name}: several series of the file fit", where=self._url, hint=_SEVERAL)
            self.rows[name] = []


def _test_of(indicator: Indicator) -> tuple[str, Test]:
    """The flow an indicator is of, in capitals, and whether a row of that flow is its own."""
    if indicator.source == "eurostat":
        dataset, filters = dataset_and_filters(indicator)
        return f"ESTAT:{dataset}".upper(), lambda row: filters.items() <= row.items()
    office = source(indicator.source) if indicator.source in _SDMX else None
    if not isinstance(office, SdmxOffice):
        return "", lambda row: False
    code = office.code(indicator)
    names = office.dimensions.get(code.flow)

    def fits(row: Mapping[str, str]) -> bool:
        return ".".join(row.get(name, "") for name in names or key_columns(row)) == code.key

    return f"{code.agency}:{code.flow}".upper(), fits
