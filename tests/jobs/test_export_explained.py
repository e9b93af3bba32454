"""Exports say in plain words how each change came about, and what else it could have been; and prove it."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jobs import demo, export, planning, propose, verify
from jobs.workspace import Workspace
from plans.adjust import adjust
from plans.plan import needed_indicators
from tests.jobs.conftest import NOON
from tests.jobs.exporting import proposed

STORED = Path(__file__).parent / "stored"
BOTH = ("en", "zh")
FORMS = ("html", "pdf", "xlsx", "json")
POINTS = """
name = "cents"
title = "Cents for points"
role = "Clerk"
currency = "USD"
effective_from = 2026-01-01

[clauses.points]
preset = "us-escalator-points"

[[components]]
kind = "allowance"
name = "hour"
title = "Hourly supplement"
amount = 20
clause = "points"
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Path]]:
    """A workspace with a proposal of the sample plan, exported in both languages in every form that tells."""
    folder = tmp_path_factory.mktemp("explained")
    with Workspace.open(folder, environ={}, clock=lambda: NOON, user="ann") as workspace:
        demo.load_sample(workspace)
        number = proposed(workspace)
        for form in FORMS:
            export.export(workspace, number, path=folder / f"both.{form}", languages=BOTH)
        yield workspace, folder


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx", "json", "parquet"])
def test_exports_from_before_explanations_are_still_the_same(ann: Workspace, form: str) -> None:
    report = verify.verify(ann, STORED / f"before-explanations.{form}", file_only=True)
    assert report.differences == ()


@pytest.mark.parametrize("form", FORMS)
def test_it_verifies_from_its_own_figures_and_from_the_database(
    desk: tuple[Workspace, Path], form: str
) -> None:
    for alone in (True, False):
        report = verify.verify(desk[0], desk[1] / f"both.{form}", file_only=alone)
        assert report.differences == ()


def test_a_page_tells_it_in_both_languages(desk: tuple[Workspace, Path]) -> None:
    page = (desk[1] / "both.html").read_text(encoding="utf-8").partition("<script")[0]
    for said in (
        "takes effect 2026-10-01: us-cpi of 2026-07, compared with 2025-07",
        "us-cpi 2026-07 one point higher",
        "read one month earlier",
        "by final figures",
        "by uk-rpi",
        "100 from one base, and by a chain of changes",
        '<div lang="zh-Hans">',
        "2026-10-01 生效：us-cpi 的 2026-07 与 2025-07 相比",
        "us-cpi 2026-07 高 1 点",
        "采用最终值",
    ):
        assert said in page


def test_a_workbook_holds_it_as_tables(desk: tuple[Workspace, Path]) -> None:
    book = openpyxl.load_workbook(desk[1] / "both.xlsx")
    told = [row[3] for row in book["Explanation"].values]
    assert "2026-10-01 生效：us-cpi 的 2026-07 与 2025-07 相比" in told
    cases = {(row[0], row[1]): row[3] for row in book["Otherwise"].values}
    assert (
        round(float(str(cases["bands-cpi", "us-cpi 2026-07 one point higher / us-cpi 2026-07 高 1 点"])), 3)
        == 0.31
    )
    pairs = [row for row in book["Two bases"].values if row[0] == "retail-rpi"]
    assert pairs[0][2] == pairs[0][3]  # the first date is the same by both
    assert pairs[-1][2] != pairs[-1][3]  # half of a rounded change, five times over


def test_json_states_the_explanation_and_every_case(desk: tuple[Workspace, Path]) -> None:
    stated = json.loads((desk[1] / "both.json").read_text(encoding="utf-8"))
    assert list(stated["explanation"]) == ["en", "zh"]
    forms = [e["form"] for e in stated["otherwise"]["clauses"]["bands-cpi"]["effects"]]
    assert forms[:5] == ["one-point", "one-month-earlier", "one-month-later", "by-final", "by-latest"]
    assert "otherwise" not in stated["document"]  # the record that is hashed and decided stays what it was


def test_english_alone_unless_asked(desk: tuple[Workspace, Path], tmp_path: Path) -> None:
    export.export(desk[0], 1, path=tmp_path / "one.html")
    page = (tmp_path / "one.html").read_text(encoding="utf-8")
    assert "takes effect 2026-10-01" in page
    assert "生效" not in page


