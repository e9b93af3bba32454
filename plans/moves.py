"""Move: a ratio and one rounding as whole numbers, so that every engine moves pay to the same minor unit."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.arithmetic import RoundingMode
from indicators.errors import BadInput
from plans.money import Money, Rounding

# Some engines divide whole numbers by way of doubles, which are exact below this.
EXACT_BELOW = 2**53
# Two fractions with denominators up to this differ by far more than 50 digits can hide.
_LARGEST_DENOMINATOR = 10**15
_NEAR_ENOUGH = Fraction(1, 10**38)


@dataclass(frozen=True, slots=True)
class Move:
    """floor((pay x factor + add) / divisor) x multiple, all of them whole and at least 0."""

    factor: int
    add: int
    divisor: int
    multiple: int

    def of(self, pay: int) -> int:
        """The moved pay, in minor units."""
        return (pay * self.factor + self.add) // self.divisor * self.multiple

    def fits(self, highest: int, limb: int) -> bool:
        """Whether pay up to `highest`, cut in pieces of `limb` (1: not cut), stays among exact numbers."""
        if limb == 1:
            return highest * self.factor + self.add < EXACT_BELOW
        rest = limb * (self.divisor + self.factor) + self.add
        return max(highest // limb * self.factor, rest) < EXACT_BELOW


def exact_ratio(ratio: Decimal) -> Fraction:
    """The fraction of published values that a ratio's 50 digits stand for, else those digits as they are.

    BadInput unless the ratio is above 0.
    """
    if not ratio > 0:
        raise BadInput("pay moves by a ratio above 0", got=str(ratio))
    digits = Fraction(ratio)
    near = digits.limit_denominator(_LARGEST_DENOMINATOR)
    return near if abs(near - digits) <= digits * _NEAR_ENOUGH else digits


def move(ratio: Fraction, rounding: Rounding, currency: str, *, highest: int, where: str = "") -> Move:
    """The Move by `ratio` and `rounding` for pay of 0 to `highest` minor units.

    It is made of the exact ratio where its products stay below 2**53, else of the nearest fraction that
    rounds each whole amount up to `highest` in the same way. BadInput for a rounding in two steps, half
    to even, or finer than the currency's minor unit.
    """
    if rounding.first is not None or rounding.mode is RoundingMode.HALF_EVEN:
        raise BadInput(
            "pay of many people is rounded once: half-up, up, down or truncate",
            where=where,
            got=str(rounding),
            hint="name another rounding for people's pay",
        )
    multiple = Money.of(rounding.multiple, currency, where=where).minor
    exact = _move(ratio / multiple, rounding.mode, multiple, None)
    if exact.fits(highest, 1):
        return exact
    alike = _move(ratio / multiple, rounding.mode, multiple, max(highest, 1))
    return min(exact, alike, key=lambda m: m.factor)


def _move(ratio: Fraction, mode: RoundingMode, multiple: int, highest: int | None) -> Move:
    """The Move for a ratio of multiples to minor units; with `highest`, of the nearest fraction alike."""
    if mode is RoundingMode.HALF_UP:
        # A half is reached where pay x twice the ratio passes an odd whole number.
        twice = _around(ratio * 2, highest)[0]
        return Move(twice.numerator, twice.denominator, 2 * twice.denominator, multiple)
    if mode is RoundingMode.UP:
        above = _around(ratio, highest)[1]
        return Move(above.numerator, above.denominator - 1, above.denominator, multiple)
    below = _around(ratio, highest)[0]
    return Move(below.numerator, 0, below.denominator, multiple)


def _around(value: Fraction, largest: int | None) -> tuple[Fraction, Fraction]:
    """The nearest fractions at or below and at or above, with denominators up to `largest`.

    They are neighbours in a Farey sequence: no fraction k / pay with pay up to `largest` lies between
    them, so pay x value passes a whole number k exactly where pay x neighbour does.
    """
    if largest is None or value.denominator <= largest:
        return value, value
    before, last = (0, 1), (1, 0)
    above, below = value.numerator, value.denominator
    while True:  # the convergents of the continued fraction, until a denominator is too large
        whole = above // below
        following = (before[0] + whole * last[0], before[1] + whole * last[1])
        if following[1] > largest:
            break
        before, last = last, following
        above, below = below, above - whole * below
    steps = (largest - before[1]) // last[1]
    other = Fraction(before[0] + steps * last[0], before[1] + steps * last[1])
    lower, upper = sorted((Fraction(*last), other))
    return lower, upper
