"""Opening a database: where it is, whether it is ours, and the unit of work on it."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from indicators.errors import DatabaseFull, DatabaseReadOnly, DatabaseUnusable, StorageError
from storage import schema
from storage.engines import file_engine, server_engine
from storage.failures import translate
from storage.location import Location, read_location
from storage.presence import Presence
from storage.transaction import changing_tables, lock_schema

if TYPE_CHECKING:
    from storage.runner import Runner

WAIT = 10.0
_PAUSE = 0.05


class Database:
    """A database that is ours and up to date; may be used from several threads at once."""

    def __init__(self, engine: Engine, location: Location) -> None:
        self._engine = engine
        self._location = location
        self._presence = Presence(location)
        self._failures = (SQLAlchemyError, engine.dialect.loaded_dbapi.Error)

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @property
    def url_for_display(self) -> str:
        """Where the database is, with its password masked."""
        return self._location.display

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One unit of work: committed where the block ends well, rolled back otherwise.

        A block that only reads takes no write lock. A driver's error leaves as the StorageError that says
        what to do; DatabaseUnusable where the file that was opened is gone.
        """
        self._presence.check()
        with self._translated(), Session(self._engine, expire_on_commit=False) as session:
            yield session
            self._presence.check()
            session.commit()

    @contextmanager
    def only_runner(
        self, runner: "Runner", *, wait: float = 0, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[None]:
        """Be the only one that fetches into this database for the length of a block.

        `wait`: seconds to wait for another runner. DatabaseBusy, naming it, where that was not enough.
        """
        from storage.runner import alone

        self._presence.check()
        with (
            self._translated(),
            alone(self._engine, self._location, runner, wait=wait, cancelled=cancelled),
        ):
            yield

    def close(self) -> None:
        """Give back every connection; SQLite then folds its log into the file."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._failures as error:
            meant = translate(error, self._location)
            if meant is None:
                raise
            raise meant from error


def open_database(url: str, *, create: bool = True, read_only: bool = False, wait: float = WAIT) -> Database:
    """Open the database at `url`, making it or bringing it up to date where needed.

    `wait`: seconds to wait for another writer. SettingsError for a URL that names no database;
    DatabaseUnusable where it is missing (and `create` is off), damaged or someone else's; DatabaseTooNew;
    DatabaseReadOnly where it is behind and may not be written; DatabaseBusy, DatabaseFull.
    """
    location = read_location(url)
    if location.path is not None:
        _find(location.path, location, create=create and not read_only)
        engine = file_engine(location.path, read_only=read_only, wait=wait)
    else:
        assert location.url is not None
        engine = server_engine(location.url, read_only=read_only, wait=wait)
    database = Database(engine, location)
    try:
        with database._translated():
            _prepare(engine, location, create=create, read_only=read_only, wait=wait)
    except BaseException:
        database.close()
        raise
    return database


def _find(path: Path, location: Location, *, create: bool) -> None:
    """Make the file where it is missing: empty, for its owner alone, in a folder for its owner alone."""
    if path.is_file():
        if not os.access(path, os.R_OK):
            raise DatabaseUnusable("no permission to read the database", where=location.display)
        return
    if path.exists():
        raise DatabaseUnusable("not a file", where=location.display)
    if not create:
        raise DatabaseUnusable(
            "there is no database", where=location.display, hint="realterms demo or realterms fetch makes one"
        )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not path.is_file():
            raise DatabaseUnusable("its folder is a file", where=location.display) from None
    except OSError as error:
        raise _cannot_make(error, location) from None


def _cannot_make(error: OSError, location: Location) -> StorageError:
    kinds: dict[int, type[StorageError]] = {
        errno.ENOSPC: DatabaseFull,
        errno.EDQUOT: DatabaseFull,
        errno.EACCES: DatabaseReadOnly,
        errno.EPERM: DatabaseReadOnly,
        errno.EROFS: DatabaseReadOnly,
    }
    kind = kinds.get(error.errno or 0, DatabaseUnusable)
    return kind(
        f"cannot make the database: {error.strerror}",
        where=location.display,
        hint="name another place with --database, or another folder with REALTERMS_HOME",
    )


def _prepare(engine: Engine, location: Location, *, create: bool, read_only: bool, wait: float) -> None:
    with engine.begin() as connection:
        state = schema.state(connection, where=location.display)
    if location.path is not None and not read_only and os.access(location.path, os.W_OK):
        _use_write_ahead_log(engine, wait)
    if state == "current":
        return
    if state == "empty" and (read_only or not create):
        raise DatabaseUnusable("there are no realterms tables in the database", where=location.display)
    if read_only:
        raise DatabaseReadOnly(
            "the database was written by an older realterms and has to be brought up to date first",
            where=location.display,
            hint="open it once for writing: any command without read-only access does",
        )
    _make_current(engine, location)


def _make_current(engine: Engine, location: Location) -> None:
    """Make or migrate, in one transaction; whoever comes second finds it done."""
    with engine.connect() as connection, changing_tables(connection), connection.begin():
        lock_schema(connection)
        state = schema.state(connection, where=location.display)
        if state == "empty":
            schema.create(connection)
        elif state == "behind":
            schema.upgrade(connection)


def _use_write_ahead_log(engine: Engine, wait: float) -> None:
    """Readers and a writer then do not wait for each other; the file remembers it, but a copy may not.

    SQLite does not wait for the lock that this change needs, so we do.
    """
    connection = engine.raw_connection()
    try:
        for last in [False] * int(wait / _PAUSE) + [True]:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
                return
            except engine.dialect.loaded_dbapi.OperationalError as error:
                if last or error.sqlite_errorname != "SQLITE_BUSY":
                    raise
                time.sleep(_PAUSE)
    finally:
        connection.close()
