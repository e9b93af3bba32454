"""Whatever is wrong with the input: place, expected and got are named, the code is right, nothing is lost."""

import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from plans import templates
from storage.database import open_database
from tests.cli.conftest import Said, clean_environment, process, typed

PLAN = templates.text("sales-manager")


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


# --- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["trend", "us-cpii"], 2, ["unknown indicator 'us-cpii'", "did you mean 'us-cpi'"]),
        (
            ["trend", "us-cpi", "--as-of", "2099-01-01"],
            2,
            ["day to come", "--as-of", "expected", "2099-01-01"],
        ),
        (["trend", "us-cpi", "--as-of", "yesterday"], 2, ["--as-of", "YYYY-MM-DD", "'yesterday'"]),
        (["trend", "us-cpi", "--from", "2020-13"], 2, ["--from", "not a period", "YYYY-MM", "'2020-13'"]),
        (
            ["trend", "us-cpi", "--from", "2021-01", "--to", "2020-01"],
            2,
            ["--from 2021-01 is after --to 2020-01"],
        ),
        (["trend", "us-cpi", "--rebase", "2099-01"], 1, ["us-cpi: 2099-01 is not known", "ends at 2026-08"]),
        (["trend", "us-cpi", "--rebase", "2025-10"], 1, ["2025-10 was not published", "lapse"]),
        (["trend", "uk-cpi-rate", "--rebase", "2020-01"], 2, ["no rebased view", "rate-12m"]),
        (["trend", "--rebase", "2020-01"], 2, ["need an INDICATOR"]),
        (
            ["real", "100", "--from", "2020-01", "--to", "2099-01", "--by", "us-cpi"],
            1,
            ["2099-01 is not known"],
        ),
        (
            ["real", "a lot", "--from", "2020-01", "--to", "2021-01", "--by", "us-cpi"],
            2,
            ["not an amount", "'a lot'"],
        ),
        (
            ["real", "1", "--from", "2020-01", "--to", "2021-01", "--by", "uk-cpi-rate"],
            2,
            ["not index levels"],
        ),
        (["vintages", "nosuch"], 2, ["unknown indicator 'nosuch'"]),
        (
            ["plan", "show", "sales-manger"],
            2,
            ["unknown plan 'sales-manger'", "did you mean 'sales-manager'"],
        ),
        (["plan", "show", "sales-manager", "--version", "9"], 2, ["no version 9"]),
        (["plan", "new", "sales-manger", "x.toml"], 2, ["unknown template", "did you mean 'sales-manager'"]),
        (["plan", "check", "gone.toml"], 2, ["cannot read the file", "gone.toml"]),
        (["adjust", "sales-manger", "--on", "2026-10-01"], 2, ["unknown plan", "did you mean"]),
        (["adjust", "sales-manager"], 2, ["--on"]),
        (["adjust", "sales-manager", "--on", "2026-02-30"], 2, ["not a day", "'2026-02-30'"]),
        (["adjust", "sales-manager", "--on", "2026-10-01", "--note", "x"], 2, ["--note goes with --propose"]),
        (["adjust", "sales-manager", "--on", "2026-10-01", "--as-of", "2099-01-01"], 2, ["day to come"]),
        (
            ["adjust", "sales-manager", "--on", "2027-03-01"],
            1,
            ["us-cpi: 2026-12 is not known", "ends at 2026-08"],
        ),
        (
            ["adjust", "sales-manager", "--on", "2026-10-01", "--as-of", "2020-01-01"],
            1,
            ["us-cpi", "2020-01-01"],
        ),
        (["review", "show", "99"], 2, ["no proposal 99"]),
        (["review", "accept", "1"], 2, ["--reason"]),
        (["review", "accept", "1", "--reason", "mine"], 1, ["ann proposed it", "a second person"]),
        (["review", "show", "first"], 2, ["'first'"]),
        (["export", "99"], 2, ["no proposal 99"]),
        (["export", "1", "--format", "pdf"], 2, ["'pdf'", "csv", "xlsx", "json"]),
        (["export", "1", "-o", "bands.pdf"], 2, ["bands.pdf", ".csv, .xlsx or .json"]),
        (["export", "1", "-o", "nowhere/bands.csv"], 2, ["cannot write", "nowhere"]),
        (["verify", "gone.csv"], 2, ["cannot read", "gone.csv"]),
        (["clause", "run", "uk-benefit", "--on", "2016-04-01"], 2, ["did you mean 'uk-benefits'"]),
        (["clause", "run", "uk-benefits", "--on", "2016-04-01", "--amount", "1"], 2, ["needs its currency"]),
        (
            ["clause", "run", "uk-benefits", "--on", "2016-04-01", "--amount", "1", "--currency", "GPB"],
            2,
            ["unknown currency 'GPB'", "did you mean 'GBP'"],
        ),
        (
            ["clause", "run", "uk-benefits", "--on", "2016-04-01", "--amount", "1.005", "--currency", "GBP"],
            2,
            ["GBP has 2 decimals", "1.005"],
        ),
        (["import", "gone.csv"], 2, ["cannot read", "gone.csv"]),
        (["status", "--max-age", "soon"], 2, ["'soon'"]),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else None,
)
def test_wrong_words_are_explained(home: Path, words: list[str], code: int, parts: list[str]) -> None:
    before = counts(home)
    refused(typed(*words), code, *parts)
    assert counts(home) == before


