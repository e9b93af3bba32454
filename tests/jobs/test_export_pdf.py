"""The PDF report: pages laid out offline from data, the same bytes every time, the record attached."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile
from jobs import decide, export, verify
from jobs.exports.facts import all_facts
from jobs.exports.pdf_form import from_pdf, to_pdf
from jobs.workspace import Workspace
from plans import record
from tests.jobs.browser import needs_pdftoppm, pages_of
from tests.jobs.conftest import NOON, Open
from tests.jobs.exporting import accepted, of_currency, proposed, risky, titled

HOSTILE = '#panic("x") *bold* $x^2$ `raw` <label> @ref #import "@preview/x:1.0.0" // \\ \u0001 é'
NO_RECORD = b"%PDF-1.7 obj <</Type/EmbeddedFile/Length 9>> stream\n{}"
needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not here"
)


def exported(workspace: Workspace, number: int, folder: Path) -> Path:
    return export.export(workspace, number, path=folder / "bands.pdf").path


def text_of(path: Path) -> str:
    """The text that a PDF reader finds on the pages."""
    return subprocess.run(
        ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, timeout=100
    ).stdout.decode("utf-8")


def test_the_same_record_gives_the_same_bytes(ann: Workspace) -> None:
    proposal = decide.show(ann, proposed(ann))
    adjustment = record.recompute(proposal.document)
    facts = all_facts(proposal, adjustment, by="ann", at=NOON)
    assert to_pdf(facts, adjustment, proposal.document) == to_pdf(facts, adjustment, proposal.document)


def test_the_record_is_attached_and_the_file_verifies(ann: Workspace, tmp_path: Path) -> None:
    number = proposed(ann)
    path = exported(ann, number, tmp_path)
    held = from_pdf(path.read_bytes(), file="bands.pdf")
    assert held.document == decide.show(ann, number).document
    report = verify.verify(ann, path)
    assert (report.ok, report.differences, report.notes, report.in_database) == (True, (), (), True)
    assert report.checked > 500


def test_it_is_dated_by_the_export_and_not_by_the_clock(ann: Workspace, tmp_path: Path) -> None:
    content = exported(ann, proposed(ann), tmp_path).read_bytes()
    assert b"CreationDate(D:20261123120000Z)" in content
    assert b"Confidential: pay data" in content


def test_what_looks_like_markup_is_shown_and_never_evaluated(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, titled(ann, HOSTILE), tmp_path)
    assert verify.verify(ann, path).ok


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_other_currencies_are_laid_out_too(ann: Workspace, tmp_path: Path, currency: str) -> None:
    assert verify.verify(ann, exported(ann, of_currency(ann, currency), tmp_path)).ok


def test_a_chinese_name_is_kept(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, titled(ann, "销售经理 王小明"), tmp_path)
    assert from_pdf(path.read_bytes(), file="x").facts["plan_title"] == "销售经理 王小明"
    assert verify.verify(ann, path).ok


@needs_pdftotext
def test_a_reader_finds_figures_steps_and_the_draft_mark(
    ann: Workspace, open_workspace: Open, tmp_path: Path
) -> None:
    """CPI-U 323.048 to 333.918 moves 38,000 to 39,278.63, which to the nearest 10 is 39,280."""
    said = text_of(exported(ann, proposed(ann), tmp_path))
    for words in ("39,280.00", "333.918 / 323.048", "DRAFT: proposed, not decided", "Confidential: pay data"):
        assert words in said
    final = export.export(ann, accepted(ann, open_workspace("ben")), path=tmp_path / "final.pdf").path
    assert "DRAFT" not in text_of(final)


@needs_pdftotext
def test_words_that_look_like_markup_are_on_the_page(ann: Workspace, tmp_path: Path) -> None:
    said = text_of(exported(ann, titled(ann, HOSTILE), tmp_path))
    for words in ('#panic("x")', "*bold*", "$x^2$", "`raw`", "<label>"):
        assert words in said


def test_a_byte_changed_anywhere_is_found(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, risky(ann), tmp_path)
    whole = path.read_bytes()
    for at in range(9, len(whole), len(whole) // 12):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            report = verify.verify(ann, path)
        except InvalidFile:
            continue
        assert not report.ok or any("pages were not" in note for note in report.notes), at


def test_without_typst_it_is_said_what_to_install(
    ann: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BadInput, match="typst") as refused:
        export.export(ann, proposed(ann), path=tmp_path / "other.pdf")
    assert "report" in refused.value.hint
    assert not (tmp_path / "other.pdf").exists()
    report = verify.verify(ann, path)
    assert report.ok
    assert "pages were not" in report.notes[0]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", NO_RECORD])
def test_a_pdf_without_a_record_is_no_export(ann: Workspace, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.pdf").write_bytes(content)
    with pytest.raises(InvalidFile):
        verify.verify(ann, tmp_path / "odd.pdf")


@pytest.mark.prove
@needs_pdftoppm
def test_every_page_has_something_on_it(ann: Workspace, tmp_path: Path) -> None:
    pages = pages_of(exported(ann, proposed(ann), tmp_path), tmp_path)
    assert 4 <= len(pages) <= 20
    assert all(len(page.read_bytes()) > 5_000 for page in pages)
