"""Federal Reserve Bank of St. Louis: FRED, and ALFRED's vintages (fred.stlouisfed.org/docs/api).

With a key, every vintage is asked for at once: a row holds one figure and the days it was the published
one, and its first day becomes the observation's `published_on`. Without a key there is only the graph's
CSV: today's figures, no vintages. ALFRED's twin of it has a column for each vintage asked for, named after
its day: what was public on that day, asked for or in a file that is imported.

Oddities: a figure that is absent is "." (in the CSV an empty cell, formerly "."). Errors are status 400 with
a sentence; under load a good key has been called not registered, so that is believed the second time. Asked
for no real-time period, FRED means the day the series was last updated, not the day of the request. At most
2,000 vintages are answered at once, so the real-time period is cut where it must be; rows are clipped to it,
and a clipped row repeats the figure before it. At most 100,000 rows come at once. Values have had 40 decimals
on some days, all but the first few zeros. The key is in the address, so redirects are never followed. An
archive of vintages holds every base a series ever had.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from indicators.errors import Refused
from indicators.series import Indicator, Observation, Period, Status
from indicators.sources.address import office_url
from indicators.sources.base import CSV_TYPES, Answer, Call, Parsed, Rate, Request
from indicators.sources.figures import distinct, field_of, number, read_csv, read_json, unexpected, where
from indicators.sources.fred_windows import FIRST_DAY, LAST_DAY, is_for_days, vintage_days, windows
from indicators.sources.redact import redact

API = "https://api.stlouisfed.org"
GRAPH = "https://fred.stlouisfed.org"
API_PATH = "/fred/series/observations"
GRAPH_PATH = "/graph/fredgraph.csv"
ALFRED, ALFRED_PATH = "https://alfred.stlouisfed.org", "/graph/alfredgraph.csv"
RATE = Rate(20, 10)  # 120 a minute are allowed
PAGE = 100_000
EXPLAINED = (200, 400, 401, 403, 404, 423)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_VINTAGE = re.compile(r"_([12][0-9]{3})([01][0-9])([0-3][0-9])$")
_ABSENT = ("", ".")
_AGAIN = "asked again"
_CSV_DATES = ("observation_date", "DATE")


@dataclass(frozen=True)
class Fred:
    """The reader of `fred:` indicators; their code is the FRED series id.

    `page`: rows asked for at once. `as_of`: the day whose figures are wanted of ALFRED's graph, where there
    is no key; with one, every vintage comes anyway.
    """

    name: ClassVar[str] = "fred"
    publisher: ClassVar[str] = "Federal Reserve Bank of St. Louis"
    page: int = PAGE
    as_of: date | None = None

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """One call an indicator: all vintages with a key, the present figures without."""
        day = {} if self.as_of is None else {"vintage_date": self.as_of.isoformat()}
        own, path = (API, API_PATH) if key else (ALFRED, ALFRED_PATH) if day else (GRAPH, GRAPH_PATH)
        url = office_url(self.name, own, path, base_url=base_url, key=key)
        for indicator in indicators:
            if key:
                request = _observations_request(url, indicator, since, key, self.page)
            else:
                request = Request(url, params={"id": indicator.code, **day}, accept=CSV_TYPES, rate=RATE)
            yield Call(request, (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The rows of the indicator, and the calls for further pages or for parts of the real-time period."""
        (indicator,) = call.indicators
        if "api_key" not in call.request.params:
            return [_parse_graph(answer, call, indicator)]
        document = read_json(answer, call)
        if answer.status != 200:
            return [_explained(document, answer.status, call, indicator)]
        if is_for_days(call):
            listed = field_of(document, "vintage_dates", list, call)
            return [windows(document, call, indicator, [day_of(day, call) for day in listed])]
        return [_parse_page(document, call, indicator)]


