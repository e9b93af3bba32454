"""Keys of a clause that cannot be meant together: in silence, each pair would give a wrong result."""

from collections.abc import Iterator, Mapping

from indicators.series import Frequency, Indicator
from plans.calendar import counts_everywhere
from plans.clause import IndexationClause, Leg
from plans.engine.substitutes import FOR_RATES
from plans.fields import Place
from plans.terms import BaseKind, ClauseMeasure, OnFall, Scope, Vintage

_OF_A_RATE = ("pass_through", "margin", "corridor", "floor", "cap", "bank", "round_rate", "brackets")
_LEVELS_ONLY = "measure = 'index'"


def check_conflicts(
    clause: IndexationClause, given: set[str], place: Place, known: Mapping[str, Indicator]
) -> None:
    """Note every pair of keys that contradict each other."""
    _check_points(clause, given, place)
    _check_chain(clause, place)
    _check_base_kinds(clause, place)
    _check_bank(clause, place)
    if not _broken(place.at("calendar")):  # rows that could not be read would leave wrong numbers
        _check_calendar(clause, place)
    if not _broken(place.at("overrides")):
        _check_overrides(clause, place)
    for leaf, here in _leaves(clause, place):
        _check_fallback(leaf, here)
        _check_periods(leaf, here, known)


def _broken(place: Place) -> bool:
    """Whether something was wrong with what stands at the place, or in it."""
    return any(p.key == place.key or p.key.startswith(f"{place.key}.") for p in place.problems)


def _leaves(parent: Leg, place: Place) -> Iterator[tuple[Leg, Place]]:
    """Every leg that reads an index, with its place in the file."""
    if not parent.legs:
        yield from [(parent, place)] if parent.index is not None else []
        return
    for number, leg in enumerate(parent.legs, start=1):
        yield from _leaves(leg, place.at("legs").at(number))


def _check_points(clause: IndexationClause, given: set[str], place: Place) -> None:
    if clause.per_points is not None:
        for key in (k for k in _OF_A_RATE if k in given):
            place.at(key).refuse(
                "index points give an amount to add, and this key works on a rate",
                expected="above, points and amount of per_points; smallest_step, cap_amount",
            )
    for leaf, here in _leaves(clause, place):
        if clause.legs and leaf.measure is ClauseMeasure.POINTS:
            here.at("measure").refuse("index points are not blended", expected=_LEVELS_ONLY, got="points")


def _check_chain(clause: IndexationClause, place: Place) -> None:
    if clause.chain is None:
        return
    if clause.legs:
        place.at("chain").refuse("thresholds belong to one index, not to a blend", expected="index")
    elif clause.measure is not ClauseMeasure.INDEX:
        place.at("chain").refuse(
            "thresholds are compared with a level", expected=_LEVELS_ONLY, got=clause.measure.value
        )


def _check_base_kinds(clause: IndexationClause, place: Place) -> None:
    leaves = [leaf for leaf, _ in _leaves(clause, place)]
    fixed = [leaf for leaf in leaves if leaf.base is BaseKind.FIXED]
    if fixed and len(fixed) < len(leaves):
        place.at("legs").refuse(
            "changes since a fixed base and changes over a span are not blended",
            expected="base = 'fixed' in every leg that reads an index, or in none",
        )
    for leaf, here in _leaves(clause, place):
        if leaf.base is not BaseKind.FIXED or leaf.base_period is not None or leaf.base_date is not None:
            continue
        if clause.on_fall is OnFall.RATCHET:
            here.at("base_period").refuse("missing", expected="the month from which the highest counts")
        elif clause.limit_scope is Scope.CUMULATIVE:
            here.at("base_period").refuse("missing", expected="the month from which the limit is compounded")


def _check_bank(clause: IndexationClause, place: Place) -> None:
    whole = clause.fixed_leg is not None or clause.limit_scope is Scope.CUMULATIVE
    if clause.bank is not None and whole:
        place.at("bank").refuse(
            "a change since a fixed base holds what earlier limits cut off already",
            expected="base = 'earlier' or 'last-used' and limit_scope = 'each', or no bank",
        )


def _check_calendar(clause: IndexationClause, place: Place) -> None:
    for number, rule in enumerate(clause.calendar, start=1):
        here = place.at("calendar").at(number)
        if rule.since is None and not counts_everywhere(rule):
            here.at("since").refuse(
                "missing", expected=f"the date from which every {rule.every} months count"
            )
        if rule.since is not None and rule.until is not None and rule.until < rule.since:
            here.at("until").refuse("before since", expected=f"{rule.since} or later", got=rule.until)
        if rule.enacted is not None and clause.vintage is Vintage.LATEST:
            here.at("enacted").refuse(
                "vintage = 'latest' follows later figures", expected="another vintage, or no enacted"
            )


def _check_overrides(clause: IndexationClause, place: Place) -> None:
    seen: dict[tuple[int, int], int] = {}
    for number, override in enumerate(clause.overrides, start=1):
        first = seen.setdefault((override.on.year, override.on.month), number)
        if first != number:
            place.at("overrides").at(number).refuse(
                f"number {first} decides the same month already", expected="one a month", got=override.on
            )


def _check_fallback(leaf: Leg, place: Place) -> None:
    if not leaf.measure.is_level and leaf.missing not in FOR_RATES:
        expected = ", ".join(repr(rule.value) for rule in sorted(FOR_RATES))
        place.at("missing").refuse(
            "it computes with levels, and a rate is read here", expected=expected, got=leaf.missing.value
        )


def _check_periods(leaf: Leg, place: Place, known: Mapping[str, Indicator]) -> None:
    """Link and decreed periods are the series' own; a base period may also be as long as the window."""
    indicator = known.get(leaf.index or "")
    if indicator is None:
        return
    own = indicator.frequency
    for key, periods in (("links", [x.at for x in leaf.links]), ("values", [x.period for x in leaf.values])):
        for wrong in (p for p in periods if p.frequency is not own):
            place.at(key).refuse(
                "not a period of the series", expected=f"a {_WORDS[own]}, as it is published", got=str(wrong)
            )
    base = leaf.base_period
    if base is None or base.frequency in (Frequency.MONTHLY, own):
        return
    months = 12 // base.frequency.per_year
    if leaf.window != months:
        place.at("base_period").refuse(
            "longer than the window", expected=f"a month, or window = {months}", got=str(base)
        )


_WORDS: Mapping[Frequency, str] = {
    Frequency.MONTHLY: "month",
    Frequency.QUARTERLY: "quarter",
    Frequency.HALF_YEARLY: "half-year",
    Frequency.ANNUAL: "year",
}
