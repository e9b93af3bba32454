"""A whole ONS dataset in one CSV: the known series among its columns, each read as its own page is."""

from collections.abc import Mapping, Sequence

import pytest

from indicators.errors import BadInput, UnexpectedAnswer
from indicators.series import Frequency, Indicator
from indicators.sources.base import Answer
from indicators.sources.fetch import Fetched
from indicators.sources.ons_bulk import is_bulk, read_file
from tests.sources.asking import NOW, TODAY, indicator, named

HEADS = ("Title", "CDID", "PreUnit", "Unit", "Release Date", "Next release", "Important Notes")
RPI, RATE = named("uk-rpi", "uk-cpi-rate")
# Figures of MM23 as of 19 August 2026, and a series that nobody asked for.
TO_COME = "16 September 2026"
COLUMNS = (
    ("RPI All Items Index: Jan 1987=100", "CHAW", "", "Index, base year = 100", "19-08-2026", TO_COME, ""),
    ("CPI ANNUAL RATE 00: ALL ITEMS 2015=100", "D7G7", "", "%", "20-08-2026", TO_COME, ""),
    ("CPI WEIGHTS 01: FOOD", "CHZR", "", "Parts per 1000", "18-02-2026", "To be announced", "Weights"),
)
ROWS: dict[str, tuple[str, ...]] = {
    "2025": ("402.7", "3.4", "115"),
    "2026": ("", "", "113"),
    "2026 Q1": ("408.7", "3.0", ""),
    "2026 JAN": ("406.4", "3.0", ""),
    "2026 FEB": ("408.2", "3.0", ""),
    "2026 JUL": ("419.1", "", ""),
}


def bulk(
    columns: Sequence[Sequence[str]] = COLUMNS,
    rows: Mapping[str, tuple[str, ...]] = ROWS,
    heads: Sequence[str] = HEADS,
) -> str:
    lines = [[head, *(column[at] for column in columns)] for at, head in enumerate(heads)]
    lines += [[period, *cells] for period, cells in rows.items()]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def read(text: str, known: Sequence[Indicator] = (RPI, RATE), name: str = "mm23.csv") -> dict[str, Fetched]:
    answer = Answer(200, text.encode(), "text/csv", {}, f"file:{name}", NOW)
    return {f.indicator.code: f for f in read_file(answer, name, known, TODAY)[1]}


def figures(found: Fetched) -> dict[str, str]:
    return {str(o.period): str(o.value) for o in found.observations}


def test_it_is_known_by_its_many_columns() -> None:
    assert is_bulk(bulk().splitlines()[0])
    assert not is_bulk('"Title","RPI All Items Index: Jan 1987=100"')
    assert not is_bulk('"Title","Prices, of all, items"')


def test_the_known_series_are_read_each_with_its_own_release_day() -> None:
    found = read(bulk())
    assert figures(found["CHAW/mm23"]) == {"2026-01": "406.4", "2026-02": "408.2", "2026-07": "419.1"}
    assert figures(found["D7G7/mm23"]) == {"2026-01": "3.0", "2026-02": "3.0"}
    days = [str(found[code].published_on) for code in ("CHAW/mm23", "D7G7/mm23")]
    assert days == ["2026-08-19", "2026-08-20"]
    assert str(found["CHAW/mm23"].next_release) == "2026-09-16"


def test_a_cell_without_a_figure_is_no_observation_and_each_frequency_has_its_rows() -> None:
    quarterly = indicator("ons:CHAW/mm23#Q", frequency=Frequency.QUARTERLY)
    assert figures(read(bulk(), [quarterly])["CHAW/mm23"]) == {"2026-Q1": "408.7"}


def test_how_much_of_the_file_is_known_is_said() -> None:
    answer = Answer(200, bulk().encode(), "text/csv", {}, "file:mm23.csv", NOW)
    assert read_file(answer, "mm23.csv", [RPI], TODAY)[0] == "ONS dataset MM23 (1 of 3 series known)"


@pytest.mark.parametrize("name", ["mm23.csv", "MM23.csv", "mm23 (1).csv", "mm23-2026-08.csv"])
def test_the_name_of_the_file_says_which_dataset_it_is(name: str) -> None:
    assert "CHAW/mm23" in read(bulk(), name=name)


def test_a_name_of_no_dataset_is_not_guessed() -> None:
    with pytest.raises(BadInput, match="its name must") as asked:
        read(bulk(), name="download.csv")
    assert asked.value.expected == "mm23.csv"


def test_a_file_without_any_known_series_says_what_it_holds() -> None:
    other = indicator("ons:L522/mm23")
    with pytest.raises(BadInput, match="no series") as none:
        read(bulk(), [other])
    assert none.value.got == "CHAW, D7G7, CHZR"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            bulk(heads=[h for h in HEADS if h != "CDID"], columns=[c[:1] + c[2:] for c in COLUMNS]),
            "no row CDID",
        ),
        (bulk(columns=[*COLUMNS[:2], COLUMNS[0]]), "a series twice"),
        (bulk(heads=HEADS[:4], columns=[c[:4] for c in COLUMNS]), "header rows missing"),
        (bulk() + '"2026 AUG","1.0"\n', "another number of cells"),
        (bulk(rows=ROWS | {"2026 XYZ": ("1", "1", "1")}), "unknown month"),
        (bulk(rows=ROWS | {"2026 AUG": ("n/a", "", "")}), "not a number"),
        (bulk(rows=ROWS | {"2027 AUG": ("420.0", "", "")}), "has not begun"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(text: str, says: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=says):
        read(text)


def test_a_series_on_another_base_is_refused_and_one_that_goes_on_under_its_own_key_is_taken() -> None:
    old = indicator("ons:D7BT/mm23", base="2005=100")
    new = indicator("ons:D7BT/mm23#2015=100", base="2015=100")
    column = ("CPI INDEX 00: ALL ITEMS 2015=100", "D7BT", "", "Index, base year = 100", "19-08-2026", "", "")
    text = bulk(columns=[column, COLUMNS[2]], rows={"2026 JAN": ("139.5", ""), "2026 FEB": ("140.1", "")})
    with pytest.raises(UnexpectedAnswer, match="another base"):
        read(text, [old])
    assert list(read(text, [old, new])) == ["D7BT/mm23"]
