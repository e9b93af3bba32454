"""Eight local offices with 500 made-up series, each on a port of its own, which take 50 ms for an answer.

python -m tests.benchmarks.eight_offices HOME URLS     fetches all of them; what it took as JSON on stdout
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from indicators.series import Indicator, Kind, Measure, Period
from indicators.sources import source
from indicators.sources.base import Call
from jobs import refresh
from jobs.workspace import Workspace
from storage import vintages
from tests.benchmarks.measure import PLAIN_SECONDS, plain_work, processor_seconds
from tests.replay import open_replies
from tests.replay.replies import Reply, Seen, json_reply, seen

LATENCY = 0.05
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = "e0e1e2e3e4e5e6e7e8e9eaebecedeeef"
MONTHS = {
    str(Period.month(2007, 1).shift(n)): f"{100 + n // 5}.{n % 10}{n % 7}1" for n in range(238)
}  # to October 2026
KEYS = {
    "bls": [f"bls:CUUR{n:04d}SA0" for n in range(5000, 5250)],
    "bls_flat": [f"bls_flat:CUUS{n:04d}SA0" for n in range(5000, 5130)],
    "ons": [f"ons:X{n:03d}/mm23" for n in range(30)],
    "eurostat": [f"eurostat:prc_hicp_minr/coicop18=TOTAL,geo=A{n:02d},unit=I25" for n in range(24)],
    "dbnomics": [f"dbnomics:INSEE/IPC-2015/{n:09d}" for n in range(20)],
    "ecb": [f"ecb:HICP/M.U{n:02d}.N.000000.4D0.INX" for n in range(18)],
    "imf": [f"imf:CPI/A{n:02d}.CPI._T.IX.M" for n in range(18)],
    "oecd": [f"oecd:OECD.SDD.TPS:DSD_PRICES@DF_PRICES_ALL/A{n:02d}.M.N.CPI.IX._T.N._Z" for n in range(10)],
}


def indicators() -> list[Indicator]:
    """All 500; without a base, so that no figure contradicts it."""
    return [
        Indicator(key, f"s-{n:03d}", f"Made-up {n}", "XX", Kind.CPI, Measure.INDEX)
        for n, key in enumerate(key for keys in KEYS.values() for key in keys)
    ]


def calls(today: date) -> dict[str, list[Call]]:
    """What each office is asked for all its series, as its reader says."""
    found: dict[str, list[Call]] = {}
    for name in KEYS:
        ours = [i for i in indicators() if i.source == name]
        key = KEY if name == "bls" else None
        asked = source(name).requests(ours, since=None, key=key, base_url=None, today=today)
        found[name] = list(asked)
    return found


def seconds_forced(asked: list[Call]) -> float:
    """The least time in which an office can be asked one after the other: its rate, and its latency."""
    starts: list[float] = []
    free = 0.0
    for call in asked:
        rate = call.request.rate
        assert rate is not None
        if len(starts) >= rate.count:
            free = max(free, starts[-rate.count] + rate.seconds)
        starts.append(free)
        free += LATENCY
    return free


def _bls(request: Seen) -> Reply:
    asked = request.json
    if asked is None:  # the page of releases, of which this office has none
        return Reply(b"<html><body>Not Found</body></html>", 404, "text/html")
    rows = [
        {"year": m[:4], "period": f"M{m[5:]}", "periodName": "", "value": v, "footnotes": [{}]}
        for m, v in reversed(MONTHS.items())
        if asked["startyear"] <= m[:4] <= asked["endyear"]
    ]
    series = [{"seriesID": code, "data": rows} for code in asked["seriesid"]]
    document = {
        "status": "REQUEST_SUCCEEDED",
        "responseTime": 1,
        "message": [],
        "Results": {"series": series},
    }
    return json_reply(document)


def _bls_flat(request: Seen) -> Reply:
    rows = {f"{month[:4]}-M{month[5:]}": value for month, value in MONTHS.items()}
    every = {key.partition(":")[2]: rows for key in KEYS["bls_flat"]}
    return Reply(open_replies.bls_flat(every).encode(), 200, "text/plain", zipped=True)


def _ons(request: Seen) -> Reply:
    code = request.query["uri"].split("/")[-2].upper()
    head = {
        "Title": f"Made-up {code}",
        "CDID": code,
        "Source dataset ID": "MM23",
        "PreUnit": "",
        "Unit": "Index",
        "Release date": "18-11-2026",
        "Next release": "16 December 2026",
        "Important notes": "",
    }
    names = [date(2026, n, 1).strftime("%b").upper() for n in range(1, 13)]
    rows = [(f"{m[:4]} {names[int(m[5:]) - 1]}", v) for m, v in MONTHS.items()]
    text = "".join(f'"{a}","{b}"\n' for a, b in [*head.items(), *rows])
    return Reply(text.encode(), 200, "application/octet-stream;charset=UTF-8", zipped=True)


def _eurostat(request: Seen) -> Reply:
    pinned = {"freq": "M", "unit": "I25", "coicop18": "TOTAL", "geo": request.query["geo"]}
    return json_reply(open_replies.json_stat(MONTHS, pinned))


def _csv(text: str) -> Reply:
    return Reply(text.encode(), 200, "application/vnd.sdmx.data+csv; charset=utf-8", zipped=True)


def _last(request: Seen) -> str:
    return request.path.rpartition("/")[2]


OFFICES: Mapping[str, Callable[[Seen], Reply]] = {
    "bls": _bls,
    "bls_flat": _bls_flat,
    "ons": _ons,
    "eurostat": _eurostat,
    "dbnomics": lambda r: json_reply(open_replies.dbnomics(MONTHS, r.path.removeprefix("/v22/series/"))),
    "ecb": lambda r: _csv(open_replies.ecb(MONTHS, _last(r))),
    "imf": lambda r: _csv(open_replies.imf(MONTHS, _last(r))),
    "oecd": lambda r: _csv(open_replies.oecd(MONTHS, _last(r), base="")),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    office: Callable[[Seen], Reply]

    def do_GET(self) -> None:
        """Answer a GET."""
        began = time.perf_counter()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = seen(self.command, self.path, dict(self.headers.items()), body)
        reply = type(self).office(request).encoded(self.headers.get("accept-encoding", ""))
        time.sleep(max(LATENCY - (time.perf_counter() - began), 0))
        self.send_response_only(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    do_POST = do_GET  # noqa: N815 - the name that the server looks for

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@contextmanager
def eight_offices() -> Iterator[dict[str, str]]:
    """The offices' addresses by name."""
    with ExitStack() as stack:
        urls = {}
        for name, office in OFFICES.items():
            handler = type(f"{name}_handler", (_Handler,), {"office": staticmethod(office)})
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), handler))
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            stack.callback(server.shutdown)
            urls[name] = f"http://127.0.0.1:{server.server_port}"
        yield urls


