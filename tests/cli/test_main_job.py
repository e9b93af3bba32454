"""The main job from end to end: demo, trend, adjust, review by two people, export, verify."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Said, clean_environment, process, typed
from tests.shared_data import ROOT

# Loaded by Python before anything else: a process that tries to reach anybody fails.
NO_NETWORK = """
import socket
def refuse(*_, **__):
    raise OSError("this test allows no network")
socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse
"""


@pytest.fixture
def offline(tmp_path: Path) -> dict[str, str]:
    """An environment without a network."""
    (tmp_path / "offline").mkdir()
    (tmp_path / "offline" / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return {"PYTHONPATH": f"{tmp_path / 'offline'}:{ROOT}"}


def test_the_demonstration_needs_no_network_and_a_second_run_does_nothing_twice(
    tmp_path: Path, offline: dict[str, str]
) -> None:
    home = tmp_path / "fresh"

    first = process(home, "demo", environ=offline)
    proposals = typed("review", "list", "--json", "--home", home)
    second = process(home, "demo", environ=offline)

    assert first.code == second.code == 0, first.err + second.err
    assert first.out == second.out
    assert "S1               38,000.00   39,280.00  +3.37" in first.out
    assert "333.918 / 323.048 = 1.0336" in first.out
    assert "snapshot" in first.err
    assert "days old" in first.err
    assert "try next" in first.err
    assert "all were there already" in second.err
    again = typed("review", "list", "--json", "--home", home)
    assert again.json["proposals"] == proposals.json["proposals"]
    assert len(again.json["proposals"]) == 1
    names = sorted(p.name for p in (home / "exports").iterdir())
    assert "sales-manager-2026-10-01.csv" in names
    assert "sales-manager-2026-10-01.xlsx" in names
    assert stat.S_IMODE((home / "realterms.db").stat().st_mode) == 0o600


def test_what_the_demonstration_says_to_try_next_works(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = typed("demo")
    tries = [line.strip() for line in said.err.partition("try next:")[2].splitlines() if "realterms " in line]
    offered = [t for t in tries if not t.startswith(("realterms fetch", "realterms    #", "realterms #"))]
    assert len(offered) >= 3
    for line in offered:
        words = line.split("#")[0].split()
        user = words.pop(0).partition("=")[2] if words[0].startswith("REALTERMS_USER=") else "ann"
        monkeypatch.setenv("REALTERMS_USER", user)
        tried = typed(*words[1:])
        assert tried.code == 0, f"{line}: {tried.err}"


def test_from_figures_to_a_verified_export_by_two_people(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ann(*words: str) -> Said:
        monkeypatch.setenv("REALTERMS_USER", "ann")
        return typed(*words)

    def ben(*words: str) -> Said:
        monkeypatch.setenv("REALTERMS_USER", "ben")
        return typed(*words)

    looked = ann("adjust", "sales-manager", "--on", "2026-10-01")
    proposed = ann("adjust", "sales-manager", "--on", "2026-10-01", "--propose", "--note", "yearly", "--json")
    number = str(json.loads(proposed.out)["proposal"])
    alone = ann("review", "accept", number, "--reason", "mine")
    together = ben("review", "accept", number, "--reason", "agrees with the clause")
    twice = ben("review", "reject", number, "--reason", "second thoughts")

    assert looked.code == proposed.code == together.code == 0, looked.err + proposed.err + together.err
    assert "nothing was kept" in looked.err
    assert (alone.code, twice.code) == (1, 1)
    assert "ann proposed it" in alone.err
    assert "accepted by ben already" in twice.err

    for form in ("csv", "xlsx", "json", "parquet", "html", "pdf"):
        exported = ann("export", number, "-o", f"bands.{form}")
        assert exported.code == 0, exported.err
        assert exported.out.splitlines()[0] == f"bands.{form}"
        assert "DRAFT" not in exported.err
        verified = ann("verify", f"bands.{form}")
        assert verified.code == 0, verified.out + verified.err
        assert verified.out.startswith("same: ")

    text = (tmp_path / "bands.csv").read_text(encoding="utf-8")
    (tmp_path / "bands.csv").write_text(text.replace("39280.00", "39290.00", 1), encoding="utf-8")
    tampered = ann("verify", "bands.csv")
    assert tampered.code == 1
    assert "bands S1 minimum: After: exported 39290.00, recomputed 39280.00" in tampered.out
    assert ann("audit", "verify").code == 0


def test_what_is_looked_at_becomes_a_report_that_says_so(home: Path, tmp_path: Path) -> None:
    before = typed("review", "list", "--json").out
    words = ("adjust", "sales-manager", "--on", "2026-10-01", "--report", "preview.html")
    written = typed(*words)
    assert written.code == 0, written.err
    assert "wrote preview.html, marked as a preview" in written.err
    assert "PREVIEW: tried, not proposed" in (tmp_path / "preview.html").read_text(encoding="utf-8")
    checked = typed("verify", "preview.html")
    assert checked.code == 0, checked.out
    assert "nobody proposed it" in checked.err
    again = typed(*words)
    assert (again.code, typed(*words, "--force").code) == (2, 0)
    assert "exists already" in again.err
    other = typed(*words[:-1], "preview.csv")
    assert other.code == 2
    assert "only a proposal is written in this form" in other.err
    assert typed(*words, "--propose").code == 2
    assert typed("review", "list", "--json").out == before


def test_the_process_that_shows_a_trend_loads_neither_pandas_nor_requests(home: Path) -> None:
    script = (
        "import sys; from cli.main import run; code = run(['trend', 'us-cpi', '-q']); "
        "heavy = {'pandas', 'requests', 'alembic', 'textual', 'xlsxwriter', 'openpyxl'} & set(sys.modules); "
        "sys.exit(f'loaded {heavy}' if heavy else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=clean_environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
