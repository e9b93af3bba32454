"""A letter says what changes for a grade and why, in English and Chinese; a draft is not to be sent."""

import stat
from pathlib import Path

import pytest

from indicators.errors import BadInput, UnknownName
from jobs.letter import letter
from jobs.workspace import Workspace
from storage import plans as stored
from tests.jobs.conftest import Open
from tests.jobs.exporting import accepted, proposed, titled


def test_it_tells_the_band_and_how_it_came_about(ann: Workspace, open_workspace: Open) -> None:
    """CPI-U 323.048 to 333.918 moves 38,000 to 39,278.63, which to the nearest 10 is 39,280."""
    text = letter(ann, accepted(ann, open_workspace("ben")), grade="S1", name="Wang Xiaoming").text
    assert "| Minimum | 38,000.00 | 39,280.00 | +3.37 % |" in text
    assert "To: Wang Xiaoming" in text
    assert "333.918 / 323.048" in text
    assert "us-cpi 2026-07: 333.918" in text
    assert "Accepted by ben on 2026-11-23." in text
    assert "Confidential: pay data" in text
    assert "$" not in text
    assert "DRAFT" not in text


def test_it_speaks_chinese(ann: Workspace, open_workspace: Open) -> None:
    text = letter(ann, accepted(ann, open_workspace("ben")), grade="S1", language="zh").text
    assert "| 最小值 | 38,000.00 | 39,280.00 | +3.37 % |" in text
    assert "致：S1 薪等全体员工" in text
    assert "由 ben 于 2026-11-23 批准。" in text
    assert "机密：薪酬数据" in text


@pytest.mark.parametrize(("language", "mark"), [("en", "Do not send"), ("zh", "请勿发送")])
def test_a_draft_says_that_it_is_not_to_be_sent(ann: Workspace, language: str, mark: str) -> None:
    assert mark in letter(ann, proposed(ann), grade="S1", language=language).text.splitlines()[0]


def test_words_that_look_like_markup_are_no_markup(ann: Workspace) -> None:
    number = titled(ann, "<script>x</script> | *all* $grade\n# Head")
    text = letter(ann, number, grade="S1", name="[a](http://x)").text
    assert r"\<script\>x\</script\> \| \*all\* $grade \# Head" in text
    assert r"To: \[a\](http://x)" in text


def test_a_file_is_private_recorded_and_not_overwritten(ann: Workspace, tmp_path: Path) -> None:
    number, path = proposed(ann), tmp_path / "letter.md"
    report = letter(ann, number, grade="S1", path=path)
    assert path.read_text(encoding="utf-8") == report.text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with ann.session() as session:
        assert [e.format for e in stored.exports(number, session=session)] == ["letter"]
    with pytest.raises(BadInput, match="exists"):
        letter(ann, number, grade="S1", path=path)


def test_a_template_of_one_s_own_is_filled_in(ann: Workspace, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("Grade $grade: $midpoint_after, at no cost of $$1", encoding="utf-8")
    assert (
        letter(ann, proposed(ann), grade="S1", template=own).text == "Grade S1: 46,150.00, at no cost of $1\n"
    )


@pytest.mark.parametrize(
    ("content", "message"), [("$midpoint_afer", "midpoint_afer"), ("10 $ a day", "filled in")]
)
def test_a_template_that_cannot_be_filled_in_is_refused(
    ann: Workspace, tmp_path: Path, content: str, message: str
) -> None:
    own = tmp_path / "own.txt"
    own.write_text(content, encoding="utf-8")
    with pytest.raises((BadInput, UnknownName), match=message):
        letter(ann, proposed(ann), grade="S1", template=own)


def test_what_does_not_exist_is_named(ann: Workspace, tmp_path: Path) -> None:
    number = proposed(ann)
    with pytest.raises(UnknownName, match="grade 'S99'"):
        letter(ann, number, grade="S99")
    with pytest.raises(UnknownName, match="language 'fr'"):
        letter(ann, number, grade="S1", language="fr")
    with pytest.raises(BadInput, match="template"):
        letter(ann, number, grade="S1", template=tmp_path / "none.md")
