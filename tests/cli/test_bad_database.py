"""A database that is wrong, newer, locked, read-only or out of space: told plainly, and nothing is lost."""

import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import open_database
from tests.cli.conftest import clean_environment, counts, process, refused, typed


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite:///", "postgresql://127.0.0.1:1/x"])
def test_a_database_that_cannot_be_is_explained(empty_home: Path, url: str) -> None:
    said = typed("plan", "list", "--database", url)
    refused(said, 3 if url.startswith("postgresql") else 2)
    assert said.err.startswith("realterms: ")


def test_a_file_that_is_no_database_is_left_alone(home: Path) -> None:
    path = home / "realterms.db"
    path.write_bytes(b"precious words, not a database" * 100)
    refused(typed("plan", "list"), 3, "realterms.db")
    assert path.read_bytes().startswith(b"precious")


def test_a_database_of_a_newer_realterms_is_not_touched(home: Path) -> None:
    with sqlite3.connect(home / "realterms.db") as database:
        database.execute("UPDATE realterms_schema SET version_num = '9999'")
    refused(typed("plan", "list"), 3, "newer", "9999")
    refused(typed("plan", "import", "x.toml"), 2, "x.toml")


def test_a_locked_database_is_read_and_a_writer_is_told_to_wait(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody should sit through the usual ten seconds to see this.
    defaults = open_database.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "wait", 0.3)
    owner = sqlite3.connect(home / "realterms.db", isolation_level=None)
    owner.execute("BEGIN IMMEDIATE")
    try:
        assert typed("plan", "list").code == 0
        refused(typed("review", "reject", "1", "--reason", "x"), 3, "in use", "wait")
    finally:
        owner.execute("ROLLBACK")
        owner.close()
    assert typed("review", "show", "1", "--json").json["state"] == "proposed"


AS_SOMEONE_ELSE = """
import os, sys
from cli.main import run
first, second = sys.argv[1], sys.argv[2]
run(["demo", "--home", first])
if os.geteuid() == 0:
    # Root may write everywhere. Whatever Python still has to load was loaded by the first round.
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
print("--", flush=True)
print("--", file=sys.stderr, flush=True)
print(run(["review", "list", "--home", second]))
print(run(["adjust", "sales-manager", "--on", "2026-10-01", "--propose", "--home", second]))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter."""
    with tempfile.TemporaryDirectory(prefix="rt-") as name:
        Path(name).chmod(0o777)
        yield Path(name)


def test_a_read_only_database_is_read_and_not_written(
    demo_home: Path, open_folder: Path, tmp_path: Path
) -> None:
    database = open_folder / "realterms.db"
    database.write_bytes((demo_home / "realterms.db").read_bytes())
    before = counts(open_folder)
    for leftover in open_folder.glob("realterms.db-*"):
        leftover.unlink()
    database.chmod(0o444)
    done = subprocess.run(
        [sys.executable, "-c", AS_SOMEONE_ELSE, str(tmp_path / "first"), str(open_folder)],
        env=clean_environment(tmp_path, REALTERMS_USER="zoe"),
        capture_output=True,
        text=True,
        check=False,
    )
    out, err = done.stdout.partition("--\n")[2], done.stderr.partition("--\n")[2]
    assert "sales-manager" in out, done.stderr
    assert re.findall(r"^\d+$", out, re.MULTILINE) == ["0", "3"]
    assert "may not be written" in err
    assert "Traceback" not in err
    assert counts(open_folder) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte; needs the right to mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    how = ["mount", "-t", "tmpfs", "-o", "size=1m", "realterms-test", str(folder)]
    if subprocess.run(how, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system is not allowed here")
    try:
        yield folder
    finally:
        # Lazily: a file that a failed test left open must not leave the file system behind.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_stops_a_database_and_an_export_and_loses_nothing(
    demo_home: Path, small_disk: Path, tmp_path: Path
) -> None:
    home = small_disk / "home"
    home.mkdir()
    (home / "realterms.db").write_bytes((demo_home / "realterms.db").read_bytes())
    before = counts(home)
    room = 1024 * 1024 - sum(p.stat().st_size for p in home.iterdir())
    (small_disk / "ballast").write_bytes(b"x" * (room - 3 * 8192))

    exported = process(home, "export", "1", "--output", small_disk / "bands.json", cwd=tmp_path)
    (small_disk / "more").write_bytes(b"x" * 4096)
    demonstrated = process(home, "demo", cwd=tmp_path)
    (small_disk / "ballast").unlink()

    refused(exported, 3, "no space left")
    assert demonstrated.code == 3
    assert "no space" in demonstrated.err
    assert sorted(p.name for p in small_disk.iterdir()) == ["home", "more"]
    assert counts(home) == before
    assert process(home, "export", "1", "--output", small_disk / "bands.json", cwd=tmp_path).code == 0
