"""How tests look at the app: its screen as text, and the wait until every job has been shown."""

import difflib
import io
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

GOLDEN = Path(__file__).parent / "golden"
Look = Callable[[App[Any], str], None]


def screen_text(app: App[Any]) -> str:
    """What stands on screen, dialogues included, without colours."""
    width, height = app.size
    console = Console(width=width, height=height, file=io.StringIO(), record=True, legacy_windows=False)
    background = app._background_screens
    console.print(app.screen._compositor.render_update(full=True, screen_stack=background))
    return "\n".join(line.rstrip() for line in console.export_text().splitlines()) + "\n"


def compare(app: App[Any], name: str) -> None:
    """Fail where the screen differs from golden/NAME.txt; REALTERMS_GOLDEN=write keeps the new look."""
    compare_text(app, screen_text(app), name)


def compare_text(app: App[Any], text: str, name: str) -> None:
    """The same of what was made of the screen."""
    kept = GOLDEN / f"{name}.txt"
    if os.environ.get("REALTERMS_GOLDEN") == "write":
        kept.write_text(text, encoding="utf-8")
    before = kept.read_text(encoding="utf-8") if kept.exists() else ""
    if before != text:
        kept.with_suffix(".svg").write_text(app.export_screenshot(), encoding="utf-8")
        diff = difflib.unified_diff(before.splitlines(), text.splitlines(), "kept", "now", lineterm="")
        pytest.fail(f"{name} looks different (see {kept.with_suffix('.svg')}):\n" + "\n".join(diff))


async def burst(pilot: Pilot[Any], *keys: str) -> None:
    """Keys that come all at once, as of a fast hand on a slow line: none waits for the one before."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await settle(pilot)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no job runs and all their messages have been shown, also those of jobs begun meanwhile."""
    quiet = 0
    while quiet < 3:
        await pilot.pause()
        # A tree of folders has a worker that waits for as long as the tree is there.
        jobs = [worker for worker in pilot.app.workers if worker.name != "_loader"]
        quiet = 0 if any(job.is_running for job in jobs) else quiet + 1
        with suppress(WorkerCancelled):  # a newer job took its place
            if jobs:  # of none, Textual makes all
                await pilot.app.workers.wait_for_complete(jobs)
    await pilot.pause()