def in_json(change: Callable[[dict[str, Any]], None], folder: Path, at: Path) -> Path:
    """The JSON export with something changed."""
    stated = json.loads((folder / "both.json").read_text(encoding="utf-8"))
    change(stated)
    at.write_text(json.dumps(stated), encoding="utf-8")
    return at


def _flatter(stated: dict[str, Any]) -> None:
    stated["otherwise"]["clauses"]["bands-cpi"]["effects"][1]["difference"] = "0"


def _reword(stated: dict[str, Any]) -> None:
    stated["explanation"]["en"]["bands-cpi"] = ["it was decided so"]


def _invent(stated: dict[str, Any]) -> None:
    stated["otherwise"]["evidence"][-1]["value"] = "1"


def _rename(stated: dict[str, Any]) -> None:
    stated["otherwise"]["indicators"]["us-cpi-core"]["title"] = "All prices"


def _break(stated: dict[str, Any]) -> None:
    stated["otherwise"]["evidence"] = 7


@pytest.mark.parametrize("change", [_flatter, _reword, _invent, _rename, _break])
def test_what_stands_beside_the_record_cannot_be_changed(
    desk: tuple[Workspace, Path], tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    report = verify.verify(desk[0], in_json(change, desk[1], tmp_path / "changed.json"), file_only=True)
    assert not report.ok
    assert all("beside the record" in d for d in report.differences)


def test_a_case_changed_in_a_workbook_is_found(desk: tuple[Workspace, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(desk[1] / "both.xlsx")
    book["Otherwise"]["D2"] = 0
    book.save(tmp_path / "changed.xlsx")
    report = verify.verify(desk[0], tmp_path / "changed.xlsx", file_only=True)
    assert [d.partition(":")[0] for d in report.differences] == [
        "Otherwise bands-cpi us-cpi 2026-07 one point higher / us-cpi 2026-07 高 1 点"
    ]


@pytest.mark.parametrize("column", ["Status", "Source URL", "Fetched at", "Read by"])
def test_where_a_figure_beside_the_record_came_from_cannot_be_changed_in_a_workbook(
    desk: tuple[Workspace, Path], tmp_path: Path, column: str
) -> None:
    book = openpyxl.load_workbook(desk[1] / "both.xlsx")
    sheet = book["Otherwise, figures"]
    (cell,) = (c for c, title in zip(sheet[3], sheet[1], strict=True) if title.value == column)
    cell.value = f"{cell.value}7"
    book.save(tmp_path / "changed.xlsx")
    assert not verify.verify(desk[0], tmp_path / "changed.xlsx").ok


def test_a_pdf_with_an_explanation_is_made_again_byte_for_byte(
    desk: tuple[Workspace, Path], tmp_path: Path
) -> None:
    for name in ("a.pdf", "b.pdf"):
        export.export(desk[0], 1, path=tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_clause_by_points_is_shown_by_what_it_adds(ann: Workspace, tmp_path: Path) -> None:
    planning.save_text(ann, POINTS, file="cents.toml")
    number = propose.propose(ann, "cents", on=date(2025, 1, 1)).id
    export.export(ann, number, path=tmp_path / "cents.html")
    assert verify.verify(ann, tmp_path / "cents.html").differences == ()
    page = (tmp_path / "cents.html").read_text(encoding="utf-8")
    assert '<th scope="col" class="number">Increase</th>' in page


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("carry", [True, False])
def test_a_clause_carried_through_its_past_verifies_and_one_from_before_that_too(
    ann: Workspace, tmp_path: Path, form: str, carry: bool
) -> None:
    """The Social Security adjustment starts from fifty before it; an old record from its first base."""
    text = POINTS.replace("us-escalator-points", "us-ssa-cola").replace('"cents"', '"cola"')
    report = planning.save_text(ann, text, file="cola.toml")
    plan, on = report.plan, date(2025, 12, 1)
    held = propose.histories(ann, needed_indicators(plan))
    made = adjust(plan, held, effective_on=on, as_of=ann.today, carry=carry)
    number = propose.freeze(ann, report, made).id
    assert [str(line.after) for line in made.lines] == [["63.10 USD"], ["20.50 USD"]][carry]
    export.export(ann, number, path=tmp_path / f"cola.{form}")
    assert verify.verify(ann, tmp_path / f"cola.{form}").differences == ()
