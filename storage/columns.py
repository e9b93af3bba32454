"""How exact numbers, moments and periods are written into columns, and read back unchanged."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import TIMESTAMP, Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from indicators.compact import period_from, period_number, published_digits
from indicators.errors import BadInput

__all__ = [
    "ExactDecimal",
    "UtcMoment",
    "decimal_text",
    "moment_text",
    "period_from",
    "period_number",
    "published_digits",
    "utc",
]


def utc(moment: datetime, *, where: str = "") -> datetime:
    """`moment` in UTC; BadInput where it has no time zone."""
    if moment.utcoffset() is None:
        raise BadInput(
            "a moment without its time zone", expected="an aware datetime", got=moment, where=where
        )
    return moment.astimezone(UTC)


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
