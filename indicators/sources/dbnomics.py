"""DBnomics, version 22 (api.db.nomics.world): a mirror of many offices, each copied at some day of its own.

Asked for is one series, whole: there is no choice of periods, and no vintages. A month without a figure is
"NA" or null. `indexed_at` is when DBnomics last copied the data set; it is given on, and nothing is known
of what the office published since. Some mirrors are years old.

Oddities: a wrong series is status 404 with a message, or status 200 with an entry in `errors`; unknown
dimensions find nothing, with status 200. A data set's code can hold a colon (`WEO:2025-04`). Some data sets
hold projections; a series with figures for the future is refused whole.

No whole reply is recorded: a 404 is, and the shape of a series is put together from a recorded record and
the documentation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from indicators.errors import BadInput, Refused
from indicators.series import Frequency, Indicator, Observation, Period
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Parsed, Rate, Request
from indicators.sources.figures import distinct, field_of, number, read_json, unexpected, where
from indicators.sources.json_numbers import written
from indicators.sources.redact import snippet
from indicators.sources.sdmx_csv import period_of

ADDRESS = "https://api.db.nomics.world"
PATH = "/v22/series/"
RATE = Rate(10, 10)  # none is documented
_CODE = re.compile(r"[A-Za-z0-9_-]+/[A-Za-z0-9_@.:-]+/[A-Za-z0-9_.:@-]+")
_FREQUENCIES = {
    "monthly": Frequency.MONTHLY,
    "quarterly": Frequency.QUARTERLY,
    "bi-annual": Frequency.HALF_YEARLY,
    "annual": Frequency.ANNUAL,
}
_NOTHING = ("NA", None)


class Dbnomics:
    """The reader of `dbnomics:` indicators; code: provider/data set/series, as `NBS/M_A010801/A01080101`."""

    name = "dbnomics"
    publisher = "DBnomics"

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
        url = office_url(self.name, ADDRESS, PATH, base_url=base_url, key=None)
        for indicator in indicators:
            if not _CODE.fullmatch(indicator.code):
                raise BadInput(
                    f"{indicator.key}: not a code of DBnomics",
                    expected="provider/data set/series, as dbnomics:NBS/M_A010801/A01080101",
                    got=indicator.code,
                )
            params = {"observations": "1", "metadata": "0"}
            request = Request(url + indicator.code, params=params, statuses=(200, 400, 404), rate=RATE)
            yield Call(request, (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The series, with a note that it is a copy, and of which day."""
        (indicator,) = call.indicators
        document = read_json(answer, call)
        said = document.get("message") or document.get("errors") if isinstance(document, Mapping) else None
        if said or answer.status != 200:
            raise Refused(
                "DBnomics has no such series",
                where=where(call),
                got=snippet(repr(said or document), (), 300),
                hint="check the code of the indicator at db.nomics.world",
            )
        series = _series(document, indicator, call)
        found = distinct(_observations(series, indicator, call), indicator, call)
        copied = _indexed(series, call)
        note = f"a copy by DBnomics, last made on {copied}: the office may have published since"
        described = {"indexed_at": copied.isoformat(), "title": _title(series)}
        return [
            Parsed(
                indicator.key,
                found,
                published_on=copied,
                messages=(note,),
                described={name: text for name, text in described.items() if text},
            )
        ]


def _series(document: Any, indicator: Indicator, call: Call) -> Mapping[str, Any]:
    docs = field_of(field_of(document, "series", dict, call), "docs", list, call)
    if not docs:
        raise Refused("DBnomics has no such series", where=where(call), hint="check the indicator's code")
    if len(docs) != 1:
        unexpected(call, "more than the one series asked for", got=f"{len(docs)} series")
    parts = (field_of(docs[0], name, str, call) for name in ("provider_code", "dataset_code", "series_code"))
    code = "/".join(parts)
    if code != indicator.code:
        unexpected(call, "another series than asked for", got=code, expected=indicator.code)
    said = field_of(docs[0], "@frequency", str, call)
    if _FREQUENCIES.get(said) is not indicator.frequency:
        expected = indicator.frequency.name.lower()
        unexpected(call, "figures of another frequency than asked for", got=said, expected=expected)
    series: Mapping[str, Any] = docs[0]
    return series


def _observations(series: Mapping[str, Any], indicator: Indicator, call: Call) -> Iterator[Observation]:
    periods = field_of(series, "period", list, call)
    values = field_of(series, "value", list, call)
    if len(periods) != len(values):
        unexpected(call, "periods and figures do not pair", got=f"{len(periods)} and {len(values)}")
    for text, value in zip(periods, values, strict=True):
        if not isinstance(text, str):
            unexpected(call, "an unknown period", got=text)
        if value in _NOTHING:
            continue
        period = period_of(text, indicator, call)
        yield Observation(period, number(written(value), call, indicator.measure, period))


def _indexed(series: Mapping[str, Any], call: Call) -> date:
    """The day, in UTC, on which DBnomics last copied the data set."""
    text = field_of(series, "indexed_at", str, call)
    try:
        moment = datetime.fromisoformat(text)
        day = moment.astimezone(UTC).date() if moment.tzinfo else None
    except (ValueError, OverflowError):
        day = None
    if day is None:
        unexpected(call, "an unknown instant", got=text, expected="as 2025-05-15T11:13:27.379Z")
    return day


def _title(series: Mapping[str, Any]) -> str:
    words = (series.get("dataset_name"), series.get("series_name"))
    return ": ".join(w for w in words if isinstance(w, str) and w)
