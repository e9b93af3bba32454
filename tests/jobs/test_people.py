"""Files of employees adjusted by an accepted proposal: every form, every engine, every bad file."""

import csv
import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from indicators.errors import BadInput, Cancelled, DecisionRefused, InvalidFile, UnknownName
from jobs import audit, decide, demo, people, planning, propose
from jobs.employees.checksum import checksum_of
from jobs.employees.engines import ENGINES
from jobs.employees.synthetic import MARK, write_synthetic
from jobs.exports.model import HANDLING
from jobs.people import Choices
from jobs.progress import Progress
from jobs.workspace import Workspace
from plans.money import Rounding
from plans.pay_terms import Policy
from tests.plan_texts import plan_text

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ON = date(2026, 10, 1)
# Bands in yen: no decimals; moved by the same official CPI-U as the sample plan's.
YEN_PLAN = plan_text(
    "tokyo",
    "Shop in Tokyo",
    [("T1", 3_000_000, 3_500_000, 4_000_000)],
    currency="JPY",
    to=1,
    sample=True,
    more='\n[places.osaka]\ntitle = "Osaka"\ndifferential = -10\n',
)


class House:
    """A workspace with one accepted and one undecided proposal of the sample plan, and one in yen."""

    def __init__(self, home: Path) -> None:
        self.ann = Workspace.open(home, environ={}, clock=lambda: NOON, user="ann")
        ben = Workspace.open(home, environ={}, clock=lambda: NOON, user="ben")
        demo.load_sample(self.ann)
        planning.save_text(self.ann, YEN_PLAN, file="tokyo.toml")
        self.accepted, self.yen = (propose.propose(self.ann, p, on=ON).id for p in ("sales-manager", "tokyo"))
        self.waiting = propose.propose(self.ann, "sales-manager", on=ON, note="again").id
        for number in (self.accepted, self.yen):
            decide.accept(ben, number, "as agreed")
        ben.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all tests: adjusting people changes nothing in it but the audit chain."""
    made = House(tmp_path_factory.mktemp("house"))
    yield made
    made.ann.close()


Write = Callable[[str], Path]


@pytest.fixture
def employees(tmp_path: Path) -> Write:
    """Write a CSV file of employees."""

    def write(text: str, name: str = "employees.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


THREE = """employee,name,grade,currency,pay,department
0007,Zoë 李,S1,USD,40000,Sales
0008,=HYPERLINK("x"),S5,USD,79340.55,Service
0001,-7,S1,USD,37000.00,Sales
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_pay_moves_by_the_published_ratio_and_keeps_its_row(
    house: House, employees: Write, tmp_path: Path
) -> None:
    """CPI-U 333.918 / 323.048, to the nearest 10 dollars: 40,000 -> 41,345.93 -> 41,350."""
    out = tmp_path / "adjusted.csv"
    report = people.adjust(house.ann, house.accepted, employees(THREE), out)
    found = rows_of(out)
    assert [r["employee"] for r in found] == ["0007", "0008", "0001"]
    assert [r["adjusted_pay"] for r in found] == ["41350.00", "82010.00", "38240.00"]
    assert [r["pay"] for r in found] == ["40000.00", "79340.55", "37000.00"]
    assert (found[0]["increase"], found[0]["compa_ratio_before_percent"]) == ("1350.00", "89.59")
    assert [r["circle_after"] for r in found] == ["none", "none", "green"]
    assert found[2]["to_minimum"] == "1040.00"
    assert (report.total.people, report.total.cost_minor) == (3, 135000 + 266945 + 124000)
    assert [(g.key, g.people) for g in report.by_department] == [(("Sales",), 2), (("Service",), 1)]
    assert [g.key[0] for g in report.by_grade] == ["S1", "S5"]


