"""Any one cell of adjusted people changed, in any form: found, and with the file they came from, named."""

import csv
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from indicators.errors import BadInput
from jobs import people, verify
from jobs.people import Choices
from jobs.workspace import Workspace
from plans.money import Rounding
from plans.pay_terms import Policy
from tests.jobs.test_people import NOON, House
from tests.jobs.test_people_rules import FILE, Shops

FORMS = ("out.csv", "out.xlsx", "out.parquet", "out")
# Each reads a form cell by cell; the two that are quick stand for the others between proofs.
MANY_TIMES = [
    f if f in ("out.csv", "out.parquet") else pytest.param(f, marks=pytest.mark.prove) for f in FORMS
]
HEAD, *ROWS = FILE.splitlines()
# Carried along: names that would be formulas, in any script, with blanks, quotes and line breaks.
NAMES = ("Zoë 李", '=HYPERLINK("x")', "'-x", ' a "b", c ', "O'Neill\nöst", "")
STAFF = "\n".join(
    [f"{HEAD},name,Team", *(f'{row},"{name.replace(chr(34), chr(34) * 2)}",T{n}' for n, (row, name) in
                            enumerate(zip(ROWS, NAMES, strict=True)))]
) + "\n"  # fmt: skip


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    """A plan with rules for people and a payroll, accepted late: every column there is."""
    made = Shops(tmp_path_factory.mktemp("shops"))
    yield made
    made.ann.close()


Write = Callable[..., Path]


@pytest.fixture
def written(shops: Shops, tmp_path: Path) -> Write:
    """Adjust the staff into a file; beside it lies the file they came from, unless it is taken away."""

    def write(name: str, *, origin: bool = True, **choices: Any) -> Path:
        source = tmp_path / "staff.csv"
        source.write_text(STAFF, encoding="utf-8", newline="")
        out = tmp_path / name
        people.adjust(shops.ann, shops.accepted, source, out, choices=Choices(**choices))
        if not origin:
            source.unlink()
        return out

    return write


def cells_of(path: Path) -> list[list[str]]:
    """The rows of a file as text, headings first."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        return [["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]
    part = part_of(path)
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{part}'")
        rows = [["" if v is None else str(v) for v in row] for row in found.fetchall()]
        return [[str(column[0]) for column in found.description or ()], *rows]


def part_of(path: Path) -> Path:
    """The Parquet file itself, or the one in a folder."""
    return next(path.glob("*.parquet")) if path.is_dir() else path


def changed(path: Path, row: int, column: int) -> None:
    """Change one cell: a number by one unit in its last place, a text by a letter."""
    if path.suffix == ".csv":
        rows = cells_of(path)
        rows[row][column] = another(rows[row][column])
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines, lineterminator="\n").writerows(rows)
        return
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        cell = book.worksheets[0].cell(row + 1, column + 1)
        number = isinstance(cell.value, int | float)
        text = another("" if cell.value is None else str(cell.value))
        cell.value = float(text) if number else text
        book.save(path)
        return
    part = part_of(path)
    head, *rows = cells_of(path)
    who, heading = rows[row - 1][head.index("employee")], head[column]
    with duckdb.connect() as connection:
        kind = connection.execute(f"SELECT typeof(\"{heading}\") FROM '{part}' LIMIT 1").fetchall()[0][0]
        new = f'coalesce("{heading}", 0) + 1' if kind == "BIGINT" else f"coalesce(\"{heading}\", '') || 'x'"
        case = f"CASE WHEN employee = '{who}' THEN {new} ELSE \"{heading}\" END"
        target = path.parent / "changed.parquet"
        connection.execute(
            f"COPY (SELECT * REPLACE ({case} AS \"{heading}\") FROM '{part}') TO '{target}' (FORMAT parquet)"
        )
    target.replace(part)


def another(text: str) -> str:
    """A text or a number that is not the one given."""
    whole = text.lstrip("-").replace(".", "", 1)
    if not whole.isdigit():
        return f"{text}x"
    last = "1" if text[-1] == "0" else str(int(text[-1]) - 1)
    return text[:-1] + last


KEYS = ("employee", "grade", "currency", "pay", "pay_minor")
# What an adjustment reads of a row: of such a cell the results follow, so each is tried by itself.
READ = (*KEYS, "status", "hired_on", "last_raise_on", "fte")


@pytest.mark.parametrize("form", MANY_TIMES)
def test_every_cell_that_nothing_follows_from_is_named_when_it_is_changed(
    shops: Shops, written: Write, form: str
) -> None:
    """A cell in each of these columns at once, in turn of another person's row."""
    path = written(form)
    assert verify.verify(shops.ann, path).differences == ()
    head, *rows = cells_of(path)
    places = [(n % len(rows) + 1, c) for n, c in enumerate(n for n, h in enumerate(head) if h not in READ)]
    for row, column in places:
        changed(path, row, column)
    told = "\n".join(verify.verify(shops.ann, path).differences)
    for row, column in places:
        who = rows[row - 1][head.index("employee")]
        assert f"employee {who}, {head[column]}: " in told, (head[column], told)


