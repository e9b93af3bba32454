"""An export compared with what it should be: which cell, what it says, what comes out."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any

from jobs.exports.model import FACT_TITLES, Cell, Column, Table

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell or row that is not as it should be; `place` names it, `text` says all."""

    place: str
    text: str


def table_differences(
    expected: Table, rows: Sequence[Mapping[str, str]] | None, by: str
) -> Iterator[Difference]:
    """Every row that is missing or too many, and every cell that says something else than `by` does."""
    if rows is None:
        yield Difference(expected.name, f"{expected.name}: the whole table is missing")
        return
    missing = [c.title for c in expected.columns if rows and c.name not in rows[0]]
    if missing:
        yield Difference(expected.name, f"{expected.name}: columns are missing: {', '.join(missing)}")
        return
    wanted = dict(_keyed(expected, (_expected_row(expected, number) for number in range(len(expected.rows)))))
    found = dict(_keyed(expected, rows))
    for key in (k for k in wanted if k not in found):
        yield Difference(_place(expected, key), f"{_place(expected, key)}: the row is missing")
    for key in (k for k in found if k not in wanted):
        yield Difference(
            _place(expected, key), f"{_place(expected, key)}: a row that does not come out of the evidence"
        )
    for key in (k for k in wanted if k in found):
        for column in expected.columns:
            yield from _cell(expected, key, column, wanted[key], found[key], by)


def _keyed(table: Table, rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[Key, Mapping[str, str]]]:
    # The same names twice are two rows: the second counts as the second of them.
    seen: Counter[Key] = Counter()
    for row in rows:
        names = tuple(row[c.name] for c in table.columns[: table.keys])
        seen[names] += 1
        yield (*names, *([f"({seen[names]})"] if seen[names] > 1 else [])), row


def _place(table: Table, key: Key) -> str:
    return f"{table.name} {' '.join(key)}"


def _expected_row(table: Table, number: int) -> dict[str, str]:
    row = dict(zip(table.header, table.rows[number], strict=True))
    formulas = {f"={name}": table.formulas.get((number, name), "") for name in table.header}
    return row | {name: formula for name, formula in formulas.items() if formula}


def _cell(
    table: Table, key: Key, column: Column, wanted: Mapping[str, str], found: Mapping[str, str], by: str
) -> Iterator[Difference]:
    place, name = f"{_place(table, key)}: {column.title}", column.name
    formula, value = found.get(f"={name}", ""), found[name]
    if formula and formula != wanted.get(f"={name}"):
        meant = wanted.get(f"={name}", wanted[name])
        yield Difference(place, f"{place}: exported {_shown(formula)}, {by} {_shown(meant)}")
    elif not (formula and not value) and not _same(column.cell, wanted[name], value):
        # A formula of ours that was never computed says nothing else than its amount.
        yield Difference(place, f"{place}: exported {_shown(value)}, {by} {_shown(wanted[name])}")


def _same(cell: Cell, wanted: str, found: str) -> bool:
    if wanted == found:
        return True
    if not (cell.is_number and wanted and found):
        # A spreadsheet may turn line ends; nothing else of a text is its own.
        return wanted.replace("\r\n", "\n") == found.replace("\r\n", "\n")
    try:
        return Decimal(wanted) == Decimal(found)
    except InvalidOperation:
        return False


def fact_differences(wanted: Mapping[str, str], found: Mapping[str, str], by: str) -> Iterator[Difference]:
    """Every fact that says something else than `by` does."""
    for name, value in wanted.items():
        if not _same(Cell.TEXT, value, found[name]):
            place = FACT_TITLES[name]
            yield Difference(place, f"{place}: exported {_shown(found[name])}, {by} {_shown(value)}")


def _shown(text: str) -> str:
    short = text if len(text) <= 80 else f"{text[:77]}..."
    return repr(short) if short != short.strip() or not short or "\n" in short else short


def text_differences(wanted: str, found: str) -> Iterator[Difference]:
    """The first line of a page that shows something else than its record says; the rest may only be moved."""
    lines = zip_longest(wanted.split("\n"), found.split("\n"), fillvalue="")
    for number, (line, shown) in enumerate(lines, 1):
        if line != shown:
            at = next((n for n, pair in enumerate(zip(line, shown, strict=False)) if pair[0] != pair[1]), 0)
            start, place = max(at - 30, 0), f"page line {number}"
            said = f"shows {shown[start : at + 50]!r}, its record says {line[start : at + 50]!r}"
            yield Difference(place, f"{place}: {said}")
            return


_ROW_NAMES = ("path", "indicator", "period")


def document_differences(wanted: Any, found: Any, by: str, *, place: str = "record") -> Iterator[Difference]:
    """Every value of a document that says something else than `by` does, at its place."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        for key in dict.fromkeys((*wanted, *found)):
            if key not in found:
                yield Difference(f"{place} {key}", f"{place} {key}: missing")
            elif key not in wanted:
                yield Difference(f"{place} {key}", f"{place} {key}: does not come out of the evidence")
            else:
                yield from document_differences(wanted[key], found[key], by, place=f"{place} {key}")
    elif _rows(wanted) and _rows(found):
        yield from document_differences(_by_name(wanted), _by_name(found), by, place=place)
    elif wanted != found:
        shown = _shown(_plain(found)), _shown(_plain(wanted))
        yield Difference(place, f"{place}: exported {shown[0]}, {by} {shown[1]}")


def _rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _by_name(rows: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    named: dict[str, Mapping[str, Any]] = {}
    for number, row in enumerate(rows, 1):
        names = " ".join(str(row[n]) for n in _ROW_NAMES if n in row)
        named[names if names and names not in named else f"{names} {number}".strip()] = row
    return named


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def size(value: Any) -> int:
    """How many single values a document holds."""
    if isinstance(value, Mapping):
        return sum(size(v) for v in value.values())
    if isinstance(value, list):
        return sum(size(v) for v in value)
    return 1
