"""The Excel form: a workbook to read, print and keep; data are data, never formulas or links.

The only formulas are ours (jobs/exports/live.py): amounts after from amounts before, by the clauses' ratios.

Numbers are numbers where a spreadsheet holds them exactly (15 digits), text otherwise. Every text cell is
marked as text, so that editing it does not turn `=...` into a formula either.
"""

import io
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from indicators.errors import BadInput
from jobs.exports.model import FACT_TITLES, SUMMARY, Cell, Column, Table, named

_EXACT_DIGITS = 15
_WIDEST = 70
_BLUE = "#1F3864"


def to_xlsx(
    facts: Mapping[str, str], tables: Sequence[Table], *, decimals: int, chart: tuple[str, str, str] | None
) -> bytes:
    """The workbook; `decimals` are the currency's. `chart` names a sheet and its columns before and after."""
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {"title": facts["plan_title"], "author": facts["exported_by"], "comments": facts["mark"]}
        )
        styles = _Styles(book, decimals)
        _summary(book, styles, facts)
        for table in tables:
            _sheet(book, styles, table, facts, chart)
    return out.getvalue()


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any, decimals: int) -> None:
        amount = "#,##0" + ("." + "0" * decimals if decimals else "")
        self.head = book.add_format(
            {
                "bold": True,
                "font_color": "white",
                "bg_color": _BLUE,
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
            }
        )
        self.title = book.add_format({"bold": True, "font_size": 16, "quote_prefix": True})
        self.warning = book.add_format(
            {
                "bold": True,
                "font_size": 14,
                "font_color": "white",
                "bg_color": "#C00000",
                "quote_prefix": True,
            }
        )
        self.label = book.add_format({"bold": True, "quote_prefix": True, "valign": "top"})
        text = {"quote_prefix": True, "text_wrap": True, "valign": "top"}
        self.by_cell = {
            Cell.TEXT: book.add_format(text),
            Cell.DATE: book.add_format(text),
            Cell.MONEY: book.add_format({"num_format": amount, "valign": "top"}),
            Cell.PERCENT: book.add_format({"num_format": "0.00##", "valign": "top"}),
            Cell.NUMBER: book.add_format({"num_format": "General", "valign": "top"}),
        }
        self._book = book
        self._figures: dict[int, Any] = {}

    def figure(self, decimals: int) -> Any:
        """The format of a published figure: exactly its own decimals, padding zeros among them."""
        if decimals not in self._figures:
            form = "0" + ("." + "0" * decimals if decimals else "")
            self._figures[decimals] = self._book.add_format({"num_format": form, "valign": "top"})
        return self._figures[decimals]

    def of(self, cell: Cell, text: str) -> Any:
        """The format for a cell that holds `text`."""
        return self.figure(len(text.partition(".")[2])) if cell is Cell.FIGURE else self.by_cell[cell]


def _summary(book: Any, styles: _Styles, facts: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(SUMMARY)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, _WIDEST)
    _print_setup(sheet, facts, landscape=False)
    _text(sheet, 0, 0, facts["plan_title"], styles.title)
    _text(sheet, 1, 0, facts["mark"], styles.warning if facts["mark"] else styles.label)
    if facts["mark"]:
        sheet.write_blank(1, 1, None, styles.warning)
    for row, (name, title) in enumerate(FACT_TITLES.items(), 3):
        _text(sheet, row, 0, title, styles.label)
        _text(sheet, row, 1, facts[name], styles.by_cell[Cell.TEXT])


def _sheet(
    book: Any, styles: _Styles, table: Table, facts: Mapping[str, str], chart: tuple[str, str, str] | None
) -> None:
    sheet = book.add_worksheet(table.name)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, _width(column, [row[index] for row in table.rows]))
    _print_setup(sheet, facts, landscape=True)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, table.keys)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for index, column in enumerate(table.columns):
        _text(sheet, 0, index, column.title, styles.head)
    for number, row in enumerate(table.rows, 1):
        for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            formula = table.formulas.get((number - 1, column.name))
            if formula:
                shown = formula.format(row=number + 1)
                sheet.write_formula(number, index, shown, styles.of(column.cell, cell), float(cell))
            else:
                _cell(sheet, number, index, column, cell, styles)
    if chart is not None and chart[0] == table.name and table.rows:
        _chart(book, sheet, table, chart[1:], facts)


def _cell(sheet: Any, row: int, index: int, column: Column, cell: str, styles: _Styles) -> None:
    style = styles.of(column.cell, cell)
    if cell and column.cell.is_number and len(Decimal(cell).as_tuple().digits) <= _EXACT_DIGITS:
        sheet.write_number(row, index, float(cell), style)
    elif cell:
        _text(sheet, row, index, cell, style)


def _text(sheet: Any, row: int, index: int, text: str, style: Any) -> None:
    if sheet.write_string(row, index, text, style) != 0:
        raise BadInput(
            "a text is too long for a cell of a workbook",
            expected="at most 32,767 characters",
            got=f"{text[:40]}...",
            hint="export it as json or csv",
        )


def _width(column: Column, cells: Sequence[str]) -> int:
    longest = max((_wide(line) for cell in cells for line in cell.splitlines()), default=0)
    return min(max(longest + 2, min(_wide(column.title), 18) + 3, 9), _WIDEST)


def _wide(text: str) -> int:
    # A Chinese character is as wide as two digits.
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _print_setup(sheet: Any, facts: Mapping[str, str], *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    plan = facts["plan_title"].replace("&", "&&")[:100]
    sheet.set_header(f"&L{plan}&R{facts['mark']}")
    sheet.set_footer(f"&L{named(facts)}, effective {facts['effective_on']}&C&A&RPage &P of &N")


def _chart(book: Any, sheet: Any, table: Table, names: Sequence[str], facts: Mapping[str, str]) -> None:
    chart = book.add_chart({"type": "column"})
    last = len(table.rows)
    for name, colour in zip(names, ("#A6A6A6", _BLUE), strict=True):
        at = table.header.index(name)
        chart.add_series(
            {
                "name": table.columns[at].title,
                "categories": [table.name, 1, 0, last, 0],
                "values": [table.name, 1, at, last, at],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": f"Midpoints before and after {facts['effective_on']}"})
    chart.set_y_axis({"num_format": "#,##0", "name": facts["currency"], "major_gridlines": {"visible": True}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 380})
    sheet.insert_chart(last + 2, 0, chart)
