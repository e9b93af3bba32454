"""Money as integer minor units, and the one place where an exact amount becomes money."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import PRECISION, RoundingMode, round_to
from indicators.errors import BadInput, UnknownName
from plans.currencies import MINOR_DIGITS


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in integer minor units of an ISO 4217 currency (cents, yen, fils)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        minor_digits(self.currency)

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str, *, where: str = "") -> "Money":
        """Exactly `amount`; BadInput where it has more decimals than the currency."""
        digits = minor_digits(currency, where=where)
        scaled = PRECISION.scaleb(Decimal(amount), digits)
        if not scaled.is_finite() or scaled != scaled.to_integral_value(context=PRECISION):
            raise BadInput(
                f"{currency} has {digits} decimals",
                expected=f"at most {digits} decimals",
                got=str(amount),
                where=where,
            )
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with the currency's own number of decimals."""
        return PRECISION.scaleb(Decimal(self.minor), -minor_digits(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


@dataclass(frozen=True, slots=True)
class Rounding:
    """A rounding mode and the multiple rounded to, in major units (10, 0.05) or percent points (0.1).

    Where `first` is set, the value is cut to that multiple before it is rounded, as US TIPS rules do.
    """

    multiple: Decimal
    mode: RoundingMode = RoundingMode.HALF_UP
    first: Decimal | None = None

    def apply(self, value: Decimal) -> Decimal:
        """`value` as a whole number of multiples."""
        if self.first is not None:
            value = round_to(value, self.first, RoundingMode.TRUNCATE)
        return round_to(value, self.multiple, self.mode)

    def __str__(self) -> str:
        start = "" if self.first is None else f"cut to {self.first:f}, then "
        if self.mode is RoundingMode.HALF_UP:
            return f"{start}nearest {self.multiple:f}"
        return f"{start}{self.mode} to {self.multiple:f}"


def minor_digits(currency: str, *, where: str = "") -> int:
    """Decimals of an ISO 4217 currency (USD 2, JPY 0, KWD 3); UnknownName for any other text."""
    try:
        return MINOR_DIGITS[currency]
    except KeyError:
        raise UnknownName.among(
            "currency", currency, MINOR_DIGITS, where=where, hint="use the ISO 4217 code, as in USD"
        ) from None


def smallest_unit(currency: str) -> Decimal:
    """One minor unit in major units: 0.01 for USD, 1 for JPY."""
    return Decimal(1).scaleb(-minor_digits(currency))


def scale(money: Money, factor: Decimal, rounding: Rounding | None = None) -> Money:
    """`money` times `factor`, rounded once: by `rounding`, else half up to the minor unit."""
    return to_money(PRECISION.multiply(money.amount, factor), money.currency, rounding)


def to_money(amount: Decimal, currency: str, rounding: Rounding | None = None) -> Money:
    """An exact amount as money, rounded once: by `rounding`, else half up to the minor unit."""
    rule = rounding or Rounding(smallest_unit(currency))
    return Money.of(rule.apply(amount), currency)
