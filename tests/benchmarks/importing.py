"""One import, or the least that it could cost, in a process of its own; what it took as JSON on stdout.

    python -m tests.benchmarks.importing ours URL HOME FILE...     both imports, first and unchanged
    python -m tests.benchmarks.importing floor URL SCRATCH FILE    pandas reads it, the driver writes the rows
    python -m tests.benchmarks.importing again URL HOME FILE...    one import into what is held already

The floor writes the rows that are held at URL into a table that has their columns and their
primary key and nothing else; that they are put into tuples before is not counted.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jobs import catalogue, importing
from jobs.flatfiles import importing as flatfiles
from jobs.workspace import Workspace
from storage import many, migrations, vintages
from tests.benchmarks.measure import peak_megabytes

LOADED = (catalogue, flatfiles, many, migrations, vintages)  # so that none is loaded while time is taken
COLUMNS = (
    "indicator_id INTEGER NOT NULL, period INTEGER NOT NULL, vintage_id INTEGER NOT NULL, value {digits}, "
    "status TEXT NOT NULL, footnote TEXT NOT NULL, PRIMARY KEY (indicator_id, period, vintage_id)"
)


def timed(job: Callable[[], object]) -> dict[str, float]:
    """Seconds on the wall's clock and of this process's processor time."""
    wall, own = time.perf_counter(), time.process_time()
    job()
    return {"wall": time.perf_counter() - wall, "own": time.process_time() - own}


def ours(url: str, home: Path, files: list[Path]) -> dict[str, Any]:
    """The first import, then the same again."""
    found: dict[str, Any] = {}
    with Workspace.open(home, url, environ={}) as workspace:
        workspace.database.close()
        for name in ("first", "again"):
            found[name] = imported(workspace, files)
    return found


def imported(workspace: Workspace, files: list[Path]) -> dict[str, float]:
    """One import: what it took, and how many figures were new, revised and unchanged."""
    reports: list[importing.ImportReport] = []
    taken = timed(lambda: reports.extend(importing.import_files(workspace, files)))
    series = [s for report in reports for s in report.series]
    return taken | {n: sum(getattr(s, n) for s in series) for n in ("new", "revised", "unchanged")}


def again(url: str, home: Path, files: list[Path]) -> dict[str, Any]:
    """An import of what is held already."""
    with Workspace.open(home, url, environ={}) as workspace:
        workspace.database.close()
        return imported(workspace, files)


def floor(url: str, scratch: Path, files: list[Path]) -> dict[str, Any]:
    """pandas reads the file; the driver writes the rows."""
    import pandas as pd

    read = timed(lambda: pd.read_csv(files[-1], sep="\t", dtype=str))
    write = _sqlite(url, scratch) if url.startswith("sqlite") else _postgresql(url)
    return {name: read[name] + write[name] for name in read}


def _sqlite(url: str, scratch: Path) -> dict[str, float]:
    held = sqlite3.connect(url.removeprefix("sqlite:///"))
    rows = held.execute("SELECT * FROM observation").fetchall()
    held.close()
    path = scratch / "floor.db"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE floor ({COLUMNS.format(digits='TEXT')}) WITHOUT ROWID")

    def write() -> None:
        with connection:
            connection.executemany("INSERT INTO floor VALUES (?, ?, ?, ?, ?, ?)", rows)

    taken = timed(write)
    connection.close()
    return taken


def _postgresql(url: str) -> dict[str, float]:
    import psycopg

    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT * FROM observation").fetchall()
        connection.execute("DROP TABLE IF EXISTS floor")
        connection.execute(f"CREATE TABLE floor ({COLUMNS.format(digits='NUMERIC')})".encode())
        connection.commit()

        def write() -> None:
            with connection.cursor() as cursor, cursor.copy("COPY floor FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            connection.commit()

        return timed(write)


if __name__ == "__main__":
    job = {"ours": ours, "floor": floor, "again": again}[sys.argv[1]]
    result = job(sys.argv[2], Path(sys.argv[3]), [Path(p) for p in sys.argv[4:]])
    print(json.dumps({**result, "megabytes": peak_megabytes()}))
