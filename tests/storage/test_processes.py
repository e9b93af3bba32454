"""Several processes on one database: nothing lost, nothing half-written, even where one is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from storage import audit
from storage.database import Database, open_database
from tests.storage.helpers import count_rows, known, save

ROOT = Path(__file__).parents[2]

_WRITER = """
import sys
from storage.database import open_database
from tests.storage.helpers import at, save
from tests.storage.test_plans import propose
url, name, rounds, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
database = open_database(url, wait=60)
print("ready", flush=True)
sys.stdin.readline()
for number in range(rounds):
    months = {f"{1000 + n // 12:04d}-{n % 12 + 1:02d}": f"{number}.{n}" for n in range(size)}
    own = {f"{5000 + int(name)}-{number + 1:02d}": "1"} if number < 12 else {}
    save(database, months | own, "2026-09-11", fetched_at=at("2026-09-11"))
    print("saved", number, flush=True)
if size < 100:
    propose(database)
database.close()
"""


def start(url: str, name: int, rounds: int, size: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, url, str(name), str(rounds), str(size)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def go(writers: Sequence[subprocess.Popen[str]]) -> None:
    """Let all of them begin at once."""
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()


def test_two_processes_write_at_once_and_nothing_is_lost(database_url: str) -> None:
    writers = [start(database_url, name, rounds=8, size=40) for name in range(2)]
    go(writers)
    assert [w.communicate()[1] is None and w.returncode for w in writers] == [0, 0]
    with closing(open_database(database_url)) as database:
        months = known(database, "2026-09-11")
        own = {m for m in months if m >= "5000"}
        assert own == {f"{5000 + name}-{n + 1:02d}" for name in range(2) for n in range(8)}
        assert len(months) == 56
        whole(database)


def whole(database: Database) -> None:
    """No figure without its vintage, no vintage without its figures, the chain of entries unbroken."""
    with database.session() as session:
        ask = session.connection().exec_driver_sql
        written = ask(
            "SELECT count(*) FROM vintage v WHERE v.observations <> "
            "(SELECT count(*) FROM observation o WHERE o.vintage_id = v.id)"
        )
        assert written.scalar_one() == 0
        assert audit.verify(session=session).ok
        if database.dialect == "sqlite":
            assert ask("PRAGMA integrity_check").scalar_one() == "ok"
            assert ask("PRAGMA foreign_key_check").all() == []


def test_two_processes_make_one_new_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'realterms.db'}"
    writers = [start(url, name, rounds=2, size=5) for name in range(2)]
    go(writers)
    for writer in writers:
        writer.communicate()
    assert [w.returncode for w in writers] == [0, 0]
    with closing(open_database(url)) as database:
        assert len(known(database, "2026-09-11")) == 5 + 2 * 2
        whole(database)


def test_two_processes_make_the_tables_of_one_postgresql_database(empty_postgres_url: str) -> None:
    writers = [start(empty_postgres_url, name, rounds=2, size=5) for name in range(2)]
    go(writers)
    for writer in writers:
        writer.communicate()
    assert [w.returncode for w in writers] == [0, 0]
    with closing(open_database(empty_postgres_url)) as database:
        whole(database)


def kill_in_the_middle(url: str, delay: float) -> int:
    """Start a writer of large replies, kill it after a while; the number of its last reply kept for sure."""
    writer = start(url, 0, rounds=1000, size=10_000)
    go([writer])
    time.sleep(delay)
    writer.send_signal(signal.SIGKILL)
    output, _ = writer.communicate()
    saved = [int(line.split()[1]) for line in output.splitlines() if line.startswith("saved")]
    return max(saved, default=-1)


def survive(url: str, delay: float) -> None:
    last = kill_in_the_middle(url, delay)
    with closing(open_database(url)) as database:
        whole(database)
        months = known(database, "2026-09-11")
        figures = {value.partition(".")[0] for month, value in months.items() if month < "5000" and value}
        # Every figure is of one and the same reply: the last one confirmed, or the one after it.
        assert figures <= {str(last)} or figures == {str(last + 1)}
        assert len(figures) == (1 if last >= 0 else len(figures))
        assert save(database, {"9000-01": "1"}, "2026-09-12").new == 1
        assert count_rows(database)["observation"] >= 10_000 * (last + 1)


def test_a_writer_that_is_killed_leaves_only_whole_replies(database_url: str) -> None:
    survive(database_url, delay=0.6)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(12))
def test_writers_killed_at_many_moments_leave_only_whole_replies(database_url: str, seed: int) -> None:
    survive(database_url, delay=random.Random(seed).uniform(0.01, 1.5))


@pytest.mark.prove
@pytest.mark.timeout(300)
def test_many_writers_at_once_lose_nothing(database_url: str) -> None:
    writers = [start(database_url, name, rounds=12, size=60) for name in range(6)]
    go(writers)
    for writer in writers:
        writer.communicate()
    assert [w.returncode for w in writers] == [0] * 6
    with closing(open_database(database_url)) as database:
        own = [m for m in known(database, "2026-09-11") if m >= "5000"]
        assert len(own) == 6 * 12
        whole(database)


def test_killing_the_holder_of_the_lock_frees_it(sqlite_url: str) -> None:
    with closing(open_database(sqlite_url, wait=1)) as database:
        save(database, {"2026-08": "1"}, "2026-09-11")
        script = (
            "import sys\n"
            "from storage.database import open_database\n"
            "from storage.transaction import for_writing\n"
            "with open_database(sys.argv[1]).session() as session:\n"
            "    for_writing(session)\n"
            "    print('locked', flush=True)\n"
            "    sys.stdin.readline()\n"
        )
        holder = subprocess.Popen(
            [sys.executable, "-c", script, sqlite_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        os.kill(holder.pid, signal.SIGKILL)
        holder.communicate()
        assert save(database, {"2026-09": "2"}, "2026-10-14").new == 1
