"""International Monetary Fund: its SDMX 3.0 interface (api.imf.org), successor of dataservices.imf.org.

Asked for is comma-separated text: the JSON form is answered with every figure null. Months are written
2026-M08. One row describes the flow and has nothing else in it; a key with a wrong country has only that row,
with status 200, and a wrong agency is status 204. A start period is ignored; `c[TIME_PERIOD]` with a day
works. A description can hold line breaks. Figures are the national office's as the IMF keeps them, and its
rates are computed by itself, unrounded: they can differ from the rate the office publishes. The base stands
in COMMON_REFERENCE_PERIOD and differs from country to country. A change on the year before is YOY_PCH_PA_PT
in the flow of consumer prices and YOY_PCH_PT in that of producer prices; under the wrong one there is
nothing. The flow of producer prices holds neither Japan, Korea, China, the euro area nor the United Kingdom,
and India's wholesale prices stand in it as WPI.

No reply with figures is recorded: the shape is from documentation. What is recorded is that the price index
of Japan exists under this key, by month, quarter and year.
"""

from urllib.parse import quote

from indicators.series import Period
from indicators.sources.base import Rate, Request
from indicators.sources.sdmx import SdmxOffice
from indicators.sources.sdmx_csv import CSV, Code

RATE = Rate(10, 10)  # none is documented
ACCEPT = "application/vnd.sdmx.data+csv;version=2.0.0"
_DIMENSIONS = {
    "CPI": ("COUNTRY", "INDEX_TYPE", "COICOP_1999", "TYPE_OF_TRANSFORMATION", "FREQUENCY"),
    "PPI": ("COUNTRY", "INDICATOR", "TYPE_OF_TRANSFORMATION", "FREQUENCY"),
}


class Imf(SdmxOffice):
    """The reader of `imf:` indicators; their code is flow/key, as `CPI/JPN.CPI._T.YOY_PCH_PA_PT.M`."""

    name = "imf"
    publisher = "International Monetary Fund"
    address = "https://api.imf.org"
    path = "/external/sdmx/3.0/data/dataflow/"
    agency, version = "IMF.STA", "+"  # the flow's latest
    example = "CPI/JPN.CPI._T.YOY_PCH_PA_PT.M"
    dimensions = _DIMENSIONS

    def ask(self, url: str, code: Code, since: Period | None, asked_together: int) -> Request:
        """The series as comma-separated text."""
        return Request(
            f"{url}{code.agency}/{code.flow}/{quote(code.version, safe='')}/{code.key}",
            params={"c[TIME_PERIOD]": f"ge:{since.first_day}"} if since else {},
            headers={"Accept": ACCEPT},
            accept=CSV,
            statuses=(200, 204),
            rate=RATE,
        )
