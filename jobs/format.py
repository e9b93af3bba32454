"""How money, percentages and counts are written, the same on every front end."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from indicators.series import Period
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


def plain(value: Any) -> Any:
    """A value as JSON can hold it: exact numbers and dates as text, money as amount and currency."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, Money):
        return {"amount": f"{value.amount:f}", "currency": value.currency}
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (Period, Path)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value
