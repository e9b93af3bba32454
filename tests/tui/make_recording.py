"""Draw the recorded session of the README: `python -m tests.tui.make_recording`.

Two people do the main job in the app, on a day that stands still; each scene is a frame of one animated SVG.
It names no address and runs no script: the frames take turns by style alone, and where nothing moves the
first one stands.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from tests.tui.conftest import workspace
from tests.tui.frames import Film
from tests.tui.looking import settle
from tests.tui.make_screenshots import FOLDER, HOME, prepare, taken
from tui.app import RealtermsApp

RECORDING = FOLDER / "session.svg"
SIZE = (100, 30)


@dataclass(frozen=True)
class Scene:
    """What is pressed, what the title says of it, how long it stands (seconds), and words it must show."""

    keys: Sequence[str]
    title: str
    shows: str
    seconds: float = 3


@dataclass(frozen=True)
class Act:
    """What one person does, from opening the app on."""

    user: str
    scenes: Sequence[Scene]


SESSION = (
    Act(
        "anna",
        (
            Scene((), "Anna opens realterms: every index, its changes, when the next is due", "us-cpi", 3),
            Scene(
                ("space", *["down"] * 8, "space"),
                "space marks two series: consumer and producer prices",
                "B us-ppi",
            ),
            Scene(("enter",), "⏎ draws them", "figures as published"),
            Scene(
                ("y", "f", *["left"] * 6),
                "y, f: the 12-month change, the last five years; ← reads at a month",
                "percent on the same month a year before",
                3.5,
            ),
            Scene(("3",), "3: the plan's pay bands, and the index that moves them", "S8"),
            Scene(("l",), "l: the bands as a ladder, with their overlaps", "overlap"),
            Scene(
                ("enter",), "⏎: what the clause does, before and after, with every step", "30 of 30 move", 3.5
            ),
            Scene(
                ("ctrl+e", "up"),
                "ctrl+e, ↑: a lag of four months instead of three, at once",
                "1 change tried",
                3.5,
            ),
            Scene(
                ("ctrl+s", *"lag of four months"), "ctrl+s proposes it, with a note", "become a new version"
            ),
            Scene(("enter",), "⏎: frozen, with its figures and their vintages", "proposal 1 is frozen"),
        ),
    ),
    Act(
        "ben",
        (
            Scene(("5",), "Ben, the second person, reviews it: 5", "lag of four months", 3.5),
            Scene(("a", *"agreed", "enter"), "a accepts it, with a reason", "✓ accepted", 4),
        ),
    ),
)


async def record(acts: Sequence[Act], home: Path, size: tuple[int, int] = SIZE) -> str:
    """The session as one animated SVG."""
    film = Film(*size)
    for act in acts:
        await _play(act, home, film)
    return film.svg()


async def _play(act: Act, home: Path, film: Film) -> None:
    app = RealtermsApp(lambda: workspace(home, act.user))
    async with app.run_test(size=(film.columns, film.rows)) as pilot:
        await settle(pilot)
        for scene in act.scenes:
            for key in scene.keys:
                await pilot.press(key)
                await settle(pilot)
            film.add(await taken(pilot), scene.title, scene.seconds)


def middles(acts: Sequence[Act] = SESSION) -> list[float]:
    """The middle of each scene, in seconds from the start."""
    seconds = [scene.seconds for act in acts for scene in act.scenes]
    return [end - length / 2 for end, length in zip(accumulate(seconds), seconds, strict=True)]


def main() -> int:
    """Record the session anew."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        RECORDING.write_text(asyncio.run(record(SESSION, prepare(HOME))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
