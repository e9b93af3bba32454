"""What reading any paper's file has in common: TOML in, a place for problems out."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from indicators.errors import Problem
from plans.fields import Field, Place, read_table
from plans.lines import located

T = TypeVar("T")


def parsed(
    content: str, file: str, read: Callable[[dict[str, Any], Place], T | None]
) -> tuple[T | None, tuple[Problem, ...]]:
    """What `read` makes of a TOML text, or None with every problem and its line."""
    place = Place(file)
    try:
        values = tomllib.loads(content, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return None, (Problem(f"{file}:{line[1]}" if line else file, "", f"not TOML: {error}"),)
    found = read(values, place)
    return (None, located(content, place.problems)) if place.problems else (found, ())


def rows(
    values: Mapping[str, Any], key: str, place: Place, fields: Sequence[Field], *, least: int = 0
) -> list[dict[str, Any]]:
    """The rows of a list of tables, each as its fields read; problems noted for those that do not."""
    given = values.get(key, [])
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        place.at(key).refuse("not a list of tables", expected=f"[[{key}]]", got=given)
        return []
    if len(given) < least:
        names = ", ".join(f.name for f in fields if f.required)
        place.at(key).refuse("missing", expected=f"at least {least} [[{key}]] with {names}")
    return [read_table(row, fields, place.at(key).at(n)) for n, row in enumerate(given, start=1)]
