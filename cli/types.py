"""What people type, read: days, periods and amounts, each refused with the form that is expected."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from indicators.errors import BadInput
from indicators.series import Period

_LARGEST = Decimal(10) ** 18


class _Day(click.ParamType[date]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"not a day; expected YYYY-MM-DD, got {value!r}", param, ctx)


class _Period(click.ParamType[Period]):
    name = "PERIOD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        if isinstance(value, Period):
            return value
        try:
            return Period.parse(value)
        except BadInput as error:
            self.fail(f"{error.message}; expected {error.expected}, got {value!r}", param, ctx)


class _Amount(click.ParamType[Decimal]):
    name = "AMOUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        if isinstance(value, Decimal):
            return value
        try:
            amount = Decimal(value.replace("_", ""))
            if not amount.is_finite() or abs(amount) >= _LARGEST:
                raise InvalidOperation
        except InvalidOperation:
            self.fail(
                f"not an amount; expected digits with a decimal point, as in 52340.50, got {value!r}",
                param,
                ctx,
            )
        return amount


class _Days(click.ParamType[tuple[date, date]]):
    name = "DAY..DAY"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        if isinstance(value, tuple):
            return value
        first, dots, last = value.partition("..")
        days = DAY.convert(first, param, ctx), DAY.convert(last, param, ctx)
        if not dots or days[0] > days[1]:
            self.fail(f"not a span of days; expected FIRST..LAST, got {value!r}", param, ctx)
        return days


DAY = _Day()
DAYS = _Days()
PERIOD = _Period()
AMOUNT = _Amount()