def test_the_file_is_its_owners_alone_and_nothing_else_is_left(
    house: House, employees: Write, tmp_path: Path
) -> None:
    source, out = employees(THREE), tmp_path / "adjusted.csv"
    people.adjust(house.ann, house.accepted, source, out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["adjusted.csv", "employees.csv"]


def test_every_form_says_how_sensitive_it_is(house: House, employees: Write, tmp_path: Path) -> None:
    """In CSV by a last column, so that a program finds all others where they were."""
    for name in ("out.csv", "out.xlsx", "out.parquet", "out"):
        people.adjust(house.ann, house.accepted, employees(THREE), tmp_path / name)
    rows = rows_of(tmp_path / "out.csv")
    assert [list(row.items())[-1] for row in rows] == [("handling", HANDLING)] * 3
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").properties.description == HANDLING
    with duckdb.connect() as connection:
        said = connection.execute(
            "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'handling'",
            [str(tmp_path / "out.parquet")],
        )
        assert said.fetchall() == [(HANDLING,)]
    seal = json.loads((tmp_path / "out" / "_realterms.json").read_text(encoding="utf-8"))
    assert seal["handling"] == HANDLING
    taken = employees("employee,grade,currency,pay,Handling\n1,S1,USD,40000,mine\n")
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.accepted, taken)
    assert refused.value.problems[0].message == "an adjustment writes a column of this name"


