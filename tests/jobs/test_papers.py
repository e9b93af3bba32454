"""Papers told apart by what they hold, written to be edited, read back from files."""

from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile, UnknownName
from jobs import papers
from jobs.papers import Kind
from plans.scoring.bilingual import Language

KINDS = {
    "appraisal": Kind.SCORECARD,
    "customer-service-manager": Kind.SCORECARD,
    "hotel-sales-manager": Kind.SCORECARD,
    "car-sales-outline": Kind.OUTLINE,
    "car-sales-plan": Kind.PAPER,
    "goals": Kind.GOALS,
    "security-comments": Kind.COMMENTS,
    "work-plan": Kind.WORK_PLAN,
}


def test_everything_that_ships_is_listed_with_its_kind() -> None:
    rows = papers.rows(Language.ZH)
    assert {r.name: r.kind for r in rows} == KINDS
    assert all(r.title for r in rows)


@pytest.mark.parametrize("name", KINDS)
def test_a_paper_is_written_and_read_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / "paper.toml"
    papers.write(name, path)
    report = papers.read(str(path))
    assert report.kind is KINDS[name]
    for language in Language:
        assert papers.page(report, language).strip()
    with pytest.raises(BadInput, match="exists"):
        papers.write(name, path)


def test_a_file_of_no_known_kind_is_told(tmp_path: Path) -> None:
    path = tmp_path / "paper.toml"
    path.write_text("goal = 1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="known kind") as refused:
        papers.read(str(path))
    assert refused.value.hint == "did you mean 'goals'?"
    path.write_text("= 1\n", encoding="utf-8")
    with pytest.raises(InvalidFile):
        papers.read(str(path))


def test_an_unknown_name_or_role_is_told() -> None:
    with pytest.raises(UnknownName):
        papers.read("aprisal")
    with pytest.raises(UnknownName, match="role"):
        papers.page(papers.read("security-comments"), Language.EN, role="cook")