@pytest.mark.parametrize("form", MANY_TIMES)
def test_each_cell_that_the_adjustment_reads_is_named_when_it_is_changed(
    shops: Shops, written: Write, form: str
) -> None:
    path = written(form)
    kept = path.with_name("kept")
    (shutil.copytree if path.is_dir() else shutil.copy)(path, kept)
    head = cells_of(path)[0]
    for column, heading in enumerate(head):
        if heading not in READ:
            continue
        changed(path, 2, column)
        told = "\n".join(verify.verify(shops.ann, path).differences)
        named = "employee 2: missing" if heading == "employee" else f"employee 2, {heading[:3]}"
        assert named in told, (heading, told)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        (shutil.copytree if kept.is_dir() else shutil.copy)(kept, path)


@pytest.mark.parametrize("form", FORMS)
def test_without_the_file_they_came_from_a_changed_cell_is_still_found(
    shops: Shops, written: Write, form: str
) -> None:
    path = written(form, origin=False)
    assert verify.verify(shops.ann, path).differences == ()
    head = cells_of(path)[0]
    changed(path, 2, head.index("name"))
    (told,) = verify.verify(shops.ann, path).differences
    assert "status, hired_on, last_raise_on, fte, name, Team" in told
    assert "staff.csv" in told
    assert "--people" in told


def test_the_file_they_came_from_can_be_given(shops: Shops, written: Write, tmp_path: Path) -> None:
    path = written("out.xlsx")
    (away := tmp_path / "elsewhere").mkdir()
    source = (tmp_path / "staff.csv").rename(away / "last-year.csv")
    changed(path, 2, cells_of(path)[0].index("Team"))
    assert verify.verify(shops.ann, path, people=source).differences == (
        "employee 2, Team: 'T1x', and 'T1' was written",
    )
    source.write_text(STAFF.replace("T1", "T1x"), encoding="utf-8")
    with pytest.raises(BadInput, match=r"not the file that out\.xlsx was made of"):
        verify.verify(shops.ann, path, people=source)
    with pytest.raises(BadInput, match="no such file"):
        verify.verify(shops.ann, path, people=tmp_path / "none.csv")


def test_another_file_of_that_name_beside_it_is_not_believed(
    shops: Shops, written: Write, tmp_path: Path
) -> None:
    path = written("out.csv")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("T3", "T9"), encoding="utf-8")
    source = tmp_path / "staff.csv"
    source.write_text(STAFF.replace("T3", "T9"), encoding="utf-8", newline="")
    (told,) = verify.verify(shops.ann, path).differences
    assert "is not as it was written: real_change_before_percent, real_change_after_percent, status" in told


def test_rows_taken_out_and_put_in_are_named(shops: Shops, written: Write) -> None:
    path = written("out.csv")
    rows = cells_of(path)
    rows[3][0] = "9"
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(rows)
    told = verify.verify(shops.ann, path).differences
    assert "employee 3: missing" in told
    assert "employee 9: was added" in told


def test_a_column_taken_out_or_put_in_is_named(shops: Shops, written: Write) -> None:
    path = written("out.csv")
    rows = cells_of(path)
    at = [rows[0].index("Team"), rows[0].index("share_of_increase_percent")]
    without = [[c for n, c in enumerate(row) if n not in at] for row in rows]
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows(
            [[*row, "Bonus" if n == 0 else "5"] for n, row in enumerate(without)]
        )
    told = verify.verify(shops.ann, path).differences
    assert "column Team: missing" in told
    assert "column share_of_increase_percent: missing" in told
    assert "column Bonus: was not written" in told


@pytest.mark.parametrize(
    "choices",
    [
        {"policy": Policy.COMPA_RATIO, "rounding": Rounding(Decimal(10))},
        {"lift_to_minimum": True, "hold_red_circles": True},
        {"policy": Policy.MINIMUM},
    ],
)
def test_what_was_chosen_is_known_from_the_chain(
    shops: Shops, written: Write, choices: dict[str, Any]
) -> None:
    assert verify.verify(shops.ann, written("out.csv", **choices)).differences == ()


