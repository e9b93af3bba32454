"""docs/plans.md: every command is run in its order, with the page's own files, and prints what it says."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Said, typed
from tests.shared_data import ROOT

DOC = ROOT / "docs" / "plans.md"
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
FILES = ("templates", "new", "check", "import", "import-bands", "make-bands")
VERSIONS = ("show", "diff", "stage", "sign", "list")


@dataclass(frozen=True)
class Line:
    """A command of the page: who types it, and its words."""

    user: str
    words: tuple[str, ...]


def lines(body: str) -> Iterator[Line]:
    """The commands of a block, continued lines joined."""
    for text in body.replace("\\\n", " ").splitlines():
        words = shlex.split(text)
        user = "ann"
        if words[0].startswith("REALTERMS_USER="):
            user = words.pop(0).partition("=")[2]
        assert words[0] == "realterms", text
        yield Line(user, tuple(words[1:]))


def test_the_page_is_true(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = ""
    for block in BLOCK.finditer(DOC.read_text(encoding="utf-8")):
        body = block["body"]
        if block["file"]:
            (tmp_path / block["file"]).write_text(body, encoding="utf-8")
        elif block["kind"] == "sh":
            printed = "".join(ran(line, monkeypatch).out for line in lines(body))
        elif block["kind"] == "text":
            assert [told for told in body.splitlines() if not is_in(told, printed)] == [], printed
    assert (tmp_path / "adjusted.csv").is_file()


def is_in(told: str, printed: str) -> bool:
    """Whether a line of the page is one of those printed, blanks aside; `...` stands for anything."""
    words = [".*" if word == "..." else re.escape(word) for word in told.split()]
    pattern = re.compile(" ".join(words))
    return any(pattern.fullmatch(" ".join(line.split())) for line in printed.splitlines())


def ran(line: Line, monkeypatch: pytest.MonkeyPatch) -> Said:
    """The command done, as that person."""
    monkeypatch.setenv("REALTERMS_USER", line.user)
    said = typed(*line.words)
    assert said.code == 0, f"{line}: {said.err}"
    return said


def test_the_page_uses_every_verb_of_a_plan() -> None:
    found = BLOCK.finditer(DOC.read_text(encoding="utf-8"))
    used = [line.words for block in found if block["kind"] == "sh" for line in lines(block["body"])]
    assert {words[1] for words in used if words[0] == "plan"} >= {*FILES, *VERSIONS}
