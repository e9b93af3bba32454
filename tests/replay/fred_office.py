"""The local FRED: observations with real-time periods, series, releases with their dates, and graphs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indicators.series import Period
from tests.replay.figures import figures, first_published, release
from tests.replay.recorded import recorded_fred
from tests.replay.replies import Reply, Seen, json_reply, text_reply

API_PATH = "/fred/series/observations"
GRAPH_PATH = "/graph/fredgraph.csv"
ALFRED_PATH = "/graph/alfredgraph.csv"
SERIES_PATH = "/fred/series"
VINTAGES_PATH = "/fred/series/vintagedates"
RELEASE_PATH = "/fred/series/release"
DATES_PATH = "/fred/release/dates"
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
        "release_id",
        "include_release_dates_with_no_data",
    ]
)
_KEYED = (API_PATH, SERIES_PATH, VINTAGES_PATH, RELEASE_PATH, DATES_PATH)


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
    if seen.method != "GET" or seen.path not in (*_KEYED, GRAPH_PATH, ALFRED_PATH):
        complaints.append(f"FRED: {seen.method} {seen.path}")
        return text_reply("<html>Not Found</html>", 404, "text/html")
    if seen.path == ALFRED_PATH:
        return _graph_of(seen.query.get("id", ""), date.fromisoformat(seen.query["vintage_date"]), later)
    if seen.path == GRAPH_PATH:
        return _graph(seen.query.get("id", ""), later)
    query = seen.query
    complaints += [f"FRED: unknown parameter {name}" for name in query.keys() - _KNOWN]
    if "api_key" not in query:
        return _bad("Variable api_key is not set.")
    if query["api_key"] not in keys:
        return _bad("The value for variable api_key is not registered.")
    if seen.path == DATES_PATH:
        return _dates(query, later)
    if seen.path == VINTAGES_PATH:
        return _vintage_days(query, later)
    if seen.path != API_PATH:
        return _entry(query["series_id"], later, seen.path)
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


def _vintage_days(query: Mapping[str, str], later: bool) -> Reply:
    """The days on which any figure of the series was published."""
    days = sorted({str(row.start) for row in _rows(query["series_id"], later) or ()})
    offset, limit = int(query["offset"]), int(query["limit"])
    head = {"realtime_start": "1776-07-04", "realtime_end": "9999-12-31", "order_by": "vintage_date"}
    head |= {"sort_order": "asc"}
    found = days[offset : offset + limit]
    return json_reply({**head, "count": len(days), "offset": offset, "limit": limit, "vintage_dates": found})


def _entry(code: str, later: bool, path: str) -> Reply:
    """What the office says of a series, or which release it belongs to."""
    found = release("fred", code, later=later)
    if found is None:
        return _bad("The series does not exist.")
    today = {"realtime_start": "2024-12-20", "realtime_end": "2024-12-20"}
    if path == RELEASE_PATH:
        name = {"id": found.facts["release"], **today, "name": "Consumer Price Index", "press_release": True}
        return json_reply(today | {"releases": [name]})
    entry = {
        "id": code,
        **today,
        "title": found.facts["title"],
        "observation_start": str(min(found.months).first_day),
        "observation_end": str(found.last.first_day),
        "frequency": "Monthly",
        "frequency_short": "M",
        "units": found.facts["units"],
        "seasonal_adjustment": "Not Seasonally Adjusted",
        "seasonal_adjustment_short": "NSA",
        "last_updated": "2024-12-11 07:40:22-06",
    }
    return json_reply(today | {"seriess": [entry]})


def _dates(query: Mapping[str, str], later: bool) -> Reply:
    """The days of a release: those with data, and those to come where they are asked for."""
    number = int(query["release_id"])
    row = next((r for r in figures()["fred"].values() if r.get("release") == number), None)
    if row is None:
        return _bad("The release does not exist.")
    days = sorted(row["released"].values())
    if not later:
        days = [d for d in days if d <= row["released"][row["last_earlier"]]]
    if query.get("include_release_dates_with_no_data") == "true":
        days = sorted({*days, *row["released"].values(), *row["to_come"]})
    if query.get("sort_order") == "desc":
        days.reverse()
    limit = int(query.get("limit", "10000"))
    head = {"realtime_start": "1776-07-04", "realtime_end": "9999-12-31", "order_by": "release_date"}
    head |= {"sort_order": query.get("sort_order", "asc")}
    rows = [{"release_id": number, "date": day} for day in days[:limit]]
    return json_reply({**head, "count": len(days), "offset": 0, "limit": limit, "release_dates": rows})


def _graph(code: str, later: bool) -> Reply:
    found = release("fred", code, later=later)
    if found is None:
        return text_reply("<!DOCTYPE html><html><title>Not Found</title></html>", 404, "text/html")
    lines = [f"observation_date,{code}"]
    lines += [f"{p.first_day},{found.months[p].replace('-', '')}" for p in sorted(found.months)]
    return Reply("\n".join([*lines, ""]).encode(), 200, "application/csv", zipped=True)


def _graph_of(code: str, day: date, later: bool) -> Reply:
    """The figures that were public on a day; the rows of later ones are not there."""
    rows = _rows(code, later)
    if rows is None:
        return text_reply("<!DOCTYPE html><html><title>Not Found</title></html>", 404, "text/html")
    lines = [f"observation_date,{code}_{day:%Y%m%d}"]
    lines += [f"{row.period.first_day},{row.value}" for row in rows if row.start <= day]
    return Reply("\n".join([*lines, ""]).encode(), 200, "application/csv", zipped=True)


def _bad(sentence: str) -> Reply:
    # Two blanks after the full stop, as the office writes.
    return json_reply({"error_code": 400, "error_message": f"Bad Request.  {sentence}"}, 400)
