"""US Bureau of Labor Statistics, public API version 2 (bls.gov/developers).

Oddities: every error comes with HTTP status 200 and is told apart by words in `message`. A quota that is
used up is such a message, and so is an invalid key, which is echoed. A series that does not exist fails
alone, inside a REQUEST_SUCCEEDED. A range longer than allowed is cut without an error, and the newest
years are what is lost. Rows come newest first; annual (M13) and half-year rows stand among the months; an
absent footnote is `[{}]`. Annual averages come only to those with a key. A GET without a key ignores the
years asked for and gives the last three, so nothing is ever asked for by GET. A month that was never
published has the value "-" and a footnote that says why (October 2025). PPI figures carry footnote P
while they are preliminary, four months long. The API does not say when a figure was published.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from indicators.errors import QuotaReached, Refused, SourceError, UnexpectedAnswer, Unreachable
from indicators.series import Frequency, Indicator, Observation, Period, Status
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.figures import distinct, field_of, number, read_json, unexpected, where
from indicators.sources.redact import redact

ADDRESS = "https://api.bls.gov"
PATH = "/publicAPI/v2/timeseries/data/"
RATE = Rate(50, 10)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the office answers in one query, and how many queries a day (bls.gov/developers/api_faqs.htm)."""

    series: int
    years: int
    queries_a_day: int


KEYED = Allowance(series=50, years=20, queries_a_day=500)
KEYLESS = Allowance(series=25, years=10, queries_a_day=25)

# The office's period codes, by the frequency they belong to. M13, Q05 and S03 are annual averages.
_CODES = {
    **{f"M{n:02d}": (Frequency.MONTHLY, n) for n in range(1, 13)},
    **{f"Q{n:02d}": (Frequency.QUARTERLY, n) for n in range(1, 5)},
    **{f"S{n:02d}": (Frequency.HALF_YEARLY, n) for n in range(1, 3)},
    **dict.fromkeys(("A01", "M13", "Q05", "S03"), (Frequency.ANNUAL, 1)),
}
_YEAR = re.compile(r"[12][0-9]{3}")
_NO_SERIES = re.compile(r"(?:series does not exist|invalid series) for series\s+(\S+)", re.IGNORECASE)
_NO_DATA = re.compile(r"no data available for series\s+(\S+)", re.IGNORECASE)
_CATALOG = {"title": "series_title", "survey": "survey_name", "seasonality": "seasonality", "area": "area"}


