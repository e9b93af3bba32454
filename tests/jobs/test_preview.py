"""A preview is a report that says it is none of a proposal, recomputes like an export, and keeps nothing."""

import json
import stat
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from indicators.errors import BadInput, DecisionRefused, InvalidFile
from jobs import decide, planning, verify
from jobs.exports.html_form import from_html
from jobs.preview import FORMATS, write_preview
from jobs.propose import desk
from jobs.verified import VerifyReport
from jobs.workspace import Workspace
from plans import record
from tests.jobs.exporting import ON, PLAN

TRIED = {"bands-cpi": {"cap": Decimal(2)}}
NOTE = "a preview: nobody proposed it, so the database holds its figures only"


def written(ann: Workspace, folder: Path, form: str = "html", **how: Any) -> Path:
    return write_preview(ann, PLAN, folder / f"preview.{form}", on=ON, **how).path


@pytest.mark.parametrize("form", FORMATS)
def test_it_recomputes_and_is_for_its_owner(ann: Workspace, tmp_path: Path, form: str) -> None:
    path = written(ann, tmp_path, form, overrides=TRIED, languages=("en", "zh"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    report = verify.verify(ann, path)
    assert report == VerifyReport(True, report.checked, (), (NOTE,), "", False)
    assert report.checked > 500


def test_it_says_in_what_state_it_is(ann: Workspace, tmp_path: Path) -> None:
    facts = from_html(written(ann, tmp_path).read_bytes(), file="x").facts
    assert facts["mark"] == "PREVIEW: tried, not proposed; not to be paid"
    assert (facts["state"], facts["proposal"], facts["proposed_by"]) == ("tried", "", "")
    assert (facts["exported_by"], facts["plan_version"]) == ("ann", "1")
    book = openpyxl.load_workbook(written(ann, tmp_path, "xlsx"))
    assert any("PREVIEW: tried" in str(c.value) for row in book["Summary"].iter_rows() for c in row)
    headers = [sheet.oddHeader for sheet in book]
    assert all(h is not None and "PREVIEW: tried" in str(h.right.text) for h in headers)


def test_it_holds_what_was_tried_and_the_database_does_not(ann: Workspace, tmp_path: Path) -> None:
    before = planning.versions(ann)
    seen = desk(ann, PLAN).preview(on=ON, overrides=TRIED)
    held = from_html(written(ann, tmp_path, overrides=TRIED, seen=seen).read_bytes(), file="x")
    assert record.recompute(held.document).lines == seen.lines
    assert seen.lines != desk(ann, PLAN).preview(on=ON).lines
    assert held.facts["plan_version"] == "1, with changed clauses"
    assert planning.versions(ann) == before
    assert decide.listing(ann) == ()


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_what_other_systems_take_is_never_a_preview(ann: Workspace, tmp_path: Path, form: str) -> None:
    with pytest.raises(BadInput, match="only a proposal"):
        written(ann, tmp_path, form)
    assert not list(tmp_path.glob("preview*"))


def test_what_was_shown_and_is_no_longer_so_is_not_written(ann: Workspace, tmp_path: Path) -> None:
    seen = desk(ann, PLAN).preview(on=ON)
    planning.save_text(
        ann, planning.show(ann, PLAN).text.replace("amount = 4800", "amount = 4801"), file="other"
    )
    assert planning.show(ann, PLAN).version == 2
    with pytest.raises(DecisionRefused, match="not what was shown"):
        written(ann, tmp_path, seen=seen)


def test_a_clause_that_would_not_hold_is_refused(ann: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InvalidFile):
        written(ann, tmp_path, overrides={"bands-cpi": {"cap": Decimal(-1000)}})
    assert not list(tmp_path.glob("preview*"))


def test_a_file_is_not_overwritten_unless_asked(ann: Workspace, tmp_path: Path) -> None:
    path = written(ann, tmp_path)
    with pytest.raises(BadInput):
        written(ann, tmp_path)
    assert written(ann, tmp_path, overwrite=True) == path


@pytest.mark.parametrize(
    ("fact", "text"),
    [("state", "accepted"), ("proposal", "1"), ("mark", ""), ("decided_by", "bob"), ("proposed_by", "bob")],
)
def test_a_preview_passed_off_as_decided_is_found(
    ann: Workspace, tmp_path: Path, fact: str, text: str
) -> None:
    path = written(ann, tmp_path)
    page = path.read_text(encoding="utf-8")
    was = json.dumps(from_html(page.encode(), file="x").facts[fact], ensure_ascii=False)
    old, new = f'"{fact}":{was}', f'"{fact}":{json.dumps(text)}'
    assert page.count(old) == 1
    path.write_text(page.replace(old, new), encoding="utf-8")
    assert not verify.verify(ann, path).ok
    assert not verify.verify(ann, path, file_only=True).ok
