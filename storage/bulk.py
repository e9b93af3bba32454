"""Writing many rows at once, each database by the fastest way its driver has."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from indicators.compact import Figures, parts
from storage.columns import decimal_text

ObservationRow = tuple[int, int, int, Decimal | None, str, str]
FigureRow = tuple[int, int, int, str]  # indicator id, period number, vintage id, content
_COLUMNS = "indicator_id, period, vintage_id, value, status, footnote"
_ROWS_AT_ONCE = 50
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def insert_observations(connection: Connection, rows: Sequence[ObservationRow]) -> None:
    """Insert `rows` in one statement: an executemany of the driver's own on SQLite, COPY on PostgreSQL.

    Each row: indicator id, period number, vintage id, value, status, footnote.
    """
    if not rows:
        return
    plain = ((*row[:3], None if row[3] is None else decimal_text(row[3]), *row[4:]) for row in rows)
    if connection.dialect.name == "sqlite":
        _execute_many(connection, "(?, ?, ?, ?, ?, ?)", plain)
    else:
        _copy(connection, map(_line, plain))


def insert_figures(connection: Connection, blocks: Sequence[tuple[int, int, Figures]]) -> None:
    """Insert whole vintages: indicator id, vintage id and figures of each, their digits as they stand.

    Figures that are final and have no footnote, as nearly all are, go by a statement of their own.
    """
    if connection.dialect.name == "sqlite":
        cells = [
            cell
            for i, v, rows in blocks
            for at, text in rows
            if "\t" not in text
            for cell in (i, at, v, text)
        ]
        noted = [(i, at, v, *parts(text)) for i, v, rows in blocks for at, text in rows if "\t" in text]
        _execute_in_blocks(connection, "(?, ?, ?, ?, 'final', '')", cells, width=4)
        _execute_many(connection, "(?, ?, ?, ?, ?, ?)", noted)
        return
    _copy(
        connection,
        (
            f"{i}\t{at}\t{v}\t{text}\tfinal\t\n" if "\t" not in text else _line((i, at, v, *parts(text)))
            for i, v, rows in blocks
            for at, text in rows
        ),
    )


def figures_of(connection: Connection, indicator_ids: Sequence[int]) -> list[FigureRow]:
    """Every figure of these indicators, by indicator id, period and vintage id, contents as in `compact`."""
    digits = "value" if connection.dialect.name == "sqlite" else "value::text"
    tab = "char(9)" if connection.dialect.name == "sqlite" else r"E'\t'"
    content = (
        f"CASE WHEN status = 'final' AND footnote = '' THEN {digits} "
        f"ELSE coalesce({digits}, '') || {tab} || status || {tab} || footnote END"
    )
    # Numbers of our own, written out: parameters in changing number would be prepared anew each time too.
    listed = ", ".join(str(int(number)) for number in indicator_ids)
    statement = (
        f"SELECT indicator_id, period, vintage_id, {content} FROM observation "  # noqa: S608 - our own names and numbers
        f"WHERE indicator_id IN ({listed}) ORDER BY indicator_id, period, vintage_id"
    )
    cursor = _driver(connection).cursor()
    cursor.execute(statement)
    found: list[FigureRow] = cursor.fetchall()
    return found


def vintage_ids(connection: Connection, count: int) -> list[int]:
    """`count` ids for vintages, in order; the caller holds the write lock on SQLite."""
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM vintage").scalar_one()
        return list(range(last + 1, last + 1 + count))
    drawn = connection.exec_driver_sql(
        "SELECT nextval(pg_get_serial_sequence('vintage', 'id')) FROM generate_series(1, %s)", (count,)
    )
    return sorted(drawn.scalars())


def _execute_in_blocks(connection: Connection, row: str, cells: Sequence[Any], *, width: int) -> None:
    """Many rows in one statement: to start a statement costs SQLite more than to insert a row."""
    step = _ROWS_AT_ONCE * width
    whole = len(cells) // step * step
    _execute_many(
        connection, ", ".join([row] * _ROWS_AT_ONCE), (cells[at : at + step] for at in range(0, whole, step))
    )
    _execute_many(connection, row, (cells[at : at + width] for at in range(whole, len(cells), width)))


def _execute_many(connection: Connection, values: str, rows: Iterable[Sequence[Any]]) -> None:
    statement = f"INSERT INTO observation ({_COLUMNS}) VALUES {values}"  # noqa: S608 - our own names
    _driver(connection).executemany(statement, rows)


def _copy(connection: Connection, lines: Iterable[str]) -> None:
    with (
        _driver(connection).cursor() as cursor,
        cursor.copy(f"COPY observation ({_COLUMNS}) FROM STDIN") as copy,
    ):
        for block in _blocks(lines):
            copy.write(block)


def _blocks(lines: Iterable[str], size: int = 5000) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == size:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _line(row: tuple[Any, ...]) -> str:
    cells = (r"\N" if cell is None else str(cell).translate(_ESCAPES) for cell in row)
    return "\t".join(cells) + "\n"


def _driver(connection: Connection) -> Any:
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver
