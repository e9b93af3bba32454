"""The CSV form: tidy, exact, and safe to open in a spreadsheet."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import InvalidFile
from jobs import export, verify
from jobs.exports.csv_form import from_csv, guard, to_csv, unguard
from jobs.workspace import Workspace
from tests.jobs.exporting import RISKY, of_currency, proposed, risky


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_a_figure_with_what_other_systems_need(ann: Workspace, tmp_path: Path) -> None:
    """CPI-U 323.048 to 333.918 moves 38,000 to 39,278.63, which to the nearest 10 is 39,280."""
    number = proposed(ann)
    export.export(ann, number, path=tmp_path / "bands.csv")
    rows = rows_of(tmp_path / "bands.csv")
    first = rows[0]
    assert (first["section"], first["item"], first["field"], first["currency"]) == (
        "bands",
        "S1",
        "minimum",
        "USD",
    )
    assert (first["before"], first["after"], first["change"]) == ("38000.00", "39280.00", "1280.00")
    assert (first["change_percent"], first["clause"]) == ("3.37", "bands-cpi")
    assert (first["proposal"], first["effective_on"], first["state"]) == (
        str(number),
        "2026-10-01",
        "proposed",
    )
    assert len([r for r in rows if r["section"] == "bands"]) == 8 * 3
    assert len([r for r in rows if r["section"] == "measures"]) == 5 * 3
    names = [(r["section"], r["item"], r["field"]) for r in rows]
    assert len(set(names)) == len(names)


def test_thresholds_that_are_no_money_are_there_unchanged(ann: Workspace, tmp_path: Path) -> None:
    export.export(ann, proposed(ann), path=tmp_path / "bands.csv")
    rows = {(r["item"], r["field"]): r for r in rows_of(tmp_path / "bands.csv")}
    score = rows["satisfaction", "target"]
    assert (score["unit"], score["currency"], score["before"], score["after"]) == ("score", "", "90", "90")


def test_the_evidence_names_vintage_source_and_base(ann: Workspace, tmp_path: Path) -> None:
    export.export(ann, proposed(ann), path=tmp_path / "bands.csv")
    rows = rows_of(tmp_path / "bands-evidence.csv")
    july = next(r for r in rows if (r["indicator"], r["period"]) == ("us-cpi", "2026-07"))
    assert july["value"] == "333.918"
    assert july["url"].startswith("https://")
    assert july["published_on"]
    assert july["fetched_at"]
    assert (july["key"], july["indicator_base_period"]) == ("bls:CUUR0000SA0", "1982-84=100")
    assert {r["indicator"] for r in rows} == {"us-cpi", "us-ppi-finished-goods", "uk-rpi"}


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "39280"), ("KWD", "39280.000")])
def test_money_has_its_currency_s_own_decimals(
    ann: Workspace, tmp_path: Path, currency: str, shown: str
) -> None:
    export.export(ann, of_currency(ann, currency), path=tmp_path / "bands.csv")
    first = rows_of(tmp_path / "bands.csv")[0]
    assert (first["after"], first["currency"]) == (shown, currency)


def test_words_that_look_like_formulas_stay_words(ann: Workspace, tmp_path: Path) -> None:
    export.export(ann, risky(ann), path=tmp_path / "bands.csv")
    for file in tmp_path.glob("*.csv"):
        for row in rows_of(file):
            for cell in row.values():
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not cell.startswith("-") or Decimal(cell)
    assert rows_of(tmp_path / "bands.csv")[0]["item"] == "'=1+1"
    assert verify.verify(ann, tmp_path / "bands.csv").ok


@pytest.mark.parametrize("text", RISKY)
def test_one_apostrophe_is_put_before_a_risky_text_and_taken_away_again(text: str) -> None:
    assert unguard(guard(text)) == text


def test_a_negative_number_needs_no_apostrophe() -> None:
    assert guard("-5") == "-5"
    assert guard("-3.20") == "-3.20"
    assert guard("-1+cmd") == "'-1+cmd"


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), max_size=6))
def test_any_text_comes_back_as_it_was_written(rows: list[list[str]]) -> None:
    # A row of nothing but empty cells is how CSV writes an empty line; exports have none.
    filled = [[f"{n}:{a}", b] for n, (a, b) in enumerate(rows)]
    read = from_csv(to_csv(["one", "two"], filled), file="any.csv")
    assert [[r["one"], r["two"]] for r in read] == filled


@pytest.mark.parametrize("content", [b"a,b\r\n1\r\n", b"a,b\r\n1,2,3\r\n", b'a,b\r\n"1,2\r\n', b"\xff\xfe"])
def test_what_is_no_whole_csv_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidFile):
        from_csv(content, file="odd.csv")
