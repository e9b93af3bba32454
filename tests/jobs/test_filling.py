"""Results files filled in cell by cell: what they come to so far, problems at their cells, saved or not."""

import stat
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.arithmetic import round_digits
from indicators.errors import BadInput
from jobs import planning, score
from jobs.filling import files
from jobs.filling.files import ResultsText
from jobs.filling.saving import save
from jobs.filling.trial import Prices, Trial, attempt
from jobs.workspace import Workspace
from plans.money import Money
from tests.jobs.test_score import RESULTS, SHEET

FILLED = {
    "pay/base_pay/first": "66,000",
    "results/sales/first": "1,030,000",
    "results/satisfaction/first": "94",
    "results/new-customers/first": "110",
    "results/teamwork/first": "4",
    "results/teamwork/first_by": "Li Na",
    "results/teamwork/review": "5",
    "results/teamwork/review_by": "Ben Fox",
    "results/personal-goals/first": "100",
    "sheet/raters/first_by": "Li Na",
    "sheet/raters/review_by": "Ben Fox",
    "marks/attendance/late/first": "2",
    "marks/attendance/leave/first": "1",
    "marks/attendance/late/review": "1",
    "marks/attendance/leave/review": "1",
    "marks/conduct/error/first": "1",
    "marks/sociability/first": "4",
    "marks/responsibility/first": "2",
    "marks/responsibility/review": "4",
    "marks/initiative/first": "4",
    "marks/principle/first": "5",
    "marks/coordination/first": "3",
    "marks/discipline/first": "4",
}


def begun(workspace: Workspace, path: Path) -> ResultsText:
    """A new file with one person and the appraisal."""
    report = planning.show(workspace, "sales-manager")
    return files.begin(report, path, person="0007", sheet="appraisal", on=date(2026, 10, 1))


def tried(workspace: Workspace, held: ResultsText, edits: Mapping[str, str], person: int = 0) -> Trial:
    """The trial of edits of one person."""
    plan = planning.show(workspace, "sales-manager").plan
    return attempt(workspace, plan, held, keyed(edits, person), person, Prices(workspace.today))


def keyed(edits: Mapping[str, str], person: int = 0) -> dict[str, str]:
    """Edits of one person as edits of the file."""
    return {f"{person}:{cell}": text for cell, text in edits.items()}


