"""Figures by the hundred thousand: whole numbers and text, without an object for each.

A figure is a pair: the number of its period, and its content. The content of a final figure without a
footnote is its digits as published (as `published_digits` has them); any other has digits (none where it is
missing), status and footnote with tabs between them.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from indicators.errors import BadInput
from indicators.series import Frequency, Observation, Period, Status

Figures = list[tuple[int, str]]

_MARK = "\t"
# Offices publish at most this many digits; what a machine pads beyond them with zeros says nothing.
SIGNIFICANT_DIGITS = 15
# Far beyond any price index, even in a hyperinflation, and well inside both databases' limits.
_LARGEST_EXPONENT = 400


def period_number(period: Period) -> int:
    """A period as a sortable integer: 202608 for August 2026, 202603 for its third quarter."""
    return period.year * 100 + period.number


# The same few thousand months appear in every series, and making one costs more than all else in a row.
@lru_cache(maxsize=20_000)
def period_from(number: int, frequency: Frequency) -> Period:
    """The period that `period_number` wrote; the indicator says its frequency."""
    return Period(frequency, *divmod(number, 100))


def content(digits: str, status: str = "final", footnote: str = "") -> str:
    """One figure's content; `digits` are plain decimal text, or empty where there is no figure."""
    if status == "final" and not footnote:
        return digits
    return _MARK.join((digits, status, " ".join(footnote.split(_MARK))))


def parts(text: str) -> tuple[str | None, str, str]:
    """Digits, status and footnote of a content."""
    if _MARK not in text:
        return text, "final", ""
    digits, status, footnote = text.split(_MARK, 2)
    return digits or None, status, footnote


def observations(figures: Iterable[tuple[int, str]], frequency: Frequency) -> Iterator[Observation]:
    """The figures one by one, as values."""
    for number, text in figures:
        digits, status, footnote = parts(text)
        value = None if digits is None else Decimal(digits)
        yield Observation(period_from(number, frequency), value, Status(status), footnote)


def published_digits(value: Decimal, *, where: str = "") -> Decimal:
    """`value` with the digits as published; zeros that pad it beyond 15 significant digits are dropped.

    Never in exponent form and never a negative zero, so that both databases give back the same digits.
    BadInput where it is not a finite number of reasonable size.
    """
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise BadInput("not a figure that can be stored", expected="a finite number", got=value, where=where)
    sign, digits, exponent = value.as_tuple()
    places = int(exponent)
    if len(digits) > SIGNIFICANT_DIGITS:
        while places < 0 and digits[-1:] == (0,):
            digits, places = digits[:-1], places + 1
    if places > 0:
        digits, places = (*digits, *(0,) * places), 0
    return Decimal((sign if any(digits) else 0, digits or (0,), places))
