"""Clusters, started once for all tests that want one, and stopped afterwards."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from tests.cluster.processes import Cluster, dask_distributed, spark_connect, spark_standalone


@pytest.fixture(scope="session")
def dask_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A Dask scheduler and two workers."""
    with dask_distributed(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def spark_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A Spark master and two workers."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("Spark needs pyspark and Java: make cluster")
    with spark_standalone(tmp_path_factory.mktemp("spark")) as cluster, pytest.MonkeyPatch.context() as patch:
        for name, value in cluster.environ.items():
            patch.setenv(name, value)
        yield cluster


@pytest.fixture(scope="session")
def connect_cluster(spark_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A Spark Connect server in front of the same workers."""
    with spark_connect(tmp_path_factory.mktemp("connect"), spark_cluster.url) as cluster:
        yield cluster
