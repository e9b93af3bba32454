"""Checksum: what two engines must agree on, computed from the rows and not from how they were made.

A row's text is employee, grade, currency, pay and adjusted pay in minor units, joined by the unit separator
(U+001F); its number is the first 15 hexadecimal digits of the text's SHA-256. The numbers of all rows are
added up, so their order does not matter and a row that stands twice counts twice.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
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

_OTHERS = """
    WITH numbered AS (SELECT sha256(concat_ws(chr(31), employee, $cells)) AS digest FROM $table)
    SELECT coalesce(sum(CAST('0x' || substr(digest, 1, 15) AS BIGINT)), 0) FROM numbered"""
_PIECE = 1 << 20


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


def others_hash(connection: "DuckDBPyConnection", table: str, cells: Sequence[str]) -> str:
    """What the other columns of all rows come to, made as the checksum's hash is, in hexadecimal.

    `cells` are SQL over the table; a row's text is its employee and these as text, nothing as "". Empty
    without cells.
    """
    if not cells:
        return ""
    texts = ", ".join(f"coalesce(CAST({cell} AS VARCHAR), '')" for cell in cells)
    ((found,),) = run(connection, _OTHERS, cells=texts, table=table)
    return f"{int(found):x}"


def fingerprint(path: Path, files: Sequence[Path]) -> str:
    """The SHA-256 of a file in hexadecimal; of a folder, that of the names and SHA-256s of its `files`."""
    if not path.is_dir():
        return _sha256(path)
    lines = (f"{file.relative_to(path).as_posix()} {_sha256(file)}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as whole:
        while piece := whole.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
