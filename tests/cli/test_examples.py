"""Every example in the help does what it says, on the demonstration's home."""

import shlex
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cli.call import Verb
from cli.commands.fetch import fetch
from cli.commands.serve import serve
from indicators.plausible import Doubt
from indicators.series import Observation, Period
from jobs.workspace import Workspace
from plans import presets, templates
from plans.papers.library import paper_source
from storage import suspects
from tests.cli.conftest import put_in_force, typed
from tests.cli.test_shell import VERBS
from tests.replay import open_replies

TIDY = "indicator,period,value\nus-cpi,2026-09,336.100\n"
BANDS = "Pay grade,min,mid,max\nS1,39000,45800,52600\nS2,44000,52000,60000\n"

EMPLOYEES = "employee,grade,currency,pay,department\n0007,S1,USD,40000,Sales\n0008,S5,USD,79340.50,Service\n"
RESULTS = """
person = "0007"
base_pay = 66000

[results]
sales = 1030000
satisfaction = 92
new-customers = 110
teamwork = { first = 4, first_by = "Li Na", review = 5, review_by = "Ben Fox" }
personal-goals = 100
"""
RESULTS_TABLE = """person,item,result
0007,sales,1030000
0007,satisfaction,92
0007,new-customers,110
0007,teamwork,4
0007,personal-goals,100
"""


def examples(command: Verb) -> list[str]:
    """The lines of a command's example, continued lines joined."""
    text = command.example.replace("\\\n", " ")
    return [" ".join(line.split()) for line in text.strip().splitlines()]


ELSEWHERE = (fetch, serve)  # tried against offices on loopback, and as a process that serves
LINES = [(words, line) for words, c in VERBS.items() if c not in ELSEWHERE for line in examples(c)]


def hold_aside(home: Path, count: int) -> None:
    """Put figures aside as suspect, as a fetch does that finds them beyond reason."""
    with Workspace.open(home, environ={}) as workspace, workspace.session() as session:
        suspects.hold(
            "ons:CHAW/mm23",
            [Doubt(Observation(Period.month(2026, 9), Decimal(9000 + n)), "too far") for n in range(count)],
            published_on=date(2026, 10, 21),
            fetched_at=workspace.now,
            origin="ons",
            url="",
            run_id=None,
            session=session,
        )


def revise_after_acceptance(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ben accepts proposal 1, then the office revises a figure that it used."""
    monkeypatch.setenv("REALTERMS_USER", "ben")
    assert typed("review", "accept", "1", "--reason", "agrees").code == 0
    (folder / "revised.csv").write_text(
        "indicator,period,value,published_on\nus-ppi-finished-goods,2026-05,287.000,2026-11-20\n"
    )
    assert typed("import", folder / "revised.csv").code == 0
    monkeypatch.setenv("REALTERMS_USER", "ann")


@pytest.fixture(scope="module")
def prepared(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the examples speak of, and exports made before, beside a home; tests use copies."""
    folder = tmp_path_factory.mktemp("examples")
    home = Path(shutil.copytree(demo_home, folder / "home"))
    with pytest.MonkeyPatch.context() as patch:
        put_in_force(home, patch)
        (folder / "my-clause.toml").write_text(presets.text("uk-benefits"), encoding="utf-8")
        plan = templates.text("sales-manager").replace("sample = true", "sample = false")
        (folder / "my-plan.toml").write_text(plan, encoding="utf-8")
        assert typed("plan", "import", folder / "my-plan.toml").code == 0
        (folder / "figures.csv").write_text(TIDY, encoding="utf-8")
        (folder / "my-bands.csv").write_text(BANDS, encoding="utf-8")
        (folder / "series-chaw.csv").write_text(
            '"Title","RPI All Items Index: Jan 1987=100"\n"CDID","CHAW"\n"Source dataset ID","MM23"\n'
            '"PreUnit",""\n"Unit","Index, base year = 100"\n"Release date","21-10-2026"\n'
            '"Next release","18 November 2026"\n"Important notes",\n"2026 SEP","420.0"\n',
            encoding="utf-8",
        )
        (folder / "cu.series").write_text(
            "series_id\tseasonal\tbase_period\tseries_title\nCUUR0100SA0\tU\t1982-84=100\tNortheast\n",
            encoding="utf-8",
        )
        flat = {"CUUR0000SA0": {"2025-M09": "324.800"}, "CUUR0100SA0": {"2025-M09": "344.5"}}
        (folder / "cu.data.0.Current").write_text(open_replies.bls_flat(flat), encoding="utf-8")
        (folder / "my-paper.toml").write_text(paper_source("goals"), encoding="utf-8")
        (folder / "employees.csv").write_text(EMPLOYEES, encoding="utf-8")
        (folder / "results.toml").write_text(RESULTS, encoding="utf-8")
        (folder / "results.csv").write_text(RESULTS_TABLE, encoding="utf-8")
        hold_aside(home, count=3)
        for form in ("xlsx", "csv"):
            assert typed("export", "1", "-o", folder / f"bands.{form}").code == 0
    return folder


@pytest.fixture
def files(empty_home: Path, prepared: Path, tmp_path: Path) -> Path:
    """The copy for one example, which is run in it."""
    assert empty_home == tmp_path / "home"
    return Path(shutil.copytree(prepared, tmp_path, dirs_exist_ok=True))


@pytest.mark.parametrize(("words", "line"), LINES, ids=[line for _, line in LINES])
def test_an_example_works_as_it_stands(
    files: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], line: str
) -> None:
    monkeypatch.setenv("REALTERMS_USER", "ben" if words[0] == "review" else "ann")
    if words == ("export",):
        for old in files.glob("bands*"):
            old.unlink()
    if words == ("plan", "new"):
        (files / "my-plan.toml").unlink()
    if words == ("plan", "sign"):
        assert (
            typed("plan", "stage", "sales-manager", "--to", "communication", "--reason", "agreed").code == 0
        )
        monkeypatch.setenv("REALTERMS_USER", "ben")
    adjusts_first = line == "realterms verify adjusted.parquet"
    if words == ("people",) or adjusts_first:
        monkeypatch.setenv("REALTERMS_USER", "ben")
        assert typed("review", "accept", "1", "--reason", "agrees").code == 0
        monkeypatch.setenv("REALTERMS_USER", "ann")
    if adjusts_first:
        assert typed("people", "1", files / "employees.csv", "-o", files / "adjusted.parquet").code == 0
    if line == "realterms revisions --propose 1":
        revise_after_acceptance(files, monkeypatch)
    program, _, rest = line.partition(" ")
    assert program == "realterms"
    said = typed(*shlex.split(rest.partition(" > ")[0].partition(" || ")[0]))
    # Old bundled figures are stale by the time anyone runs this: that is what `status` says with code 1.
    assert said.code in ((0, 1) if words == ("status",) else (0,)), said.err
