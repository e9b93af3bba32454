"""Bands of spreadsheets and generated bands in a plan: all or nothing, every problem at its cell."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from indicators.errors import BadInput, InvalidFile, UnknownName
from jobs import planning
from jobs.bands import importing
from jobs.workspace import Workspace
from plans import templates
from plans.money import Money, Rounding

PLAN = "sales-manager"
ROWS = [["S1", 39000, 45000.5, 52000], ["S2", 44000, 52000, 60000], ["S9", 50000, 60000, 70000]]


def csv_file(folder: Path, text: str, name: str = "bands.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def workbook(folder: Path, rows: list[list[Any]], *, formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Notes"
    book.active["A1"] = "Agreed in September"
    sheet = book.create_sheet("Structure 2026")
    for row in rows:
        sheet.append(row)
    for cell, shown in (formats or {}).items():
        sheet[cell].number_format = shown
    file = folder / "bands.xlsx"
    book.save(file)
    return file


def problems_of(refused: pytest.ExceptionInfo[InvalidFile]) -> list[str]:
    return [f"{p.key}: {p.message}" for p in refused.value.problems]


def test_a_workbook_becomes_a_new_version_and_the_rest_of_the_plan_stays(
    ann: Workspace, tmp_path: Path
) -> None:
    file = workbook(
        tmp_path,
        [
            ["Pay structure"],
            [],
            ["Pay Grade", "MIN.", "Mid-point", "Max", "Headcount"],
            *[[*r, 3] for r in ROWS],
        ],
    )
    report = importing.import_bands(ann, PLAN, [file])

    assert (report.plan.version, report.plan.is_new) == (2, True)
    assert [(b.grade, b.midpoint.amount) for b in report.plan.plan.bands] == [
        ("S1", Decimal("45000.50")),
        ("S2", Decimal("52000.00")),
        ("S9", Decimal("60000.00")),
    ]
    assert [b.title for b in report.plan.plan.bands] == ["Sales trainee", "Sales representative", ""]
    assert {b.clause for b in report.plan.plan.bands} == {"bands-cpi"}
    assert report.sources[0].sheet == "Structure 2026"
    assert report.sources[0].row == 3
    assert (report.added, report.gone) == (("S9",), ("S3", "S4", "S5", "S6", "S7", "S8"))
    old = planning.show(ann, PLAN, 1)
    assert old.text == templates.text(PLAN)
    assert report.plan.plan.measures == old.plan.measures
    assert "# ---- Results that are paid for" in report.plan.text
    moved = {c.path: c for c in report.changes}
    assert moved["band/S1/minimum"].percent == Decimal("2.63")
    assert moved["band/S8/minimum"].after is None
    assert moved["band/S9/minimum"].before is None


def test_the_same_bands_again_are_the_same_version(ann: Workspace, tmp_path: Path) -> None:
    file = workbook(tmp_path, [["grade", "minimum", "midpoint", "maximum"], *ROWS])
    first = importing.import_bands(ann, PLAN, [file])
    again = importing.import_bands(ann, PLAN, [file])
    assert (first.plan.version, again.plan.version, again.plan.is_new) == (2, 2, False)


def test_a_mapping_once_chosen_is_remembered_for_these_headings(ann: Workspace, tmp_path: Path) -> None:
    text = "Stufe;von;Mitte;bis\nS1;39.000;45.000,50;52.000\nS2;44.000;52.000;60.000\n"
    file = csv_file(tmp_path, text)
    with pytest.raises(InvalidFile) as refused:
        importing.import_bands(ann, PLAN, [file], decimal_mark=",")
    assert "--column grade=HEADING" in refused.value.explain()

    chosen = {"grade": "Stufe", "minimum": "von", "midpoint": "Mitte", "maximum": "bis"}
    first = importing.import_bands(ann, PLAN, [file], columns=chosen, decimal_mark=",")
    assert first.plan.plan.bands[0].midpoint == Money.of("45000.50", "USD")

    csv_file(tmp_path, text.replace("39.000", "39.500").replace("Stufe", "STUFE"))
    second = importing.import_bands(ann, PLAN, [file], decimal_mark=",")
    assert second.sources[0].remembered
    assert second.plan.plan.bands[0].minimum == Money.of(39500, "USD")


def test_every_problem_is_named_with_sheet_row_and_column_and_nothing_is_taken_over(
    ann: Workspace, tmp_path: Path
) -> None:
    file = workbook(
        tmp_path,
        [
            ["grade", "minimum", "midpoint", "maximum", "currency", "clause"],
            ["S1", 39000, 38000, 52000, "USD", "bands-cpi"],
            ["S2", "about 44k", 52000.001, None, "USD", None],
            [None, 1, 2, 3, None, None],
            ["S3", 50000, 60000, "=C5*1.2", "EUR", "band-cpi"],
            ["S4", -5, 60000, 70000, None, None],
            ["S5", 50000, 60000, 70000, None, None],
        ],
        formats={"B7": "#,##0 [$€-407]"},
    )
    with pytest.raises(InvalidFile) as refused:
        importing.import_bands(ann, PLAN, [file])
    at = "sheet Structure 2026, row"
    assert problems_of(refused) == [
        f"{at} 2, column B (minimum): minimum above midpoint",
        f"{at} 3, column B (minimum): not an amount",
        f"{at} 3, column C (midpoint): USD has 2 decimals",
        f"{at} 3, column D (maximum): the maximum is missing",
        f"{at} 4, column A (grade): the grade is missing",
        f"{at} 5, column D (maximum): a formula without its result: save the file in a spreadsheet",
        f"{at} 5, column E (currency): currencies never mix in a plan",
        f"{at} 5, column F (clause): the plan has no such clause",
        f"{at} 6, column B (minimum): pay must be more than nothing",
        f"{at} 7, column B (minimum): currencies never mix in a plan",
    ]
    assert planning.show(ann, PLAN).version == 1


def test_a_grade_twice_over_several_files_is_refused(ann: Workspace, tmp_path: Path) -> None:
    head = "grade,minimum,midpoint,maximum\n"
    files = [
        csv_file(tmp_path, head + "S1,1000,2000,3000\nS2,2000,3000,4000\n", "a.csv"),
        csv_file(tmp_path, head + "S2,2000,3000,4000\n", "b.csv"),
    ]
    with pytest.raises(InvalidFile, match="1 problem") as refused:
        importing.import_bands(ann, PLAN, files)
    assert problems_of(refused) == ["S2: the same grade twice"]
    assert all(str(f) in refused.value.problems[0].file for f in files)


@pytest.mark.parametrize(
    ("currency", "amount", "minor"), [("JPY", "4,250,000", 4250000), ("KWD", "1250.125", 1250125)]
)
def test_amounts_have_the_decimals_of_the_plans_currency(
    ann: Workspace, tmp_path: Path, currency: str, amount: str, minor: int
) -> None:
    text = (
        f'name = "p"\ntitle = "P"\nrole = "R"\ncurrency = "{currency}"\neffective_from = 2026-10-01\n'
        '[[bands]]\ngrade = "A"\nminimum = 1000\nmidpoint = 2000\nmaximum = 3000\n'
    )
    planning.save_text(ann, text, file="p")
    head = "grade,minimum,midpoint,maximum\n"
    file = csv_file(tmp_path, f'{head}A,"{amount}","{amount}","{amount}"\n')
    report = importing.import_bands(ann, "p", [file])
    assert report.plan.plan.bands[0].minimum == Money(minor, currency)
    finer = csv_file(tmp_path, f"{head}A,1.1234,2,3\n")
    with pytest.raises(InvalidFile, match="1 problem") as refused:
        importing.import_bands(ann, "p", [finer])
    assert "decimals" in problems_of(refused)[0]


def test_what_is_no_file_of_bands_is_told_apart(ann: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read"):
        importing.import_bands(ann, PLAN, [tmp_path / "none.csv"])
    with pytest.raises(BadInput, match="CSV or XLSX"):
        importing.import_bands(ann, PLAN, [csv_file(tmp_path, "", "bands.ods")])
    with pytest.raises(InvalidFile, match="1 problem"):
        importing.import_bands(ann, PLAN, [csv_file(tmp_path, "no zip", "bands.xlsx")])
    (tmp_path / "latin.csv").write_bytes(b"grade,minimum\n\xe4,1\n")
    with pytest.raises(BadInput, match="UTF-8"):
        importing.import_bands(ann, PLAN, [tmp_path / "latin.csv"])
    with pytest.raises(UnknownName) as unknown:
        importing.import_bands(ann, PLAN, [workbook(tmp_path, ROWS)], sheet="Structure 2025")
    assert "Structure 2026" in unknown.value.hint
    with pytest.raises(UnknownName, match="minimal"):
        importing.import_bands(ann, PLAN, [tmp_path / "x.csv"], columns={"minimal": "x"})


def test_headings_alike_are_not_guessed_between(ann: Workspace, tmp_path: Path) -> None:
    file = csv_file(tmp_path, "grade,min,min,mid,max\nS1,1,1,2,3\n")
    with pytest.raises(InvalidFile) as refused:
        importing.import_bands(ann, PLAN, [file])
    assert problems_of(refused) == ["row 1, column B (min): it is not clear which column is the minimum"]


def test_generated_bands_are_a_new_version_as_well(ann: Workspace) -> None:
    report = importing.generate_bands(
        ann,
        PLAN,
        grades=["S1", "S2"],
        midpoint="50000",
        spreads=[Decimal(50)],
        progressions=[Decimal(10)],
        rounding=Rounding(Decimal(10)),
    )
    assert [[m.amount for _, m in b.amounts()] for b in report.plan.plan.bands] == [
        [Decimal(40000), Decimal(50000), Decimal(60000)],
        [Decimal(44000), Decimal(55000), Decimal(66000)],
    ]
    assert (report.plan.version, report.clause) == (2, "bands-cpi")


def test_a_formula_counts_by_the_result_that_a_spreadsheet_kept(ann: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "bands.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Bands")
        sheet.write_row(0, 0, ["grade", "min", "mid", "max", "agreed"])
        sheet.write_row(1, 0, ["S1", 40000])
        sheet.write_formula(1, 2, "=B2*1.175", value=47000)
        sheet.write_formula(1, 3, "=B2*1.35", value=54000.000000000007)  # as spreadsheets add up
        sheet.write_datetime(1, 4, datetime(2025, 9, 1, tzinfo=UTC).replace(tzinfo=None))
        sheet.write_row(2, 0, ["S2", "44,000", "52 000", "#N/A"])
        sheet.write_formula(2, 3, "=1/0", value="#DIV/0!")
    with pytest.raises(InvalidFile) as refused:
        importing.import_bands(ann, PLAN, [file])
    assert problems_of(refused) == [
        "sheet Bands, row 3, column C (mid): not an amount",
        "sheet Bands, row 3, column D (max): an error stands in the cell",
    ]
    book2 = openpyxl.load_workbook(file, data_only=True)
    book2["Bands"].delete_rows(3)
    book2.save(file)
    (band,) = importing.import_bands(ann, PLAN, [file]).plan.plan.bands
    assert [m.amount for _, m in band.amounts()] == [Decimal(40000), Decimal(47000), Decimal(54000)]


def test_a_number_format_in_the_plans_own_currency_is_no_problem(ann: Workspace, tmp_path: Path) -> None:
    head = ["grade", "minimum", "midpoint", "maximum"]
    formats = {"B2": "[$USD] #,##0.00", "C2": "[$$-409]#,##0.00", "D2": '#,##0.00 "USD"'}
    file = workbook(tmp_path, [head, ["S1", 1000, 2000, 3000]], formats=formats)
    assert importing.import_bands(ann, PLAN, [file]).plan.version == 2
