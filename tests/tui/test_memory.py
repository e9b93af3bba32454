"""What a later session remembers: kept privately, passed over when damaged, drafts that outlive a kill."""

import signal
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.shared_data import ROOT
from tests.tui.conftest import workspace
from tests.tui.looking import screen_text, settle
from tui.app import RealtermsApp
from tui.drafts import Drafts
from tui.memory import FILE, Keeper, recall, written
from tui.opening import Opening
from tui.state import State
from tui.themes import CONTRAST_LIGHT


def reopened(home: Path) -> RealtermsApp:
    """The app as `run` starts it over this home."""
    opening = Opening.of(lambda: workspace(home), {})
    return RealtermsApp(
        opening.open, language=opening.language, recalled=opening.recalled, memory=opening.memory
    )


def test_a_state_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    at = datetime(2026, 11, 3, 12, tzinfo=UTC)
    state = State(series=("us-cpi",), pins=("uk-rpi",), sought="法", theme="x", room="runs", looked_at=at)
    (tmp_path / FILE).write_text(written(state), encoding="utf-8")
    again = recall(tmp_path / FILE).state
    assert (again.series, again.pins, again.sought) == (("us-cpi",), ("uk-rpi",), "法")
    assert (again.theme, again.room, again.looked_before) == ("x", "runs", at)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "\x00", "null", '{"format": 9}', '{"format": 1, "pins": 3}'),
        *('{"format": 1, "theme": []}', '{"format": 1, "pins": [["a"]]}'),
        '{"format": 1, "looked_at": "2026-11-03"}',
    ],
)
def test_a_damaged_file_is_passed_over_with_its_name(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    recalled = recall(tmp_path / FILE)
    assert str(tmp_path / FILE) in recalled.problem
    assert recalled.state.pins == ()


def test_it_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    state = State()
    keeper = Keeper(tmp_path / "new" / FILE, state)
    state.pins = ("us-cpi",)
    keeper.now()
    assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) == 0o600
    assert not keeper.due


async def test_screen_theme_and_series_are_there_again(sample: Path) -> None:
    app = reopened(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("escape", "3")
        await settle(pilot)
        app.theme = CONTRAST_LIGHT
        app.state.choose(("uk-rpi",))
    again = reopened(sample)
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert again.current_mode == "plans"
        assert again.theme == CONTRAST_LIGHT
        assert again.state.series == ("uk-rpi",)


async def test_a_damaged_state_is_told_at_the_top_and_the_app_works(sample: Path) -> None:
    (sample / FILE).write_text("{", encoding="utf-8")
    app = reopened(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "cannot be read and is passed over" in screen_text(app)
        assert "us-cpi" in screen_text(app)


async def test_a_theme_that_there_is_no_longer_gives_ours(sample: Path) -> None:
    (sample / FILE).write_text(written(State(theme="gone", room="nowhere", toured=True)), encoding="utf-8")
    app = reopened(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.theme == "realterms-dark"
        assert app.current_mode == "home"


def test_a_draft_is_there_until_it_is_dropped(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.keep("adjust/计划 1", {"cap": "4.5"})
    assert Drafts(tmp_path / "drafts").kept("adjust/计划 1") == {"cap": "4.5"}
    drafts.drop("adjust/计划 1")
    assert drafts.kept("adjust/计划 1") is None
    assert Drafts(None).kept("adjust/计划 1") is None


def test_a_draft_outlives_a_kill_whole(tmp_path: Path) -> None:
    """Killed at any moment, the draft is the last or the one before, never half of one."""
    code = (
        "import sys; from pathlib import Path; from tui.drafts import Drafts\n"
        "drafts = Drafts(Path(sys.argv[1]))\n"
        "for n in range(100000):\n"
        "    drafts.keep('a', {'n': n, 'filling': 'x' * 20000}); print(n, flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 30:
            pass
        process.send_signal(signal.SIGKILL)
    kept = Drafts(tmp_path).kept("a")
    assert kept is not None
    assert kept["n"] >= 30
    assert len(kept["filling"]) == 20000
