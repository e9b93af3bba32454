"""Tables align in any script, and values look the same everywhere."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cli.render import Column, cut, figure, heads, number, one_line, pad, right, shorten, table, width
from indicators.series import Kind, Period
from jobs.format import plain
from plans.money import Money


def test_a_chinese_character_takes_two_cells_and_an_accent_none() -> None:
    assert width("指数化条款") == 10
    assert width("e\u0301") == 1
    assert width("CPI（居民）") == 11


def test_columns_align_under_wide_characters() -> None:
    text = table(heads("grade", right("amount"), "title"), [["薪等一", "1.00", "a"], ["S2", "100.00", "b"]])
    assert text.splitlines() == [
        "grade   amount  title",
        "薪等一    1.00  a",
        "S2      100.00  b",
    ]
    assert len({width(line) for line in text.splitlines()[1:]}) == 1


def test_a_cell_cannot_break_its_line_nor_drive_the_terminal() -> None:
    assert one_line("a\nb\tc\x1b[31md\x07") == "a b c[31md"
    assert len(table(["one"], [["a\nb"]]).splitlines()) == 2


@given(st.text(), st.integers(1, 30))
def test_shortened_text_fits(text: str, cells: int) -> None:
    assert width(shorten(text, cells)) <= max(cells, 1) or width(text) <= cells


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), st.integers(0, 40))
def test_padded_text_fills_its_cells(text: str, cells: int) -> None:
    assert width(pad(text, max(cells, width(text)))) == max(cells, width(text))


def test_an_empty_table_is_its_headings() -> None:
    assert table(["one", Column("two"), cut("three")], []) == "one  two  three"


def test_numbers_keep_the_digits_they_were_published_with() -> None:
    assert number(Decimal("257.360")) == "257.360"
    assert number(Decimal("1E+3")) == "1000"
    assert number(None) == "–"
    assert figure(Money.of("52340.5", "USD")) == "52,340.50"
    assert figure(Decimal(90)) == "90"


def test_json_holds_exact_numbers_as_text() -> None:
    value = {
        "value": Decimal("257.360"),
        "period": Period.month(2026, 8),
        "on": date(2026, 8, 1),
        "at": datetime(2026, 8, 1, 12, tzinfo=UTC),
        "kind": Kind.CPI,
        "money": Money.of("1.5", "USD"),
        "rows": ({"n": 1},),
        "path": Path("a.csv"),
        "none": None,
        "yes": True,
    }
    assert plain(value) == {
        "value": "257.360",
        "period": "2026-08",
        "on": "2026-08-01",
        "at": "2026-08-01T12:00:00+00:00",
        "kind": "cpi",
        "money": {"amount": "1.50", "currency": "USD"},
        "rows": [{"n": 1}],
        "path": "a.csv",
        "none": None,
        "yes": True,
    }
