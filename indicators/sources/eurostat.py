"""Eurostat, statistics interface (ec.europa.eu/eurostat/api/dissemination/statistics/1.0), as JSON-stat.

Asked for is one series, by a value for each dimension. Figures stand at positions; an absent position is no
figure, and a flag can say why. `updated` is when the data set was last changed, for whatever country, and
has an offset without a colon.

Oddities: a combination that does not exist is an empty object of figures with status 200, and so is a
category named twice with a plus sign. Errors are status 400 or 404 with a label. What is too large is
refused with status 413, or with status 200 and a warning, and is prepared for later; the older interface
said so in the footer of an XML message. The harmonised index moved to ECOICOP version 2 in February 2026:
prc_hicp_midx and prc_hicp_manr stop at December 2025 and go on answering; their successor prc_hicp_minr
has dimension coicop18 with TOTAL for all items (formerly coicop with CP00), base 2025 = 100 as I25 and the
old base still as I15. In sts_inpp_m unit I15 stops at December 2023; I21 goes on. Area EA changes its
members, EA20 and EA21 do not.

Proven by recordings: the shape, sparse positions, the XML footer. The status 413, the warning and flags
are from documentation.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from indicators.errors import BadInput, Refused
from indicators.series import Frequency, Indicator, Measure, Observation, Period, Status
from indicators.sources.address import office_url
from indicators.sources.base import JSON_TYPES, Answer, Call, Parsed, Rate, Request
from indicators.sources.bases import Base, base_of
from indicators.sources.eurostat_says import told_in_json, told_in_xml
from indicators.sources.figures import distinct, number, read_json, unexpected, where
from indicators.sources.jsonstat import OneSeries, one_series
from indicators.sources.sdmx_csv import period_of

ADDRESS = "https://ec.europa.eu"
PATH = "/eurostat/api/dissemination/statistics/1.0/data/"
RATE = Rate(10, 10)  # none is documented
BRUSSELS = ZoneInfo("Europe/Brussels")
FLAGS = {
    "b": "break in the series",
    "c": "confidential",
    "d": "another definition",
    "e": "estimated",
    "f": "forecast",
    "n": "not significant",
    "p": "provisional",
    "r": "revised",
    "s": "estimated by Eurostat",
    "u": "low reliability",
    "z": "not applicable",
}
_PROVISIONAL = frozenset("eps")
_FORECAST = "f"
_STOPPED_AFTER = 200  # days between the newest figure and the last update: by then it is not mere lateness
_CODE = re.compile(
    r"(?P<dataset>[a-z0-9_]+)/(?P<filters>[a-z0-9_]+=[A-Za-z0-9_-]+(?:,[a-z0-9_]+=[A-Za-z0-9_-]+)*)"
)
_INDEX_UNIT = re.compile(r"I(?P<year>[0-9]{2})")
RATE_UNITS = frozenset({"RCH_A", "PCH_SM"})
_ACCEPT = (*JSON_TYPES, "application/xml", "text/xml")


class Eurostat:
    """The reader of `eurostat:` indicators; code: data set/filters (prc_hicp_minr/coicop18=TOTAL,geo=DE…)."""

    name = "eurostat"
    publisher = "Eurostat"

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
            dataset, filters = dataset_and_filters(indicator)
            params = {"format": "JSON", "lang": "EN"} | filters
            if since is not None:
                params["sinceTimePeriod"] = str(Period.of(since.first_day, indicator.frequency))
            request = Request(
                url + dataset, params=params, accept=_ACCEPT, statuses=(200, 400, 404, 413), rate=RATE
            )
            yield Call(request, (indicator,), today)

    def parse(self, call: Call, answer: Answer) -> list[Parsed]:
        """The figures of the series, with the flags' meaning as footnotes and notes where it stands still."""
        (indicator,) = call.indicators
        dataset, filters = dataset_and_filters(indicator)
        if answer.content.lstrip()[:1] == b"<":
            raise told_in_xml(answer, call)
        document = read_json(answer, call)
        error = told_in_json(document, answer, call)
        if error is not None:
            raise error
        if "value" not in document:
            unexpected(call, "no figures at all", got=document, expected="a JSON-stat data set")
        if not document["value"]:
            raise Refused(
                "Eurostat has no figures for this combination",
                where=where(call),
                got=",".join(f"{name}={value}" for name, value in filters.items()),
                hint="check the filters of the code, one value for each dimension",
            )
        series = one_series(document, call)
        _check(series, filters, dataset, document, call)
        check_unit(series, indicator, call)
        found = distinct(observations(series, indicator, call), indicator, call)
        updated = _updated(document, call)
        return [
            Parsed(
                indicator.key,
                found,
                published_on=updated,
                messages=notes(found, updated),
                described=described(series),
            )
        ]


