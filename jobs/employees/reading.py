"""A file of employees as the view `people`: every column's type declared, pay in whole minor units."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import InvalidFile, Problem
from jobs.employees.circumstances import circumstances
from jobs.employees.connection import literal, name, run
from jobs.employees.layout import (
    DEPARTMENT,
    PLACE,
    Kind,
    Layout,
    csv_layout,
    kind_of,
    raw_column,
    table_layout,
)
from jobs.employees.workbook import sheet_to_csv
from jobs.exports.csv_form import guard, unguard
from plans.money import minor_digits

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Under this key a Parquet file says what its people are.
MARK_KEY = "realterms"
# In a folder of them, this file says it, and what they add up to.
SEAL = "_realterms.json"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
# Read once, every column of it: rows that do not read are kept apart with their line, so that all of them
# can be told at once; what comes after reads the copy.
_CSV = """
    COPY (SELECT * FROM read_csv($path, columns = {$types}, delim = $delimiter, skip = $skip, header = false,
        auto_detect = false, quote = '"', escape = '"', strict_mode = true, store_rejects = true))
    TO $copy (FORMAT parquet, PRESERVE_ORDER true)"""
_PARQUET = "CREATE TEMP VIEW raw AS SELECT $columns FROM read_parquet($path, $folders)"
# What the names of folders say (grade=01) is a column of text: a number would lose its leading zeros.
_FOLDERS = "hive_partitioning = true, hive_types_autocast = false"
# As csv_form.unguard does for one cell.
_UNGUARDED = "CASE WHEN regexp_matches({c}, {risky}) THEN substr({c}, 2) ELSE {c} END"
_RISKY = literal(r"^'[=+\-@\t\r']")
_MARK = "SELECT decode(value) FROM parquet_kv_metadata($path) WHERE decode(key) = ?"


def open_people(
    connection: "DuckDBPyConnection",
    source: Path,
    folder: Path,
    *,
    currency: str,
    columns: Mapping[str, str],
    guarded: bool = False,
) -> Layout:
    """Make the views `raw` (c0, c1, ...) and `people` of a file; InvalidFile where its headings do not do.

    `folder` takes a link to the file under a plain name, or a workbook's first sheet as text. `guarded` says
    that a CSV file is one of ours, whose risky texts have an apostrophe in front (`csv_form.guard`).
    """
    shown, kind = str(source), kind_of(source)
    if kind is Kind.FOLDER:
        layout = _open_parquet(connection, parquet_files(source), shown, columns, mark=_sealed(source))
    elif kind is Kind.PARQUET:
        layout = _open_parquet(connection, [_linked(source, folder)], shown, columns)
    else:
        book = kind is Kind.XLSX
        path = sheet_to_csv(source, folder / "sheet.csv") if book else _linked(source, folder)
        guarded = guarded and not book
        asked = {key: guard(heading) for key, heading in columns.items()} if guarded else columns
        layout = csv_layout(path, shown=shown, columns=asked)
        _open_csv(connection, path, layout, folder / "text.parquet", guarded=guarded)
        if guarded:
            layout = replace(layout, headings=tuple(map(unguard, layout.headings)))
    columns = people_columns(layout, minor_digits(currency)) | circumstances(layout)
    named = [f"{sql} AS {key}" for key, sql in columns.items()]
    selected = ", ".join([*named, *(raw_column(n) for n in carried(layout))])
    run(connection, "CREATE TEMP VIEW people AS SELECT $columns FROM raw", columns=selected)
    return layout


def people_columns(layout: Layout, digits: int) -> dict[str, str]:
    """The four keys, department and place (where there is one), each as SQL over the columns of `raw`."""
    text = {key: f"CAST({raw_column(n)} AS VARCHAR)" for key, n in layout.own.items()}
    pay = f"CAST({raw_column(layout.pay)} AS VARCHAR)"
    columns = {
        "employee": text["employee"],
        "grade": f"trim({text['grade']})",
        "currency": f"trim({text['currency']})",
        "pay_minor": minor_units(f"trim({pay})", 0 if layout.minor else digits),
        DEPARTMENT: f"coalesce(trim({text[DEPARTMENT]}), '')" if DEPARTMENT in text else "''",
    }
    if PLACE in text:
        columns[PLACE] = f"coalesce(trim({text[PLACE]}), '')"
    return columns


def carried(layout: Layout) -> list[int]:
    """The positions of columns that mean nothing here and go through unchanged."""
    return [n for n in range(len(layout.headings)) if n not in layout.own.values()]


def _open_csv(
    connection: "DuckDBPyConnection", path: Path, layout: Layout, copy: Path, *, guarded: bool
) -> None:
    types = ", ".join(f"{raw_column(n)}: 'VARCHAR'" for n in range(len(layout.headings)))
    parts = {"path": literal(str(path)), "delimiter": literal(layout.delimiter), "skip": str(layout.skip)}
    run(connection, _CSV, types=types, copy=literal(str(copy)), **parts)
    cells = [raw_column(n) for n in range(len(layout.headings))]
    shown = ", ".join(f"{_UNGUARDED.format(c=c, risky=_RISKY)} AS {c}" for c in cells) if guarded else "*"
    run(connection, _PARQUET, columns=shown, path=literal(str(copy)), folders=_FOLDERS)


def _open_parquet(
    connection: "DuckDBPyConnection",
    files: Sequence[Path],
    shown: str,
    columns: Mapping[str, str],
    *,
    mark: str = "",
) -> Layout:
    at = files_literal(files)
    described = run(
        connection, "DESCRIBE SELECT * FROM read_parquet($path, $folders)", path=at, folders=_FOLDERS
    )
    types = {str(row[0]): str(row[1]) for row in described}
    for (said,) in run(connection, _MARK, MARK_KEY, path=files_literal(files[:1])):
        mark = mark or str(said)
    layout = table_layout(list(types), shown=shown, columns=columns, mark=mark)
    _check_types(layout, list(types.values()), shown)
    renamed = ", ".join(f"{name(h)} AS {raw_column(n)}" for n, h in enumerate(layout.headings))
    run(connection, _PARQUET, columns=renamed, path=at, folders=_FOLDERS)
    return layout


def _check_types(layout: Layout, types: list[str], shown: str) -> None:
    """Parquet states its types: pay must be exact there too."""
    exact = ("VARCHAR", *_WHOLE) if layout.minor else ("VARCHAR", "DECIMAL", *_WHOLE)
    problems = []
    for n in sorted(layout.own.values()):
        fits = exact if n == layout.pay else ("VARCHAR", *_WHOLE)
        if types[n].partition("(")[0] not in fits:
            expected = "text, whole numbers" + (" or decimals" if "DECIMAL" in fits else "")
            problems.append(
                Problem(shown, layout.headings[n], "the column's type does not do", expected, types[n])
            )
    if problems:
        raise InvalidFile(problems)


def minor_units(pay: str, digits: int) -> str:
    """Whole minor units of an amount written with at most so many decimals; null for anything else."""
    pattern = r"-?\d{1,15}" + (rf"(\.\d{{1,{digits}}})?" if digits else "")
    exact = f"TRY_CAST({pay} AS DECIMAL(18, {digits})) * {10**digits}"
    return f"CASE WHEN regexp_full_match({pay}, {literal(pattern)}) THEN CAST({exact} AS BIGINT) END"


def parquet_files(folder: Path) -> list[Path]:
    """The Parquet files in a folder and those below it; InvalidFile where there are none.

    What begins with a dot or an underline is none of them, as engines agree.
    """
    found = (path for path in sorted(folder.rglob("*.parquet")) if path.is_file())
    files = [p for p in found if not any(part[0] in "._" for part in p.relative_to(folder).parts)]
    if not files:
        raise InvalidFile([Problem(str(folder), "", "no Parquet files in the folder", "*.parquet")])
    return files


def _sealed(folder: Path) -> str:
    """What a folder says of its people, where it says anything; InvalidFile where that cannot be read."""
    seal = folder / SEAL
    if not seal.is_file():
        return ""
    try:
        return str(json.loads(seal.read_text(encoding="utf-8")).get(MARK_KEY, ""))
    except (ValueError, AttributeError):
        raise InvalidFile([Problem(str(seal), "", "not what an adjustment leaves there", "JSON")]) from None


def files_literal(files: Sequence[Path]) -> str:
    """Files as an SQL list; * and ? in their names mean themselves."""
    return "[" + ", ".join(literal(escape(str(path))) for path in files) + "]"


def _linked(source: Path, folder: Path) -> Path:
    """A link with a plain name, because * and ? in a file's own name would mean several files."""
    link = folder / f"source{source.suffix.casefold()}"
    link.symlink_to(source.resolve())
    return link
