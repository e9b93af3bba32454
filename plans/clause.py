"""IndexationClause: what moves an amount, when and by how much, as plain data.

Percentages are in percent (5 is 5 %), shares are fractions (0.5 is a half), amounts are in major units.
A clause is its own single leg; `legs` is filled only where several indices are blended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from indicators.errors import BadInput
from indicators.series import Indicator, Period
from plans.money import Rounding
from plans.terms import (
    Align,
    Bank,
    BaseAmount,
    BaseKind,
    Blend,
    Bracket,
    Chain,
    ClauseMeasure,
    Interpolation,
    Link,
    Missing,
    NamedValue,
    OnFall,
    Override,
    PaidBy,
    PerPoints,
    Piece,
    Proration,
    PublishedDigits,
    Recurrence,
    Scope,
    Vintage,
)


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One index with its months: what is read, when, against which base, and where that is rounded.

    The current month is `lag` months before the month of effect; where `month` (or `quarter`, by its
    last month) is set, it is the latest such month at or before that. The window is that month and the
    ones before it: average first, then ratio. A leg may be a `constant` change in percent, or a blend of
    further `legs`; `since` and `until` bound the dates of effect on which it counts.
    """

    index: str | None = None
    measure: ClauseMeasure = ClauseMeasure.INDEX
    constant: Decimal | None = None
    lag: int = 0
    month: int | None = None
    quarter: int | None = None
    align: Align = Align.MONTH
    window: int = 1
    interpolation: Interpolation = Interpolation.NONE
    latest_available: bool = False
    base: BaseKind = BaseKind.EARLIER
    base_months: int = 12
    base_period: Period | None = None
    base_date: date | None = None
    base_value: Decimal | None = None
    missing: Missing = Missing.BLOCK
    successor: str | None = None
    values: tuple[NamedValue, ...] = ()
    links: tuple[Link, ...] = ()
    round_average: Rounding | PublishedDigits | None = None
    round_ratio: Rounding | None = None
    round_change: Rounding | None = None
    weight: Decimal = Decimal(1)
    share: Decimal = Decimal(1)
    since: date | None = None
    until: date | None = None
    blend: Blend = Blend.WEIGHTED
    legs: tuple["Leg", ...] = ()

    @cached_property
    def leaves(self) -> tuple["Leg", ...]:
        """Every leg that reads an index or is a constant, in order: itself, unless it blends others."""
        return tuple(leaf for leg in self.legs for leaf in leg.leaves) if self.legs else (self,)

    @property
    def terms(self) -> tuple["Leg", ...]:
        """The legs that are blended, or the clause itself."""
        return self.legs or (self,)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The names of all indicators that can be read, successors included, each once."""
        return tuple(dict.fromkeys(name for leaf in self.leaves for name in _names(leaf)))

    def counts_on(self, day: date) -> bool:
        """Whether the leg counts for a determination that takes effect on `day`."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class IndexationClause(Leg):
    """How an index moves an amount: the fields follow the order in which they are applied.

    `law` cites where the rule comes from, `text` is its sentence in one's own words.
    """

    name: str
    title: str = ""
    law: str = ""
    text: str = ""
    vintage: Vintage = Vintage.AS_KNOWN
    vintage_date: date | None = None
    pieces: tuple[Piece, ...] = ()
    per_points: PerPoints | None = None
    chain: Chain | None = None
    pass_through: Decimal = Decimal(1)
    margin: Decimal = Decimal(0)
    margin_after_cap: bool = False
    corridor: Decimal | None = None
    on_fall: OnFall = OnFall.ZERO
    floor: Decimal | None = None
    cap: Decimal | None = None
    limit_scope: Scope = Scope.EACH
    limit_over: int = 1
    bank: Bank | None = None
    round_rate: Rounding | None = None
    base_amount: BaseAmount = BaseAmount.ROUNDED
    brackets: tuple[Bracket, ...] = ()
    floor_amount: Decimal | None = None
    cap_amount: Decimal | None = None
    smallest_step: Decimal | None = None
    round_increment: Rounding | None = None
    round_amount: Rounding | None = None
    overrides: tuple[Override, ...] = ()
    paid_by: PaidBy = PaidBy.RATE
    calendar: tuple[Recurrence, ...] = ()
    proration: Proration = Proration.NONE

    @cached_property
    def fixed_leg(self) -> Leg | None:
        """The first leg that counts from a fixed base, if any does."""
        return next((leaf for leaf in self.leaves if leaf.base is BaseKind.FIXED), None)

    @cached_property
    def base_moves(self) -> bool:
        """Whether the base, or the next threshold, moves with each determination."""
        moving = (BaseKind.LAST_USED, BaseKind.LAST_PAID)
        return self.chain is not None or any(leaf.base in moving for leaf in self.leaves)

    @cached_property
    def remembers(self) -> bool:
        """Whether earlier determinations count beyond the base: a bank, a fall to regain, limits used up."""
        waits = self.on_fall in (OnFall.BASE_STAYS, OnFall.RATCHET)
        regains = waits and any(leaf.base is BaseKind.EARLIER and leaf.index for leaf in self.leaves)
        limited = self.floor is not None or self.cap is not None
        yearly = self.fixed_leg is not None and limited and self.limit_scope is Scope.EACH
        return self.bank is not None or self.limit_over > 1 or regains or yearly


def check_measure(clause: str, leg: Leg, indicator: Indicator) -> None:
    """BadInput where the leg reads its indicator as something the office does not publish it as."""
    if leg.measure.needs is indicator.measure:
        return
    raise BadInput(
        f"clause {clause}: {indicator.name or indicator.key} is published as {indicator.measure}, "
        f"not as {leg.measure}",
        expected=f"measure = {indicator.measure.value!r}, or an indicator published as {leg.measure.needs}",
        got=leg.measure.value,
        hint="a rate is never worked out silently from an index, nor an index from rates",
    )


def known_by_name(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    """The indicators by short name and by key."""
    return {text: indicator for indicator in indicators for text in (indicator.key, indicator.name) if text}


def _names(leg: Leg) -> Iterator[str]:
    names = (leg.index, *(link.index for link in leg.links), leg.successor)
    return (name for name in names if name is not None)
