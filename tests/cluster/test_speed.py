"""What one function for every engine costs on clusters, over the same arithmetic written for each by hand."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest
from pyarrow import parquet

from jobs.employees.clusters.dask import dask
from jobs.employees.clusters.spark import spark
from jobs.employees.synthetic import write_synthetic
from plans.pay_terms import BandTable, band_table
from plans.people import RESULTS, adjust_people
from tests.benchmarks import by_hand
from tests.benchmarks.measure import tell
from tests.benchmarks.test_people import HIGHEST, bands, terms
from tests.cluster.processes import Cluster
from tests.plans.engines import arrow_table

pytestmark = pytest.mark.cluster

PEOPLE = int(os.environ.get("REALTERMS_CLUSTER_PEOPLE", "1_000_000"))
ROUNDS = 4
ALL = {name: name for name in (*by_hand.COLUMNS, *RESULTS)}


@pytest.fixture(scope="module")
def table() -> BandTable:
    """Fifty bands under three clauses."""
    made = band_table(terms(), highest=HIGHEST)
    assert made.limb == 1
    return made


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, table: BandTable) -> Path:
    """A folder with people in several files, and the bands in one."""
    folder = tmp_path_factory.mktemp("seen")
    write_synthetic(folder / "people.parquet", bands(), count=PEOPLE)
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT {", ".join(by_hand.COLUMNS)} FROM '{folder}/people.parquet')
                TO '{folder}/people' (FORMAT parquet, ROW_GROUPS_PER_FILE 2)"""
        )
    (folder / "bands").mkdir()
    parquet.write_table(arrow_table(table.columns), folder / "bands" / "part.parquet")
    return folder


def processes(at: Cluster) -> Iterator[psutil.Process]:
    """The processes of a cluster, and those that they started."""
    for pid in at.processes:
        first = psutil.Process(pid)
        yield from (first, *first.children(recursive=True))


def processor_seconds(at: Cluster, *jobs: Callable[[Path], object], folder: Path) -> list[float]:
    """The least processor time that the cluster spends on each job, in turns, the first round not counted."""
    best = [float("inf")] * len(jobs)
    for turn in range(ROUNDS):
        for n, job in enumerate(jobs):
            before = _spent(at)
            job(folder / f"{n}-{turn}")
            best[n] = min(best[n], _spent(at) - before) if turn else best[n]
    return best


def _spent(at: Cluster) -> float:
    return float(sum(p.cpu_times().user + p.cpu_times().system for p in processes(at)))


def compare(
    name: str, at: Cluster, ours: Callable[[Path], object], hand: Callable[[Path], object], to: Path
) -> float:
    """How much more ours costs than the same by hand; both must write the same rows."""
    spent = processor_seconds(at, ours, hand, folder=to)
    with duckdb.connect() as connection:
        sums = ", ".join(f"sum({n})" for n in RESULTS if not n.startswith("circle"))
        names = "sum(hash(employee, circle_before, circle_after))"
        query = f"SELECT count(*), {sums}, {names} FROM read_parquet(?)"
        both = [connection.execute(query, [f"{to}/{n}-1/*.parquet"]).fetchall() for n in (0, 1)]
    assert both[0] == both[1]
    assert both[0][0][0] == PEOPLE
    tell(f"people on {name}", ratio=spent[0] / spent[1], ours=spent[0], by_hand=spent[1], rows=str(PEOPLE))
    return spent[0] / spent[1]


def test_it_costs_little_on_spark(spark_cluster: Cluster, seen: Path, tmp_path: Path) -> None:
    with spark(spark_cluster.url) as cluster:

        def ours(to: Path) -> None:
            frame = adjust_people(cluster.read(seen / "people"), cluster.read(seen / "bands"), limb=1)
            cluster.write(frame, to, ALL)

        def hand(to: Path) -> None:
            frames: dict[str, Any] = {name: cluster.read(seen / name) for name in ("people", "bands")}
            for name, frame in frames.items():
                frame.createOrReplaceTempView(name)
            frames["people"].sparkSession.sql(by_hand.sql("div")).write.parquet(str(to), compression="snappy")

        assert compare("Spark", spark_cluster, ours, hand, tmp_path) < 1.3


def test_it_costs_little_on_dask(dask_cluster: Cluster, seen: Path, tmp_path: Path) -> None:
    with dask(dask_cluster.url) as cluster:

        def ours(to: Path) -> None:
            frame = adjust_people(cluster.read(seen / "people"), cluster.read(seen / "bands"), limb=1)
            cluster.write(frame, to, ALL)

        def hand(to: Path) -> None:
            people: Any = cluster.read(seen / "people")
            lookup = cluster.read(seen / "bands").compute()
            made = people.map_partitions(by_hand.in_pandas, lookup)
            made.to_parquet(str(to), write_index=False, write_metadata_file=False)

        # The best by hand is one function of pandas for each part. The price of a job weighs with few people.
        bound = 1.3 if PEOPLE >= 10_000_000 else 1.7
        assert compare("Dask", dask_cluster, ours, hand, tmp_path) < bound


def test_a_part_is_a_few_tasks_for_dask(dask_cluster: Cluster, seen: Path, tmp_path: Path) -> None:
    """Each step of ours is one of Dask's, a hundred for every part, unless they are made into one before."""
    from distributed import get_task_stream

    with dask(dask_cluster.url) as cluster, get_task_stream() as stream:
        frame = adjust_people(cluster.read(seen / "people"), cluster.read(seen / "bands"), limb=1)
        cluster.write(frame, tmp_path / "adjusted", ALL)
    parts = len(list((seen / "people").glob("*.parquet")))
    assert parts > 1
    assert parts <= len(stream.data) <= 4 * parts + 12
