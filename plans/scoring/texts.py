"""How numbers stand in a line of arithmetic."""

from decimal import Decimal

from indicators.arithmetic import round_digits


def percent(value: Decimal) -> str:
    """A percentage to two decimals at most."""
    return f"{plain(value)} %"


def plain(value: Decimal) -> str:
    """A number to two decimals at most, without padding."""
    text = f"{round_digits(value, 2):f}"
    return text.rstrip("0").rstrip(".")
