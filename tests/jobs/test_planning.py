"""Plans as versions: imported whole or not at all, never overwritten."""

from datetime import date
from pathlib import Path

import pytest

from indicators.errors import BadInput, InvalidFile, UnknownName
from jobs import planning
from jobs.workspace import Workspace
from plans import templates
from tests.jobs.conftest import Open


def test_the_same_text_is_the_same_version_and_a_change_a_new_one(
    open_workspace: Open, tmp_path: Path
) -> None:
    workspace = open_workspace()
    file = tmp_path / "plan.toml"
    file.write_text(templates.text("sales-manager"), encoding="utf-8")

    first = planning.import_plan(workspace, file)
    again = planning.import_plan(workspace, file)
    file.write_text(file.read_text(encoding="utf-8").replace("38000", "38100"), encoding="utf-8")
    changed = planning.import_plan(workspace, file)

    assert (first.version, first.is_new) == (1, True)
    assert (again.version, again.is_new) == (1, False)
    assert (changed.version, changed.is_new) == (2, True)
    assert planning.show(workspace, "sales-manager", 1).text == first.text


def test_a_plan_with_problems_leaves_nothing_behind(open_workspace: Open, tmp_path: Path) -> None:
    workspace = open_workspace()
    file = tmp_path / "plan.toml"
    broken = templates.text("sales-manager").replace("pass_through", "pass_trough", 1)
    file.write_text(broken, encoding="utf-8")
    with pytest.raises(InvalidFile) as refused:
        planning.import_plan(workspace, file)
    assert "pass_through" in refused.value.explain()
    assert planning.plans(workspace) == ()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00" * 3_000_000])
def test_a_file_that_is_no_text_is_refused(open_workspace: Open, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"UTF-8|too large"):
        planning.import_plan(open_workspace(), file)


def test_a_missing_file_and_an_unknown_plan_are_named(ann: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot read"):
        planning.import_plan(ann, tmp_path / "none.toml")
    with pytest.raises(UnknownName, match="sales-manger") as refused:
        planning.show(ann, "sales-manger")
    assert "sales-manager" in refused.value.hint


def test_the_version_in_effect_on_a_day_is_the_newest_whose_dates_include_it(
    open_workspace: Open,
) -> None:
    """The sample plan runs from 1 October 2026 to 30 September 2027; the next year's is saved before."""
    ann = open_workspace()
    text = templates.text("sales-manager")
    this = planning.save_text(ann, text, file="this.toml")
    following = text.replace("effective_from = 2026-10-01", "effective_from = 2027-10-01")
    following = following.replace("effective_to = 2027-09-30", "effective_to = 2028-09-30")
    later = planning.save_text(ann, following, file="next.toml")
    found = [
        planning.in_force(ann, "sales-manager", day).version
        for day in (date(2026, 10, 1), date(2027, 9, 30), date(2027, 10, 1), date(2028, 9, 30))
    ]
    assert found == [this.version, this.version, later.version, later.version]
    with pytest.raises(
        UnknownName, match="no version of sales-manager is in effect on 2026-09-30"
    ) as refused:
        planning.in_force(ann, "sales-manager", date(2026, 9, 30))
    assert "from 2027-10-01 to 2028-09-30" in refused.value.hint
