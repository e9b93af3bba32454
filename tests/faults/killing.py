"""Work that is killed at random moments: `python -m tests.faults.killing CONFIG` (JSON), figures on stdout.

Every round makes a fresh database, forks a process that works on it, kills that with SIGKILL at a random
moment of its work, checks what is left, lets the work be done again, and compares with work that nobody
disturbed.
"""

import json
import os
import random
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from indicators.catalog import catalog
from jobs.catalogue import known
from jobs.importing import import_files
from jobs.refresh import refresh
from jobs.workspace import Workspace
from storage.database import open_database
from storage.tables import Table
from tests.faults.content import Content, check_whole, content

SERIES = (
    *("us-cpi", "us-cpi-core", "us-cpi-w", "us-ppi-finished-goods"),
    *("uk-rpi", "uk-cpi", "uk-cpi-rate", "us-cpi-fred"),
)
EARLIER = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 12, tzinfo=UTC)
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Config:
    """What to do: `work` is fetch, import or survey, on the database at `url`; a scratch folder; the offices.

    `file` is the file to import, or the folder of a survey's files. `kills`
    `kills`: how many processes to kill in mid-work; one that ended before its moment does not count.
    """

    work: str
    url: str
    kills: int
    seed: int
    folder: str
    earlier: dict[str, str]
    later: dict[str, str]
    file: str = ""


@dataclass
class Figures:
    """What came of it: of those killed in mid-work, how many had kept nothing, a part or all of it."""

    rounds: int = 0
    killed: int = 0
    ended_before: int = 0
    with_nothing_kept: int = 0
    with_part_kept: int = 0
    with_all_kept: int = 0
    undisturbed_seconds: float = 0.0


