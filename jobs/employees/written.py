"""A written file of adjusted people read back: whether a file is one, and what it adds up to now."""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import RealtermsError
from jobs.employees.checksum import Checksum, checksum
from jobs.employees.connection import connected, run
from jobs.employees.layout import CIRCUMSTANCES, Kind, Layout, kind_of, raw_column
from jobs.employees.reading import files_literal, minor_units, open_people, parquet_files
from jobs.employees.workbook import first_rows, has_people
from jobs.format import amount
from plans.money import Money, minor_digits

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# One of these headings stands in every file of adjusted people, and in no other file of ours.
_ADJUSTED = ("adjusted_pay", "adjusted_minor")
_INCREASE, _ARREARS = ("increase", "increase_minor"), ("arrears", "arrears_minor")
_MOST_SHOWN = 20
_BACK = """
    CREATE TEMP VIEW back AS SELECT employee, grade, currency, pay_minor,
        $adjusted AS adjusted_minor, $increase AS increase_minor, $arrears AS arrears_minor
    FROM people"""
_UNREAD = "SELECT DISTINCT line FROM reject_errors ORDER BY line LIMIT $most"
_ODD = """
    SELECT employee, pay_minor, adjusted_minor, increase_minor FROM back
    WHERE pay_minor IS NULL OR increase_minor IS DISTINCT FROM adjusted_minor - pay_minor
    LIMIT $most"""


@dataclass(frozen=True, slots=True)
class Back:
    """What a file holds now: its checksum, the sum of arrears in minor units, and what is wrong row by row.

    `problems` names the first of the rows that do not read or whose increase is not that of their pay.
    """

    checksum: Checksum
    arrears_minor: int
    problems: tuple[str, ...]


def is_adjusted(path: Path) -> bool:
    """Whether a file, or a folder of Parquet, has the headings of adjusted people."""
    with suppress(RealtermsError, OSError, UnicodeDecodeError):
        return any(heading in _ADJUSTED for heading in _headings(path))
    return False


def read_back(path: Path, *, currency: str, columns: Mapping[str, str]) -> Back:
    """What the file holds, streamed; `columns` as it was adjusted with.

    InvalidFile where its headings do not do, BadInput where it cannot be read.
    """
    with (
        tempfile.TemporaryDirectory(prefix="realterms-") as folder,
        connected(Path(folder), shown=str(path)) as connection,
    ):
        layout = open_people(
            connection, path, Path(folder), currency=currency, columns=columns_in(path, columns), guarded=True
        )
        _show(connection, layout, currency)
        problems = list(_unread(connection)) if kind_of(path).written else []
        problems.extend(_odd(connection, currency))
        ((arrears,),) = run(connection, "SELECT coalesce(sum(arrears_minor), 0) FROM back")
        return Back(checksum(connection, "back"), int(arrears), tuple(problems))


def columns_in(path: Path, columns: Mapping[str, str]) -> dict[str, str]:
    """`columns` as they stand in a written file: Parquet has the known ones under their own names."""
    renamed = not kind_of(path).written
    return {key: heading for key, heading in columns.items() if not renamed or key in CIRCUMSTANCES}


def _headings(path: Path) -> Sequence[str]:
    kind = kind_of(path)
    if kind is Kind.CSV:
        with path.open(encoding="utf-8-sig") as lines:
            first = next((line for line in lines if not line.startswith("#")), "")
        return [cell.strip('"\n') for cell in re.split("[,;\t]", first)]
    if kind is Kind.XLSX:
        return [cell for row in first_rows(path, 2) for cell in row] if has_people(path) else []
    files = parquet_files(path) if kind is Kind.FOLDER else [path]
    described = "DESCRIBE SELECT * FROM read_parquet($path)"
    with (
        tempfile.TemporaryDirectory(prefix="realterms-") as folder,
        connected(Path(folder), shown=str(path)) as connection,
    ):
        return [str(row[0]) for row in run(connection, described, path=files_literal(files[:1]))]


def _show(connection: "DuckDBPyConnection", layout: Layout, currency: str) -> None:
    """Make the view `back`: the columns of the checksum, and those that follow from them."""
    digits = 0 if layout.minor else minor_digits(currency)

    def money(headings: Sequence[str]) -> str:
        found = [n for n, heading in enumerate(layout.headings) if heading in headings]
        text = f"trim(CAST({raw_column(found[0])} AS VARCHAR))" if found else "NULL"
        return minor_units(text, digits) if found else "CAST(0 AS BIGINT)"

    amounts = {"adjusted": money(_ADJUSTED), "increase": money(_INCREASE), "arrears": money(_ARREARS)}
    run(connection, _BACK, **amounts)


def _unread(connection: "DuckDBPyConnection") -> Iterator[str]:
    for (line,) in run(connection, _UNREAD, most=str(_MOST_SHOWN)):
        yield f"line {line}: does not read as a row"


def _odd(connection: "DuckDBPyConnection", currency: str) -> Iterator[str]:
    """The first rows whose amounts cannot have been written so."""
    for employee, *amounts in run(connection, _ODD, most=str(_MOST_SHOWN)):
        pay, adjusted, increase = ("no amount" if a is None else _amount(a, currency) for a in amounts)
        yield f"employee {employee}: adjusted pay {adjusted} less pay {pay} is not the increase {increase}"


def _amount(minor: int, currency: str) -> str:
    return amount(Money(minor, currency).amount)
