"""Writing many rows at once, each database by the fastest way its driver has."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection

from storage.columns import decimal_text

ObservationRow = tuple[int, int, int, Decimal | None, str, str]
_COLUMNS = "indicator_id, period, vintage_id, value, status, footnote"


def insert_observations(connection: Connection, rows: Sequence[ObservationRow]) -> None:
    """Insert `rows` in one statement: an executemany of the driver's own on SQLite, COPY on PostgreSQL.

    Each row: indicator id, period number, vintage id, value, status, footnote.
    """
    if not rows:
        return
    plain = [(*row[:3], None if row[3] is None else decimal_text(row[3]), *row[4:]) for row in rows]
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO observation ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", plain)  # noqa: S608 - our own column names
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f"COPY observation ({_COLUMNS}) FROM STDIN") as copy:
        for row in plain:
            copy.write_row(row)


def vintage_ids(connection: Connection, count: int) -> list[int]:
    """`count` ids for vintages, in order; the caller holds the write lock on SQLite."""
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM vintage").scalar_one()
        return list(range(last + 1, last + 1 + count))
    drawn = connection.exec_driver_sql(
        "SELECT nextval(pg_get_serial_sequence('vintage', 'id')) FROM generate_series(1, %s)", (count,)
    )
    return sorted(drawn.scalars())
