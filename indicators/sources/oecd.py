"""Organisation for Economic Co-operation and Development: its SDMX interface, second version (sdmx.oecd.org).

Oddities: with a second limit on the time (`le`) only the first counts, so only a start is asked for; rows
can come in any order; cells carry labels where those are asked for. A key with too few parts is status
403, an unknown one 404, and a burst is answered with a sentence. Countries move from the flow of COICOP
1999 (DF_PRICES_ALL) to that of COICOP 2018 (DF_PRICES_C2018_ALL) one by one, and the old series then
stands still while it answers. Rates are computed by the OECD and unrounded: they can differ from the
national office's. Indices are on base 2015 = 100, whatever the national base.

Sixty downloads an hour are allowed, and bursts far sooner refused; requests are spaced out.

Proven by one recorded reply (annual rates of the United Kingdom, with labels); months, quarters and the
base column are from documentation.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from indicators.series import Indicator, Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.sdmx_csv import CSV, Code, code_of, parse_series

ADDRESS = "https://sdmx.oecd.org"
PATH = "/public/rest/v2/data/dataflow/"
RATE = Rate(10, 60)
DOWNLOADS_AN_HOUR = 60
ACCEPT = "application/vnd.sdmx.data+csv; version=2.0.0; labels=both"
_PRICES = (
    "REF_AREA",
    "FREQ",
    "METHODOLOGY",
    "MEASURE",
    "UNIT_MEASURE",
    "EXPENDITURE",
    "ADJUSTMENT",
    "TRANSFORMATION",
)
DIMENSIONS = {
    "DSD_PRICES@DF_PRICES_ALL": _PRICES,
    "DSD_PRICES_COICOP2018@DF_PRICES_C2018_ALL": _PRICES,
}


class Oecd:
    """The reader of `oecd:` indicators; their code is flow/key (DSD_PRICES@DF_PRICES_ALL/KOR.M.N…)."""

    name = "oecd"
    publisher = "Organisation for Economic Co-operation and Development"

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
            params = {"dimensionAtObservation": "TIME_PERIOD"}
            if since is not None:
                params["c[TIME_PERIOD]"] = f"ge:{since}"
            address = f"{url}{code.agency}/{code.flow}/{code.version}/{code.key}"
            request = Request(address, params=params, headers={"Accept": ACCEPT}, accept=CSV, rate=RATE)
            yield Call(request, (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of the series, whatever their order."""
        (indicator,) = call.indicators
        code = _code(indicator)
        return [parse_series(answer, call, indicator, code, DIMENSIONS.get(code.flow, ()))]


def _code(indicator: Indicator) -> Code:
    example = "DSD_PRICES@DF_PRICES_ALL/KOR.M.N.CPI.IX._T.N._Z"
    return code_of(indicator, agency="OECD.SDD.TPS", version="1.0", example=example)
