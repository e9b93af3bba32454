"""European Central Bank, data portal (data-api.ecb.europa.eu): harmonised consumer prices and others.

Asked for is the CSV of one series, read by header name: its columns differ from flow to flow and with the
detail asked for. An unknown series is status 404 with words. The last month of the euro area can be a
flash estimate, with status E.

Oddities: flow ICP was closed on 4 February 2026 and goes on answering with figures up to December 2025;
its successor HICP has another provider code in the key (4D0, formerly 4), is on base 2025 = 100 (formerly
2015), and differs from it by a tenth in some months. There is no key, and no date of publication.

Proven by two recorded excerpts (one of HICP, one of ICP); status codes and comments are from documentation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from indicators.series import Indicator, Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.sdmx_csv import CSV, Code, code_of, parse_series

ADDRESS = "https://data-api.ecb.europa.eu"
PATH = "/service/data/"
RATE = Rate(10, 10)  # none is documented
DIMENSIONS = {
    "HICP": ("FREQ", "REF_AREA", "ADJUSTMENT", "ICP_ITEM", "DATA_PROVIDER", "ICP_SUFFIX"),
    "ICP": ("FREQ", "REF_AREA", "ADJUSTMENT", "ICP_ITEM", "STS_INSTITUTION", "ICP_SUFFIX"),
}
CLOSED = {"ICP": ("December 2025", "HICP")}


class Ecb:
    """The reader of `ecb:` indicators; their code is flow/key, as `HICP/M.U2.N.000000.4D0.INX`."""

    name = "ecb"
    publisher = "European Central Bank"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call an indicator; there is no key."""
        url = office_url(self.name, ADDRESS, PATH, base_url=base_url, key=None)
        for indicator in indicators:
            code = _code(indicator)
            params = {"format": "csvdata"} | ({"startPeriod": str(since)} if since else {})
            request = Request(f"{url}{code.flow}/{code.key}", params=params, accept=CSV, rate=RATE)
            yield Call(request, (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of the series; a note where its flow is closed."""
        (indicator,) = call.indicators
        code = _code(indicator)
        parsed = parse_series(answer, call, indicator, code, DIMENSIONS.get(code.flow, ()))
        if code.flow not in CLOSED:
            return [parsed]
        last, successor = CLOSED[code.flow]
        note = f"the ECB closed flow {code.flow} at {last}; its successor is {successor}"
        return [replace(parsed, messages=(*parsed.messages, note))]


def _code(indicator: Indicator) -> Code:
    return code_of(indicator, agency="ECB", version="1.0", example="HICP/M.U2.N.000000.4D0.INX")
