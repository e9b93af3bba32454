"""Pay bands as rungs of a ladder: those of a plan, or those of an adjustment before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from plans.bands import band_changes, overlap
from tui import words
from tui.language import _
from tui.widgets.ladder import Rung

if TYPE_CHECKING:
    from plans.adjust import Adjustment
    from plans.plan import PayBand


def of_bands(bands: Sequence[PayBand]) -> Iterator[Rung]:
    """Each band; how much of it the grade below also covers is said beside it."""
    for position, band in enumerate(bands):
        yield _rung(band, overlap(bands, position))


def of_adjustment(adjustment: Adjustment) -> Iterator[Rung]:
    """Each band before, as a thin line without its name again, and after."""
    before, after = adjustment.plan.bands, adjustment.adjusted.bands
    for old, new, change in zip(before, after, band_changes(before, after), strict=True):
        yield _rung(old, change.overlap_before, faint=True)
        yield _rung(new, change.overlap_after, label="")


def _rung(band: PayBand, shared: Decimal | None, *, faint: bool = False, label: str | None = None) -> Rung:
    low, middle, high = (float(money.amount) for _name, money in band.amounts())
    note = "" if shared is None else _("overlap {share} %").format(share=f"{shared:.0f}")
    return Rung(words.plain(band.grade if label is None else label), low, middle, high, note, faint)
