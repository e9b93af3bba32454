"""Real clusters for tests: processes of our own on loopback, on free ports, small, and gone afterwards."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.shared_data import ROOT

LOOPBACK = "127.0.0.1"
_PATIENCE = 180  # seconds; a busy machine starts a JVM slowly
_WHEN_PARENT_DIES = 1  # prctl's PR_SET_PDEATHSIG
# What a cluster's owner would write for those who work on it.
_DEFAULTS = f"""\
spark.driver.host {LOOPBACK}
spark.driver.bindAddress {LOOPBACK}
spark.executor.memory 512m
spark.cores.max 2
spark.ui.enabled false
"""


@dataclass(frozen=True)
class Cluster:
    """A cluster's address, its processes, and what its users have in their environment."""

    url: str
    processes: tuple[int, ...]
    environ: Mapping[str, str]


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        return int(taken.getsockname()[1])


@contextmanager
def spark_standalone(folder: Path) -> Iterator[Cluster]:
    """A Spark master and two workers, each with room for an executor of a session and one of Connect."""
    port = free_port()
    url = f"spark://{LOOPBACK}:{port}"
    master = "org.apache.spark.deploy.master.Master"
    worker = "org.apache.spark.deploy.worker.Worker"
    folder.joinpath("spark-defaults.conf").write_text(_DEFAULTS, encoding="utf-8")
    with ExitStack() as stack:
        at = ["--host", LOOPBACK, "--webui-port", "0"]
        pids = [stack.enter_context(_spark(folder, "master", [master, *at, "--port", str(port)]))]
        _wait_for(folder / "master.log", "I have been elected leader")
        for name in ("worker1", "worker2"):
            own = ["--cores", "2", "--memory", "1200m", "--work-dir", str(folder / name)]
            pids.append(stack.enter_context(_spark(folder, name, [worker, *at, *own, url])))
        for name in ("worker1", "worker2"):
            _wait_for(folder / f"{name}.log", "Successfully registered with master")
        yield Cluster(url, tuple(pids), _user(folder))


@contextmanager
def spark_connect(folder: Path, master: str) -> Iterator[Cluster]:
    """A Spark Connect server whose work is done by the workers of `master`."""
    folder.joinpath("spark-defaults.conf").write_text(_DEFAULTS, encoding="utf-8")
    port = free_port()
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    settings = {
        "spark.connect.grpc.binding.address": LOOPBACK,
        "spark.connect.grpc.binding.port": str(port),
    }
    options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    submit = ["org.apache.spark.deploy.SparkSubmit", "--master", master, *options, "--class", server]
    with _spark(folder, "connect", [*submit, "spark-internal"], memory="700m") as pid:
        _wait_for(folder / "connect.log", "Spark Connect server started at")
        yield Cluster(f"sc://{LOOPBACK}:{port}", (pid,), {})


@contextmanager
def dask_distributed(folder: Path) -> Iterator[Cluster]:
    """A Dask scheduler and two worker processes of one thread each."""
    url = f"tcp://{LOOPBACK}:{free_port()}"
    quiet = ["--no-dashboard"]
    with ExitStack() as stack:
        start = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
        pids = [stack.enter_context(_process(folder, "scheduler", [*start, "--host", url, *quiet], {}))]
        _wait_for(folder / "scheduler.log", "Scheduler at:")
        for name in ("worker1", "worker2"):
            own = ["--nthreads", "1", "--memory-limit", "900MB", "--local-directory", str(folder / name)]
            command = [sys.executable, "-m", "distributed.cli.dask_worker", url, "--host", LOOPBACK]
            pids.append(
                stack.enter_context(_process(folder, name, [*command, "--no-nanny", *own, *quiet], {}))
            )
        for name in ("worker1", "worker2"):
            _wait_for(folder / f"{name}.log", "Registered to:")
        yield Cluster(url, tuple(pids), {})


def _user(folder: Path) -> dict[str, str]:
    """The environment of who works on a Spark cluster: its settings, no other address than loopback."""
    return {
        "SPARK_CONF_DIR": str(folder),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_LOCAL_DIRS": str(folder / "spill"),
    }


@contextmanager
def _spark(folder: Path, name: str, command: Sequence[str], *, memory: str = "128m") -> Iterator[int]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environ = {
        **_user(folder),
        "SPARK_HOME": str(home),
        "SPARK_DAEMON_MEMORY": memory,
        "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC",
        "PYSPARK_PYTHON": sys.executable,
    }
    with _process(folder, name, [str(home / "bin" / "spark-class"), *command], environ) as pid:
        yield pid


@contextmanager
def _process(folder: Path, name: str, command: Sequence[str], environ: dict[str, str]) -> Iterator[int]:
    """A process with everything it starts in a group of its own, which ends with the block."""
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **environ},
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
    try:
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _end_with_parent() -> None:
    """Have this process ended where the tests are killed before they could end it (Linux alone can)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_WHEN_PARENT_DIES, signal.SIGTERM)


def _wait_for(log: Path, words: str) -> None:
    """Until a process has said that it is ready."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if words in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.1)
    tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
    raise AssertionError(f"{log.stem} did not say {words!r}; its last lines:\n{tail}")
