"""The engines that can adjust people: how each takes rows over from a file and gives them back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from indicators.errors import BadInput, UnknownName

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

DEFAULT = "duckdb"


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: the packages it needs, and how it takes a relation of the embedded engine.

    Only the embedded engine streams, and needs no package of its own; the others hold all rows in memory.
    """

    packages: tuple[str, ...]
    take: Callable[["DuckDBPyRelation"], Any]

    @property
    def embedded(self) -> bool:
        """Whether it is the embedded engine, which keeps the rows in their order."""
        return not self.packages

    def show(self, connection: "DuckDBPyConnection", frame: Any, view: str) -> None:
        """Make a frame of this engine a view of the embedded one."""
        if self.embedded:
            frame.create_view(view)
        else:
            connection.register(view, frame)


ENGINES: Mapping[str, Engine] = {
    DEFAULT: Engine((), lambda relation: relation),
    "pandas": Engine(("pandas",), lambda relation: relation.df()),
    "polars": Engine(("polars", "pyarrow"), lambda relation: relation.pl()),
    "pyarrow": Engine(("pyarrow",), lambda relation: relation.to_arrow_table()),
}


def engine(name: str) -> Engine:
    """The engine called `name`; UnknownName for another, BadInput where its package is not installed."""
    if name not in ENGINES:
        raise UnknownName.among("engine", name, ENGINES, hint="engines: " + ", ".join(ENGINES))
    missing = [package for package in ENGINES[name].packages if find_spec(package) is None]
    if missing:
        raise BadInput(
            f"the engine {name} needs {' and '.join(missing)}",
            hint=f"install {' '.join(missing)} into realterms' environment, or leave the engine at {DEFAULT}",
        )
    return ENGINES[name]
