"""Files of pay bands as sheets of cells: CSV, or a workbook with what its number formats and formulas say."""

import csv
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from indicators.errors import BadInput, InvalidFile, Problem, UnknownName
from plans.sheets import Cell, Sheet

_LARGEST = 20_000_000
_UNPACKED = 200_000_000
_ROWS = 20_000
_DELIMITERS = ",;\t"
# Which currencies a symbol in a number format may mean; a bare $ is many countries' and says nothing.
_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY CNY", "￥": "JPY CNY", "₹": "INR", "₩": "KRW", "₽": "RUB"}
_TAGGED = re.compile(r'\[\$([^\]-]+)(?:-[^\]]*)?\]|"([A-Z]{3})"')
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, zipfile.BadZipFile)


def sheets_of(path: Path, *, sheet: str | None, decimal_mark: str) -> tuple[Sheet, ...]:
    """The file's sheets, or the one named; a CSV file is one sheet without a name.

    BadInput where the file cannot be read or is neither CSV nor XLSX; InvalidFile where it is no workbook.
    """
    raw = _content(path)
    ending = path.suffix.casefold()
    if ending in (".csv", ".tsv", ".txt"):
        if sheet is not None:
            raise BadInput("a text file has no sheets", where=str(path), hint="leave out --sheet")
        return (Sheet(str(path), "", _text_rows(raw, path), decimal_mark),)
    if ending in (".xlsx", ".xlsm"):
        # A workbook keeps numbers as numbers: only text in a cell follows the mark.
        return _workbook(path, sheet, decimal_mark)
    raise BadInput("bands come from CSV or XLSX", where=str(path), expected=".csv or .xlsx", got=path.suffix)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput(
                "too large for a file of bands", where=str(path), expected=f"at most {_LARGEST} bytes"
            )
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read the file: {error.strerror}", where=str(path)) from None


def _text_rows(raw: bytes, path: Path) -> list[list[Cell]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            "the file is not UTF-8 text",
            where=f"{path}, byte {error.start}",
            expected="UTF-8",
            hint="save it from the spreadsheet as `CSV UTF-8`, or as XLSX",
        ) from None
    sample = text[:10_000]
    delimiter = max(_DELIMITERS, key=sample.count)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InvalidFile(
            [Problem(str(path), "", f"not CSV: {error}", "cells between quotes closed")]
        ) from None
    return [[Cell(text) for text in row] for row in _bounded(path, rows)]


def _workbook(path: Path, wanted: str | None, decimal_mark: str) -> tuple[Sheet, ...]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > _UNPACKED:
            problem = Problem(str(path), "", "unpacks to more than a file of bands is", f"{_UNPACKED} bytes")
            raise InvalidFile([problem])
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path, data_only=False)
    except (InvalidFileException, *_UNREADABLE) as error:
        raise InvalidFile([Problem(str(path), "", f"not a workbook that can be read: {error}")]) from None
    names = [s.title for s in values.worksheets]
    if wanted is not None and wanted not in names:
        hint = "sheets: " + ", ".join(names)
        raise UnknownName.among("sheet", wanted, names, where=str(path), hint=hint)
    chosen = [wanted] if wanted is not None else names
    return tuple(
        Sheet(str(path), name, list(_cells(path, values[name], formulas[name])), decimal_mark)
        for name in chosen
    )


def _cells(path: Path, values: Any, formulas: Any) -> Iterator[list[Cell]]:
    rows = zip(values.iter_rows(), formulas.iter_rows(), strict=False)
    for row in _bounded(path, list(rows)):
        yield [_cell(value, formula) for value, formula in zip(*row, strict=True)]


def _cell(shown: Any, written: Any) -> Cell:
    value = shown.value
    if value is None:
        if written.data_type == "f":
            return Cell(
                str(written.value), wrong="a formula without its result: save the file in a spreadsheet"
            )
        return Cell()
    if shown.data_type == "e":
        return Cell(str(value), wrong="an error stands in the cell")
    if isinstance(value, bool | date | datetime | time):
        return Cell(str(value), wrong="a date or a truth value stands in the cell")
    if isinstance(value, int | float):
        return Cell(_digits(value), currency=_currency(str(shown.number_format)))
    return Cell(str(value))


def _digits(value: float) -> str:
    """A number as its shortest exact digits; a workbook keeps 15 of them, and so do we."""
    exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    return f"{exact:f}"


def _currency(number_format: str) -> str:
    """The currencies that a number format may mean, apart by blanks; empty where it shows none."""
    tagged = _TAGGED.search(number_format)
    found = (tagged[1] or tagged[2]).strip() if tagged else ""
    if re.fullmatch(r"[A-Z]{3}", found):
        return found
    return next((codes for symbol, codes in _SYMBOLS.items() if symbol in number_format), "")


def _bounded(path: Path, rows: list[Any]) -> list[Any]:
    if len(rows) > _ROWS:
        raise BadInput(
            "too many rows for pay bands", where=str(path), expected=f"at most {_ROWS}", got=len(rows)
        )
    return rows