def dataset_and_filters(indicator: Indicator) -> tuple[str, dict[str, str]]:
    """The data set and a value for each dimension named; BadInput where the code is not that."""
    match = _CODE.fullmatch(indicator.code)
    if match is None:
        raise BadInput(
            f"{indicator.key}: not a code of Eurostat",
            expected="data set/dimension=value,… as eurostat:prc_hicp_minr/coicop18=TOTAL,geo=DE,unit=I25",
            got=indicator.code,
            hint="name every dimension that has more than one value in the data set",
        )
    filters = dict(part.split("=") for part in match["filters"].split(","))
    return match["dataset"], {"freq": indicator.frequency.value} | filters


def _check(
    series: OneSeries, filters: Mapping[str, str], dataset: str, document: Mapping[str, Any], call: Call
) -> None:
    extension = document.get("extension")
    said = extension.get("id") if isinstance(extension, Mapping) else None
    if said is not None and str(said).lower() != dataset:
        unexpected(call, "another data set than asked for", got=said, expected=dataset)
    wrong = {n: series.pinned.get(n) for n, value in filters.items() if series.pinned.get(n) != value}
    if wrong:
        expected = ",".join(f"{name}={filters[name]}" for name in wrong)
        unexpected(call, "another series than asked for", got=wrong, expected=expected)


def base_in_unit(unit: str) -> Base | None:
    """The base that a unit of Eurostat names: `I25` is 2025=100."""
    match = _INDEX_UNIT.fullmatch(unit)
    return base_of(f"20{match['year']}=100") if match else None


def check_unit(series: OneSeries, indicator: Indicator, call: Call) -> None:
    """Refused where the unit asked for is not what the indicator is said to measure."""
    unit = series.pinned.get("unit", "")
    base = base_in_unit(unit)
    ours = base_of(indicator.base_period) if indicator.measure is Measure.INDEX else None
    fits = unit in RATE_UNITS if indicator.measure is Measure.RATE_12M else base is not None
    if unit and (not fits or (ours is not None and base != ours)):
        raise Refused(
            f"{indicator.name or indicator.key}: unit {unit} is not what the indicator is said to be",
            where=where(call),
            expected=indicator.base_period or indicator.measure.value,
            got=series.labels.get("unit") or unit,
            hint="correct the unit in the code, or the indicator's measure and base",
        )


def observations(series: OneSeries, indicator: Indicator, call: Call) -> Iterator[Observation]:
    """The figures with the flags' meaning; a flag without a figure is a missing one, a forecast is none."""
    for time, (value, flag) in series.figures.items():
        if _FORECAST in flag:
            continue
        period = period_of(time, indicator, call)
        note = "; ".join(FLAGS.get(letter, f"flag {letter}") for letter in flag)
        if value is None:
            yield Observation(period, None, Status.MISSING, note or "the office has no figure")
            continue
        status = Status.PROVISIONAL if _PROVISIONAL & set(flag) else Status.FINAL
        yield Observation(period, number(value, call, indicator.measure, period), status, note)


def _updated(document: Mapping[str, Any], call: Call) -> date | None:
    """The day in Brussels on which the data set was last changed."""
    text = document.get("updated")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        day = moment.astimezone(BRUSSELS).date() if moment is not None and moment.tzinfo else None
    except (ValueError, OverflowError):
        day = None
    if day is None:
        unexpected(call, "an unknown instant", got=text, expected="as 2026-02-06T23:00:00+0100")
    return day


def notes(found: Sequence[Observation], updated: date | None) -> tuple[str, ...]:
    """What is to be said where a data set stands still."""
    newest = max((o.period for o in found if o.value is not None), default=None)
    # An annual figure is rightly a year old.
    if newest is None or updated is None or newest.frequency not in (Frequency.MONTHLY, Frequency.QUARTERLY):
        return ()
    if updated - newest.first_day > timedelta(days=_STOPPED_AFTER):
        return (f"stands still at Eurostat: the newest figure is {newest}, the data set of {updated}",)
    return ()


def described(series: OneSeries) -> dict[str, str]:
    """Eurostat's own words: title, unit, adjustment."""
    title = ", ".join(text for name, text in series.labels.items() if text and name not in ("freq", "unit"))
    found = {
        "title": f"{series.label}: {title}" if title else series.label,
        "unit": series.labels.get("unit", ""),
    }
    adjusted = series.labels.get("s_adj", "")
    return {name: text for name, text in (found | {"seasonality": adjusted}).items() if text}