class Bls:
    """The reader of `bls:` indicators; their code is the office's series id."""

    name = "bls"
    publisher = "US Bureau of Labor Statistics"

    def requests(
        self,
        indicators: Sequence[Indicator],
        *,
        since: Period | None,
        key: str | None,
        base_url: str | None,
        today: date,
    ) -> Iterator[Call]:
        """As many series and years to a query as the office allows.

        Without `since`, as many years as one query reaches (20 with a key, 10 without): revisions reach
        back five at most, and without a key the queries of a day are few.
        """
        allowed = KEYED if key else KEYLESS
        url = office_url(self.name, ADDRESS, PATH, base_url=base_url, key=key)
        first = today.year - allowed.years + 1 if since is None else since.year
        for at in range(0, len(indicators), allowed.series):
            group = tuple(indicators[at : at + allowed.series])
            for start in range(first, today.year + 1, allowed.years):
                end = min(start + allowed.years - 1, today.year)
                request = Request(
                    url, "POST", json=_body(group, start, end, key), secrets=(key,) if key else (), rate=RATE
                )
                yield Call(request, group, today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The monthly (or whatever the indicator's frequency is) rows of each series of the answer.

        A series the office does not know is reported by its own `error`; the others stand.
        """
        document = read_json(answer, call)
        status = field_of(document, "status", str, call)
        messages = _messages(document, call)
        if status != "REQUEST_SUCCEEDED":
            raise _refusal(status, messages, call)
        if any("has been reduced" in message for message in messages):
            unexpected(call, "the office cut the range of years", got=" ".join(messages))
        unknown = {m[1].rstrip(".") for m in map(_NO_SERIES.search, messages) if m}
        found = _series(document, call)
        return [_parsed(i, found.get(i.code), unknown, messages, call) for i in call.indicators]


def _body(group: Sequence[Indicator], start: int, end: int, key: str | None) -> dict[str, object]:
    body: dict[str, object] = {
        "seriesid": [i.code for i in group],
        "startyear": str(start),
        "endyear": str(end),
    }
    if key:
        body |= {"registrationkey": key, "catalog": True}
        if any(i.frequency is Frequency.ANNUAL for i in group):
            body["annualaverage"] = True
    return body


def _messages(document: Any, call: Call) -> tuple[str, ...]:
    messages = field_of(document, "message", list, call)
    if not all(isinstance(m, str) for m in messages):
        unexpected(call, "messages that are not text", got=messages)
    return tuple(redact(m, call.request.secrets) for m in messages)


def _refusal(status: str, messages: Sequence[str], call: Call) -> SourceError:
    said = " ".join(messages)
    folded = said.casefold()
    if "daily threshold" in folded:
        return QuotaReached(
            "BLS answers no more queries today",
            where=where(call),
            got=said,
            hint=f"wait until tomorrow; a free key (setting bls_key) allows {KEYED.queries_a_day} a day, "
            f"without one {KEYLESS.queries_a_day} are shared by everybody behind one address",
        )
    if "key" in folded and "invalid" in folded:
        return Refused(
            "BLS does not accept the key",
            where=where(call),
            got=said,
            hint="keys expire after a year: renew it at data.bls.gov/registrationEngine, or unset bls_key",
        )
    if status == "REQUEST_FAILED_OVER_CAPACITY":
        return Unreachable(
            "BLS is over capacity", where=where(call), got=said, hint="try again in some minutes"
        )
    if status.startswith(("REQUEST_FAILED", "REQUEST_NOT_PROCESSED")):
        return Refused(f"BLS refused the request ({status})", where=where(call), got=said)
    return UnexpectedAnswer(
        "BLS answered with an unknown status",
        where=where(call),
        expected="REQUEST_SUCCEEDED",
        got=f"{redact(status, call.request.secrets)} {said}",
    )


def _series(document: Any, call: Call) -> dict[str, Mapping[str, Any]]:
    results = document.get("Results")
    if isinstance(results, list) and len(results) == 1:
        results = results[0]
    found: dict[str, Mapping[str, Any]] = {}
    for row in field_of(results, "series", list, call):
        code = field_of(row, "seriesID", str, call)
        if code in found or code not in {i.code for i in call.indicators}:
            unexpected(call, "a series that was not asked for, or one twice", got=code)
        found[code] = row
    return found


def _parsed(
    indicator: Indicator,
    row: Mapping[str, Any] | None,
    unknown: set[str],
    messages: Sequence[str],
    call: Call,
) -> Parsed:
    if indicator.code in unknown:
        error = Refused(
            f"BLS has no series {indicator.code}",
            where=where(call),
            hint="check the code of the indicator at data.bls.gov",
        )
        return Parsed(indicator.key, error=error)
    if row is None:
        unexpected(call, f"series {indicator.code} is not in the answer", got=" ".join(messages))
    data = field_of(row, "data", list, call)
    observations = distinct(filter(None, (_observation(r, indicator, call) for r in data)), indicator, call)
    if data and not observations and indicator.frequency is Frequency.ANNUAL and not call.request.secrets:
        error = Refused(
            f"BLS gives the annual averages of {indicator.code} only to those with a key",
            where=where(call),
            hint="set bls_key (a free key: data.bls.gov/registrationEngine)",
        )
        return Parsed(indicator.key, error=error)
    described = _described(row, call)
    notes = [m for m in messages if not (_NO_DATA.search(m) or _NO_SERIES.search(m))]
    if not observations:
        notes += [m for m in messages if (said := _NO_DATA.search(m)) and said[1] == indicator.code]
    if _contradicts(described, indicator):
        notes.append(f"{indicator.name or indicator.key}: the office says {described['seasonality']}")
    return Parsed(indicator.key, observations, messages=tuple(notes), described=described)


def _observation(row: Any, indicator: Indicator, call: Call) -> Observation | None:
    """The row's observation, or None where it is of another frequency than the indicator."""
    year = field_of(row, "year", str, call)
    code = field_of(row, "period", str, call)
    frequency = frequency_of(code, call)
    if _YEAR.fullmatch(year) is None:
        unexpected(call, "a row for an unknown period", got=row, expected="year 2026, period M01 to M13")
    place = _CODES[code][1]
    if frequency is not indicator.frequency:
        return None
    period = Period(frequency, int(year), place)
    codes, footnote = _footnotes(row, call)
    text = field_of(row, "value", str, call)
    if text == "-":
        return Observation(period, None, Status.MISSING, footnote)
    status = Status.FINAL
    if "P" in codes or footnote.casefold().startswith("preliminary"):
        status = Status.PROVISIONAL
    elif footnote.casefold().startswith("corrected"):
        status = Status.CORRECTED
    return Observation(period, number(text, call, indicator.measure, period), status, footnote)


def frequency_of(code: str, call: Call) -> Frequency:
    """Which frequency a period code (`M01`, `S02`, `M13`) belongs to; UnexpectedAnswer for another."""
    if code not in _CODES:
        unexpected(call, "a row for an unknown period", got=code, expected="year 2026, period M01 to M13")
    return _CODES[code][0]


def _footnotes(row: Any, call: Call) -> tuple[set[str], str]:
    codes, texts = set(), []
    for note in field_of(row, "footnotes", list, call):
        if note == {}:
            continue
        codes.add(field_of(note, "code", str, call))
        texts.append(field_of(note, "text", str, call).strip())
    return codes, "; ".join(texts)


def _described(row: Mapping[str, Any], call: Call) -> dict[str, str]:
    catalog = row.get("catalog")
    if catalog is None:
        return {}
    if field_of(catalog, "series_id", str, call) != row["seriesID"]:
        unexpected(call, "the catalogue entry of another series", got=catalog)
    found = {ours: catalog.get(theirs) for ours, theirs in _CATALOG.items()}
    return {ours: text for ours, text in found.items() if isinstance(text, str) and text}


def _contradicts(described: Mapping[str, str], indicator: Indicator) -> bool:
    said = described.get("seasonality", "").casefold()
    return bool(said) and said.startswith("not ") is indicator.seasonally_adjusted
