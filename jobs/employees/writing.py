"""Adjusted people in the form they are wanted in: what the file held, then what the adjustment says.

Parquet is for machines: the known columns under their own names, amounts in whole minor units, ratios in
basis points. CSV and workbooks keep the file's headings and have amounts as pay came in: in major units,
with ratios in percent, or in minor units and basis points.
"""

import csv
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from indicators.errors import InvalidFile, Problem
from jobs.employees.checksum import Checksum
from jobs.employees.connection import literal, name, run
from jobs.employees.layout import DEPARTMENT, PLACE, Layout, raw_column
from jobs.employees.reading import MARK_KEY, SEAL, carried, files_literal, parquet_files
from jobs.employees.workbook import rows_to_sheet
from jobs.exports.csv_form import guard
from jobs.exports.model import HANDLING
from plans.circumstances import EXTRAS, REAL
from plans.money import minor_digits
from plans.people import KEYS, RESULTS
from plans.since_raise import UNKNOWN

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

IN_MAJOR = {
    "adjusted_minor": "adjusted_pay",
    "increase_minor": "increase",
    "compa_before_bp": "compa_ratio_before_percent",
    "compa_after_bp": "compa_ratio_after_percent",
    "penetration_before_bp": "range_penetration_before_percent",
    "penetration_after_bp": "range_penetration_after_percent",
    "circle_before": "circle_before",
    "circle_after": "circle_after",
    "to_minimum_minor": "to_minimum",
    "eligibility": "eligibility",
    "share_bp": "share_of_increase_percent",
    "increase_at_fte_minor": "increase_at_own_hours",
    "arrears_minor": "arrears",
    "real_before_bp": "real_change_before_percent",
    "real_after_bp": "real_change_after_percent",
}
# The last column of CSV, which has no other place that every reader passes over.
HANDLING_COLUMN = "handling"
TEXTS = ("circle_before", "circle_after", "eligibility")
_PAGE = 10_000
_PARQUET = """
    COPY (SELECT $columns FROM adjusted $order) TO $path
    (FORMAT parquet, $how, KV_METADATA {$about})"""
_ONE, _MANY = "PRESERVE_ORDER true", "ROW_GROUPS_PER_FILE 4"  # of about half a million rows
_DONE = "CREATE TEMP VIEW done AS SELECT * FROM read_parquet($path)"
_CSV = "COPY (SELECT $columns FROM done) TO $path (FORMAT csv, HEADER false, PRESERVE_ORDER true)"
# As csv_form.guard does for one cell.
_GUARDED = """
    CASE WHEN regexp_matches($c, $risky) AND NOT regexp_full_match($c, $number)
    THEN chr(39) || $c ELSE $c END"""
