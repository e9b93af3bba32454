"""Organisation for Economic Co-operation and Development: its SDMX interface, second version (sdmx.oecd.org).

Oddities: with a second limit on the time (`le`) only the first counts, so only a start is asked for; rows can
come in any order; cells carry labels where those are asked for. A key with too few parts is status 403, an
unknown one 404, and a burst is answered with a sentence, with status 429 or 200. The default name of a Python
program is answered 403, so we say who asks. Countries move from the flow of COICOP 1999 (DF_PRICES_ALL) to
that of COICOP 2018 (DF_PRICES_C2018_ALL) one by one, and the old series then stands still while it answers.
Producer prices (DF_KEI, measure PP) stood still at February 2023. Rates are computed by the OECD and
unrounded: they can differ from the national office's. Indices are on base 2015 = 100, whatever the national
base.

Several series asked for at once have been answered cut short, so each is asked for alone. Sixty downloads an
hour are allowed, and bursts far sooner refused; requests are spaced out, and where more than sixty are asked
for together, to one a minute.

Proven by one recorded reply (annual rates of the United Kingdom, with labels); months, quarters and the base
column are from documentation.
"""

from indicators.errors import QuotaReached
from indicators.series import Period
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.figures import where
from indicators.sources.redact import snippet
from indicators.sources.sdmx import SdmxOffice
from indicators.sources.sdmx_csv import CSV, Code

RATE = Rate(10, 60)
DOWNLOADS_AN_HOUR = 60
SLOW = Rate(DOWNLOADS_AN_HOUR // 60, 60)
ACCEPT = "application/vnd.sdmx.data+csv; version=2.0.0; labels=both"
OLD_FLOW, NEW_FLOW = "DSD_PRICES@DF_PRICES_ALL", "DSD_PRICES_COICOP2018@DF_PRICES_C2018_ALL"
_TOO_MANY = b"You have exceeded the number of requests"
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
_KEY_INDICATORS = (
    "REF_AREA",
    "FREQ",
    "MEASURE",
    "UNIT_MEASURE",
    "ACTIVITY",
    "ADJUSTMENT",
    "TRANSFORMATION",
)
_DIMENSIONS = {OLD_FLOW: _PRICES, NEW_FLOW: _PRICES, "DSD_KEI@DF_KEI": _KEY_INDICATORS}


class Oecd(SdmxOffice):
    """The reader of `oecd:` indicators; their code is flow/key (DSD_PRICES@DF_PRICES_ALL/KOR.M.N…)."""

    name = "oecd"
    publisher = "Organisation for Economic Co-operation and Development"
    address = "https://sdmx.oecd.org"
    path = "/public/rest/v2/data/dataflow/"
    agency, version = "OECD.SDD.TPS", "1.0"
    example = "DSD_PRICES@DF_PRICES_ALL/KOR.M.N.CPI.IX._T.N._Z"
    dimensions = _DIMENSIONS

    def ask(self, url: str, code: Code, since: Period | None, asked_together: int) -> Request:
        """The series as comma-separated text with labels; never with an end, which would be ignored."""
        params = {"dimensionAtObservation": "TIME_PERIOD"}
        if since is not None:
            params["c[TIME_PERIOD]"] = f"ge:{since}"
        return Request(
            f"{url}{code.agency}/{code.flow}/{code.version}/{code.key}",
            params=params,
            headers={"Accept": ACCEPT},
            accept=CSV,
            rate=RATE if asked_together <= DOWNLOADS_AN_HOUR else SLOW,
        )

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of the series; QuotaReached for the sentence."""
        if answer.content.lstrip().startswith(_TOO_MANY):
            raise QuotaReached(
                "the OECD answers no more requests at present",
                where=where(call),
                got=snippet(answer.content, ()),
                hint=f"try later: {DOWNLOADS_AN_HOUR} downloads an hour are allowed",
            )
        return super().parse(call, answer)
