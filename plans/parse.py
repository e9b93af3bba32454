"""parse_plan and parse_clause: a TOML text to its value, or the list of everything wrong in it."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from indicators.catalog import catalog
from indicators.errors import Problem, did_you_mean
from indicators.series import Indicator
from plans import presets
from plans.clause import IndexationClause
from plans.clause_fields import CLAUSE_FIELDS, build_clause, clause_values
from plans.currencies import MINOR_DIGITS
from plans.fields import Field, Place, read_table, text, write_fields
from plans.lines import located
from plans.people_fields import read_people
from plans.plan import BAND_FIELDS, BandsMove, IncentivePlan
from plans.plan_fields import PLAN_FIELDS, Reader, read_curve, read_place
from plans.scoring.rule_fields import read_scoring

T = TypeVar("T")
Problems = tuple[Problem, ...]
_SECTIONS = ("clauses", "curves", "places", "bands", "measures", "components", "scoring", "people")
# Only so that a misspelt section is told which one was meant: the sections themselves are read apart.
_SECTION_FIELDS = tuple(Field(name, text(), "") for name in _SECTIONS)
_NAME = Field("name", text("a short name"), "the clause's short name")
_DEFAULT_NAME = "clause"


def parse_plan(
    content: str, *, file: str, known: Iterable[Indicator] | None = None
) -> tuple[IncentivePlan | None, Problems]:
    """The plan of a TOML text, or None with every problem found, each with its file, key, expected, got.

    `known` are the indicators that a clause may name: the catalogue's unless given.
    """
    place = Place(file)
    values = _toml(content, place)
    if values is None:
        return None, located(content, place.problems)
    sections = {key: values.pop(key) for key in _SECTIONS if key in values}
    head = read_table(values, (*PLAN_FIELDS, *_SECTION_FIELDS), place)
    currency = _currency(head.get("currency"), place)
    indicators = list(catalog().values() if known is None else known)
    clauses = _clauses(sections.get("clauses", {}), place.at("clauses"), indicators)
    curves = _named(sections.get("curves", {}), place.at("curves"), read_curve)
    places = _named(sections.get("places", {}), place.at("places"), read_place)
    reader = Reader(currency, _names(sections, "clauses"), _names(sections, "curves"))
    bands = _rows(sections.get("bands", []), place.at("bands"), reader.band)
    measures = _rows(sections.get("measures", []), place.at("measures"), reader.measure)
    components = _rows(sections.get("components", []), place.at("components"), reader.component)
    scoring = read_scoring(sections.get("scoring", {}), place.at("scoring"), _row_names(sections, "measures"))
    people = read_people(sections.get("people", {}), place.at("people"))
    _check_whole(head, sections, place)
    if place.problems:
        return None, located(content, place.problems)
    head["period_kind"] = head.pop("period", IncentivePlan.period_kind)
    plan = IncentivePlan(
        **head,
        bands=bands,
        measures=measures,
        components=components,
        clauses=clauses,
        curves=curves,
        places=places,
        scoring=scoring,
        people=people,
    )
    return plan, ()


def parse_clause(
    content: str, *, file: str, known: Iterable[Indicator] | None = None
) -> tuple[IndexationClause | None, Problems]:
    """The clause of a TOML text, or None with every problem found; `name` is a key of the text."""
    place = Place(file)
    values = _toml(content, place)
    if values is None:
        return None, located(content, place.problems)
    name = values.pop("name", _DEFAULT_NAME)
    indicators = list(catalog().values() if known is None else known)
    if not isinstance(name, str) or not name.strip():
        place.at("name").refuse("not a text", expected="the clause's short name", got=name)
        return None, located(content, place.problems)
    clause = read_clause(name, values, place, indicators)
    return clause, located(content, place.problems)


def read_clause(name: str, values: Any, place: Place, known: Iterable[Indicator]) -> IndexationClause | None:
    """A clause's table: its own keys over those of the preset it names, if any."""
    if not isinstance(values, dict):
        place.refuse("not a table", expected="the keys of a clause", got=values)
        return None
    own = dict(values)
    if "preset" in own:
        start = _preset(own.pop("preset"), place)
        if start is None:
            return None
        own = {**start, **own}
    return build_clause(name, read_table(own, CLAUSE_FIELDS, place), place, known)


def clause_text(clause: IndexationClause) -> str:
    """The clause as a TOML text that parses back to the same clause."""
    lines = write_fields((_NAME, *CLAUSE_FIELDS), {"name": clause.name, **clause_values(clause)})
    return "\n".join(lines) + "\n"


def amend(
    clause: IndexationClause,
    changes: Mapping[str, object],
    *,
    file: str = "the changes",
    known: Iterable[Indicator] | None = None,
) -> tuple[IndexationClause | None, Problems]:
    """The clause with some keys changed, checked as a file would be.

    A change is a value, or text as it would stand in a file (`4.5`, `ratchet`, `{ to = 10 }`); empty text
    or None removes the key.
    """
    place = Place(file)
    values = tomllib.loads(clause_text(clause), parse_float=Decimal)
    name = values.pop("name")
    for key, change in changes.items():
        if change is None or (isinstance(change, str) and not change.strip()):
            values.pop(key, None)
        else:
            values[key] = _as_toml(change) if isinstance(change, str) else change
    return read_clause(name, values, place, list(catalog().values() if known is None else known)), tuple(
        place.problems
    )


