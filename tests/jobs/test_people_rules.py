"""A plan's rules for people applied to a file: who is left out, who gets a part, arrears, real pay."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import openpyxl
import pytest

from indicators.errors import InvalidFile
from jobs import decide, demo, people, planning, propose
from jobs.employees.engines import ENGINES
from jobs.people import Choices
from jobs.workspace import Workspace
from tests.plan_texts import plan_text

RULES = """
[people]
statuses = ["active", "leave"]
service_months = 3
raise_free_months = 6
least_fte = 0.25
proration = "months"

[people.payroll]
period = "month"
day = 25
"""
PLAN = plan_text("shops", "Shops", [("S1", 38_000, 44_650, 51_300)], more=RULES)
FILE = """employee,grade,currency,pay,status,hired_on,last_raise_on,fte
1,S1,USD,40000,active,2015-02-01,2025-10-01,1
2,S1,USD,40000,leave,2026-04-01,,0.5
3,S1,USD,40000,notice,2015-02-01,2025-10-01,1
4,S1,USD,40000,active,2026-08-01,,1
5,S1,USD,40000,active,2015-02-01,2026-07-01,1
6,S1,USD,40000,active,2015-02-01,2025-10-01,.2
"""
Write = Callable[[str], Path]


class Shops:
    """The plan with its rules, proposed for 1 October 2026 by Ann and accepted by Ben on 26 November."""

    def __init__(self, home: Path) -> None:
        self.ann = self._as(home, "ann", 23)
        demo.load_snapshot(self.ann)
        planning.save_text(self.ann, PLAN, file="shops.toml")
        self.accepted = propose.propose(self.ann, "shops", on=date(2026, 10, 1)).id
        self.waiting = propose.propose(self.ann, "shops", on=date(2026, 10, 1), note="again").id
        ben = self._as(home, "ben", 26)
        decide.accept(ben, self.accepted, "as agreed")
        ben.close()

    @staticmethod
    def _as(home: Path, user: str, day: int) -> Workspace:
        noon = datetime(2026, 11, day, 12, 0, tzinfo=UTC)
        return Workspace.open(home, environ={}, clock=lambda: noon, user=user)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    made = Shops(tmp_path_factory.mktemp("shops"))
    yield made
    made.ann.close()


@pytest.fixture
def employees(tmp_path: Path) -> Write:
    def write(text: str) -> Path:
        path = tmp_path / "employees.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_rules_decide_on_every_engine(
    shops: Shops, employees: Write, tmp_path: Path, engine: str
) -> None:
    """CPI-U July 2025 to July 2026, 3.36 %: 1,345.94 in full, half of it after six months (2)."""
    out = tmp_path / "out.csv"
    people.adjust(shops.ann, shops.accepted, employees(FILE), out, choices=Choices(engine=engine))
    found = [
        (r["employee"], r["adjusted_pay"], r["eligibility"], r["share_of_increase_percent"])
        for r in rows_of(out)
    ]
    assert found == [
        ("1", "41350.00", "eligible", "100.00"),
        ("2", "40670.00", "prorated", "50.00"),
        ("3", "40000.00", "status", "0.00"),
        ("4", "40000.00", "short-service", "0.00"),
        ("5", "40000.00", "recent-raise", "0.00"),
        ("6", "40000.00", "few-hours", "0.00"),
    ]


def test_arrears_are_for_the_payrolls_before_acceptance(
    shops: Shops, employees: Write, tmp_path: Path
) -> None:
    """In effect on 1 October, accepted on 26 November: 25 October and 25 November were paid at the old pay.

    3,333.33 -> 3,445.83 a month for the first, 1,666.67 -> 1,694.58 at half time for the second.
    """
    out = tmp_path / "out.csv"
    report = people.adjust(shops.ann, shops.accepted, employees(FILE), out)
    found = [(r["arrears"], r["increase_at_own_hours"]) for r in rows_of(out)]
    assert found[:3] == [("225.00", "1350.00"), ("55.82", "335.00"), ("0.00", "0.00")]
    assert report.total.arrears_minor == 22500 + 5582
    assert str(report.terms.late) == "2 months, paid with the payroll of 2026-12-25"


def test_an_undecided_proposal_shows_the_arrears_of_a_decision_today(shops: Shops, employees: Write) -> None:
    report = people.report(shops.ann, shops.waiting, employees(FILE))
    assert str(report.terms.late) == "1 month, paid with the payroll of 2026-11-25"
    assert report.total.arrears_minor == 11250 + 2791


def test_real_pay_is_told_since_each_last_raise(shops: Shops, employees: Write, tmp_path: Path) -> None:
    """The first was raised a year ago: prices 3.36 % up. The second has been there since April 2026."""
    out = tmp_path / "out.csv"
    report = people.adjust(shops.ann, shops.accepted, employees(FILE), out)
    found = [(r["real_change_before_percent"], r["real_change_after_percent"]) for r in rows_of(out)]
    assert found[0] == ("-3.26", "0.01")
    assert report.total.worse_off == sum(float(after) < 0 for _, after in found)


def test_the_cost_is_split_by_eligibility_and_by_the_year(shops: Shops, employees: Write) -> None:
    report = people.report(shops.ann, shops.accepted, employees(FILE))
    assert [(g.key, g.people, g.cost_minor) for g in report.by_eligibility] == [
        (("eligible",), 1, 135_000),
        (("few-hours",), 1, 0),
        (("prorated",), 1, 67_000),
        (("recent-raise",), 1, 0),
        (("short-service",), 1, 0),
        (("status",), 1, 0),
    ]
    assert (report.total.held, report.total.prorated) == (4, 1)
    assert report.total.increase_at_fte_minor == 135_000 + 33_500
    assert (report.until.last, report.until.days, report.until.of) == (date(2026, 12, 31), 92, 365)
    assert report.until.share(report.total.increase_at_fte_minor) == 42_471


def test_a_column_that_a_rule_needs_is_asked_for(shops: Shops, employees: Write) -> None:
    with pytest.raises(InvalidFile) as refused:
        people.report(shops.ann, shops.accepted, employees("employee,grade,currency,pay\n1,S1,USD,1\n"))
    assert [(p.key, p.expected) for p in refused.value.problems] == [
        ("status", "the plan's rule people.statuses needs it"),
        ("hired_on", "the plan's rule people.proration needs it"),
        ("last_raise_on", "the plan's rule people.raise_free_months needs it"),
        ("fte", "the plan's rule people.least_fte needs it"),
    ]


def test_every_cell_that_says_nothing_is_told_with_its_row(shops: Shops, employees: Write) -> None:
    text = FILE + "7,S1,USD,40000,,,2025-13-01,80\n8,S1,USD,40000,active,01/02/2015,x,\n"
    with pytest.raises(InvalidFile) as refused:
        people.report(shops.ann, shops.accepted, employees(text))
    assert sorted((p.key, p.message, p.got) for p in refused.value.problems) == [
        ("row 8, fte", "not a share of full time with at most 4 decimals", "'80'"),
        ("row 8, hired_on", "empty", "''"),
        ("row 8, last_raise_on", "not a day", "'2025-13-01'"),
        ("row 8, status", "empty", "''"),
        ("row 9, fte", "empty", "''"),
        ("row 9, hired_on", "not a day", "'01/02/2015'"),
        ("row 9, last_raise_on", "not a day", "'x'"),
    ]


def test_days_in_a_workbook_and_in_parquet_are_the_same_days(
    shops: Shops, employees: Write, tmp_path: Path
) -> None:
    expected = people.report(shops.ann, shops.accepted, employees(FILE)).total
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    heading, *lines = [line.split(",") for line in FILE.splitlines()]
    sheet.append(heading)
    for one in lines:
        days = [date.fromisoformat(cell) if cell else None for cell in one[5:7]]
        sheet.append([*one[:3], int(one[3]), one[4], *days, float(one[7])])
    book.save(tmp_path / "in.xlsx")
    assert people.report(shops.ann, shops.accepted, tmp_path / "in.xlsx").total == expected
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT * REPLACE (CAST(employee AS VARCHAR) AS employee)
                FROM read_csv('{tmp_path / "employees.csv"}', types = {{'pay': 'DECIMAL(18, 2)'}}))
                TO '{tmp_path / "in.parquet"}' (FORMAT parquet)"""
        )
    people.adjust(shops.ann, shops.accepted, tmp_path / "in.parquet", tmp_path / "out.parquet")
    with duckdb.connect() as connection:
        made = connection.read_parquet(str(tmp_path / "out.parquet"))
        assert {"hired_on", "last_raise_on", "fte", "status", "arrears_minor"} <= set(made.columns)
        assert str(made.types[made.columns.index("hired_on")]) == "DATE"
        (total,) = made.aggregate("sum(arrears_minor)").fetchall()
    assert total == (expected.arrears_minor,)


def test_a_file_of_a_plan_without_rules_says_what_it_can(
    shops: Shops, employees: Write, tmp_path: Path
) -> None:
    """No rules, no payroll: pay moves for all, and the days of the last raise still give real pay."""
    planning.save_text(shops.ann, PLAN[: PLAN.index("[people]")].replace('"shops"', '"free"'), file="f.toml")
    number = propose.propose(shops.ann, "free", on=date(2026, 10, 1)).id
    report = people.report(shops.ann, number, employees(FILE))
    assert (report.total.held, report.total.arrears_minor, report.by_eligibility) == (0, 0, ())
    assert report.total.increase_at_fte_minor == 4 * 135_000 + 67_500 + 27_000
