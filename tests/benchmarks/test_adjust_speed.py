"""What one change tried in Adjust costs on a plan of fifty grades and twenty measures."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from jobs import demo, planning, propose
from jobs.workspace import Workspace
from tests.benchmarks.mass import GRADES, plan_text
from tests.benchmarks.measure import comparable_seconds, tell

pytestmark = pytest.mark.benchmark

MEASURES = 20
ON = date(2026, 10, 1)
TRIED: Mapping[str, propose.Overrides] = {
    "lag": {"cpi": {"lag": 6}},
    "pass-through": {"cpi": {"pass_through": Decimal("0.5")}},
    "cap": {"cpi": {"cap": Decimal(1)}},
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[propose.Desk]:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    with Workspace.open(tmp_path, environ={}, clock=lambda: moment, user="ann") as ann:
        demo.load_sample(ann)
        planning.save_text(ann, plan_text(measures=MEASURES), file="many.toml")
        yield propose.desk(ann, "many")


@pytest.mark.parametrize("field", TRIED)
def test_a_value_tried_is_computed_within_a_tenth_of_a_second(desk: propose.Desk, field: str) -> None:
    found = desk.preview(on=ON, overrides=TRIED[field])
    assert len(found.lines) == 3 * (GRADES + MEASURES)
    assert found.lines != desk.preview(on=ON).lines
    seconds = comparable_seconds(9, lambda: desk.preview(on=ON, overrides=TRIED[field]))
    tell(f"{field} tried", milliseconds=seconds * 1000, figures=str(len(found.lines)))
    assert seconds < 0.1
