"""A full database, made once for all benchmarks that want one."""

import json
import os

import pytest

from jobs import demo
from jobs.employees.synthetic import write_synthetic
from jobs.workspace import Workspace
from plans import templates
from plans.parse import parse_plan
from tests.benchmarks.measure import fill, tell
from tui.memory import FILE, written
from tui.state import State

PEOPLE = 100_000


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a workspace with the bundled figures and 1.7 million made-up ones.

    The file of employees that the session before looked at holds 100,000 people.
    """
    home = tmp_path_factory.mktemp("full")
    with Workspace.open(home, environ={}) as workspace:
        demo.load_sample(workspace)
        tell("a full database", rows=fill(workspace, 1250))
        plan, _ = parse_plan(templates.text("sales-manager"), file="plan")
        assert plan is not None
        write_synthetic(home / "people.parquet", plan.bands, count=PEOPLE)
    left = json.loads(written(State(toured=True)))  # no first session, so no tour
    left["people"] = str(home / "people.parquet")
    (home / FILE).write_text(json.dumps(left), encoding="utf-8")
    unwanted = ("COLUMNS", "LINES")  # the size is the terminal's
    return {**{k: v for k, v in os.environ.items() if k not in unwanted}, "REALTERMS_HOME": str(home)}
