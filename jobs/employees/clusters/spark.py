"""Spark: a standalone cluster, or a Spark Connect server, which needs no Java here."""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from indicators.errors import BadInput
from indicators.sources.redact import redact
from jobs.employees.checksum import Checksum
from jobs.employees.clusters.address import is_connect, secrets, shown
from jobs.employees.clusters.base import Frame

# Set for every adjustment: what overflows is an error, names differ by case, types are those of the files
# (digits in the name of a folder are text, not a number without its leading zeros).
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
# Of the process that this one starts for a standalone cluster; the cluster's own settings decide the rest.
_DRIVER = {
    "spark.driver.memory": "512m",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_PATIENCE = 60  # seconds
_SPEAKS_CONNECT = "SPARK_CONNECT_MODE_ENABLED"
_NUMBER = "CAST(conv(substr(sha2(concat_ws(char(31), {row}), 256), 1, 15), 16, 10) AS DECIMAL(20, 0))"


class Spark:
    """A session on a cluster."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def read(self, folder: Path) -> Frame:
        """The rows of the Parquet files in a folder."""
        return self._session.read.parquet(_url(folder))

    def write(self, frame: Frame, folder: Path, columns: Mapping[str, str]) -> None:
        """Write these columns under these headings."""
        chosen = [frame[name].alias(heading) for name, heading in columns.items()]
        frame.select(*chosen).write.parquet(_url(folder), compression="snappy")

    def checksum(self, folder: Path, columns: Sequence[str]) -> Checksum:
        """The checksum of written files."""
        names = [f"`{name}`" for name in columns]
        sums = [f"sum({names[3]})", f"sum({names[4]})", f"sum({_NUMBER.format(row=', '.join(names))})"]
        (row,) = self.read(folder).selectExpr("count(*)", *sums).collect()
        return Checksum(*(int(value or 0) for value in row))


@contextmanager
def spark(url: str) -> Iterator[Spark]:
    """A session on the cluster at `url` while the block lasts.

    BadInput where it cannot be reached, or its work fails; what is secret in the address is not repeated.
    """
    from pyspark.errors import PySparkException

    with warnings.catch_warnings():
        # No pandas goes through Spark here.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        try:
            session = _session(url)
            try:
                yield Spark(session)
            finally:
                session.stop()
                # pyspark notes here that this process speaks Connect, and never takes it back: no other
                # session could follow.
                os.environ.pop(_SPEAKS_CONNECT, None)
        except (PySparkException, *_java_errors()) as error:
            told = redact(str(error).strip().partition("\n")[0], secrets(url))
            raise BadInput(
                "Spark did not do its work",
                where=shown(url),
                expected="a cluster that can be reached and sees the files under the same path as we do",
                got=told[:300],
            ) from None


def _session(url: str) -> Any:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("realterms")
    if is_connect(url):
        session = builder.remote(url).create()
    else:
        session = builder.master(url).config(map=_DRIVER | _SETTINGS).getOrCreate()
        _check_room(session, url)
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    return session


def _check_room(session: Any, url: str) -> None:
    """BadInput where the cluster gives us nobody to work: Spark itself would wait for ever."""
    if url.startswith("local"):
        return
    for _ in range(_PATIENCE * 10):
        if session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() > 1:  # the driver is one of them
            return
        sleep(0.1)
    session.stop()
    raise BadInput(
        "the cluster has no room for this work",
        where=shown(url),
        expected=f"an executor within {_PATIENCE} seconds",
        hint="ask for less in spark-defaults.conf (spark.executor.memory, spark.cores.max)",
    )


def _java_errors() -> tuple[type[Exception], ...]:
    """What a session without Connect raises besides; py4j comes only with the Spark that brings Java."""
    try:
        from py4j.protocol import Py4JError
    except ImportError:
        return ()
    return (Py4JError,)


def _url(folder: Path) -> str:
    return f"file://{folder.resolve()}"
