"""PayTerms: what happens to people's pay when their bands move, grade by grade."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from indicators.errors import BadInput
from plans.adjust import Adjustment
from plans.engine.amount import override_on
from plans.money import Rounding, smallest_unit
from plans.moves import EXACT_BELOW, Move, exact_ratio, move
from plans.places import local_bands
from plans.plan import BAND_FIELDS, IncentivePlan, PayBand
from plans.uprate import Uprating

BASIS_POINTS = 10_000
Range = tuple[int, int, int]  # minimum, midpoint, maximum in minor units
_SCALED = ("penetration_scale", "penetration_add", "penetration_width", "penetration_shift")


class Policy(StrEnum):
    """What moves people's pay."""

    CLAUSE = "clause"  # pay moves by the ratio of the clause that moves its band's midpoint
    COMPA_RATIO = "compa-ratio"  # pay moves as its band's midpoint did: the compa-ratio stays
    MINIMUM = "minimum"  # only pay below the new minimum moves, up to it


@dataclass(frozen=True, slots=True)
class PayTerms:
    """How pay in one grade moves, in minor units of the plan's currency.

    `grade` is the band's key (`band_key`). `lift` is the least pay afterwards (0 for none), `hold` the pay
    above which nothing moves. `clause` names what moves pay; `share` is whom the terms are for, where
    a plan's rules for people give shares (`standing.with_shares`).
    """

    grade: str
    currency: str
    before: Range
    after: Range
    ratio: Fraction
    rounding: Rounding
    lift: int = 0
    hold: int = EXACT_BELOW
    clause: str = ""
    share: int | None = None

    def move(self, highest: int) -> Move:
        """The ratio and the rounding for pay up to `highest`."""
        return move(self.ratio, self.rounding, self.currency, highest=highest, where=f"grade {self.grade}")


@dataclass(frozen=True, slots=True)
class BandTable:
    """The terms as columns to join to people by `band_grade` (and `band_share`, where the terms have shares).

    Pay is cut in pieces of `limb` (1: not cut); nobody's is above `highest` afterwards.
    """

    columns: Mapping[str, Sequence[int] | Sequence[str]]
    limb: int
    highest: int


def pay_terms(
    adjustment: Adjustment,
    policy: Policy,
    *,
    rounding: Rounding | None = None,
    lift_to_minimum: bool = False,
    hold_red_circles: bool = False,
) -> tuple[PayTerms, ...]:
    """The terms of every band of an adjusted plan, those at its places included.

    Pay that moves is rounded by `rounding`, else by the band's own rule, else by its clause's, else half
    up to the minor unit; pay that does not move is never rounded. `lift_to_minimum` also brings pay up to
    the new minimum; `hold_red_circles` leaves pay above the new maximum as it is. BadInput where the plan
    has no bands, or one without a midpoint.
    """
    plan, adjusted = adjustment.plan, adjustment.adjusted
    if not plan.bands:
        raise BadInput("the plan has no pay bands", where=f"plan {plan.name}", expected="[[bands]]")
    found: list[PayTerms] = []
    for key, old, new in _bands(plan, adjusted):
        before, after = _range(old), _range(new)
        ratio = _ratio(adjustment, policy, old, before, after)
        rule = _rule(plan, old, rounding) if ratio != 1 else None
        lift = after[0] if lift_to_minimum or policy is Policy.MINIMUM else 0
        hold = after[2] if hold_red_circles else EXACT_BELOW
        rule = rule or Rounding(smallest_unit(plan.currency))
        named = old.pay_clause or ""
        found.append(PayTerms(key, plan.currency, before, after, ratio, rule, lift, hold, named))
    return tuple(found)


def band_key(grade: str, place: str) -> str:
    """By what people find their band: the grade, or place/grade where they work at a place of the plan."""
    return f"{place}/{grade}" if place else grade


def band_table(
    terms: Iterable[PayTerms], *, highest: int, clauses: Mapping[str, int] | None = None
) -> BandTable:
    """The columns for pay up to `highest`; BadInput where a product would not be exact on every engine.

    `clauses` number the plan's clauses for a table of prices (`since_raise.PriceTable`).
    """
    found = tuple(terms)
    moves = [t.move(highest) for t in found]
    limb = 1 if all(m.fits(highest, 1) for m in moves) else 1 << (highest.bit_length() + 1) // 2
    for t, moved in zip(found, moves, strict=True):
        _check(t, moved, highest, limb)
    columns: dict[str, list[int] | list[str]] = {
        "band_grade": [t.grade for t in found],
        "band_factor": [m.factor for m in moves],
        "band_add": [m.add for m in moves],
        "band_divisor": [m.divisor for m in moves],
        "band_multiple": [m.multiple for m in moves],
        "band_lift": [t.lift for t in found],
        "band_hold": [t.hold for t in found],
    }
    for when, ranges in (("before", [t.before for t in found]), ("after", [t.after for t in found])):
        columns |= {f"band_{name}_{when}": [r[n] for r in ranges] for n, name in enumerate(BAND_FIELDS)}
        scaled = [_penetration(r) for r in ranges]
        columns |= {f"band_{name}_{when}": [s[n] for s in scaled] for n, name in enumerate(_SCALED)}
    if shares := [t.share for t in found if t.share is not None]:
        columns["band_share"] = shares
    if clauses is not None:
        columns["band_clause"] = [clauses.get(t.clause, 0) for t in found]
    raised = max((max(m.of(highest), t.lift) for t, m in zip(found, moves, strict=True)), default=0)
    return BandTable(columns, limb, max(raised, highest))


