"""What the keys of a clause must keep among themselves; every breach is noted, none raised."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from indicators.errors import BadInput, did_you_mean
from indicators.series import Indicator
from plans.clause import IndexationClause, Leg, check_measure, known_by_name
from plans.clause_conflicts import check_conflicts
from plans.fields import Place
from plans.terms import BaseAmount, BaseKind, ClauseMeasure, Interpolation, Missing, Scope, Vintage

OWN = "own:"  # a series that the user brings; it need not be known when the file is read
_LEG_KEYS = (
    "index",
    "measure",
    "lag",
    "month",
    "quarter",
    "window",
    "base",
    "base_period",
    "values",
    "links",
)


def check_clause(clause: IndexationClause, given: set[str], place: Place, known: Iterable[Indicator]) -> None:
    """Note everything in the clause that does not fit together; `given` are the keys that were written."""
    indicators = known_by_name(known)
    if clause.legs or any(p.key.startswith(place.at("legs").key) for p in place.problems):
        for key in (k for k in _LEG_KEYS if k in given):
            place.at(key).refuse("a blend says this in each of its legs", expected=f"{key} inside legs")
        _check_legs(clause, clause.name, place.at("legs"), indicators)
    else:
        _check_leaf(clause, clause.name, place, indicators, chained=clause.chain is not None)
    _check_limits(clause, place)
    _check_transforms(clause, place)
    _check_amounts(clause, place)
    check_conflicts(clause, given, place, indicators)


def _check_legs(parent: Leg, name: str, place: Place, known: Mapping[str, Indicator]) -> None:
    for number, leg in enumerate(parent.legs, start=1):
        here = place.at(number)
        if leg.legs:
            _check_legs(leg, name, here.at("legs"), known)
        elif (leg.constant is None) == (leg.index is None):
            here.refuse("a leg is an index, a constant, or a blend", expected="index, constant or legs")
        elif leg.index is not None:
            _check_leaf(leg, name, here, known, chained=False)


def _check_leaf(leg: Leg, name: str, place: Place, known: Mapping[str, Indicator], *, chained: bool) -> None:
    if not chained:
        _check_base(leg, place)
    if leg.month is not None and leg.quarter is not None:
        place.at("quarter").refuse("month and quarter exclude each other", expected="one of them")
    if (leg.missing is Missing.SUCCESSOR) != (leg.successor is not None):
        place.at("successor").refuse(
            "missing = 'successor' and a successor belong together", expected="both, or neither"
        )
    if any(one.at >= other.at for one, other in pairwise(leg.links)):
        place.at("links").refuse("not in order of time", expected="each link later than the one before")
    if leg.interpolation is Interpolation.DAILY and not leg.measure.is_level:
        place.at("interpolation").refuse(
            "published changes are not interpolated", expected="measure = 'index'"
        )
    names = (
        ("index", leg.index),
        ("successor", leg.successor),
        *(("links", link.index) for link in leg.links),
    )
    for key, index in names:
        if index is not None:
            _check_indicator(leg, name, key, index, place, known)


def _check_base(leg: Leg, place: Place) -> None:
    daily = leg.interpolation is Interpolation.DAILY
    start = "base_date" if daily else "base_period"
    given = leg.base_date if daily else leg.base_period
    if leg.base is not BaseKind.EARLIER and given is None and leg.base_value is None:
        place.at(start).refuse("missing", expected=f"where base = {leg.base.value!r} begins to count")
    if leg.base is BaseKind.EARLIER and (given is not None or leg.base_value is not None):
        expected = "base = 'fixed', 'last-used' or 'last-paid'"
        place.at("base").refuse("a base is given but not used", expected=expected)


def _check_limits(clause: IndexationClause, place: Place) -> None:
    if clause.floor is not None and clause.cap is not None and clause.floor > clause.cap:
        place.at("floor").refuse("above the cap", expected=f"at most {clause.cap}", got=clause.floor)
    low, high = clause.floor_amount, clause.cap_amount
    if low is not None and high is not None and low > high:
        place.at("floor_amount").refuse("above cap_amount", expected=f"at most {high}", got=low)
    if clause.bank is not None and (clause.cap if clause.bank.of == "excess" else clause.floor) is None:
        place.at("bank").refuse(
            "there is nothing to bank", expected="a cap for 'excess', a floor for 'shortfall'"
        )
    if clause.limit_over > 1 and clause.limit_scope is Scope.CUMULATIVE:
        place.at("limit_over").refuse("limit_scope = 'cumulative' already binds the whole span")
    if clause.vintage_date is not None and clause.vintage is not Vintage.AS_KNOWN:
        place.at("vintage_date").refuse("only used with vintage = 'as-known'", got=clause.vintage.value)


def _check_transforms(clause: IndexationClause, place: Place) -> None:
    given = [k for k in ("pieces", "per_points", "chain") if getattr(clause, k)]
    if len(given) > 1:
        place.at(given[1]).refuse(f"{given[0]} is given already", expected="one transform")
    ends = [piece.up_to for piece in clause.pieces]
    rising = all(a is not None and b is not None and a < b for a, b in pairwise(ends[:-1]))
    if ends and (not rising or None in ends[:-1] or ends[-1] is not None):
        expected = "rising up_to, and a last piece without"
        place.at("pieces").refuse("the pieces do not cover every rate once", expected=expected)
    if (clause.per_points is not None) != (clause.measure is ClauseMeasure.POINTS):
        place.at("per_points").refuse(
            "index points and per_points belong together", expected="measure = 'points'"
        )


def _check_amounts(clause: IndexationClause, place: Place) -> None:
    fixed = any(leaf.base is BaseKind.FIXED for leaf in clause.leaves) and clause.chain is None
    if fixed != (clause.base_amount is BaseAmount.FIXED):
        place.at("base_amount").refuse(
            "a fixed base and a fixed amount belong together: the whole change since the base "
            "multiplies the original amount",
            expected="base = 'fixed' with base_amount = 'fixed', or neither",
            got=clause.base_amount.value,
        )
    ends = [bracket.up_to for bracket in clause.brackets]
    if ends and (
        any(a is None or (b is not None and b <= a) for a, b in pairwise(ends)) or ends[-1] is not None
    ):
        place.at("brackets").refuse(
            "not in rising order", expected="rising up_to, and a last bracket without"
        )
    for number, override in enumerate(clause.overrides, start=1):
        if (override.percent is None) == (override.amount is None):
            place.at("overrides").at(number).refuse(
                "what was decided", expected="percent or amount, one of them"
            )


def _check_indicator(
    leg: Leg, name: str, key: str, index: str, place: Place, known: Mapping[str, Indicator]
) -> None:
    indicator = known.get(index)
    if indicator is None:
        if not index.startswith(OWN):
            near = did_you_mean(index, known)
            hint = f"did you mean {near!r}?" if near else "a name from `realterms indicators list`"
            place.at(key).refuse("unknown indicator", expected=hint, got=index)
        return
    try:
        check_measure(name, leg, indicator)
    except BadInput as error:
        place.at("measure").refuse(error.message, expected=error.expected, got=leg.measure.value)