_RISKY = literal(r"^[=+\-@\t\r']")
_NUMBER = literal(r"[-+]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Form:
    """How adjusted people are laid out: the file's layout, the currency, what must be said of the file.

    `extras` are the columns that the adjustment adds beyond RESULTS (of `plans.circumstances.EXTRAS`).
    """

    layout: Layout
    currency: str
    mark: str
    extras: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[str, ...]:
        """All columns that the adjustment adds, in their order."""
        return (*RESULTS, *(name for name in EXTRAS if name in self.extras))

    @property
    def plain(self) -> bool:
        """Whether every column of the adjustment is written as it was made."""
        return not any(name in REAL for name in self.results)

    def check(self, shown: str) -> None:
        """InvalidFile where a heading of the file would stand there twice."""
        taken = {*IN_MAJOR, *IN_MAJOR.values(), *KEYS, DEPARTMENT, HANDLING_COLUMN}
        others = [self.layout.headings[n] for n in carried(self.layout)]
        message = "an adjustment writes a column of this name"
        twice = [
            Problem(shown, h, message, "another heading") for h in others if h.strip().casefold() in taken
        ]
        if twice:
            raise InvalidFile(twice)


def write_parquet(
    connection: "DuckDBPyConnection",
    form: Form,
    target: Path,
    *,
    headings: bool,
    ordered: bool,
    folder: bool = False,
) -> None:
    """Write the view `adjusted` as Parquet and make it the view `done`; a `folder` holds many files.

    Carried columns stand under the file's `headings`, or under the names they have here. `ordered` puts
    rows back by their position, which engines other than the embedded one do not keep.
    """
    columns = parquet_columns(form, headings=headings)
    parts = {
        "columns": ", ".join(f"{c} AS {name(h)}" for c, h in columns.items()),
        "order": "ORDER BY position" if ordered else "",
        "path": literal(str(target)),
        "about": ", ".join(f"{key}: {literal(text)}" for key, text in about(form).items()),
        "how": _MANY if folder else _ONE,
    }
    run(connection, _PARQUET, **parts)
    show_done(connection, target)


def seal(folder: Path, form: Form, proposal: int, checksum: Checksum) -> None:
    """Leave beside the files of a folder what they say and what they add up to.

    Engines that write Parquet have no other place for what must be said of it.
    """
    sums = {"rows": checksum.rows, "hash": f"{checksum.hash:x}"}
    amounts = {name: getattr(checksum, name) for name in ("pay_minor", "adjusted_minor")}
    text = json.dumps({"proposal": proposal, **sums, **amounts, **about(form)}, ensure_ascii=False, indent=1)
    (folder / SEAL).write_text(text + "\n", encoding="utf-8")


def others(form: Form, *, headings: bool) -> dict[str, str]:
    """What neither the checksum covers nor follows from the rest of a row: by name, as SQL over `done`.

    These are department, place and the columns carried along, and what prices did, which later vintages of
    old figures can make come out otherwise.
    """
    # Parquet, which has headings of its own, has a department in any case.
    there = (DEPARTMENT, *form.layout.positions) if headings else tuple(form.layout.positions)
    known = [n for n in (DEPARTMENT, PLACE) if n in there]
    known += [n for n in form.results if n in REAL]
    own = {form.layout.headings[n]: n for n in carried(form.layout)}
    return {n: n for n in known} | {h: name(h) if headings else raw_column(n) for h, n in own.items()}


def make_private(whole: Path) -> None:
    """Leave a file, or a folder and its files, to their owner alone."""
    for path in whole.iterdir() if whole.is_dir() else ():
        path.chmod(0o600)
    whole.chmod(0o700 if whole.is_dir() else 0o600)


def show_done(connection: "DuckDBPyConnection", target: Path) -> None:
    """Make a Parquet file, or a folder of them, the view `done`."""
    files = parquet_files(target) if target.is_dir() else [target]
    run(connection, _DONE, path=files_literal(files))


def parquet_columns(form: Form, *, headings: bool) -> dict[str, str]:
    """The columns of a written Parquet file: how each is called here, and there."""
    others = {raw_column(n): form.layout.headings[n] for n in carried(form.layout)}
    known = (*KEYS, DEPARTMENT, *((PLACE,) if PLACE in form.layout.positions else ()))
    return {n: n for n in known} | {c: h if headings else c for c, h in others.items()} | _results(form)


def about(form: Form) -> dict[str, str]:
    """What a Parquet file says of itself."""
    said = {
        "amounts": f"minor units of {form.currency}",
        "ratios": "basis points",
        "content": "pay by person",
        HANDLING_COLUMN: HANDLING,
    }
    return said | ({MARK_KEY: form.mark} if form.mark else {})


def write_csv(connection: "DuckDBPyConnection", form: Form, target: Path) -> None:
    """Write the view `done` as CSV that no spreadsheet evaluates; a mark goes into a comment line.

    Its last column says how the file is to be handled, on every row, as that of a proposal's CSV does.
    """
    columns = {**_shown_columns(form), HANDLING_COLUMN: (literal(HANDLING), True)}
    cells = (_guarded(sql) if is_text else sql for sql, is_text in columns.values())
    selected = ", ".join(f"{sql} AS cell_{n}" for n, sql in enumerate(cells))
    body = target.with_suffix(".body")
    run(connection, _CSV, columns=selected, path=literal(str(body)))
    with target.open("w", encoding="utf-8", newline="") as head:
        if form.mark:
            head.write(f"# {form.mark}\n")
        csv.writer(head, lineterminator="\n").writerow([guard(heading) for heading in columns])
    with target.open("ab") as whole, body.open("rb") as rows:
        shutil.copyfileobj(rows, whole, 1 << 20)
    body.unlink()


def write_xlsx(connection: "DuckDBPyConnection", form: Form, target: Path) -> None:
    """Write the view `done` as a workbook, row by row; BadInput where a sheet cannot hold so many."""
    columns = _shown_columns(form)
    digits = 0 if form.layout.minor else minor_digits(form.currency)
    number_format = "#,##0" + ("." + "0" * digits if digits else "")
    formats = [
        None if is_text else "0.00" if heading.endswith("_percent") else number_format
        for heading, (_, is_text) in columns.items()
    ]
    selected = ", ".join(sql for sql, _ in columns.values())
    found = connection.execute(Template("SELECT $columns FROM done").substitute(columns=selected))
    rows = (row for page in iter(lambda: found.fetchmany(_PAGE), []) for row in page)
    rows_to_sheet(target, list(columns), formats, rows, mark=form.mark)


def _shown_columns(form: Form) -> Mapping[str, tuple[str, bool]]:
    """The columns of a file for people by heading: the SQL that makes each, and whether it is text."""
    layout, digits = form.layout, minor_digits(form.currency)
    keys = {n: key for key, n in layout.own.items()}
    shown: dict[str, tuple[str, bool]] = {}
    for n, heading in enumerate(layout.headings):
        if n == layout.pay:
            shown[heading] = ("pay_minor" if layout.minor else _scaled("pay_minor", digits), False)
        else:
            shown[heading] = (f"CAST({keys.get(n, raw_column(n))} AS VARCHAR)", True)
    for column in form.results:
        is_text = column in TEXTS
        if is_text or layout.minor:
            shown[column] = (column, is_text)
        else:
            shown[IN_MAJOR[column]] = (_scaled(column, 2 if column.endswith("_bp") else digits), False)
    return shown


def _results(form: Form) -> dict[str, str]:
    """What the adjustment adds, as SQL, with its name: nothing where nobody knows what prices did."""
    shown = {n: f"nullif({n}, {UNKNOWN})" if n in REAL else n for n in form.results}
    return {sql: n for n, sql in shown.items()}


def _scaled(column: str, digits: int) -> str:
    """A whole number as an exact one with so many decimals."""
    if not digits:
        return column
    factor = f"CAST({literal('0.' + '1'.zfill(digits))} AS DECIMAL({digits + 1}, {digits}))"
    return f"CAST(CAST({column} AS DECIMAL(18, 0)) * {factor} AS DECIMAL(20, {digits}))"


def _guarded(sql: str) -> str:
    return Template(_GUARDED).substitute(c=sql, risky=_RISKY, number=_NUMBER)
