"""An export is whole, private, marked by its state, audited, and never silently over another file."""

import hashlib
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.commands.export import FORMATS as OFFERED
from indicators.errors import BadInput, CheckFailed, DatabaseFull, UnknownName
from jobs import decide, export
from jobs.exports.forms import FORMATS
from jobs.workspace import Workspace
from storage import plans as stored
from tests.jobs.conftest import Open
from tests.jobs.exporting import accepted, proposed


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for exports."""
    made = tmp_path / "out"
    made.mkdir()
    yield made
    assert not [p for p in made.iterdir() if p.name.endswith(".part")], "a temporary file was left"


@pytest.mark.parametrize("form", FORMATS)
def test_every_file_of_an_export_is_private_and_recorded(ann: Workspace, folder: Path, form: str) -> None:
    number = proposed(ann)

    report = export.export(ann, number, path=folder / f"bands.{form}")

    assert sorted(report.files) == sorted(folder.iterdir())
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in report.files)
    assert report.sha256 == hashlib.sha256(report.path.read_bytes()).hexdigest()
    with ann.session() as session:
        (kept,) = stored.exports(number, session=session)
    assert (kept.path, kept.format, kept.sha256, kept.exported_by) == (
        str(report.path),
        form,
        report.sha256,
        "ann",
    )


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_says_how_sensitive_it_is(ann: Workspace, folder: Path, form: str) -> None:
    path = export.export(ann, proposed(ann), path=folder / f"bands.{form}").path
    assert "Confidential: pay data" in _everything(path)


def test_the_command_line_offers_every_form() -> None:
    assert OFFERED == FORMATS


def test_the_csv_form_has_its_steps_evidence_clauses_and_plan_beside_it(ann: Workspace, folder: Path) -> None:
    export.export(ann, proposed(ann), path=folder / "bands.csv")
    names = {file.name for file in folder.iterdir()}
    assert names == {
        "bands.csv",
        *(f"bands-{n}" for n in ("steps.csv", "evidence.csv", "clauses.csv", "plan.toml")),
    }


def test_without_a_name_the_plan_the_day_and_the_number_make_one(
    ann: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    number = proposed(ann)
    report = export.export(ann, number)
    assert report.path == Path(f"sales-manager-2026-10-01-proposal-{number}.xlsx")
    assert report.path.exists()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_is_there_is_only_overwritten_when_asked(ann: Workspace, folder: Path, form: str) -> None:
    number, path = proposed(ann), folder / f"bands.{form}"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(BadInput, match="exists") as refused:
        export.export(ann, number, path=path)
    assert "--force" in refused.value.hint
    assert path.read_text(encoding="utf-8") == "precious"
    export.export(ann, number, path=path, overwrite=True)
    assert b"precious" not in path.read_bytes()


def test_one_taken_name_beside_a_csv_stops_all_of_it(ann: Workspace, folder: Path) -> None:
    taken = folder / "bands-steps.csv"
    taken.write_text("precious", encoding="utf-8")
    with pytest.raises(BadInput, match="exists"):
        export.export(ann, proposed(ann), path=folder / "bands.csv")
    assert list(folder.iterdir()) == [taken]


@pytest.mark.parametrize("form", FORMATS)
def test_the_state_marks_every_form(ann: Workspace, open_workspace: Open, folder: Path, form: str) -> None:
    ben = open_workspace("ben")
    waiting, yes, no = proposed(ann), accepted(ann, ben), proposed(ann)
    decide.reject(ben, no, "not this year")
    marks = {}
    for number in (waiting, yes, no):
        path = folder / f"{number}.{form}"
        report = export.export(ann, number, path=path)
        marks[number] = _everything(path)
        assert report.draft is (number == waiting)
    assert "DRAFT: proposed, not decided" in marks[waiting]
    assert "REJECTED: not to be paid" in marks[no]
    assert "DRAFT" not in marks[yes]
    assert "REJECTED" not in marks[yes]


def _everything(path: Path) -> str:
    if path.suffix == ".pdf":
        from jobs.exports.pdf_form import from_pdf

        return str(from_pdf(path.read_bytes(), file=path.name).facts)
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8", errors="replace")
    import openpyxl

    book = openpyxl.load_workbook(path)
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)


def test_json_holds_the_whole_record_its_decision_and_whether_it_is_a_draft(
    ann: Workspace, open_workspace: Open, folder: Path
) -> None:
    number = accepted(ann, open_workspace("ben"), "voted on 12 November")
    export.export(ann, number, path=folder / "bands.json")
    held = json.loads((folder / "bands.json").read_text(encoding="utf-8"))
    assert held["draft"] is False
    assert held["document"] == decide.show(ann, number).document
    facts = held["facts"]
    assert (facts["state"], facts["decided_by"], facts["reason"]) == (
        "accepted",
        "ben",
        "voted on 12 November",
    )
    assert (facts["proposed_by"], facts["exported_by"]) == ("ann", "ann")


def test_a_proposal_that_no_longer_comes_out_the_same_is_not_exported(
    ann: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = proposed(ann)
    frozen = decide.show(ann, number)
    frozen.document["lines"][0]["after"] = "39290.00 USD"
    monkeypatch.setattr(export, "show", lambda *_: frozen)
    with pytest.raises(CheckFailed, match="recomputed"):
        export.export(ann, number, path=folder / "bands.csv")
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("bands.docx", "which form"),
        ("bands", "which form"),
        ("nowhere/bands.csv", "cannot write"),
        (".", "which form"),
    ],
)
def test_a_place_that_cannot_be_written_is_named(
    ann: Workspace, folder: Path, name: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        export.export(ann, proposed(ann), path=folder / name)
    assert not list(folder.iterdir())


def test_a_folder_is_no_place_for_a_file(ann: Workspace, folder: Path) -> None:
    (folder / "bands.csv").mkdir()
    with pytest.raises(BadInput, match="folder"):
        export.export(ann, proposed(ann), path=folder / "bands.csv")


def test_a_full_disk_leaves_no_file_and_no_trace_in_the_audit_trail(ann: Workspace) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no device that is always full here")
    from jobs.exports.files import cannot_write

    with full.open("wb", buffering=0) as device, pytest.raises(OSError, match="space") as refused:
        device.write(b"x")
    assert isinstance(cannot_write(Path("bands.csv"), refused.value), DatabaseFull)


def test_a_format_must_fit_the_name_and_be_one(ann: Workspace, folder: Path) -> None:
    number = proposed(ann)
    with pytest.raises(BadInput, match="do not agree"):
        export.export(ann, number, format="csv", path=folder / "bands.json")
    with pytest.raises(UnknownName, match="unknown format 'xslx'") as refused:
        export.export(ann, number, format="xslx")
    assert "xlsx" in refused.value.hint


def test_there_is_no_export_of_a_proposal_that_does_not_exist(ann: Workspace, folder: Path) -> None:
    with pytest.raises(UnknownName, match="no proposal 99"):
        export.export(ann, 99, path=folder / "bands.csv")
