"""What an adjustment does to a structure of pay bands: spread, progression, overlap, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, round_digits
from plans.money import Money
from plans.plan import PayBand

# Rounding alone moves these figures a little: a tenth of a point is what a reader would notice.
_KEPT = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class BandChange:
    """One band before and after, in percent.

    Range spread is (maximum - minimum) / minimum; midpoint progression is the step from the midpoint of
    the grade below; overlap is the part of this range that the grade below also covers, 0 where none.
    Progression and overlap are None for the lowest grade.
    """

    grade: str
    spread_before: Decimal
    spread_after: Decimal
    progression_before: Decimal | None
    progression_after: Decimal | None
    overlap_before: Decimal | None
    overlap_after: Decimal | None

    @property
    def spread_kept(self) -> bool:
        """Whether the range spread stayed within a tenth of a point."""
        return _near(self.spread_before, self.spread_after)

    @property
    def progression_kept(self) -> bool:
        """Whether the midpoint progression stayed within a tenth of a point."""
        return _near(self.progression_before, self.progression_after)


def band_changes(before: Sequence[PayBand], after: Sequence[PayBand]) -> tuple[BandChange, ...]:
    """One BandChange a band, in the order given, each compared with the one before it in that order."""
    return tuple(
        BandChange(
            old.grade,
            spread(old),
            spread(new),
            progression(before, n),
            progression(after, n),
            overlap(before, n),
            overlap(after, n),
        )
        for n, (old, new) in enumerate(zip(before, after, strict=True))
    )


def spread(band: PayBand) -> Decimal:
    """(maximum - minimum) / minimum in percent: the divisor is the minimum."""
    return _percent(band.maximum.minor - band.minimum.minor, band.minimum)


def progression(bands: Sequence[PayBand], position: int) -> Decimal | None:
    """The midpoint's step over the grade below in percent, or None for the lowest."""
    if position == 0:
        return None
    below, here = bands[position - 1].midpoint, bands[position].midpoint
    return _percent(here.minor - below.minor, below)


def overlap(bands: Sequence[PayBand], position: int) -> Decimal | None:
    """How much of this range the grade below also covers, in percent of this range; None for the lowest."""
    if position == 0:
        return None
    here, below = bands[position], bands[position - 1]
    width = here.maximum.minor - here.minimum.minor
    shared = min(below.maximum.minor, here.maximum.minor) - max(below.minimum.minor, here.minimum.minor)
    if width == 0:
        return HUNDRED if shared == 0 and below.maximum >= here.minimum else Decimal(0)
    return _percent(max(shared, 0), Money(width, here.minimum.currency))


def _percent(part: int, whole: Money) -> Decimal:
    if whole.minor == 0:
        return Decimal(0)
    return round_digits(PRECISION.divide(Decimal(part * 100), Decimal(whole.minor)), 2)


def _near(before: Decimal | None, after: Decimal | None) -> bool:
    return before is None or after is None or abs(before - after) <= _KEPT
