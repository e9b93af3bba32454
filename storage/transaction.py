"""How a unit of work becomes a writer: SQLite's lock is taken before the first read that a write rests on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, event
from sqlmodel import Session

_WRITING = "realterms_writing"
_CHANGES = "realterms_changes"
# Any number does, as long as no other program on the same server locks by it.
_MAKING = 7_205_716


def begin_explicitly(engine: Engine) -> None:
    """Make SQLAlchemy's transactions real ones on SQLite.

    The driver by itself begins a transaction only before some statements and never for reading; ours is
    in autocommit, and every unit of work begins deferred: no lock at all until something is read.
    """

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.info[_WRITING] = False
        connection.info[_CHANGES] = _changes(connection)
        connection.exec_driver_sql("BEGIN")


def for_writing(session: Session) -> Connection:
    """The session's connection, holding the write lock on SQLite; every function that writes begins here.

    A deferred transaction that has read may not become a writer once someone else has written (SQLite
    calls its view stale, and waiting cannot help). So it is begun anew with the lock, and the caller reads
    again what it builds on. PostgreSQL locks rows instead; the callers do that where they read.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite" or connection.info[_WRITING]:
        return connection
    if _changes(connection) == connection.info[_CHANGES]:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    connection.info[_WRITING] = True
    return connection


def for_writing_alone(session: Session) -> Connection:
    """As `for_writing`, and on PostgreSQL too one writer at a time, by the row of the audit chain's head.

    For what is written seldom and must be in one order: plans, proposals, decisions, the audit chain.
    """
    connection = for_writing(session)
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'audit_head' FOR UPDATE")
    return connection


def lock_schema(connection: Connection) -> None:
    """Let nobody else make or migrate the database until this transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MAKING})")


@contextmanager
def changing_tables(connection: Connection) -> Iterator[None]:
    """Let a migration replace a table that others refer to, as SQLite's own instructions for it say.

    Neither setting can be changed inside a transaction; PostgreSQL needs nothing of the kind.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    for pragma in ("foreign_keys = OFF", "legacy_alter_table = ON"):
        driver.execute(f"PRAGMA {pragma}")
    try:
        yield
    finally:
        for pragma in ("foreign_keys = ON", "legacy_alter_table = OFF"):
            driver.execute(f"PRAGMA {pragma}")


def new_id(inserted: CursorResult[Any]) -> int:
    """The number that the database gave to the one row just inserted."""
    key = inserted.inserted_primary_key
    assert key is not None
    return int(key[0])


def _changes(connection: Connection) -> int:
    driver = connection.connection.driver_connection
    return int(driver.total_changes) if driver is not None else 0
