"""What a person's own circumstances make of an adjustment, on any engine: service, hours, arrears, prices.

As in `people`: whole numbers below 2**53, quotients of numbers that are not negative, no remainder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from plans.arrears import Missed
from plans.pay_terms import BASIS_POINTS
from plans.since_raise import UNKNOWN
from plans.standing import HELD, Standing

Frame = nw.LazyFrame[Any]

# Of a person, as whole numbers: the days (date.toordinal) of hire and last raise, 0 where there was none;
# the month of the last raise or else of the hire, 12 x year + month, 0 where not known; basis points of full
# time. The status is a text.
HIRED, RAISED, MONTH, FTE, STATUS = "hired_day", "raised_day", "raised_month", "fte_bp", "status"
PERSONAL = (HIRED, RAISED, MONTH, FTE, STATUS)
# What is added to a person, each where it is asked for.
ELIGIBILITY = ("eligibility", "share_bp")
AT_FTE = ("increase_at_fte_minor",)
ARREARS = ("arrears_minor",)
REAL = ("real_before_bp", "real_after_bp")
EXTRAS = (*ELIGIBILITY, *AT_FTE, *ARREARS, *REAL)
SHARE = "person_share"
WHOLE, PART = "eligible", "prorated"


@dataclass(frozen=True, slots=True)
class Prices:
    """A `since_raise.PriceTable`'s columns in the engine of the people, and its limb."""

    table: Any
    limb: int


def with_standing(frame: Frame, names: Sequence[str], rules: Standing) -> Frame:
    """ELIGIBILITY and the share of each person: HELD for those whose pay stays, else 0 to `rules.whole`."""
    served = frame.with_columns(_served(rules).cast(nw.Int64).alias(SHARE))
    told = served.with_columns(_eligibility(rules, hired=HIRED in names).alias("eligibility"))
    moves = (nw.col("eligibility") == WHOLE) | (nw.col("eligibility") == PART)
    share = nw.when(moves).then(nw.col(SHARE)).otherwise(nw.lit(HELD)).cast(nw.Int64)
    whole = rules.whole
    counted = nw.when(moves).then(nw.col(SHARE)).otherwise(nw.lit(0)).cast(nw.Int64)
    in_bp = (counted * (2 * BASIS_POINTS) + whole) // (2 * whole)
    return told.with_columns(share.alias(SHARE), in_bp.alias("share_bp"))


def at_fte() -> nw.Expr:
    """The increase at the person's own hours: pay after less pay before, each rounded to the minor unit."""
    after, before = (_part(name, BASIS_POINTS) for name in ("adjusted_minor", "pay_minor"))
    return (after - before).alias(AT_FTE[0])


def with_arrears(frame: Frame, missed: Missed, *, timed: bool) -> Frame:
    """ARREARS: what each missed payroll would have paid more; nothing where pay goes down.

    Pay of a period is a year's pay at the person's hours (full time unless `timed`) over the periods of a
    year; a part of a period counts by days. Each is rounded to the nearest minor unit, halves up.
    """
    over = BASIS_POINTS * missed.per_year
    hours = frame if timed else frame.with_columns(nw.lit(BASIS_POINTS).cast(nw.Int64).alias(FTE))
    difference = _part("adjusted_minor", over) - _part("pay_minor", over)
    owed = nw.when(difference > 0).then(difference).otherwise(nw.lit(0)).cast(nw.Int64)
    each = hours.with_columns(owed.alias("period_difference"))
    more = nw.col("period_difference")
    part = (more * (2 * missed.days) + missed.of) // (2 * missed.of)
    return each.with_columns((more * missed.full + part).alias(ARREARS[0]))


def with_real(frame: Frame, prices: Prices) -> Frame:
    """REAL: what pay buys, before and after, against what it bought at the last raise, in basis points.

    Pay is put into the money of that month, rounded to the minor unit, and compared with pay before.
    """
    told = frame.join(
        nw.from_native(prices.table),
        left_on=["band_clause", MONTH],
        right_on=["price_clause", "price_month"],
        how="inner",
    )
    return told.with_columns(
        _real("pay_minor", prices.limb).alias(REAL[0]), _real("adjusted_minor", prices.limb).alias(REAL[1])
    )


def times(pay: nw.Expr, of: str, limb: int) -> nw.Expr:
    """floor((pay x factor + add) / divisor) by the columns that begin with `of`."""
    factor, add, divisor = (nw.col(f"{of}_{name}") for name in ("factor", "add", "divisor"))
    if limb == 1:
        return (pay * factor + add) // divisor
    high = pay // limb  # long division with two places, where one product would be too large to be exact
    whole = (high * factor) // divisor
    rest = high * factor - whole * divisor
    low = pay - high * limb
    return whole * limb + (rest * limb + low * factor + add) // divisor


def _served(rules: Standing) -> nw.Expr:
    """How many shares the person has earned by service."""
    hired = nw.col(HIRED)
    if rules.by_days:
        days = nw.lit(rules.effective) - hired
        long = nw.when(days > rules.whole).then(nw.lit(rules.whole)).otherwise(days)
        return nw.when(days > 0).then(long).otherwise(nw.lit(0))
    if not rules.reached:
        return nw.lit(rules.whole)
    found = _one(hired <= rules.reached[0])
    for day in rules.reached[1:]:
        found = found + _one(hired <= day)
    return found


def _eligibility(rules: Standing, *, hired: bool) -> nw.Expr:
    """The first rule that leaves a person out, by its word; else whether the increase is whole or a part."""
    told = nw.when(nw.col(SHARE) < rules.whole).then(nw.lit(PART)).otherwise(nw.lit(WHOLE))
    if rules.least_fte_bp is not None:
        told = nw.when(nw.col(FTE) < rules.least_fte_bp).then(nw.lit("few-hours")).otherwise(told)
    if rules.raised_by is not None:
        told = nw.when(nw.col(RAISED) > rules.raised_by).then(nw.lit("recent-raise")).otherwise(told)
    if rules.hired_by is not None:
        told = nw.when(nw.col(HIRED) > rules.hired_by).then(nw.lit("short-service")).otherwise(told)
    if hired:
        told = nw.when(nw.col(HIRED) > rules.effective).then(nw.lit("not-yet-hired")).otherwise(told)
    if rules.statuses:
        other = ~nw.col(STATUS).is_in(rules.statuses)
        told = nw.when(other).then(nw.lit("status")).otherwise(told)
    return told


def _part(name: str, over: int) -> nw.Expr:
    """Pay at the person's hours over `over`, to the nearest minor unit, halves up."""
    return (nw.col(name) * nw.col(FTE) * 2 + over) // (2 * over)


def _real(name: str, limb: int) -> nw.Expr:
    then = times(nw.col(name), "price", limb)
    pay = nw.col("pay_minor")
    some = nw.when(pay > 0).then(pay).otherwise(nw.lit(1))  # no engine divides by 0 like another
    change = (then * (2 * BASIS_POINTS) + some) // (some * 2) - BASIS_POINTS
    known = (nw.col("price_known") == 1) & (pay > 0)
    return nw.when(known).then(change).otherwise(nw.lit(UNKNOWN)).cast(nw.Int64)


def _one(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)
