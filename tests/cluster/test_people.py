"""Files of people adjusted on real clusters: the same file, the same report, the same checksum as here."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from pyarrow import parquet
from sqlmodel import col, select

from jobs import people
from jobs.employees.clusters.spark import Spark, spark
from jobs.employees.reading import SEAL
from jobs.people import Choices
from jobs.workspace import Workspace
from storage.tables import AuditEntry
from tests.cluster.processes import Cluster
from tests.cluster.test_engines import CLUSTERS
from tests.jobs.test_people import THREE, House
from tests.jobs.test_people_rules import FILE, Shops

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A workspace with an accepted proposal."""
    made = House(tmp_path_factory.mktemp("house"))
    yield made
    made.ann.close()


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    """A workspace whose plan has rules for people, arrears and prices since the last raise."""
    made = Shops(tmp_path_factory.mktemp("shops"))
    yield made
    made.ann.close()


@pytest.fixture(scope="module", params=CLUSTERS)
def choices(request: pytest.FixtureRequest) -> Choices:
    """The choice of each cluster in turn."""
    at: Cluster = request.getfixturevalue(CLUSTERS[request.param])
    return Choices(engine=request.param.partition(" ")[0], cluster=at.url)


def entries(workspace: Workspace) -> list[dict[str, object]]:
    """What the audit chain keeps of files of people, oldest first."""
    statement = select(AuditEntry.detail).where(AuditEntry.event == people.EVENT).order_by(col(AuditEntry.id))
    with workspace.session() as session:
        return [json.loads(detail) for detail in session.exec(statement)]


def test_a_cluster_writes_the_file_that_this_machine_writes(
    house: House, choices: Choices, tmp_path: Path
) -> None:
    source = tmp_path / "employees.csv"
    source.write_text(THREE, encoding="utf-8")
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    first = people.adjust(house.ann, house.accepted, source, here)
    report = people.adjust(house.ann, house.accepted, source, there, choices=choices)
    assert there.read_bytes() == here.read_bytes()
    assert (report.checksum, report.total, report.by_grade, report.by_department) == (
        first.checksum,
        first.total,
        first.by_grade,
        first.by_department,
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["employees.csv", "here.csv", "there.csv"]
    ours, theirs = entries(house.ann)[-2:]
    assert (theirs["engine"], theirs["cluster"]) == (choices.engine, choices.cluster)
    assert ours["hash"] == theirs["hash"] == f"{first.checksum.hash:x}"


def test_the_rules_for_people_decide_alike_on_a_cluster(
    shops: Shops, choices: Choices, tmp_path: Path
) -> None:
    """Who is left out, parts of an increase, arrears, working time and real pay since the last raise."""
    source = tmp_path / "employees.csv"
    source.write_text(FILE, encoding="utf-8")
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    first = people.adjust(shops.ann, shops.accepted, source, here)
    report = people.adjust(shops.ann, shops.accepted, source, there, choices=choices)
    assert there.read_bytes() == here.read_bytes()
    assert (report.checksum, report.by_eligibility) == (first.checksum, first.by_eligibility)
    assert first.total.arrears_minor > 0


def test_many_people_in_many_files_come_to_the_same_checksum(
    house: House, choices: Choices, tmp_path: Path
) -> None:
    """300,000 people are two files of what is handed over; rows come back in the order of the source."""
    source = tmp_path / "people.parquet"
    people.make_up(house.ann, house.accepted, source, count=300_000)
    here = people.adjust(house.ann, house.accepted, source, tmp_path / "here.parquet")
    there = people.adjust(house.ann, house.accepted, source, tmp_path / "there.parquet", choices=choices)
    assert (there.checksum, there.by_grade) == (here.checksum, here.by_grade)
    columns = ["employee", "adjusted_minor", "penetration_after_bp", "circle_after", "to_minimum_minor"]
    both = [parquet.read_table(tmp_path / f"{n}.parquet", columns=columns) for n in ("here", "there")]
    assert both[0].to_pydict() == both[1].to_pydict()


def test_a_cluster_reads_and_writes_folders_of_parquet(
    house: House, choices: Choices, tmp_path: Path
) -> None:
    """Leading zeros, a null in a column of whole numbers, and names in any script come through."""
    source = tmp_path / "in"
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT * FROM (VALUES
                ('0007', 'S1', '007', 'USD', 4000000::BIGINT, 1::BIGINT, 'Zoë 李'),
                ('0008', 'S5', '008', 'USD', 7934055, NULL, 'x'),
                ('0001', 'S1', '007', 'USD', 3700000, 3, NULL))
                t(employee, grade, team, currency, pay_minor, desk, "Full name"))
                TO '{source}' (FORMAT parquet, PARTITION_BY (grade, team))"""
        )
        here = people.adjust(house.ann, house.accepted, source, tmp_path / "here")
        there = people.adjust(house.ann, house.accepted, source, tmp_path / "there", choices=choices)
        assert (there.checksum, there.total) == (here.checksum, here.total)
        ours, theirs = (connection.read_parquet(f"{tmp_path}/{n}/*.parquet") for n in ("here", "there"))
        assert theirs.columns == ours.columns
        assert theirs.types == ours.types
        assert theirs.order("employee").fetchall() == ours.order("employee").fetchall()
    seals = [json.loads((tmp_path / n / SEAL).read_text(encoding="utf-8")) for n in ("here", "there")]
    assert seals[0] == seals[1]
    kinds = {path.suffix for path in (tmp_path / "there").iterdir()}
    assert kinds == {".parquet", ".json"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["here", "in", "there"]


def test_a_session_of_another_kind_can_follow(connect_cluster: Cluster, spark_cluster: Cluster) -> None:
    for at in (connect_cluster, spark_cluster, connect_cluster):
        with spark(at.url) as cluster:
            assert isinstance(cluster, Spark)
