"""How values read on screen: numbers, months, ages, money; plain words, safe to print."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from tui.widgets.axis import MONTHS

if TYPE_CHECKING:
    from indicators.series import Period
    from plans.money import Money
    from plans.steps import Input

NONE = "–"
SNAPSHOT = "snapshot"  # the origin of figures that came with realterms
_KINDS = {"ppi": "producer prices (PPI)", "cpi": "consumer prices (CPI)", "rpi": "retail prices (RPI)"}
_SHORT = {"day": "d", "week": "wk", "month": "mo", "year": "yr"}
_COUNTRIES = {"US": "United States", "GB": "United Kingdom", "CN": "China", "EA": "Euro area"}


def plain(text: str) -> str:
    """`text` on one line, without characters that would drive the terminal."""
    if text.isprintable():
        return text
    return "".join(
        " " if c in "\r\n\t" else c for c in text if c in "\r\n\t" or unicodedata.category(c) != "Cc"
    )


def group(country: str, kind: str) -> str:
    """`United Kingdom · consumer prices (CPI)`."""
    return f"{_COUNTRIES.get(country, country)} · {_KINDS.get(kind, kind.upper())}"


def percent(value: Decimal | None, digits: int = 1) -> str:
    """`+2.9`, rounded for the eye; a dash where there is none."""
    if value is None:
        return NONE
    from jobs import format

    return format.percent(value, digits).replace("-", "−")


def moved(value: Decimal | None, digits: int = 1) -> str:
    """`▲ +2.9`: a change by glyph and sign, so that it reads without colour."""
    if value is None:
        return NONE
    shown = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{glyph(shown)} {percent(value, digits)}"


def tone(value: Decimal | int | None) -> str:
    """The tone that goes with a change."""
    return "" if value is None or not value else "up" if value > 0 else "down"


def figure(value: Decimal | None) -> str:
    """A figure with the digits it was published with."""
    return NONE if value is None else f"{value:,f}".replace("-", "−")


def money(amount: "Money") -> str:
    """`48,500` or `48,500.50`: minor digits only where there are some; the currency stands in the heading."""
    from jobs import format

    text = format.amount(amount.amount)
    return text[: text.index(".")] if "." in text and not text.partition(".")[2].strip("0") else text


def glyph(change: int | Decimal) -> str:
    """▲, ▼ or =: the direction of a change, readable without colour."""
    return "▲" if change > 0 else "▼" if change < 0 else "="


def period(at: "Period") -> str:
    """`Aug 2026`, `Q3 2026` or `2026`."""
    letter = at.frequency.value
    if letter == "M":
        return f"{MONTHS[at.number - 1]} {at.year}"
    return str(at.year) if letter == "A" else f"{letter.replace('S', 'H')}{at.number} {at.year}"


def day(on: date) -> str:
    """`3 Nov 2026`."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def age(days: int) -> str:
    """`today`, `12 days`, `5 weeks`, `8 months`, `3 years`."""
    count, unit = _age(days)
    return f"{count} {unit}{'s' if count != 1 else ''}" if count else "today"


def short_age(days: int) -> str:
    """`today`, `12 d`, `5 wk`, `8 mo`, `3 yr`."""
    count, unit = _age(days)
    return f"{count} {_SHORT[unit]}" if count else "today"


def bundled(inputs: "Iterable[Input]", on: date) -> str:
    """Says that figures came with realterms and how old the oldest are on a day; empty where none did."""
    days = [(on - used.published_on).days for used in inputs if used.origin == SNAPSHOT]
    return f"bundled figures, up to {age(max(days))} old" if days else ""


def _age(days: int) -> tuple[int, str]:
    if days >= 730:
        return days // 365, "year"
    if days >= 61:
        return days // 30, "month"
    return (days // 7, "week") if days >= 28 else (max(days, 0), "day")
