"""One runner at a time on both databases: the second is told who is first; a killed one leaves no lock."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indicators.errors import Cancelled, DatabaseBusy, DatabaseReadOnly
from storage.database import Database, open_database
from storage.runner import Runner
from tests.shared_data import ROOT

ANN = Runner("ann@payroll, process 4711", datetime(2026, 11, 23, 7, tzinfo=UTC))
BEN = Runner("ben@payroll, process 4712", datetime(2026, 11, 23, 8, tzinfo=UTC))

_HOLD = """
import sys, time
from datetime import UTC, datetime
from storage.database import open_database
from storage.runner import Runner
with open_database(sys.argv[1]).only_runner(Runner("ann@payroll, process 4711", datetime.now(UTC))):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def another_process(url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until it is killed."""
    command = [sys.executable, "-c", _HOLD, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_the_second_runner_is_told_who_is_first(database: Database, database_url: str) -> None:
    with another_process(database_url):
        with (
            pytest.raises(DatabaseBusy, match="ann@payroll, process 4711") as caught,
            database.only_runner(BEN),
        ):
            pass
        assert f"since {datetime.now(UTC):%Y-%m-%d}" in caught.value.message
        assert caught.value.exit_code == 3


def test_a_lock_dies_with_its_process(database: Database, database_url: str) -> None:
    with another_process(database_url) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with database.only_runner(BEN, wait=2):
            pass


def test_the_lock_is_free_again_after_its_block(database: Database) -> None:
    for runner in (ANN, BEN):
        with database.only_runner(runner):
            pass


def test_a_failed_block_lets_go_and_its_error_is_its_own(database: Database) -> None:
    with pytest.raises(KeyError), database.only_runner(ANN):
        raise KeyError
    with database.only_runner(BEN):
        pass


def test_two_threads_of_one_process_are_two_runners(database: Database) -> None:
    with database.only_runner(ANN), pytest.raises(DatabaseBusy), database.only_runner(BEN):
        pass


def test_a_runner_may_wait_for_the_other_to_end(database: Database) -> None:
    began, order = threading.Event(), []

    def first() -> None:
        with database.only_runner(ANN):
            began.set()
            time.sleep(0.3)
            order.append("ann")

    thread = threading.Thread(target=first)
    thread.start()
    began.wait()
    with database.only_runner(BEN, wait=10):
        order.append("ben")
    thread.join()
    assert order == ["ann", "ben"]


def test_waiting_can_be_stopped(database: Database) -> None:
    with (
        database.only_runner(ANN),
        pytest.raises(Cancelled),
        database.only_runner(BEN, wait=60, cancelled=lambda: True),
    ):
        pass


def test_reading_and_writing_go_on_beside_a_runner(database: Database) -> None:
    with database.only_runner(ANN), database.session() as session:
        session.connection().exec_driver_sql("INSERT INTO meta (name, value) VALUES ('beside', 'x')")


def test_two_databases_have_two_locks(tmp_path: Path) -> None:
    one, two = (open_database(f"sqlite:///{tmp_path / name}.db") for name in ("one", "two"))
    with one.only_runner(ANN), two.only_runner(BEN):
        pass
    one.close()
    two.close()


def test_the_note_of_a_killed_runner_is_only_a_note(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'realterms.db'}")
    note = tmp_path / "realterms.db.runner"
    note.write_text("{half a no")
    with database.only_runner(ANN), pytest.raises(DatabaseBusy), database.only_runner(BEN):
        pass
    assert not note.exists()
    assert (tmp_path / "realterms.db.lock").stat().st_mode & 0o777 == 0o600
    database.close()


def test_a_lock_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'realterms.db'}")
    (tmp_path / "realterms.db.lock").mkdir()
    with pytest.raises(DatabaseReadOnly, match="cannot lock"), database.only_runner(ANN):
        pass
    database.close()
