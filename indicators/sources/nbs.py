"""National Bureau of Statistics of China, data platform (data.stats.gov.cn).

The new site is asked, table by table, and the old one (easyquery) where that brings nothing. Our codes say
what is measured (`cpi-yoy`); nbs_series.py has the office's own ids.

Oddities. There is no level: 101.0 is one percent more than in the same month of last year, in the month
before, or in the same months of last year, and these are different indicators. Every renewal of the basket
has its own table. On the new site a month without a figure is an empty list, an empty text or 无; an answer
can be a success and empty for no reason; `showType` must be there. On the old one `hasdata` is false and
the number 0, and zeros stand for absent figures in 2000 to 2002 too: 0 is never a figure. It gives unrounded
numbers beside the text as published (102.8434701 and 102.8); the text is what counts, and must be the
number rounded. A firewall answers with a page of script and status 200 when asked too often or from
elsewhere, and lets through again after half an hour; the old site has answered 403 outside China, and
nothing at all since about May 2026. The Chinese retail price index (商品零售价格指数) is called RPI in
English; it has nothing to do with the British one.

The old site's shape is proven by three recordings. The new site's shape and all ids come from documentation
and from readers other people published; no reply of it is recorded whole.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from indicators.errors import BadInput, Unreachable
from indicators.series import Frequency, Indicator, Period
from indicators.sources.address import office_url
from indicators.sources.base import JSON_TYPES, Answer, Call, Parsed, Rate, Request
from indicators.sources.figures import read_json, where
from indicators.sources.nbs_new import parse_new
from indicators.sources.nbs_old import parse_old
from indicators.sources.nbs_series import Leaf, NbsSeries, OldCode, segments, series_of
from indicators.sources.redact import snippet

ADDRESS = "https://data.stats.gov.cn"
NEW_PATH = "/dg/website/publicrelease/web/external/stream/esData"
OLD_PATH = "/easyquery.htm"
RATE = Rate(1, 1)
MONTHLY_ROOT = "fc982599aa684be7969d7b90b1bd0e84"
NATIONAL = {"text": "全国", "value": "000000000000"}
# The firewall's page is let in so that it can be told from a login page.
_ACCEPT = (*JSON_TYPES, "text/html", "text/plain")


class Nbs:
    """The reader of `nbs:` indicators; their code is one of ours: `cpi-yoy`, `ppi-mom`, `rpi-yoy` …"""

    name = "nbs"
    publisher = "National Bureau of Statistics of China"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call for each table an indicator's years lie in; there is no key."""
        new = office_url(self.name, ADDRESS, NEW_PATH, base_url=base_url, key=None)
        old = office_url(self.name, ADDRESS, OLD_PATH, base_url=base_url, key=None)
        for indicator in indicators:
            series = _checked(indicator)
            first = since.year if since is not None else 0
            for leaf, code in segments(series, first, today.year):
                calls = []
                if leaf is not None:
                    calls.append(Call(_new_request(new, leaf, first, today), (indicator,), today))
                if code is not None:
                    calls.append(Call(_old_request(old, code, first, today), (indicator,), today))
                yield calls[0] if len(calls) == 1 else replace(calls[0], alternative=calls[1])

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The months of one table; Unreachable where the firewall answers in the office's place."""
        (indicator,) = call.indicators
        if answer.content.lstrip()[:1] == b"<":
            raise Unreachable(
                "the office's firewall answered with a page instead of figures",
                where=where(call),
                got=snippet(answer.content, ()),
                hint="wait half an hour, then try again; from some networks it never lets through",
            )
        document = read_json(answer, call)
        series = _checked(indicator)
        read = parse_new if call.request.method == "POST" else parse_old
        return [read(document, call, indicator, series)]


def _checked(indicator: Indicator) -> NbsSeries:
    series = series_of(indicator)
    if (indicator.measure, indicator.frequency) != (series.measure, Frequency.MONTHLY):
        raise BadInput(
            f"{indicator.key}: the office publishes another measure under this code",
            expected=f"{series.measure.value}, monthly",
            got=f"{indicator.measure.value}, {indicator.frequency.name.lower()}",
        )
    return series


def _years(table: Leaf | OldCode, first: int, today: date) -> tuple[int, int]:
    return max(table.first, first), min(table.last or today.year, today.year)


def _new_request(url: str, leaf: Leaf, first: int, today: date) -> Request:
    start, end = _years(leaf, first, today)
    body: Mapping[str, object] = {
        "cid": leaf.table,
        "indicatorIds": [leaf.row],
        "daCatalogId": "",
        "das": [NATIONAL],
        "showType": "1",
        "dts": [f"{start}01MM-{end}12MM"],
        "rootId": MONTHLY_ROOT,
    }
    headers = {"Referer": f"{ADDRESS}/dg/website/page.html"}
    return Request(url, "POST", json=body, headers=headers, accept=_ACCEPT, rate=RATE)


def _old_request(url: str, code: OldCode, first: int, today: date) -> Request:
    start, end = _years(code, first, today)
    wanted = [
        {"wdcode": "zb", "valuecode": code.group},
        {"wdcode": "sj", "valuecode": f"{start}01-{end}12"},
    ]
    params = {
        "m": "QueryData",
        "dbcode": "hgyd",
        "rowcode": "zb",
        "colcode": "sj",
        "wds": "[]",
        "dfwds": json.dumps(wanted, separators=(",", ":")),
    }
    return Request(url, params=params, accept=_ACCEPT, rate=RATE)