def fetch_all(home: Path, urls: Mapping[str, str]) -> dict[str, Any]:
    """Fetch everything; the seconds it took (the processor's comparable) and what came."""
    environ = {f"REALTERMS_{name.upper()}_URL": url for name, url in urls.items()}
    environ |= {"REALTERMS_BLS_KEY": KEY, "REALTERMS_CONTACT": "pay@example.org"}
    with Workspace.open(home, environ=environ, clock=lambda: NOW, user="ann") as workspace:
        with workspace.session() as session:
            vintages.register(indicators(), session=session)
        began, used = time.perf_counter(), time.process_time()
        report = refresh.refresh(workspace, [i.name for i in indicators()])
        seconds, used = time.perf_counter() - began, time.process_time() - used
    (plain,) = processor_seconds(9, plain_work)
    outcomes = [r.outcome for r in report.results]
    wrong = next((r.message for r in report.results if r.outcome != "new"), "")
    return {
        "seconds": seconds,
        "processor": used / plain * PLAIN_SECONDS,
        "new": outcomes.count("new"),
        "rows": sum(r.new for r in report.results),
        "wrong": wrong,
    }


if __name__ == "__main__":
    print(json.dumps(fetch_all(Path(sys.argv[1]), json.loads(sys.argv[2]))))
