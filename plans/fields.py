"""Kinds of values in a user's TOML file: how each is read, written back and described to an editor.

A Kind never raises on bad input: it reports a Problem with the key's path and returns None.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Generic, TypeVar

from indicators.errors import BadInput, Problem, did_you_mean
from indicators.series import Period

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Place:
    """Where in which file we are reading, and the problems found so far in that file."""

    file: str
    key: str = ""
    problems: list[Problem] = field(default_factory=list)

    def at(self, key: str | int) -> "Place":
        """The place one level down."""
        return Place(self.file, f"{self.key}.{key}" if self.key else str(key), self.problems)

    def refuse(self, message: str, *, expected: str = "", got: object = None, shown: str = "") -> None:
        """Note a problem here; `got` is shown as in the file, unless `shown` says how."""
        shown = shown or ("" if got is None else show_got(got))
        self.problems.append(Problem(self.file, self.key, message, expected, shown))


@dataclass(frozen=True)
class Kind(Generic[T]):
    """One kind of value: `expected` in words, `schema` for editors, `read` and `write` for TOML."""

    expected: str
    schema: Mapping[str, Any]
    read: Callable[[Any, Place], T | None]
    write: Callable[[T], str]


@dataclass(frozen=True)
class Field:
    """A key of a table: its kind, whether it must be there, and what it means."""

    name: str
    kind: Kind[Any]
    doc: str
    required: bool = False


def show_got(value: object) -> str:
    """A value as the user wrote it, or nearly so."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    """`text` as a TOML basic string."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, c if c >= " " else f"\\u{ord(c):04x}") for c in text) + '"'


def text(expected: str = "text", *, pattern: str = "") -> Kind[str]:
    """Any text that is not blank."""
    schema: dict[str, Any] = {"type": "string"}
    if pattern:
        schema["pattern"] = pattern

    def read(value: Any, place: Place) -> str | None:
        if isinstance(value, str) and value.strip():
            return value
        place.refuse("not a text", expected=expected, got=value)
        return None

    return Kind(expected, schema, read, quoted)


def choice(values: type[E]) -> Kind[E]:
    """One of an enumeration's words."""
    words = [v.value for v in values]
    expected = "one of " + ", ".join(repr(w) for w in words)

    def read(value: Any, place: Place) -> E | None:
        if isinstance(value, str) and value in words:
            return values(value)
        near = did_you_mean(value, words) if isinstance(value, str) else None
        hint = f"did you mean {near!r}? " if near else ""
        place.refuse("not a known word", expected=hint + expected, got=value)
        return None

    return Kind(expected, {"type": "string", "enum": words}, read, lambda v: quoted(v.value))


def boolean() -> Kind[bool]:
    """true or false."""

    def read(value: Any, place: Place) -> bool | None:
        if isinstance(value, bool):
            return value
        place.refuse("not true or false", expected="true or false, without quotes", got=value)
        return None

    return Kind("true or false", {"type": "boolean"}, read, lambda v: str(v).lower())


def number(
    expected: str = "a number",
    *,
    least: int | None = None,
    most: int | None = None,
    above: int | None = None,
) -> Kind[Decimal]:
    """An exact decimal number within bounds; `above` excludes the bound itself."""
    bounds = {"minimum": least, "maximum": most, "exclusiveMinimum": above}
    schema = {"type": "number", **{k: v for k, v in bounds.items() if v is not None}}

    def read(value: Any, place: Place) -> Decimal | None:
        exact = _decimal(value)
        if exact is None:
            place.refuse("not a number", expected=f"{expected}, without quotes", got=value)
            return None
        low = (least is not None and exact < least) or (above is not None and exact <= above)
        if low or (most is not None and exact > most):
            small = "negative" if least == 0 else "too small"
            place.refuse(small if low else "too large", expected=expected, got=value)
            return None
        return exact

    return Kind(expected, schema, read, lambda v: f"{v:f}")


def integer(expected: str, *, least: int, most: int) -> Kind[int]:
    """A whole number within bounds."""

    def read(value: Any, place: Place) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        place.refuse("not a whole number in range", expected=expected, got=value)
        return None

    return Kind(expected, {"type": "integer", "minimum": least, "maximum": most}, read, str)


