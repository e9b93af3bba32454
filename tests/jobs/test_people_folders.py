"""Folders of Parquet files of people, in and out."""

import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from indicators.errors import BadInput, InvalidFile
from jobs import people
from jobs.employees.synthetic import MARK
from tests.jobs.test_people import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A workspace with an accepted proposal."""
    made = House(tmp_path_factory.mktemp("house"))
    yield made
    made.ann.close()


def test_a_folder_of_parquet_goes_in_and_out(house: House, tmp_path: Path) -> None:
    """Grades stand in the names of folders, and keep their zeros; the folder says what it adds up to."""
    source, out, again = tmp_path / "in", tmp_path / "out", tmp_path / "again"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT * FROM (VALUES ('0007', 'S1', '007', 'USD', 4000000::BIGINT),
                ('0008', 'S5', '008', 'USD', 7934055), ('0001', 'S1', '007', 'USD', 3700000))
                t(employee, grade, team, currency, pay_minor))
                TO '{source}' (FORMAT parquet, PARTITION_BY (grade, team))"""
        )
        report = people.adjust(house.ann, house.accepted, source, out)
        table = connection.read_parquet(f"{out}/*.parquet")
        rows = "employee, grade, team, adjusted_minor"
        assert table.project(rows).order("employee").fetchall() == [
            ("0001", "S1", "007", 3824000),
            ("0007", "S1", "007", 4135000),
            ("0008", "S5", "008", 8201000),
        ]
    seal = json.loads((out / "_realterms.json").read_text(encoding="utf-8"))
    assert (seal["rows"], seal["hash"]) == (3, f"{report.checksum.hash:x}")
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in out.iterdir()} == {0o600}
    with pytest.raises(BadInput, match="folder exists already"):
        people.adjust(house.ann, house.accepted, source, out, overwrite=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in", "out"]
    again.mkdir()
    with pytest.raises(InvalidFile) as refused:
        people.report(house.ann, house.accepted, again)
    assert refused.value.problems[0].message == "no Parquet files in the folder"


def test_a_folder_of_synthetic_people_says_so(house: House, tmp_path: Path) -> None:
    people.make_up(house.ann, house.accepted, tmp_path / "made-up.parquet", count=50)
    people.adjust(house.ann, house.accepted, tmp_path / "made-up.parquet", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "_realterms.json").read_text(encoding="utf-8"))["realterms"] == MARK
    (tmp_path / "source").mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT employee, grade, currency, pay_minor FROM '{tmp_path}/out/*.parquet')
                TO '{tmp_path}/source/part.parquet' (FORMAT parquet)"""
        )
    shutil.copy(tmp_path / "out" / "_realterms.json", tmp_path / "source")
    assert people.report(house.ann, house.accepted, tmp_path / "source").mark == MARK
