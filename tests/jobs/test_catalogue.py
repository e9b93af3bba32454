"""Indicators made known: a code that its office's reader cannot ask for is refused at once."""

import pytest

from indicators.errors import BadInput
from indicators.series import Kind, Measure
from jobs.catalogue import add, resolve
from jobs.workspace import Workspace
from tests.jobs.conftest import Open


def _add(workspace: Workspace, key: str) -> None:
    add(
        workspace,
        key,
        name="a-price",
        title="A price index",
        country="GB",
        kind=Kind.CPI,
        measure=Measure.INDEX,
        base_period="2015=100",
    )


@pytest.mark.parametrize("key", ["ons:NOSLASH", "nowhere:CODE", "ons:", "CODE"])
def test_a_code_of_no_use_is_refused_and_not_kept(open_workspace: Open, key: str) -> None:
    workspace = open_workspace()
    with pytest.raises(BadInput):
        _add(workspace, key)
    with pytest.raises(BadInput):
        resolve(workspace, "a-price")


def test_a_code_that_can_be_asked_for_is_known_from_then_on(open_workspace: Open) -> None:
    workspace = open_workspace()
    _add(workspace, "ons:ABCD/mm23")
    assert resolve(workspace, "ons:abcd/MM23").name == "a-price"
