"""The embedded engine's connection: bounded memory, no network, errors in words a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from indicators.errors import BadInput, DatabaseFull, InvalidFile, Problem

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Enough for any number of rows, and alike for all: what does not fit waits on disk.
MEMORY = "256MB"


@contextmanager
def connected(folder: Path, *, shown: str) -> Iterator["DuckDBPyConnection"]:
    """A connection that keeps what does not fit in memory in `folder`; errors name the file `shown`."""
    import duckdb

    settings = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "spill"),
        "enable_progress_bar": "false",  # it would draw on stdout
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # Rows come out in the order they went in only where the people's side of a join is read last.
        "disabled_optimizers": "join_order,build_side_probe_side",
    }
    try:
        with duckdb.connect() as connection:
            for setting, value in settings.items():
                connection.execute(f"SET {setting} = {literal(value)}")
            yield connection
    except duckdb.OutOfMemoryException as error:
        what = "the memory allowed does not suffice"
        raise BadInput(what, where=shown, expected=MEMORY, got=_first_line(error)) from None
    except duckdb.IOException as error:
        if "No space left" in str(error):
            what, next_ = "no space left; nothing was written", "free some space, then repeat"
            raise DatabaseFull(what, where=shown, hint=next_) from None
        raise BadInput(f"cannot read or write: {_first_line(error)}", where=shown) from None
    except duckdb.Error as error:
        raise InvalidFile([Problem(shown, "", _first_line(error))]) from None


def run(
    connection: "DuckDBPyConnection", statement: str, *values: object, **parts: str
) -> list[tuple[Any, ...]]:
    """The rows of a statement: each `$part` is filled with SQL of ours, each `?` takes one of `values`.

    A part is made of names (`name`), literals (`literal`) and numbers only, never of a user's bare text.
    """
    return connection.execute(Template(statement).substitute(parts), list(values)).fetchall()


def literal(text: str) -> str:
    """`text` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """`text` as an SQL name."""
    return '"' + text.replace('"', '""') + '"'


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
