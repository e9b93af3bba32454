"""The keys of a plan file, and the values they make; every rule that one part must keep by itself."""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from indicators.errors import BadInput, did_you_mean
from plans.currencies import MINOR_DIGITS
from plans.curve import CurveKind, PayoutCurve
from plans.fields import Field, Kind, Place, boolean, choice, day, integer, number, read_table, several, text
from plans.money import Money
from plans.plan import (
    BAND_FIELDS,
    MEASURE_FIELDS,
    BandsMove,
    BonusMeasure,
    Component,
    ComponentKind,
    Direction,
    IndicatorType,
    Location,
    PayBand,
    PeriodKind,
    Stage,
    Unit,
)
from plans.term_fields import ROUNDING

T = TypeVar("T")
# Beyond it a band would fit neither the database nor every engine that adjusts people.
_AMOUNT = number("an amount from 0 to a million million", least=0, most=10**12)
_SHARE = number("percent, 0 to 100", least=0, most=100)
_NAME = text("a short name")
_CLAUSE = Field("clause", text("the name of one of the plan's clauses"), "the clause that moves it")


def _own_clauses(fields: tuple[str, ...]) -> tuple[Field, ...]:
    kind = text("the name of one of the plan's clauses")
    return tuple(Field(f"{n}_clause", kind, f"the clause that moves its {n}, not `clause`") for n in fields)


_ROUNDING = Field("rounding", ROUNDING, "rounds these amounts instead of the clause's own rounding")
_CURRENCY = Field("currency", text("an ISO 4217 code"), "the plan's currency; it may be left out here")

PLAN_FIELDS: tuple[Field, ...] = (
    Field("name", _NAME, "the plan's short name", required=True),
    Field("title", text(), "the plan's title", required=True),
    Field("role", text(), "for whom it is", required=True),
    Field("currency", text("an ISO 4217 code, as in USD"), "of every amount in the plan", required=True),
    Field("country", text("an ISO 3166 code, as in US"), "where it applies"),
    Field("period", choice(PeriodKind), "the performance period"),
    Field("effective_from", day(), "the first day", required=True),
    Field("effective_to", day(), "the last day"),
    Field("stage", choice(Stage), "where the plan stands"),
    Field("parties", several(text(), "two names"), "who signs"),
    Field("bands_move", choice(BandsMove), "each figure of a band, or its midpoint with the spread kept"),
    Field("sample", boolean(), "true where the figures are made up"),
)

BAND_KEYS: tuple[Field, ...] = (
    Field("grade", _NAME, "the pay grade", required=True),
    Field("title", text(), "the grade in words"),
    *(Field(name, _AMOUNT, f"the band's {name}", required=True) for name in BAND_FIELDS),
    _CURRENCY,
    _CLAUSE,
    *_own_clauses(BAND_FIELDS),
    _ROUNDING,
)

MEASURE_KEYS: tuple[Field, ...] = (
    Field("name", _NAME, "the measure's short name", required=True),
    Field("title", text(), "the measure in words", required=True),
    Field("type", choice(IndicatorType), "the kind of performance indicator", required=True),
    Field("unit", choice(Unit), "in what it is counted", required=True),
    Field("direction", choice(Direction), "whether more or less is better"),
    Field("weight", _SHARE, "its weight in percent", required=True),
    *(Field(name, number("a number"), f"the {name}", required=True) for name in MEASURE_FIELDS),
    _CURRENCY,
    Field("curve", _NAME, "the payout curve"),
    _CLAUSE,
    *_own_clauses(MEASURE_FIELDS),
    _ROUNDING,
)

COMPONENT_KEYS: tuple[Field, ...] = (
    Field("kind", choice(ComponentKind), "what part of pay it is", required=True),
    Field("name", _NAME, "the component's short name", required=True),
    Field("title", text(), "the component in words", required=True),
    Field("amount", _AMOUNT, "a fixed amount"),
    Field("share", _SHARE, "a share of target pay in percent"),
    Field("units", integer("a number of options", least=1, most=10**9), "stock options granted"),
    Field("vesting", several(_SHARE, "percent a year"), "what vests in each year, in percent"),
    _CURRENCY,
    _CLAUSE,
    _ROUNDING,
)

PLACE_KEYS: tuple[Field, ...] = (
    Field("title", text(), "the place in words", required=True),
    Field(
        "differential",
        number("percent, above -100", above=-100, most=1000),
        "how far its bands stand above (or below) the plan's",
        required=True,
    ),
    Field("rounding", ROUNDING, "rounds the place's amounts; else half up to the smallest unit"),
)


def _point(value: Any, place: Place) -> tuple[Decimal, Decimal] | None:
    pair = several(number(), "two numbers").read(value, place)
    if pair is None or len(pair) != 2:
        place.refuse("not a point", expected="[attainment, payout]", got=value)
        return None
    return pair[0], pair[1]


