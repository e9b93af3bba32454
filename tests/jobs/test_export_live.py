"""Live formulas: what a spreadsheet computes is what we computed, to the last digit, or there is none."""

import csv
import random
import shutil
import subprocess
from decimal import Decimal
from math import floor
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.arithmetic import PRECISION, RoundingMode
from jobs import export, planning, verify
from jobs.exports.live import amount_formula
from jobs.workspace import Workspace
from plans.adjust import Line
from plans.money import Money, Rounding, to_money
from plans.phrases import show
from plans.steps import Step
from tests.jobs.exporting import MULTIPLES, many_bands, of_currency, proposed

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not on this machine")

PAY, RATIO, TEN = Money.of(38_000, "USD"), Decimal("1.03"), Decimal(10)


def moved(before: Money, ratio: Decimal, rule: Rounding, *forms: str) -> Line:
    """A band's minimum moved by a ratio and rounded by a rule."""
    exact = PRECISION.multiply(before.amount, ratio)
    after = to_money(exact, before.currency, rule)
    named = forms or ("apply", "amount-rounded")
    steps = tuple(Step(14, form, exact, before.currency, {"rounding": rule}) for form in named)
    return Line("band/S1/minimum", "bands", "S1", "minimum", before, after, exact, "cpi", steps)


def in_doubles(before: Decimal, ratio: str, multiple: Decimal) -> float:
    """The formula as a program with binary fractions and no tricks computes it."""
    settled = round(float(before) * float(ratio), 6)
    return round(floor(settled / float(multiple) + 0.5) * float(multiple), 2)


@given(
    st.integers(0, 10**11),
    st.integers(1, 300) | st.integers(20_000, 40_000),
    st.integers(1, 300) | st.integers(20_000, 40_000),
    st.sampled_from(MULTIPLES),
)
def test_where_there_is_a_formula_binary_fractions_come_to_the_same(
    minor: int, new: int, old: int, multiple: Decimal
) -> None:
    assume(new < 3 * old)
    ratio = PRECISION.divide(Decimal(new), Decimal(old))
    line = moved(Money(minor, "USD"), ratio, Rounding(multiple))
    if amount_formula(line, show(ratio), "D2", "Clauses!$C$2"):
        assert in_doubles(line.before.amount, show(ratio), multiple) == float(line.after.amount)


def test_a_tie_rounds_up_in_a_formula_too() -> None:
    """38,200 x 1.025 is 39,155 exactly, which to the nearest 10 is 39,160; in binary it is a little less."""
    line = moved(Money.of(38_200, "USD"), Decimal("1.025"), Rounding(Decimal(10)))
    assert line.after == Money.of(39_160, "USD")
    formula = amount_formula(line, "1.025", "D2", "Clauses!$C$2")
    assert formula == "=ROUND(ROUND(ROUND(D2*Clauses!$C$2,6)/10,0)*10,2)"
    assert in_doubles(Decimal(38_200), "1.025", Decimal(10)) == 39_160


@pytest.mark.parametrize(
    "line",
    [
        moved(PAY, RATIO, Rounding(TEN, RoundingMode.DOWN)),
        moved(PAY, RATIO, Rounding(TEN, RoundingMode.HALF_EVEN)),
        moved(PAY, RATIO, Rounding(TEN, first=Decimal("0.1"))),
        moved(PAY, RATIO, Rounding(TEN), "apply-brackets", "amount-rounded"),
        moved(PAY, RATIO, Rounding(TEN), "apply", "cap-amount", "amount-rounded"),
        moved(Money.of("99999999999999.99", "USD"), RATIO, Rounding(TEN)),
    ],
)
def test_what_a_formula_could_get_wrong_stays_a_value(line: Line) -> None:
    assert amount_formula(line, "1.03", "D2", "Clauses!$C$2") == ""


def test_a_tie_missed_by_less_than_fractions_can_tell_stays_a_value() -> None:
    """100,000 x 1.00004999999999 is just below 100,005, so we come to 100,000."""
    line = moved(Money.of(100_000, "USD"), Decimal("1.00004999999999"), Rounding(TEN))
    assert line.after == Money.of(100_000, "USD")
    assert amount_formula(line, "1.00004999999999", "D2", "Clauses!$C$2") == ""


def test_the_workbook_shows_the_amounts_without_being_computed_anew(ann: Workspace, tmp_path: Path) -> None:
    """CPI-U 323.048 to 333.918 moves 38,000 to 39,278.63, which to the nearest 10 is 39,280."""
    path = export.export(ann, proposed(ann), path=tmp_path / "bands.xlsx").path
    sheet = openpyxl.load_workbook(path, data_only=True)["Bands"]
    assert [cell.value for cell in sheet[2]][3:6] == [38_000, 39_280, 3.37]
    report = verify.verify(ann, path)
    assert (report.ok, report.differences) == (True, ())


def changed(path: Path, cell: str, value: Any) -> Path:
    """The workbook with another content in a cell of the bands; nothing in it is computed any more."""
    book = openpyxl.load_workbook(path)
    book["Bands"][cell].value = value
    book.save(path)
    return path


