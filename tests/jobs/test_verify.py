"""Verification finds whatever was changed in an export, in every form, and says where."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from indicators.errors import BadInput, InvalidFile
from indicators.series import Observation, Period
from jobs import decide, demo, export, verify
from jobs.exports.forms import FORMATS
from jobs.verified import VerifyReport
from jobs.workspace import Workspace
from storage import vintages
from tests.jobs.conftest import NOON, Open
from tests.jobs.exporting import accepted, proposed

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Path]]:
    """A workspace with one proposal, and that exported in every form; tests copy before they change."""
    folder = tmp_path_factory.mktemp("desk")
    with Workspace.open(folder, environ={}, clock=lambda: NOON, user="ann") as workspace:
        demo.load_sample(workspace)
        number = proposed(workspace)
        for form in FORMATS:
            export.export(workspace, number, path=folder / f"bands.{form}")
        yield workspace, folder


@pytest.fixture
def copies(desk: tuple[Workspace, Path], tmp_path: Path) -> Path:
    """The exports, to be tampered with."""
    for file in desk[1].glob("bands*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


def verified(desk: tuple[Workspace, Path], path: Path, **how: Any) -> VerifyReport:
    return verify.verify(desk[0], path, **how)


@pytest.mark.parametrize("form", FORMATS)
def test_an_untouched_export_is_the_same(desk: tuple[Workspace, Path], form: str) -> None:
    report = verified(desk, desk[1] / f"bands.{form}")
    assert report == VerifyReport(True, report.checked, (), (), "1", True)
    assert report.checked > 500


# --- tampering: each form, each kind ----------------------------------------------------------------


def in_csv(name: str, row: int, column: str, value: str) -> Change:
    def change(folder: Path) -> None:
        path = folder / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        rows[row][rows[0].index(column)] = value
        _write_rows(path, rows)

    return change


def without_row(name: str, row: int) -> Change:
    def change(folder: Path) -> None:
        path = folder / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        _write_rows(path, [*rows[:row], *rows[row + 1 :]])

    return change


def _write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def in_text(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def in_json(*keys: str | int, value: object) -> Change:
    def change(folder: Path) -> None:
        path = folder / "bands.json"
        held = json.loads(path.read_text(encoding="utf-8"))
        place: Any = held
        for key in keys[:-1]:
            place = place[key]
        if value is None:
            del place[keys[-1]]
        else:
            place[keys[-1]] = value
        path.write_text(json.dumps(held), encoding="utf-8")

    return change


def in_sheet(sheet: str, row: int, column: str, value: object) -> Change:
    def change(folder: Path) -> None:
        path = folder / "bands.xlsx"
        book = openpyxl.load_workbook(path)
        titles = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, titles.index(column) + 1).value = value  # type: ignore[assignment] # any cell value
        book.save(path)

    return change


def without_sheet_row(sheet: str, row: int) -> Change:
    def change(folder: Path) -> None:
        path = folder / "bands.xlsx"
        book = openpyxl.load_workbook(path)
        book[sheet].delete_rows(row)
        book.save(path)

    return change


def fact_in_sheet(title: str, value: str) -> Change:
    def change(folder: Path) -> None:
        path = folder / "bands.xlsx"
        book = openpyxl.load_workbook(path)
        (cell,) = [r[1] for r in book["Summary"].iter_rows() if r[0].value == title]
        cell.value = value
        book.save(path)

    return change


TAMPERED = [
    (
        "csv",
        in_csv("bands.csv", 1, "after", "39290.00"),
        "bands S1 minimum: After: exported 39290.00, recomputed 39280.00",
    ),
    ("csv", in_csv("bands.csv", 28, "after", "91"), "satisfaction"),
    ("csv", without_row("bands.csv", 2), "bands S1 midpoint: the row is missing"),
    ("csv", in_csv("bands.csv", 3, "item", "S9"), "bands S9 maximum: a row that does not come out"),
    ("csv", in_csv("bands.csv", 5, "effective_on", "2026-11-01"), "effective_on"),
    ("csv", in_csv("bands-evidence.csv", 2, "value", "333.919"), "exported 333.919, in the database 333.918"),
    (
        "csv",
        in_csv("bands-evidence.csv", 2, "published_on", "2026-09-11"),
        "us-cpi 2026-07 2026-09-24: the row is missing",
    ),
    ("csv", in_csv("bands-evidence.csv", 2, "url", "https://example.org"), "Source URL"),
    ("csv", in_csv("bands-evidence.csv", 2, "indicator_base_period", "2015=100"), "base period"),
    ("csv", without_row("bands-evidence.csv", 2), "cannot be recomputed"),
    ("csv", without_row("bands-steps.csv", 3), "the row is missing"),
    ("csv", in_csv("bands-steps.csv", 3, "text", "by agreement"), "In words: exported by agreement"),
    ("csv", in_text("bands-plan.toml", "minimum = 38000", "minimum = 38100"), "S1 minimum: Before"),
    ("csv", in_text("bands-plan.toml", "Sales trainee", "Trainee"), "Title"),
    ("csv", in_text("bands-plan.toml", "# A sample", "# Our own"), "SHA-256 of the plan's text"),
    ("csv", in_text("bands-clauses.csv", "cap = 5", "cap = 2"), "recomputed"),
    (
        "xlsx",
        in_sheet("Bands", 2, "Minimum after", 39290),
        "Bands S1: Minimum after: exported 39290.00, recomputed",
    ),
    ("xlsx", in_sheet("Bands", 2, "Minimum after", "=39000+280"), "Minimum after: exported =39000+280"),
    ("xlsx", in_sheet("Thresholds", 3, "Target after", 95), "Thresholds satisfaction: Target after"),
    ("xlsx", without_sheet_row("Bands", 5), "Bands S4: the row is missing"),
    ("xlsx", in_sheet("Evidence", 3, "Value", 333.919), "exported 333.919, in the database 333.918"),
    ("xlsx", without_sheet_row("Steps", 4), "Steps bands-cpi 3: the row is missing"),
    ("xlsx", without_sheet_row("Plan text", 10), "plan"),
    ("xlsx", fact_in_sheet("Takes effect on", "2026-09-01"), "Takes effect on"),
    ("xlsx", fact_in_sheet("Figures known on", "2026-11-22"), "Figures known on"),
    ("xlsx", fact_in_sheet("State", "accepted"), "State: exported accepted, in the database proposed"),
    ("xlsx", fact_in_sheet("Proposed by", "zoe"), "Proposed by: exported zoe, in the database ann"),
    (
        "json",
        in_json("document", "lines", 0, "after", value="39290.00 USD"),
        "band/S1/minimum after: exported 39290.00",
    ),
    ("json", in_json("document", "lines", 0, value=None), "band/S1/minimum: missing"),
    ("json", in_json("document", "evidence", 1, "value", value="333.919"), "exported 333.919"),
    ("json", in_json("document", "evidence", 1, "value", value="much"), "cannot be recomputed"),
    ("json", in_json("document", "evidence", 1, value=None), "cannot be recomputed"),
    ("json", in_json("document", "effective_on", value="2026-09-01"), "effective_on"),
    ("json", in_json("document", "effective_on", value=7), "cannot be recomputed"),
    ("json", in_json("document", "plan_text", value="name = 'x'"), "cannot be recomputed"),
    ("json", in_json("document", "warnings", value=[]), "warnings"),
    ("json", in_json("document", "indicators", "us-cpi", "title", value="Prices"), "title"),
    ("json", in_json("document", "extra", value="1"), "extra"),
    ("json", in_json("facts", "document_sha256", value="0" * 64), "SHA-256 of the record"),
    ("json", in_json("facts", "mark", value=""), "Mark"),
    ("json", in_json("facts", "written_by", value="me"), "Written by"),
    ("xlsx", fact_in_sheet("Exported by", "zoe"), "no xlsx export by 'zoe'"),
    ("json", in_json("draft", value=False), "draft"),
]


@pytest.mark.parametrize(("form", "change", "named"), TAMPERED)
def test_what_was_changed_is_found_and_named(
    desk: tuple[Workspace, Path], copies: Path, form: str, change: Change, named: str
) -> None:
    change(copies)
    report = verified(desk, copies / f"bands.{form}")
    assert not report.ok
    assert any(named in text for text in report.differences), report.differences


FORGEABLE = [t for t in TAMPERED if t[0] != "xlsx"]  # a workbook takes longer to write and shows the same


@pytest.mark.parametrize(("form", "change", "named"), FORGEABLE)
def test_without_the_database_the_evidence_alone_gives_most_of_it_away(
    desk: tuple[Workspace, Path], copies: Path, form: str, change: Change, named: str
) -> None:
    change(copies)
    report = verified(desk, copies / f"bands.{form}", file_only=True)
    assert not report.ok
    assert not report.in_database
    assert any("own evidence only" in note for note in report.notes)


def test_causes_are_named_before_what_follows_from_them(desk: tuple[Workspace, Path], copies: Path) -> None:
    in_csv("bands-evidence.csv", 2, "value", "333.919")(copies)
    report = verified(desk, copies / "bands.csv")
    assert "Evidence" in report.differences[0]
    assert any("Unrounded" in text for text in report.differences)


def test_a_workbook_saved_again_unchanged_is_still_the_same(
    desk: tuple[Workspace, Path], copies: Path
) -> None:
    path = copies / "bands.xlsx"
    openpyxl.load_workbook(path).save(path)
    assert verified(desk, path).ok


def test_a_csv_whose_numbers_lost_their_padding_is_still_the_same(
    desk: tuple[Workspace, Path], copies: Path
) -> None:
    in_csv("bands.csv", 1, "after", "39280")(copies)
    assert verified(desk, copies / "bands.csv").ok


# --- the database's side --------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_a_draft_stays_true_after_the_decision_and_is_told_so(
    ann: Workspace, open_workspace: Open, tmp_path: Path, form: str
) -> None:
    number = proposed(ann)
    path = tmp_path / f"bands.{form}"
    export.export(ann, number, path=path)
    decide.accept(open_workspace("ben"), number, "agrees")
    report = verify.verify(ann, path)
    assert report.ok
    assert report.notes == (f"a draft: proposal {number} was accepted since, by ben",)


def test_a_decision_cannot_be_made_up(ann: Workspace, open_workspace: Open, tmp_path: Path) -> None:
    number = accepted(ann, open_workspace("ben"))
    export.export(ann, number, path=tmp_path / "bands.json")
    in_json("facts", "decided_by", value="zoe")(tmp_path)
    report = verify.verify(ann, tmp_path / "bands.json")
    assert report.differences == ("Decided by: exported zoe, in the database ben",)


def test_a_revision_since_is_a_note_and_no_difference(ann: Workspace, tmp_path: Path) -> None:
    export.export(ann, proposed(ann), path=tmp_path / "bands.json")
    revised = Observation(Period.month(2026, 7), Decimal("333.900"))
    with ann.session() as session:
        vintages.save(
            "bls:CUUR0000SA0",
            [revised],
            published_on=date(2026, 11, 20),
            fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
            origin="bls",
            session=session,
        )
    report = verify.verify(ann, tmp_path / "bands.json")
    assert report.ok
    assert report.notes == ("us-cpi 2026-07 was revised from 333.918 to 333.900 on 2026-11-20",)


def test_another_database_does_not_vouch_for_an_export(
    desk: tuple[Workspace, Path], ann: Workspace, tmp_path: Path
) -> None:
    path = desk[1] / "bands.json"
    stranger = verify.verify(ann, path)
    assert not stranger.ok
    assert "database it came from" in stranger.differences[0]
    assert verify.verify(ann, path, file_only=True).ok


def test_where_there_is_no_database_none_is_made(desk: tuple[Workspace, Path], tmp_path: Path) -> None:
    home = tmp_path / "nobody"
    with Workspace.open(home, environ={}, clock=lambda: NOON, user="zoe") as workspace:
        report = verify.verify(workspace, desk[1] / "bands.xlsx")
    assert report.ok
    assert not report.in_database
    assert report.notes == ("there is no database here: checked against its own evidence only",)
    assert not home.exists()


# --- files that are no export ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"{", "not JSON"),
        ("a.json", b"\xff", "not JSON"),
        ("a.json", b"[]", "not an export"),
        ("a.json", b'{"format": "realterms-export/1"}', "missing"),
        ("a.csv", b"", "no figure"),
        ("a.csv", b"item,after\r\nS1,1\r\n", "missing"),
        ("a.xlsx", b"PK", "not a workbook"),
        ("a.xlsx", b"", "not a workbook"),
    ],
)
def test_a_file_that_is_no_export_is_refused(
    desk: tuple[Workspace, Path], tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidFile) as refused:
        verified(desk, tmp_path / name)
    assert message in refused.value.explain()


def test_a_missing_file_beside_a_csv_is_named(desk: tuple[Workspace, Path], copies: Path) -> None:
    (copies / "bands-evidence.csv").unlink()
    with pytest.raises(InvalidFile) as refused:
        verified(desk, copies / "bands.csv")
    assert "bands-evidence.csv" in refused.value.explain()


@pytest.mark.parametrize("name", ["bands-evidence.csv", "bands-clauses.csv", "bands-steps.csv", "bands.csv"])
def test_a_missing_column_is_named(desk: tuple[Workspace, Path], copies: Path, name: str) -> None:
    column = {"bands-evidence.csv": "value", "bands.csv": "after"}.get(name, "text")
    in_csv(name, 0, column, "renamed")(copies)
    try:
        found = "\n".join(verified(desk, copies / "bands.csv").differences)
    except InvalidFile as refused:
        found = refused.explain()
    assert "missing" in found


def test_a_missing_sheet_is_found(desk: tuple[Workspace, Path], copies: Path) -> None:
    path = copies / "bands.xlsx"
    book = openpyxl.load_workbook(path)
    del book["Components"]
    book.save(path)
    assert "Components: the whole table is missing" in verified(desk, path).differences


def test_a_workbook_without_its_summary_is_no_export(desk: tuple[Workspace, Path], copies: Path) -> None:
    path = copies / "bands.xlsx"
    book = openpyxl.load_workbook(path)
    del book["Summary"]
    book.save(path)
    with pytest.raises(InvalidFile, match="1 problem"):
        verified(desk, path)


def test_a_file_that_is_not_there_is_named(desk: tuple[Workspace, Path], tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        verified(desk, tmp_path / "gone.csv")
    with pytest.raises(BadInput, match="which form"):
        verified(desk, tmp_path / "gone.docx")