def day() -> Kind[date]:
    """A calendar day, as TOML's own date."""

    def read(value: Any, place: Place) -> date | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        place.refuse("not a date", expected="a date without quotes, as in 2026-10-01", got=value)
        return None

    schema = {"type": "string", "format": "date"}
    return Kind("a date, as in 2026-10-01", schema, read, lambda v: v.isoformat())


def period() -> Kind[Period]:
    """A month, quarter, half-year or year as text."""

    def read(value: Any, place: Place) -> Period | None:
        try:
            return Period.parse(value if isinstance(value, str) else "")
        except BadInput:
            place.refuse("not a period", expected='a period in quotes, as in "2026-07"', got=value)
            return None

    schema = {"type": "string", "pattern": r"^\d{4}(-(\d{2}|[QS]\d))?$"}
    return Kind('a period, as in "2026-07"', schema, read, lambda v: quoted(str(v)))


def several(item: Kind[T], expected: str) -> Kind[tuple[T, ...]]:
    """A list of values of one kind."""

    def read(value: Any, place: Place) -> tuple[T, ...] | None:
        if not isinstance(value, list):
            place.refuse("not a list", expected=expected, got=value)
            return None
        found = [item.read(v, place.at(n)) for n, v in enumerate(value, start=1)]
        return tuple(v for v in found if v is not None)

    def write(values: Sequence[T]) -> str:
        return "[" + ", ".join(item.write(v) for v in values) + "]"

    return Kind(expected, {"type": "array", "items": item.schema}, read, write)


def one_of(first: Kind[Any], second: Kind[Any], is_first: Callable[[Any], bool]) -> Kind[Any]:
    """A value of either kind; `is_first` tells them apart, in the file and in memory."""

    def read(value: Any, place: Place) -> Any:
        return (first if is_first(value) else second).read(value, place)

    def write(value: Any) -> str:
        return (first if is_first(value) else second).write(value)

    expected = f"{first.expected}, or {second.expected}"
    return Kind(expected, {"anyOf": [first.schema, second.schema]}, read, write)


def table(
    fields: Sequence[Field],
    build: Callable[[dict[str, Any], Place], T | None],
    parts: Callable[[T], Mapping[str, Any]],
    expected: str,
) -> Kind[T]:
    """A table with these fields; `parts` gives the fields to write, without those at their default."""

    def read(value: Any, place: Place) -> T | None:
        if not isinstance(value, dict):
            place.refuse("not a table", expected=expected, got=value)
            return None
        before = len(place.problems)
        values = read_table(value, fields, place)
        return build(values, place) if len(place.problems) == before else None

    def write(value: T) -> str:
        return "{ " + ", ".join(write_fields(fields, parts(value))) + " }"

    return Kind(expected, table_schema(fields), read, write)


def read_table(values: Mapping[str, Any], fields: Sequence[Field], place: Place) -> dict[str, Any]:
    """Every field that is there and right; a problem for each that is unknown, missing or wrong."""
    known = {f.name: f for f in fields}
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            near = did_you_mean(key, known)
            hint = f"did you mean {near!r}?" if near else "one of " + ", ".join(known)
            place.at(key).refuse("unknown key", expected=hint)
            continue
        read = known[key].kind.read(value, place.at(key))
        if read is not None:
            found[key] = read
    for needed in (f for f in fields if f.required and f.name not in values):
        place.at(needed.name).refuse("missing", expected=f"{needed.kind.expected}: {needed.doc}")
    return found


def write_fields(fields: Sequence[Field], values: Mapping[str, Any]) -> list[str]:
    """`key = value` for each field that has a value, in the fields' order."""
    return [f"{f.name} = {f.kind.write(values[f.name])}" for f in fields if values.get(f.name) is not None]


def table_schema(fields: Sequence[Field]) -> dict[str, Any]:
    """The JSON Schema of a table with these fields."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [f.name for f in fields if f.required],
        "properties": {f.name: {**f.kind.schema, "description": f.doc} for f in fields},
    }


def _decimal(value: Any) -> Decimal | None:
    """The exact number of a TOML integer or decimal; None for anything else, nan and inf included."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None