@pytest.mark.parametrize(
    "formula",
    [
        "=ROUND(ROUND(ROUND(D2*Clauses!$C$3,6)/10,0)*10,2)",
        "=ROUND(ROUND(ROUND(D3*Clauses!$C$2,6)/10,0)*10,2)",
        "=39280",
        '=HYPERLINK("http://x")',
    ],
)
def test_another_formula_is_named(ann: Workspace, tmp_path: Path, formula: str) -> None:
    path = export.export(ann, proposed(ann), path=tmp_path / "bands.xlsx").path
    found = verify.verify(ann, changed(path, "E2", formula)).differences
    assert any(f"Bands S1: Minimum after: exported {formula[:12]}" in text for text in found), found


def test_a_fact_that_is_a_formula_is_named(ann: Workspace, tmp_path: Path) -> None:
    path = export.export(ann, proposed(ann), path=tmp_path / "bands.xlsx").path
    book = openpyxl.load_workbook(path)
    (cell,) = [row[1] for row in book["Summary"].iter_rows() if row[0].value == "Proposed by"]
    cell.value = '="ann"'
    book.save(path)
    assert any('exported ="ann"' in text for text in verify.verify(ann, path).differences)


def test_pasted_values_are_still_the_same(ann: Workspace, tmp_path: Path) -> None:
    path = export.export(ann, proposed(ann), path=tmp_path / "bands.xlsx").path
    assert verify.verify(ann, changed(path, "E2", 39_280)).ok


# --- a real spreadsheet -----------------------------------------------------------------------------


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice computes and saves it; it is given no figure that we computed."""
    bare = folder / "bare.xlsx"
    openpyxl.load_workbook(path).save(bare)  # keeps formulas, drops what they came to
    _convert(bare, folder / "computed", "xlsx")
    return folder / "computed" / "bare.xlsx"


def _convert(path: Path, folder: Path, form: str) -> None:
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder.parent / 'office').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=110)


def figures_of(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        f"{name}!{cell.coordinate}": cell.value
        for name in ("Bands", "Thresholds", "Components", "Clauses")
        for row in book[name].iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.prove
@needs_soffice
@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_libreoffice_comes_to_every_figure(ann: Workspace, tmp_path: Path, currency: str) -> None:
    number = proposed(ann) if currency == "USD" else of_currency(ann, currency)
    path = export.export(ann, number, path=tmp_path / "bands.xlsx").path
    computed = recalculated(path, tmp_path)
    assert figures_of(computed) == figures_of(path)
    assert verify.verify(ann, computed).ok


def by_midpoint(ann: Workspace, currency: str) -> int:
    """A proposal of a plan whose bands move by their midpoint."""
    text = many_bands(random.Random(7), 40).replace("sample = true", 'sample = true\nbands_move = "midpoint"')
    assert "bands_move" in text
    planning.save_text(ann, text.replace('"USD"', f'"{currency}"'), file="by-midpoint.toml")
    return proposed(ann)


def test_a_band_that_keeps_its_spread_has_formulas_too(ann: Workspace, tmp_path: Path) -> None:
    path = export.export(ann, by_midpoint(ann, "USD"), path=tmp_path / "bands.xlsx").path
    cells = [str(cell.value) for row in openpyxl.load_workbook(path)["Bands"].iter_rows() for cell in row]
    kept = [text for text in cells if text.startswith("=ROUND(ROUND(ROUND(H")]
    assert len(kept) > 60  # of 80; a tie that binary fractions may miss stays a value
    assert kept[0] == "=ROUND(ROUND(ROUND(H2*D2/G2,6)/0.01,0)*0.01,2)"
    assert verify.verify(ann, path).ok
    assert not verify.verify(ann, changed(path, "E2", "=ROUND(H2*D2/G2,2)")).ok


@pytest.mark.prove
@needs_soffice
def test_libreoffice_comes_to_every_band_that_keeps_its_spread(ann: Workspace, tmp_path: Path) -> None:
    path = export.export(ann, by_midpoint(ann, "USD"), path=tmp_path / "bands.xlsx").path
    computed = recalculated(path, tmp_path)
    assert figures_of(computed) == figures_of(path)
    assert verify.verify(ann, computed).ok


@pytest.mark.prove
@needs_soffice
def test_libreoffice_comes_to_every_one_of_many_figures(ann: Workspace, tmp_path: Path) -> None:
    chance = random.Random(11)
    planning.save_text(ann, many_bands(chance, 400), file="many.toml")
    path = export.export(ann, proposed(ann), path=tmp_path / "bands.xlsx").path
    live = [
        cell
        for row in openpyxl.load_workbook(path)["Bands"].iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(live) > 2_000
    assert figures_of(recalculated(path, tmp_path)) == figures_of(path)


@pytest.mark.prove
@needs_soffice
def test_libreoffice_shows_every_row_as_csv(ann: Workspace, tmp_path: Path) -> None:
    path = export.export(ann, proposed(ann), path=tmp_path / "bands.xlsx").path
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    _convert(path, tmp_path / "computed", form)
    (found,) = (tmp_path / "computed").glob("*.csv")
    with found.open(encoding="utf-8", newline="") as file:
        rows = {row["Grade"]: row for row in csv.DictReader(file)}
    assert Decimal(rows["S1"]["Minimum after"]) == 39_280
    assert Decimal(rows["S8"]["Maximum after"]) == 154_680
    assert len(rows) == 8
