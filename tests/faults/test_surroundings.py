"""What surroundings do to a fetch: a full disk, a read-only disk, a database that goes away in mid-run."""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from indicators.errors import StorageError
from jobs.progress import Progress
from jobs.refresh import refresh
from jobs.workspace import Workspace
from storage.database import open_database
from tests.cli.conftest import process
from tests.faults.content import Content, check_whole, content, content_at
from tests.replay.server import Replay
from tests.storage.conftest import postgres_server, postgres_shelf, postgres_url

__all__ = ["postgres_server", "postgres_shelf", "postgres_url"]

SERIES = ("us-cpi", "us-cpi-core", "us-ppi-finished-goods", "uk-rpi", "uk-cpi", "uk-cpi-rate")
TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def disk() -> Iterator[Path]:
    """A file system of two megabytes; needs the right to mount."""
    with tempfile.TemporaryDirectory(prefix="rt-disk-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "realterms-fetch-test", folder]
        if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small file system is not allowed here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def undisturbed(tmp_path: Path, replay: Replay) -> Content:
    """What a database holds after the same fetches on a disk with room."""
    home = tmp_path / "undisturbed"
    for names in (SERIES[:1], SERIES):
        assert process(home, "fetch", *names, environ=replay.environment(keyed=True)).code == 0
    return content_at(f"sqlite:///{home / 'realterms.db'}")


def whole(home: Path) -> Content:
    database = open_database(f"sqlite:///{home / 'realterms.db'}")
    check_whole(database)
    found = content(database)
    database.close()
    return found


def test_a_disk_that_fills_up_loses_nothing_and_the_next_fetch_completes(
    disk: Path, tmp_path: Path, replay: Replay
) -> None:
    home, environ = disk / "home", replay.environment(keyed=True)
    assert process(home, "fetch", SERIES[0], environ=environ).code == 0
    before = whole(home)
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        free = shutil.disk_usage(disk).free
        file.write(b"0" * max(free - 8192, 0))

    full = process(home, "fetch", *SERIES, environ=environ)
    assert full.code == 3, full.err
    assert "no space" in full.err
    assert "Traceback" not in full.err
    ballast.unlink()
    left = whole(home)
    assert all(left[key] == rows for key, rows in before.items())

    again = process(home, "fetch", *SERIES, environ=environ)
    assert again.code == 0, again.err
    assert whole(home) == undisturbed(tmp_path, replay)


def test_a_read_only_disk_is_said_so_and_no_office_is_asked(disk: Path, replay: Replay) -> None:
    home, environ = disk / "home", replay.environment(keyed=True)
    assert process(home, "fetch", "uk-rpi", environ=environ).code == 0
    asked = len(replay.requests)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        said = process(home, "fetch", "uk-rpi", environ=environ)
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert said.code == 3
    assert "Traceback" not in said.err
    assert len(replay.requests) == asked
    assert process(home, "fetch", "uk-rpi", environ=environ).code == 0


def test_a_database_that_goes_away_in_mid_run_ends_it_and_the_next_run_completes(
    postgres_url: str, tmp_path: Path, replay: Replay
) -> None:
    cut = threading.Event()

    def cut_after_the_first(_: Progress) -> None:
        if not cut.is_set():
            cut.set()
            end_every_session(postgres_url)

    def fetch(*, cut: bool) -> None:
        environ = replay.environment(keyed=True)
        with Workspace.open(tmp_path, postgres_url, environ=environ, clock=lambda: TODAY) as workspace:
            told = cut_after_the_first if cut else (lambda _: None)
            refresh(workspace, SERIES, on_progress=told)

    # The lock is lost with its session; the run goes on where connections can be had again, or ends.
    with suppress(StorageError):
        fetch(cut=True)
    assert cut.is_set()
    fetch(cut=False)
    database = open_database(postgres_url)
    check_whole(database)
    assert content(database).keys() == {
        *("bls:CUUR0000SA0", "bls:CUUR0000SA0L1E", "bls:WPUFD49207"),
        *("ons:CHAW/mm23", "ons:D7BT/mm23", "ons:D7G7/mm23"),
    }
    database.close()


def end_every_session(url: str) -> None:
    """What a server does that is restarted."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_server_that_is_gone_is_an_error_with_code_3(tmp_path: Path, replay: Replay) -> None:
    nowhere = "postgresql://ann:s3cret@127.0.0.1:9/pay?connect_timeout=2"
    said = process(tmp_path / "home", "fetch", "uk-rpi", "--database", nowhere, environ=replay.environment())
    assert said.code == 3
    assert "s3cret" not in said.err
    assert replay.requests == []
