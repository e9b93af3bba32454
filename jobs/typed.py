"""Numbers as people type them into a cell or a field."""

from decimal import Decimal, InvalidOperation


def number(typed: str) -> Decimal | None:
    """What was typed as a number: separators of thousands go; None where it is none."""
    cleaned = typed.translate({ord(c): None for c in ",' \u00a0\u202f_"})
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        return None
    return value if value.is_finite() and cleaned.isascii() else None
