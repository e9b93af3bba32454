"""Results scored in a workspace: the sample plan on bundled figures, scorecards, and every bad file."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.arithmetic import round_digits
from indicators.errors import BadInput, InvalidFile, UnknownName
from jobs import score
from jobs.propose import preview_plan
from jobs.workspace import Workspace
from plans import templates
from plans.money import Money
from plans.parse import parse_plan
from plans.scoring.library import sheet_text

RESULTS = """
plan = "sales-manager"
on = 2026-10-01
person = "0007"
base_pay = 66000

[results]
sales = 1030000
satisfaction = 94
new-customers = 110
teamwork = { first = 4, first_by = "Li Na", review = 5, review_by = "Ben Fox" }
personal-goals = 100
"""
SHEET = """
[sheet]
name = "appraisal"
first_by = "Li Na"
review_by = "Ben Fox"

[sheet.marks]
attendance = { first = { late = 2, leave = 1 }, review = { late = 1, leave = 1 } }
conduct = { error = 1 }
sociability = 4
responsibility = { first = 2, review = 4 }
initiative = 4
principle = 5
coordination = 3
discipline = 4
"""


def write(folder: Path, text: str, name: str = "results.toml") -> Path:
    """A results file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_sample_plan_pays_nominal_and_real(ann: Workspace, tmp_path: Path) -> None:
    """43 + 22.22 + 18.75 + 18.75 + 15 = 117.72 % of 44,000; half of the PPI's 3.26 % moves the target."""
    report = score.score(ann, "sales-manager", write(tmp_path, RESULTS))
    (person,) = report.people
    assert (report.version, report.on) == (1, date(2026, 10, 1))
    sales = person.payout.measures[0]
    shown = [round_digits(a.attainment, 2) for a in (sales.nominal, sales.real, sales.in_full)]
    assert shown == [Decimal("103.00"), Decimal("101.35"), Decimal("99.75")]
    assert round_digits(person.payout.nominal.value, 2) == Decimal("117.72")
    assert person.payout.bonus == Money(4_400_000, "USD")
    assert (person.payout.paid, person.payout.paid_real) == (Money(5179778, "USD"), Money(5107128, "USD"))
    assert report.notes == ("the plan is a sample: its figures are made up",)


def test_a_scorecard_makes_a_coefficient_of_the_bonus_at_target(ann: Workspace, tmp_path: Path) -> None:
    """7 + 5 + 4 + 4 + 4 + 5 + 3 + 4 + 50 = 86: coefficient 1."""
    report = score.score(ann, "sales-manager", write(tmp_path, RESULTS + SHEET))
    sheet = report.people[0].sheet
    assert sheet is not None
    assert [sheet.first, sheet.review, sheet.final] == [83, 86, 86]
    assert sheet.paid == Money(4_400_000, "USD")


def test_a_table_gives_the_same_payout_for_many(ann: Workspace, tmp_path: Path) -> None:
    rows = ["person,item,result,first_by,review,review_by"]
    for person in ("1", "2"):
        rows += [f"{person},sales,1030000", f"{person},satisfaction,94", f"{person},new-customers,110"]
        rows += [f"{person},teamwork,4,Li Na,5,Ben Fox", f"{person},personal-goals,100"]
    filled = [row + "," * (5 - row.count(",")) for row in rows]
    report = score.score(ann, "sales-manager", write(tmp_path, "\n".join(filled) + "\n", "r.csv"))
    assert [round_digits(p.payout.nominal.value, 2) for p in report.people] == [Decimal("117.72")] * 2
    assert [p.payout.paid for p in report.people] == [None, None]


def test_real_figures_not_known_yet_are_said_to_be_missing(ann: Workspace, tmp_path: Path) -> None:
    """Without a day the plan's end counts: September 2027, whose prices nobody knows."""
    report = score.score(ann, "sales-manager", write(tmp_path, RESULTS.replace("on = 2026-10-01", "")))
    assert report.on == date(2027, 10, 1)
    assert report.upratings == {}
    assert report.notes[0].startswith("no real figures by sales-ppi for 2027-10-01: us-ppi-finished-goods")
    assert report.people[0].payout.paid == report.people[0].payout.paid_real


def test_a_plan_and_a_scorecard_may_be_files_beside_the_results(ann: Workspace, tmp_path: Path) -> None:
    plan = write(tmp_path, templates.text("sales-manager"), "plan.toml")
    write(tmp_path, sheet_text("appraisal").replace("[90, 1.2]", "[85, 1.2]"), "own.toml")
    results = write(tmp_path, RESULTS + SHEET.replace('"appraisal"', '"own.toml"'))
    report = score.score(ann, str(plan), results)
    assert report.version is None
    assert report.people[0].sheet is not None
    assert report.people[0].sheet.coefficient == Decimal("1.2")


def test_every_problem_of_results_and_marks_is_told(ann: Workspace, tmp_path: Path) -> None:
    bad = SHEET.replace("sociability = 4", "sociabilty = 4").replace("review = 4", "review = 5")
    with pytest.raises(InvalidFile) as refused:
        score.score(ann, "sales-manager", write(tmp_path, RESULTS + bad))
    assert [p.key for p in refused.value.problems] == [
        "0007: sheet.marks.sociabilty",
        "0007: sheet.marks.sociability",
    ]
    apart = SHEET.replace("review = 4", "review = 5")
    with pytest.raises(InvalidFile) as refused:
        score.score(ann, "sales-manager", write(tmp_path, RESULTS + apart))
    assert [p.key for p in refused.value.problems] == ["0007: sheet.marks.responsibility.reason"]
    with pytest.raises(InvalidFile) as refused:
        score.score(ann, "sales-manager", write(tmp_path, RESULTS.replace("sales = ", "sale = ")))
    assert [p.line for p in refused.value.problems] == [8, 7]


