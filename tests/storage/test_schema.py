"""Models and migrations make the same database, triggers included; older databases are brought up to date."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

from indicators.errors import DatabaseReadOnly, StorageError
from storage import schema
from storage.database import Database, open_database
from storage.engines import file_engine, server_engine
from storage.location import read_location
from storage.tables import Table
from tests.storage.helpers import PPI, count_rows, known, save

# Migrations that databases out there have gone through, by the beginning of their SHA-256: never changed.
LANDED = {
    "v0001_first.py": "a93266b1f87fc8ac",
    "v0002_second.py": "7ce66a8287ab0e97",
}
FIRST_TRIGGERS = "dc973113b7590a3f"

REPLY = {"2026-07": "322.1", "2026-08": "323.5"}

# Everything PostgreSQL knows of a schema, in the words of its own catalogue.
_POSTGRESQL = """
SELECT 'column', table_name || '.' || column_name,
    concat_ws(' ', data_type, numeric_scale, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
ORDER BY 1, 2, 3
"""


def engine_for(url: str) -> Engine:
    location = read_location(url)
    if location.path is not None:
        location.path.touch()
        return file_engine(location.path, read_only=False, wait=5)
    assert location.url is not None
    return server_engine(location.url, read_only=False, wait=5)


def described(connection: Connection) -> list[tuple[str, ...]]:
    """Tables, columns, constraints, indexes, triggers and functions, and the rows put in at once."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        found: list[tuple[str, ...]] = [
            (kind, name, re.sub(r"\s", "", sql or "")) for kind, name, sql in rows
        ]
    else:
        found = [tuple(row) for row in connection.exec_driver_sql(_POSTGRESQL)]
    for table in ("realterms_schema", "meta"):
        rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1")
        found.extend((table, *row) for row in rows)
    return found


def made_by(url: str, make: Callable[[Connection], None]) -> list[tuple[str, ...]]:
    engine = engine_for(url)
    with engine.begin() as connection:
        make(connection)
        found = described(connection)
        connection.rollback()
    engine.dispose()
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    name = "sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    return str(request.getfixturevalue(name))


def test_models_and_migrations_make_the_same_database(empty_url: str) -> None:
    by_models = made_by(empty_url, schema.create)
    by_migrations = made_by(empty_url, schema.upgrade)
    assert by_migrations == by_models
    assert sum(kind == "trigger" for kind, *_ in by_models) == (38 if empty_url.startswith("sqlite") else 24)


def test_alembic_finds_nothing_to_do(empty_url: str) -> None:
    engine = engine_for(empty_url)
    with engine.begin() as connection:
        schema.upgrade(connection)
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": "realterms_schema",
                "target_metadata": Table.metadata,
                # Held by a trigger on PostgreSQL; Alembic does not ask for which database they are meant.
                "include_object": lambda _, name, *__: (
                    connection.dialect.name == "sqlite" or not str(name).startswith("fk_observation_")
                ),
            },
        )
        assert compare_metadata(context, Table.metadata) == []
        connection.rollback()
    engine.dispose()


@pytest.mark.parametrize(("indicator", "vintage"), [(1, 99), (99, 1), (2, 1)])
def test_a_figure_is_of_a_vintage_of_its_indicator(database: Database, indicator: int, vintage: int) -> None:
    save(database, REPLY, "2026-09-11")
    save(database, REPLY, "2026-09-11", indicator=PPI)
    if database.dialect == "sqlite" and (indicator, vintage) == (2, 1):
        pytest.skip("SQLite holds each of the two references by itself")
    with pytest.raises(StorageError, match="refused"), database.session() as session:
        session.connection().exec_driver_sql(
            f"INSERT INTO observation VALUES ({indicator}, 202601, {vintage}, '1', 'final', '')"
        )


def test_the_newest_migration_is_the_version_we_know() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.VERSION]


