"""A workbook read back into text: sheet by sheet, cell by cell, formulas refused."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from indicators.errors import InvalidFile, Problem
from jobs.exports.model import FACT_TITLES, SUMMARY

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FIXED = re.compile(r"(?:#,##)?0(?:\.(0+))?")
_LARGEST = 200_000_000
# What openpyxl lets out where the parts are whole and their content is not what it expects.
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, zipfile.BadZipFile)


def from_xlsx(content: bytes, *, file: str) -> dict[str, list[list[str]]]:
    """Every sheet's rows as text, header first; InvalidFile where the file is no workbook."""
    import openpyxl

    _check_archive(content, file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheets = {sheet.title: _rows(sheet.iter_rows()) for sheet in book.worksheets}
    except _UNREADABLE as error:
        raise InvalidFile([Problem(file, "", f"not a workbook that can be read: {error}")]) from None
    return sheets


def facts_of(sheets: dict[str, list[list[str]]], *, file: str) -> dict[str, str]:
    """The facts on the summary sheet, by name; InvalidFile where the sheet or a fact is gone."""
    if SUMMARY not in sheets:
        raise InvalidFile([Problem(file, SUMMARY, "the sheet is missing")])
    stated = {row[0]: row[1] if len(row) > 1 else "" for row in sheets[SUMMARY] if row}
    missing = [title for title in FACT_TITLES.values() if title not in stated]
    if missing:
        raise InvalidFile([Problem(file, f"{SUMMARY}: {title}", "the row is missing") for title in missing])
    return {name: stated[title] for name, title in FACT_TITLES.items()}


def _check_archive(content: bytes, file: str) -> None:
    """Every part is whole, and together they are not more than an export can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # A few kilobytes of zip can unfold into gigabytes.
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > _LARGEST:
                raise InvalidFile(
                    [Problem(file, "", "unpacks to more than an export ever is", f"{_LARGEST} bytes")]
                )
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise InvalidFile([Problem(file, "", f"not a workbook: {error}")]) from None
    if damaged is not None:
        raise InvalidFile([Problem(file, "", f"the workbook is damaged in {damaged}")])


def _rows(rows: Iterable[tuple[Any, ...]]) -> list[list[str]]:
    read = [[_text(cell) for cell in row] for row in rows]
    while read and not any(read[-1]):
        read.pop()
    return read


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    fixed = _FIXED.fullmatch(str(cell.number_format))
    if fixed is None or isinstance(value, bool):
        return str(value)
    # The format says how many decimals there were; a workbook itself drops padding zeros.
    exact = Decimal(str(value))
    shown = exact.quantize(Decimal(1).scaleb(-len(fixed[1] or "")))
    return f"{shown if shown == exact else exact:f}"
