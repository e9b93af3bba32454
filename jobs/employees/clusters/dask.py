"""Dask: a scheduler with its workers."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from indicators.errors import BadInput
from indicators.sources.redact import redact
from jobs.employees.checksum import Checksum
from jobs.employees.clusters.address import secrets, shown
from jobs.employees.clusters.base import Frame

_PATIENCE = "30 s"
Sums = tuple[int, int, int, int]


class Dask:
    """A client of a scheduler."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def read(self, folder: Path) -> Frame:
        """The rows of a folder of Parquet, held by Arrow: a null makes no float of a whole number."""
        import dask.dataframe as dd

        return dd.read_parquet(_files(folder), dtype_backend="pyarrow", index=False)

    def write(self, frame: Frame, folder: Path, columns: Mapping[str, str]) -> None:
        """Write these columns under these headings."""
        # Without this each step of an adjustment, a hundred of them, is a task of its own for every part.
        chosen = frame[list(columns)].rename(columns=dict(columns)).optimize()
        chosen.to_parquet(str(folder), write_index=False, write_metadata_file=False)

    def checksum(self, folder: Path, columns: Sequence[str]) -> Checksum:
        """The checksum of written files."""
        parts = self._client.gather(self._client.map(counter(), _files(folder), columns=list(columns)))
        return Checksum(*(sum(part[n] for part in parts) for n in range(4)))


@contextmanager
def dask(url: str, *, patience: str = _PATIENCE) -> Iterator[Dask]:
    """A client of the scheduler at `url` while the block lasts; BadInput where it cannot be reached."""
    from distributed import Client, KilledWorker

    with warnings.catch_warnings():
        # Both are pinned to versions that were tried together.
        warnings.filterwarnings("ignore", "Dask support is moving out of Narwhals", FutureWarning)
        try:
            with Client(url, timeout=patience) as client:
                client.wait_for_workers(1, timeout=patience)
                yield Dask(client)
        except (OSError, RuntimeError, TimeoutError, KilledWorker) as error:
            told = redact(str(error).strip().partition("\n")[0], secrets(url))
            raise BadInput(
                "Dask did not do its work",
                where=shown(url),
                expected="a scheduler with workers that see the files under the same path as this machine",
                got=told[:300],
            ) from None


def counter() -> Callable[..., Sums]:
    """A function for workers that adds up one file for its checksum.

    It is made here, because a function of a function travels whole: workers need not have realterms.
    """

    def count(path: str, columns: list[str]) -> Sums:
        import hashlib

        from pyarrow import parquet

        rows = pay = adjusted = total = 0
        for batch in parquet.ParquetFile(path).iter_batches(columns=columns):
            values = [batch.column(name).to_pylist() for name in columns]
            rows, pay, adjusted = rows + batch.num_rows, pay + sum(values[3]), adjusted + sum(values[4])
            for row in zip(*values, strict=True):
                text = "\x1f".join(map(str, row))
                total += int(hashlib.sha256(text.encode()).hexdigest()[:15], 16)
        return rows, pay, adjusted, total

    return count


def _files(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*.parquet"))