def test_cells_that_a_spreadsheet_would_run_stay_text(house: House, employees: Write, tmp_path: Path) -> None:
    people.adjust(house.ann, house.accepted, employees(THREE), tmp_path / "out.csv")
    people.adjust(house.ann, house.accepted, employees(THREE), tmp_path / "out.xlsx")
    assert [r["name"] for r in rows_of(tmp_path / "out.csv")] == ["Zoë 李", '\'=HYPERLINK("x")', "-7"]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    cell = sheet["B3"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    assert sheet["A2"].value == "0007"


def test_a_workbook_in_gives_a_workbook_out(house: House, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Employee", "Grade", "Currency", "Pay"])
    sheet.append(["0007", "S1", "USD", 40000])
    sheet.append([8, "S5", "USD", 79340.55])
    book.save(tmp_path / "in.xlsx")
    people.adjust(house.ann, house.accepted, tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows(values_only=True))
    assert rows[0][:5] == ("Employee", "Grade", "Currency", "Pay", "adjusted_pay")
    assert [r[:5] for r in rows[1:]] == [
        ("0007", "S1", "USD", 40000, 41350),
        ("8", "S5", "USD", 79340.55, 82010),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_rows_in_the_same_order(
    house: House, employees: Write, tmp_path: Path, engine: str
) -> None:
    default, other = tmp_path / "default.csv", tmp_path / "other.csv"
    first = people.adjust(house.ann, house.accepted, employees(THREE), default)
    report = people.adjust(house.ann, house.accepted, employees(THREE), other, choices=Choices(engine=engine))
    assert other.read_bytes() == default.read_bytes()
    assert report.checksum == first.checksum


def test_the_checksum_is_that_of_the_rows_in_plain_values(house: House, employees: Write) -> None:
    report = people.report(house.ann, house.accepted, employees(THREE))
    rows = [
        ("0001", "S1", "USD", 3700000, 3824000),
        ("0008", "S5", "USD", 7934055, 8201000),
        ("0007", "S1", "USD", 4000000, 4135000),
    ]
    assert report.checksum == checksum_of(rows)
    assert checksum_of(rows) != checksum_of([*rows[:2], ("0007", "S1", "USD", 4000000, 4135001)])


def test_parquet_goes_in_and_out_in_minor_units_and_basis_points(house: House, tmp_path: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT * FROM (VALUES ('0007', 'S1', 'USD', 4000000::BIGINT, DATE '2020-02-29'),
                ('0008', 'S5', 'USD', 7934055, NULL))
                t("Employee", "Grade", "Currency", "Pay_minor", "Since"))
                TO '{source}' (FORMAT parquet)"""
        )
        people.adjust(house.ann, house.accepted, source, out)
        table = connection.read_parquet(str(out))
        assert table.columns[:6] == ["employee", "grade", "currency", "pay_minor", "department", "Since"]
        assert [str(t) for t in table.types[:6]] == [
            "VARCHAR",
            "VARCHAR",
            "VARCHAR",
            "BIGINT",
            "VARCHAR",
            "DATE",
        ]
        found = table.project("employee, adjusted_minor, compa_before_bp, Since").fetchall()
    assert found == [("0007", 4135000, 8959, date(2020, 2, 29)), ("0008", 8201000, 10000, None)]


@pytest.mark.parametrize("name", ["o.csv", "o.parquet", "o.xlsx"])
def test_the_effects_are_seen_before_the_decision_but_no_file_is_written(
    house: House, employees: Write, tmp_path: Path, name: str
) -> None:
    source = employees(THREE)
    assert people.report(house.ann, house.waiting, source).path is None
    with pytest.raises(DecisionRefused, match="is proposed") as refused:
        people.adjust(house.ann, house.waiting, source, tmp_path / name)
    assert "accepts it" in refused.value.hint
    assert not (tmp_path / name).exists()


def test_the_audit_chain_keeps_the_checksum(house: House, employees: Write, tmp_path: Path) -> None:
    before = audit.verify(house.ann).entries
    people.report(house.ann, house.accepted, employees(THREE))
    people.adjust(house.ann, house.accepted, employees(THREE), tmp_path / "out.csv")
    after = audit.verify(house.ann)
    assert (after.ok, after.entries) == (True, before + 1)


def test_only_pay_below_the_minimum_moves_where_that_is_chosen(house: House, employees: Write) -> None:
    choices = Choices(policy=Policy.MINIMUM)
    report = people.report(house.ann, house.accepted, employees(THREE), choices=choices)
    assert report.total.cost_minor == 3928000 - 3700000
    assert (report.total.green_before, report.total.green_after) == (1, 0)


def test_pay_can_be_rounded_otherwise_than_bands(house: House, employees: Write) -> None:
    choices = Choices(rounding=Rounding(Decimal("0.01")))
    report = people.report(house.ann, house.accepted, employees(THREE), choices=choices)
    assert report.total.adjusted_minor == 4134593 + 8201022 + 3824499


def test_amounts_in_yen_have_no_decimals(house: House, employees: Write, tmp_path: Path) -> None:
    source = employees("employee,grade,currency,pay\n1,T1,JPY,3333333\n")
    people.adjust(house.ann, house.yen, source, tmp_path / "out.csv")
    (row,) = rows_of(tmp_path / "out.csv")
    assert (row["pay"], row["adjusted_pay"]) == ("3333333", "3445494")
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.yen, employees("employee,grade,currency,pay\n1,T1,JPY,10.5\n"))
    assert refused.value.problems[0].expected == "digits alone"


def test_people_at_a_place_are_measured_by_its_bands(house: House, employees: Write, tmp_path: Path) -> None:
    """Osaka is 10 % below Tokyo: 3,333,333 of 3,150,000 there, of 3,500,000 here; pay moves alike."""
    source = employees(
        "employee,grade,place,currency,pay\n1,T1,osaka,JPY,3333333\n2,T1,,JPY,3333333\n3,T1, ,JPY,2700000\n"
    )
    out = tmp_path / "out.csv"
    people.adjust(house.ann, house.yen, source, out)
    found = [
        (r["place"], r["adjusted_pay"], r["compa_ratio_before_percent"], r["circle_before"])
        for r in rows_of(out)
    ]
    assert found == [
        ("osaka", "3445494", "105.82", "none"),
        ("", "3445494", "95.24", "none"),
        ("", "2790850", "77.14", "green"),
    ]
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.yen, employees("employee,grade,place,currency,pay\n1,T1,kobe,JPY,1\n"))
    assert (refused.value.problems[0].got, refused.value.problems[0].key) == ("'kobe/T1'", "row 2, grade")


def test_headings_may_be_in_any_case_and_named_otherwise(
    house: House, employees: Write, tmp_path: Path
) -> None:
    source = employees("Staff No;GRADE; currency ;Base Pay\n0007;S1;USD;40000\n")
    choices = Choices(columns={"employee": "Staff No", "pay": "base pay"})
    people.adjust(house.ann, house.accepted, source, tmp_path / "out.csv", choices=choices)
    (row,) = rows_of(tmp_path / "out.csv")
    assert list(row)[:5] == ["Staff No", "GRADE", " currency ", "Base Pay", "adjusted_pay"]
    assert row["adjusted_pay"] == "41350.00"


def test_every_problem_in_the_rows_is_told_with_its_row(house: House, employees: Write) -> None:
    source = employees(
        "employee,grade,currency,pay\n"
        "1,S1,USD,40000\n"
        ",S1,USD,40000\n"
        "3,S11,USD,40000\n"
        "4,S1,EUR,40000\n"
        '5,S1,USD,"40,000"\n'
        "6,S1,USD,-5\n"
        "1,S1,USD,40000.123\n"
        "8,,,\n"
    )
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.accepted, source)
    told = [(p.key, p.message, p.got) for p in refused.value.problems]
    assert told == [
        ("row 3, employee", "empty", ""),
        ("row 4, grade", "no band for this grade", "'S11'"),
        ("row 5, currency", "currencies never mix", "'EUR'"),
        ("row 6, pay", "not an amount", "'40,000'"),
        ("row 7, pay", "negative pay", "'-5'"),
        ("row 8, pay", "not an amount", "'40000.123'"),
        ("row 9, grade", "no band for this grade", "''"),
        ("row 9, currency", "currencies never mix", "''"),
        ("row 9, pay", "not an amount", "''"),
        ("employee 1", "stands there more than once", "2 rows"),
    ]
    assert refused.value.problems[1].expected == "did you mean 'S1'?"


def test_lines_that_are_not_csv_are_told_with_their_line(
    house: House, employees: Write, tmp_path: Path
) -> None:
    source = employees(THREE + "9,short\n10,x,S1,USD,40000,Sales,long\n")
    with source.open("ab") as lines:
        lines.write(b"11,\xff,S1,USD,1,Sales\n")
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.accepted, source)
    assert [p.key for p in refused.value.problems] == ["line 5", "line 6", "line 7"]


def test_of_very_many_problems_the_first_are_told(house: House, employees: Write) -> None:
    rows = "".join(f"{n},S1,USD,x\n" for n in range(100))
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.accepted, employees("employee,grade,currency,pay\n" + rows))
    assert len(refused.value.problems) == 21
    assert "more of these" in refused.value.problems[-1].message


@pytest.mark.parametrize(
    ("headings", "columns", "key", "expected"),
    [
        ("employee,grades,currency,pay", {}, "grade", "did you mean 'grades'?"),
        ("employee,grade,currency", {}, "pay", "either pay in major units"),
        ("employee,grade,currency,pay,pay_minor", {}, "pay", "either pay in major units"),
        ("employee,grade,currency,pay,PAY", {}, "column 4", "every heading once"),
        ("employee,grade,currency,pay,adjusted_pay", {}, "adjusted_pay", "another heading"),
        ("id,grade,currency,pay", {"employee": "ID no"}, "ID no", "one of 'id'"),
        ("employee,grade,currency,pay", {"salary": "pay"}, "salary", "pay"),
    ],
)
def test_headings_that_do_not_do_are_told(
    house: House, employees: Write, headings: str, columns: dict[str, str], key: str, expected: str
) -> None:
    with pytest.raises(InvalidFile) as refused:
        people.report(
            house.ann,
            house.accepted,
            employees(f"{headings}\n1,S1,USD,1,1\n"),
            choices=Choices(columns=columns),
        )
    problem = refused.value.problems[0]
    assert problem.key == key
    assert expected in problem.expected


@pytest.mark.parametrize("text", ["", "# only a comment\n", "employee,grade,currency,pay\n"])
def test_a_file_without_people_is_told(house: House, employees: Write, text: str) -> None:
    with pytest.raises(InvalidFile):
        people.report(house.ann, house.accepted, employees(text))


def test_pay_in_floats_is_refused_in_parquet_too(house: House, tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT '7' AS employee, 'S1' AS grade, 'USD' AS currency, 4e4::DOUBLE AS pay)
                TO '{source}' (FORMAT parquet)"""
        )
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.accepted, source)
    assert (refused.value.problems[0].key, refused.value.problems[0].got) == ("pay", "DOUBLE")


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_a_file_that_is_not_what_its_ending_says_is_told(house: House, tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"in.{ending}"
    source.write_bytes(b"\x00\x01\x02 not a table \xff")
    with pytest.raises(BadInput) as refused:
        people.report(house.ann, house.accepted, source)
    assert str(source) in refused.value.explain()


def test_a_name_with_a_star_means_one_file(house: House, employees: Write, tmp_path: Path) -> None:
    employees(THREE)
    source = tmp_path / "emp*.csv"
    source.write_text(THREE.splitlines()[0] + "\n1,x,S1,USD,40000,Sales\n", encoding="utf-8")
    assert people.report(house.ann, house.accepted, source).total.people == 1


def test_places_that_cannot_be_written_are_told_before_anything_is_read(
    house: House, employees: Write, tmp_path: Path
) -> None:
    source = employees(THREE)
    for target, why in (
        (source, "replace the input"),
        (tmp_path, "folder exists already"),
        (tmp_path / "gone" / "out.csv", "not a place"),
        (tmp_path / "out.txt", "kind of file"),
    ):
        with pytest.raises(BadInput, match=why):
            people.adjust(house.ann, house.accepted, source, target)
    (tmp_path / "there.csv").write_text("kept", encoding="utf-8")
    with pytest.raises(BadInput, match="exists already"):
        people.adjust(house.ann, house.accepted, source, tmp_path / "there.csv")
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "kept"


def test_an_unknown_engine_proposal_or_file_is_told(house: House, employees: Write, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="engine"):
        people.report(house.ann, house.accepted, employees(THREE), choices=Choices(engine="duck"))
    with pytest.raises(UnknownName):
        people.report(house.ann, 999, employees(THREE))
    with pytest.raises(BadInput, match="no such file"):
        people.report(house.ann, house.accepted, tmp_path / "none.csv")


def test_stopping_leaves_no_file(house: House, employees: Write, tmp_path: Path) -> None:
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        people.adjust(
            house.ann,
            house.accepted,
            employees(THREE),
            tmp_path / "out.csv",
            on_progress=seen.append,
            cancelled=lambda: len(seen) == 2,
        )
    assert [p.message for p in seen] == ["reading", "adjusting 3 people"]
    assert [p.name for p in tmp_path.iterdir()] == ["employees.csv"]


@pytest.mark.parametrize("name", ["people.csv", "people.parquet"])
def test_synthetic_people_are_said_to_be_synthetic_wherever_they_go(
    house: House, tmp_path: Path, name: str
) -> None:
    bands = planning.show(house.ann, "sales-manager").plan.bands
    source, again, out = tmp_path / name, tmp_path / f"again-{name}", tmp_path / "out.csv"
    write_synthetic(source, bands, count=200)
    write_synthetic(again, bands, count=200)
    report = people.adjust(house.ann, house.accepted, source, out)
    assert source.read_bytes() == again.read_bytes()
    assert report.mark == MARK
    assert any("synthetic" in w for w in report.warnings)
    assert out.read_text(encoding="utf-8").splitlines()[0] == f"# {MARK}"
    assert people.report(house.ann, house.accepted, source).checksum == report.checksum
    assert report.total.people == 200
    assert {"green", "red"} <= {
        "green" if report.total.green_before else "",
        "red" if report.total.red_before else "",
    }


def test_both_forms_of_synthetic_people_are_the_same_people(house: House, tmp_path: Path) -> None:
    bands = planning.show(house.ann, "sales-manager").plan.bands
    sums = []
    for name in ("a.csv", "a.parquet"):
        write_synthetic(tmp_path / name, bands, count=300, seed=7)
        sums.append(people.report(house.ann, house.accepted, tmp_path / name).checksum)
    assert sums[0] == sums[1]


def test_synthetic_people_are_never_written_as_a_workbook(tmp_path: Path, house: House) -> None:
    bands = planning.show(house.ann, "sales-manager").plan.bands
    with pytest.raises(BadInput):
        write_synthetic(tmp_path / "p.xlsx", bands, count=1)
    with pytest.raises(BadInput):
        write_synthetic(tmp_path / "p.csv", bands, count=0)
    assert list(tmp_path.iterdir()) == []