@pytest.mark.parametrize("form", FORMS)
def test_headings_named_by_hand_are_known_in_every_form(tmp_path: Path, form: str) -> None:
    house = House(tmp_path)
    source = tmp_path / "in.csv"
    source.write_text(
        "Staff No;Grade;Currency;Base;Ort;Note\n1;T1;JPY;3333333;osaka;x\n2;T1;JPY;3500000;;y\n",
        encoding="utf-8",
    )
    columns = {"employee": "Staff No", "pay": "Base", "place": "Ort"}
    out = tmp_path / form
    people.adjust(house.ann, house.yen, source, out, choices=Choices(columns=columns))
    assert verify.verify(house.ann, out).differences == ()
    changed(out, 2, cells_of(out)[0].index("Note"))
    assert verify.verify(house.ann, out).differences == ("employee 2, Note: 'yx', and 'y' was written",)
    house.ann.close()


def test_made_up_people_stay_called_so(tmp_path: Path) -> None:
    house = House(tmp_path)
    source, out = tmp_path / "made-up.csv", tmp_path / "out.csv"
    people.make_up(house.ann, house.accepted, source, count=30)
    people.adjust(house.ann, house.accepted, source, out)
    text = out.read_text(encoding="utf-8")
    out.write_text(text.partition("\n")[2], encoding="utf-8")
    (told,) = verify.verify(house.ann, out).differences
    assert "it says of itself ''" in told
    house.ann.close()


def test_an_entry_from_before_is_told_what_was_compared(
    shops: Shops, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such an entry has the checksum alone; the file it was made of, given, still shows a changed cell."""
    entry = people._entry  # what was kept, less what was not kept then

    def old(*given: Any) -> dict[str, object]:
        gone = ("source_sha256", "others", "lift_to_minimum", "hold_red_circles", "rounding")
        return {k: v for k, v in entry(*given).items() if k not in (*gone, "accepted_on", "mark")}

    monkeypatch.setattr(people, "_entry", old)
    path = written("old.csv")
    report = verify.verify(shops.ann, path)
    assert report.ok
    assert "from before the other columns were kept" in report.notes[0]
    changed(path, 2, cells_of(path)[0].index("name"))
    assert verify.verify(shops.ann, path).ok
    source = path.with_name("staff.csv")
    (told,) = verify.verify(shops.ann, path, people=source).differences
    assert told.startswith("employee 2, name: ")


def test_another_zone_of_time_does_not_change_what_was_written(
    shops: Shops, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day of acceptance is kept as it was counted: a payroll more or less would change the arrears."""
    import time

    path = written("out.csv")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        assert verify.verify(shops.ann, path).differences == ()
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_stranger_s_database_knows_nothing(written: Write, tmp_path: Path) -> None:
    path = written("out.csv")
    (tmp_path / "empty").mkdir()
    eve = Workspace.open(tmp_path / "empty", environ={}, clock=lambda: NOON, user="eve")
    with pytest.raises(BadInput, match="no evidence of their own"):
        verify.verify(eve, path)
    eve.close()


# What a spreadsheet escapes, takes for something else, or cannot hold: a text stays the text it was.
ODD = (
    *(
        "a\x01b",
        "_x0041_",
        "x\ry",
        "x\r\ny",
        "  lead ",
        "tab\there",
        "\u202eRTL",
        "\U0001f600",
        "#N/A",
        "TRUE",
    ),
    *("1e5", "007", "'quoted", "\ufeffbom", "a\u2028b", "-", "NULL", "None", "=1+1", "@x", "+1", "-1"),
)


@pytest.mark.parametrize("form", FORMS)
def test_any_text_comes_back_as_it_was(tmp_path: Path, form: str) -> None:
    house = House(tmp_path)
    source, out = tmp_path / "odd.csv", tmp_path / form
    with source.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(["employee", "grade", "currency", "pay", "=note"])
        writer.writerows([f"{n:03}", "S1", "USD", "40000", text] for n, text in enumerate(ODD))
    people.adjust(house.ann, house.accepted, source, out)
    assert verify.verify(house.ann, out).differences == ()
    house.ann.close()


def test_a_text_too_long_for_a_workbook_is_refused_and_not_dropped(tmp_path: Path) -> None:
    house = House(tmp_path)
    source = tmp_path / "long.csv"
    source.write_text(f"employee,grade,currency,pay,note\n1,S1,USD,40000,{'x' * 32768}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="does not hold so long a text"):
        people.adjust(house.ann, house.accepted, source, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()
    house.ann.close()
