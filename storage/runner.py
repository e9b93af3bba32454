"""One runner at a time per database: whoever comes second waits, or is told who the first one is.

The lock ends with the process that holds it, however that ends: beside a SQLite file it is the operating
system's own lock on a file, on PostgreSQL an advisory lock of a session.
"""

import errno
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from indicators.errors import Cancelled, DatabaseBusy, DatabaseFull, DatabaseReadOnly
from storage.location import Location

# Any two numbers do, as long as no other program locks by them in the same database.
_NUMBERS = {"class": 7_205_716, "object": 1}
_LOOK_AGAIN = 0.1
# PostgreSQL cuts the name of a session here.
_NAME_BYTES = 63

_OWNER = """SELECT activity.application_name AS who, activity.backend_start AS since
    FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
    WHERE locktype = 'advisory' AND classid = :class AND objid = :object AND granted
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


@dataclass(frozen=True, slots=True)
class Runner:
    """Who runs (`ann@host, process 4711`), and since when."""

    who: str
    since: datetime

    def __str__(self) -> str:
        return f"{self.who or 'someone'}, since {self.since:%Y-%m-%d %H:%M:%S %Z}".rstrip()


class _Lock(Protocol):
    def take(self, runner: Runner) -> bool: ...

    def owner(self) -> str: ...

    def leave(self) -> None: ...


@contextmanager
def alone(
    engine: Engine,
    location: Location,
    runner: Runner,
    *,
    wait: float = 0,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[None]:
    """Be the only runner on the database for the length of a block.

    `wait`: seconds to wait for another one. DatabaseBusy, naming it, where that was not enough.
    """
    lock: _Lock = _ServerLock(engine) if location.path is None else _FileLock(location.path)
    deadline = time.monotonic() + wait
    try:
        while not lock.take(runner):
            if cancelled():
                raise Cancelled("stopped while waiting for another fetch to end; nothing was fetched")
            if time.monotonic() >= deadline:
                raise DatabaseBusy(
                    f"another fetch is running on this database: {lock.owner()}",
                    where=location.display,
                    hint="wait until it has ended (--wait SECONDS does), or end that process",
                )
            time.sleep(_LOOK_AGAIN)
        yield
    finally:
        lock.leave()


class _FileLock:
    """The lock beside a SQLite file; who holds it stands in a second file, for people."""

    def __init__(self, database: Path) -> None:
        from filelock import FileLock

        self._name = database.name
        self._lock = FileLock(database.with_name(f"{database.name}.lock"), mode=0o600)
        self._note = database.with_name(f"{database.name}.runner")

    def take(self, runner: Runner) -> bool:
        """Whether the lock is ours now."""
        from filelock import Timeout

        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as error:
            kind = DatabaseFull if error.errno == errno.ENOSPC else DatabaseReadOnly
            raise kind(
                f"cannot lock the database: {error.strerror}", where=str(self._lock.lock_file)
            ) from None
        # A note that cannot be written costs a name in a message, nothing else.
        with suppress(OSError):
            self._note.touch(0o600)
            self._note.write_text(json.dumps({"who": runner.who, "since": runner.since.isoformat()}))
        return True

    def owner(self) -> str:
        """Who holds the lock, as far as the note says."""
        try:
            said = json.loads(self._note.read_text())
            return str(Runner(str(said["who"]), datetime.fromisoformat(said["since"])))
        except (OSError, ValueError, KeyError, TypeError):
            return "someone"

    def leave(self) -> None:
        """Let go of the lock, where it is ours."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release()


class _ServerLock:
    """The advisory lock of a session of its own; the session's name says whose it is."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._ours = False

    def take(self, runner: Runner) -> bool:
        """Whether the lock is ours now."""
        taken = self._connection.execute(text("SELECT pg_try_advisory_lock(:class, :object)"), _NUMBERS)
        self._ours = bool(taken.scalar_one())
        if self._ours:
            self._call_session(runner.who)
        return self._ours

    def owner(self) -> str:
        """Who holds the lock, as far as the server lets us see other sessions."""
        row = self._connection.execute(text(_OWNER), _NUMBERS).first()
        if row is None or row.since is None:
            return "someone"
        return str(Runner(row.who or "", row.since))

    def leave(self) -> None:
        """Let go of the lock, where it is ours; a session that is gone has let go by itself."""
        try:
            if self._ours:
                self._connection.execute(text("SELECT pg_advisory_unlock(:class, :object)"), _NUMBERS)
                self._call_session("")
        except SQLAlchemyError:
            self._connection.invalidate()
        finally:
            self._connection.close()

    def _call_session(self, name: str) -> None:
        short = name.encode()[:_NAME_BYTES].decode(errors="ignore")
        self._connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": short})
