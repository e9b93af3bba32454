"""Real-time periods that hold as many vintages as FRED answers at once, and no more.

Asked for more than 2,000 vintages, FRED says how many it allows and answers nothing. Then the days of the
vintages are asked for, and the real-time period is cut at them: the fewest requests that cover it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from indicators.series import Indicator
from indicators.sources.base import Call, Parsed
from indicators.sources.figures import field_of, unexpected

VINTAGES_PATH = "/fred/series/vintagedates"
FIRST_DAY, LAST_DAY = date(1776, 7, 4), date(9999, 12, 31)  # the office's own ends of time
_DAYS_AT_ONCE = 10_000
_ALLOWED = re.compile(r"allowed \((?P<cap>[0-9]+)\)")
_MOST = 2000
_KEPT = ("series_id", "api_key", "file_type")


def vintage_days(call: Call, said: str) -> Call:
    """The call for the days of the vintages, after FRED `said` that `call` asks for too many."""
    if "cap" in call.state:
        unexpected(call, "too many vintages in a real-time period made to fit", got=said)
    match = _ALLOWED.search(said)
    cap = max(int(match["cap"]), 1) if match else _MOST
    asked = {name: call.request.params[name] for name in _KEPT}
    params = {**asked, "sort_order": "asc", "limit": str(_DAYS_AT_ONCE), "offset": "0"}
    # The key stays in the request, which does not show it.
    rest = {name: text for name, text in call.request.params.items() if name not in _KEPT}
    state = {**rest, "cap": str(cap), "url": call.request.url}
    url = call.request.url.removesuffix("/observations") + "/vintagedates"
    return replace(call, request=replace(call.request, url=url, params=params), state=state)


def is_for_days(call: Call) -> bool:
    """Whether a call asks for the days of vintages."""
    return call.request.url.endswith(VINTAGES_PATH)


def windows(document: Mapping[str, Any], call: Call, indicator: Indicator, days: Sequence[date]) -> Parsed:
    """The calls that together bring every vintage: one for each window, and one for further days."""
    offset, count = (field_of(document, name, int, call) for name in ("offset", "count"))
    if str(offset) != call.request.params["offset"] or not days or offset + len(days) > count:
        unexpected(call, "the days do not fit their own count", got=f"{len(days)} from {offset} of {count}")
    if list(days) != sorted(set(days)):
        unexpected(call, "days of vintages that are not in order")
    is_last = offset + len(days) == count
    cap = int(call.state["cap"])
    starts = range(0, len(days), cap)
    # Where a window ends is where the next begins, so the last of a page waits for the page after it.
    whole = list(starts) if is_last else list(starts[:-1])
    if not whole:
        unexpected(call, "days of vintages without end", got=f"{len(days)} of {count}")
    calls = [_window(call, days, at, cap, first=offset == 0 and at == 0) for at in whole]
    if not is_last:
        calls.append(_more_days(call, offset + starts[-1]))
    return Parsed(indicator.key, more=tuple(calls))


def _window(call: Call, days: Sequence[date], at: int, cap: int, *, first: bool) -> Call:
    start = FIRST_DAY if first else days[at]
    end = days[at + cap] - timedelta(days=1) if at + cap < len(days) else LAST_DAY
    params = {name: call.request.params[name] for name in _KEPT}
    params |= {name: text for name, text in call.state.items() if name not in ("cap", "url")}
    params |= {"realtime_start": str(start), "realtime_end": str(end)}
    request = replace(call.request, url=call.state["url"], params=params)
    return replace(call, request=request, state={"cap": call.state["cap"]})


def _more_days(call: Call, offset: int) -> Call:
    params = {**call.request.params, "offset": str(offset)}
    return replace(call, request=replace(call.request, params=params))
