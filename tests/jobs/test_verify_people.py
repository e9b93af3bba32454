"""Files of adjusted people checked again: the same whatever their name and order, else what differs."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from indicators.errors import BadInput, InvalidFile
from jobs import people, verify
from jobs.people import Choices
from jobs.verified import VerifyReport
from jobs.workspace import Workspace
from tests.jobs.test_people import NOON, THREE, House

FORMS = ("out.csv", "out.xlsx", "out.parquet", "out")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A workspace with an accepted proposal."""
    made = House(tmp_path_factory.mktemp("house"))
    yield made
    made.ann.close()


Adjusted = Callable[[str], Path]


@pytest.fixture
def adjusted(house: House, tmp_path: Path) -> Adjusted:
    """Write three people, adjusted, under a name."""
    source = tmp_path / "employees.csv"
    source.write_text(THREE.replace("0001", "'-x"), encoding="utf-8")

    def write(name: str) -> Path:
        people.adjust(house.ann, house.accepted, source, tmp_path / name)
        return tmp_path / name

    return write


def edited(path: Path, change: Callable[[list[list[str]]], object]) -> None:
    """Change the rows of a CSV file; the first holds the headings."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)


def checked(house: House, path: Path) -> VerifyReport:
    return verify.verify(house.ann, path)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_accepted_back_under_any_name(house: House, adjusted: Adjusted, name: str) -> None:
    written = adjusted(name)
    moved = written.rename(written.with_name(f"payroll-{name}"))
    report = checked(house, moved)
    assert (report.ok, report.differences, report.checked, report.proposal) == (True, (), 45, "1")
    assert "3 people and their pay" in report.told
    assert f"written as {name} by ann on 2026-11-23" in report.told


def test_the_order_of_rows_does_not_matter(house: House, adjusted: Adjusted) -> None:
    path = adjusted("out.csv")
    edited(path, lambda rows: rows.__setitem__(slice(1, None), rows[:0:-1]))
    assert checked(house, path).ok


def test_one_cent_more_is_found_at_its_employee(house: House, adjusted: Adjusted) -> None:
    path = adjusted("out.csv")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("41350.00", "41350.01"), encoding="utf-8")
    assert checked(house, path).differences == (
        "the sum of adjusted pay: 161,600.01 USD, and 161,600.00 was written",
        "employee 0007: adjusted pay 41,350.01 less pay 40,000.00 is not the increase 1,350.00",
        "employee 0007, adjusted_pay: 41,350.01, and the proposal makes it 41,350.00",
    )


def test_one_cent_more_is_found_in_a_workbook(house: House, adjusted: Adjusted) -> None:
    path = adjusted("out.xlsx")
    book = openpyxl.load_workbook(path)
    (cell,) = (c for row in book.worksheets[0].iter_rows() for c in row if c.value == 41350)
    cell.value = 41350.01
    book.save(path)
    assert "161,600.01 USD, and 161,600.00 was written" in checked(house, path).differences[0]


@pytest.mark.parametrize("name", ["out.parquet", "out"])
def test_one_cent_more_is_found_in_parquet(house: House, adjusted: Adjusted, name: str) -> None:
    """In a folder its own seal says so too."""
    path = adjusted(name)
    (part,) = path.glob("*.parquet") if path.is_dir() else (path,)
    changed = path.parent / "changed.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT * REPLACE (adjusted_minor + (employee = '0007')::INT AS adjusted_minor)
                FROM '{part}') TO '{changed}' (FORMAT parquet)"""
        )
    changed.replace(part)
    differences = checked(house, path).differences
    assert "the sum of adjusted pay: 161,600.01 USD, and 161,600.00 was written" in differences
    assert any("_realterms.json: adjusted_minor" in d for d in differences) == (name == "out")


