"""SDMX figures as comma-separated text (ECB, OECD, IMF): cells by header name, one series, flags, bases.

The three offices answer with different versions of the format: columns differ from flow to flow and from
request to request, so every cell is found by its header. With labels, a header is "FREQ: Frequency" and a
cell "M: Monthly"; the code is what stands before the colon.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indicators.errors import BadInput, Refused
from indicators.series import Frequency, Indicator, Measure, Observation, Period, Status
from indicators.sources.base import CSV_TYPES, Answer, Call, Parsed
from indicators.sources.bases import Base, base_of
from indicators.sources.figures import distinct, each_row, number, unexpected, where

CSV = ("application/vnd.sdmx.data+csv", *CSV_TYPES)
TIME, VALUE = "TIME_PERIOD", "OBS_VALUE"
# What stands before the dimensions and is none of them.
_ENVELOPE = frozenset(
    {"KEY", "DATAFLOW", "LAST UPDATE", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION"}
)
LABEL = " label"
_FLOWS = ("DATAFLOW", "STRUCTURE_ID")
# The first of these that is filled is the base of the figures: the IMF states the country's own one too.
_BASES = ("BASE_PER", "UNIT_INDEX_BASE", "COMMON_REFERENCE_PERIOD", "REFERENCE_PERIOD")
_SCALES = ("UNIT_MULT", "SCALE")
_UNSCALED = frozenset({"", "0", "UNITS"})

_CODE = re.compile(
    r"(?:(?P<agency>[A-Z][A-Z0-9_.]*):)?(?P<flow>[A-Z][A-Z0-9_@]*)(?:\((?P<version>[0-9]+(?:\.[0-9]+)*)\))?"
    r"/(?P<key>[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)+)"
)
_PERIOD = re.compile(
    r"(?P<year>[12][0-9]{3})(?:-(?:M?(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|S(?P<half>[12])|A1))?"
)
# Columns of labels ("Reference area", "Measure") can stand among those of the key.
_ID = re.compile(r"[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*")
_YEAR = re.compile(r"(?P<year>[12][0-9]{3})A?")

# SDMX's observation status codes: what each means here, and in words.
_FINAL = {"": "", "A": "", "B": "break in the series", "D": "another definition", "U": "low reliability"}
_PROVISIONAL = {"E": "estimated", "P": "provisional", "I": "imputed"}
_ABSENT = {
    "M": "the office has no figure",
    "L": "not collected",
    "H": "holiday",
    "O": "the office has no figure",
    "Q": "suppressed",
}
_FORECAST = "F"


@dataclass(frozen=True, slots=True)
class Code:
    """One series: who keeps it, the flow and its version, and the key with a value for every dimension."""

    agency: str
    flow: str
    version: str
    key: str


def code_of(indicator: Indicator, *, agency: str, version: str, example: str) -> Code:
    """The parts of `[AGENCY:]FLOW[(VERSION)]/KEY`; BadInput where it is not that."""
    match = _CODE.fullmatch(indicator.code)
    if match is None or "" in match["key"].split("."):
        raise BadInput(
            f"{indicator.key}: not the code of one series",
            expected=f"[AGENCY:]FLOW[(VERSION)]/KEY with a value for every dimension, as {example}",
            got=indicator.code,
        )
    return Code(match["agency"] or agency, match["flow"], match["version"] or version, match["key"])


def parse_series(
    answer: Answer, call: Call, indicator: Indicator, code: Code, dimensions: Sequence[str] = ()
) -> Parsed:
    """The one series asked for; UnexpectedAnswer for any row of another, Refused where there is no figure.

    `dimensions` are the names of the key's parts, where the flow is known; otherwise the columns before
    the time are taken in their order.
    """
    if not answer.content.strip():
        raise Refused(
            "the office has nothing under this key", where=where(call), hint="check the indicator's code"
        )
    return series_from(rows_of(answer, call), call, indicator, code, dimensions)


def series_from(
    rows: Sequence[Mapping[str, str]],
    call: Call,
    indicator: Indicator,
    code: Code,
    dimensions: Sequence[str] = (),
) -> Parsed:
    """The same out of rows at hand."""
    asked = [row for row in rows if _is_of_series(row, code, dimensions, call)]
    found = [o for o in (_observation(row, indicator, call) for row in asked) if o is not None]
    if not found:
        raise Refused(
            "the office has no figures under this key", where=where(call), hint="check the indicator's code"
        )
    described = _described(asked, indicator, call)
    ours, said = base_of(indicator.base_period), described.get("base", "")
    other = said if ours is not None and said != str(ours) else ""
    return Parsed(indicator.key, distinct(found, indicator, call), described=described, other_base=other)


def rows_of(answer: Answer, call: Call) -> list[dict[str, str]]:
    """The rows by column name; `NAME label` holds the whole of a cell that has a label."""
    return list(each_row_of(answer, call))


def each_row_of(answer: Answer, call: Call) -> Iterator[dict[str, str]]:
    """The same one by one."""
    table = each_row(answer, call)
    titles = next(table, [])
    header, labelled = [column_name(cell) for cell in titles], [": " in cell for cell in titles]
    missing = [name for name in (TIME, VALUE) if name not in header]
    if missing or len(set(header)) != len(header):
        unexpected(
            call, "not the columns of SDMX figures", got=answer.content, expected=f"{TIME} and {VALUE}, once"
        )
    for cells in table:
        if len(cells) != len(header):
            unexpected(call, "a row with more or fewer cells than the header", got=",".join(cells))
        codes = (c.partition(": ")[0] if has else c for c, has in zip(cells, labelled, strict=True))
        row = dict(zip(header, (c.strip() for c in codes), strict=True))
        row |= {n + LABEL: c for n, c, has in zip(header, cells, labelled, strict=True) if has}
        yield row


def column_name(cell: str) -> str:
    """The id in a header cell: `FREQ: Frequency of observation` and `STRUCTURE[;]` have more than that."""
    return cell.partition(":")[0].partition("[")[0].strip()


def _is_of_series(row: Mapping[str, str], code: Code, dimensions: Sequence[str], call: Call) -> bool:
    names = dimensions or tuple(key_columns(row))
    if any(name not in row for name in names):
        unexpected(call, "columns of the key are missing", got=",".join(row), expected=", ".join(names))
    if not any(row[name] for name in (*names, TIME, VALUE)):
        return False  # the IMF describes the flow in a row that has nothing else
    key = ".".join(row[name] for name in names)
    flows = [row[name] for name in _FLOWS if row.get(name)]
    named = flows_of(row)
    if key != code.key or any(flow not in (code.flow, f"{code.agency}:{code.flow}") for flow in named):
        got = f"{' '.join(flows)} {key}".strip()
        unexpected(call, "another series than asked for", got=got, expected=f"{code.flow} {code.key}")
    if row.get("KEY", f"{code.flow}.{code.key}") != f"{code.flow}.{code.key}":
        unexpected(call, "another series than asked for", got=row["KEY"], expected=f"{code.flow}.{code.key}")
    return True


def flows_of(row: Mapping[str, str]) -> list[str]:
    """The flow a row says it is of, as often as it says so, with its agency and without its version."""
    return [re.sub(r"\(.*", "", row[name]) for name in _FLOWS if row.get(name)]


def key_columns(row: Mapping[str, str]) -> Iterable[str]:
    """The columns of the key, where the flow is not known: those before the time, in their order."""
    for name in row:
        if name == TIME:
            return
        if name not in _ENVELOPE and _ID.fullmatch(name):
            yield name


def _observation(row: Mapping[str, str], indicator: Indicator, call: Call) -> Observation | None:
    """The row's observation; None for a cell left empty, and for a forecast, which nobody published yet."""
    period = period_of(row[TIME], indicator, call)
    for name in _SCALES:
        if row.get(name, "").upper() not in _UNSCALED:
            unexpected(call, "figures in another unit than points or percent", got=f"{name} {row[name]}")
    flag = row.get("OBS_STATUS") or row.get("STATUS") or ""
    words = _FINAL | _PROVISIONAL | _ABSENT
    note = "; ".join(filter(None, (words.get(flag, f"status {flag}"), row.get("COMMENT_OBS", ""))))
    if row[VALUE] in ("", "NaN") and flag in _ABSENT:
        return Observation(period, None, Status.MISSING, note)
    if row[VALUE] == "" or flag == _FORECAST:
        return None
    value = number(row[VALUE], call, indicator.measure, period)
    return Observation(period, value, Status.PROVISIONAL if flag in _PROVISIONAL else Status.FINAL, note)


