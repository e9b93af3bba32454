"""The local offices that need no key: a server on loopback that answers as eight of them do."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from indicators.sources.nbs_series import SERIES
from tests.replay import open_replies
from tests.replay.replies import Reply, Seen, json_reply, seen, text_reply

# Public figures where they stand in a release; the others are of our own making, near 100.
CHINA = {"2025-12": "100.8", "2026-01": "100.2", "2026-02": "101.3", "2026-03": "101.0"}
EURO_AREA = {"2025-10": "2.1", "2025-11": "2.1", "2025-12": "2.0"}
SPAIN = {"2026-04": "3.5", "2026-05": "3.6"}
# What Eurostat goes on answering of the data set it stopped; the days are the office's, the figures are not.
STOPPED = {"2025-10": "130.1", "2025-11": "129.9", "2025-12": "130.2"}
STOPPED_ON = "2026-02-06T23:00:00+0100"
QUARTERS = {"2026-Q1": "3.5", "2026-Q2": "3.6"}
INDEX = {"2026-06": "120.5", "2026-07": "120.75", "2026-08": "121"}
JAPAN = {"2023": "3.26813365933163", "2024": "2.73853681635241", "2025": "3.17253034260248"}
US_CPI = {"2025-M09": "324.800", "2025-M10": "- X", "2025-M11": "324.122", "2025-M13": "321.943"}
_CSV_TYPE = "application/vnd.sdmx.data+csv; charset=utf-8; version=2.0.0"


class OpenOffices:
    """The offices and what was asked of them; `complaints` is what they would frown on."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.complaints: list[str] = []
        self.instead: list[Reply] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.offices = self  # type: ignore[attr-defined]  # how a handler finds what it belongs to
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address to set in place of each office's own."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings that put these offices in the place of the real ones."""
        names = ("nbs", "eurostat", "ecb", "oecd", "imf", "worldbank", "dbnomics", "bls_flat")
        addresses = {f"REALTERMS_{name.upper()}_URL": self.url for name in names}
        return addresses | {"NO_PROXY": "127.0.0.1", "REALTERMS_CONTACT": "pay@example.org"}

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, request: Seen) -> Reply:
        """The next of `instead`, where there is one, or what the office of the path says."""
        self.requests.append(request)
        if self.instead:
            return self.instead.pop(0)
        for start, office in _OFFICES.items():
            if request.path.startswith(start):
                return office(request, self)
        self.complaints.append(f"no office: {request.method} {request.path}")
        return text_reply("no such office", 404)


@contextmanager
def open_offices() -> Iterator[OpenOffices]:
    """The offices, for a while."""
    offices = OpenOffices()
    try:
        yield offices
    finally:
        offices.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = seen(self.command, self.path, dict(self.headers.items()), body)
        offices: OpenOffices = self.server.offices  # type: ignore[attr-defined]  # set where the server is made
        reply = offices.answer(request).encoded(request.headers.get("accept-encoding", ""))
        self.send_response(reply.status)
        if reply.content_type:
            self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)


def _nbs_new(request: Seen, offices: OpenOffices) -> Reply:
    body = request.json
    if "showType" not in body:
        return json_reply({"message": "500"}, 500)
    if "referer" not in request.headers:
        return Reply(b"<html><script>challenge()</script></html>", 200, "text/html")
    (row,) = body["indicatorIds"]
    first, _, last = body["dts"][0].partition("-")
    for series in SERIES.values():
        for leaf in series.leaves:
            if (leaf.table, leaf.row) == (body["cid"], row):
                months = {m: v for m, v in CHINA.items() if first <= f"{m.replace('-', '')}MM" <= last}
                empty = {f"{first[:4]}-01": ""} if not months else {}
                label = series.label
                return json_reply(
                    open_replies.nbs_new(months | empty, row=row, table=leaf.table, label=label)
                )
    offices.complaints.append(f"NBS: no table {body['cid']} with {row}")
    return json_reply({"success": False, "state": 50000, "message": "参数错误"})


def _nbs_old(request: Seen, offices: OpenOffices) -> Reply:
    wanted = {part["wdcode"]: part["valuecode"] for part in json.loads(request.query["dfwds"])}
    for series in SERIES.values():
        for code in series.old:
            if code.group == wanted["zb"]:
                return json_reply(open_replies.nbs_old(CHINA, row=code.row, label=series.label))
    offices.complaints.append(f"NBS: no group {wanted['zb']}")
    return json_reply({"returncode": 501, "returndata": "没有数据"})


