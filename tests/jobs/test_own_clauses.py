"""A plan whose figures have clauses of their own, through all that is made of it."""

import csv
from pathlib import Path

import openpyxl
import pytest

from jobs import export, planning, verify
from jobs.bands import importing
from jobs.letter import letter
from jobs.workspace import Workspace
from tests.jobs.exporting import PLAN, proposed
from tests.jobs.test_export_live import figures_of, needs_soffice, recalculated
from tests.plans.test_own_clauses import BAND, BY_PPI, OWN, S1

# Both: a band's minimum, and a measure's threshold and maximum, by clauses of their own.
BOTH = OWN.replace(S1, f'{S1}\nminimum_clause = "retail-rpi"')
MEASURE = "threshold: extras-cpi, target: sales-ppi, maximum: retail-rpi"
GRADE = "minimum: retail-rpi, midpoint: bands-cpi, maximum: bands-cpi"


@pytest.fixture
def number(ann: Workspace) -> int:
    """A proposal of that plan."""
    assert BAND != BOTH != OWN
    planning.save_text(ann, BOTH, file="own.toml")
    return proposed(ann)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json", "html", "pdf"])
def test_every_form_is_accepted_back(ann: Workspace, number: int, tmp_path: Path, form: str) -> None:
    path = export.export(ann, number, path=tmp_path / f"own.{form}").path
    assert verify.verify(ann, path).ok


def test_each_row_names_the_clause_of_its_figure(ann: Workspace, number: int, tmp_path: Path) -> None:
    path = export.export(ann, number, path=tmp_path / "own.csv").path
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = {(r["item"], r["field"]): (r["after"], r["clause"]) for r in csv.DictReader(lines)}
    assert rows["sales", "threshold"] == ("826920.00", "extras-cpi")
    assert rows["sales", "target"] == ("1016300.00", "sales-ppi")
    assert rows["S1", "minimum"] == ("38608.00", "retail-rpi")


def test_another_clause_in_a_row_is_found(ann: Workspace, number: int, tmp_path: Path) -> None:
    path = export.export(ann, number, path=tmp_path / "own.csv").path
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("extras-cpi", "sales-ppi", 1), encoding="utf-8-sig")
    report = verify.verify(ann, path)
    assert not report.ok
    assert any("threshold" in d for d in report.differences)


def test_a_workbook_says_it_in_one_cell_and_computes_each_by_its_own(
    ann: Workspace, number: int, tmp_path: Path
) -> None:
    path = export.export(ann, number, path=tmp_path / "own.xlsx").path
    book = openpyxl.load_workbook(path)
    ratios = {row[0].value: row[0].row for row in book["Clauses"].iter_rows(min_row=2)}
    for sheet, column, told, clauses in (
        ("Bands", "Clause", GRADE, ("retail-rpi", "bands-cpi", "bands-cpi")),
        ("Thresholds", "Clause", MEASURE, ("extras-cpi", "sales-ppi", "retail-rpi")),
    ):
        titles = [cell.value for cell in book[sheet][1]]
        row = [cell.value for cell in book[sheet][2]]
        assert row[titles.index(column)] == told
        live = [str(v) for t, v in zip(titles, row, strict=True) if str(t).endswith(" after")]
        assert [f"Clauses!$C${ratios[name]}*" in v or f"*Clauses!$C${ratios[name]}," in v
                for name, v in zip(clauses, live, strict=True)] == [True] * 3  # fmt: skip


@pytest.mark.prove
@needs_soffice
def test_libreoffice_comes_to_the_same(ann: Workspace, number: int, tmp_path: Path) -> None:
    path = export.export(ann, number, path=tmp_path / "own.xlsx").path
    computed = recalculated(path, tmp_path)
    assert figures_of(computed) == figures_of(path)
    assert verify.verify(ann, computed).ok


def test_a_report_names_each_figure_s_clause(ann: Workspace, number: int, tmp_path: Path) -> None:
    page = export.export(ann, number, path=tmp_path / "own.html").path.read_text(encoding="utf-8")
    assert MEASURE in page
    assert GRADE in page


@pytest.mark.parametrize(("language", "heads"), [
    ("en", ("**Minimum**", "**Midpoint, Maximum**")),
    ("zh", ("**最小值**", "**中位值、最大值**")),
])  # fmt: skip
def test_a_letter_gives_the_grounds_of_each(
    ann: Workspace, number: int, language: str, heads: tuple[str, str]
) -> None:
    text = letter(ann, number, grade="S1", language=language).text
    assert all(head in text for head in heads)
    assert "419.1 / 406.2" in text
    assert "333.918 / 323.048" in text
    assert "uk-rpi 2026-07: 419.1" in text
    assert "**" not in letter(ann, number, grade="S2", language=language).text.split("\n", 3)[3].replace(
        "**Confidential: pay data**", ""
    ).replace("**机密：薪酬数据**", "")


def test_bands_imported_anew_keep_the_clauses_of_their_figures(
    ann: Workspace, number: int, tmp_path: Path
) -> None:
    file = tmp_path / "bands.csv"
    file.write_text("grade,min,mid,max,clause\nS1,39000,45000,52000,\nS9,50000,60000,70000,bands-cpi\n")
    found = importing.import_bands(ann, PLAN, [file], clause="bands-cpi").plan
    kept, new = found.plan.bands
    assert (kept.minimum_clause, kept.clause, new.minimum_clause) == ("retail-rpi", "bands-cpi", None)
    assert planning.show(ann, PLAN).plan == found.plan


def test_a_new_grade_s_clause_is_asked_for_where_figures_follow_several(
    ann: Workspace, number: int, tmp_path: Path
) -> None:
    file = tmp_path / "bands.csv"
    file.write_text("grade,min,mid,max\nS1,39000,45000,52000\nS9,50000,60000,70000\n")
    with pytest.raises(Exception, match="follow several clauses"):
        importing.import_bands(ann, PLAN, [file])


def test_two_versions_differ_in_the_clause_of_a_figure(ann: Workspace, number: int) -> None:
    planning.save_text(ann, BOTH.replace(f"{BY_PPI}\nthreshold_clause", f"{BY_PPI}\ntarget_clause"), file="x")
    changes = planning.compare(ann, PLAN, 2, 3).rest
    assert {(c.path, c.before, c.after) for c in changes} == {
        ("measure/sales/threshold_clause", "extras-cpi", ""),
        ("measure/sales/target_clause", "", "extras-cpi"),
    }
