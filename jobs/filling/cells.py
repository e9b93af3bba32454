"""The cells of a results file: read out of its tables, and typed into its text.

Comments and everything that was not typed over stay as they are written.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.errors import Problem
from jobs.filling.lines import BOTH, FIRST, Line, Typed
from jobs.typed import number
from plans.scoring.scorecard import Event

YES, NO = frozenset({"yes", "y", "true", "是"}), frozenset({"no", "n", "false", "否"})
_TWO_PEOPLE = frozenset(BOTH)


def rows_of(document: Mapping[str, Any]) -> list[Any]:
    """The tables of the people in a file's own tables: those of a list, else the file itself."""
    rows = document.get("people")
    if isinstance(rows, list):
        return [row for row in rows if isinstance(row, Mapping)]
    return [document]


def names_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The people's numbers or names, empty where one has none."""
    return tuple(str(row.get("person", "")) for row in rows_of(document))


def cells_of(document: Mapping[str, Any], row: Mapping[str, Any], lines: Iterable[Line]) -> dict[str, str]:
    """Every cell that can be typed into, as it would be typed; empty where nothing stands in it."""
    found = {}
    for line in lines:
        entry = _entry(document if line.key.startswith("file/") else row, line)
        for field in line.fields:
            value = entry.get(field)
            found[f"{line.key}/{field}"] = _shown(value)
    return found


def type_into(document: Any, number_: int, line: Line, field: str, typed: str) -> Problem | None:
    """Put what was typed where it belongs in a tomlkit document; a problem where it cannot be read.

    Nothing typed takes the value out.
    """
    takes, typed = line.takes(field), typed.strip()
    value = _value(typed, takes)
    if value is None and typed:
        return _refused(f"{line.key}/{field}", takes, typed)
    section = line.key.partition("/")[0]
    row = rows_of(document)[number_]
    if line.key == "sheet/name" and value is None:
        row.pop("sheet", None)
    elif section == "sheet":
        _put(_within(row, ("sheet",)), field if line.key == "sheet/raters" else line.at[-1], value)
    elif section in ("pay", "file"):
        _put(document if section == "file" else row, line.at[-1], value)
    else:
        _put_marked(row, line, field, value)
    return None


def _refused(cell: str, takes: Typed, typed: str) -> Problem:
    if takes is Typed.DAY:
        return Problem("", cell, "not a day", "as 2026-10-01", repr(typed))
    if takes is Typed.YES_NO:
        return Problem("", cell, "neither yes nor no", "yes or no", repr(typed))
    return Problem("", cell, "not a number", "as 48000 or 1250.50", repr(typed))


def _put_marked(table: Any, line: Line, field: str, value: Any) -> None:
    """A result, a mark, a count or an answer: alone where nothing but the first is said, else as a table."""
    is_event = isinstance(line.subject, Event)
    at = line.at[:-1] if is_event else line.at
    holder = _within(table, at[:-1])
    entry = _both(holder.get(at[-1]), marks="marks" in at)
    if is_event:
        counts = dict(entry[field]) if isinstance(entry.get(field), Mapping) else {}
        _put(counts, line.at[-1], value)
        value = counts or None
    _put(entry, field, value)
    alone = entry[FIRST] if set(entry) == {FIRST} else entry
    _put(holder, at[-1], _inline(alone) if entry else None)


def _put(table: Any, key: str, value: Any) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def _within(table: Any, path: Iterable[str]) -> Any:
    """The table at a path, made where there is none."""
    import tomlkit

    for part in path:
        if not isinstance(table.get(part), Mapping):
            table[part] = tomlkit.table()
        table = table[part]
    return table


def _entry(table: Mapping[str, Any], line: Line) -> Mapping[str, Any]:
    """The fields of a line, out of the person's table."""
    if isinstance(line.subject, Event):
        marked = _both(_at(table, line.at[:-1]), marks=True)
        counts = {f: v for f, v in marked.items() if isinstance(v, Mapping)}
        return {field: values[line.at[-1]] for field, values in counts.items() if line.at[-1] in values}
    value = _at(table, line.at)
    if line.key == "sheet/raters":
        return value if isinstance(value, Mapping) else {}
    return _both(value, marks="marks" in line.at)


def _both(value: Any, *, marks: bool) -> dict[str, Any]:
    """What two people say of it, by field; a value alone is the first's, and so are counts alone."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        return {FIRST: value}
    if FIRST in value or not marks or (value and set(value) <= _TWO_PEOPLE):
        return dict(value)
    return {FIRST: dict(value)}


def _at(table: Any, path: Iterable[str]) -> Any:
    for part in path:
        table = table.get(part) if isinstance(table, Mapping) else None
    return table


def _value(typed: str, takes: Typed) -> Any:
    if not typed or takes is Typed.TEXT:
        return typed or None
    if takes is Typed.YES_NO:
        return True if typed.casefold() in YES else False if typed.casefold() in NO else None
    if takes is Typed.DAY:
        try:
            return date.fromisoformat(typed)
        except ValueError:
            return None
    value = number(typed)
    return None if value is None else _number(value)


def _number(value: Decimal) -> Any:
    import tomlkit

    return int(value) if value == value.to_integral_value() else tomlkit.value(f"{value:f}")


def _inline(value: Any) -> Any:
    """Tables as they stand on one line."""
    import tomlkit

    if not isinstance(value, Mapping):
        return value
    table = tomlkit.inline_table()
    for key, inner in value.items():
        table[key] = _inline(inner)
    return table


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{int(value)}" if value == value.to_integral_value() else f"{value:f}"
    if isinstance(value, Mapping | list):
        return ""
    return "" if value is None else str(value)
