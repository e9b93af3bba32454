"""Which schema a database has, how a new one is made and how an older one is brought up to date.

A new database is made from the models at once; an older one goes through Alembic, which is loaded only
then (it takes longer to import than a whole command takes to run). A test holds both ways to the same
result on both databases.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError

from indicators.errors import DatabaseTooNew, DatabaseUnusable
from storage import triggers
from storage.tables import Table

VERSION = "0002"
MIGRATIONS = Path(__file__).parent / "migrations"

# As Alembic makes it, under a name that is ours: a team's server may hold other programs' tables too.
_VERSION_TABLE = """CREATE TABLE realterms_schema (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT realterms_schema_pkc PRIMARY KEY (version_num))"""

State = Literal["empty", "behind", "current"]


def state(connection: Connection, *, where: str) -> State:
    """Whether the database is empty, behind or current.

    DatabaseTooNew where a newer realterms wrote it, DatabaseUnusable where it holds someone else's tables.
    """
    held = held_version(connection)
    if held is None:
        if connection.dialect.name == "sqlite" and _tables(connection):
            raise DatabaseUnusable(
                "a database of another program",
                where=where,
                expected="a realterms database, or no file",
                got=", ".join(_tables(connection)[:5]),
            )
        return "empty"
    if held > VERSION:
        raise DatabaseTooNew(
            f"the database was written by a newer realterms: its schema is {held}, this one knows {VERSION}",
            where=where,
            expected=f"schema {VERSION} or older (this is realterms {program_version()})",
            got=f"schema {held} (written by {_written_by(connection)})",
            hint="upgrade realterms, or name another database with --database",
        )
    return "current" if held == VERSION else "behind"


def held_version(connection: Connection) -> str | None:
    """The schema version that the database says it has; None where it has none of our tables."""
    found = "SELECT to_regclass('realterms_schema')"
    if connection.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'realterms_schema'"
    if connection.exec_driver_sql(found).scalar() is None:
        return None
    held: str | None = connection.exec_driver_sql("SELECT version_num FROM realterms_schema").scalar()
    return held or "0000"


def create(connection: Connection) -> None:
    """Make every table and trigger, in the caller's transaction."""
    Table.metadata.create_all(connection, checkfirst=False)
    for statement in triggers.statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_VERSION_TABLE)
    connection.execute(text("INSERT INTO realterms_schema VALUES (:version)"), {"version": VERSION})
    connection.exec_driver_sql(
        "INSERT INTO meta (name, value) VALUES ('audit_head', '0 '), ('written_by', '')"
    )
    _sign(connection)


def upgrade(connection: Connection, *, target: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Run the migrations that the database lacks, in the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
    _check_references(connection)
    _sign(connection)


def program_version() -> str:
    """The version of this realterms."""
    return version("realterms")


def _sign(connection: Connection) -> None:
    meta = Table.metadata.tables["meta"]
    signed = f"realterms {program_version()}"
    connection.execute(update(meta).where(meta.c.name == "written_by").values(value=signed))


def _check_references(connection: Connection) -> None:
    """SQLite does not watch references while tables are replaced, so they are checked at the end."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise DatabaseUnusable(f"a row of {broken[0]} refers to one of {broken[2]} that does not exist")


def _written_by(connection: Connection) -> str:
    try:
        signed = connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'written_by'").scalar()
    except DBAPIError:
        signed = None  # what a newer one keeps, and where, is not ours to know
    return str(signed or "an unknown version")


def _tables(connection: Connection) -> list[str]:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [str(name) for name in found.scalars() if not str(name).startswith("sqlite_")]
