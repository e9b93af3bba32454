"""International Monetary Fund: its SDMX 3.0 interface (api.imf.org), successor of dataservices.imf.org.

Asked for is comma-separated text: the JSON form is answered with every figure null. Months are written
2026-M08. One row describes the flow and has nothing else in it; a key with a wrong country has only that
row, with status 200, and a wrong agency is status 204. A start period is ignored; `c[TIME_PERIOD]` works.
A description can hold line breaks. Figures are the national office's as the IMF keeps them, and its rates
are computed by itself, unrounded: they can differ from the rate the office publishes. The base stands in
COMMON_REFERENCE_PERIOD and differs from country to country.

No reply with figures is recorded: the shape is from documentation. What is recorded is that the price index
of Japan exists under this key, by month, quarter and year.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from indicators.series import Indicator, Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.sdmx_csv import CSV, Code, code_of, parse_series

ADDRESS = "https://api.imf.org"
PATH = "/external/sdmx/3.0/data/dataflow/"
RATE = Rate(10, 10)  # none is documented
ACCEPT = "application/vnd.sdmx.data+csv;version=2.0.0"
LATEST = "+"
DIMENSIONS = {
    "CPI": ("COUNTRY", "INDEX_TYPE", "COICOP_1999", "TYPE_OF_TRANSFORMATION", "FREQUENCY"),
    "PPI": ("COUNTRY", "INDICATOR", "TYPE_OF_TRANSFORMATION", "FREQUENCY"),
}


class Imf:
    """The reader of `imf:` indicators; their code is flow/key, as `CPI/JPN.CPI._T.YOY_PCH_PA_PT.M`."""

    name = "imf"
    publisher = "International Monetary Fund"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call an indicator, for the flow's latest version where the code names none; there is no key."""
        url = office_url(self.name, ADDRESS, PATH, base_url=base_url, key=None)
        for indicator in indicators:
            code = _code(indicator)
            address = f"{url}{code.agency}/{code.flow}/{quote(code.version, safe='')}/{code.key}"
            params = {"c[TIME_PERIOD]": f"ge:{since}"} if since else {}
            request = Request(
                address,
                params=params,
                headers={"Accept": ACCEPT},
                accept=CSV,
                statuses=(200, 204),
                rate=RATE,
            )
            yield Call(request, (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of the series; Refused where there is nothing under its key."""
        (indicator,) = call.indicators
        code = _code(indicator)
        return [parse_series(answer, call, indicator, code, DIMENSIONS.get(code.flow, ()))]


def _code(indicator: Indicator) -> Code:
    return code_of(indicator, agency="IMF.STA", version=LATEST, example="CPI/JPN.CPI._T.YOY_PCH_PA_PT.M")
