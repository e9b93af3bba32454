"""The log of a job: on the screen that shows it, and nowhere else on the terminal."""

import ast
import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.replay.server import Replay
from tests.shared_data import ROOT
from tests.tui.tmux import needs_tmux, opened
from tui.joblog import LINES, listening, off_screen
from tui.language import CHINESE, speak
from tui.memory import FILE, written
from tui.state import State


def test_what_is_logged_is_shown_and_nothing_is_written_to_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    root, shown = logging.getLogger(), list[str]()
    on_terminal, in_file = logging.StreamHandler(), logging.FileHandler(tmp_path / "log")
    monkeypatch.setattr(root, "handlers", [on_terminal, in_file])
    with off_screen(), listening(shown.append):
        logging.getLogger("jobs.fetch").warning("an office is silent")
        logging.getLogger("elsewhere").warning("a pool is full")
    assert [line.partition(" ")[2] for line in shown] == ["! an office is silent"]
    assert terminal.getvalue() == ""
    assert "a pool is full" in (tmp_path / "log").read_text(encoding="utf-8")
    assert root.handlers == [on_terminal, in_file]
    in_file.close()


def test_every_line_that_jobs_log_has_its_translation() -> None:
    lines = {line for file in (ROOT / "jobs").rglob("*.py") for line in logged(file)}
    assert lines - {"%s", "%s: %s"} == set(LINES)  # an office's own words; a series and its outcome


def logged(file: Path) -> Iterator[str]:
    """The texts that a file logs, information and above."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if ast.unparse(node.func.value) == "_LOG" and node.func.attr != "debug":
            yield next(str(a.value) for a in node.args if isinstance(a, ast.Constant))


def test_a_log_is_shown_in_the_readers_language() -> None:
    shown, log = list[str](), logging.getLogger("jobs.fetch")
    speak(CHINESE)
    with listening(shown.append):
        log.info("run %d: %d to fetch", 3, 1)
        log.info("%s: %s", "us-cpi", "unchanged")
        log.info("run %d: %s", 3, "done")
        log.warning(
            "%s: %s; trying again in %.0f s",
            "api.x",
            "the office answered HTTP status 503 (Service Unavailable)",
            2.4,
        )
    assert [line.split(maxsplit=1)[1] for line in shown] == [
        "第 3 次运行：1 个待获取",
        "us-cpi: 未变",
        "第 3 次运行：完成",
        "! api.x：发布机构应答 HTTP 状态 503（Service Unavailable）；2 秒后重试",
    ]


@pytest.mark.prove
@needs_tmux
def test_a_fetch_leaves_the_picture_whole(sample: Path, replay: Replay) -> None:
    (sample / FILE).write_text(written(State(toured=True, room="runs")), encoding="utf-8")
    with opened(sample, (120, 40), "anna", **replay.environment(keyed=True)) as anna:
        anna.press(until="held to Aug 2026, bundled")
        anna.press("o", until="run 1: 1 revised")
        anna.press("l", until="run 1: ")
        assert "jobs." not in anna.screen()
        assert anna.screen().startswith(" realterms  1 Prices")
