"""The log of a job: on the screen that shows it, and nowhere else on the terminal."""

import io
import logging
import sys
from pathlib import Path

import pytest

from tests.replay.server import Replay
from tests.tui.tmux import needs_tmux, opened
from tui.joblog import listening, off_screen
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
