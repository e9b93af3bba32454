"""Workbooks of employees: the first sheet as text, and adjusted rows as a sheet."""

import csv
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.exports.model import HANDLING

MOST_ROWS = 1_048_575
_LONGEST = 32_767
_SHEET = "People"
# A damaged workbook can fail in any of these ways.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError),
)


def sheet_to_csv(source: Path, target: Path) -> Path:
    """Write the first sheet's cells as CSV, numbers with all digits; InvalidFile where it is no workbook."""
    with _first_sheet(source) as sheet, target.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        for row in _rows(sheet.iter_rows(values_only=True)):
            writer.writerow(row)
    return target


def has_people(source: Path) -> bool:
    """Whether a workbook has the sheet that `rows_to_sheet` writes; none of its sheets is unpacked for it."""
    try:
        with zipfile.ZipFile(source) as archive, archive.open("xl/workbook.xml") as listed:
            return f'name="{_SHEET}"'.encode() in listed.read(1 << 20)
    except _DAMAGED:
        return False


def first_rows(source: Path, count: int) -> list[list[str]]:
    """The first rows of the first sheet as text; InvalidFile where it is no workbook."""
    with _first_sheet(source) as sheet:
        return list(_rows(sheet.iter_rows(max_row=count, values_only=True)))


@contextmanager
def _first_sheet(source: Path) -> Iterator[Any]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(source, read_only=True, data_only=True)
        yield book.worksheets[0]
        book.close()
    except (InvalidFileException, ParseError, *_DAMAGED) as error:
        raise InvalidFile([Problem(str(source), "", f"not a workbook that can be read: {error}")]) from None
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=str(source)) from None


def _rows(rows: Iterable[Sequence[Any]]) -> Iterator[list[str]]:
    """Rows as text, as wide as the first, without the empty ones that formatting leaves at the end."""
    width = 0
    empty = 0
    for row in rows:
        cells = [_text(cell) for cell in row]
        width = width or len(cells)
        if not any(cells):
            empty += 1
            continue
        yield from ([""] * width for _ in range(empty))
        empty = 0
        yield (cells + [""] * width)[:width] if not any(cells[width:]) else cells


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    text = str(cell)
    return _unescaped(text) if "_x" in text else text


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold, as workbooks write them: _x0001_ (ISO/IEC 29500-1, 22.9.2.19)."""
    from openpyxl.utils.escape import unescape

    return str(unescape(text))


def rows_to_sheet(
    target: Path,
    headings: Sequence[str],
    formats: Sequence[str | None],
    rows: Iterable[Sequence[Any]],
    *,
    mark: str,
) -> None:
    """Write rows as a workbook in constant memory: numbers under a format, all else as text, never a formula.

    `mark` stands in a line of its own before the headings. BadInput where there are more rows than a sheet
    holds.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(target.parent),
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties(
            {"title": "Adjusted pay by person", "comments": ". ".join((HANDLING, *([mark] if mark else [])))}
        )
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "quote_prefix": True})
        styles = [book.add_format({"num_format": f} if f else {"quote_prefix": True}) for f in formats]
        sheet = book.add_worksheet(_SHEET)
        first = 1 if mark else 0
        if mark:
            sheet.write_string(0, 0, f"# {mark}", head)
        for index, (heading, number_format) in enumerate(zip(headings, formats, strict=True)):
            sheet.set_column(index, index, max(10, min(len(heading) + 2, 24)) if number_format else 14)
            sheet.write_string(first, index, heading, head)
        sheet.freeze_panes(first + 1, 1)
        for number, row in enumerate(rows, first + 1):
            if number > MOST_ROWS:
                raise BadInput(
                    "a sheet does not hold so many rows",
                    where=target.name,
                    expected=f"at most {MOST_ROWS}",
                    hint="write CSV or Parquet",
                )
            for index, (cell, number_format) in enumerate(zip(row, formats, strict=True)):
                _write(sheet, number, index, cell, styles[index], as_number=number_format is not None)


def _write(sheet: Any, row: int, index: int, cell: Any, style: Any, *, as_number: bool) -> None:
    if cell is None:
        return
    # A spreadsheet holds 15 digits exactly; a longer number stays text rather than change.
    if as_number and abs(cell) < 10**13:
        sheet.write_number(row, index, cell, style)
    elif sheet.write_string(row, index, text := str(cell), style) < 0:
        raise BadInput(
            "a cell of a workbook does not hold so long a text",
            where=f"row {row + 1}, column {index + 1}",
            expected=f"at most {_LONGEST} characters",
            got=len(text),
            hint="write CSV or Parquet",
        )
