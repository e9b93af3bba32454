"""Checksum: what two engines must agree on, computed from the rows and not from how they were made.

A row's text is employee, grade, currency, pay and adjusted pay in minor units, joined by the unit separator
(U+001F); its number is the first 15 hexadecimal digits of the text's SHA-256. The numbers of all rows are
added up, so their order does not matter and a row that stands twice counts twice.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.employees.connection import run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEPARATOR = "\x1f"
Row = tuple[str, str, str, int, int]
_SUMS = """
    WITH numbered AS (
        SELECT pay_minor, adjusted_minor,
            sha256(concat_ws(chr(31), employee, grade, currency, pay_minor, adjusted_minor)) AS digest
        FROM $table
    )
    SELECT count(*), coalesce(sum(pay_minor), 0), coalesce(sum(adjusted_minor), 0),
        coalesce(sum(CAST('0x' || substr(digest, 1, 15) AS BIGINT)), 0)
    FROM numbered"""


@dataclass(frozen=True, slots=True)
class Checksum:
    """Rows, pay and adjusted pay in minor units, and the sum of the rows' numbers."""

    rows: int
    pay_minor: int
    adjusted_minor: int
    hash: int

    def __str__(self) -> str:
        return f"{self.rows} rows, pay {self.pay_minor}, adjusted {self.adjusted_minor}, hash {self.hash:x}"


def checksum_of(rows: Iterable[Row]) -> Checksum:
    """The checksum of rows in plain values: the definition that `checksum` follows."""
    count = pay = adjusted = total = 0
    for row in rows:
        count, pay, adjusted = count + 1, pay + row[3], adjusted + row[4]
        text = SEPARATOR.join(map(str, row))
        total += int(hashlib.sha256(text.encode()).hexdigest()[:15], 16)
    return Checksum(count, pay, adjusted, total)


def checksum(connection: "DuckDBPyConnection", table: str) -> Checksum:
    """The checksum of a table or view with these five columns, streamed."""
    (row,) = run(connection, _SUMS, table=table)
    return Checksum(*(int(value) for value in row))
