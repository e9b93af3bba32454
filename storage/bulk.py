"""Writing many rows at once, each database by the fastest way its driver has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Text, any_, insert, literal

from indicators.compact import Figures, parts
from storage import behind
from storage.columns import decimal_text
from storage.tables import Table

ObservationRow = tuple[int, int, int, Decimal | None, str, str]
FigureRow = tuple[int, int, int, str]  # indicator id, period number, vintage id, content
_COLUMNS = "indicator_id, period, vintage_id, value, status, footnote"
# A whole vintage goes by COPY in this order: what differs from row to row comes first.
_FIGURE_COLUMNS = "period, value, status, footnote, indicator_id, vintage_id"
_BLOCK = 100_000  # characters: what the driver takes in one go without cutting it up
_AT_ONCE = (128, 64, 32, 16, 8, 4, 2, 1)
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
        _copy(_driver(connection), map(_line, plain), _COLUMNS)


def insert_figures(connection: Connection, blocks: Sequence[tuple[int, int, Figures]]) -> None:
    """Insert whole vintages: indicator id, vintage id and figures of each, their digits as they stand.

    Figures that are final and have no footnote, as nearly all are, go by a statement of their own. On
    PostgreSQL they are under way when this returns (`behind`).
    """
    if connection.dialect.name == "sqlite":
        noted = []
        for i, v, rows in blocks:
            plain = [row for row in rows if "\t" not in row[1]]
            _insert_plain(_driver(connection), i, v, plain)
            if len(plain) < len(rows):
                noted += [(i, at, v, *parts(text)) for at, text in rows if "\t" in text]
        _execute_many(connection, "(?, ?, ?, ?, ?, ?)", noted)
        return
    driver = connection.connection.driver_connection
    # Made there as well: the server has something to do sooner than if they were all made first.
    lines = (text for i, v, rows in blocks for text in _lines(i, v, rows))
    behind.send(connection, lambda: _copy(driver, lines, _FIGURE_COLUMNS))


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


def is_one_of(column: Any, texts: Sequence[str], connection: Connection) -> ColumnElement[bool]:
    """A condition: `column` is one of `texts`. PostgreSQL takes them as one parameter, however many."""
    if connection.dialect.name == "sqlite":
        found: ColumnElement[bool] = column.in_(texts)
        return found
    among: ColumnElement[bool] = column == any_(literal(list(texts), ARRAY(Text)))
    return among


def new_ids(connection: Connection, table: str, count: int) -> list[int]:
    """`count` ids for new rows of a table, in order; the caller holds the write lock on SQLite."""
    if not count:
        return []
    if connection.dialect.name == "sqlite":
        statement = f"SELECT coalesce(max(id), 0) FROM {table}"  # noqa: S608 - our own name
        last = connection.exec_driver_sql(statement).scalar_one()
        return list(range(last + 1, last + 1 + count))
    # OFFSET 0 keeps the server from asking for the sequence's name once for each id.
    drawn = connection.exec_driver_sql(
        "SELECT nextval(own.name) FROM (SELECT pg_get_serial_sequence(%s, 'id') AS name OFFSET 0) AS own, "
        "generate_series(1, %s)",
        (table, count),
    )
    return sorted(drawn.scalars())


def insert_rows(connection: Connection, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows`, all with the same columns; PostgreSQL would answer each of an executemany.

    There they are under way when this returns (`behind`).
    """
    if connection.dialect.name == "sqlite":
        connection.execute(insert(model), rows)
        return
    statement = f"COPY {model.__tablename__} ({', '.join(rows[0])}) FROM STDIN"
    driver: Any = connection.connection.driver_connection

    def write() -> None:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))

    behind.send(connection, write)


def _insert_plain(driver: Any, indicator_id: int, vintage_id: int, rows: Figures) -> None:
    """Many rows in one statement: to start a statement costs SQLite more than to insert a row."""
    cells = list(chain.from_iterable(rows))
    start = 0
    for count in _AT_ONCE:
        statement, size = _plain_rows(count), 2 * count
        while len(cells) - start >= size:
            driver.execute(statement, [indicator_id, vintage_id, *cells[start : start + size]])
            start += size


@cache
def _plain_rows(count: int) -> str:
    """A statement for so many rows: their indicator, their vintage, then period and digits of each."""
    rows = (f"(?1, ?{3 + 2 * n}, ?2, ?{4 + 2 * n}, 'final', '')" for n in range(count))
    return f"INSERT INTO observation ({_COLUMNS}) VALUES {', '.join(rows)}"  # noqa: S608 - our own names


def _execute_many(connection: Connection, values: str, rows: Iterable[Sequence[Any]]) -> None:
    statement = f"INSERT INTO observation ({_COLUMNS}) VALUES {values}"  # noqa: S608 - our own names
    _driver(connection).executemany(statement, rows)


def _copy(driver: Any, texts: Iterable[str], columns: str) -> None:
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY observation ({columns}) FROM STDIN") as copy,
    ):
        for block in _blocks(texts):
            copy.write(block)


def _blocks(texts: Iterable[str]) -> Iterator[str]:
    """The texts in pieces that are worth a call each."""
    held, size = [], 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= _BLOCK:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


def _lines(indicator_id: int, vintage_id: int, rows: Figures) -> Iterator[str]:
    """A whole vintage for COPY, by _FIGURE_COLUMNS: what all its rows have stands between them."""
    plain = [f"{at}\t{text}" for at, text in rows if "\t" not in text]
    if plain:
        end = f"\tfinal\t\t{indicator_id}\t{vintage_id}\n"
        yield end.join(plain) + end
    if len(plain) < len(rows):
        noted = ((at, *parts(text), indicator_id, vintage_id) for at, text in rows if "\t" in text)
        yield "".join(map(_line, noted))


def _line(row: tuple[Any, ...]) -> str:
    cells = (r"\N" if cell is None else str(cell).translate(_ESCAPES) for cell in row)
    return "\t".join(cells) + "\n"


def _driver(connection: Connection) -> Any:
    behind.finish(connection)
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver
