"""A plan that moves by an index of one's own, through acceptance, a revision and its true-up."""

from datetime import date
from pathlib import Path

import pytest

from indicators.series import Frequency, Kind, Measure
from jobs import decide, export, planning, propose, revisions, verify
from jobs.adding import Told, add_described
from jobs.importing import import_file
from jobs.workspace import Workspace
from plans import templates
from tests.jobs.conftest import Open

ON = date(2026, 10, 1)
WAGE, NAME = "own:WAGE", "our-wages"


def figures(ann: Workspace, folder: Path, july: str, published: date) -> None:
    """What a made-up wage index said, taken in from a file."""
    file = folder / f"wage-{july}.csv"
    file.write_text(
        f"indicator,period,value\n{WAGE},2025-07,100.0\n{WAGE},2026-07,{july}\n", encoding="utf-8"
    )
    import_file(ann, file, published_on=published)


@pytest.fixture
def number(ann: Workspace, open_workspace: Open, tmp_path: Path) -> int:
    """An accepted proposal of a plan whose bands follow that index."""
    told = Told(NAME, "Wages", "US", Kind.CPI, Measure.INDEX, Frequency.MONTHLY, "2025=100")
    add_described(ann, WAGE, told)
    figures(ann, tmp_path, "103.0", date(2026, 8, 14))
    text = templates.text("sales-manager")
    follows, after, rest = text.partition('vintage = "first-published"')
    assert 'index = "us-cpi"' in follows
    text = follows.replace('index = "us-cpi"', f'index = "{NAME}"') + 'vintage = "latest"' + rest
    assert after
    planning.save_text(ann, text, file="wage.toml")
    made = propose.propose(ann, "sales-manager", on=ON).id
    decide.accept(open_workspace("ben"), made, "agrees with the clause")
    return made


def test_a_revision_of_it_is_listed_and_trued_up(ann: Workspace, number: int, tmp_path: Path) -> None:
    assert revisions.revisions(ann) == ()
    figures(ann, tmp_path, "104.0", date(2026, 11, 20))
    (report,) = revisions.revisions(ann)
    assert [(i.period, str(i.now.value)) for i in report.inputs] == [("2026-07", "104.0")]
    assert "band/S1/minimum" in {f.path for f in report.figures}
    trued = revisions.propose_true_up(ann, number).id
    path = export.export(ann, trued, path=tmp_path / "trued.xlsx").path
    assert verify.verify(ann, path).ok
