"""500 series from eight offices take little longer than the slowest of them allows."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.eight_offices import KEYS, MONTHS, NOW, calls, eight_offices, seconds_forced
from tests.benchmarks.measure import tell
from tests.shared_data import ROOT

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]


def test_five_hundred_series_from_eight_offices(tmp_path: Path) -> None:
    assert len(KEYS) == 8
    assert sum(map(len, KEYS.values())) == 500
    forced = {name: seconds_forced(asked) for name, asked in calls(NOW.date()).items()}
    bound = max(forced.values())
    with eight_offices() as urls:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.eight_offices", str(tmp_path), json.dumps(urls)],
            env={**os.environ, "NO_PROXY": "127.0.0.1"},
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["new"], found["rows"]) == (500, 500 * len(MONTHS)), found["wrong"]
    ratio = found["seconds"] / bound
    tell("500 series", ratio=ratio, seconds=found["seconds"], bound=bound, processor=found["processor"])
    # A quiet machine shows 1.1. A busy one takes longer over our own part, which is therefore counted by the
    # processor; one office after the other would take three times as long on any.
    assert sum(forced.values()) > 3 * bound
    assert found["processor"] <= 0.3 * bound
    assert ratio <= 2