def test_an_indicator_without_figures_says_how_to_get_them(empty_home: Path) -> None:
    refused(typed("trend", "us-cpi"), 1, "us-cpi: the series is empty", "realterms fetch us-cpi")


def test_with_json_an_error_is_json_on_stderr(home: Path) -> None:
    import json

    said = typed("trend", "us-cpii", "--json")
    assert (said.code, said.out) == (2, "")
    told = json.loads(said.err)
    assert told["error"] == "UnknownName"
    assert told["message"] == "unknown indicator 'us-cpii'"
    assert "us-cpi" in told["hint"]
    wrong = json.loads(typed("trend", "--rebse", "--json").err)
    assert wrong["error"] == "WrongUse"


# --- files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (
            'pass_through = 0.5\non_fall = "apply"',
            'pass_trough = 0.5\non_fall = "apply"',
            ["pass_trough", "did you mean 'pass_through'"],
        ),
        ('index = "us-cpi"', 'index = "us-cpj"', ["us-cpj", "did you mean 'us-cpi'"]),
        ("threshold = 800000", "threshold = 1800000", ["sales", "threshold", "1800000"]),
        ("minimum = 38000", "minimum = 48000", ["S1", "minimum", "midpoint", "48000"]),
        ("minimum = 38000", "minimum = -38000", ["S1", "minimum", "-38000"]),
        ("minimum = 38000", 'minimum = "38000 EUR"', ["S1", "minimum", "EUR"]),
        ('currency = "USD"', 'currency = "USB"', ["currency", "USB", "did you mean 'USD'"]),
        ("weight = 40", "weight = 45", ["weight", "100"]),
        ('grade = "S2"', 'grade = "S1"', ["S1"]),
        ('clause = "bands-cpi"', 'clause = "bands-cp"', ["bands-cp", "did you mean 'bands-cpi'"]),
        ('name = "sales-manager"', 'name = "sales-manager', ["line"]),
    ],
    ids=[
        "misspelt key",
        "unknown indicator",
        "threshold above target",
        "minimum above midpoint",
        "negative pay",
        "mixed currencies",
        "unknown currency",
        "weights",
        "grade twice",
        "unknown clause",
        "not TOML",
    ],
)
@pytest.mark.parametrize("verb", ["check", "import"])
def test_every_problem_of_a_plan_is_named_and_nothing_is_taken_over(
    home: Path, tmp_path: Path, verb: str, old: str, new: str, parts: list[str]
) -> None:
    assert old in PLAN
    (tmp_path / "mine.toml").write_text(PLAN.replace(old, new, 1), encoding="utf-8")
    before = counts(home)
    refused(typed("plan", verb, "mine.toml"), 2, "mine.toml", *parts)
    assert counts(home) == before


def test_all_problems_are_named_at_once(home: Path, tmp_path: Path) -> None:
    text = PLAN.replace("minimum = 38000", "minimum = -1").replace("weight = 40", "weight = 1")
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    said = typed("plan", "check", "mine.toml", "--json")
    assert said.code == 2
    assert said.json["ok"] is False
    assert len(said.json["problems"]) >= 2
    assert {"file", "key", "message", "expected", "got"} == set(said.json["problems"][0])


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ("us-cpi,2099-01,1", ["line 2", "future", "2099-01"]),
        ("us-cpj,2026-09,1", ["line 2", "us-cpj", "did you mean 'us-cpi'"]),
        ("us-cpi,2026-09,-1", ["line 2", "-1"]),
        ("us-cpi,2026-09,much", ["line 2", "much"]),
        ("us-cpi,2026-09", ["line 2"]),
        ("", ["no figures"]),
    ],
    ids=[
        "period in the future",
        "unknown indicator",
        "negative index",
        "no number",
        "short row",
        "empty series",
    ],
)
def test_every_problem_of_a_file_of_figures_is_named(
    home: Path, tmp_path: Path, rows: str, parts: list[str]
) -> None:
    (tmp_path / "figures.csv").write_text(f"indicator,period,value\n{rows}\n", encoding="utf-8")
    before = counts(home)
    refused(typed("import", "figures.csv"), 2, "figures.csv", *parts)
    assert counts(home) == before


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\x00" * 100])
@pytest.mark.parametrize("words", [["plan", "check"], ["plan", "import"], ["clause", "check"], ["import"]])
def test_a_file_of_another_kind_is_refused(
    home: Path, tmp_path: Path, words: list[str], content: bytes
) -> None:
    (tmp_path / "odd.toml").write_bytes(content)
    refused(typed(*words, "odd.toml"), 2, "odd.toml")


def test_an_unknown_setting_is_answered_with_the_nearest(home: Path) -> None:
    (home / "settings.toml").write_text('usr = "zoe"\n', encoding="utf-8")
    refused(typed("plan", "list"), 2, "unknown setting 'usr'", "did you mean 'user'", "settings.toml")


# --- databases --------------------------------------------------------------------------------------


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
