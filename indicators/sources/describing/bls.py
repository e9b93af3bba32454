"""What BLS says of a series: with a key its catalogue entry; without one, only what the id itself tells.

An id begins with its survey, and its third letter is S or U: seasonally adjusted or not. No answer of the
interface names the base.
"""

from datetime import date
from typing import Any

from indicators.errors import Refused
from indicators.series import Frequency, Indicator, Kind, Measure
from indicators.sources.base import Answer, Call
from indicators.sources.bls import Bls, frequency_of
from indicators.sources.describing import Description
from indicators.sources.figures import field_of, read_json, where

_KINDS = {"CU": Kind.CPI, "CW": Kind.CPI, "SU": Kind.CPI, "WP": Kind.PPI, "PC": Kind.PPI, "WD": Kind.PPI}
_ADJUSTED = {"S": True, "U": False}


def by_code(code: str) -> Description:
    """Country, which prices, whether seasonally adjusted; these surveys publish indices only."""
    survey = code[:2].upper()
    return Description(
        country="US",
        kind=_KINDS.get(survey),
        measure=Measure.INDEX if survey in _KINDS else None,
        seasonally_adjusted=_ADJUSTED.get(code[2:3].upper()) if survey in _KINDS else None,
    )


def ask(indicator: Indicator, *, key: str | None, base_url: str | None, today: date) -> Call:
    """One query for the last years."""
    (call,) = Bls().requests([indicator], since=None, key=key, base_url=base_url, today=today)
    return call


def read(call: Call, answer: Answer) -> Description:
    """The catalogue entry, and which frequencies stand in the rows."""
    (indicator,) = call.indicators
    (parsed,) = Bls().parse(call, answer)
    if parsed.error is not None:
        raise parsed.error
    said = parsed.described
    frequencies = _frequencies(read_json(answer, call), call)
    if not frequencies:
        raise Refused(
            f"BLS has no figures of {indicator.code} for these years",
            where=where(call),
            got=" ".join(parsed.messages) or None,
            hint="the series has ended, or check its code at data.bls.gov",
        )
    adjusted = said.get("seasonality", said.get("title", "")).casefold()
    return Description(
        title=said.get("title", ""),
        frequencies=frequencies,
        seasonally_adjusted="not seasonally" not in adjusted if "seasonally adjusted" in adjusted else None,
        observations=parsed.observations,
    )


def _frequencies(document: Any, call: Call) -> tuple[Frequency, ...]:
    results = document["Results"]
    (row,) = (results[0] if isinstance(results, list) else results)["series"]
    found = {frequency_of(field_of(r, "period", str, call), call) for r in field_of(row, "data", list, call)}
    return tuple(f for f in Frequency if f in found)
