"""Real pay since a raise: what a clause's index did between the month of the raise and the date of effect."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.errors import BadInput, NotPublished
from indicators.series import History
from plans.clause import IndexationClause, Leg
from plans.engine.figures import Figures
from plans.engine.leg import measure
from plans.engine.limits import applied_ratio
from plans.engine.months import current_moment
from plans.engine.run import Run
from plans.money import Rounding, smallest_unit
from plans.moves import EXACT_BELOW, Move, exact_ratio, move
from plans.pay_terms import BASIS_POINTS
from plans.terms import BaseKind, Blend, Interpolation
from plans.variants import with_leaves

# What a real change reads where none can be said; no pay falls by more than 100 %.
UNKNOWN = -1_000_000
Month = int  # 12 x year + month; 0 where nobody knows


@dataclass(frozen=True, slots=True)
class PriceTable:
    """For each clause and month of a raise: what puts pay of the date of effect into that month's money.

    It is floor((pay x factor + add) / divisor). Columns join to people by `price_clause` (the clause's place
    in `clauses`, 0 for none) and `price_month`; `price_known` is 0 where the index does not say.
    Pay is cut in pieces of `limb` (1: not cut).
    """

    clauses: Mapping[str, int]
    columns: Mapping[str, Sequence[int]]
    limb: int
    unknown: tuple[Month, ...]


def price_ratio(
    clause: IndexationClause,
    histories: Mapping[str, History],
    *,
    since: date,
    effective_on: date,
    as_of: date,
) -> Decimal | None:
    """What the clause's index did from a raise on `since` to `effective_on`; None where it does not say.

    Both ends are read as the clause reads them: its lag, its window, its vintage. So pay that was last
    raised at the determination before, by the whole change, has kept its worth exactly. Prices in full:
    no share, no limit, no rounding. An index says nothing of months that it does not have, and neither
    does a clause that takes the higher of several, adds constants, or reads published changes that do not
    add up to the span.
    """
    if not _comparable(clause) or since > effective_on:
        return None
    based = with_leaves(replace(clause, chain=None), lambda leaf: _based(leaf, since))
    run = Run(based, Figures(based, histories, as_of), effective_on, None)
    try:
        return applied_ratio(measure(run, based))
    except (NotPublished, BadInput):
        return None


def price_table(
    clauses: Sequence[IndexationClause],
    histories: Mapping[str, History],
    *,
    months: Iterable[Month],
    currency: str,
    highest: int,
    effective_on: date,
    as_of: date,
) -> PriceTable:
    """The table for raises in `months` and pay of 0 to `highest` minor units; BadInput beyond exactness."""
    rule = Rounding(smallest_unit(currency))
    numbered = {clause.name: n for n, clause in enumerate(clauses, start=1)}
    wanted = sorted({0, *months})
    ratios: dict[tuple[int, Month], Fraction | None] = {(0, m): None for m in wanted}
    for n, clause in enumerate(clauses, start=1):
        for m in wanted:
            ratios[n, m] = _since(clause, histories, m, effective_on, as_of)
    known = {k: move(1 / r, rule, currency, highest=highest) for k, r in ratios.items() if r is not None}
    limb = 1 if all(m.fits(highest, 1) for m in known.values()) else 1 << (highest.bit_length() + 1) // 2
    _check(known.values(), highest, limb)
    still = Move(1, 0, 1, 1)
    moves = [known.get(k, still) for k in ratios]
    columns = {
        "price_clause": [n for n, _ in ratios],
        "price_month": [m for _, m in ratios],
        "price_factor": [m.factor for m in moves],
        "price_add": [m.add for m in moves],
        "price_divisor": [m.divisor for m in moves],
        "price_known": [int(k in known) for k in ratios],
    }
    lost = tuple(m for m in wanted if m and any(ratios[n, m] is None for n in numbered.values()))
    return PriceTable(numbered, columns, limb, lost)


def _since(
    clause: IndexationClause, histories: Mapping[str, History], month: Month, effective_on: date, as_of: date
) -> Fraction | None:
    if not month:
        return None
    raised = date((month - 1) // 12, (month - 1) % 12 + 1, 1)
    found = price_ratio(clause, histories, since=raised, effective_on=effective_on, as_of=as_of)
    return None if found is None or found <= 0 else exact_ratio(found)


def _comparable(leg: Leg) -> bool:
    """Whether the leg means the same over any span: index figures, alone or weighed."""
    if leg.legs:
        return leg.blend is Blend.WEIGHTED and all(map(_comparable, leg.legs))
    return leg.constant is None and leg.share == 1


def _based(leaf: Leg, since: date) -> Leg:
    """The leg compared with what it would have read for the raise; nothing on the way is rounded."""
    whole = replace(leaf, round_average=None, round_ratio=None, round_change=None, base_value=None)
    if leaf.interpolation is Interpolation.DAILY:
        return replace(whole, base=BaseKind.FIXED, base_date=since)
    moment = current_moment(leaf, since)
    assert not isinstance(moment, date)  # only daily interpolation reads days
    return replace(whole, base=BaseKind.FIXED, base_period=moment)


def _check(moves: Iterable[Move], highest: int, limb: int) -> None:
    for moved in moves:
        widest = 2 * BASIS_POINTS * moved.of(highest) + highest
        if widest >= EXACT_BELOW or not moved.fits(highest, limb):
            raise BadInput(
                "pay this high cannot be compared exactly on every engine",
                expected=f"products below 2**53; prices moved by {moved.divisor} / {moved.factor}",
                got=highest,
                hint="check the currency and the decimals of pay",
            )
