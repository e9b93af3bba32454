"""A band structure from a first midpoint, range spreads and a midpoint progression."""

from collections.abc import Sequence
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, total
from indicators.errors import BadInput
from plans.money import Money, Rounding, to_money
from plans.plan import PayBand

# Said wherever a spread is asked for or shown: other textbooks divide by the midpoint or the maximum.
SPREAD_DIVISOR = "range spread = (maximum - minimum) / minimum"
_MOST = Decimal(1000)


def band_structure(
    grades: Sequence[str],
    *,
    midpoint: Money,
    spreads: Sequence[Decimal],
    progressions: Sequence[Decimal] = (),
    rounding: Rounding | None = None,
    clause: str | None = None,
) -> tuple[PayBand, ...]:
    """Bands for `grades`, lowest first: each midpoint a progression above the one below, exact until rounded.

    `midpoint` is the lowest grade's; `spreads` and `progressions` are in percent, one for all grades (or
    steps between them) or one each. The midpoint lies half-way between minimum and maximum, so with a
    spread s of the minimum, minimum = midpoint / (1 + s/2) and maximum = minimum * (1 + s). Every figure is
    rounded once from its exact value, half up to the minor unit unless `rounding` says otherwise. BadInput
    where grades repeat, counts do not fit, or rounding leaves a band out of order.
    """
    _check(grades, spreads, progressions)
    each = _one_each(spreads, len(grades))
    steps = _one_each(progressions, len(grades) - 1)
    exact, found = midpoint.amount, []
    for number, grade in enumerate(grades):
        if number:
            exact = _grown(exact, steps[number - 1])
        found.append(_band(grade, exact, each[number], midpoint.currency, rounding, clause))
    return tuple(found)


def _band(
    grade: str, middle: Decimal, spread: Decimal, currency: str, rounding: Rounding | None, clause: str | None
) -> PayBand:
    half = total((Decimal(1), PRECISION.divide(spread, HUNDRED * 2)))
    low = PRECISION.divide(middle, half)
    exact = (low, middle, _grown(low, spread))
    amounts = minimum, midpoint, maximum = [to_money(a, currency, rounding) for a in exact]
    if not 0 < minimum.minor <= midpoint.minor <= maximum.minor:
        raise BadInput(
            "the rounding is too coarse for these figures",
            where=f"grade {grade}",
            expected="0 < minimum <= midpoint <= maximum",
            got=", ".join(map(str, amounts)),
        )
    return PayBand(grade, minimum, midpoint, maximum, clause)


def _grown(amount: Decimal, percent: Decimal) -> Decimal:
    return PRECISION.multiply(amount, total((Decimal(1), PRECISION.divide(percent, HUNDRED))))


def _one_each(values: Sequence[Decimal], count: int) -> Sequence[Decimal]:
    return list(values) * count if len(values) == 1 else values


def _check(grades: Sequence[str], spreads: Sequence[Decimal], progressions: Sequence[Decimal]) -> None:
    blank = [g for g in grades if not g.strip()]
    if not grades or blank or len(set(grades)) != len(grades):
        raise BadInput(
            "the grades must be named, each once", expected="as in S1,S2,S3", got=", ".join(grades)
        )
    if len(spreads) not in (1, len(grades)):
        raise BadInput("how many spreads?", expected=f"1 or {len(grades)}", got=len(spreads))
    if len(progressions) not in (1, len(grades) - 1):
        expected = f"1 or {len(grades) - 1}: one for each step from a grade to the next"
        raise BadInput("how many progressions?", expected=expected, got=len(progressions))
    for name, values in (("spread", spreads), ("progression", progressions)):
        wrong = [v for v in values if not v.is_finite() or not 0 <= v <= _MOST]
        if wrong:
            raise BadInput(f"not a {name}", expected=f"percent, 0 to {_MOST}", got=f"{wrong[0]}")
