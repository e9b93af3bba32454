"""What a fetch of everything passes over: series known to be dead, and codes not yet proven."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.catalog import catalog, dormant, unproven
from indicators.errors import BadInput
from indicators.releases import State
from indicators.series import Kind
from jobs import status
from jobs.refresh import refresh, select
from jobs.workspace import Workspace
from tests.jobs.conftest import Clock
from tests.replay.open_offices import OpenOffices
from tests.replay.replies import text_reply


@pytest.fixture
def ann(tmp_path: Path, offices: OpenOffices) -> Iterator[Workspace]:
    """Ann, whose database is empty, on 20 May 2026."""
    clock = Clock("2026-05-20T12:00")
    with Workspace.open(tmp_path / "home", environ=offices.environment, clock=clock, user="ann") as workspace:
        yield workspace


def chosen(workspace: Workspace, source: str) -> set[str]:
    return {i.name for i in select(workspace, source=source)}


def test_a_fetch_of_everything_asks_no_dead_site_and_no_unproven_code(ann: Workspace) -> None:
    keys = {i.key for i in select(ann)}
    assert not keys & dormant().keys()
    assert not keys & unproven().keys()
    assert len(keys) == len(catalog()) - len(dormant()) - len(unproven())


def test_a_dormant_series_that_is_named_is_asked_for_and_says_why_it_is_dormant(
    ann: Workspace, offices: OpenOffices
) -> None:
    offices.instead.append(text_reply("<html>UrlACL</html>", 403))
    (failed,) = refresh(ann, ["cn-rpi"]).results
    assert failed.outcome == "failed"
    assert "nothing since about May 2026" in failed.message
    assert "cn-rpi-dbnomics" in failed.message


def test_a_filter_that_leaves_only_dormant_series_says_so(ann: Workspace) -> None:
    with pytest.raises(BadInput) as caught:
        select(ann, country="CN", kind=Kind.RPI)
    assert "cn-rpi: dormant" in caught.value.hint
    assert "May 2026" in caught.value.hint


def test_a_dormant_series_with_figures_is_no_alarm(ann: Workspace, offices: OpenOffices) -> None:
    assert [r.outcome for r in refresh(ann, ["cn-ppi-dbnomics"]).results] == ["new"]
    (series,) = status.status(ann).series
    assert (series.state, series.stale, series.expected) == (State.DORMANT, False, None)
    assert "March 2026" in series.why
    assert status.status(ann, max_age=1).stale == 0


def test_an_unproven_code_is_asked_for_every_time_once_it_was_fetched_by_name(
    ann: Workspace, offices: OpenOffices
) -> None:
    assert "ca-ppi-rate" not in chosen(ann, "imf")
    assert [r.outcome for r in refresh(ann, ["ca-ppi-rate"]).results] == ["new"]
    assert "ca-ppi-rate" in chosen(ann, "imf")
    assert "mx-ppi-rate" not in chosen(ann, "imf")


def test_an_unproven_code_that_fails_says_that_it_is_one(ann: Workspace, offices: OpenOffices) -> None:
    offices.instead.append(text_reply("", 204))
    (failed,) = refresh(ann, ["ch-ppi-rate"]).results
    assert failed.outcome == "failed"
    assert "unproven: the pattern of the key is documented" in failed.message
