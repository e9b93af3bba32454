"""The engines that can adjust people: how each takes rows over from a file and gives them back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from indicators.errors import BadInput, UnknownName
from jobs.employees.checksum import Checksum
from jobs.employees.clusters.address import check_address

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from jobs.employees.clusters.exchange import Into

DEFAULT = "duckdb"


class Engine(Protocol):
    """An engine at work."""

    def take(self, relation: "DuckDBPyRelation") -> Any:
        """A relation of the embedded engine as a frame of this one."""

    def show(self, connection: "DuckDBPyConnection", frame: Any, view: str) -> Checksum | None:
        """Make a frame of this engine a view of the embedded one; a cluster's own checksum of it."""


@dataclass(frozen=True, slots=True)
class Local:
    """An engine in this process: the embedded one streams, the others hold all rows in memory."""

    take: Callable[["DuckDBPyRelation"], Any]
    embedded: bool = False

    def show(self, connection: "DuckDBPyConnection", frame: Any, view: str) -> None:
        """Make the frame a view."""
        if self.embedded:
            frame.create_view(view)
        else:
            connection.register(view, frame)


EMBEDDED = Local(lambda relation: relation, embedded=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine as it can be chosen: the packages it needs, and the extra that brings them.

    `take` is how an engine in this process takes rows over; a cluster has none, and needs an address.
    """

    name: str
    packages: tuple[str, ...]
    take: Callable[["DuckDBPyRelation"], Any] | None = None

    @property
    def embedded(self) -> bool:
        """Whether it is the embedded engine, which keeps the rows in their order."""
        return self.name == DEFAULT

    @property
    def clustered(self) -> bool:
        """Whether its work is done by other processes, which must see the same files."""
        return self.take is None

    def check(self, cluster: str) -> None:
        """BadInput where a package is missing, or the address of a cluster is, or is one too many."""
        missing = [package for package in self.packages if find_spec(package) is None]
        if missing:
            what = f"realterms[{self.name}]" if self.clustered else " ".join(missing)
            raise BadInput(
                f"the engine {self.name} needs {' and '.join(missing)}",
                hint=f"install {what} into realterms' environment, or leave the engine at {DEFAULT}",
            )
        if self.clustered:
            check_address(self.name, cluster)
        elif cluster:
            raise BadInput(
                f"the engine {self.name} works in this process and on no cluster",
                where="--cluster",
                hint="name the engine of the cluster too: --engine spark or --engine dask",
            )

    @contextmanager
    def opened(self, cluster: str, folder: Path, into: "Into | None" = None) -> Iterator[Engine]:
        """The engine at work while the block lasts; a cluster exchanges files with us in `folder`.

        With `into`, a cluster leaves the result there.
        """
        if self.take is not None:
            yield Local(self.take, self.embedded)
            return
        from jobs.employees.clusters.exchange import Exchange

        with _CLUSTERS[self.name](cluster) as connection:
            yield Exchange(connection, folder, into)


def _spark(url: str) -> AbstractContextManager[Any]:
    from jobs.employees.clusters.spark import spark

    return spark(url)


def _dask(url: str) -> AbstractContextManager[Any]:
    from jobs.employees.clusters.dask import dask

    return dask(url)


_CLUSTERS = {"spark": _spark, "dask": _dask}
# Those of this process; clusters besides.
ENGINES: Mapping[str, Choice] = {
    name: Choice(name, packages, take)
    for name, packages, take in (
        (DEFAULT, (), lambda relation: relation),
        ("pandas", ("pandas",), lambda relation: relation.df()),
        ("polars", ("polars", "pyarrow"), lambda relation: relation.pl()),
        ("pyarrow", ("pyarrow",), lambda relation: relation.to_arrow_table()),
    )
}
CLUSTERS: Mapping[str, Choice] = {
    name: Choice(name, packages)
    for name, packages in (("spark", ("pyspark", "pyarrow")), ("dask", ("dask", "distributed", "pyarrow")))
}


def engine(name: str, cluster: str = "") -> Choice:
    """The engine called `name`; UnknownName for another, BadInput where it cannot work (`Choice.check`)."""
    known = {**ENGINES, **CLUSTERS}
    if name not in known:
        raise UnknownName.among("engine", name, known, hint="engines: " + ", ".join(known))
    known[name].check(cluster)
    return known[name]
