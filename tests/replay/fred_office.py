"""The local FRED: series/observations with real-time periods, and the graph's CSV, for what it has."""

from dataclasses import dataclass
from datetime import date

from indicators.series import Period
from tests.replay.figures import first_published, release
from tests.replay.recorded import recorded_fred
from tests.replay.replies import Reply, Seen, json_reply, text_reply

API_PATH = "/fred/series/observations"
GRAPH_PATH = "/graph/fredgraph.csv"
_END = date(9999, 12, 31)
_KNOWN = frozenset(
    [
        "series_id",
        "api_key",
        "file_type",
        "realtime_start",
        "realtime_end",
        "observation_start",
        "output_type",
        "sort_order",
        "limit",
        "offset",
        "units",
    ]
)


@dataclass(frozen=True)
class Row:
    """One figure and the days it was the published one."""

    start: date
    end: date
    period: Period
    value: str


def answer(
    seen: Seen, *, later: bool, keys: frozenset[str], vintage_cap: int, complaints: list[str]
) -> Reply:
    """The reply to `seen`; what the office would frown on is added to `complaints`."""
    if seen.method != "GET" or seen.path not in (API_PATH, GRAPH_PATH):
        complaints.append(f"FRED: {seen.method} {seen.path}")
        return text_reply("<html>Not Found</html>", 404, "text/html")
    if seen.path == GRAPH_PATH:
        return _graph(seen.query.get("id", ""), later)
    query = seen.query
    complaints += [f"FRED: unknown parameter {name}" for name in query.keys() - _KNOWN]
    if "api_key" not in query:
        return _bad("Variable api_key is not set.")
    if query["api_key"] not in keys:
        return _bad("The value for variable api_key is not registered.")
    rows = _rows(query["series_id"], later)
    if rows is None:
        kept = recorded_fred(query["series_id"])
        return Reply(kept, zipped=True) if kept else _bad("The series does not exist.")
    return _page(seen, rows, vintage_cap)


def _rows(code: str, later: bool) -> list[Row] | None:
    found = release("fred", code, later=later)
    if found is None:
        return None
    return [Row(first_published(code, p), _END, p, found.months[p]) for p in sorted(found.months)]


def _page(seen: Seen, rows: list[Row], vintage_cap: int) -> Reply:
    query = seen.query
    newest = max(row.start for row in rows)
    # Asked for no real-time period, the office means the day the series was last updated.
    start = date.fromisoformat(query.get("realtime_start", str(newest)))
    end = date.fromisoformat(query.get("realtime_end", str(newest)))
    dates = {row.start for row in rows}
    inside = [d for d in dates if start <= d <= end]
    if len(inside) > vintage_cap:
        return _bad(
            f"There are {len(inside)} vintage dates in the specified real-time period: {start} to {end}.  "
            f"This exceeds the maximum number of vintage dates allowed ({vintage_cap})."
        )
    since = date.fromisoformat(query.get("observation_start", "1600-01-01"))
    chosen = [r for r in rows if r.start <= end and r.end >= start and r.period.first_day >= since]
    offset, limit = int(query.get("offset", "0")), int(query.get("limit", "100000"))
    observations = [
        {
            "realtime_start": str(max(r.start, start)),
            "realtime_end": str(min(r.end, end)),
            "date": str(r.period.first_day),
            "value": r.value,
        }
        for r in chosen[offset : offset + limit]
    ]
    head = {
        "realtime_start": str(start),
        "realtime_end": str(end),
        "observation_start": str(since),
        "observation_end": str(_END),
        "units": "lin",
        "output_type": int(query.get("output_type", "1")),
        "file_type": "json",
        "order_by": "observation_date",
        "sort_order": "asc",
        "count": len(chosen),
        "offset": offset,
        "limit": limit,
    }
    return json_reply(head | {"observations": observations})


def _graph(code: str, later: bool) -> Reply:
    found = release("fred", code, later=later)
    if found is None:
        return text_reply("<!DOCTYPE html><html><title>Not Found</title></html>", 404, "text/html")
    lines = [f"observation_date,{code}"]
    lines += [f"{p.first_day},{found.months[p].replace('-', '')}" for p in sorted(found.months)]
    return Reply("\n".join([*lines, ""]).encode(), 200, "application/csv", zipped=True)


def _bad(sentence: str) -> Reply:
    # Two blanks after the full stop, as the office writes.
    return json_reply({"error_code": 400, "error_message": f"Bad Request.  {sentence}"}, 400)
