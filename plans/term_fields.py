"""The small tables inside a clause file: roundings, links, brackets, overrides and their like."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.arithmetic import RoundingMode
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
    quoted,
    table,
    text,
)
from plans.money import Rounding
from plans.terms import (
    Bank,
    BankOf,
    Bracket,
    Chain,
    Link,
    NamedValue,
    Override,
    PerPoints,
    Piece,
    PublishedDigits,
    Recurrence,
)

PERCENT = number("a percentage, as in 2.5 for 2.5 %", least=-100, most=1000)
MULTIPLE = number("what to round to, above 0, as in 10, 0.05 or 0.1", above=0)
_DIGITS = integer("decimals, 0 to 12", least=0, most=12)
_MONTH_AND_DAY = r"^\d{2}-\d{2}$"


def _day_of_year() -> Kind[str]:
    """A month and a day, as text."""
    expected = 'a month and a day in quotes, as in "11-26"'

    def read(value: Any, place: Place) -> str | None:
        if isinstance(value, str) and re.fullmatch(_MONTH_AND_DAY, value):
            with suppress(ValueError):
                date.fromisoformat(f"2000-{value}")
                return value
        place.refuse("not a day of the year", expected=expected, got=value)
        return None

    return Kind(expected, {"type": "string", "pattern": _MONTH_AND_DAY}, read, quoted)


_DAY_OF_YEAR = _day_of_year()


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
    truncate = None if rounding.first is None else -int(rounding.first.adjusted())
    return {"to": rounding.multiple, "mode": rounding.mode, "truncate": truncate}


_ROUNDING_TABLE = table(
    (
        Field("to", MULTIPLE, "the multiple rounded to"),
        Field("digits", _DIGITS, "the decimals rounded to"),
        Field("mode", choice(RoundingMode), "how ties and remainders fall; half-up unless said"),
        Field("truncate", _DIGITS, "first cut to this many decimals"),
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
AVERAGE_ROUNDING: Kind[Any] = one_of(choice(PublishedDigits), ROUNDING, lambda v: isinstance(v, str))


def _kind(cls: type[Any], keys: tuple[Field, ...]) -> Kind[Any]:
    """A table whose keys are the fields of a dataclass; those at their default are not written."""
    defaults = {f.name: f.default for f in fields(cls) if f.default is not MISSING}

    def parts(value: Any) -> Mapping[str, Any]:
        values = {key.name: getattr(value, key.name) for key in keys}
        return {k: v for k, v in values.items() if k not in defaults or v != defaults[k]}

    expected = "a table with " + ", ".join(key.name for key in keys)
    return table(keys, lambda values, place: cls(**values), parts, expected)


NAMED_VALUE = _kind(
    NamedValue,
    (
        Field("index", text(), "the indicator", required=True),
        Field("period", period(), "the month", required=True),
        Field("value", number("an index value or a rate"), "the figure that stands for it", required=True),
        Field("source", text(), "who decreed it, and where", required=True),
    ),
)
LINK = _kind(
    Link,
    (
        Field("index", text(), "the successor, read after the link period", required=True),
        Field("at", period(), "the last period read from the old series", required=True),
        Field("factor", number("above 0", above=0), "the agreed factor; else old / new at the link period"),
    ),
)
PIECE = _kind(
    Piece,
    (
        Field("up_to", PERCENT, "the piece reaches up to and including this rate; the last has none"),
        Field("share", number("a share"), "multiplies the rate"),
        Field("add", number("percentage points"), "is added"),
    ),
)
PER_POINTS = _kind(
    PerPoints,
    (
        Field("points", number("index points, above 0", above=0), "for every so many points", required=True),
        Field("amount", number("an amount"), "so much is added", required=True),
        Field("above", number("percent of the base", least=0), "only points beyond this part of the base"),
    ),
)
CHAIN = _kind(
    Chain,
    (
        Field("threshold", number("above 0", above=0), "the first threshold of the level", required=True),
        Field("factor", number("above 1", above=1), "each threshold is the last times this", required=True),
        Field("step", PERCENT, "the step in percent for each threshold", required=True),
        Field("rounding", ROUNDING, "rounds each threshold"),
        Field("scale", number("above 0", above=0), "multiplies the level before it is compared"),
        Field("round_level", ROUNDING, "rounds the level that is compared"),
    ),
)
BANK = _kind(
    Bank,
    (
        Field("of", choice(BankOf), "what is kept for later", required=True),
        Field("limit", number("percentage points", least=0), "the most that it holds"),
        Field("expires", integer("determinations, 1 to 100", least=1, most=100), "for how many it is kept"),
    ),
)
BRACKET = _kind(
    Bracket,
    (
        Field("up_to", number("an amount", above=0), "the part of the amount up to here; the last has none"),
        Field("share", number("a share", least=0), "the share of the change that it receives", required=True),
    ),
)
OVERRIDE = _kind(
    Override,
    (
        Field("on", day(), "the date of effect it concerns", required=True),
        Field("percent", PERCENT, "the rate decided"),
        Field("amount", number("an amount", least=0), "the amount decided"),
        Field("reason", text(), "why", required=True),
        Field("source", text(), "where it was decided", required=True),
        Field("decided_by", text(), "by whom"),
        Field("decided_on", day(), "when"),
    ),
)
RECURRENCE = _kind(
    Recurrence,
    (
        Field("month", integer("a month, 1 to 12", least=1, most=12), "the month of effect", required=True),
        Field("day", integer("a day, 1 to 31", least=1, most=31), "the day, or the last of a shorter month"),
        Field("every", integer("months, 1 to 600", least=1, most=600), "months from one to the next"),
        Field("since", day(), "the first date of effect"),
        Field("until", day(), "the last date of effect"),
        Field("enacted", _DAY_OF_YEAR, "enacted by then: figures published later do not count"),
    ),
)