class Victim:
    """The work, the databases it is done on, and what they should hold at the end."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.folder = Path(config.folder)
        self.file = Path(config.file)
        self.is_file = config.url.startswith("sqlite")

    def work(self, tell: Tell) -> None:
        """Do it all; `tell` each indicator as soon as it is said to be saved."""
        with self._open(self.config.later, LATER) as workspace:
            if self.config.work == "import":
                self._import(workspace, self.file, tell)
            elif self.config.work == "survey":
                self._import(workspace, self.file / "cu.data.later", tell)
            else:
                report = refresh(
                    workspace,
                    SERIES,
                    wait=10,
                    on_progress=lambda p: tell(catalog()[p.message.partition(":")[0]].key),
                )
                assert not report.failed, report.results

    def _import(self, workspace: Workspace, path: Path, tell: Tell) -> None:
        """A file, with what describes its series where that lies beside it; `tell` what is saved."""
        beside = path.with_name("cu.series")
        for report in import_files(workspace, [path, *([beside] if beside.is_file() else [])]):
            keys = {i.name: i.key for i in known(workspace)}
            for series in report.series:
                if series.name in keys:  # a file that was taken in before is told in one line for all
                    tell(keys[series.name])

    def before(self) -> None:
        """What was done long ago, undisturbed: the release before; nothing for a file of a person's own."""
        with self._open(self.config.earlier, EARLIER) as workspace:
            if self.config.work == "fetch":
                assert not refresh(workspace, SERIES).failed
            elif self.config.work == "survey":
                self._import(workspace, self.file / "cu.data.earlier", lambda _: None)
            else:
                workspace.database.close()

    def _open(self, environ: dict[str, str], now: datetime) -> Workspace:
        return Workspace.open(self.folder, self.config.url, environ=environ, clock=lambda: now, user="ann")

    def empty(self) -> None:
        """Take everything out of the database: the file, or the rows of every table."""
        if self.is_file:
            for path in self.folder.glob("realterms.db*"):
                path.unlink()
            return
        url = make_url(self.config.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            for table in reversed(Table.metadata.sorted_tables):
                connection.execute(f'DELETE FROM "{table.name}"'.encode())
            connection.execute("INSERT INTO meta VALUES ('audit_head', '0 '), ('written_by', '')")

    def start_over(self, number: int) -> None:
        """Every other round begins with nothing, the rest with what was done long ago."""
        self.empty()
        if number % 2:
            if self.is_file:
                shutil.copy(self.folder / "before.db", self.folder / "realterms.db")
            else:
                self.before()

    def look(self) -> Content:
        """Check the database and give what it holds."""
        database = open_database(self.config.url)
        try:
            check_whole(database)
            return content(database)
        finally:
            database.close()


def main() -> None:
    """Every round; the figures as JSON. The moments lie within the quickest work seen so far."""
    config = Config(**json.loads(sys.argv[1]))
    victim, chance, figures = Victim(config), random.Random(config.seed), Figures()
    ends = _undisturbed(victim)
    seconds = [_timed(victim, number) for number in (0, 1)]
    figures.undisturbed_seconds = round(max(seconds), 3)
    while figures.killed < config.kills:
        number = figures.rounds
        victim.start_over(number)
        begins = victim.look()
        began = time.monotonic()
        # Half of the fetches are killed once an indicator is said to be saved, the rest at any moment.
        is_late = config.work == "fetch" and chance.random() < 0.5
        after = chance.uniform(0, seconds[number % 2] / (1 + is_late))
        told, killed = _killed(victim, after, is_late=is_late)
        if not killed:
            seconds[number % 2] = min(seconds[number % 2], time.monotonic() - began)
        left = victim.look()
        _check(left, begins, ends[number % 2], told)
        victim.work(lambda _: None)
        assert victim.look() == ends[number % 2]
        _count(figures, left, begins, ends[number % 2], killed=killed)
    sys.stdout.write(json.dumps(asdict(figures)))


def _undisturbed(victim: Victim) -> tuple[Content, Content]:
    """What the database holds at the end, begun with nothing and begun with what was done long ago."""
    ends = []
    for number in (0, 1):
        victim.empty()
        if number:
            victim.before()
            if victim.is_file:
                shutil.copy(victim.folder / "realterms.db", victim.folder / "before.db")
        victim.work(lambda _: None)
        ends.append(victim.look())
    return ends[0], ends[1]


def _timed(victim: Victim, number: int) -> float:
    victim.start_over(number)
    began = time.monotonic()
    _killed(victim, 60)
    return time.monotonic() - began


def _killed(victim: Victim, after: float, *, is_late: bool = False) -> tuple[set[str], bool]:
    """Work in a process of its own and kill it; what it had told by then, and whether it was still at it.

    `after` seconds from its beginning, or from the first that it tells.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        victim.work(lambda name: _tell(writing, name))
        os._exit(0)
    os.close(writing)
    if is_late:
        select.select([reading], [], [], 60)  # readable as well where it ended without a word
    killed = not _ends_within(child, after)
    if killed:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
    with os.fdopen(reading) as pipe:
        return set(pipe.read().split()), killed


def _tell(pipe: int, name: str) -> None:
    os.write(pipe, f"{name}\n".encode())


def _ends_within(child: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            assert os.waitstatus_to_exitcode(status) == 0
            return True
        time.sleep(0.002)
    return False


def _check(left: Content, begins: Content, ends: Content, told: set[str]) -> None:
    """Each indicator is as before or as at the end, and what was told is there."""
    for key, rows in left.items():
        assert rows in (begins.get(key), ends[key]), f"half an answer of {key} is kept"
    for key in told:
        assert left.get(key) == ends[key], f"{key} was told to be saved and is not"


def _count(figures: Figures, left: Content, begins: Content, ends: Content, *, killed: bool) -> None:
    figures.rounds += 1
    figures.killed += killed
    figures.ended_before += not killed
    if killed:
        figures.with_nothing_kept += left == begins
        figures.with_all_kept += left == ends
        figures.with_part_kept += left not in (begins, ends)


if __name__ == "__main__":
    main()
