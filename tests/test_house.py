"""The house rules that a machine can hold: what imports what, what a process loads, what files contain."""

import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.shared_data import ROOT

HEAVY = {
    "pandas",
    "numpy",
    "sqlmodel",
    "sqlalchemy",
    "requests",
    "textual",
    "alembic",
    "xlsxwriter",
    "tenacity",
}
UNCLEAN = HEAVY | {"sqlite3", "psycopg", "socket", "subprocess", "logging"}
LOCKS = ["app.txt", "dev.txt", "cluster.txt"]


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh process holds after running `code`."""
    report = "; import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", code + report]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return set(done.stdout.split())


@cache
def tracked() -> tuple[Path, ...]:
    """The tracked files that are there."""
    listing = subprocess.run(["git", "ls-files", "-z"], check=False, capture_output=True, text=True, cwd=ROOT)
    if listing.returncode:
        pytest.skip("not a git checkout")
    return tuple(ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file())


@cache
def text_of(path: Path) -> str:
    """A tracked file's text, empty for a binary one."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def lines_with(pattern: str, *suffixes: str) -> list[str]:
    """Where a pattern occurs in tracked text, as `file:line: text`."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked()
        if not suffixes or path.suffix in suffixes
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if wanted.search(line)
    ]


# --- imports ----------------------------------------------------------------------------------------


def test_the_rooms_import_one_way_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_starting_the_command_line_loads_no_heavy_library() -> None:
    assert loaded_by("import cli.start, cli.main").isdisjoint(HEAVY)


def test_plans_and_index_values_load_nothing_that_reaches_outside() -> None:
    code = (
        "import pkgutil, importlib, plans; "
        "names = [m.name for m in pkgutil.walk_packages(plans.__path__, 'plans.')]; "
        "[importlib.import_module(n) for n in (*names, 'indicators.changes', 'indicators.catalog')]"
    )
    # What a bare interpreter has loaded already proves nothing about plans.
    assert (loaded_by(code) - loaded_by("import importlib.resources, tomllib")).isdisjoint(UNCLEAN)


@pytest.mark.parametrize("room", ["jobs.workspace", "jobs.trends", "indicators.snapshot"])
def test_a_room_on_the_cold_path_loads_its_libraries_when_they_are_needed(room: str) -> None:
    assert loaded_by(f"import {room}").isdisjoint(HEAVY)


# --- files ------------------------------------------------------------------------------------------


def test_no_file_names_a_download_address() -> None:
    archives = r"https?://[^\s\"'<>]+\.(whl|tar\.gz|tgz|zip)\b"
    registries = "|".join(
        ("/" + "simple/", "files.python" + "hosted", "--index" + "-url", "--find" + "-links")
    )
    found = [line for line in lines_with(f"{archives}|{registries}") if "no-emit" not in line]
    assert not found


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    folders = "|".join(("ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers", "o" + "pt"))
    assert not lines_with(rf"(?<![\w./~$}}])/({folders})/")


def test_no_file_holds_words_that_promise_later_work() -> None:
    # Written in halves, so that this file does not find itself.
    unfinished = ("NotImplemented" + "Error", "TO" + "DO", "FIX" + "ME", "X" * 3, "for " + "now")
    hollow = ("simpli" + "fied", "place" + "holder", "dum" + "my", "st" + "ub")
    pattern = r"\b(" + "|".join((*unfinished, *hollow)) + r")\b"
    found = lines_with(pattern, ".py", ".toml", ".md")
    # Textual's name for the hint in an empty field is one of them, and means no harm.
    assert not [line for line in found if not (line.startswith("tui/") and hollow[1] in line)]


def test_every_silenced_warning_gives_its_reason() -> None:
    assert not lines_with(r"(type: ign" + r"ore|no" + r"qa)(\[[a-z0-9, -]*\]|: ?[A-Z0-9, ]*)?\s*$", ".py")


@pytest.mark.parametrize("limit", [500])
def test_no_python_file_is_longer_than_a_room_with_a_door(limit: int) -> None:
    long = {str(p.relative_to(ROOT)): text_of(p).count("\n") for p in tracked() if p.suffix == ".py"}
    assert {name: lines for name, lines in long.items() if lines > limit} == {}


def drawn_house() -> list[tuple[str, str]]:
    """Each room of the drawing in docs/architecture.md with each file or folder it names there."""
    drawing = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    drawn: list[tuple[str, str]] = []
    for line in drawing.splitlines():
        names = re.findall(r"(?<!\S)[a-z_]+(?:\.py|\.toml|\.txt|/)(?=[\s;:,]|$)", line)
        if line and not line.startswith(" "):
            drawn.append((names[0], "."))
        drawn += [(drawn[-1][0], name) for name in names if name != drawn[-1][0]]
    return drawn


@pytest.mark.parametrize(("room", "name"), drawn_house())
def test_what_the_drawing_of_the_house_names_is_there(room: str, name: str) -> None:
    assert any((ROOT / room).glob(f"**/{name}"))


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)", text_of(path))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert not broken


# --- locks ------------------------------------------------------------------------------------------


def requirements(lock: str) -> dict[str, str]:
    """Each requirement of a lock file by its name, with everything the file says about it."""
    joined = (ROOT / "requirements" / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in joined.splitlines() if line.strip() and not line.startswith("#")]
    return {re.split(r"[=\[ ;]", line, maxsplit=1)[0]: line for line in lines}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_one_version_and_hashes(lock: str) -> None:
    for name, line in requirements(lock).items():
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==[\w.!+]+(\s|$)", line), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), name
        assert "://" not in line, name


def test_all_locks_name_the_same_versions() -> None:
    app, dev, cluster = (requirements(lock) for lock in LOCKS)
    assert app.keys() <= dev.keys()
    both = [(name, lock) for lock in (app, cluster) for name in lock.keys() & dev.keys()]
    assert [name for name, lock in both if lock[name].split()[0] != dev[name].split()[0]] == []


def test_every_dependency_of_the_project_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    app, dev, cluster = (requirements(lock) for lock in LOCKS)
    groups = project["dependency-groups"]

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[><=\[ ;~!]", text, maxsplit=1)[0] for text in wanted}

    assert names(project["project"]["dependencies"]) | names(groups["build"]) <= app.keys()
    assert names(groups["dev"]) <= dev.keys()
    assert names(groups["cluster"]) <= cluster.keys()