def test_a_migration_that_has_landed_is_never_changed() -> None:
    """What is new goes into a migration of its own: no database goes through an old one again."""
    files = {path.name: path for path in (schema.MIGRATIONS / "versions").glob("v*.py")}
    assert {name: digest(path) for name, path in files.items()} == LANDED
    assert digest(schema.MIGRATIONS / "first_triggers.py") == FIRST_TRIGGERS


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def test_a_database_of_the_first_schema_is_brought_up_to_date(empty_url: str) -> None:
    engine = engine_for(empty_url)
    with engine.begin() as connection:
        schema.upgrade(connection, target="0001")
        assert schema.held_version(connection) == "0001"
    engine.dispose()
    database = open_database(empty_url)
    save(database, REPLY, "2026-09-11")
    assert known(database, "2026-09-11") == REPLY
    with database.session() as session:
        assert schema.held_version(session.connection()) == schema.VERSION
        assert session.connection().exec_driver_sql("SELECT count(*) FROM rebasing").scalar() == 0
    database.close()


def test_a_database_made_by_migrations_works(empty_url: str) -> None:
    engine = engine_for(empty_url)
    with engine.begin() as connection:
        schema.upgrade(connection)
    engine.dispose()
    database = open_database(empty_url)
    save(database, REPLY, "2026-09-11")
    assert known(database, "2026-09-11") == REPLY
    database.close()


_NEXT = '''"""A further schema."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    copied = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    for table in ("indicator", "proposal", "observation"):
        with op.batch_alter_table(table, recreate=copied) as batch:
            batch.add_column(sa.Column("weight", sa.Text(), nullable=True))
    {end}
'''


@pytest.fixture
def next_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A realterms with one more migration than ours."""
    folder = tmp_path / "100% newer"
    (folder / "versions").mkdir(parents=True)
    for file in ("env.py", "script.py.mako", *(f"versions/{name}" for name in LANDED)):
        (folder / file).write_bytes((schema.MIGRATIONS / file).read_bytes())
    (folder / "versions" / "v0003_next.py").write_text(_NEXT.format(end=""))
    monkeypatch.setattr(schema, "VERSION", "0003")
    monkeypatch.setattr(schema.upgrade, "__kwdefaults__", {"target": "head", "migrations": folder})
    return folder


def columns_of(database: Database, table: str) -> int:
    with database.session() as session:
        return len(session.connection().exec_driver_sql(f"SELECT * FROM {table}").keys())


def test_an_older_database_is_brought_up_to_date_with_everything_in_it(
    database: Database, database_url: str, next_schema: Path
) -> None:
    save(database, REPLY, "2026-09-11")
    columns, rows = columns_of(database, "indicator"), count_rows(database)
    database.close()
    newer = open_database(database_url)
    assert columns_of(newer, "indicator") == columns + 1
    assert count_rows(newer) == rows
    with newer.session() as session:
        if newer.dialect == "sqlite":
            assert session.connection().exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with pytest.raises(StorageError), newer.session() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO plan_version VALUES (1, 99, 1, '', '', '', '', false, '2026-01-01', '')"
        )
    assert known(newer, "2026-09-11") == REPLY
    newer.close()


def test_an_older_database_is_not_opened_for_reading_alone(
    database: Database, database_url: str, next_schema: Path
) -> None:
    with pytest.raises(DatabaseReadOnly, match="older realterms"):
        open_database(database_url, read_only=True)


def test_a_migration_that_fails_changes_nothing(
    database: Database, database_url: str, next_schema: Path
) -> None:
    save(database, REPLY, "2026-09-11")
    columns = columns_of(database, "indicator")
    failing = next_schema / "versions" / "v0003_next.py"
    failing.write_text(_NEXT.format(end='raise ArithmeticError("half-way")'))
    with pytest.raises(ArithmeticError):
        open_database(database_url)
    with database.session() as session:
        assert schema.held_version(session.connection()) == "0002"
    assert columns_of(database, "indicator") == columns
    assert known(database, "2026-09-11") == REPLY


def test_opening_loads_neither_alembic_nor_pandas_nor_a_driver_that_is_not_used(sqlite_url: str) -> None:
    script = (
        "import sys\n"
        "from storage.database import open_database\n"
        "import storage.vintages, storage.runs\n"
        "for _ in range(2): open_database(sys.argv[1]).close()\n"
        "print([m for m in ('alembic', 'pandas', 'numpy', 'psycopg', 'requests') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, sqlite_url],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert done.stdout.strip() == "[]"