def _observations_request(
    url: str, indicator: Indicator, since: Period | None, key: str, page: int
) -> Request:
    params = {
        "series_id": indicator.code,
        "api_key": key,
        "file_type": "json",
        "realtime_start": FIRST_DAY.isoformat(),
        "realtime_end": LAST_DAY.isoformat(),
        "output_type": "1",
        "sort_order": "asc",
        "limit": str(page),
        "offset": "0",
    }
    if since is not None:
        params["observation_start"] = since.first_day.isoformat()
    return Request(url, params=params, secrets=(key,), follow_redirects=False, statuses=EXPLAINED, rate=RATE)


def _explained(document: Any, status: int, call: Call, indicator: Indicator) -> Parsed:
    """What an error sentence means: a period to cut, or a refusal."""
    said = _sentence(document, call)
    if "maximum number of vintage dates" in said:
        return Parsed(indicator.key, more=(vintage_days(call, said),))
    if "not registered" in said and _AGAIN not in call.state:
        return Parsed(indicator.key, more=(replace(call, state={**call.state, _AGAIN: "yes"}),))
    raise refusal(document, status, call, indicator.code)


def refusal(document: Any, status: int, call: Call, code: str) -> Refused:
    """What FRED says where it does not answer: of the key, or of `code`, which was asked for."""
    said = _sentence(document, call)
    if "api_key" in said or status in (401, 403):
        hint = "check the setting fred_key; if it is right, try again; without one, present figures come"
        return Refused("FRED does not accept the key", where=where(call), got=said, hint=hint)
    return Refused(
        f"FRED refused the request (status {status})",
        where=where(call),
        got=said,
        hint=f"check the code {code} at fred.stlouisfed.org",
    )


def _sentence(document: Any, call: Call) -> str:
    # The second version of the interface says `message` where the first says `error_message`.
    known = isinstance(document, Mapping) and "error_message" in document
    name = "error_message" if known else "message"
    return redact(" ".join(field_of(document, name, str, call).split()), call.request.secrets)


def _asking(call: Call, **changed: date | int) -> Call:
    texts = {name: str(value) for name, value in changed.items()}
    return replace(call, request=replace(call.request, params={**call.request.params, **texts}))


def _realtime(call: Call) -> tuple[date, date]:
    params = call.request.params
    return date.fromisoformat(params["realtime_start"]), date.fromisoformat(params["realtime_end"])


def _parse_page(document: Any, call: Call, indicator: Indicator) -> Parsed:
    asked = {name: call.request.params.get(name) for name in ("realtime_start", "realtime_end")}
    said = {name: field_of(document, name, str, call) for name in asked}
    kind = (field_of(document, "output_type", int, call), field_of(document, "units", str, call))
    if kind != (1, "lin"):
        unexpected(
            call, "figures in another form than asked for", got=kind, expected="output_type 1, units lin"
        )
    with_vintages = asked["realtime_start"] is not None
    if with_vintages and said != asked:
        unexpected(call, "another real-time period than asked for", got=said, expected=str(asked))
    rows = field_of(document, "observations", list, call)
    found = tuple(_observation(row, indicator, call, with_vintages) for row in rows)
    return Parsed(
        indicator.key,
        distinct(found, indicator, call),
        published_on=None if with_vintages else day_of(said["realtime_start"], call),
        more=_next_page(document, len(rows), call),
    )


def _next_page(document: Mapping[str, Any], rows: int, call: Call) -> tuple[Call, ...]:
    offset = field_of(document, "offset", int, call)
    count = field_of(document, "count", int, call)
    before = call.state.get("count", str(count))
    if str(offset) != call.request.params.get("offset", "0") or str(count) != before:
        unexpected(call, "the series changed while its pages were read", got=f"{count} rows, was {before}")
    done = offset + rows
    if done == count:
        return ()
    if done > count or not rows:
        unexpected(call, "the page does not fit its own count", got=f"rows {offset} to {done} of {count}")
    following = _asking(call, offset=done)
    return (replace(following, state={"count": str(count)}),)


