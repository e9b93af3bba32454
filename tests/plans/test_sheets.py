"""Rows of cells as bands: whatever stands in them, either every band is right or every problem is told."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.money import Money
from plans.sheets import Cell, Heading, Sheet, find_heading, letters, read_bands, signature

HEAD = ("Grade", "Min", "Mid", "Max")


def sheet(*rows: tuple[str, ...], mark: str = ".") -> Sheet:
    return Sheet("bands.csv", "", [[Cell(t) for t in row] for row in rows], mark)


def heading_of(table: Sheet) -> Heading:
    found, problems = find_heading(table, {}, {})
    assert found is not None, problems
    return found


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("38000", ".", "38000"),
        ("38,000.5", ".", "38000.5"),
        ("38.000,50", ",", "38000.50"),
        ("38\u202f000,50", ",", "38000.50"),
        ("38 000", ",", "38000"),
    ],
)
def test_amounts_as_people_write_them(text: str, mark: str, amount: str) -> None:
    table = sheet(HEAD, ("A", text, text, text), mark=mark)
    (band,), problems = read_bands(table, heading_of(table), currency="USD", clauses=[])
    assert problems == ()
    assert band.amounts["minimum"] == Money.of(Decimal(amount), "USD")


@pytest.mark.parametrize("text", ["38.000.50", "3,80,000", "38'000", "$38000", "1e5", "38k", "NaN", "12,34"])
def test_what_is_no_plain_number_is_not_guessed_at(text: str) -> None:
    table = sheet(HEAD, ("A", text, "1", "2"))
    bands, problems = read_bands(table, heading_of(table), currency="USD", clauses=[])
    assert bands == ()
    assert problems[0].message == "not an amount"
    assert problems[0].got == text


def test_an_amount_beyond_any_pay_is_refused() -> None:
    table = sheet(HEAD, ("A", "1", "2", "9" * 40))
    _, problems = read_bands(table, heading_of(table), currency="USD", clauses=[])
    assert [p.message for p in problems] == ["more than pay can be"]


def test_headings_count_whatever_their_case_and_blanks() -> None:
    assert signature(["Pay  Grade", "MIN."]) == signature(["pay grade", "min", ""])
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


CELLS = st.text(max_size=8) | st.from_regex(r"-?[0-9]{1,25}([.,][0-9]{0,4})?", fullmatch=True)


ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=6)


@given(rows=ROWS, currency=st.sampled_from(["USD", "JPY", "KWD"]))
def test_any_cells_give_bands_or_problems(rows: list[list[str]], currency: str) -> None:
    table = sheet(HEAD, *(tuple(row) for row in rows))
    bands, problems = read_bands(table, heading_of(table), currency=currency, clauses=["cpi"])
    for band in bands:
        low, middle, high = (band.amounts[name] for name in ("minimum", "midpoint", "maximum"))
        assert 0 < low.minor <= middle.minor <= high.minor < 2**53
        assert low.currency == currency
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(bands) <= len(filled)
    assert problems or len(bands) == len(filled) > 0


@given(rows=ROWS)
def test_any_first_rows_are_headings_or_a_problem(rows: list[list[str]]) -> None:
    found, problems = find_heading(sheet(*(tuple(row) for row in rows)), {}, {})
    assert found is not None or problems


def test_a_grade_twice_in_a_sheet_is_told_at_its_row_whatever_else_is_wrong() -> None:
    table = sheet(HEAD, ("A", "1", "2", "x"), ("B", "1", "2", "3"), ("A", "1", "2", "3"))
    _, found = read_bands(table, heading_of(table), currency="USD", clauses=[])
    assert [(p.line, p.message) for p in found] == [(2, "not an amount"), (4, "the same grade as in row 2")]