def _as_toml(written: str) -> Any:
    try:
        return tomllib.loads(f"value = {written}", parse_float=Decimal)["value"]
    except tomllib.TOMLDecodeError:
        return written.strip()


def _toml(content: str, place: Place) -> dict[str, Any] | None:
    try:
        return tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        expected = "key = value lines; texts in quotes, numbers without"
        number = int(line[1]) if line else 0
        place.problems.append(Problem(place.file, "", f"not TOML: {error}", expected, line=number))
        return None


def _currency(code: str | None, place: Place) -> str:
    if code is not None and code not in MINOR_DIGITS:
        near = did_you_mean(code, MINOR_DIGITS)
        hint = f"did you mean {near!r}?" if near else "an ISO 4217 code, as in USD"
        place.at("currency").refuse("unknown currency", expected=hint, got=code)
    return code or ""


def _preset(name: Any, place: Place) -> dict[str, Any] | None:
    if isinstance(name, str) and name in presets.names():
        return presets.table(name)
    near = did_you_mean(name, presets.names()) if isinstance(name, str) else None
    hint = f"did you mean {near!r}?" if near else "one of " + ", ".join(presets.names())
    place.at("preset").refuse("unknown preset", expected=hint, got=name)
    return None


def _clauses(values: Any, place: Place, known: list[Indicator]) -> dict[str, IndexationClause]:
    return _named(values, place, lambda name, table, at: read_clause(name, table, at, known))


def _named(values: Any, place: Place, read: Callable[[str, Any, Place], T | None]) -> dict[str, T]:
    """A table of named tables."""
    if not isinstance(values, dict):
        place.refuse("not a table of tables", expected=f"[{place.key}.NAME]", got=values)
        return {}
    found = {name: read(name, table, place.at(name)) for name, table in values.items()}
    return {name: value for name, value in found.items() if value is not None}


def _rows(values: Any, place: Place, read: Callable[[Any, Place], T | None]) -> tuple[T, ...]:
    """An array of tables; a problem's key carries the grade or name where the row has one."""
    if not isinstance(values, list):
        place.refuse("not a list of tables", expected=f"[[{place.key}]]", got=values)
        return ()
    found = [read(row, place.at(_row_key(row, n))) for n, row in enumerate(values, start=1)]
    return tuple(row for row in found if row is not None)


def _row_key(row: Any, number: int) -> str:
    name = row.get("grade") or row.get("name") if isinstance(row, dict) else None
    return name if isinstance(name, str) else str(number)


def _names(sections: Mapping[str, Any], key: str) -> set[str]:
    """The names of a section's tables, good or bad: a broken clause is not also an unknown one."""
    values = sections.get(key)
    return set(values) if isinstance(values, dict) else set()


def _row_names(sections: Mapping[str, Any], key: str) -> list[str]:
    """The names of a section's rows, good or bad."""
    rows = sections.get(key)
    return [_row_key(row, n) for n, row in enumerate(rows, start=1)] if isinstance(rows, list) else []


def _check_whole(head: Mapping[str, Any], sections: Mapping[str, Any], place: Place) -> None:
    """What only the whole file can be asked: dates in order, no grade or name twice, something to adjust."""
    start, end = head.get("effective_from"), head.get("effective_to")
    if start is not None and end is not None and end < start:
        place.at("effective_to").refuse("before effective_from", expected=f"{start} or later", got=end)
    parties = head.get("parties")
    if parties is not None and len(set(parties)) != 2:
        place.at("parties").refuse("two different parties sign", expected="two names", got=list(parties))
    for section, key in (("bands", "grade"), ("measures", "name"), ("components", "name")):
        rows = sections.get(section, [])
        names = [row.get(key) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        for name in sorted({str(n) for n in names if n is not None and names.count(n) > 1}):
            place.at(section).refuse(f"the same {key} twice", expected=f"every {key} once", got=name)
    if not any(sections.get(s) for s in ("bands", "measures", "components")):
        place.refuse("nothing to adjust", expected="[[bands]], [[measures]] or [[components]]")
    _check_weights(sections.get("measures"), place)
    if head.get("bands_move") is BandsMove.MIDPOINT:
        _check_spread_kept(sections.get("bands"), place.at("bands"))


def _check_spread_kept(bands: Any, place: Place) -> None:
    """No figure of a band has a clause of its own where the whole band follows its midpoint."""
    rows = [row for row in bands if isinstance(row, dict)] if isinstance(bands, list) else []
    for number, row in enumerate(rows, start=1):
        for key in (f"{name}_clause" for name in BAND_FIELDS):
            if key in row:
                place.at(_row_key(row, number)).at(key).refuse(
                    "with bands_move = 'midpoint' one clause moves the whole band",
                    expected="clause alone, or bands_move = 'each'",
                    got=row[key],
                )


def _check_weights(measures: Any, place: Place) -> None:
    """The weights of all measures sum to 100; left alone while one of them is not a number yet."""
    rows = [row for row in measures if isinstance(row, dict)] if isinstance(measures, list) else []
    given = {_row_key(row, n): row.get("weight") for n, row in enumerate(rows, start=1)}
    weights = {name: Decimal(w) for name, w in given.items() if isinstance(w, int | Decimal)}
    if not weights or len(weights) < len(given):
        return
    total = sum(weights.values(), Decimal(0))
    if total != 100:
        parts = " + ".join(f"{name} {weight}" for name, weight in weights.items())
        place.at("measures").refuse(
            "the weights do not sum to 100", expected="100", shown=f"{total}: {parts}"
        )
