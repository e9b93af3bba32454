"""Clusters come to the figures of exact decimals, to the last minor unit, and add them up as we do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import narwhals as nw
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from jobs.employees.checksum import checksum_of
from jobs.employees.clusters.base import COUNTED
from jobs.employees.clusters.base import Cluster as Opened
from jobs.employees.clusters.dask import dask
from jobs.employees.clusters.spark import spark
from plans import people
from plans.pay_terms import Policy, band_table, pay_terms
from tests.cluster.processes import Cluster
from tests.plans.engines import Columns, Make, adjusted_as, arrow_table
from tests.plans.test_people import shop, staff
from tests.property.test_people_properties import drawn

pytestmark = pytest.mark.cluster

CLUSTERS = {"dask": "dask_cluster", "spark": "spark_cluster", "spark connect": "connect_cluster"}
_NUMBERS = count(1)


@contextmanager
def opened(url: str) -> Iterator[Opened]:
    """A connection to a cluster."""
    with dask(url) if url.startswith("tcp") else spark(url) as cluster:
        yield cluster


@pytest.fixture(scope="module", params=CLUSTERS)
def cluster(request: pytest.FixtureRequest) -> Iterator[Opened]:
    """A connection to each cluster in turn."""
    at: Cluster = request.getfixturevalue(CLUSTERS[request.param])
    with opened(at.url) as connection:
        yield connection


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the clusters see."""
    return tmp_path_factory.mktemp("seen")


@pytest.fixture(scope="module")
def make(cluster: Opened, folder: Path) -> Make:
    """The way to make a frame there: its rows in two files, or one where they are few."""

    def made(columns: Columns) -> object:
        table, at = arrow_table(columns), folder / f"part{next(_NUMBERS)}"
        at.mkdir()
        half = table.num_rows // 2 + 1
        for number in range(-(-table.num_rows // half)):
            parquet.write_table(table.slice(number * half, half), at / f"part-{number}.parquet")
        return cluster.read(at)

    return made


@given(data=st.data())
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],  # to look for a smaller example would take hours here
    suppress_health_check=[HealthCheck.too_slow],
)
def test_a_cluster_says_what_decimals_say(make: Make, data: st.DataObject) -> None:
    columns, table, wanted = drawn(data, people=300)
    assert adjusted_as(make, columns, table) == wanted


def test_a_cluster_finds_the_rows_that_cannot_be_adjusted(make: Make) -> None:
    columns: Columns = {
        "employee": ["001", "", "3", "4", "5"],
        "grade": ["A", "A", "Z", "", "A"],
        "currency": ["GBP", "GBP", "USD", "GBP", ""],
        "pay_minor": [5, -1, 7, 0, 3],
    }
    found = people.survey(make(columns), grades=["A", "B"], currency="GBP")
    assert (found.rows, found.highest, found.without_pay) == (5, 7, 0)
    assert [getattr(found, name) for name in people.UNUSABLE] == [1, 1, 1, 0, 1, 1, 1]


def test_a_cluster_writes_what_it_adjusted_and_adds_it_up(cluster: Opened, make: Make, folder: Path) -> None:
    columns: Columns = {
        **staff(A1=24004, A2=19000, A3=40000, B1=28000),
        "employee": ["0007", "Zoë 李", "a\x1fb", "-7"],
        "department": ["Till", "Till", "Stock", "Till"],
    }
    table = band_table(pay_terms(shop(), Policy.CLAUSE), highest=4 * 10**6)
    done = people.adjust_people(make(columns), make(table.columns), limb=table.limb)
    (everyone,) = people.groups(done, [])
    assert (everyone.people, everyone.cost_minor) == (4, 82600 + 66000 + 138000)
    assert [(g.key, g.people) for g in people.groups(done, ["department"])] == [
        (("Stock",), 1),
        (("Till",), 3),
    ]
    names = nw.from_native(done).collect_schema().names()
    target = folder / f"done{next(_NUMBERS)}"
    cluster.write(done, target, {name: "Staff No" if name == "employee" else name for name in names})
    written = parquet.read_table(target)
    assert written.column_names[0] == "Staff No"
    rows = written.select(["Staff No", *COUNTED[1:]]).to_pylist()
    expected = checksum_of(tuple(row.values()) for row in rows)
    assert expected.rows == 4
    assert cluster.checksum(target, ["Staff No", *COUNTED[1:]]) == expected


def test_the_processes_of_a_cluster_are_gone_afterwards(tmp_path: Path) -> None:
    from tests.cluster.processes import dask_distributed

    with dask_distributed(tmp_path) as at:
        assert len(at.processes) == 3
    for pid in at.processes:
        with pytest.raises(ProcessLookupError):
            os.killpg(pid, 0)
