"""The command line as a person types it: in this process for most cases, as one of its own for a few."""

import contextlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from tests.shared_data import ROOT


@dataclass(frozen=True)
class Said:
    """What a command did: its exit code, its data, its narration."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The data, read as JSON."""
        return json.loads(self.out)


Type = Callable[..., Said]


def typed(*words: str | Path) -> Said:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(w) for w in words])
    return Said(code, out.getvalue(), err.getvalue())


def command() -> list[str]:
    """The installed command's own entry point, run by this interpreter on this checkout."""
    return [sys.executable, "-c", "import sys; sys.argv[0] = 'realterms'; from cli.start import main; main()"]


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """An environment in which no setting of the machine's user counts."""
    unwanted = ("REALTERMS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(unwanted)}
    return {**kept, "REALTERMS_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def process(
    home: Path, *words: str | Path, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> Said:
    """Run the command line as a process of its own."""
    done = subprocess.run(
        [*command(), *(str(w) for w in words)],
        env=clean_environment(home, **(environ or {})),
        cwd=cwd or home.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=100,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def put_in_force(home: Path, patch: pytest.MonkeyPatch) -> None:
    """Let commands work on this home, as ann, and let no setting of the machine's user count."""
    for name in [n for n in os.environ if n.startswith("REALTERMS_")]:
        patch.delenv(name)
    patch.setenv("REALTERMS_HOME", str(home))
    patch.setenv("REALTERMS_USER", "ann")


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nobody has used; the settings of whoever runs the tests do not count."""
    home = tmp_path / "home"
    put_in_force(home, monkeypatch)
    monkeypatch.chdir(tmp_path)
    return home


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after `realterms demo`, made once; tests use copies."""
    home = tmp_path_factory.mktemp("demo") / "home"
    made = process(home, "demo", environ={"REALTERMS_USER": "ann"})
    assert made.code == 0, made.err
    return home


@pytest.fixture
def home(empty_home: Path, demo_home: Path) -> Path:
    """A copy of the home after `realterms demo`; it is the one in force."""
    shutil.copytree(demo_home, empty_home)
    return empty_home


def counts(home: Path) -> dict[str, int]:
    """How many rows each table holds, which says whether something was lost or half-written."""
    with sqlite3.connect(home / "realterms.db") as database:
        names = [n for (n,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {n: database.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}


def refused(said: Said, code: int, *parts: str) -> None:
    """The command ended with `code`, gave no data, and its message holds every part."""
    assert said.code == code, said.out + said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    assert [part for part in parts if part not in said.err] == [], said.err