def period_of(text: str, indicator: Indicator, call: Call) -> Period:
    """`2026-08`, `2026-M08`, `2026-Q3`, `2026-S1` or `2026`, of the indicator's frequency."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        unexpected(call, "an unknown period", got=text, expected="as 2026-08, 2026-M08, 2026-Q3 or 2026")
    year, parts = int(match["year"]), match.groupdict()
    period = Period(Frequency.ANNUAL, year, 1)
    if parts["month"]:
        period = Period.month(year, int(parts["month"]))
    elif parts["quarter"]:
        period = Period(Frequency.QUARTERLY, year, int(parts["quarter"]))
    elif parts["half"]:
        period = Period(Frequency.HALF_YEARLY, year, int(parts["half"]))
    if period.frequency is not indicator.frequency:
        expected = f"{indicator.frequency.name.lower()} figures"
        unexpected(call, "figures of another frequency than asked for", got=text, expected=expected)
    return period


def _described(rows: Sequence[Mapping[str, str]], indicator: Indicator, call: Call) -> dict[str, str]:
    titles = [row.get("TITLE") or row.get("SERIES_NAME") or "" for row in rows]
    places = [row.get(name + LABEL, "") for row in rows[:1] for name in ("REF_AREA", "MEASURE")]
    words = next(filter(None, titles), "") or ", ".join(p.partition(": ")[2] for p in places if ": " in p)
    found = {"title": words, "base": _base(rows, indicator, call)}
    return {name: text for name, text in found.items() if text}


def _base(rows: Sequence[Mapping[str, str]], indicator: Indicator, call: Call) -> str:
    """The base the office states, in our words; UnexpectedAnswer where it states several."""
    said = {next(filter(None, (row.get(name, "") for name in _BASES)), "") for row in rows}
    bases = {str(b): b for b in map(_said_base, said) if b is not None}
    if indicator.measure is not Measure.INDEX or not bases:
        return ""
    if len(bases) > 1:
        expected = indicator.base_period
        unexpected(call, "figures on another base", got=" and ".join(sorted(bases)), expected=expected)
    return next(iter(bases))


def _said_base(text: str) -> Base | None:
    """`2015`, `2010A` or `2015=100`; None for words that name no base."""
    match = _YEAR.fullmatch(text)
    return base_of(f"{match['year']}=100" if match else text)