def _eurostat(request: Seen, offices: OpenOffices) -> Reply:
    if request.query.get("format") != "JSON":
        offices.complaints.append("Eurostat: no format")
    pinned = {n: v for n, v in request.query.items() if n not in ("format", "lang", "sinceTimePeriod")}
    dataset = request.path.rpartition("/")[2]
    if dataset == "prc_hicp_midx":
        return json_reply(open_replies.json_stat(STOPPED, pinned, dataset=dataset, updated=STOPPED_ON))
    months = EURO_AREA if pinned.get("unit") in ("RCH_A", "PCH_SM") else INDEX
    return json_reply(open_replies.json_stat(months, pinned, dataset=dataset))


def _ecb(request: Seen, offices: OpenOffices) -> Reply:
    if request.query.get("format") != "csvdata":
        offices.complaints.append("ECB: no format")
    _, _, rest = request.path.partition("/service/data/")
    flow, _, key = rest.partition("/")
    months = SPAIN if key.endswith("ANR") else INDEX
    return Reply(open_replies.ecb(months, key, flow=flow).encode(), 200, "text/csv", zipped=True)


def _oecd(request: Seen, offices: OpenOffices) -> Reply:
    if "version=2.0.0" not in request.headers.get("accept", ""):
        offices.complaints.append("OECD: not the CSV of version 2")
    agency, flow, version, key = unquote(request.path.partition("/dataflow/")[2]).split("/")
    if (agency, version) != ("OECD.SDD.TPS", "1.0"):
        return text_reply("NoRecordsFound", 404)
    months = {"2026-Q1": "140.1", "2026-Q2": "141"} if ".Q." in key else INDEX
    return Reply(open_replies.oecd(months, key, flow=flow).encode(), 200, _CSV_TYPE, zipped=True)


def _imf(request: Seen, offices: OpenOffices) -> Reply:
    agency, flow, version, key = unquote(request.path.partition("/dataflow/")[2]).split("/")
    if agency != "IMF.STA":
        return Reply(b"", 204, "")
    if version != "+":
        offices.complaints.append(f"IMF: version {version}")
    if key.startswith("ZZZ"):
        return Reply(open_replies.imf({}, key).encode(), 200, _CSV_TYPE, zipped=True)
    figures = QUARTERS if key.endswith(".Q") else SPAIN
    return Reply(open_replies.imf(figures, key, flow=flow).encode(), 200, _CSV_TYPE, zipped=True)


def _world_bank(request: Seen, offices: OpenOffices) -> Reply:
    countries, _, code = unquote(request.path.removeprefix("/v2/country/")).partition("/indicator/")
    asked = countries.split(";")
    if "ZZZ" in asked:
        return json_reply([{"message": [{"id": "120", "key": "Invalid value", "value": "not valid"}]}])
    page = int(request.query["page"])
    if page > len(asked):
        offices.complaints.append(f"World Bank: page {page}")
    # A country to a page, however large a page may be.
    years = {asked[page - 1]: JAPAN}
    total = len(asked) * len(JAPAN)
    return json_reply(open_replies.world_bank(years, code=code, page=page, pages=len(asked), total=total))


def _dbnomics(request: Seen, offices: OpenOffices) -> Reply:
    code = request.path.removeprefix("/v22/series/")
    if code.endswith("/NOPE"):
        return json_reply({"_meta": {}, "message": "Series 'NOPE' not found"}, 404)
    return json_reply(open_replies.dbnomics(CHINA, code))


def _bls_flat(request: Seen, offices: OpenOffices) -> Reply:
    if "@" not in request.headers.get("user-agent", ""):
        return Reply(b"<HTML><H1>Access Denied</H1></HTML>", 403, "text/html")
    if request.path.endswith(".series"):
        body = open_replies.bls_series({"CUUR0000SEHA": ("Rent of primary residence", "1982-84=100")})
        return Reply(body.encode(), 200, "text/plain", zipped=True)
    return Reply(open_replies.bls_flat({"CUUR0000SA0": US_CPI}).encode(), 200, "text/plain", zipped=True)


_OFFICES = {
    "/dg/website/": _nbs_new,
    "/easyquery.htm": _nbs_old,
    "/eurostat/api/": _eurostat,
    "/service/data/": _ecb,
    "/public/rest/v2/data/": _oecd,
    "/external/sdmx/3.0/data/": _imf,
    "/v2/country/": _world_bank,
    "/v22/series/": _dbnomics,
    "/pub/time.series/": _bls_flat,
}
