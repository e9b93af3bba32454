"""The answer of the Chinese office's new site: months with a list of values, of which one row is ours."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from indicators.errors import Refused, Unreachable
from indicators.series import Indicator, Observation, Period
from indicators.sources.base import Call, Parsed
from indicators.sources.figures import distinct, field_of, number, unexpected, where
from indicators.sources.nbs_series import NbsSeries
from indicators.sources.redact import snippet

_MONTH = re.compile(r"(?P<year>[12][0-9]{3})(?P<month>0[1-9]|1[0-2])MM")
_NOTHING = ("", "无", None)
_DONE = 20000


def parse_new(document: Any, call: Call, indicator: Indicator, series: NbsSeries) -> Parsed:
    """The figures of the one row asked for, in the years of its table."""
    rows = _rows(document, call)
    if not rows:
        raise Unreachable(
            "the office answered without a single month, which it does at times",
            where=where(call),
            hint="try again in some minutes",
        )
    cells = [(m, cell) for m in rows for cell in field_of(m, "values", list, call)]
    found = [o for m, cell in cells for o in _observations(m, cell, indicator, series, call)]
    described = {"title": series.label} if found else {}
    return Parsed(indicator.key, distinct(found, indicator, call), described=described)


def _rows(document: Any, call: Call) -> list[Any]:
    if not isinstance(document, Mapping) or "success" not in document:
        unexpected(call, "neither figures nor a refusal", got=document, expected="success and data")
    if document["success"] is not True or document.get("state", _DONE) != _DONE:
        said = snippet(str(document.get("message", "")), call.request.secrets)
        raise Refused("the office refused the request", where=where(call), got=said)
    rows: list[Any] = field_of(document, "data", list, call)
    return rows


def _observations(
    month: Any, cell: Any, indicator: Indicator, series: NbsSeries, call: Call
) -> Iterator[Observation]:
    code = field_of(month, "code", str, call)
    period = _period(code, call)
    asked = _body(call)
    _check(cell, asked, series, call)
    if "value" not in cell:
        unexpected(call, "a row without a value", got=cell, expected="a value, or an empty one")
    text = cell["value"]
    if text in _NOTHING:
        return
    first, _, last = asked["dts"][0].partition("-")
    if not first <= code <= last:
        unexpected(call, "a figure for a month outside the table", got=code, expected=f"{first} to {last}")
    yield from figure(text, period, indicator, call)


def _body(call: Call) -> dict[str, Any]:
    """What was asked for."""
    return dict(call.request.json) if isinstance(call.request.json, Mapping) else {}


def figure(text: Any, period: Period, indicator: Indicator, call: Call) -> Iterator[Observation]:
    """The figure in the office's text; none where it is zero, which here stands for an absent one."""
    if isinstance(text, str) and re.fullmatch(r"0+(\.0*)?", text):
        return
    value = number(text, call, indicator.measure, period)
    # On every measure of the office 100 is no change; far from it something else was sent.
    if not Decimal(50) < value < Decimal(200):
        unexpected(call, f"the value for {period} is no index around 100", got=text)
    yield Observation(period, value)


def _period(code: str, call: Call) -> Period:
    match = _MONTH.fullmatch(code)
    if match is None:
        unexpected(call, "a figure for an unknown month", got=code, expected="as 202603MM")
    return Period.month(int(match["year"]), int(match["month"]))


def _check(cell: Any, asked: Mapping[str, Any], series: NbsSeries, call: Call) -> None:
    """UnexpectedAnswer for another row, another table, a province, or a row that changed its name."""
    row, table = field_of(cell, "_id", str, call), cell.get("catalogid")
    if [row] != asked["indicatorIds"] or table not in (None, asked["cid"]):
        unexpected(call, "another series than asked for", got=f"{table} {row}")
    if cell.get("da") not in (None, "", asked["das"][0]["value"]):
        unexpected(call, "figures of a province", got=cell.get("da"), expected="the whole country")
    shown = cell.get("i_showname")
    if shown is not None and plain(shown) != plain(series.label):
        unexpected(call, "the row has another name than the series", got=shown, expected=series.label)


def plain(name: object) -> str:
    """A name without blanks and with one kind of brackets: the office varies both."""
    text = str(name).replace("（", "(").replace("）", ")")
    return re.sub(r"\s+", "", text)
