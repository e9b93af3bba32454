"""The Parquet form: exact types for other systems, and the whole record in the file's metadata."""

import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from indicators.errors import BadInput, InvalidFile
from jobs import export, planning, verify
from jobs.workspace import Workspace
from plans import templates
from tests.jobs.exporting import of_currency, proposed, risky


def exported(workspace: Workspace, number: int, folder: Path) -> Path:
    return export.export(workspace, number, path=folder / "bands.parquet").path


def table_of(path: Path) -> pa.Table:
    return pq.read_table(path)


def test_money_is_whole_minor_units_and_exact_decimals(ann: Workspace, tmp_path: Path) -> None:
    table = table_of(exported(ann, proposed(ann), tmp_path))
    types = {field.name: field.type for field in table.schema}
    assert {types[f"{n}_minor"] for n in ("before", "after", "change")} == {pa.int64()}
    assert {types[n] for n in ("before", "after", "change", "unrounded")} == {pa.decimal128(38, 12)}
    assert (types["effective_on"], types["proposal"]) == (pa.date32(), pa.int64())
    assert not any(pa.types.is_floating(t) for t in types.values())
    first = table.to_pylist()[0]
    assert (first["before_minor"], first["after_minor"], first["minor_digits"]) == (3_800_000, 3_928_000, 2)
    assert (first["after"], first["clause"], first["state"]) == (Decimal(39280), "bands-cpi", "proposed")
    assert (first["mark"], first["handling"]) == ("DRAFT: proposed, not decided", "Confidential: pay data")


@pytest.mark.parametrize(("currency", "minor", "digits"), [("JPY", 39_280, 0), ("KWD", 39_280_000, 3)])
def test_minor_units_are_the_currency_s_own(
    ann: Workspace, tmp_path: Path, currency: str, minor: int, digits: int
) -> None:
    first = table_of(exported(ann, of_currency(ann, currency), tmp_path)).to_pylist()[0]
    assert (first["after_minor"], first["minor_digits"], first["currency"]) == (minor, digits, currency)


def test_a_score_has_no_minor_units(ann: Workspace, tmp_path: Path) -> None:
    rows = table_of(exported(ann, proposed(ann), tmp_path)).to_pylist()
    (score,) = [r for r in rows if (r["item"], r["field"]) == ("satisfaction", "target")]
    assert (score["before"], score["before_minor"], score["currency"]) == (Decimal(90), None, None)


def test_the_record_with_evidence_and_plan_is_in_the_metadata(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    held = json.loads(pq.read_metadata(path).metadata[b"realterms"])
    assert held["draft"] is True
    assert {e["indicator"] for e in held["document"]["evidence"]} >= {"us-cpi", "uk-rpi"}
    assert held["document"]["plan_text"] == templates.text("sales-manager")


def test_an_untouched_file_is_the_same_whatever_its_words_look_like(ann: Workspace, tmp_path: Path) -> None:
    report = verify.verify(ann, exported(ann, risky(ann), tmp_path))
    assert report.ok, report.differences
    assert report.in_database
    assert verify.verify(ann, tmp_path / "bands.parquet", file_only=True).ok


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("after_minor = 3929000 WHERE item = 'S1' AND field = 'minimum'", "bands S1 minimum: After, minor"),
        ("after = 39290 WHERE item = 'S1' AND field = 'minimum'", "bands S1 minimum: After: exported 39290"),
        ("clause = 'other' WHERE item = 'S1'", "Clause: exported other"),
        ("mark = '' WHERE item = 'S2'", "mark: ''"),
        ("effective_on = DATE '2027-01-01'", "effective_on: '2027-01-01'"),
    ],
)
def test_a_changed_row_is_named(ann: Workspace, tmp_path: Path, change: str, named: str) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    rewritten(path, f"UPDATE figures SET {change}")
    report = verify.verify(ann, path)
    assert any(named in text for text in report.differences), report.differences


def test_a_missing_row_is_named(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    rewritten(path, "DELETE FROM figures WHERE item = 'S2' AND field = 'midpoint'")
    assert "Figures bands S2 midpoint: the row is missing" in verify.verify(ann, path).differences


def test_changed_evidence_is_named(ann: Workspace, tmp_path: Path) -> None:
    path = exported(ann, proposed(ann), tmp_path)
    rewritten(path, "SELECT 1", old='"333.918"', new='"333.919"')
    found = verify.verify(ann, path).differences
    assert "exported 333.919, in the database 333.918" in found[0]


def rewritten(path: Path, statement: str, *, old: str = "", new: str = "") -> None:
    """The same file with its rows changed by a statement, or its record by a replacement."""
    record = pq.read_metadata(path).metadata[b"realterms"].decode()
    assert old in record
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE figures AS FROM '{path}'")
        connection.execute(statement)
        connection.execute(
            f"COPY figures TO '{path}' (FORMAT parquet, KV_METADATA {{realterms: $record}})",
            {"record": record.replace(old, new) if old else record},
        )


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1....PAR1", b"PAR1" + b"\x15" * 90 + b"PAR1"])
def test_what_is_no_parquet_file_is_refused(ann: Workspace, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.parquet").write_bytes(content)
    with pytest.raises(InvalidFile):
        verify.verify(ann, tmp_path / "odd.parquet")


def test_a_file_of_someone_else_is_no_export(ann: Workspace, tmp_path: Path) -> None:
    pq.write_table(pa.table({"item": ["S1"]}), tmp_path / "theirs.parquet")
    with pytest.raises(InvalidFile) as refused:
        verify.verify(ann, tmp_path / "theirs.parquet")
    assert "no record" in refused.value.explain()


def test_a_number_that_no_column_holds_is_refused_and_not_cut(ann: Workspace, tmp_path: Path) -> None:
    fine = "90.1234567890123"
    text = templates.text("sales-manager").replace(
        "target = 90\nmaximum = 98", f"target = {fine}\nmaximum = 98"
    )
    planning.save_text(ann, text, file="fine.toml")
    with pytest.raises(BadInput, match="more digits") as refused:
        exported(ann, proposed(ann), tmp_path)
    assert "json" in refused.value.hint
    assert not (tmp_path / "bands.parquet").exists()


def test_a_name_with_signs_of_a_pattern_is_just_a_name(ann: Workspace, tmp_path: Path) -> None:
    path = export.export(ann, proposed(ann), path=tmp_path / "it's [a] * {x}.parquet").path
    assert verify.verify(ann, path).ok