_POINT = Kind(
    "[attainment, payout or factor]",
    {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    _point,
    lambda p: f"[{p[0]:f}, {p[1]:f}]",
)
CURVE_KEYS: tuple[Field, ...] = (
    Field("kind", choice(CurveKind), "how the points are read", required=True),
    Field("points", several(_POINT, "a list of points"), "in rising attainment, in percent", required=True),
    Field("cap", number("percent", least=0), "the greatest payout"),
)


class Reader:
    """Reads the parts of one plan: its currency, and the clauses and curves it may name."""

    def __init__(self, currency: str, clauses: set[str], curves: set[str]) -> None:
        self.currency = currency
        self.clauses = clauses
        self.curves = curves

    def band(self, values: Any, place: Place) -> PayBand | None:
        """A pay band: minimum <= midpoint <= maximum."""
        found = self._values(values, BAND_KEYS, place)
        if found is None:
            return None
        amounts = self._amounts(found, BAND_FIELDS, place)
        _rising(amounts, BAND_FIELDS, place)
        return _clean(place, lambda: PayBand(**{**found, **amounts}))

    def measure(self, values: Any, place: Place) -> BonusMeasure | None:
        """A bonus measure: threshold <= target <= maximum, or the other way round where less is better."""
        found = self._values(values, MEASURE_KEYS, place)
        if found is None:
            return None
        found["indicator_type"] = found.pop("type", None)
        direction = found.setdefault("direction", Direction.HIGHER)
        amounts = {name: found[name] for name in MEASURE_FIELDS if name in found}
        if found.get("unit") is Unit.MONEY:
            for name in [n for n, value in amounts.items() if value < 0]:
                place.at(name).refuse(
                    "negative amount", expected="an amount of at least 0", got=amounts[name]
                )
            amounts = self._amounts(found, MEASURE_FIELDS, place)
        else:
            for key in filter(_names_clause, found):
                place.at(key).refuse(
                    "only amounts of money follow a price index",
                    expected="unit = 'money'",
                    got=found.get("unit"),
                )
        _rising(amounts, MEASURE_FIELDS if direction is Direction.HIGHER else MEASURE_FIELDS[::-1], place)
        if found["indicator_type"] is IndicatorType.NNI and found.get("weight"):
            place.at("weight").refuse("a veto carries no weight", expected="0", got=found["weight"])
        self._known(found.get("curve"), self.curves, "curve", place.at("curve"))
        return _clean(place, lambda: BonusMeasure(**{**found, **amounts}))

    def component(self, values: Any, place: Place) -> Component | None:
        """A part of pay: exactly one of amount, share and units; a clause only moves an amount."""
        found = self._values(values, COMPONENT_KEYS, place)
        if found is None:
            return None
        given = [key for key in ("amount", "share", "units") if key in values]
        if len(given) != 1:
            expected = "exactly one of amount, share, units"
            place.refuse("what it is worth must be said once", expected=expected, got=given or None)
        elif given != ["amount"] and found.get("clause"):
            place.at("clause").refuse("a clause moves an amount of money", expected="amount", got=given[0])
        if found.get("vesting") and sum(found["vesting"]) != 100:
            place.at("vesting").refuse("does not sum to 100", got=sum(found["vesting"]))
        amounts = self._amounts(found, ("amount",), place)
        return _clean(place, lambda: Component(**{**found, **amounts}))

    def _values(self, values: Any, keys: tuple[Field, ...], place: Place) -> dict[str, Any] | None:
        """The table's values, with its currency and clause checked; None where it is no table."""
        if not isinstance(values, dict):
            place.refuse("not a table", expected=", ".join(f.name for f in keys), got=values)
            return None
        found = read_table(values, keys, place)
        currency = found.pop("currency", self.currency)
        if currency != self.currency:
            place.at("currency").refuse(
                "currencies never mix in a plan", expected=repr(self.currency), got=currency
            )
        for key in filter(_names_clause, found):
            self._known(found[key], self.clauses, "clause", place.at(key))
        return found

    def _amounts(self, found: dict[str, Any], names: tuple[str, ...], place: Place) -> dict[str, Money]:
        """The named numbers as money; a problem where one has more decimals than the currency."""
        amounts: dict[str, Money] = {}
        for name in (n for n in names if n in found):
            try:
                amounts[name] = Money.of(found[name], self.currency)
            except BadInput as error:
                if self.currency in MINOR_DIGITS:
                    place.at(name).refuse(error.message, expected=error.expected, got=found[name])
        return amounts

    def _known(self, name: str | None, known: set[str], what: str, place: Place) -> None:
        if name is None or name in known:
            return
        near = did_you_mean(name, sorted(known))
        listed = f"one of {', '.join(sorted(known))}" if known else f"a [{what}s.{name}] table in this file"
        expected = f"did you mean {near!r}?" if near else listed
        place.refuse(f"unknown {what}", expected=expected, got=name)


def read_curve(name: str, values: Any, place: Place) -> PayoutCurve | None:
    """A payout curve: at least one point, in strictly rising attainment."""
    if not isinstance(values, dict):
        place.refuse("not a table", expected="kind and points", got=values)
        return None
    found = read_table(values, CURVE_KEYS, place)
    points = found.get("points")
    if points is not None and not points:
        place.at("points").refuse("empty", expected="at least one [attainment, payout]")
    if points and any(left[0] >= right[0] for left, right in pairwise(points)):
        place.at("points").refuse("not in rising attainment", expected="each attainment above the one before")
    return _clean(place, lambda: PayoutCurve(name, **found))


def read_place(name: str, values: Any, place: Place) -> Location | None:
    """A place of work and its pay differential."""
    if not isinstance(values, dict):
        place.refuse("not a table", expected="title and differential", got=values)
        return None
    if "/" in name:
        place.refuse("a place's name may not hold a slash", expected="a short name", got=name)
    found = read_table(values, PLACE_KEYS, place)
    return _clean(place, lambda: Location(name, **found))


def _names_clause(key: str) -> bool:
    return key == "clause" or key.endswith("_clause")


def _rising(amounts: dict[str, Any], names: tuple[str, ...], place: Place) -> None:
    present = [(name, amounts[name]) for name in names if name in amounts]
    for (lower, low), (upper, high) in pairwise(present):
        if low > high:
            place.at(lower).refuse(f"above the {upper}", expected=f"at most {high}", got=low)


def _clean(place: Place, build: Callable[[], T]) -> T | None:
    """What `build` makes, unless this part of the file already has a problem."""
    return None if any(_inside(p.key, place.key) for p in place.problems) else build()


def _inside(key: str, parent: str) -> bool:
    return key == parent or key.startswith(parent + ".")
