"""European Central Bank, data portal (data-api.ecb.europa.eu): harmonised consumer prices and others.

Asked for is the CSV of one series, read by header name: its columns differ from flow to flow and with the
detail asked for. An unknown series is status 404 with words. The last month of the euro area can be a
flash estimate, with status E.

Oddities: flow ICP was closed on 4 February 2026 and goes on answering with figures up to December 2025;
its successor HICP has another provider code in the key (4D0, formerly 4), is on base 2025 = 100 (formerly
2015), and differs from it by a tenth in some months. There is no key, and no date of publication.

Proven by two recorded excerpts (one of HICP, one of ICP); status codes and comments are from documentation.
"""

from indicators.series import Period
from indicators.sources.base import Rate, Request
from indicators.sources.sdmx import SdmxOffice
from indicators.sources.sdmx_csv import CSV, Code

RATE = Rate(10, 10)  # none is documented
_DIMENSIONS = {
    "HICP": ("FREQ", "REF_AREA", "ADJUSTMENT", "ICP_ITEM", "DATA_PROVIDER", "ICP_SUFFIX"),
    "ICP": ("FREQ", "REF_AREA", "ADJUSTMENT", "ICP_ITEM", "STS_INSTITUTION", "ICP_SUFFIX"),
}


class Ecb(SdmxOffice):
    """The reader of `ecb:` indicators; their code is flow/key, as `HICP/M.U2.N.000000.4D0.INX`."""

    name = "ecb"
    publisher = "European Central Bank"
    address = "https://data-api.ecb.europa.eu"
    path = "/service/data/"
    agency, version = "ECB", "1.0"
    example = "HICP/M.U2.N.000000.4D0.INX"
    dimensions = _DIMENSIONS

    def ask(self, url: str, code: Code, since: Period | None, asked_together: int) -> Request:
        """The CSV of the series."""
        params = {"format": "csvdata"} | ({"startPeriod": str(since)} if since else {})
        return Request(f"{url}{code.flow}/{code.key}", params=params, accept=CSV, rate=RATE)
