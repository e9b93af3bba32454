"""Letters checked again: those that the audit chain recorded, byte for byte, or not."""

from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile
from jobs import export, letter, verify
from jobs.people_letters import LetterForm, Wishes
from tests.jobs.test_people_letters import written
from tests.jobs.test_people_rules import Shops


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Shops:
    """The plan with its rules; proposal `accepted` is decided."""
    return Shops(tmp_path_factory.mktemp("shops"))


@pytest.mark.parametrize("name", ["letters.md", "letters.html", "letters.pdf", "letters"])
def test_letters_are_accepted_back_under_any_name_and_no_other_byte(
    shops: Shops, tmp_path: Path, name: str
) -> None:
    path = written(shops, tmp_path, name, Wishes(form=LetterForm.MARKDOWN)).path
    moved = path.rename(path.with_name(f"sent-{name}"))
    report = verify.verify(shops.ann, moved)
    assert (report.ok, report.proposal, report.in_database) == (True, str(shops.accepted), True)
    assert f"written as {name} by ann" in report.told
    path = moved.rename(path)
    changed = sorted(path.iterdir())[0] if path.is_dir() else path
    changed.write_bytes(changed.read_bytes() + b" ")
    report = verify.verify(shops.ann, path)
    assert not report.ok
    assert report.differences[0].startswith(f"changed: written as {name} by ann")


def test_a_letter_taken_out_of_a_folder_or_put_in_is_found(shops: Shops, tmp_path: Path) -> None:
    path = written(shops, tmp_path, "many").path
    first, *_ = sorted(path.iterdir())
    content = first.read_bytes()
    first.unlink()
    assert not verify.verify(shops.ann, path).ok
    first.write_bytes(content)
    assert verify.verify(shops.ann, path).ok
    (path / "more.txt").write_text("of another hand", encoding="utf-8")
    assert not verify.verify(shops.ann, path).ok


def test_the_letter_of_a_grade_is_accepted_back(shops: Shops, tmp_path: Path) -> None:
    path = tmp_path / "s1.md"
    letter.letter(shops.ann, shops.accepted, grade="S1", path=path)
    assert verify.verify(shops.ann, path).ok


def test_what_is_no_letter_of_this_house_is_refused(shops: Shops, tmp_path: Path) -> None:
    stranger = tmp_path / "notes.md"
    stranger.write_text("# Notes", encoding="utf-8")
    with pytest.raises(BadInput, match="no letters of this content or name"):
        verify.verify(shops.ann, stranger)
    page = tmp_path / "page.html"
    page.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(InvalidFile):
        verify.verify(shops.ann, page)
    with pytest.raises(BadInput, match="no evidence of their own"):
        verify.verify(shops.ann, stranger, file_only=True)


def test_an_export_under_the_name_of_letters_is_still_an_export(shops: Shops, tmp_path: Path) -> None:
    path = written(shops, tmp_path, "both.html").path
    export.export(shops.ann, shops.accepted, path=path, overwrite=True)
    report = verify.verify(shops.ann, path)
    assert report.ok
    assert report.checked > 1
