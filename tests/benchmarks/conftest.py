"""A full database, made once for all benchmarks that want one."""

import os

import pytest

from jobs import demo
from jobs.workspace import Workspace
from tests.benchmarks.measure import fill, tell
from tui.memory import FILE, written
from tui.state import State


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a workspace with the bundled figures and 1.7 million made-up ones."""
    home = tmp_path_factory.mktemp("full")
    with Workspace.open(home, environ={}) as workspace:
        demo.load_sample(workspace)
        tell("a full database", rows=fill(workspace, 1250))
    (home / FILE).write_text(written(State(toured=True)), encoding="utf-8")  # no first session, so no tour
    return {**os.environ, "REALTERMS_HOME": str(home)}
