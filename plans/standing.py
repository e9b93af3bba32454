"""Standing: who an adjustment counts as eligible, and for how much, as comparisons of whole numbers.

Days are numbers (date.toordinal), so that every engine compares them alike.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from plans.engine.months import earlier
from plans.money import Rounding, smallest_unit
from plans.pay_terms import BASIS_POINTS, PayTerms
from plans.people_rules import PeopleRules
from plans.terms import Proration

# The share of those whose pay stays as it is.
HELD = -1


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules of a plan for one date of effect, its days as numbers.

    `reached` are the days by which somebody hired has 1, 2, ... shares of `whole`; empty where nothing is
    prorated by months, and `by_days` says whether each day is a share.
    """

    effective: int
    statuses: tuple[str, ...]
    hired_by: int | None
    raised_by: int | None
    least_fte_bp: int | None
    whole: int
    reached: tuple[int, ...] = ()
    by_days: bool = False


def standing(rules: PeopleRules, effective_on: date) -> Standing | None:
    """The rules for a date of effect; None where they leave nobody out and nobody gets a part."""
    if not rules.decides:
        return None

    def months_before(count: int) -> int:
        found = earlier(effective_on, count)
        assert isinstance(found, date)  # a day gives a day
        return found.toordinal()

    effective, months = effective_on.toordinal(), rules.proration_months
    by_days = rules.proration is Proration.DAYS
    reached = tuple(months_before(n) for n in range(1, months + 1))
    return Standing(
        effective,
        rules.statuses,
        months_before(rules.service_months) if rules.service_months else None,
        months_before(rules.raise_free_months) if rules.raise_free_months else None,
        None if rules.least_fte is None else _least_bp(rules.least_fte),
        {Proration.NONE: 1, Proration.MONTHS: months, Proration.DAYS: effective - reached[-1]}[
            rules.proration
        ],
        reached if rules.proration is Proration.MONTHS else (),
        by_days,
    )


def with_shares(terms: Iterable[PayTerms], whole: int) -> tuple[PayTerms, ...]:
    """The terms of each grade for those who are held, and for each share of `whole`.

    A part of the increase is a ratio of its own, 1 + (ratio - 1) x share / whole, so that pay is still
    rounded once.
    """
    return tuple(made for t in terms for made in _shares(t, whole))


def _shares(terms: PayTerms, whole: int) -> Iterator[PayTerms]:
    unrounded = Rounding(smallest_unit(terms.currency))
    still = replace(terms, ratio=Fraction(1), rounding=unrounded)
    yield replace(still, share=HELD, lift=0, hold=-1)
    yield replace(still, share=0)
    for share in range(1, whole + 1):
        yield replace(terms, ratio=1 + (terms.ratio - 1) * Fraction(share, whole), share=share)


def _least_bp(share: Decimal) -> int:
    """Basis points, upwards: what is asked for is reached in full."""
    return int((share * BASIS_POINTS).to_integral_value(ROUND_CEILING))
