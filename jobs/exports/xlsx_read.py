"""A workbook read back into text: sheet by sheet, cell by cell, with its formulas and what they came to."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from indicators.errors import InvalidFile, Problem
from jobs.exports.model import FACT_TITLES, OPTIONAL_FACTS, SUMMARY

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"(?<![A-Za-z0-9$!])([A-Z]{1,3})(\d+)\b")
_FIXED = re.compile(r"(?:#,##)?0(?:\.(0+))?")
_LARGEST = 200_000_000
# What openpyxl lets out where the parts are whole and their content is not what it expects.
_UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as text: every sheet's rows, header first, a formula where a cell has one.

    `came_to` is what each formula cell showed when the workbook was last computed, empty where it never
    was; by sheet, and by row and column from 0.
    """

    sheets: dict[str, list[list[str]]]
    came_to: dict[str, dict[tuple[int, int], str]]


def from_xlsx(content: bytes, *, file: str) -> Book:
    """A workbook's sheets; InvalidFile where the file is no workbook."""
    import openpyxl

    _check_archive(content, file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        formulas = {sheet.title: _formula_cells(sheet.iter_rows()) for sheet in book.worksheets}
        sheets = {sheet.title: _rows(sheet.iter_rows()) for sheet in book.worksheets}
        if not any(formulas.values()):
            return Book(sheets, {})
        computed = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        came_to = {s.title: _came_to(s.iter_rows(), formulas[s.title]) for s in computed.worksheets}
    except _UNREADABLE as error:
        raise InvalidFile([Problem(file, "", f"not a workbook that can be read: {error}")]) from None
    return Book(sheets, came_to)


def rows_of(book: Book, names: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    """Every sheet's rows by column, `names` by title; a formula stands under `=` and the column's name.

    In a formula the number of its own row is written `{row}`, so that sorted rows still compare.
    """
    return {
        name: _by_title(body, names, book.came_to.get(name, {})) for name, body in book.sheets.items() if body
    }


def _by_title(
    body: list[list[str]], names: Mapping[str, str], came_to: Mapping[tuple[int, int], str]
) -> list[dict[str, str]]:
    head = [names.get(title, title) for title in body[0]]
    rows = []
    for number, cells in enumerate(body[1:], 1):
        row = dict(zip(head, [*cells, *[""] * (len(head) - len(cells))], strict=False))
        for index, name in enumerate(head):
            if (number, index) in came_to:
                row[f"={name}"] = _own_row(row[name], number + 1)
                row[name] = came_to[number, index]
        rows.append(row)
    return rows


def _own_row(formula: str, number: int) -> str:
    return _REFERENCE.sub(lambda m: f"{m[1]}{{row}}" if int(m[2]) == number else m[0], formula)


def facts_of(book: Book, *, file: str) -> dict[str, str]:
    """The facts on the summary sheet, by name; InvalidFile where the sheet or a fact is gone."""
    if SUMMARY not in book.sheets:
        raise InvalidFile([Problem(file, SUMMARY, "the sheet is missing")])
    stated = {row[0]: row[1] if len(row) > 1 else "" for row in book.sheets[SUMMARY] if row}
    missing = [
        title for name, title in FACT_TITLES.items() if title not in stated and name not in OPTIONAL_FACTS
    ]
    if missing:
        raise InvalidFile([Problem(file, f"{SUMMARY}: {title}", "the row is missing") for title in missing])
    return {name: stated.get(title, "") for name, title in FACT_TITLES.items()}


def _formula_cells(rows: Iterable[tuple[Any, ...]]) -> set[tuple[int, int]]:
    return {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell.data_type == "f"}


def _came_to(rows: Iterable[tuple[Any, ...]], formulas: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    if not formulas:
        return {}
    return {
        (r, c): _text(cell) for r, row in enumerate(rows) for c, cell in enumerate(row) if (r, c) in formulas
    }


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
