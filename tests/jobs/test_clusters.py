"""Clusters named wrongly, missing, or out of reach: what is said, and that no secret is in it."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import cloudpickle
import pytest
from pyarrow import parquet

from indicators.errors import BadInput, UnknownName
from jobs.employees.checksum import checksum_of
from jobs.employees.clusters.address import check_address, secrets, shown
from jobs.employees.clusters.base import COUNTED
from jobs.employees.clusters.dask import counter, dask
from jobs.employees.clusters.exchange import check_folder
from jobs.employees.engines import CLUSTERS, engine
from tests.cluster.processes import free_port
from tests.plans.engines import arrow_table
from tests.shared_data import ROOT

SECRET = "hunter2-token"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("spark", "spark://10.0.0.1:7077"),
        ("spark", "sc://host:15002/;token=abc"),
        ("spark", "local"),
        ("spark", "local[2]"),
        ("spark", "local[*]"),
        ("dask", "tcp://10.0.0.1:8786"),
        ("dask", "tls://host:8786"),
    ],
)
def test_addresses_of_clusters(name: str, url: str) -> None:
    check_address(name, url)


@pytest.mark.parametrize(
    ("name", "url", "got"),
    [
        ("spark", "", "nothing"),
        ("spark", "tcp://host:8786", "tcp://host:8786"),
        ("spark", "spark://host", "spark://host"),
        ("spark", f"spark://ann:{SECRET}@host:port", "spark://host:port"),
        ("spark", f"sc://host/;token={SECRET}", "sc://host"),
        ("dask", "spark://host:7077", "spark://host:7077"),
        ("dask", f"tcp://host:8786/{SECRET}", "tcp://host:8786"),
        ("dask", f"tcp://ann:{SECRET}@host:8786", "tcp://host:8786"),
        ("dask", SECRET, "an address of another form"),
        ("dask", "tcp://[::1", "tcp://[::1"),
    ],
)
def test_an_address_of_another_form_is_told_without_what_is_secret(name: str, url: str, got: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_address(name, url)
    assert (refused.value.got, refused.value.where) == (got, "--cluster")
    assert SECRET not in refused.value.explain()


def test_of_an_address_only_the_scheme_the_host_and_the_port_are_shown() -> None:
    url = f"sc://ann:{SECRET}@host:15002/;token={SECRET}2;use_ssl=true"
    assert shown(url) == "sc://host:15002"
    assert {SECRET, f"{SECRET}2"} <= set(secrets(url))


@pytest.mark.parametrize("name", CLUSTERS)
def test_an_engine_that_is_not_installed_is_told_with_what_to_install(name: str) -> None:
    """As in an environment without the extra: the module cannot be found."""
    module = CLUSTERS[name].packages[0]
    code = f"""
import sys
sys.modules["{module}"] = None
from indicators.errors import BadInput
from jobs.employees.engines import engine
try:
    engine("{name}", "tcp://host:1")
except BadInput as refused:
    print(refused.explain())
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert f"the engine {name} needs {module}" in done.stdout
    assert f"install realterms[{name}]" in done.stdout


def test_an_unknown_engine_is_told_with_all_there_are() -> None:
    with pytest.raises(UnknownName) as refused:
        engine("sparks")
    assert "spark, dask" in refused.value.hint


def test_an_engine_of_this_process_takes_no_cluster() -> None:
    with pytest.raises(BadInput, match="on no cluster"):
        engine("pandas", f"tcp://ann:{SECRET}@host:8786")


def test_a_folder_whose_name_is_a_pattern_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "pay[2026]"
    folder.mkdir()
    with pytest.raises(BadInput, match="as a pattern"):
        check_folder(folder)


def test_a_scheduler_out_of_reach_is_told() -> None:
    url = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(BadInput, match="Dask did not") as refused, dask(url, patience="1 s"):
        pass
    assert refused.value.where == url


def test_workers_need_not_have_realterms(tmp_path: Path) -> None:
    """What they run travels whole: here to a process that has the installed packages, but not ours."""
    rows = [("0007", "S1", "USD", 4000000, 4135000), ("Zoë 李", "S5", "USD", 7934055, 8201000)]
    columns = dict(zip(COUNTED, zip(*rows, strict=True), strict=True))
    parquet.write_table(arrow_table(columns), tmp_path / "part.parquet")
    code = f"""
import pickle, sys
sys.path.append({sysconfig.get_path("purelib")!r})
count = pickle.load(sys.stdin.buffer)
print(*count("part.parquet", {list(COUNTED)!r}), "jobs" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        check=True,
        capture_output=True,
        input=cloudpickle.dumps(counter()),
        cwd=tmp_path,
    )
    expected = checksum_of(rows)
    sums = (expected.rows, expected.pay_minor, expected.adjusted_minor, expected.hash)
    assert done.stdout.decode().split() == [*map(str, sums), "False"]
