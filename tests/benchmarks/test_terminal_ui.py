"""The full-screen terminal over 1.7 million observations: first paint, and from a key to its repaint."""

import os
import statistics
import sys
from pathlib import Path

import pytest

from jobs import demo
from jobs.workspace import Workspace
from tests.benchmarks.measure import fill, tell
from tests.benchmarks.terminal import Terminal

pytestmark = pytest.mark.benchmark

DOWN, LEFT, RIGHT = b"\x1b[B", b"\x1b[D", b"\x1b[C"
REALTERMS = Path(sys.executable).with_name("realterms")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a workspace with the bundled figures and 1.7 million made-up ones."""
    home = tmp_path_factory.mktemp("full")
    with Workspace.open(home, environ={}) as workspace:
        demo.load_sample(workspace)
        fill(workspace, 1250)
    return {**os.environ, "REALTERMS_HOME": str(home)}


def test_the_first_paint_takes_at_most_half_longer_than_an_empty_app(full: dict[str, str]) -> None:
    empty, ours = [], []
    for _ in range(7):
        with Terminal([sys.executable, "-m", "tests.benchmarks.empty_app"], full) as terminal:
            empty.append(terminal.until("painted", 30))
        with Terminal([REALTERMS], full) as terminal:
            ours.append(terminal.until("realterms", 30))
    ratio = statistics.median(ours) / statistics.median(empty)
    tell("first paint", empty_s=statistics.median(empty), ours_s=statistics.median(ours), ratio=ratio)
    assert ratio <= 1.5


def test_a_key_is_painted_within_50_ms_at_the_95th_percentile(full: dict[str, str]) -> None:
    with Terminal([REALTERMS], full) as terminal:
        terminal.until("us-cpi", 60)
        terminal.settle()
        moves = [terminal.key(DOWN) for _ in range(60)]
        terminal.key(b"2")
        terminal.settle()
        pans = [terminal.key(LEFT if n % 2 else RIGHT) for n in range(60)]
        memory = terminal.memory()
    p95 = [statistics.quantiles(times, n=20)[18] for times in (moves, pans)]
    tell("key to repaint", table_p95_s=p95[0], chart_p95_s=p95[1], memory_mb=memory / 1e6)
    assert max(p95) <= 0.05