def _observation(row: Any, indicator: Indicator, call: Call, with_vintages: bool) -> Observation:
    period = _period(field_of(row, "date", str, call), indicator, call)
    published = day_of(field_of(row, "realtime_start", str, call), call)
    if with_vintages:
        first, last = _realtime(call)
        if not first <= published <= last:
            unexpected(call, "a row outside the real-time period asked for", got=row)
    text = field_of(row, "value", str, call)
    return _figure(text, (".",), period, indicator, call, published if with_vintages else None)


def _figure(
    text: str, absent: Sequence[str], period: Period, indicator: Indicator, call: Call, published: date | None
) -> Observation:
    if text in absent:
        return Observation(period, None, Status.MISSING, "FRED has no figure", published)
    return Observation(period, number(text, call, indicator.measure, period), published_on=published)


def _period(text: str, indicator: Indicator, call: Call) -> Period:
    day = day_of(text, call)
    period = Period.of(day, indicator.frequency)
    if period.first_day != day:
        expected = f"the first day of a period, {indicator.frequency.name.lower()}"
        unexpected(call, "a figure for a day that begins no period", got=text, expected=expected)
    return period


def day_of(text: object, call: Call) -> date:
    """The day written `2026-05-13`; UnexpectedAnswer for anything else."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) and _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        unexpected(call, "not a date", got=text, expected="YYYY-MM-DD")
    return day


def without_vintage(column: str) -> str:
    """The series of a column of a graph's CSV: `CPIAUCSL`, of ALFRED `CPIAUCSL_20240213`."""
    return _VINTAGE.sub("", column)


def _parse_graph(answer: Answer, call: Call, indicator: Indicator) -> Parsed:
    """The graph's CSV, with the header of today or the one before 2025; a file may also be ALFRED's."""
    rows = read_csv(answer, call)
    header = rows[0] if rows else []
    columns = header[1:]
    alone = columns == [indicator.code]
    vintages = bool(columns) and all(_is_vintage(c, indicator) for c in columns)
    if not call.request.url.startswith("file:"):
        asked = call.request.params.get("vintage_date", "")
        alone = alone and not asked
        vintages = bool(asked) and columns == [f"{indicator.code}_{asked.replace('-', '')}"]
    if not header or header[0] not in _CSV_DATES or not (alone or vintages):
        expected = f"{_CSV_DATES[0]},{indicator.code}"
        unexpected(call, "not the CSV of this series", got=answer.content, expected=expected)
    if any(len(row) != len(header) for row in rows):
        odd = next(row for row in rows if len(row) != len(header))
        unexpected(call, f"a row without {len(header)} cells", got=",".join(odd))
    if not rows[1:]:
        unexpected(call, "no figures", got=answer.content)
    periods = [_period(row[0], indicator, call) for row in rows[1:]]
    found: list[Observation] = []
    for at, column in enumerate(columns, 1):
        found += _column(periods, [row[at] for row in rows[1:]], column, indicator, call)
    note = "present figures only: with the setting fred_key, all vintages come"
    return Parsed(indicator.key, distinct(found, indicator, call), messages=(note,) if alone else ())


def _is_vintage(column: str, indicator: Indicator) -> bool:
    return column != indicator.code and without_vintage(column) == indicator.code


def _column(
    periods: Sequence[Period], texts: Sequence[str], column: str, indicator: Indicator, call: Call
) -> list[Observation]:
    """The figures of one column; of a vintage those public on its day, without the cells around them."""
    match = _VINTAGE.search(column)
    if match is None:
        return [_figure(t, _ABSENT, p, indicator, call, None) for p, t in zip(periods, texts, strict=True)]
    day = day_of("-".join(match.groups()), call)
    stated = [at for at, text in enumerate(texts) if text not in _ABSENT]
    span = range(stated[0], stated[-1] + 1) if stated else range(0)
    return [_figure(texts[at], _ABSENT, periods[at], indicator, call, day) for at in span]
