"""The keys of a clause file, in the order in which a clause reads, and the value they make."""

from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any

from indicators.series import Indicator
from plans.clause import IndexationClause, Leg
from plans.clause_rules import check_clause
from plans.fields import (
    Field,
    Kind,
    Place,
    boolean,
    choice,
    day,
    integer,
    number,
    period,
    several,
    table,
    text,
)
from plans.term_fields import (
    AVERAGE_ROUNDING,
    BANK,
    BRACKET,
    CHAIN,
    LINK,
    NAMED_VALUE,
    OVERRIDE,
    PER_POINTS,
    PERCENT,
    PIECE,
    RECURRENCE,
    ROUNDING,
)
from plans.terms import (
    Align,
    BaseAmount,
    BaseKind,
    Blend,
    ClauseMeasure,
    Interpolation,
    Missing,
    OnFall,
    PaidBy,
    Proration,
    Scope,
    Vintage,
)

_TABLES = "a list of tables"

# What is read, and when: the same keys for a clause of one index and for each leg of a blend.
READ_FIELDS: tuple[Field, ...] = (
    Field("index", text("the name of an indicator, as in us-cpi"), "the indicator that moves it"),
    Field("measure", choice(ClauseMeasure), "what is read off the indicator, as its office publishes it"),
    Field("lag", integer("months, 0 to 120", least=0, most=120), "months from the reference month to effect"),
    Field("month", integer("a month, 1 to 12", least=1, most=12), "the reference is the latest such month"),
    Field("quarter", integer("a quarter, 1 to 4", least=1, most=4), "the reference ends with this quarter"),
    Field("align", choice(Align), "the window ends with the last whole quarter or calendar year"),
    Field("window", integer("months, 1 to 120", least=1, most=120), "months averaged before the ratio"),
    Field("interpolation", choice(Interpolation), "daily: the value of a day, between two months' figures"),
    Field("latest_available", boolean(), "true: where a month does not exist, the latest one before it"),
    Field("base", choice(BaseKind), "what the current figure is compared with"),
    Field("base_months", integer("months, 1 to 1200", least=1, most=1200), "for base = 'earlier'"),
    Field("base_period", period(), "the fixed base month, or where the first determination starts"),
    Field("base_date", day(), "the base day where values are interpolated daily"),
    Field("base_value", number("an index value above 0", above=0), "the base value itself, where agreed"),
    Field("missing", choice(Missing), "what stands in for a month that was not published"),
    Field("successor", text("an indicator"), "for missing = 'successor': the index read instead"),
    Field("values", several(NAMED_VALUE, _TABLES), "figures that stand for a month by decree"),
    Field("links", several(LINK, _TABLES), "successor series, in order of time"),
    Field("round_average", AVERAGE_ROUNDING, "rounds the mean or the day's value"),
    Field("round_ratio", ROUNDING, "rounds the ratio"),
    Field("round_change", ROUNDING, "rounds the index's change in percent, before anything is done with it"),
)

# What a leg of a blend may say beyond that.
_LEG_ONLY: tuple[Field, ...] = (
    Field("constant", PERCENT, "a fixed change in percent instead of an index"),
    Field("weight", number("a weight above 0", above=0), "its weight in a weighted blend"),
    Field("share", number("a share"), "the share of its change that enters the blend"),
    Field("since", day(), "counts for dates of effect from here"),
    Field("until", day(), "counts for dates of effect up to here"),
)
_BLEND = Field("blend", choice(Blend), "how the changes of the legs become one")
_LEG_DEFAULTS = {f.name: f.default for f in fields(Leg) if f.default is not MISSING}


def _leg_kind(keys: tuple[Field, ...]) -> Kind[Any]:
    def parts(leg: Leg) -> dict[str, Any]:
        values = {key.name: getattr(leg, key.name) for key in keys}
        always = ("index", "measure") if leg.index is not None else ()
        return {k: v for k, v in values.items() if k in always or v != _LEG_DEFAULTS[k]}

    return table(keys, lambda values, place: Leg(**values), parts, "a leg: an index, or a constant")


LEAF = _leg_kind((*_LEG_ONLY, *READ_FIELDS))
LEG = _leg_kind(
    (*_LEG_ONLY, *READ_FIELDS, _BLEND, Field("legs", several(LEAF, _TABLES), "a blend inside the blend"))
)

