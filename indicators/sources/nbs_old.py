"""The answer of the Chinese office's old site (easyquery): a node for each row of a group and each month."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from indicators.errors import Refused
from indicators.series import Indicator, Observation, Period
from indicators.sources.base import Call, Parsed
from indicators.sources.figures import distinct, field_of, unexpected, where
from indicators.sources.json_numbers import written
from indicators.sources.nbs_new import figure, plain
from indicators.sources.nbs_series import NbsSeries, OldCode
from indicators.sources.redact import snippet

_MONTH = re.compile(r"(?P<year>[12][0-9]{3})(?P<month>0[1-9]|1[0-2])")
_MOST_DECIMALS = 6


def parse_old(document: Any, call: Call, indicator: Indicator, series: NbsSeries) -> Parsed:
    """The figures of our row among those of its group, as published."""
    code = _asked(call, series)
    if field_of(document, "returncode", int, call) != 200:
        said = snippet(str(document.get("returndata", "")), call.request.secrets)
        raise Refused("the office refused the request", where=where(call), got=said)
    data = field_of(document, "returndata", dict, call)
    _check_name(data, code, series, call)
    ours: list[Observation] = []
    rows: set[str] = set()
    for node in field_of(data, "datanodes", list, call):
        row, period = _place(node, code, call)
        rows.add(row)
        if row == code.row:
            ours.extend(_observations(node, period, indicator, call))
    if rows and code.row not in rows:
        unexpected(call, "the row of the series is not there", got=" ".join(sorted(rows)), expected=code.row)
    return Parsed(indicator.key, distinct(ours, indicator, call), described={"title": series.label})


def _asked(call: Call, series: NbsSeries) -> OldCode:
    """The old code whose group the call names."""
    wanted = call.request.params["dfwds"]
    return next(code for code in series.old if f'"{code.group}"' in wanted)


def _check_name(data: Mapping[str, Any], code: OldCode, series: NbsSeries, call: Call) -> None:
    """UnexpectedAnswer where the office calls our row something else than the series."""
    for dimension in field_of(data, "wdnodes", list, call):
        for node in field_of(dimension, "nodes", list, call):
            if field_of(node, "code", str, call) != code.row:
                continue
            name = field_of(node, "cname", str, call)
            if plain(name) != plain(series.label):
                unexpected(call, "the row has another name than the series", got=name, expected=series.label)


def _place(node: Any, code: OldCode, call: Call) -> tuple[str, Period]:
    words = {
        field_of(w, "wdcode", str, call): field_of(w, "valuecode", str, call)
        for w in field_of(node, "wds", list, call)
    }
    row, time = words.get("zb", ""), words.get("sj", "")
    if not row.startswith(code.group) or words.keys() != {"zb", "sj"}:
        unexpected(call, "another series than asked for", got=words, expected=f"{code.group} and a month")
    match = _MONTH.fullmatch(time)
    if match is None:
        unexpected(call, "a figure for an unknown month", got=time, expected="as 201908")
    return row, Period.month(int(match["year"]), int(match["month"]))


def _observations(node: Any, period: Period, indicator: Indicator, call: Call) -> Iterator[Observation]:
    data = field_of(node, "data", dict, call)
    if data.get("hasdata") is not True:
        if data.get("hasdata") is not False:
            unexpected(call, "a node that does not say whether it has a figure", got=data)
        return
    for observation in figure(field_of(data, "strdata", str, call), period, indicator, call):
        _check_rounding(data, observation, call)
        yield observation


def _check_rounding(data: Mapping[str, Any], observation: Observation, call: Call) -> None:
    """UnexpectedAnswer where the text as published is not the unrounded number, rounded."""
    raw, places = data.get("data"), field_of(data, "dotcount", int, call)
    exact = written(raw)
    if isinstance(raw, str) or not isinstance(exact, str) or not 0 <= places <= _MOST_DECIMALS:
        unexpected(call, "a node without its unrounded number", got=data)
    half = Decimal(5).scaleb(-places - 1)
    if observation.value is None or abs(Decimal(exact) - observation.value) > half:
        unexpected(call, f"the text for {observation.period} is not the number, rounded", got=data)
