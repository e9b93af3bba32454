"""Exchange: what this machine and a cluster hand each other, as folders of Parquet that both see."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import narwhals as nw

from indicators.errors import BadInput
from jobs.employees.checksum import Checksum
from jobs.employees.clusters.base import COUNTED, Cluster
from jobs.employees.connection import literal, run
from jobs.employees.reading import files_literal, parquet_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_PATTERN = re.compile(r"[*?\[\]{}]")
# Files of about a quarter of a million rows: a worker holds a few of them at once.
_GIVEN = "COPY (SELECT * FROM given) TO $path (FORMAT parquet, ROW_GROUPS_PER_FILE 2)"
_TAKEN = "CREATE TEMP VIEW $view AS SELECT * FROM read_parquet($path)"


# Where a cluster is to leave what it adjusted, and under which headings.
Into = tuple[Path, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A cluster at work on files in `folder`; with `into`, what it writes is the result itself."""

    cluster: Cluster
    folder: Path
    into: Into | None = None
    numbers: "Iterator[int]" = field(default_factory=count)

    def take(self, relation: "DuckDBPyRelation") -> Any:
        """The relation as a frame of the cluster, by way of files."""
        check_folder(self.folder)
        given = self.folder / f"given{next(self.numbers)}"
        relation.query("given", Template(_GIVEN).substitute(path=literal(str(given))))
        return self.cluster.read(given)

    def show(self, connection: "DuckDBPyConnection", frame: Any, view: str) -> Checksum:
        """Have the cluster write the frame and add it up; the files become the view."""
        names = nw.from_native(frame).collect_schema().names()
        own = self.folder / f"moved{next(self.numbers)}", {name: name for name in names}
        made, columns = self.into or own
        self.cluster.write(frame, made, columns)
        tidy(made)
        run(connection, _TAKEN, view=view, path=files_literal(parquet_files(made)))
        return self.cluster.checksum(made, [columns[name] for name in COUNTED])


def tidy(folder: Path) -> None:
    """Name the files that a cluster left in one way, and remove what is none of the rows (marks, sums)."""
    for path in sorted(folder.iterdir()):
        if not (path.is_file() and path.suffix == ".parquet" and path.name[0] not in "._"):
            path.unlink()
    for number, path in enumerate(sorted(folder.iterdir())):
        path.rename(folder / f"part-{number:05d}.parquet")


def check_folder(folder: Path) -> None:
    """BadInput for a folder whose name means several to a cluster."""
    if _PATTERN.search(str(folder.resolve())):
        raise BadInput(
            "a cluster reads * ? [ ] { } in a path as a pattern",
            where=str(folder),
            hint="have the output in a folder with another name",
        )