def test_a_row_taken_out_or_put_in_is_found(house: House, adjusted: Adjusted) -> None:
    path = adjusted("out.csv")
    edited(path, lambda rows: rows.pop())
    assert checked(house, path).differences[0] == "rows: 2, and 3 were written: 1 missing"
    path.unlink()
    path = adjusted("out.csv")
    edited(path, lambda rows: rows.append(["0009", *rows[1][1:]]))
    assert checked(house, path).differences[0] == "rows: 4, and 3 were written: 1 too many"


def test_pay_of_two_people_swapped_is_found_though_all_sums_are_the_same(
    house: House, adjusted: Adjusted
) -> None:
    path = adjusted("out.csv")

    def swap(rows: list[list[str]]) -> None:
        rows[1][0], rows[2][0] = rows[2][0], rows[1][0]

    edited(path, swap)
    first, *rest = checked(house, path).differences
    assert first.startswith("the sums are the same and the rows are not")
    assert "employee 0007, pay: 79,340.55, and 40,000.00 was written" in rest


def test_a_line_and_an_amount_that_do_not_read_are_told(house: House, adjusted: Adjusted) -> None:
    path = adjusted("out.csv")
    text = path.read_text(encoding="utf-8").replace("82010.00", "many")
    path.write_text(text + "0009,one\n", encoding="utf-8")
    differences = checked(house, path).differences
    assert "line 5: does not read as a row" in differences
    assert any("adjusted pay no amount less pay 79,340.55" in d for d in differences)


def test_headings_named_by_hand_are_known_from_the_chain(house: House, tmp_path: Path) -> None:
    """And so is the currency: yen have no decimals."""
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("Staff No;Grade;Currency;Base\n1;T1;JPY;3333333\n", encoding="utf-8")
    columns = {"employee": "Staff No", "pay": "Base"}
    people.adjust(house.ann, house.yen, source, out, choices=Choices(columns=columns))
    assert (checked(house, out).ok, checked(house, out).proposal) == (True, str(house.yen))


def test_a_file_that_says_its_people_are_made_up_is_accepted_back(house: House, tmp_path: Path) -> None:
    people.make_up(house.ann, house.accepted, tmp_path / "made-up.csv", count=40)
    for name in FORMS:
        people.adjust(house.ann, house.accepted, tmp_path / "made-up.csv", tmp_path / name)
        assert checked(house, tmp_path / name).ok, name


def test_a_file_that_no_adjustment_here_wrote_is_told(house: House, adjusted: Adjusted) -> None:
    written = adjusted("out.csv")
    other = written.rename(written.with_name("other.csv"))
    edited(other, lambda rows: rows.pop())
    report = checked(house, other)
    assert (report.ok, report.in_database) == (False, False)
    assert report.differences == ("no adjustment in the audit chain of this database wrote this file",)


def test_only_a_database_can_say(house: House, adjusted: Adjusted, tmp_path: Path) -> None:
    path = adjusted("out.csv")
    with pytest.raises(BadInput, match="no evidence of their own"):
        verify.verify(house.ann, path, file_only=True)
    (tmp_path / "empty").mkdir()
    stranger = Workspace.open(tmp_path / "empty", environ={}, clock=lambda: NOON, user="eve")
    with pytest.raises(BadInput, match="no evidence of their own"):
        verify.verify(stranger, path)
    assert not list((tmp_path / "empty").glob("*.db"))
    stranger.close()


def test_employees_who_are_not_adjusted_are_no_export(house: House, tmp_path: Path) -> None:
    source = tmp_path / "employees.csv"
    source.write_text(THREE, encoding="utf-8")
    with pytest.raises(InvalidFile):
        checked(house, source)


def test_a_folder_without_its_seal_is_told(house: House, adjusted: Adjusted) -> None:
    path = adjusted("out")
    seal = path / "_realterms.json"
    said = json.loads(seal.read_text(encoding="utf-8"))
    seal.write_text(json.dumps({**said, "rows": 4}), encoding="utf-8")
    assert checked(house, path).differences == ("_realterms.json: rows 4, and the files hold 3",)
    seal.unlink()
    assert checked(house, path).differences == ("_realterms.json: missing",)
