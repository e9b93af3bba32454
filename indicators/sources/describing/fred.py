"""What FRED says of a series: `fred/series`, which needs a key; without one it says nothing."""

from datetime import date

from indicators.errors import Refused
from indicators.series import Frequency, Indicator
from indicators.sources.address import office_url
from indicators.sources.base import Answer, Call, Request
from indicators.sources.describing import Description
from indicators.sources.describing.words import base_in, kind_in, measure_in
from indicators.sources.figures import field_of, read_json, unexpected, where
from indicators.sources.fred import API, EXPLAINED, RATE, refusal

SERIES_PATH = "/fred/series"
_FREQUENCIES = {"M": Frequency.MONTHLY, "Q": Frequency.QUARTERLY, "SA": Frequency.HALF_YEARLY}
_FREQUENCIES["A"] = Frequency.ANNUAL
_ADJUSTED = {"SA": True, "SAAR": True, "NSA": False}


def by_code(code: str) -> Description:
    """Nothing: an id of FRED is a name."""
    return Description()


def ask(indicator: Indicator, *, key: str | None, base_url: str | None, today: date) -> Call | None:
    """The series' own entry; None without a key."""
    if key is None:
        return None
    url = office_url("fred", API, SERIES_PATH, base_url=base_url, key=key)
    params = {"series_id": indicator.code, "api_key": key, "file_type": "json"}
    request = Request(
        url, params=params, secrets=(key,), follow_redirects=False, statuses=EXPLAINED, rate=RATE
    )
    return Call(request, (indicator,), today)


def read(call: Call, answer: Answer) -> Description:
    """Title, frequency, unit with its base, and seasonal adjustment."""
    (indicator,) = call.indicators
    document = read_json(answer, call)
    if answer.status != 200:
        raise refusal(document, answer.status, call, indicator.code)
    rows = field_of(document, "seriess", list, call)
    if len(rows) != 1 or field_of(rows[0], "id", str, call) != indicator.code:
        unexpected(call, "the entry of another series", got=rows, expected=indicator.code)
    texts = {name: field_of(rows[0], name, str, call) for name in ("title", "units")}
    often = field_of(rows[0], "frequency_short", str, call)
    if often not in _FREQUENCIES:
        raise Refused(
            f"{indicator.code} is published {field_of(rows[0], 'frequency', str, call).lower()}",
            where=where(call),
            expected="monthly, quarterly, half-yearly or annual figures",
        )
    return Description(
        title=texts["title"],
        country="US" if " U.S. " in f"{texts['title']} " else "",
        kind=kind_in(texts["title"]),
        measure=measure_in(texts["title"], texts["units"]),
        frequencies=(_FREQUENCIES[often],),
        base_period=base_in([texts["units"]]),
        units=texts["units"],
        seasonally_adjusted=_ADJUSTED.get(field_of(rows[0], "seasonal_adjustment_short", str, call)),
    )
