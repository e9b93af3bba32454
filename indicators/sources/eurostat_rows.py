"""One series of Eurostat out of the rows of its comma-separated text (SDMX-CSV, as its pages hand it out).

A row has the data set, when it was last changed (day/month/year), a cell for each dimension in small letters,
and the flags of the other form in OBS_FLAG. The shape is from documentation. A date of change in another
form is left aside: the figures then count as public from the day they are taken in.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from indicators.series import Indicator
from indicators.sources.base import Call, Parsed
from indicators.sources.eurostat import check_unit, described, notes, observations
from indicators.sources.figures import distinct, unexpected
from indicators.sources.jsonstat import OneSeries
from indicators.sources.sdmx_csv import LABEL, TIME, VALUE, key_columns

_UPDATED, _FLAG = "LAST UPDATE", "OBS_FLAG"
_NOTHING = ("", ":")


def parse_rows(rows: Sequence[Mapping[str, str]], dataset: str, call: Call, indicator: Indicator) -> Parsed:
    """The figures in rows that are all of one series; UnexpectedAnswer for two figures of one time."""
    series = _series(rows, dataset, call)
    check_unit(series, indicator, call)
    found = distinct(observations(series, indicator, call), indicator, call)
    changed = _changed(rows[0].get(_UPDATED, ""))
    return Parsed(
        indicator.key,
        found,
        published_on=changed,
        messages=notes(found, changed),
        described=described(series),
    )


def _series(rows: Sequence[Mapping[str, str]], dataset: str, call: Call) -> OneSeries:
    pinned = {name: rows[0][name] for name in key_columns(rows[0])}
    labels = {name: rows[0].get(name + LABEL, "").partition(": ")[2] for name in pinned}
    figures: dict[str, tuple[object, str]] = {}
    for row in rows:
        value = None if row[VALUE] in _NOTHING else row[VALUE]
        figure = (value, row.get(_FLAG, ""))
        if figure == (None, ""):
            continue
        if figures.setdefault(row[TIME], figure) != figure:
            unexpected(call, f"two figures for {row[TIME]}", got=f"{figures[row[TIME]][0]} and {row[VALUE]}")
    return OneSeries(pinned, labels, figures, dataset)


def _changed(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%y %H:%M:%S").date()  # noqa: DTZ007 - its zone is not stated
    except ValueError:
        return None
