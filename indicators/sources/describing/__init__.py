"""What an office itself says of a code: read when an indicator is made known, so that nobody copies it.

One module an office, with `by_code`: what the code alone says. Where the office describes a series without
its figures, the module also has `ask` (the call) and `read` (its answer); of any other the figures are
fetched, and what its reader notes beside them is used.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast, runtime_checkable

from indicators.errors import SourceError, UnexpectedAnswer
from indicators.series import Frequency, Indicator, Kind, Measure, Observation
from indicators.sources import source
from indicators.sources.base import Answer, Call, Send
from indicators.sources.describing.words import base_in, kind_in, measure_in
from indicators.sources.fetch import Fetched, fetch

_ORDER = (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY, Frequency.ANNUAL)
_UNADJUSTED = ("not ", "unadjusted", "neither ")  # how the offices begin their words for that


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a code; what nobody says is empty or None.

    `frequencies`: those the office has figures for, the finest first. `observations`: the figures of the
    finest, where they came along: a base that is only a label is held against them.
    """

    title: str = ""
    country: str = ""
    kind: Kind | None = None
    measure: Measure | None = None
    frequencies: tuple[Frequency, ...] = ()
    base_period: str = ""
    units: str = ""
    seasonally_adjusted: bool | None = None
    observations: tuple[Observation, ...] = ()

    def with_more(self, other: "Description") -> "Description":
        """This description, and of `other` what this one does not say."""
        gaps = [f.name for f in fields(self) if getattr(self, f.name) in ("", None, ())]
        return replace(self, **{name: getattr(other, name) for name in gaps})


class _Coded(Protocol):
    """What every module of this package offers."""

    def by_code(self, code: str) -> Description:
        """What the code alone says; BadInput where it is none of the office's."""
        ...


@runtime_checkable
class _Asked(_Coded, Protocol):
    """What the module of an office offers that describes its series."""

    def ask(self, indicator: Indicator, *, key: str | None, base_url: str | None, today: date) -> Call | None:
        """The call that asks for a description; None where the office has none to give."""
        ...

    def read(self, call: Call, answer: Answer) -> Description:
        """What the answer says; SourceError where it is none, or the office does not know the code."""
        ...


def by_code(key: str) -> Description:
    """What the code alone says, without asking anybody."""
    name, _, code = key.partition(":")
    office = _office(name)
    return Description() if office is None else office.by_code(code.partition("#")[0])


def describe(key: str, *, send: Send, api_key: str | None, base_url: str | None, today: date) -> Description:
    """What the office says of the code; SourceError where it does not know it or does not answer."""
    name, _, _ = key.partition(":")
    office, known = _office(name), by_code(key)
    if not isinstance(office, _Asked):
        fetched = partial(_fetched, key, known, send=send, api_key=api_key, base_url=base_url, today=today)
        return known.with_more(_from_figures(fetched, known.frequencies or _ORDER))
    call = office.ask(_provisional(key, known, _ORDER[0]), key=api_key, base_url=base_url, today=today)
    return known if call is None else known.with_more(_answered(office.read, call, send))


def _answered(read: Callable[[Call, Answer], Description], call: Call, send: Send) -> Description:
    try:
        return read(call, send(call.request))
    except SourceError:
        if call.alternative is None:
            raise
    return read(call.alternative, send(call.alternative.request))


def _office(name: str) -> _Coded | None:
    module = f"{__name__}.{name}"
    return cast("_Coded", import_module(module)) if find_spec(module) is not None else None


def _provisional(key: str, known: Description, frequency: Frequency) -> Indicator:
    """An indicator of which only the code is known: where that says nothing, a rate takes any number."""
    return Indicator(
        key,
        "",
        "",
        known.country,
        known.kind or Kind.CPI,
        known.measure or Measure.RATE_12M,
        frequency,
        known.base_period,
    )


def _from_figures(fetched: Callable[[Frequency], Fetched], frequencies: Sequence[Frequency]) -> Description:
    found = [fetched(frequencies[0])]
    for frequency in frequencies[1:]:
        if found[-1].observations or not isinstance(found[-1].error, UnexpectedAnswer | None):
            break
        found.append(fetched(frequency))
    last = found[-1]
    if last.error is not None:
        raise found[0].error or last.error
    said = last.described
    words = [said.get(name, "") for name in ("title", "unit", "base")]
    adjusted = said.get("seasonality", "").casefold()
    return Description(
        title=words[0],
        kind=kind_in(words[0]),
        measure=measure_in(words[0], words[1]),
        frequencies=(last.indicator.frequency,) if last.observations else (),
        base_period=base_in([words[2], words[1], words[0]]),
        units=words[1],
        seasonally_adjusted=not adjusted.startswith(_UNADJUSTED) if adjusted else None,
        observations=last.observations,
    )


def _fetched(
    key: str,
    known: Description,
    frequency: Frequency,
    *,
    send: Send,
    api_key: str | None,
    base_url: str | None,
    today: date,
) -> Fetched:
    name, _, _ = key.partition(":")
    asked: Sequence[Indicator] = [_provisional(key, known, frequency)]
    (found,) = fetch(source(name), asked, send=send, today=today, key=api_key, base_url=base_url)
    return found
