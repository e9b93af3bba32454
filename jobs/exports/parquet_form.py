"""The Parquet form: a row a figure in exact types, and the whole record in the file's own metadata.

Money stands twice: in whole minor units (int64, with the currency's number of decimals) and as a decimal
in major units. Numbers that are no money (scores, counts) have the decimal only. Nothing is a float.
"""

import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.employees.connection import connected, literal
from jobs.exports.figures import minor_columns, tidy_table, with_minor
from jobs.exports.json_form import from_json, to_json
from jobs.exports.model import Column, Read, Table
from plans.adjust import Adjustment
from plans.record import Document

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KEY = "realterms"
_EXACT = "DECIMAL(38, 12)"
_DECIMALS, _WHOLE_DIGITS, _INT64 = 12, 26, 2**63
_MOST_ROWS = 1_000_000
# What each row says of its proposal, for whoever puts many files together; the rest is in the record.
_STATED = {
    "mark": "VARCHAR",
    "handling": "VARCHAR",
    "proposal": "BIGINT",
    "plan": "VARCHAR",
    "plan_version": "INTEGER",
    "effective_on": "DATE",
    "as_of": "DATE",
    "state": "VARCHAR",
}


def figures_table(adjustment: Adjustment) -> Table:
    """Every figure as CSV has it, and money in minor units as well."""
    return with_minor(tidy_table(adjustment))


def to_parquet(facts: Mapping[str, str], adjustment: Adjustment, document: Document) -> bytes:
    """The file's bytes; BadInput where a number has more digits than the types hold."""
    table = figures_table(adjustment)
    types = {**{c.name: _type(c) for c in table.columns}, **_STATED}
    stated = [facts[name] for name in _STATED]
    rows = [[_value(types[n], t) for n, t in zip(types, (*row, *stated), strict=True)] for row in table.rows]
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    marks = ", ".join("?" for _ in types)
    with tempfile.TemporaryDirectory() as folder, connected(Path(folder), shown="parquet") as connection:
        path = Path(folder) / "figures.parquet"
        connection.execute(f"CREATE TABLE figures ({columns})")
        connection.executemany(f"INSERT INTO figures VALUES ({marks})", rows)  # noqa: S608 # only marks
        connection.execute(
            f"COPY figures TO {literal(str(path))} (FORMAT parquet, KV_METADATA {{{_KEY}: $record}})",
            {"record": to_json(facts, document, indent=None)},
        )
        return path.read_bytes()


def _type(column: Column) -> str:
    if column in minor_columns():
        return "BIGINT"
    return _EXACT if column.cell.is_number else "VARCHAR"


def _value(kind: str, text: str) -> str | None:
    if not text:
        return None
    if kind == _EXACT:
        number = Decimal(text)
        exponent = number.as_tuple().exponent
        fits = isinstance(exponent, int) and -exponent <= _DECIMALS and number.adjusted() < _WHOLE_DIGITS
    else:
        fits = kind != "BIGINT" or abs(int(text)) < _INT64
    if not fits:
        raise BadInput(
            "a number has more digits than a Parquet column of exact numbers holds",
            expected=f"at most {_WHOLE_DIGITS} digits before the point and {_DECIMALS} after it",
            got=text,
            hint="export it as json or csv",
        )
    return text


def from_parquet(content: bytes, *, file: str) -> Read:
    """The record and the rows of an export in Parquet; InvalidFile where it is none."""
    if content[:4] != b"PAR1" or content[-4:] != b"PAR1":
        raise InvalidFile([Problem(file, "", "not a Parquet file")])
    # DuckDB reads names with * and [ as patterns, and only from a place that has a name.
    with tempfile.TemporaryDirectory() as folder, connected(Path(folder), shown=file) as connection:
        path = Path(folder) / "figures.parquet"
        path.write_bytes(content)
        try:
            record = _record(connection, path)
            names, rows = _rows(connection, path, file)
        except (RuntimeError, ValueError) as error:  # ValueError: text that is not UTF-8
            raise InvalidFile([Problem(file, "", f"cannot be read: {error}")]) from None
    if record is None:
        raise InvalidFile([Problem(file, f"metadata {_KEY}", "no record of realterms is in the file")])
    held = from_json(record, file=file, form="parquet")
    read = [dict(zip(names, row, strict=True)) for row in rows]
    problems = tuple(_stated_otherwise(read, held.facts))
    return Read("parquet", held.facts, {"Figures": read}, held.document, (*held.problems, *problems))


def _record(connection: "DuckDBPyConnection", path: Path) -> str | None:
    query = "SELECT value FROM parquet_kv_metadata($path) WHERE key = encode($key)"
    found = connection.execute(query, {"path": str(path), "key": _KEY}).fetchone()
    return None if found is None else bytes(found[0]).decode("utf-8")


def _rows(connection: "DuckDBPyConnection", path: Path, file: str) -> tuple[list[str], list[list[str]]]:
    found = connection.execute("SELECT * FROM read_parquet($path) LIMIT 1000001", {"path": str(path)})
    names = [column[0] for column in found.description or []]
    rows = [[_text(cell) for cell in row] for row in found.fetchall()]
    if len(rows) > _MOST_ROWS:
        raise InvalidFile([Problem(file, "", "holds more rows than an export ever does")])
    return names, rows


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _stated_otherwise(rows: list[dict[str, str]], facts: Mapping[str, str]) -> list[str]:
    return [
        f"Figures row {number}: {name}: {row.get(name, '')!r}, but {facts[name]!r} in the record"
        for number, row in enumerate(rows, 1)
        for name in _STATED
        if row.get(name, "") != facts[name]
    ]
