"""Adjusted people checked cell by cell: what follows from a row itself, and from the file it was made of."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobs.employees.checksum import others_hash
from jobs.employees.connection import literal, run
from jobs.employees.engines import EMBEDDED
from jobs.employees.layout import DEPARTMENT, PLACE, Layout, raw_column
from jobs.employees.reading import carried, minor_units, open_people
from jobs.employees.terms import Terms
from jobs.employees.writing import HANDLING_COLUMN, IN_MAJOR, TEXTS
from jobs.exports.model import HANDLING
from plans.circumstances import EXTRAS, REAL
from plans.money import minor_digits
from plans.people import RESULTS
from plans.since_raise import UNKNOWN

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_SHOWN = 20
_ROWS = """
    SELECT employee, [c FOR c IN [$cells] IF c IS NOT NULL] AS wrong FROM $table
    WHERE len(wrong) > 0 LIMIT $most"""
_CELL = (
    "CASE WHEN {now} IS DISTINCT FROM {then} THEN "
    "[{heading}, coalesce(CAST({now} AS VARCHAR), ''), coalesce(CAST({then} AS VARCHAR), '')] END"
)
_KEPT = "CREATE TEMP TABLE origin AS SELECT employee, grade, currency, pay_minor, $columns FROM people"
_SIDES = """
    SELECT coalesce(now.employee, origin.employee) AS who, origin.employee IS NULL, now.employee IS NULL,
        [c FOR c IN [$cells] IF c IS NOT NULL] AS wrong
    FROM people AS now FULL JOIN origin ON now.employee = origin.employee
    WHERE now.employee IS NULL OR origin.employee IS NULL OR len(wrong) > 0
    ORDER BY who LIMIT $most"""


def result_places(layout: Layout) -> dict[str, int]:
    """Where a written file has each column that an adjustment adds, by our name for it."""
    names = {heading_of(layout, n): n for n in (*RESULTS, *EXTRAS)}
    return {names[h]: n for n, h in enumerate(layout.headings) if h in names}


def heading_of(layout: Layout, column: str) -> str:
    """The heading of a column in a written file, by our name for it."""
    return column if layout.minor else IN_MAJOR.get(column, column)


def strangers(layout: Layout, columns: list[str], expected: tuple[str, ...]) -> Iterator[str]:
    """Columns that were written and are not there, and the other way round.

    `columns` are the others that were written (`writing.others`); `expected` what the adjustment adds.
    """
    results = result_places(layout)
    now = {layout.headings[n]: n for n in carried(layout) if n not in results.values()}
    now |= {n: layout.positions[n] for n in (DEPARTMENT, PLACE) if n in layout.positions}
    for name in (n for n in columns if n not in now and n not in REAL):
        yield f"column {name}: missing"
    for name in (n for n in expected if n not in results):
        yield f"column {heading_of(layout, name)}: missing"
    for name in (n for n in now if n not in (*columns, HANDLING_COLUMN)):
        yield f"column {name}: was not written"


def hash_again(
    connection: "DuckDBPyConnection", layout: Layout, columns: list[str], currency: str
) -> str | None:
    """The hash of the other columns as the file has them now; None where one is missing."""
    places = {h: raw_column(n) for n, h in enumerate(layout.headings)}
    results = result_places(layout)
    cells = []
    for column in columns:
        if column in REAL and column in results:
            cells.append(_found(layout, column, results[column], currency))
        elif column in (DEPARTMENT, PLACE) and column in layout.positions:
            cells.append(column)
        elif column in places:
            cells.append(places[column])
        else:
            return None
    # The view `people` has the carried columns too, under their raw names.
    return others_hash(connection, "people", cells)


def wrong_results(
    connection: "DuckDBPyConnection", layout: Layout, made: Terms, currency: str, *, real: bool
) -> Iterator[str]:
    """Every cell that the adjustment would fill otherwise, of the first rows; `real` ones too where asked."""
    made.fill(connection)
    EMBEDDED.show(connection, made.adjust(connection, connection.view("people"), EMBEDDED), "again")
    results = result_places(layout)
    expected = [n for n in (*RESULTS, *made.extras) if n in results and (real or n not in REAL)]
    cells = [
        _cell(
            layout.headings[results[n]],
            _found(layout, n, results[n], currency),
            f"nullif({n}, {UNKNOWN})" if n in REAL else n,
        )
        for n in expected
    ]
    if HANDLING_COLUMN in layout.headings:
        at = raw_column(layout.headings.index(HANDLING_COLUMN))
        cells.append(_cell(HANDLING_COLUMN, f"coalesce({at}, '')", literal(HANDLING)))
    for employee, wrong in run(
        connection, _ROWS, cells=", ".join(cells), table="again", most=str(MOST_SHOWN)
    ):
        for heading, now, then in wrong:
            digits = _digits(layout, heading, currency)
            yield (
                f"employee {employee}, {heading}: {_shown(now, digits)}, "
                f"and the proposal makes it {_shown(then, digits)}"
            )


def keep_origin(
    connection: "DuckDBPyConnection",
    source: Path,
    folder: Path,
    *,
    currency: str,
    columns: Mapping[str, str],
) -> Layout:
    """Read the file that people were adjusted from into the table `origin`; InvalidFile as `open_people`."""
    layout = open_people(connection, source, folder, currency=currency, columns=columns)
    held = [f"{raw_column(n)} AS o{n}" for n in carried(layout)]
    held += [n for n in (DEPARTMENT, PLACE) if n in layout.positions]
    run(connection, _KEPT, columns=", ".join(held) or "NULL")
    run(connection, "DROP VIEW people")
    run(connection, "DROP VIEW raw")
    return layout


def against_origin(
    connection: "DuckDBPyConnection", layout: Layout, origin: Layout, currency: str
) -> Iterator[str]:
    """Rows that are missing or were added, and cells that are other than in the table `origin`."""
    now = {layout.headings[n]: n for n in carried(layout)}
    cells = [_cell(key, f"now.{key}", f"origin.{key}") for key in ("grade", "currency", "pay_minor")]
    cells += [
        _cell(key, f"now.{key}", f"origin.{key}" if key in origin.positions else "''")
        for key in (DEPARTMENT, PLACE)
        if key in layout.positions
    ]
    for n in carried(origin):
        heading = origin.headings[n]
        if heading in now:
            at = f"coalesce(CAST(now.{raw_column(now[heading])} AS VARCHAR), '')"
            cells.append(_cell(heading, at, f"coalesce(CAST(origin.o{n} AS VARCHAR), '')"))
    digits = minor_digits(currency)
    for employee, added, missing, wrong in run(
        connection, _SIDES, cells=", ".join(cells), most=str(MOST_SHOWN)
    ):
        if added or missing:
            yield f"employee {employee}: {'was added' if added else 'missing'}"
            continue
        for heading, is_now, was in wrong:
            money = heading == "pay_minor"
            pair = [_shown(text, digits) if money else repr(text) for text in (is_now, was)]
            yield f"employee {employee}, {'pay' if money else heading}: {pair[0]}, and {pair[1]} was written"


def _cell(heading: str, now: str, then: str) -> str:
    return _CELL.format(heading=literal(heading), now=now, then=then)


def _found(layout: Layout, column: str, position: int, currency: str) -> str:
    """A result as the file has it now: text, or a whole number as it was computed."""
    cell = f"trim(CAST({raw_column(position)} AS VARCHAR))"
    if column in TEXTS:
        return cell
    return minor_units(cell, _decimals(layout, column, currency))


def _decimals(layout: Layout, column: str, currency: str) -> int:
    if layout.minor:
        return 0
    return 2 if column.endswith("_bp") else minor_digits(currency)


def _digits(layout: Layout, heading: str, currency: str) -> int:
    names = {h: n for n, h in IN_MAJOR.items()}
    column = names.get(heading, heading)
    return 0 if column in (*TEXTS, HANDLING_COLUMN) else _decimals(layout, column, currency)


def _shown(text: Any, digits: int) -> str:
    """A whole number with its decimals in place; a text in quotes."""
    written = str(text)
    if not written.lstrip("-").isdigit():
        return repr(written)
    value = int(written)
    whole, part = divmod(abs(value), 10**digits)
    return f"{'-' if value < 0 else ''}{whole:,}" + (f".{part:0{digits}d}" if digits else "")
