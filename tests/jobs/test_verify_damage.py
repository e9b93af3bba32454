"""However an export is damaged, verification ends with a finding or an explained refusal, never otherwise."""

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from indicators.errors import InvalidFile, RealtermsError
from jobs import demo, export, verify
from jobs.exports import xlsx_read
from jobs.exports.forms import FORMATS
from jobs.workspace import Workspace
from storage.schema import program_version
from tests.jobs.conftest import NOON
from tests.jobs.exporting import proposed

ODD = [None, 1, "x", [], {}, [[1]], {"a": 1}, -1.5, "", "1e999", "NaN", "\x00"]
BITS = [b",", b"\n", b'"', b"=1", b"\xff", b"999"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A workspace, and its exports' files by name."""
    folder = tmp_path_factory.mktemp("damage")
    with Workspace.open(folder, environ={}, clock=lambda: NOON, user="ann") as workspace:
        demo.load_sample(workspace)
        number = proposed(workspace)
        for form in FORMATS:
            export.export(workspace, number, path=folder / f"b.{form}")
        yield workspace, {p.name: p.read_bytes() for p in folder.glob("b[.-]*")}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, cut out or put in."""
    data = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 20])):
        at = chance.randrange(len(data))
        how = chance.random()
        if how < 0.4:
            data[at] = chance.randrange(256)
        elif how < 0.7:
            del data[at : at + chance.choice([1, 10, 300])]
        else:
            data[at:at] = chance.choice(BITS)
    return bytes(data)


def odd_json(content: bytes, chance: random.Random) -> bytes:
    """One value of a JSON file replaced by another one."""
    whole = json.loads(content)
    parent, key, node = whole, "format", whole
    while isinstance(node, (dict, list)) and node and (node is whole or chance.random() < 0.85):
        parent, key = node, chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        node = parent[key]
    before = parent[key]
    parent[key] = chance.choice([odd for odd in ODD if odd != before])
    return json.dumps(whole).encode()


def check(desk: Any, folder: Path, seed: int) -> None:
    workspace, files = desk
    chance = random.Random(seed)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    name = chance.choice(sorted(files))
    made = (odd_json if name.endswith(".json") and chance.random() < 0.8 else damaged)(files[name], chance)
    (folder / name).write_bytes(made)
    form = "csv" if name.endswith((".csv", ".toml")) else name.rpartition(".")[2]
    try:
        report = verify.verify(workspace, folder / f"b.{form}")
    except RealtermsError:
        return
    # Bytes of a workbook or a Parquet file that hold no cell, and a line end, may change unseen.
    if form in ("json", "html", "pdf"):
        same = made == files[name] or (form == "json" and json.loads(made) == json.loads(files[name]))
        told = any("pages were not" in note for note in report.notes)
        assert not report.ok or same or told, f"seed {seed}: {name} was changed unseen"


@pytest.mark.parametrize("seed", range(40))
def test_damage_is_found_or_refused(desk: Any, tmp_path: Path, seed: int) -> None:
    check(desk, tmp_path, seed)


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_much_damage_is_found_or_refused(desk: Any, tmp_path: Path) -> None:
    for seed in range(1000, 1600):
        check(desk, tmp_path, seed)


def test_a_workbook_that_unfolds_into_too_much_is_not_read(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_read, "_LARGEST", 10_000)
    (tmp_path / "b.xlsx").write_bytes(desk[1]["b.xlsx"])
    with pytest.raises(InvalidFile) as refused:
        verify.verify(desk[0], tmp_path / "b.xlsx")
    assert "unpacks to more" in refused.value.explain()


def test_json_nested_without_end_is_refused(desk: Any, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b"[" * 100_000)
    with pytest.raises(InvalidFile):
        verify.verify(desk[0], tmp_path / "b.json")


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_any_cell_of_a_workbook_that_is_changed_is_found(desk: Any, tmp_path: Path) -> None:
    workspace, files = desk
    path = tmp_path / "b.xlsx"
    path.write_bytes(files["b.xlsx"])
    book = openpyxl.load_workbook(path)
    written = f"realterms {program_version()}"
    cells = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    for title, at in random.Random(5).sample(cells, 60):
        cell = book[title][at]
        before = cell.value
        cell.value = before + 1 if isinstance(before, int | float) else f"{before}7"
        book.save(path)
        cell.value = before
        with suppress(RealtermsError):  # refused
            report = verify.verify(workspace, path)
            # Another version of realterms may word things otherwise: that it is another is told.
            told = before == written and any(f"written by {written}7: " in note for note in report.notes)
            assert not report.ok or told, (title, at, before)
