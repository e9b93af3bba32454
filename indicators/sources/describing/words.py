"""What the words of offices mean: which prices, which measure, which base. Only what they plainly say."""

import re
from collections.abc import Iterable

from indicators.series import Kind, Measure
from indicators.sources.bases import MONTHS

_KINDS = (
    (Kind.PPI, re.compile(r"\b(?:producer prices?|ppi|factory gate)\b", re.IGNORECASE)),
    (Kind.RPI, re.compile(r"\b(?:retail prices?|rpi)\b", re.IGNORECASE)),
    (Kind.CPI, re.compile(r"\b(?:consumer prices?|cpih?|hicp)\b", re.IGNORECASE)),
)
_EURO_AREA = ("EA", "EA19", "EA20", "EA21", "EMU", "U2", "I9", "EA11-1999")
_OTHER_NAMES = {"EL": "GR", "UK": "GB"}  # Eurostat's own
_BASE = re.compile(
    r"(?P<month>\b[A-Za-z]{3})?[A-Za-z]*\s*\b(?P<years>[12][0-9]{3}(?:-(?:[12][0-9]{3}|[0-9]{2}))?)\s*=\s*100\b"
)
_YEARLY = re.compile(
    r"\b(?:annual rate|12[- ]months?|year ago|previous year|same month of (?:the )?(?:last|previous) year)\b",
    re.IGNORECASE,
)
_INDEX = re.compile(r"\bindex\b", re.IGNORECASE)
_RATE = re.compile(r"%|\bper ?cent|\bgrowth rate|\brate\b", re.IGNORECASE)


def country_of(code: str) -> str:
    """The two letters of a country from an office's code for it (two or three letters); empty for none.

    The euro area is EA, whichever members a code stands for.
    """
    from babel.core import get_global

    name = code.upper()
    if name in _EURO_AREA:
        return "EA"
    if len(name) == 3:
        return next(iter(get_global("territory_aliases").get(name, [])), "")
    return _OTHER_NAMES.get(name, name) if re.fullmatch(r"[A-Z]{2}", name) else ""


def kind_in(text: str) -> Kind | None:
    """Which prices a title speaks of; None where it names none, or two."""
    found = [kind for kind, words in _KINDS if words.search(text)]
    return found[0] if len(found) == 1 else None


def base_in(texts: Iterable[str]) -> str:
    """The base that the first text with one names, as the office writes it: `2015=100`, `Nov 2009=100`."""
    for match in filter(None, map(_BASE.search, texts)):
        month = (match["month"] or "").capitalize()
        named = f"{month} " if month.upper() in MONTHS else ""
        return f"{named}{match['years']}=100"
    return ""


def measure_in(title: str, unit: str) -> Measure | None:
    """What the numbers are; the unit decides, the title where there is none. None where it stays open.

    A change on the previous month is none of our measures, so `%` alone decides nothing.
    """
    said = unit.strip() or title
    if _INDEX.search(said) or (base_in([said]) and not _RATE.search(said)):
        return Measure.INDEX
    return Measure.RATE_12M if _RATE.search(said) and _YEARLY.search(f"{title} {unit}") else None
