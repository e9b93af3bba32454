"""Pay bands at places of work: the plan's own bands times a differential, rounded once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, total
from plans.money import Money, scale
from plans.plan import IncentivePlan, Location, PayBand


@dataclass(frozen=True, slots=True)
class LocalFigure:
    """One figure of a band at a place: the plan's own, the factor, and what comes of it.

    `path` is place/NAME/GRADE/FIELD; `exact` is before the rounding, in major units.
    """

    path: str
    place: str
    grade: str
    field: str
    own: Money
    factor: Decimal
    exact: Decimal
    local: Money


def factor(place: Location) -> Decimal:
    """What the plan's figures are multiplied by: 1.12 for a differential of 12 %."""
    return total((Decimal(1), PRECISION.divide(place.differential, HUNDRED)))


def local_figures(plan: IncentivePlan) -> Iterator[LocalFigure]:
    """Every figure of every band at every place of the plan.

    The differential is applied to the plan's figure as it stands, already rounded, because that is the
    figure people know; the result is rounded by the place's rule, else half up to the minor unit.
    """
    for place in plan.places.values():
        by = factor(place)
        for band in plan.bands:
            for name, own in band.amounts():
                exact = PRECISION.multiply(own.amount, by)
                path = f"place/{place.name}/{band.grade}/{name}"
                local = scale(own, by, place.rounding)
                yield LocalFigure(path, place.name, band.grade, name, own, by, exact, local)


def local_bands(plan: IncentivePlan, place: Location) -> tuple[PayBand, ...]:
    """The plan's bands at a place."""
    by = factor(place)

    def moved(band: PayBand) -> PayBand:
        low, middle, high = (scale(money, by, place.rounding) for _, money in band.amounts())
        return replace(band, minimum=low, midpoint=middle, maximum=high)

    return tuple(map(moved, plan.bands))
