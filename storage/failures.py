"""What a driver's error means to a person: each one becomes a StorageError named by its remedy."""

import os
import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from indicators.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnusable,
    RealtermsError,
    StorageError,
)
from storage.location import Location

_BUSY = (DatabaseBusy, "the database is in use by someone else", "wait for the other to end, then repeat")
_READ_ONLY = (
    DatabaseReadOnly,
    "the database may not be written",
    "ask for write permission, or name another database with --database",
)
_FULL = (
    DatabaseFull,
    "no space is left for the database; nothing of this step was kept",
    "free some space, then repeat",
)
_UNUSABLE = (
    DatabaseUnusable,
    "the database cannot be used",
    "check the name given with --database; restore the file from a copy if it is damaged",
)
_SERVER_UNUSABLE = (
    DatabaseUnusable,
    "the database cannot be used",
    "see that its server runs and can be reached, and check the name given with --database",
)
_REFUSED = (StorageError, "the database refused the change; nothing of this step was kept", "")

_Meaning = tuple[type[StorageError], str, str]

# The beginning of SQLite's error name decides, then the beginning of PostgreSQL's SQLSTATE.
_BY_SQLITE_NAME: tuple[tuple[str, _Meaning], ...] = (
    ("SQLITE_BUSY", _BUSY),
    ("SQLITE_LOCKED", _BUSY),
    ("SQLITE_PROTOCOL", _BUSY),
    ("SQLITE_READONLY", _READ_ONLY),
    ("SQLITE_PERM", _READ_ONLY),
    ("SQLITE_FULL", _FULL),
    ("SQLITE_IOERR_WRITE", _FULL),
    ("SQLITE_IOERR_SHMSIZE", _FULL),
    ("SQLITE_CONSTRAINT", _REFUSED),
)
_BY_SQLSTATE: tuple[tuple[str, _Meaning], ...] = (
    ("55P03", _BUSY),
    ("40", _BUSY),
    ("57014", _BUSY),
    ("53300", _BUSY),
    ("25006", _READ_ONLY),
    ("42501", _READ_ONLY),
    ("53100", _FULL),
    ("54", _FULL),
    ("22", _REFUSED),
    ("23", _REFUSED),
)


def translate(error: Exception, location: Location) -> RealtermsError | None:
    """The error to raise instead of a driver's or SQLAlchemy's; passwords are masked in it.

    None where it is no matter of the database but a mistake in our own code.
    """
    cause = error.orig if isinstance(error, StatementError) else error
    if isinstance(cause, RealtermsError):
        return cause
    if isinstance(error, PoolTimeout):
        return _error(_BUSY, "every connection is taken", location)
    if isinstance(error, SQLAlchemyError) and not isinstance(error, DBAPIError):
        return None
    if _cannot_write_beside(cause, location):
        return _error(
            _READ_ONLY, "its folder may not be written, which SQLite needs for reading too", location
        )
    return _error(_meaning(cause), str(cause), location)


def _cannot_write_beside(cause: BaseException | None, location: Location) -> bool:
    if getattr(cause, "sqlite_errorname", "") not in ("SQLITE_CANTOPEN", "SQLITE_READONLY_DIRECTORY"):
        return False
    path = location.path
    return path is not None and path.is_file() and not os.access(path.parent, os.W_OK)


def _meaning(cause: BaseException | None) -> _Meaning:
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        return next((meaning for start, meaning in _BY_SQLITE_NAME if name.startswith(start)), _UNUSABLE)
    state = getattr(cause, "sqlstate", None) or ""
    return next((meaning for start, meaning in _BY_SQLSTATE if state.startswith(start)), _UNUSABLE)


def _error(meaning: _Meaning, detail: str, location: Location) -> StorageError:
    if meaning is _UNUSABLE and location.path is None:
        meaning = _SERVER_UNUSABLE
    kind, message, hint = meaning
    first_line = location.redact(detail.strip().partition("\n")[0])
    return kind(f"{message}: {first_line}" if first_line else message, where=location.display, hint=hint)