def _bands(plan: IncentivePlan, adjusted: IncentivePlan) -> Iterator[tuple[str, PayBand, PayBand]]:
    """Every band before and after by its key: the plan's own, then those of each place."""
    yield from ((old.grade, old, new) for old, new in zip(plan.bands, adjusted.bands, strict=True))
    for place in plan.places.values():
        for old, new in zip(local_bands(plan, place), local_bands(adjusted, place), strict=True):
            yield band_key(old.grade, place.name), old, new


def _range(band: PayBand) -> Range:
    minimum, midpoint, maximum = (money.minor for _, money in band.amounts())
    if midpoint <= 0:
        raise BadInput("a compa-ratio needs a midpoint above 0", where=f"band {band.grade}", got=midpoint)
    return minimum, midpoint, maximum


def _ratio(adjustment: Adjustment, policy: Policy, band: PayBand, before: Range, after: Range) -> Fraction:
    if policy is Policy.COMPA_RATIO:
        return Fraction(after[1], before[1])
    if policy is Policy.MINIMUM or band.pay_clause is None:
        return Fraction(1)
    uprating = adjustment.upratings[band.pay_clause]
    _check_plain(uprating)
    return exact_ratio(uprating.ratio)


def _check_plain(uprating: Uprating) -> None:
    """BadInput where the clause does more to an amount than multiply and round it: bands are not pay."""
    clause = uprating.clause
    override = override_on(clause, uprating.effective_on)
    more = {
        "an amount for each index point": bool(uprating.increment),
        "brackets": bool(clause.brackets),
        "round_increment": clause.round_increment is not None,
        "smallest_step": clause.smallest_step is not None,
        "floor_amount": clause.floor_amount is not None,
        "cap_amount": clause.cap_amount is not None,
        "an override of the amount": override is not None and override.amount is not None,
    }
    found = [what for what, applies in more.items() if applies]
    if found:
        raise BadInput(
            f"the clause {clause.name} does more to a band's amounts than multiply them",
            expected="a clause whose ratio alone moves pay",
            got=", ".join(found),
            hint="let pay move as the midpoints do (compa-ratio), or only up to the minimum",
        )


def _rule(plan: IncentivePlan, band: PayBand, chosen: Rounding | None) -> Rounding | None:
    clause = plan.clauses.get(band.pay_clause or "")
    return chosen or band.rounding or (clause.round_amount if clause else None)


def _penetration(band: Range) -> tuple[int, int, int, int]:
    """_SCALED: penetration is floor((pay x scale + add) / width) - shift, in basis points, halves up.

    The shift is a number of whole ranges that keeps pay x scale + add from being negative: engines disagree
    about quotients of negative numbers. A band without a range has a scale of 0, which makes 0 of any pay.
    """
    minimum, _, maximum = band
    width = maximum - minimum
    if width <= 0:
        return 0, 0, 1, 0
    shift = -(-minimum * BASIS_POINTS // width)
    return 2 * BASIS_POINTS, width + 2 * (shift * width - minimum * BASIS_POINTS), 2 * width, shift


def _check(terms: PayTerms, moved: Move, highest: int, limb: int) -> None:
    raised = max(moved.of(highest), terms.lift, highest)
    # Compa-ratio, penetration and pay at part time, over 52 weeks, are the widest products of all.
    widest = 2 * BASIS_POINTS * raised + max(3 * max(*terms.before, *terms.after), 52 * BASIS_POINTS)
    if widest < EXACT_BELOW and moved.fits(highest, limb):
        return
    raise BadInput(
        "pay this high cannot be multiplied exactly on every engine",
        where=f"grade {terms.grade}",
        expected=f"products below 2**53; the ratio in whole numbers is {moved.factor} / {moved.divisor}",
        got=highest,
        hint="check the currency and the decimals of pay; else round the clause's rate to fewer digits",
    )
