"""The keys of a clause file, in the order in which a clause reads, and the value they make."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any

from indicators.arithmetic import RoundingMode
from indicators.errors import BadInput, did_you_mean
from indicators.series import Indicator
from plans.clause import (
    BaseAmount,
    BaseKind,
    ClauseMeasure,
    IndexationClause,
    Interpolation,
    Missing,
    NamedValue,
    OnFall,
    Scope,
    Vintage,
    check_measure,
    known_by_name,
)
from plans.fields import (
    Field,
    Kind,
    Place,
    choice,
    day,
    integer,
    number,
    one_of,
    period,
    several,
    table,
    text,
)
from plans.money import Rounding

PERCENT = number("a percentage, as in 2.5 for 2.5 %", least=-100, most=1000)
MULTIPLE = number("what to round to, above 0, as in 10, 0.05 or 0.1", above=0)


def _rounding(values: dict[str, Any], place: Place) -> Rounding | None:
    multiple, digits = values.pop("to", None), values.pop("digits", None)
    if (multiple is None) == (digits is None):
        place.refuse("to what it rounds must be said once", expected="to = 0.05, or digits = 2")
        return None
    unit = multiple if digits is None else Decimal(1).scaleb(-digits)
    truncate = values.get("truncate")
    first = None if truncate is None else Decimal(1).scaleb(-truncate)
    return Rounding(unit, values.get("mode", RoundingMode.HALF_UP), first)


def _rounding_parts(rounding: Rounding) -> Mapping[str, Any]:
    truncate = None
    if rounding.first is not None:
        truncate = -int(rounding.first.adjusted())
    return {"to": rounding.multiple, "mode": rounding.mode, "truncate": truncate}


_ROUNDING_TABLE = table(
    (
        Field("to", MULTIPLE, "the multiple rounded to"),
        Field("digits", integer("decimals, 0 to 12", least=0, most=12), "the decimals rounded to"),
        Field("mode", choice(RoundingMode), "how ties and remainders fall; half-up unless said"),
        Field("truncate", integer("decimals, 0 to 12", least=0, most=12), "first cut to this many decimals"),
    ),
    _rounding,
    _rounding_parts,
    'a rounding, as in { to = 0.05, mode = "half-up" }',
)
ROUNDING: Kind[Rounding] = one_of(
    _ROUNDING_TABLE,
    Kind(
        MULTIPLE.expected,
        MULTIPLE.schema,
        lambda v, place: None if (m := MULTIPLE.read(v, place)) is None else Rounding(m),
        _ROUNDING_TABLE.write,
    ),
    lambda v: isinstance(v, dict | Rounding),
)

_NAMED_VALUE = table(
    (
        Field("index", text(), "the indicator", required=True),
        Field("period", period(), "the month", required=True),
        Field("value", number("an index value or a rate"), "the figure that stands for it", required=True),
        Field("source", text(), "who decreed it, and where", required=True),
    ),
    lambda values, place: NamedValue(**values),
    lambda v: {"index": v.index, "period": v.period, "value": v.value, "source": v.source},
    "a table with index, period, value and source",
)

LEG_FIELDS: tuple[Field, ...] = (
    Field("index", text("the name of an indicator, as in us-cpi"), "the indicator that moves it"),
    Field("measure", choice(ClauseMeasure), "what is read off the indicator, as its office publishes it"),
    Field("lag", integer("months, 0 to 120", least=0, most=120), "months from the reference month to effect"),
    Field("month", integer("a month, 1 to 12", least=1, most=12), "the reference is the latest such month"),
    Field("quarter", integer("a quarter, 1 to 4", least=1, most=4), "the reference ends with this quarter"),
    Field("window", integer("months, 1 to 120", least=1, most=120), "months averaged before the ratio"),
    Field("interpolation", choice(Interpolation), "daily: the value of a day, between two months' figures"),
    Field("base", choice(BaseKind), "what the current figure is compared with"),
    Field("base_months", integer("months, 1 to 1200", least=1, most=1200), "for base = 'earlier'"),
    Field("base_period", period(), "the fixed base month, or where the first determination starts"),
    Field("base_date", day(), "the base day where values are interpolated daily"),
    Field("base_value", number("an index value above 0", above=0), "the base value itself, where agreed"),
    Field("missing", choice(Missing), "what stands in for a month that was not published"),
    Field("values", several(_NAMED_VALUE, "a list of tables"), "figures that stand for a month by decree"),
    Field("round_average", ROUNDING, "rounds the mean or the day's value"),
    Field("round_ratio", ROUNDING, "rounds the ratio"),
    Field("round_change", ROUNDING, "rounds the index's change in percent, before anything is done with it"),
)

CLAUSE_FIELDS: tuple[Field, ...] = (
    Field("title", text(), "what the clause is called"),
    Field("law", text(), "the law, order or agreement it comes from"),
    Field("text", text(), "the rule in a sentence"),
    *LEG_FIELDS,
    Field("vintage", choice(Vintage), "which of several published figures counts"),
    Field("vintage_date", day(), "for vintage = 'as-known': the day"),
    Field("pass_through", number("a share, as in 0.5", above=0, most=10), "share of the change passed on"),
    Field("margin", number("percentage points", least=-100, most=100), "points added to the change"),
    Field("on_fall", choice(OnFall), "what happens when the index falls", required=True),
    Field("floor", PERCENT, "the least change in percent"),
    Field("cap", PERCENT, "the greatest change in percent"),
    Field("limit_scope", choice(Scope), "whether floor and cap bind each time or over the whole span"),
    Field("round_rate", ROUNDING, "rounds the rate that is applied"),
    Field("base_amount", choice(BaseAmount), "the amount that the next determination multiplies"),
    Field("round_amount", ROUNDING, "rounds the amount"),
)
_REQUIRED = ("index", "measure")
_DEFAULTS = {f.name: f.default for f in fields(IndexationClause) if f.default is not MISSING}


def build_clause(
    name: str, values: dict[str, Any], place: Place, known: Iterable[Indicator]
) -> IndexationClause | None:
    """The clause of these values, or None with the problems noted at `place`."""
    before = len(place.problems)
    for key in _REQUIRED:
        if key not in values and not _noted(place, key):
            place.at(key).refuse("missing", expected=_doc(key))
    if len(place.problems) > before:
        return None
    if values.get("base") is BaseKind.FIXED:
        values.setdefault("base_amount", BaseAmount.FIXED)
    clause = IndexationClause(name=name, **values)
    _check_base(clause, place)
    _check_limits(clause, place)
    _check_indicator(clause, place, known_by_name(known))
    return clause if len(place.problems) == before else None


def clause_values(clause: IndexationClause) -> dict[str, Any]:
    """The clause's fields that are not at their default; those a file must name are always there."""
    always = (*_REQUIRED, "on_fall")
    values = {f.name: getattr(clause, f.name) for f in CLAUSE_FIELDS}
    return {k: v for k, v in values.items() if v is not None and (k in always or v != _DEFAULTS[k])}


