"""What the surroundings can do to a database: no permission, no space, a read-only disk."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import (
    DatabaseFull,
    DatabaseReadOnly,
)
from indicators.series import Observation, Period
from storage.database import Database, open_database
from tests.storage.helpers import at, count_rows, known, save

REPLY = {"2026-07": "322.1", "2026-08": "323.5"}


_AS_SOMEONE_ELSE = """
import os, sys
from indicators.errors import StorageError
from storage.database import open_database
from tests.storage.helpers import known, save

def work(url):
    try:
        database = open_database(url)
        print(known(database, "2026-09-11"))
        save(database, {"2026-09": "324.0"}, "2026-10-14")
    except StorageError as error:
        print(type(error).__name__)

work(sys.argv[1])
if os.geteuid() == 0:
    # Root may write everywhere. Whatever Python still has to load was loaded by the first round.
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
work(sys.argv[2])
"""


def as_someone_else(folder: Path, url: str) -> list[str]:
    """What a process without special rights says about the database at `url`."""
    first = f"sqlite:///{folder / 'first.db'}"
    done = subprocess.run(
        [sys.executable, "-c", _AS_SOMEONE_ELSE, first, url],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    return done.stdout.splitlines()[1:]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter."""
    with tempfile.TemporaryDirectory(prefix="rt-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o700)


def test_a_file_without_write_permission_is_read_and_not_written(open_folder: Path, tmp_path: Path) -> None:
    path = open_folder / "realterms.db"
    database = open_database(f"sqlite:///{path}")
    save(database, REPLY, "2026-09-11")
    database.close()
    path.chmod(0o444)
    open_folder.chmod(0o777)
    assert as_someone_else(tmp_path, f"sqlite:///{path}") == [str(REPLY), "DatabaseReadOnly"]


def test_a_file_in_a_folder_without_write_permission_says_so(open_folder: Path, tmp_path: Path) -> None:
    path = open_folder / "realterms.db"
    open_database(f"sqlite:///{path}").close()
    path.chmod(0o444)
    assert as_someone_else(tmp_path, f"sqlite:///{path}") == ["DatabaseReadOnly"]


def test_a_folder_without_write_permission_is_named_so(open_folder: Path, tmp_path: Path) -> None:
    open_folder.chmod(0o555)
    assert as_someone_else(tmp_path, f"sqlite:///{open_folder / 'realterms.db'}") == ["DatabaseReadOnly"]
    assert as_someone_else(tmp_path, f"sqlite:///{open_folder / 'deeper' / 'realterms.db'}") == [
        "DatabaseReadOnly"
    ]


def test_a_file_without_read_permission_is_unusable(open_folder: Path, tmp_path: Path) -> None:
    path = open_folder / "realterms.db"
    open_database(f"sqlite:///{path}").close()
    path.chmod(0o000)
    assert as_someone_else(tmp_path, f"sqlite:///{path}") == ["DatabaseUnusable"]


def much(number: int) -> list[Observation]:
    return [Observation(Period.month(1900 + n // 12, n % 12 + 1), Decimal(number)) for n in range(1500)]


def fill(database: Database) -> int:
    """Save ever more vintages until the database is full; how many were kept."""
    for number in range(200):
        try:
            save(database, much(number), f"2026-01-{number % 28 + 1:02d}", fetched_at=at("2026-06-01"))
        except DatabaseFull:
            return number
    raise AssertionError("never full")


def test_a_full_database_keeps_what_was_committed_and_nothing_of_the_rest(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    save(database, REPLY, "2025-01-01")
    with database.session() as session:
        # It lives in the connection; sessions one after the other share one.
        session.connection().exec_driver_sql("PRAGMA max_page_count = 90")
    kept = fill(database)
    assert count_rows(database)["vintage"] == kept + 1
    database.close()


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of two megabytes; needs the right to mount.

    Its folder is not pytest's: were the test killed, pytest could not clean up after itself.
    """
    with tempfile.TemporaryDirectory(prefix="rt-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "realterms-storage-test", folder]
        if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small file system is not allowed here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def test_a_read_only_disk_is_read_and_not_written() -> None:
    with small_disk() as disk:
        url = f"sqlite:///{disk / 'realterms.db'}"
        with closing(open_database(url)) as database:
            save(database, REPLY, "2026-09-11")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with closing(open_database(url)) as database:
            assert known(database, "2026-09-11") == REPLY
            with pytest.raises(DatabaseReadOnly):
                save(database, {"2026-09": "324.0"}, "2026-10-14")
        with pytest.raises(DatabaseReadOnly, match="cannot make"):
            open_database(f"sqlite:///{disk / 'other.db'}")


def test_a_full_disk_keeps_what_was_committed_and_the_database_whole() -> None:
    with small_disk() as disk:
        url = f"sqlite:///{disk / 'realterms.db'}"
        database = open_database(url)
        kept = fill(database)
        assert kept > 0
        assert count_rows(database)["vintage"] == kept
        database.close()
        database = open_database(url)
        with database.session() as session:
            assert session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        database.close()


def test_a_disk_that_is_full_from_the_start_is_named_so() -> None:
    with small_disk() as disk:
        (disk / "ballast").write_bytes(b"x" * (2 * 1024 * 1024 - 8192))
        with pytest.raises(DatabaseFull):
            open_database(f"sqlite:///{disk / 'realterms.db'}")
        (disk / "ballast").unlink()
        database = open_database(f"sqlite:///{disk / 'realterms.db'}")
        save(database, REPLY, "2026-09-11")
        database.close()
