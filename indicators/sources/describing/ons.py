"""What the ONS says of a series: the head of its page, and the figures under it.

A page does not say whether a series is seasonally adjusted (where older ones did, it was wrong: the one
of A2F8, titled SA, said NSA), and its base may be wrong, so the figures come along.
"""

from dataclasses import replace
from datetime import date

from indicators.errors import UnexpectedAnswer
from indicators.series import Frequency, Indicator, Kind
from indicators.sources.base import Answer, Call, Parsed
from indicators.sources.describing import Description
from indicators.sources.describing.words import base_in, kind_in, measure_in
from indicators.sources.ons import Ons, series_and_dataset

_PRODUCER_DATASETS = ("PPI", "MM22")


def by_code(code: str) -> Description:
    """The country; and that the dataset is one of producer prices."""
    dataset = code.rpartition("/")[2].upper()
    return Description(country="GB", kind=Kind.PPI if dataset in _PRODUCER_DATASETS else None)


def ask(indicator: Indicator, *, key: str | None, base_url: str | None, today: date) -> Call:
    """The page of the series."""
    series_and_dataset(indicator)
    (call,) = Ons().requests([indicator], since=None, key=key, base_url=base_url, today=today)
    return call


def read(call: Call, answer: Answer) -> Description:
    """Title, unit, base, and which frequencies the page has."""
    read_as = {f: _parsed(call, answer, f) for f in Frequency}
    found = {f: p for f, p in read_as.items() if isinstance(p, Parsed)}
    if not found:
        raise next(p for p in read_as.values() if isinstance(p, UnexpectedAnswer))
    finest = next(iter(found.values()))
    said = finest.described
    words = [said.get(name, "") for name in ("title", "unit", "base")]
    return Description(
        title=words[0],
        kind=kind_in(words[0]),
        measure=measure_in(words[0], words[1]),
        frequencies=tuple(found),
        base_period=base_in(words),
        units=words[1],
        observations=finest.observations,
    )


def _parsed(call: Call, answer: Answer, frequency: Frequency) -> Parsed | UnexpectedAnswer:
    (indicator,) = call.indicators
    try:
        (parsed,) = Ons().parse(replace(call, indicators=(replace(indicator, frequency=frequency),)), answer)
    except UnexpectedAnswer as error:
        return error
    return parsed