def _noted(place: Place, key: str) -> bool:
    return any(p.key == place.at(key).key for p in place.problems)


def _doc(key: str) -> str:
    return next(f"{f.kind.expected}: {f.doc}" for f in CLAUSE_FIELDS if f.name == key)


def _check_base(clause: IndexationClause, place: Place) -> None:
    daily = clause.interpolation is Interpolation.DAILY
    start = "base_date" if daily else "base_period"
    given = clause.base_date if daily else clause.base_period
    if clause.base is not BaseKind.EARLIER and given is None and clause.base_value is None:
        place.at(start).refuse("missing", expected=f"where base = {clause.base.value!r} begins to count")
    if clause.base is BaseKind.EARLIER and (given is not None or clause.base_value is not None):
        place.at("base").refuse(
            "a base is given but not used", expected="base = 'fixed', 'last-used' or 'last-paid'"
        )
    if (clause.base is BaseKind.FIXED) != (clause.base_amount is BaseAmount.FIXED):
        place.at("base_amount").refuse(
            "a fixed base and a fixed amount belong together: the whole change since the base "
            "multiplies the original amount",
            expected="base = 'fixed' with base_amount = 'fixed', or neither",
            got=clause.base_amount.value,
        )
    if clause.month is not None and clause.quarter is not None:
        place.at("quarter").refuse("month and quarter exclude each other", expected="one of them")


def _check_limits(clause: IndexationClause, place: Place) -> None:
    if clause.floor is not None and clause.cap is not None and clause.floor > clause.cap:
        place.at("floor").refuse("above the cap", expected=f"at most {clause.cap}", got=clause.floor)
    if clause.vintage_date is not None and clause.vintage is not Vintage.AS_KNOWN:
        place.at("vintage_date").refuse("only used with vintage = 'as-known'", got=clause.vintage.value)


def _check_indicator(clause: IndexationClause, place: Place, known: Mapping[str, Indicator]) -> None:
    for leg in clause.terms:
        indicator = known.get(leg.index or "")
        if indicator is None:
            near = did_you_mean(leg.index or "", known)
            hint = f"did you mean {near!r}?" if near else "a name from `realterms indicators list`"
            place.at("index").refuse("unknown indicator", expected=hint, got=leg.index)
            continue
        try:
            check_measure(clause.name, leg, indicator)
        except BadInput as error:
            place.at("measure").refuse(error.message, expected=error.expected, got=leg.measure.value)
