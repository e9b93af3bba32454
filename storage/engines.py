"""Engines for both databases, with every connection set up the same way."""

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, QueuePool, create_engine, event

from indicators.errors import SettingsError
from storage import behind
from storage.transaction import begin_explicitly

_CONNECT_SECONDS = 10


def file_engine(path: Path, *, read_only: bool, wait: float) -> Engine:
    """An engine for a SQLite file that exists; usable from several threads.

    `wait`: seconds to wait for another writer before giving up.
    """
    # The mode keeps SQLite from ever making a file by itself, with permissions that are not ours.
    mode = "ro" if read_only else "rw"
    if _on_read_only_disk(path):
        # SQLite keeps notes beside the file, even for reading, unless it is told that nobody can write.
        mode = "ro&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode={mode}"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        # Without it INSERT OR REPLACE would delete a row without asking the triggers.
        connection.execute("PRAGMA recursive_triggers = ON")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    begin_explicitly(engine)
    return engine


def _on_read_only_disk(path: Path) -> bool:
    if sys.platform == "win32" or path.with_name(f"{path.name}-wal").exists():
        return False
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def server_engine(url: URL, *, read_only: bool, wait: float) -> Engine:
    """An engine for a PostgreSQL database; SettingsError where its driver is not installed.

    `wait`: seconds to wait for another writer's lock before giving up.
    """
    seconds = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    try:
        engine = create_engine(url, connect_args=seconds, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise SettingsError(
            "PostgreSQL needs its driver, which is not installed", hint="pip install 'realterms[postgres]'"
        ) from None

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(wait * 1000)}")
        connection.commit()
        connection.read_only = read_only

    behind.watch(engine)
    return engine
