"""Databases for tests: the same tests run on a SQLite file and on a PostgreSQL database of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL

from storage.database import Database, open_database
from tests.storage import postgres

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """One server for each test process; about a second to start."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> Iterator[str]:
    """A database with our tables, to be copied for each test."""
    name = f"realterms_template_{os.getpid()}"
    with _new_database(postgres_server, name) as url:
        open_database(_text(url)).close()
        yield name


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    with _new_database(postgres_server, f"realterms_empty_{os.getpid()}_{next(_NUMBERS)}") as url:
        yield _text(url)


@pytest.fixture
def postgres_url(postgres_server: URL, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database with our tables, empty."""
    name = f"realterms_test_{os.getpid()}_{next(_NUMBERS)}"
    with _new_database(postgres_server, name, template=postgres_template) as url:
        yield _text(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'realterms.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind in turn."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The database, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@contextmanager
def _new_database(server: URL, name: str, template: str = "template0") -> Iterator[URL]:
    """A database of the server for the length of a block."""
    with postgres.connected(server) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    yield server.set(database=name)
    with postgres.connected(server) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
