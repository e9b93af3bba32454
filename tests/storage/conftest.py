"""Databases for tests: the same tests run on a SQLite file and on a PostgreSQL database."""

import os
from collections.abc import Iterator
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
def postgres_shelf(postgres_server: URL) -> Iterator[postgres.Shelf]:
    """PostgreSQL databases with our tables."""
    shelf = postgres.Shelf(postgres_server, lambda url: open_database(_text(url)).close())
    yield shelf
    shelf.clear()


@pytest.fixture
def postgres_url(postgres_shelf: postgres.Shelf) -> Iterator[str]:
    """A PostgreSQL database with our tables, empty."""
    url = postgres_shelf.take()
    yield _text(url)
    postgres_shelf.give_back(url)


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    name = f"realterms_empty_{os.getpid()}_{next(_NUMBERS)}"
    with postgres.connected(postgres_server) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0'.encode())
    yield _text(postgres_server.set(database=name))
    with postgres.connected(postgres_server) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


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


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
