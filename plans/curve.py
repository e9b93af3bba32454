"""PayoutCurve: from the attainment of a target to its payout, both in percent."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from indicators.arithmetic import HUNDRED, PRECISION, points

Point = tuple[Decimal, Decimal]
_ZERO = Decimal(0)


class CurveKind(StrEnum):
    """How the points of a curve are read."""

    LINEAR = "linear"  # (attainment, payout), straight lines between; the last payout holds above
    STEP = "step"  # (attainment from, factor): the factor multiplies the whole attainment
    MARGINAL = "marginal"  # (attainment from, factor): the factor multiplies the slice above it


@dataclass(frozen=True, slots=True)
class PayoutCurve:
    """Points in rising attainment; nothing is paid below the first, nor above `cap`."""

    name: str
    kind: CurveKind
    points: tuple[Point, ...]
    cap: Decimal | None = None

    def payout(self, attainment: Decimal) -> Decimal:
        """The payout in percent of target pay for an attainment in percent of target, unrounded."""
        if attainment < self.points[0][0]:
            return _ZERO
        paid = {
            CurveKind.LINEAR: self._linear,
            CurveKind.STEP: self._step,
            CurveKind.MARGINAL: self._marginal,
        }[self.kind](attainment)
        return paid if self.cap is None else min(paid, self.cap)

    def _linear(self, attainment: Decimal) -> Decimal:
        for (x0, y0), (x1, y1) in zip(self.points, self.points[1:], strict=False):
            if attainment <= x1:
                rise = PRECISION.multiply(points(y1, y0), points(attainment, x0))
                return PRECISION.add(y0, PRECISION.divide(rise, points(x1, x0)))
        return self.points[-1][1]

    def _step(self, attainment: Decimal) -> Decimal:
        factor = next(factor for start, factor in reversed(self.points) if attainment >= start)
        return PRECISION.multiply(attainment, factor)

    def _marginal(self, attainment: Decimal) -> Decimal:
        paid = _ZERO
        ends = [*(start for start, _ in self.points[1:]), attainment]
        for (start, factor), end in zip(self.points, ends, strict=True):
            slice_ = max(points(min(attainment, end), start), _ZERO)
            paid = PRECISION.add(paid, PRECISION.multiply(slice_, factor))
        return paid


def share_of(attained: Decimal, target: Decimal) -> Decimal:
    """Attainment in percent of a target above 0, unrounded."""
    return PRECISION.multiply(PRECISION.divide(attained, target), HUNDRED)
