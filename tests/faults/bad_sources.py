"""The eleven offices as they answer when all is well: own small replies in each one's shape, one series each.

`FIGURE` is the newest figure of every one of them and stands nowhere else in a reply, so that a test can put
something in its place.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.catalog import catalog
from indicators.series import Indicator, Period
from indicators.sources.bases import MONTHS
from indicators.sources.nbs_series import SERIES
from tests.replay import open_replies
from tests.replay.replies import Reply, Seen, json_reply
from tests.replay.server import KEYS
from tests.sources.asking import indicator

FIGURE = "102.731"
LAST, NEWEST = Period.month(2026, 7), Period.month(2026, 8)
Figures = Mapping[str, str]
_CHINA = SERIES["cpi-yoy"]
_CSV = "text/csv"


@dataclass(frozen=True)
class Office:
    """One office: the indicator it is asked for, and what it says to a request, given its figures.

    `rows` finds the list of rows in its JSON; None where it sends text in rows, or where figures have places.
    `text_figures`: whether figures are texts in its JSON. `own_code` names the series in its reply, `place`
    the country, each empty where the office does not say.
    """

    name: str
    indicator: Indicator
    say: Callable[[Seen, Figures], Reply]
    rows: Callable[[Any], list[Any]] | None = None
    text_figures: bool = True
    own_code: str = ""
    place: str = ""
    is_rate: bool = False

    @property
    def key(self) -> str:
        """The key it is asked with; empty where it wants none."""
        return KEYS.get(self.name, "")

    @property
    def speaks_json(self) -> bool:
        """Whether it answers in JSON."""
        return self.rows is not None or self.name == "eurostat"

    def figures(self, *, newest: bool) -> dict[str, str]:
        """Its figures up to the last release, or with the newest one; oldest first."""
        if self.indicator.frequency.per_year == 1:
            years = {str(year): f"{Decimal(year - 2000) / 10}" for year in range(2008, 2025)}
            return {**years, "2025": FIGURE.removeprefix("10")} if newest else years
        month, found = Period.month(2023, 1), {}
        while month <= LAST:
            # 100 on average in 2025, which is the base of some of them.
            ahead = month.ordinal - Period.month(2025, 6).ordinal
            found[str(month)] = str(100 + (2 * Decimal(ahead) - 1) / 10)
            month = month.shift(1)
        return {**found, str(NEWEST): FIGURE} if newest else found

    @property
    def figure(self) -> str:
        """The newest figure as it stands in the reply."""
        return FIGURE.removeprefix("10") if self.indicator.frequency.per_year == 1 else FIGURE


def _bls(asked: Seen, figures: Figures) -> Reply:
    code, first = asked.json["seriesid"][0], asked.json["startyear"]
    data = [
        {"year": m[:4], "period": f"M{m[5:]}", "periodName": "", "value": v, "footnotes": [{}]}
        for m, v in sorted(figures.items(), reverse=True)
        if m[:4] >= str(first)
    ]
    series = {"seriesID": code, "data": data}
    head = {"status": "REQUEST_SUCCEEDED", "responseTime": 1, "message": []}
    return json_reply({**head, "Results": {"series": [series]}})


def _bls_flat(asked: Seen, figures: Figures) -> Reply:
    rows = {m.replace("-", "-M"): v for m, v in figures.items()}
    return Reply(open_replies.bls_flat({"CUUR0000SA0": rows}).encode(), 200, "text/plain", zipped=True)


def _fred(asked: Seen, figures: Figures) -> Reply:
    rows = [
        {
            "realtime_start": Period.parse(m).shift(1).first_day.replace(day=12).isoformat(),
            "realtime_end": "9999-12-31",
            "date": f"{m}-01",
            "value": v,
        }
        for m, v in figures.items()
        if f"{m}-01" >= asked.query.get("observation_start", "")
    ]
    names = ("realtime_start", "realtime_end", "sort_order")
    head = {n: asked.query[n] for n in names} | {"units": "lin", "output_type": 1, "count": len(rows)}
    return json_reply({**head, "offset": 0, "limit": 100_000, "observations": rows})


def _ons(asked: Seen, figures: Figures) -> Reply:
    released = "19-08-2026" if str(NEWEST) in figures else "22-07-2026"
    head = {
        "Title": "CPI INDEX 00: ALL ITEMS 2015=100",
        "CDID": "D7BT",
        "Source dataset ID": "MM23",
        "PreUnit": "",
        "Unit": "Index, base year = 100",
        "Release date": released,
        "Next release": "16 September 2026",
        "Important notes": "",
    }
    rows = {f"{m[:4]} {MONTHS[int(m[5:]) - 1] if m[5:].isdigit() and 0 < int(m[5:]) < 13 else m[5:]}": v
            for m, v in figures.items()}  # fmt: skip
    if asked.path.endswith("/data"):
        return _ons_json(head, rows)
    text = "".join(f'"{name}","{value}"\n' for name, value in {**head, **rows}.items())
    return Reply(text.encode(), 200, "application/octet-stream;charset=UTF-8", zipped=True)


def _ons_json(head: Figures, rows: Figures) -> Reply:
    day, month, year = head["Release date"].split("-")
    described = {
        "title": head["Title"],
        "unit": head["Unit"],
        "cdid": head["CDID"],
        "datasetId": head["Source dataset ID"],
        "releaseDate": f"{year}-{month}-{day}T06:00:00.000Z",
    }
    points = [{"date": d, "value": v, "sourceDataset": "MM23"} for d, v in rows.items()]
    return json_reply({"description": described, "years": [], "quarters": [], "months": points})


def _nbs(asked: Seen, figures: Figures) -> Reply:
    if asked.path.endswith("easyquery.htm"):
        months = {m: v for m, v in figures.items() if m >= "2026"}
        code = _CHINA.old[-1]
        return json_reply(open_replies.nbs_old(months, row=code.row, label=_CHINA.label))
    row, table = asked.json["indicatorIds"][0], asked.json["cid"]
    first, _, last = asked.json["dts"][0].partition("-")
    months = {m: v for m, v in figures.items() if first <= f"{m.replace('-', '')}MM" <= last}
    return json_reply(open_replies.nbs_new(months, row=row, table=table, label=_CHINA.label))


def _eurostat(asked: Seen, figures: Figures) -> Reply:
    pinned = {n: v for n, v in asked.query.items() if n not in ("format", "lang", "sinceTimePeriod")}
    return json_reply(open_replies.json_stat(figures, pinned))


def _ecb(asked: Seen, figures: Figures) -> Reply:
    key = asked.path.rpartition("/")[2]
    return Reply(open_replies.ecb(figures, key).encode(), 200, _CSV, zipped=True)


def _oecd(asked: Seen, figures: Figures) -> Reply:
    text = open_replies.oecd(figures, "KOR.M.N.CPI.IX._T.N._Z")
    return Reply(text.encode(), 200, "application/vnd.sdmx.data+csv; version=2.0.0", zipped=True)


def _imf(asked: Seen, figures: Figures) -> Reply:
    text = open_replies.imf(figures, "MEX.CPI._T.IX.M")
    return Reply(text.encode(), 200, "application/vnd.sdmx.data+csv; version=2.0.0", zipped=True)


def _world_bank(asked: Seen, figures: Figures) -> Reply:
    return json_reply(open_replies.world_bank({"JPN": figures}, code="FP.CPI.TOTL.ZG"))


def _dbnomics(asked: Seen, figures: Figures) -> Reply:
    return json_reply(open_replies.dbnomics(figures, "NBS/M_A010801/A01080101"))


def _nbs_rows(document: Any) -> list[Any]:
    found: list[Any] = document["data"] if "data" in document else document["returndata"]["datanodes"]
    return found


_FLAT = indicator("bls_flat:CUUR0000SA0", base="1982-84=100")
_MEXICO = indicator("imf:CPI/MEX.CPI._T.IX.M", base="2018=100")

OFFICES = (
    Office(
        "bls", catalog()["us-cpi"], _bls, lambda d: d["Results"]["series"][0]["data"], own_code="CUUR0000SA0"
    ),
    Office(
        "bls_flat", indicator("bls_flat:CUUR0000SA0", base="1982-84=100"), _bls_flat, own_code="CUUR0000SA0"
    ),
    Office("fred", catalog()["us-cpi-fred"], _fred, lambda d: d["observations"]),
    Office("ons", catalog()["uk-cpi"], _ons, own_code="D7BT"),
    Office("nbs", catalog()["cn-cpi"], _nbs, _nbs_rows, own_code=_CHINA.leaves[-1].row, place="000000000000"),
    Office("eurostat", catalog()["de-hicp"], _eurostat, text_figures=False, own_code="TOTAL", place="DE"),
    Office("ecb", catalog()["ea-hicp-ecb"], _ecb, own_code="000000", place="U2"),
    Office("oecd", catalog()["kr-cpi"], _oecd, own_code="CPI", place="KOR"),
    Office("imf", _MEXICO, _imf, own_code="_T", place="MEX"),
    Office(
        "worldbank",
        catalog()["jp-cpi-rate-annual"],
        _world_bank,
        lambda d: d[1],
        text_figures=False,
        own_code="FP.CPI.TOTL.ZG",
        place="JPN",
        is_rate=True,
    ),
    Office(
        "dbnomics",
        catalog()["cn-ppi-dbnomics"],
        _dbnomics,
        lambda d: d["series"]["docs"],
        text_figures=False,
        own_code="A01080101",
    ),
)


def as_json(reply: Reply) -> Any:
    """The document in a reply."""
    return json.loads(reply.body)
