"""Figures that an office sends as JSON numbers, written out again as the plain text they stand for."""

from decimal import Decimal

_LARGEST_EXPONENT = 30


def written(value: object) -> object:
    """The digits of a JSON number as plain text; anything else as it is, for `number` to refuse.

    An exponent is written out where that stays short: 1.2e1 is 12, and 1e308 is left alone.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal) and abs(value.adjusted()) <= _LARGEST_EXPONENT:
        return f"{value:f}"
    return value
