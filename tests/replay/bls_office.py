"""The local BLS: the public API, version 2, as far as realterms asks it, with its oddities; the schedule."""

import json
from datetime import date
from typing import Any

from indicators.series import Period
from tests.replay.figures import Release, figures, release
from tests.replay.open_replies import bls_series
from tests.replay.replies import Reply, Seen, json_reply, text_reply

PATH = "/publicAPI/v2/timeseries/data/"
SCHEDULE = "/schedule/news_release/"
_LAPSE = {"code": "X", "text": "Data unavailable due to the 2025 lapse in appropriations"}
_PRELIMINARY = {
    "code": "P",
    "text": "Preliminary. All indexes are subject to monthly revisions up to four months after original "
    "publication.",
}
_NAMES = tuple(date(2026, month, 1).strftime("%B") for month in range(1, 13))


def quota_reply(key: str) -> Reply:
    """What the office says when a key (or, where empty, an address) has used up its day."""
    text = (
        "Request could not be serviced, as the daily threshold for total number of requests allocated "
        f"to the user with registration key {key} has been reached."
    )
    return _refused(text)


def answer(seen: Seen, *, later: bool, keys: frozenset[str], complaints: list[str]) -> Reply:
    """The reply to `seen`; what the office would frown on is added to `complaints`."""
    if seen.method == "GET" and seen.path.startswith(SCHEDULE):
        return _schedule(seen)
    if seen.path != PATH or seen.method != "POST":
        complaints.append(f"BLS: {seen.method} {seen.path}")
        return text_reply("<html><body>Not Found</body></html>", 404, "text/html")
    asked = seen.json
    if not isinstance(asked, dict) or not seen.headers.get("content-type", "").startswith("application/json"):
        complaints.append("BLS: not a JSON body")
        return _refused("Invalid request")
    if not all(name in asked for name in ("seriesid", "startyear", "endyear")):
        complaints.append(f"BLS: a body with only {sorted(asked)}")
        return _refused("Invalid request")
    key = asked.get("registrationkey", "")
    if key and key not in keys:
        text = f"The key:{key} provided by the User is invalid. Please provide a proper key"
        return _refused(f"{text} for the operation to be successful")
    series, years = (50, 20) if key else (25, 10)
    ids: list[str] = asked["seriesid"]
    first, last = int(asked["startyear"]), int(asked["endyear"])
    messages = []
    if len(ids) > series or last - first >= years:
        complaints.append(f"BLS: {len(ids)} series, {last - first + 1} years, allowed {series} and {years}")
    if last - first >= years:
        last = first + years - 1
        messages.append(f"Year range has been reduced to the system-allowed limit of {years} years.")
    rows = [_series(code, first, last, bool(key and asked.get("catalog")), later, messages) for code in ids]
    return _succeeded(rows, messages)


def series_file(seen: Seen) -> Reply:
    """The series file of the consumer price index, for whoever says how to reach them."""
    if "@" not in seen.headers.get("user-agent", ""):
        return text_reply("<HTML><H1>Access Denied</H1></HTML>", 403, "text/html")
    if not seen.path.endswith("/cu.series"):
        return text_reply("<html><body>Not Found</body></html>", 404, "text/html")
    described = {
        code: (row["title"].partition(",")[0], "1982-84=100")
        for code, row in figures()["bls"].items()
        if code.startswith("CU")
    }
    return Reply(bls_series(described).encode(), 200, "text/plain", zipped=True)


def _schedule(seen: Seen) -> Reply:
    """The page of releases, as the office lays it out; its address says whose."""
    name = seen.path.removeprefix(SCHEDULE).removesuffix(".htm")
    days = figures()["bls_schedule"].get(name)
    if days is None:
        return text_reply("<html><body>Not Found</body></html>", 404, "text/html")
    rows = "".join(_release(Period.parse(p), date.fromisoformat(d)) for p, d in days["days"].items())
    heads = "".join(f"<th>{head}</th>" for head in ("Reference Month", "Release Date", "Release Time"))
    body = f"""<html><head><title>Schedule</title></head><body><table><tr><td>BLS</td></tr></table>
<table class="release-list"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></body></html>"""
    headers = {"Last-Modified": days["last_modified"]}
    if seen.headers.get("if-modified-since") == days["last_modified"]:
        return Reply(b"", 304, "text/html", headers)
    return Reply(body.encode(), 200, "text/html; charset=UTF-8", headers, zipped=True)


def _release(period: Period, day: date) -> str:
    # A dot only where the month is abbreviated.
    month = _NAMES[day.month - 1]
    short = month if len(month) < 4 else f"{month[:3]}."
    cells = (f"{_NAMES[period.number - 1]} {period.year}", f"{short} {day.day:02}, {day.year}", "08:30 AM")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _series(
    code: str, first: int, last: int, catalog: bool, later: bool, messages: list[str]
) -> dict[str, Any]:
    published = release("bls", code, later=later)
    if published is None:
        messages.append(f"Series does not exist for Series {code}")
        return {"seriesID": code, "data": []}
    years = {p.year for p in published.months}
    messages += [
        f"No Data Available for Series {code} Year: {y}" for y in range(first, last + 1) if y not in years
    ]
    row: dict[str, Any] = {"seriesID": code}
    if catalog:
        title = published.facts["title"]
        row["catalog"] = {
            "series_title": title,
            "series_id": code,
            "seasonality": "Not Seasonally Adjusted",
            "survey_name": "CPI" if code.startswith("C") else "PPI Commodity Data",
        }
    months = sorted((p for p in published.months if first <= p.year <= last), reverse=True)
    return row | {"data": [_row(published, p) for p in months]}


def _row(published: Release, period: Period) -> dict[str, Any]:
    text = published.months[period]
    footnote: dict[str, str] = {}
    if text == "-":
        footnote = _LAPSE
    elif period.ordinal > published.last.ordinal - published.facts.get("preliminary", 0):
        footnote = _PRELIMINARY
    row: dict[str, Any] = {
        "year": str(period.year),
        "period": f"M{period.number:02d}",
        "periodName": _NAMES[period.number - 1],
    }
    if period == published.last:
        row["latest"] = "true"
    return row | {"value": text, "footnotes": [footnote]}


def _succeeded(rows: list[dict[str, Any]], messages: list[str]) -> Reply:
    # The office's own layout: line breaks around the list of series.
    series = json.dumps(rows, separators=(",", ":"))
    head = json.dumps({"status": "REQUEST_SUCCEEDED", "responseTime": 120, "message": messages})
    text = f'{head[:-1]},"Results":{{\n"series":\n{series}\n}}}}'
    return Reply(text.encode(), headers={"Set-Cookie": "JSESSIONID=local; Path=/publicAPI"}, zipped=True)


def _refused(message: str) -> Reply:
    return json_reply(
        {"status": "REQUEST_NOT_PROCESSED", "responseTime": 0, "message": [message], "Results": {}}
    )
