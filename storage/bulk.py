"""Writing many rows at once, each database by the fastest way its driver has."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any, Protocol

from sqlalchemy import ARRAY, ColumnElement, Connection, any_, insert, literal

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


class Rows(Protocol):
    """Ids for new rows of a database, and the rows."""

    def new_ids(self, table: str, count: int) -> list[int]:
        """`count` ids for new rows of a table, in order; the caller holds the write lock on SQLite."""

    def insert(self, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert `rows`, all with the same columns."""

    def insert_figures(self, blocks: Sequence[tuple[int, int, Figures]]) -> None:
        """Insert whole vintages: indicator id, vintage id and figures of each, their digits as they stand."""

    def insert_observations(self, rows: Iterable[ObservationRow]) -> None:
        """Insert rows, each: indicator id, period number, vintage id, value, status, footnote."""


def rows_of(connection: Connection) -> Rows:
    """Rows that are there when a call returns."""
    behind.finish(connection)
    return _rows(connection)


def write(connection: Connection, job: Callable[[Rows], None]) -> None:
    """Do `job`: at once on SQLite, behind the caller's back on PostgreSQL (`behind`)."""
    rows = _rows(connection)
    if connection.dialect.name == "sqlite":
        job(rows)
    else:
        behind.send(connection, lambda: job(rows))


def _rows(connection: Connection) -> Rows:
    return _FileRows(connection) if connection.dialect.name == "sqlite" else _ServerRows(connection)


class _FileRows:
    """Rows of a SQLite file."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver: Any = connection.connection.driver_connection

    def new_ids(self, table: str, count: int) -> list[int]:
        statement = f"SELECT coalesce(max(id), 0) FROM {table}"  # noqa: S608 - our own name
        (last,) = self._driver.execute(statement).fetchone()
        return list(range(last + 1, last + 1 + count))

    def insert(self, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
        self._connection.execute(insert(model), rows)

    def insert_figures(self, blocks: Sequence[tuple[int, int, Figures]]) -> None:
        # Figures that are final and have no footnote, as nearly all are, go by a statement of their own.
        noted = []
        for i, v, rows in blocks:
            plain = [row for row in rows if "\t" not in row[1]]
            _insert_plain(self._driver, i, v, plain)
            if len(plain) < len(rows):
                noted += [(i, at, v, *parts(text)) for at, text in rows if "\t" in text]
        self._execute_many(noted)

    def insert_observations(self, rows: Iterable[ObservationRow]) -> None:
        self._execute_many(map(_plain, rows))

    def _execute_many(self, rows: Iterable[Sequence[Any]]) -> None:
        statement = f"INSERT INTO observation ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
        self._driver.executemany(statement, rows)


class _ServerRows:
    """Rows of a PostgreSQL database: all of them by COPY, for it would answer each of an executemany."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection

    def new_ids(self, table: str, count: int) -> list[int]:
        # OFFSET 0 keeps the server from looking the sequence up once for each id.
        drawn = self._driver.execute(
            "SELECT nextval(own.number) FROM "
            "(SELECT pg_get_serial_sequence(%s, 'id')::regclass AS number OFFSET 0) AS own, "
            "generate_series(1, %s)",
            (table, count),
        )
        return sorted(number for (number,) in drawn)

    def insert(self, model: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
        statement = f"COPY {model.__tablename__} ({', '.join(rows[0])}) FROM STDIN"
        with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))

    def insert_figures(self, blocks: Sequence[tuple[int, int, Figures]]) -> None:
        starts = _Starts()
        self._copy((text for i, v, rows in blocks for text in _lines(i, v, rows, starts)), _FIGURE_COLUMNS)

    def insert_observations(self, rows: Iterable[ObservationRow]) -> None:
        self._copy(map(_line, map(_plain, rows)), _COLUMNS)

    def _copy(self, texts: Iterable[str], columns: str) -> None:
        statement = f"COPY observation ({columns}) FROM STDIN"
        with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
            for block in _blocks(texts):
                copy.write(block)


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
    behind.finish(connection)
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    cursor.execute(statement)
    found: list[FigureRow] = cursor.fetchall()
    return found


def is_one_of(column: Any, values: Sequence[Any], connection: Connection) -> ColumnElement[bool]:
    """A condition: `column` is one of `values`. PostgreSQL takes them as one parameter, however many."""
    if connection.dialect.name == "sqlite":
        found: ColumnElement[bool] = column.in_(values)
        return found
    among: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(column.type)))
    return among


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


def _plain(row: ObservationRow) -> tuple[Any, ...]:
    return (*row[:3], None if row[3] is None else decimal_text(row[3]), *row[4:])


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


class _Starts(dict[int, str]):
    """What a line begins with, by the number of its period."""

    def __missing__(self, at: int) -> str:
        self[at] = f"{at}\t"
        return self[at]


def _lines(indicator_id: int, vintage_id: int, rows: Figures, starts: _Starts) -> Iterator[str]:
    """A whole vintage for COPY, by _FIGURE_COLUMNS: what all its rows have stands between them."""
    plain = [starts[at] + text for at, text in rows if "\t" not in text]
    if plain:
        end = f"\tfinal\t\t{indicator_id}\t{vintage_id}\n"
        yield end.join(plain) + end
    if len(plain) < len(rows):
        noted = ((at, *parts(text), indicator_id, vintage_id) for at, text in rows if "\t" in text)
        yield "".join(map(_line, noted))


def _line(row: tuple[Any, ...]) -> str:
    cells = (r"\N" if cell is None else str(cell).translate(_ESCAPES) for cell in row)
    return "\t".join(cells) + "\n"
