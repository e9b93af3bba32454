"""A cold `realterms trend` of one series against a bare import of sqlmodel."""

import os
import sys
from pathlib import Path

import pytest

from jobs import demo
from jobs.workspace import Workspace
from tests.benchmarks.measure import fill, median_seconds, process, tell

pytestmark = pytest.mark.benchmark


def test_trend_of_one_series_costs_at_most_twice_a_bare_import_of_sqlmodel(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, environ={}) as workspace:
        demo.load_snapshot(workspace)
        rows = fill(workspace, 1250)
    environ = {**os.environ, "REALTERMS_HOME": str(tmp_path)}
    command = Path(sys.executable).with_name("realterms")

    bare, trend = median_seconds(
        9,
        process([sys.executable, "-c", "import sqlmodel"], environ),
        process([command, "trend", "us-cpi"], environ),
    )

    tell("cold trend", rows=rows, bare_sqlmodel_s=bare, trend_s=trend, ratio=trend / bare)
    assert trend / bare <= 2
