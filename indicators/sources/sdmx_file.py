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
from indicators.sources.sdmx import SdmxOffice
from indicators.sources.sdmx_csv import TIME, VALUE, column_name, flows_of, key_columns, rows_of, series_from

Rows = list[dict[str, str]]
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
    call = Call(Request(answer.url), tuple(known[:1]), today)
    groups = _groups(rows_of(answer, call))
    chosen = {i.key: (i, rows) for i in known if (rows := _rows_of(i, groups, answer.url)) is not None}
    if not chosen:
        shown = ", ".join(f"{flow}/{key}" for flow, key in list(groups)[:_LISTED])
        raise BadInput(
            "no series of the file is a known indicator",
            where=answer.url,
            got=shown or "no rows",
            hint="make one known first: realterms indicators add SOURCE:CODE",
        )
    reader = _Reader({key: rows for key, (_, rows) in chosen.items()})
    found = list(fetch(reader, [i for i, _ in chosen.values()], send=lambda _: answer, today=today))
    return f"SDMX-CSV ({len(chosen)} of {len(groups)} series known)", list(_good(found))


def _good(found: Sequence[Fetched]) -> Iterator[Fetched]:
    """The indicators with figures; the first error, unless the same series is good under another key.

    A series that went on on another base is kept under two keys, and only one of them is on the file's base.
    """
    good = {f.indicator.code for f in found if f.error is None}
    for fetched in found:
        if fetched.error is None:
            yield fetched
        elif fetched.indicator.code not in good:
            raise fetched.error


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


def _groups(rows: Rows) -> dict[tuple[str, str], Rows]:
    """The rows by flow and key, columns in their order; without rows that only describe the flow."""
    found: dict[tuple[str, str], Rows] = {}
    for row in rows:
        key = [row[name] for name in key_columns(row)]
        if any(key):
            # The ECB names no flow, but begins its KEY with it.
            flow = next(iter(flows_of(row)), f"ECB:{row.get('KEY', '').partition('.')[0]}")
            found.setdefault((flow, ".".join(key)), []).append(row)
    return found


def _rows_of(indicator: Indicator, groups: Mapping[tuple[str, str], Rows], url: str) -> Rows | None:
    """The one group of rows that is the indicator; None where there is none, BadInput for several."""
    fits = _test_of(indicator)
    found = [rows for (flow, _), rows in groups.items() if fits is not None and fits(flow, rows[0])]
    if len(found) > 1:
        raise BadInput(
            f"{indicator.name or indicator.key}: several series of the file fit", where=url, hint=_SEVERAL
        )
    return found[0] if found else None


def _test_of(indicator: Indicator) -> Callable[[str, Mapping[str, str]], bool] | None:
    """Whether a flow and a row are the indicator's; None for one whose office writes no SDMX."""
    if indicator.source == "eurostat":
        dataset, filters = dataset_and_filters(indicator)
        return lambda flow, row: flow.lower() == f"estat:{dataset}" and filters.items() <= row.items()
    office = source(indicator.source) if indicator.source in ("ecb", "oecd", "imf") else None
    if not isinstance(office, SdmxOffice):
        return None
    code, names = office.code(indicator), office.dimensions.get(office.code(indicator).flow)

    def fits(flow: str, row: Mapping[str, str]) -> bool:
        key = ".".join(row.get(name, "") for name in names or key_columns(row))
        return flow == f"{code.agency}:{code.flow}" and key == code.key

    return fits
