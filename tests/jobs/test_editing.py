"""A plan's cells edited: every problem at its cell, comments kept, nothing half valid saved."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile
from jobs import editing, planning
from jobs.typed import number
from jobs.workspace import Workspace
from tests.tui.conftest import workspace


@pytest.fixture
def opened(sample_home: Path, tmp_path: Path) -> Workspace:
    """A workspace with the sample plan."""
    shutil.copytree(sample_home, tmp_path, dirs_exist_ok=True)
    return workspace(tmp_path)


def test_an_edit_changes_one_figure_and_no_other_letter_of_the_text(opened: Workspace) -> None:
    report = planning.show(opened, "sales-manager")
    trial = editing.attempt(opened, report, {"bands.S1.minimum": "39,000"})
    assert trial.text == report.text.replace("minimum = 38000", "minimum = 39000")
    assert [(f.path, f.percent) for f in trial.figures] == [("band/S1/minimum", Decimal("2.63"))]


def test_each_problem_stands_at_its_cell_and_what_is_of_no_cell_apart(opened: Workspace) -> None:
    report = planning.show(opened, "sales-manager")
    edits = {"bands.S1.minimum": "99000", "measures.sales.weight": "41", "bands.S2.maximum": "a lot"}
    trial = editing.attempt(opened, report, edits)
    assert trial.plan is None
    assert [p.message for p in trial.at("bands.S1.minimum")] == ["above the midpoint"]
    assert [p.message for p in trial.at("bands.S2.maximum")] == ["not a number"]
    assert [p.key for p in trial.elsewhere] == ["measures"]
    with pytest.raises(InvalidFile):
        editing.save(opened, report, edits)
    assert planning.show(opened, "sales-manager").version == 1


def test_what_was_saved_by_somebody_else_in_the_meantime_is_not_overwritten(opened: Workspace) -> None:
    report = planning.show(opened, "sales-manager")
    editing.save(opened, report, {"bands.S1.title": "Trainee"})
    with pytest.raises(BadInput, match="in the meantime"):
        editing.save(opened, report, {"bands.S1.title": "Beginner"})
    assert planning.show(opened, "sales-manager").plan.bands[0].title == "Trainee"


def test_a_cell_that_the_plan_does_not_have_is_refused(opened: Workspace) -> None:
    report = planning.show(opened, "sales-manager")
    for cell in ("bands.S99.minimum", "nothing.S1.minimum", "bands"):
        with pytest.raises(BadInput, match="no such cell"):
            editing.attempt(opened, report, {cell: "1"})


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("48000", "48000"), ("48,000.50", "48000.50"), ("48 000", "48000"), ("-3", "-3"), ("1e3", "1E+3")),
        *(("", None), ("NaN", None), ("Infinity", None), ("４８", None), ("48k", None)),
    ],
)
def test_what_is_typed_as_a_number(typed: str, value: str | None) -> None:
    assert number(typed) == (None if value is None else Decimal(value))
