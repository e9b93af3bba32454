"""The workbook as Excel would open it: data, formats, print set-up, and nothing that runs."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jobs import demo, export, verify
from jobs.exports.model import FACT_TITLES, Cell, Column, Table
from jobs.exports.xlsx_form import to_xlsx
from jobs.workspace import Workspace
from tests.jobs.conftest import NOON
from tests.jobs.exporting import of_currency, proposed, risky

AMOUNT = "=ROUND(ROUND(ROUND({before}*Clauses!{ratio},6)/10,0)*10,2)"
# Cells, numbers and these functions: no text of a plan is ever part of a formula.
OURS = re.compile(r"=(ROUND|IF|Clauses!|\$?[A-Z]\$?\d+|[\d.,()*/=-])+")
SHEETS = [
    *("Summary", "Bands", "Thresholds", "Components", "Clauses", "Steps", "Evidence"),
    *("Explanation", "Otherwise", "Two bases", "Otherwise, figures", "Plan text"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The sample's workbook, opened."""
    folder = tmp_path_factory.mktemp("book")
    with Workspace.open(folder, environ={}, clock=lambda: NOON, user="ann") as workspace:
        demo.load_sample(workspace)
        export.export(workspace, proposed(workspace), path=folder / "bands.xlsx")
    return openpyxl.load_workbook(folder / "bands.xlsx")


def titles(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[1]]


def test_the_sheets_stand_in_reading_order(book: Any) -> None:
    assert book.sheetnames == SHEETS


def test_the_summary_says_what_the_workbook_is(book: Any) -> None:
    said = {row[0].value: row[1].value for row in book["Summary"].iter_rows() if row[0].value}
    assert said["Takes effect on"] == "2026-10-01"
    assert said["Proposed by"] == "ann"
    assert said["Sample plan"] == "yes"
    assert "DRAFT: proposed, not decided" in said


def test_bands_are_numbers_with_the_currency_s_format(book: Any) -> None:
    sheet = book["Bands"]
    at = {title: index for index, title in enumerate(titles(sheet))}
    first = sheet[2]
    after = first[at["Minimum after"]]
    assert first[0].value == "S1"
    assert (after.value, after.number_format) == (AMOUNT.format(before="D2", ratio="$C$2"), "#,##0.00")
    assert sheet.max_row == 1 + 8


@pytest.mark.parametrize(("currency", "form"), [("JPY", "#,##0"), ("KWD", "#,##0.000")])
def test_other_currencies_have_their_own_decimals(
    ann: Workspace, tmp_path: Path, currency: str, form: str
) -> None:
    export.export(ann, of_currency(ann, currency), path=tmp_path / "bands.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "bands.xlsx")["Bands"]
    assert sheet[2][titles(sheet).index("Minimum after")].number_format == form
    assert verify.verify(ann, tmp_path / "bands.xlsx").ok


@pytest.mark.parametrize("name", SHEETS[1:])
def test_headers_stay_in_sight_can_be_filtered_and_are_printed_on_every_page(book: Any, name: str) -> None:
    sheet = book[name]
    assert sheet.freeze_panes is not None
    assert int(sheet.freeze_panes[1:]) == 2
    assert sheet.auto_filter.ref is not None
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert int(sheet.page_setup.fitToHeight) == 0
    assert "DRAFT" in sheet.oddHeader.right.text
    assert all(sheet.column_dimensions[c.column_letter].width >= 9 for c in sheet[1])


def test_a_chart_shows_midpoints_before_and_after(tmp_path: Path, ann: Workspace) -> None:
    export.export(ann, proposed(ann), path=tmp_path / "bands.xlsx")
    with zipfile.ZipFile(tmp_path / "bands.xlsx") as archive:
        (chart,) = [n for n in archive.namelist() if n.startswith("xl/charts/chart")]
        drawn = archive.read(chart).decode()
    assert "Bands!$G$2:$G$9" in drawn
    assert "Bands!$H$2:$H$9" in drawn
    assert "Midpoint before" in drawn


def test_evidence_keeps_the_digits_as_published(book: Any) -> None:
    sheet = book["Evidence"]
    at = titles(sheet).index("Value")
    shown = {(r[0].value, r[1].value): r[at] for r in sheet.iter_rows(min_row=2)}
    padded = shown["us-ppi-finished-goods", "2024-09"]
    assert (padded.value, padded.number_format) == (257.36, "0.000")  # published as 257.360


def test_nothing_in_the_workbook_is_evaluated(ann: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "bands.xlsx"
    export.export(ann, risky(ann), path=path)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas
    assert not [f for f in formulas if not OURS.fullmatch(f)]
    grade = book["Bands"]["A2"]
    assert (grade.value, grade.data_type) == ("=1+1", "s")
    assert grade.quotePrefix or grade.style_array.quotePrefix
    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(n).decode() for n in archive.namelist() if "sheet" in n)
    assert "<hyperlink" not in text
    assert verify.verify(ann, path).ok


def test_a_number_too_long_for_a_spreadsheet_is_text() -> None:
    columns = (Column("grade", "Grade"), Column("pay", "Pay", Cell.MONEY))
    table = Table("Bands", columns, (("S1", "99999999999999.99"), ("S2", "9999999999999.99")))
    content = to_xlsx(dict.fromkeys(FACT_TITLES, ""), [table], decimals=2, chart=None)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Bands"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("99999999999999.99", "s")
    assert (sheet["B3"].value, sheet["B3"].data_type) == (9999999999999.99, "n")
