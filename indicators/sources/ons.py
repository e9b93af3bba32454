"""UK Office for National Statistics: the time series pages of ons.gov.uk (their reader: ONSdigital/zebedee).

Asked for is the CSV of the page, whole, because it states the series, the dataset, the release date as
London had it and the base in one small text; the page's JSON is asked where the CSV cannot be had. Never
a filtered range: it leaves out the dataset, and its end is silently ignored when no point lies on it.

Oddities: years, quarters and months stand stacked in one column pair; a gap is an empty cell, or no
element. A filtered CSV has two header rows less. JSON instants are UTC: 23:00Z of the day before is
midnight in London in summer. Values are text; in 2014 they had no trailing ".0", no label and no update
date. The next release may be any text. Base labels can be wrong (JVZ7 and K646 said 2005 = 100 on figures
that are 100 in 2010). One series lives in several datasets, with other dates and figures, and a retired
dataset goes on answering.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from indicators.errors import BadInput
from indicators.series import Indicator, Period
from indicators.sources.address import office_url
from indicators.sources.base import CSV_TYPES, Answer, Call, Parsed, Rate, Request
from indicators.sources.ons_csv import parse_csv
from indicators.sources.ons_json import parse_json

ADDRESS = "https://www.ons.gov.uk"
TOPIC = "/economy/inflationandpriceindices/timeseries"
# Pages in high demand allow 15 in ten seconds; others allow more.
RATE = Rate(15, 10)


class Ons:
    """The reader of `ons:` indicators; their code is series/dataset, as `CHAW/mm23`."""

    name = "ons"
    publisher = "UK Office for National Statistics"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call an indicator, for the whole series; there is no key, and `since` shortens nothing."""
        generator = office_url(self.name, ADDRESS, "/generator", base_url=base_url, key=None)
        site = office_url(self.name, ADDRESS, "", base_url=base_url, key=None)
        for indicator in indicators:
            page = f"{TOPIC}/{'/'.join(part.lower() for part in series_and_dataset(indicator))}"
            csv = Request(generator, params={"format": "csv", "uri": page}, accept=CSV_TYPES, rate=RATE)
            json = Request(f"{site}{page}/data", rate=RATE)
            yield Call(csv, (indicator,), today, alternative=Call(json, (indicator,), today))

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of the indicator's frequency; UnexpectedAnswer where it is another series or dataset."""
        (indicator,) = call.indicators
        series, dataset = series_and_dataset(indicator)
        read = parse_json if call.request.url.endswith("/data") else parse_csv
        return [read(answer, call, indicator, series, dataset)]


def series_and_dataset(indicator: Indicator) -> tuple[str, str]:
    """The two parts of an ONS code, upper case; BadInput where there are not two."""
    series, _, dataset = indicator.code.upper().partition("/")
    if not (series.isalnum() and dataset.isalnum() and indicator.code.isascii()):
        raise BadInput(
            f"{indicator.key}: not a code of the ONS",
            expected="series/dataset, as ons:CHAW/mm23",
            got=indicator.code,
            hint="the same series can stand in several datasets with other figures, so both are needed",
        )
    return series, dataset
