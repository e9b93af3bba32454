"""The local ONS: the CSV generator and the page's JSON, for the series and datasets it has."""

import csv
import hashlib
import io
import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from indicators.series import Period
from tests.replay.figures import Release, release
from tests.replay.recorded import recorded_ons
from tests.replay.replies import Reply, Seen, json_reply, text_reply

TOPIC = "/economy/inflationandpriceindices/timeseries/"
_VERSION = re.compile(r"(?P<page>/.+)/previous/v(?P<number>[0-9]+)")
_LONDON = ZoneInfo("Europe/London")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CSV_TYPE = "application/octet-stream;charset=UTF-8"


def answer(seen: Seen, *, later: bool, complaints: list[str]) -> Reply:
    """The reply to `seen`; what the office would frown on is added to `complaints`."""
    if seen.method != "GET":
        complaints.append(f"ONS: {seen.method} {seen.path}")
        return text_reply("Method Not Allowed", 405)
    if seen.path == "/generator":
        return _generator(seen, later, complaints)
    page = seen.path.removesuffix("/data")
    version = _VERSION.fullmatch(page)
    if version:
        return _version(version["page"], int(version["number"]))
    found = _find(page, later) if page != seen.path else None
    if found is None:
        kept = recorded_ons(page)
        return Reply(kept, zipped=True) if kept else text_reply("404 - The page does not exist", 404)
    return json_reply(_document(found, later, page))


def _version(page: str, number: int) -> Reply:
    """A version that the page had before: the figures until a month, some of them as they were then."""
    found = _find(page, later=True)
    rows = found.facts.get("versions", []) if found is not None else []
    if found is None or not 1 <= number <= len(rows):
        return text_reply("404 - The page does not exist", 404)
    row = rows[number - 1]
    was = {Period.parse(p): text for p, text in row.get("was", {}).items()}
    last = Period.parse(row["last"])
    months = {p: was.get(p, text) for p, text in found.months.items() if p <= last}
    facts = {**found.facts, "released": [row["released"]] * 2, "next_release": [""] * 2, "others": {}}
    return json_reply(_document(Release(found.code, months, facts), True, f"{page}/previous/v{number}"))


def _versions(found: Release, page: str) -> list[dict[str, str]]:
    """The list of versions, with what took each one's place."""
    return [
        {
            "uri": f"{page}/previous/v{number}",
            "updateDate": _midnight_in_london(date.fromisoformat(row["superseded"])),
            "correctionNotice": row.get("notice", ""),
            "label": f"v{number}",
        }
        for number, row in enumerate(found.facts.get("versions", []), 1)
    ]


def _generator(seen: Seen, later: bool, complaints: list[str]) -> Reply:
    if "format" not in seen.query:
        complaints.append("ONS: no format")
        return text_reply("Please specify a format. Supported formats are [csv, xls, xlsx]", 400)
    if seen.query["format"] != "csv":
        return text_reply("The requested format is not supported.", 400)
    uri = seen.query.get("uri", "")
    if uri != uri.lower():
        complaints.append(f"ONS: {uri} is not lower case")
    found = _find(uri, later)
    if found is None:
        return text_reply("404 - The page does not exist", 404)
    name = f"series-{_released(found, later):%d%m%y}.csv"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    body = _csv(found, later, filtered="series" in seen.query)
    headers["ETag"] = f'"{hashlib.sha1(body, usedforsecurity=False).hexdigest()}"'
    if seen.headers.get("if-none-match") == headers["ETag"]:
        return Reply(b"", 304, _CSV_TYPE, headers)
    return Reply(body, 200, _CSV_TYPE, headers, zipped=True)


def _find(page: str, later: bool) -> Release | None:
    if not page.startswith(TOPIC):
        return None
    code, _, dataset = page.removeprefix(TOPIC).upper().partition("/")
    found = release("ons", code, later=later)
    return found if found is not None and found.facts["dataset"] == dataset else None


def _released(found: Release, later: bool) -> date:
    return date.fromisoformat(found.facts["released"][later])


def _csv(found: Release, later: bool, *, filtered: bool) -> bytes:
    header = [
        ("Title", found.facts["title"]),
        ("CDID", found.code),
        ("Source dataset ID", found.facts["dataset"]),
        ("PreUnit", ""),
        ("Unit", found.facts["unit"]),
        ("Release date", f"{_released(found, later):%d-%m-%Y}"),
        ("Next release", found.facts["next_release"][later]),
        ("Important notes", None),
    ]
    if filtered:
        header = [h for h in header if h[0] not in ("Source dataset ID", "Important notes")]
    text = io.StringIO(newline="")
    # A null cell is not quoted, an empty one is.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    for name, value in header:
        if value is None:
            text.write(f'"{name}",\n')
        else:
            writer.writerow((name, value))
    if not filtered:
        writer.writerows(found.facts["others"].items())
    writer.writerows((_word(p), found.months[p]) for p in sorted(found.months))
    return text.getvalue().encode()


def _word(period: Period) -> str:
    return f"{period.year} {_MONTHS[period.number - 1]}"


def _document(found: Release, later: bool, page: str) -> dict[str, Any]:
    stamp = _midnight_in_london(_released(found, later))
    points = [_point(_word(p), found.months[p], found, stamp) for p in sorted(found.months)]
    others = [_point(k, v, found, stamp) for k, v in found.facts["others"].items()]
    return {
        "years": [p for p in others if len(p["date"]) == 4],
        "quarters": [p for p in others if len(p["date"]) > 4],
        "months": points,
        "sourceDatasets": [found.facts["dataset"]],
        "type": "timeseries",
        "uri": page,
        "versions": [] if "/previous/" in page else _versions(found, page),
        "description": {
            "title": found.facts["title"],
            "releaseDate": stamp,
            "nextRelease": found.facts["next_release"][later],
            "datasetId": found.facts["dataset"],
            "cdid": found.code,
            "unit": found.facts["unit"],
            "preUnit": "",
            "date": points[-1]["date"],
            "number": points[-1]["value"],
        },
    }


def _point(word: str, value: str, found: Release, stamp: str) -> dict[str, str]:
    year, _, part = word.partition(" ")
    return {
        "date": word,
        "value": value,
        "label": word,
        "year": year,
        "month": part if part in _MONTHS else "",
        "quarter": part if part.startswith("Q") else "",
        "sourceDataset": found.facts["dataset"],
        "updateDate": stamp,
    }


def _midnight_in_london(day: date) -> str:
    moment = datetime.combine(day, time(), _LONDON).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
