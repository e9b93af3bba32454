"""Eight fetchers at once on one database: the same content as one alone, with the lock and without."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.database import open_database
from tests.cli.conftest import clean_environment, command
from tests.faults.content import check_whole, content, content_at
from tests.faults.offices import Offices, offices
from tests.shared_data import ROOT
from tests.storage.conftest import database_url, postgres_server, postgres_shelf, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_shelf", "postgres_url", "sqlite_url"]

CROWD = 8
SERIES = ("us-cpi", "us-cpi-core", "us-ppi-finished-goods", "uk-rpi", "uk-cpi", "uk-cpi-rate")
TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)

# A fetch that does not take the lock, as if the lock failed: on a file system that has none.
_UNLOCKED = """
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from jobs.refresh import refresh
from jobs.workspace import Workspace
from storage.database import Database

Database.only_runner = lambda self, runner, **_: nullcontext()
clock = lambda: datetime(2026, 11, 23, 12, tzinfo=UTC)
with Workspace.open(Path(sys.argv[1]), sys.argv[2], clock=clock) as workspace:
    report = refresh(workspace, sys.argv[3:])
    sys.exit(report.failed)
"""


@pytest.fixture(scope="module")
def both_releases() -> Iterator[Offices]:
    with offices() as found:
        yield found


def crowd(commands: list[list[str]], environ: dict[str, str]) -> list[tuple[int, str, str]]:
    """Run them all at once; exit codes, stdout, stderr."""
    running = [
        subprocess.Popen(c, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        for c in commands
    ]
    said = [p.communicate(timeout=300) for p in running]
    return [(p.returncode, out, err) for p, (out, err) in zip(running, said, strict=True)]


def outcomes(said: list[tuple[int, str, str]]) -> list[list[str]]:
    found: list[list[Any]] = [[r["outcome"] for r in json.loads(out)["results"]] for _, out, _ in said]
    return sorted(found)


def test_two_fetchers_take_turns(sqlite_url: str, tmp_path: Path, both_releases: Offices) -> None:
    take_turns(2, sqlite_url, tmp_path, both_releases)


@pytest.mark.prove
def test_eight_fetchers_take_turns_and_hold_what_one_would(
    database_url: str, tmp_path: Path, both_releases: Offices
) -> None:
    take_turns(CROWD, database_url, tmp_path, both_releases)


def take_turns(count: int, url: str, tmp_path: Path, both_releases: Offices) -> None:
    alone = f"sqlite:///{tmp_path / 'alone.db'}"
    words = ("fetch", *SERIES, "--json", "--wait", "240", "--home", str(tmp_path / "home"))
    environ = clean_environment(tmp_path / "home", **both_releases.later)
    one = crowd([[*command(), *words, "--database", alone]], environ)
    many = crowd([[*command(), *words, "--database", url]] * count, environ)

    assert [code for code, _, _ in one + many] == [0] * (count + 1), many
    assert outcomes(many) == [["new"] * len(SERIES)] + [["unchanged"] * len(SERIES)] * (count - 1)
    assert content_at(url) == content_at(alone)


def test_without_waiting_one_fetches_and_the_others_are_told_who(
    sqlite_url: str, tmp_path: Path, both_releases: Offices
) -> None:
    words = ("fetch", *SERIES, "--json", "--home", str(tmp_path / "home"), "--database", sqlite_url)
    environ = clean_environment(tmp_path / "home", **both_releases.later)
    open_database(sqlite_url).close()
    said = crowd([[*command(), *words]] * 3, environ)
    assert {code for code, _, _ in said} <= {0, 3}
    assert any(code == 0 for code, _, _ in said)
    assert all("another fetch is running" in err for code, _, err in said if code == 3)


@pytest.mark.prove
@pytest.mark.parametrize("round_", range(5))
def test_even_without_the_lock_eight_at_once_hold_what_one_would(
    database_url: str, tmp_path: Path, both_releases: Offices, round_: int
) -> None:
    alone = f"sqlite:///{tmp_path / 'alone.db'}"
    environ = clean_environment(tmp_path / "home", **both_releases.later)

    def unlocked(url: str) -> list[str]:
        return [sys.executable, "-c", _UNLOCKED, str(tmp_path), url, *SERIES]

    said = crowd([unlocked(alone)], environ) + crowd([unlocked(database_url)] * CROWD, environ)
    assert [code for code, _, _ in said] == [0] * (CROWD + 1), said
    database = open_database(database_url)
    check_whole(database)
    assert content(database) == content_at(alone)
    database.close()
