"""Keys that come before a room has read for the first time wait for that; those of the app do not."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobs.workspace import Workspace
from tests.replay.server import Replay
from tests.tui.conftest import workspace
from tests.tui.looking import settle
from tests.tui.test_runs import until
from tui.app import RealtermsApp
from tui.screens import runs


class Gate:
    """Work that waits until it is let go."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work = work
        self.let_go = threading.Event()

    def __call__(self, *given: Any) -> Any:
        assert self.let_go.wait(30)
        return self.work(*given)


async def test_a_key_before_the_database_is_open_is_not_lost(sample: Path) -> None:
    opens: Callable[[], Workspace] = Gate(lambda: workspace(sample))
    app = RealtermsApp(opens)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("down", "enter")
        assert app.current_mode == "home"
        assert isinstance(opens, Gate)
        opens.let_go.set()
        await until(pilot, "b 100 here")
        assert app.current_mode == "trend"


async def test_a_key_before_a_room_has_read_is_not_lost(
    sample: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(runs._read_runs)
    monkeypatch.setattr(runs, "_read_runs", gate)
    app = RealtermsApp(lambda: workspace(sample, "anna", **replay.environment(keyed=True)))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("6", "o")
        assert replay.requests == []
        gate.let_go.set()
        await until(pilot, "run 1:")
    assert {r.source for r in replay.requests} >= {"bls"}


async def test_what_goes_to_the_app_goes_at_once(sample: Path) -> None:
    gate = Gate(lambda: workspace(sample))
    app = RealtermsApp(gate)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        assert app.current_mode == "plans"
        await pilot.press("question_mark")
        await until(pilot, "Keys")
        gate.let_go.set()
        await settle(pilot)


async def test_a_reading_that_hangs_holds_keys_up_for_a_while_only(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.in_turn._READING", 0.2)
    gate = Gate(lambda: workspace(sample))
    app = RealtermsApp(gate)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("down", "down", "4")
        await until(pilot, "no plan")
        assert app.current_mode == "adjust"
        gate.let_go.set()
        await settle(pilot)
