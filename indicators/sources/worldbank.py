"""World Bank, Indicators interface version 2 (api.worldbank.org): annual figures of every country.

Asked for are several countries at once, a page at a time. An answer is an array of two: the page, and its
rows, newest first for each country; a year without a figure is null.

Oddities: an error is status 200 and an array of one, with a message; no data is an array of two whose
second is null, and whose first can say that there are no pages. `per_page` comes as a number or as text.
Aggregates (AFE, EMU) stand among the countries, and the two-letter code of one can be that of another, so
the three-letter code is what counts. Figures are unrounded. The office answers 502 in bursts. `lastupdated`
is the day of the whole collection. Only annual figures are kept up: the monthly collection stopped in 2024.

Proven by recordings: a whole page, and a page of several whose wanted countries come on the next. The error
is from documentation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from indicators.errors import BadInput, Refused
from indicators.series import Frequency, Indicator, Observation, Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.figures import distinct, field_of, number, read_json, unexpected, where
from indicators.sources.json_numbers import written
from indicators.sources.redact import snippet

ADDRESS = "https://api.worldbank.org"
PATH = "/v2/country/"
RATE = Rate(10, 10)  # none is documented
PAGE = 1000
COUNTRIES = 60  # in one request: the address stays short
FIRST_YEAR = 1960
_CODE = re.compile(r"(?P<indicator>[A-Z0-9]+(?:\.[A-Z0-9]+)*)/(?P<country>[A-Z0-9]{3})")
_YEAR = re.compile(r"[12][0-9]{3}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class WorldBank:
    """The reader of `worldbank:` indicators; their code is indicator/country, as `FP.CPI.TOTL.ZG/JPN`."""

    name = "worldbank"
    publisher = "World Bank"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """All countries of one indicator together; there is no key."""
        first = FIRST_YEAR if since is None else since.year
        groups: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            groups.setdefault(indicator_and_country(indicator)[0], []).append(indicator)
        url = office_url(self.name, ADDRESS, PATH, base_url=base_url, key=None)
        params = {"format": "json", "per_page": str(PAGE), "page": "1", "date": f"{first}:{today.year}"}
        for group in groups.values():
            for at in range(0, len(group), COUNTRIES):
                request = Request(url, params=params, rate=RATE)
                yield _asking(Call(request, tuple(group[at : at + COUNTRIES]), today), url)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of each country on the page, and the call for the next page.

        A request that is refused as a whole is asked again country by country.
        """
        document = read_json(answer, call)
        if not isinstance(document, list) or not 1 <= len(document) <= 2:
            unexpected(call, "not an array of page and rows", got=document)
        if len(document) == 1 or (isinstance(document[0], Mapping) and "message" in document[0]):
            return _refused(document[0], call)
        page, rows = document
        count = _whole_number(page, "total", call)
        if rows is None or count == 0:
            error = Refused("the World Bank has no figures", where=where(call), got=snippet(repr(page), ()))
            return [Parsed(i.key, error=error) for i in call.indicators]
        if not isinstance(rows, list):
            unexpected(call, "rows that are no array", got=rows)
        following = _next_page(page, count, call)
        released = _updated(page, call)
        parsed = _by_country(rows, released, call)
        return [replace(parsed[0], more=following), *parsed[1:]]


def indicator_and_country(indicator: Indicator) -> tuple[str, str]:
    """The two parts of a World Bank code; BadInput where there are not two, or the frequency is another."""
    match = _CODE.fullmatch(indicator.code)
    if match is None or indicator.frequency is not Frequency.ANNUAL:
        raise BadInput(
            f"{indicator.key}: not an annual series of the World Bank",
            expected="indicator/three letters of the country, as worldbank:FP.CPI.TOTL.ZG/JPN, frequency A",
            got=f"{indicator.code}, frequency {indicator.frequency.value}",
        )
    return match["indicator"], match["country"]


def _asking(call: Call, url: str) -> Call:
    code = indicator_and_country(call.indicators[0])[0]
    countries = ";".join(indicator_and_country(i)[1] for i in call.indicators)
    request = replace(call.request, url=f"{url}{countries}/indicator/{code}")
    return replace(call, request=request, state={"url": url})


def _refused(message: Any, call: Call) -> list[Parsed]:
    texts = field_of(message, "message", list, call)
    if len(call.indicators) > 1:
        single = [_asking(replace(call, indicators=(i,)), call.state["url"]) for i in call.indicators]
        return [Parsed(c.indicators[0].key, more=(c,)) for c in single]
    said = snippet(repr(texts), (), 300)
    hint = "check the indicator and the country of the code"
    error = Refused("the World Bank refused the request", where=where(call), got=said, hint=hint)
    return [Parsed(call.indicators[0].key, error=error)]


def _next_page(page: Any, count: int, call: Call) -> tuple[Call, ...]:
    number_, pages = _whole_number(page, "page", call), _whole_number(page, "pages", call)
    before = call.state.get("total", str(count))
    if str(number_) != call.request.params["page"] or str(count) != before:
        unexpected(call, "the series changed while its pages were read", got=page)
    if number_ >= pages:
        return ()
    request = replace(call.request, params={**call.request.params, "page": str(number_ + 1)})
    return (replace(call, request=request, state={**call.state, "total": str(count)}),)


def _by_country(rows: Sequence[Any], released: date | None, call: Call) -> list[Parsed]:
    found: dict[str, list[Observation]] = {i.key: [] for i in call.indicators}
    titles: dict[str, str] = {}
    asked = {indicator_and_country(i): i for i in call.indicators}
    for row in rows:
        code = field_of(field_of(row, "indicator", dict, call), "id", str, call)
        country = field_of(row, "countryiso3code", str, call)
        indicator = asked.get((code, country))
        if indicator is None:
            unexpected(call, "a row of another series than asked for", got=f"{code} {country}")
        titles[indicator.key] = f"{row['indicator'].get('value', '')}, {_place(row)}"
        observation = _observation(row, indicator, call)
        if observation is not None:
            found[indicator.key].append(observation)
    return [
        Parsed(
            i.key,
            distinct(found[i.key], i, call),
            published_on=released,
            described={"title": titles[i.key]} if i.key in titles else {},
        )
        for i in call.indicators
    ]


def _place(row: Mapping[str, Any]) -> str:
    country = row.get("country")
    return str(country.get("value", "")) if isinstance(country, Mapping) else ""


def _observation(row: Mapping[str, Any], indicator: Indicator, call: Call) -> Observation | None:
    year = field_of(row, "date", str, call)
    if not _YEAR.fullmatch(year):
        unexpected(call, "a figure of another frequency than asked for", got=year, expected="a year")
    if "value" not in row:
        unexpected(call, "a row without a figure", got=row)
    if row["value"] is None:
        return None
    period = Period(Frequency.ANNUAL, int(year), 1)
    return Observation(period, number(written(row["value"]), call, indicator.measure, period))


def _whole_number(page: Any, name: str, call: Call) -> int:
    """A count, which comes as a number or as text."""
    value = page.get(name) if isinstance(page, Mapping) else None
    text = written(value)
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,9}", text):
        unexpected(call, f"no count {name!r}", got=page)
    return int(text)


def _updated(page: Mapping[str, Any], call: Call) -> date | None:
    text = page.get("lastupdated")
    if text is None:
        return None
    day = None
    if isinstance(text, str) and _DAY.fullmatch(text):
        with suppress(ValueError):
            day = date.fromisoformat(text)
    if day is None:
        unexpected(call, "not a date", got=text, expected="YYYY-MM-DD")
    return day