def test_what_does_not_exist_is_told(ann: Workspace, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="plan"):
        score.score(ann, "sales-manger", write(tmp_path, RESULTS))
    with pytest.raises(BadInput, match="cannot read"):
        score.score(ann, "sales-manager", tmp_path / "none.toml")
    with pytest.raises(UnknownName, match="scorecard"):
        score.score(ann, "sales-manager", write(tmp_path, RESULTS + SHEET.replace("appraisal", "apraisal")))
    with pytest.raises(BadInput, match="day to come"):
        score.score(ann, "sales-manager", write(tmp_path, RESULTS), as_of=date(2030, 1, 1))


PART_OF_A_YEAR = '\n[people]\npayout_proration = "{rule}"\n'


def part_of(folder: Path, rule: str, days: str) -> Path:
    """The sample plan, 1 October 2026 to 30 September 2027, with a rule for parts of it, and results."""
    plan = templates.text("sales-manager") + PART_OF_A_YEAR.format(rule=rule)
    write(folder, plan, "plan.toml")
    return write(folder, days + "\n" + RESULTS)


@pytest.mark.parametrize(
    ("rule", "days", "paid", "told"),
    [
        # 51,797.78 for the whole year; the exact 117.722222... % of 44,000 times the part, rounded once.
        ("days", "first_day = 2027-04-01", "25969.84", "183 of 365 days"),
        ("months", "first_day = 2027-04-01", "25898.89", "6 of 12 months"),
        ("months", "first_day = 2027-04-02", "21582.41", "5 of 12 months"),
        ("days", "last_day = 2026-12-31", "13055.88", "92 of 365 days"),
        ("days", "first_day = 2026-12-01\nlast_day = 2027-01-30", "8656.61", "61 of 365 days"),
    ],
)
def test_a_joiner_and_a_leaver_get_a_part_of_the_bonus(
    ann: Workspace, tmp_path: Path, rule: str, days: str, paid: str, told: str
) -> None:
    results = part_of(tmp_path, rule, days)
    payout = score.score(ann, str(tmp_path / "plan.toml"), results).people[0].payout
    assert payout.paid == Money.of(Decimal(paid), "USD")
    assert payout.workings[-1] == f"44000.00 USD x 117.72 % x {told} = {paid} USD"


def test_a_whole_period_is_no_part_and_a_coefficient_is_prorated_too(ann: Workspace, tmp_path: Path) -> None:
    whole = part_of(tmp_path, "days", "first_day = 2026-10-01\nlast_day = 2027-09-30")
    assert score.score(ann, str(tmp_path / "plan.toml"), whole).people[0].payout.served is None
    half = part_of(tmp_path, "months", "first_day = 2027-04-01")
    half.write_text(half.read_text(encoding="utf-8") + SHEET, encoding="utf-8")
    sheet = score.score(ann, str(tmp_path / "plan.toml"), half).people[0].sheet
    assert sheet is not None
    assert sheet.paid == Money.of(22_000, "USD")


@pytest.mark.parametrize(
    ("rule", "days", "message"),
    [
        ("none", "first_day = 2027-04-01", "does not say how a part"),
        ("days", "first_day = 2025-04-01", "outside the plan"),
        ("days", "first_day = 2027-04-01\nlast_day = 2027-03-01", "not a part of one period"),
        ("days", 'first_day = "soon"', "not a date"),
    ],
)
def test_a_part_that_cannot_be_is_refused(
    ann: Workspace, tmp_path: Path, rule: str, days: str, message: str
) -> None:
    results = part_of(tmp_path, rule, days)
    with pytest.raises(InvalidFile) as refused:
        score.score(ann, str(tmp_path / "plan.toml"), results)
    assert message in refused.value.problems[0].message


def test_a_table_may_say_since_when(ann: Workspace, tmp_path: Path) -> None:
    part_of(tmp_path, "days", "")
    rows = ["person,item,result,first_by", "1,sales,1030000,", "1,satisfaction,94,", "1,new-customers,110,"]
    rows += ["1,teamwork,5,Li Na", "1,personal-goals,100,", "1,base_pay,66000,", "1,first_day,2027-04-01,"]
    table = write(tmp_path, "\n".join(rows) + "\n", "r.csv")
    payout = score.score(ann, str(tmp_path / "plan.toml"), table).people[0].payout
    assert payout.paid == Money.of(Decimal("25969.84"), "USD")


CAP = """
[[components]]
kind = "bonus-cap"
name = "most"
title = "The most that the bonus comes to"
amount = 45000
clause = "extras-cpi"
"""


def test_a_bonus_is_capped_in_money_and_the_cap_has_a_clause_of_its_own(
    ann: Workspace, tmp_path: Path
) -> None:
    """51,797.78 would be paid; the cap moves like the other extras, 3.36 % to 46,515, nearest 5."""
    write(tmp_path, templates.text("sales-manager") + CAP, "plan.toml")
    payout = score.score(ann, str(tmp_path / "plan.toml"), write(tmp_path, RESULTS)).people[0].payout
    assert payout.paid == payout.paid_real == Money.of(45_000, "USD")
    assert payout.workings[-1] == "44000.00 USD x 117.72 %, at most 45000.00 USD = 45000.00 USD"
    plan, problems = parse_plan((tmp_path / "plan.toml").read_text(encoding="utf-8"), file="plan.toml")
    assert plan is not None, problems
    lines = {line.path: line.after for line in preview_plan(ann, plan, on=date(2026, 10, 1)).lines}
    assert lines["component/most/amount"] == Money.of(46_515, "USD")
