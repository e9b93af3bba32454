"""Moving: people adjusted on the chosen engine, and left as Parquet."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.employees.checksum import Checksum
from jobs.employees.engines import Choice
from jobs.employees.layout import Kind, kind_of
from jobs.employees.terms import Terms
from jobs.employees.writing import Form, parquet_columns, show_done, write_parquet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Moving:
    """An engine, the address of its cluster, and a folder for what they hand each other."""

    chosen: Choice
    cluster: str
    scratch: Path

    def move(
        self, connection: "DuckDBPyConnection", made: Terms, form: Form, kept: Path, *, headings: bool
    ) -> Checksum | None:
        """Leave the view `people` at `kept`, adjusted, and make it the view `done`; a cluster's own checksum.

        Rows stand in a file in the order they came in; a folder of many files has none.
        """
        many = kind_of(kept) is Kind.FOLDER
        people = connection.view("people")
        ordered = not (self.chosen.embedded or many)
        if ordered:  # others than the embedded engine may answer in another order
            people = connection.sql("SELECT *, row_number() OVER () AS position FROM people")
        made.fill(connection)
        direct = self.chosen.clustered and many and form.plain
        with self.chosen.opened(
            self.cluster, self.scratch, (kept, parquet_columns(form, headings=headings)) if direct else None
        ) as engine:
            own = engine.show(connection, made.adjust(connection, people, engine), "adjusted")
        if direct:
            show_done(connection, kept)
        else:
            write_parquet(connection, form, kept, headings=headings, ordered=ordered, folder=many)
        return own