CLAUSE_FIELDS: tuple[Field, ...] = (
    Field("title", text(), "what the clause is called"),
    Field("law", text(), "the law, order or agreement it comes from"),
    Field("text", text(), "the rule in a sentence"),
    *READ_FIELDS,
    _BLEND,
    Field("legs", several(LEG, _TABLES), "several indices or constants, blended"),
    Field("vintage", choice(Vintage), "which of several published figures counts"),
    Field("vintage_date", day(), "for vintage = 'as-known': the day"),
    Field("pieces", several(PIECE, _TABLES), "a table on the rate, in rising order"),
    Field("per_points", PER_POINTS, "an amount for every so many index points"),
    Field("chain", CHAIN, "a fixed step whenever the level reaches the next threshold"),
    Field("pass_through", number("a share, as in 0.5", above=0, most=10), "share of the change passed on"),
    Field("margin", number("percentage points", least=-100, most=100), "points added to the change"),
    Field("margin_after_cap", boolean(), "true: added after floor and cap, not before"),
    Field("corridor", number("percent, above 0", above=0, most=100), "nothing changes below this change"),
    Field("on_fall", choice(OnFall), "what happens when the index falls", required=True),
    Field("floor", PERCENT, "the least change in percent"),
    Field("cap", PERCENT, "the greatest change in percent"),
    Field("limit_scope", choice(Scope), "whether floor and cap bind each time or over the whole span"),
    Field(
        "limit_over",
        integer("determinations, 1 to 24", least=1, most=24),
        "floor and cap bind on so many determinations together",
    ),
    Field("bank", BANK, "what floor or cap set aside is kept for later"),
    Field("round_rate", ROUNDING, "rounds the rate that is applied"),
    Field("base_amount", choice(BaseAmount), "the amount that the next determination multiplies"),
    Field("brackets", several(BRACKET, _TABLES), "the share of the change by parts of the amount"),
    Field("floor_amount", number("an amount", least=0), "the least amount"),
    Field("cap_amount", number("an amount", least=0), "the greatest amount"),
    Field("smallest_step", number("an amount above 0", above=0), "a smaller increase is not made"),
    Field("round_increment", ROUNDING, "rounds the increase, not the amount"),
    Field("round_amount", ROUNDING, "rounds the amount"),
    Field("overrides", several(OVERRIDE, _TABLES), "decisions that replaced an outcome"),
    Field("paid_by", choice(PaidBy), "what must move for the base to move with it"),
    Field("calendar", several(RECURRENCE, _TABLES), "the dates of effect"),
    Field("proration", choice(Proration), "how a part of a period is counted"),
)
_DEFAULTS = {f.name: f.default for f in fields(IndexationClause) if f.default is not MISSING}


def build_clause(
    name: str, values: dict[str, Any], place: Place, known: Iterable[Indicator]
) -> IndexationClause | None:
    """The clause of these values, or None with the problems noted at `place`."""
    before = len(place.problems)
    if values.get("base") is BaseKind.FIXED:
        values.setdefault("base_amount", BaseAmount.FIXED)
    if not values.get("legs") and not _inside(place.at("legs")):
        for key in (k for k in ("index", "measure") if k not in values and not _noted(place, k)):
            place.at(key).refuse("missing", expected=_doc(key))
    if "on_fall" not in values:
        return None
    clause = IndexationClause(name=name, **values)
    check_clause(clause, set(values), place, known)
    return clause if len(place.problems) == before and not _inside(place) else None


def clause_values(clause: IndexationClause) -> dict[str, Any]:
    """The clause's fields that are not at their default; those a file must name are always there."""
    always = ("on_fall",) if clause.legs else ("index", "measure", "on_fall")
    values = {f.name: getattr(clause, f.name) for f in CLAUSE_FIELDS}
    return {k: v for k, v in values.items() if v is not None and (k in always or v != _DEFAULTS[k])}


def _noted(place: Place, key: str) -> bool:
    return any(p.key == place.at(key).key for p in place.problems)


def _inside(place: Place) -> bool:
    return any(p.key.startswith(f"{place.key}." if place.key else "") for p in place.problems)


def _doc(key: str) -> str:
    return next(f"{f.kind.expected}: {f.doc}" for f in CLAUSE_FIELDS if f.name == key)
