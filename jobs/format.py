"""How money, percentages and counts are written, the same on every front end."""

from decimal import Decimal

from plans.money import Money


def amount(value: Decimal) -> str:
    """Digits grouped by thousands, decimals as they are: 1,234,567.80."""
    return f"{value:,f}"


def money(value: Money) -> str:
    """An amount with its currency's decimals, and the currency: 1,234.50 USD."""
    return f"{amount(value.amount)} {value.currency}"


def signed(value: Decimal) -> str:
    """An amount with its sign always shown, so that colour is never needed to read it."""
    return f"{value:+,f}" if value else amount(value)


def percent(value: Decimal | None, digits: int = 1) -> str:
    """A percentage to `digits` decimals, half up, with its sign; a dash where there is none."""
    if value is None:
        return "–"
    from indicators.arithmetic import round_digits

    rounded = round_digits(value, digits)
    return f"{rounded:+f}" if rounded else f"{abs(rounded):f}"