def test_a_sheet_typed_cell_by_cell_scores_like_the_file_that_the_command_line_reads(
    ann: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "results" / "autumn.toml"
    held = begun(ann, path)
    trial = tried(ann, held, FILLED)
    assert (trial.wrong, trial.general) == ({}, ())
    saved = save(ann, planning.show(ann, "sales-manager"), held, keyed(FILLED))
    by_hand = tmp_path / "by-hand.toml"
    by_hand.write_text(RESULTS + SHEET, encoding="utf-8")
    assert saved.people == score.score(ann, "sales-manager", by_hand).people
    assert saved.people == score.score(ann, "sales-manager", path).people
    assert trial.payout == saved.people[0].payout
    assert trial.sheet == saved.people[0].sheet
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_filled_in_counts_before_the_rest_is(ann: Workspace, tmp_path: Path) -> None:
    """Sales alone: 107.5 % x 40 = 43 %; on the sheet 5 of attendance and half of 43: 26.5 of 100."""
    trial = tried(
        ann,
        begun(ann, tmp_path / "r.toml"),
        {
            "results/sales/first": "1030000",
            "pay/bonus_at_target/first": "44000",
            "marks/attendance/absence/first": "1",
        },
    )
    assert trial.payout is not None
    assert trial.sheet is not None
    assert round_digits(trial.payout.nominal.value, 2) == Decimal("43.00")
    assert trial.payout.paid == Money.of(18_920, "USD")
    assert round_digits(trial.sheet.final, 2) == Decimal("26.50")
    assert not trial.complete
    assert [p.message for p in trial.wrong["results/satisfaction/first"]] == ["missing"]
    assert [p.message for p in trial.wrong["marks/conduct/error/first"]] == ["missing"]


@pytest.mark.parametrize(
    ("edits", "cell", "message"),
    [
        ({"results/sales/first": "much"}, "results/sales/first", "not a number"),
        ({"results/sales/first": "-1"}, "results/sales/first", "negative"),
        (
            {"results/teamwork/review_by": "li na"},
            "results/teamwork/review_by",
            "nobody reviews their own score",
        ),
        ({"results/teamwork/first": "2"}, "results/teamwork/reason", "missing"),
        ({"results/teamwork/first_by": ""}, "results/teamwork/first_by", "missing"),
        ({"sheet/raters/review_by": "LI NA"}, "sheet/raters/review_by", "nobody reviews their own marks"),
        ({"sheet/raters/review_by": ""}, "sheet/raters/review_by", "missing"),
        ({"sheet/raters/first_by": ""}, "sheet/raters/first_by", "missing"),
        ({"marks/responsibility/first": "1"}, "marks/responsibility/reason", "missing"),
        ({"marks/initiative/first": "6"}, "marks/initiative/first", "no anchor describes these points"),
        ({"marks/initiative/review": "0"}, "marks/initiative/review", "no anchor describes these points"),
        ({"marks/initiative/first": "", "marks/initiative/review": "3"}, "marks/initiative/first", "missing"),
        ({"marks/attendance/late/review": "-1"}, "marks/attendance/late/review", "not a count"),
        ({"marks/attendance/late/first": "1.5"}, "marks/attendance/late/first", "not a count"),
        ({"sheet/name/first": "apraisal"}, "sheet/name/first", "unknown scorecard 'apraisal'"),
        ({"pay/base_pay/first": "0.001"}, "pay/base_pay/first", "USD has 2 decimals"),
        ({"pay/first_day/first": "soon"}, "pay/first_day/first", "not a day"),
        ({"pay/first_day/first": "2027-01-01"}, "pay/first_day/first", "the plan does not say how"),
        ({"pay/person/first": ""}, "pay/person/first", "missing"),
        ({"file/on/first": "1.10.2026"}, "file/on/first", "not a day"),
    ],
)
def test_a_problem_stands_at_its_cell_and_nothing_is_saved(
    ann: Workspace, tmp_path: Path, edits: Mapping[str, str], cell: str, message: str
) -> None:
    path = tmp_path / "r.toml"
    held = begun(ann, path)
    trial = tried(ann, held, {**FILLED, **edits})
    assert trial.wrong.keys() == {cell}, trial.wrong
    assert trial.wrong[cell][0].message.startswith(message)
    assert len(trial.wrong[cell]) == 1
    assert trial.general == ()
    with pytest.raises(BadInput):
        save(ann, planning.show(ann, "sales-manager"), held, keyed({**FILLED, **edits}))
    assert not path.exists()


def test_a_reason_in_total_is_owed_once_everything_is_marked(ann: Workspace, tmp_path: Path) -> None:
    """Two points up on six items of 5: 12 of 100 apart, none of them more than two fifths."""
    items = ("sociability", "responsibility", "initiative", "principle", "coordination", "discipline")
    apart = {f"marks/{i}/first": "3" for i in items} | {f"marks/{i}/review": "5" for i in items}
    counts = {f"marks/attendance/{e}/review": "" for e in ("late", "leave")}
    held = begun(ann, tmp_path / "r.toml")
    trial = tried(ann, held, {**FILLED, **apart, **counts})
    assert trial.wrong.keys() == {"sheet/raters/reason"}
    assert "more than 10 in total" in trial.wrong["sheet/raters/reason"][0].expected
    assert tried(ann, held, {**FILLED, **apart, **counts, "sheet/raters/reason": "seen at work"}).complete
    part = {**FILLED, **apart, **counts, "marks/conduct/error/first": ""}
    assert tried(ann, held, part).wrong.keys() == {"marks/conduct/error/first"}


def test_comments_and_what_was_not_typed_over_stay(ann: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        RESULTS.replace("sales = 1030000", "sales = 1030000   # from the ledger") + SHEET, "utf-8"
    )
    held = files.read(path)
    trial = tried(
        ann,
        held,
        {"results/sales/first": "1100000", "marks/sociability/review": "5", "pay/bonus_at_target/first": "1"},
    )
    assert trial.complete, (trial.wrong, trial.general)
    assert "sales = 1100000   # from the ledger" in trial.text
    assert "sociability = {first = 4, review = 5}" in trial.text
    changed = [line for line in trial.text.splitlines() if line not in held.text.splitlines()]
    assert len(changed) == 3
    back = tried(ann, held, {"marks/attendance/late/first": "", "marks/attendance/leave/first": ""})
    assert "attendance = {review = {" in back.text
    assert back.wrong.keys() == {"marks/attendance/absence/first"}


def test_many_people_stand_in_one_file_and_one_is_added(ann: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    report = planning.show(ann, "sales-manager")
    held = begun(ann, path)
    save(ann, report, held, keyed(FILLED))
    with pytest.raises(BadInput, match="stands in this file already"):
        files.begin(report, path, person="0007")
    two = files.begin(report, path, person="0008")
    assert files.people(two.text) == ("0007", "0008")
    empty = tried(ann, two, {}, person=1)
    assert [p.key for p in empty.general] == []
    assert set(empty.wrong) == {f"results/{m.name}/first" for m in report.plan.measures}
    assert tried(ann, two, {}, person=0).general[0].key.startswith("people.2.results.")
    bare = {k: v for k, v in FILLED.items() if k.startswith(("results", "pay"))}
    saved = save(ann, report, two, keyed(bare, 1))
    assert [p.payout.paid for p in saved.people] == [Money.of(Decimal("51797.78"), "USD")] * 2
    assert saved.people[1].sheet is None


def test_what_somebody_else_changed_is_not_overwritten(ann: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(RESULTS, encoding="utf-8")
    held = files.read(path)
    path.write_text(RESULTS + "# looked over\n", encoding="utf-8")
    with pytest.raises(BadInput, match="changed by somebody else"):
        save(ann, planning.show(ann, "sales-manager"), held, {})
    assert path.read_text(encoding="utf-8").endswith("# looked over\n")


def test_files_of_the_plan_are_found_and_others_passed_over(ann: Workspace, tmp_path: Path) -> None:
    folder = ann.home / files.FOLDER
    folder.mkdir()
    for name, text in {
        "mine": RESULTS,
        "broken": "[",
        "other": 'plan = "other"\nperson = "1"\n',
        "unsaid": 'person = "1"\n',
    }.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (folder / "blob.toml").write_bytes(b"\xff\xfe")
    assert [p.stem for p in files.found(ann, "sales-manager")] == ["broken", "mine", "unsaid"]
    with pytest.raises(BadInput, match="spreadsheet"):
        files.read(tmp_path / "r.csv")


def test_a_file_that_is_no_toml_is_a_problem_of_the_whole(ann: Workspace, tmp_path: Path) -> None:
    trial = tried(ann, ResultsText(tmp_path / "r.toml", "[["), {"results/sales/first": "1"})
    assert trial.people == ()
    assert trial.general[0].message.startswith("not TOML")
