"""Attainment: a result against its target, in the money of then and of now, with the arithmetic shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, points
from indicators.errors import BadInput
from plans.curve import CurveKind, PayoutCurve, share_of
from plans.money import Money
from plans.plan import BonusMeasure, Direction
from plans.scoring.texts import percent, plain
from plans.uprate import Uprating

_ZERO = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What prices did to a target in money: by the clause's own terms, and in full.

    Ratios: 1.02 and 1.04 where prices rose 4 % and the clause passes on half.
    """

    by_clause: Decimal
    in_full: Decimal

    @classmethod
    def of(cls, uprating: Uprating) -> "PriceChange":
        """The change that a determination found, before and after what its clause makes of it.

        In full is the change of the index itself, as the last of the steps "change" and "blend" has it;
        where no step has one (an amount for each index point) the clause's ratio stands for both.
        """
        measured = [s.value for s in uprating.steps if s.number in (6, 7) and s.unit == "percent"]
        found = [value for value in measured if value is not None]
        if not found:
            return cls(uprating.ratio, uprating.ratio)
        return cls(uprating.ratio, PRECISION.add(_ONE, PRECISION.divide(found[-1], HUNDRED)))


NO_CHANGE = PriceChange(_ONE, _ONE)


@dataclass(frozen=True, slots=True)
class Attainment:
    """One measure's result: attainment in percent of target, payout in percent of target pay, and how.

    `ratio` is by what the target was moved: 1 for the nominal one.
    """

    ratio: Decimal
    attainment: Decimal
    payout: Decimal
    workings: tuple[str, ...]


Prices = Mapping[str, PriceChange]
Ratios = tuple[Decimal, Decimal, Decimal]  # of threshold, target and maximum
UNMOVED: Ratios = (_ONE, _ONE, _ONE)


def attained(
    measure: BonusMeasure, curve: PayoutCurve | None, result: Decimal, *, ratios: Ratios = UNMOVED
) -> Attainment:
    """What `result` pays on the measure's curve, with its figures moved by `ratios`.

    Attainment is result / target where more is better, and 2 - result / target (at least 0) where less
    is. Nothing is paid on the wrong side of the threshold; beyond the maximum a result counts as the
    maximum. Without a curve the payout is the attainment. BadInput where the target is 0.
    """
    figures = (measure.threshold, measure.target, measure.maximum)
    threshold, target, maximum = (
        PRECISION.multiply(number(v), ratio) for v, ratio in zip(figures, ratios, strict=True)
    )
    if not target > 0:
        raise BadInput("attainment needs a target above 0", where=f"measure {measure.name}", got=str(target))
    rises = measure.direction is Direction.HIGHER
    attainment = _share(result, target, rises)
    workings = [_share_text(result, target, attainment, rises)]
    if (result < threshold) if rises else (result > threshold):
        side = "below" if rises else "above"
        workings.append(f"{plain(result)} is {side} the threshold of {plain(threshold)}: pays 0 %")
        return Attainment(ratios[1], attainment, _ZERO, tuple(workings))
    counted = min(result, maximum) if rises else max(result, maximum)
    if counted != result:
        workings.append(f"counts as the maximum, {plain(maximum)}")
    at = _share(counted, target, rises)
    paid = at if curve is None else curve.payout(at)
    workings.append(f"pays {percent(paid)}" if curve is None else curve_text(curve, at, paid))
    return Attainment(ratios[1], attainment, paid, tuple(workings))


def number(value: Money | Decimal) -> Decimal:
    """A measure's figure as a plain number, money in major units."""
    return value.amount if isinstance(value, Money) else value


def curve_text(curve: PayoutCurve, attainment: Decimal, paid: Decimal) -> str:
    """How a curve came to its payout, in a line."""
    capped = "" if curve.cap is None or paid < curve.cap else f", capped at {percent(curve.cap)}"
    at = percent(attainment)
    if attainment < curve.points[0][0]:
        return f"{curve.name}: {at} is before the curve begins at {percent(curve.points[0][0])}: pays 0 %"
    if curve.kind is CurveKind.LINEAR:
        return f"{curve.name}: {at} lies {_between(curve, attainment)}: pays {percent(paid)}{capped}"
    if curve.kind is CurveKind.STEP:
        factor = next(f for start, f in reversed(curve.points) if attainment >= start)
        return f"{curve.name}: {at} x {plain(factor)} = {percent(paid)}{capped}"
    slices = " + ".join(f"{percent(part)} x {plain(factor)}" for part, factor in _slices(curve, attainment))
    return f"{curve.name}: {slices} = {percent(paid)}{capped}"


def _between(curve: PayoutCurve, attainment: Decimal) -> str:
    for (x0, y0), (x1, y1) in zip(curve.points, curve.points[1:], strict=False):
        if attainment <= x1:
            return f"between {percent(x0)} (pays {percent(y0)}) and {percent(x1)} (pays {percent(y1)})"
    return f"beyond {percent(curve.points[-1][0])}"


def _slices(curve: PayoutCurve, attainment: Decimal) -> list[tuple[Decimal, Decimal]]:
    ends = [*(start for start, _ in curve.points[1:]), attainment]
    found = [
        (points(min(attainment, end), start), factor)
        for (start, factor), end in zip(curve.points, ends, strict=True)
    ]
    return [(part, factor) for part, factor in found if part > 0]


def _share(result: Decimal, target: Decimal, rises: bool) -> Decimal:
    share = share_of(result, target)
    return share if rises else max(points(PRECISION.multiply(HUNDRED, Decimal(2)), share), _ZERO)


def _share_text(result: Decimal, target: Decimal, attainment: Decimal, rises: bool) -> str:
    shown = f"{plain(result)} / {plain(target)}"
    return f"{shown} = {percent(attainment)}" if rises else f"2 - {shown} = {percent(attainment)}"
