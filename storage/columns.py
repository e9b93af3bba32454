"""How exact numbers, moments and periods are written into columns, and read back unchanged."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import TIMESTAMP, Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from indicators.errors import BadInput
from indicators.series import Frequency, Period

# Offices publish at most this many digits; what a machine pads beyond them with zeros says nothing.
SIGNIFICANT_DIGITS = 15
# Far beyond any price index, even in a hyperinflation, and well inside both databases' limits.
_LARGEST_EXPONENT = 400


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


def utc(moment: datetime, *, where: str = "") -> datetime:
    """`moment` in UTC; BadInput where it has no time zone."""
    if moment.utcoffset() is None:
        raise BadInput(
            "a moment without its time zone", expected="an aware datetime", got=moment, where=where
        )
    return moment.astimezone(UTC)


def period_number(period: Period) -> int:
    """A period as a sortable integer: 202608 for August 2026, 202603 for its third quarter."""
    return period.year * 100 + period.number


# The same few thousand months appear in every series, and making one costs more than all else in a row.
@lru_cache(maxsize=20_000)
def period_from(number: int, frequency: Frequency) -> Period:
    """The period that `period_number` wrote; the indicator says its frequency."""
    return Period(frequency, *divmod(number, 100))


def decimal_text(value: Decimal) -> str:
    """Plain digits, as SQLite keeps them and as PostgreSQL's COPY reads them."""
    return format(published_digits(value), "f")


def moment_text(moment: datetime) -> str:
    """A moment in UTC as text of fixed width, so that text order is time order."""
    return utc(moment).isoformat(timespec="microseconds")


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal that comes back digit for digit: TEXT on SQLite, NUMERIC without a scale on PostgreSQL.

    SQLite has no exact decimals: a plain Numeric column would go through a double there. Text does not
    compare as numbers do, so no statement compares or sorts by such a column.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return decimal_text(value) if dialect.name == "sqlite" else published_digits(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class UtcMoment(TypeDecorator[datetime]):
    """A timezone-aware datetime, always UTC: fixed-width text on SQLite, TIMESTAMPTZ on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return moment_text(value) if dialect.name == "sqlite" else utc(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return utc(datetime.fromisoformat(value) if isinstance(value, str) else value)
