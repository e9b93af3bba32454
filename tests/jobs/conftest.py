"""Workspaces on a real database file in a folder of the test's own, on a day that stands still."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs import demo
from jobs.workspace import Workspace
from tests.replay.open_offices import OpenOffices, open_offices

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Open = Callable[..., Workspace]


class Clock:
    """A clock that is put by hand."""

    def __init__(self, now: str) -> None:
        self.set(now)

    def __call__(self) -> datetime:
        return self._now

    def set(self, now: str) -> None:
        """Put it to a moment in UTC."""
        self._now = datetime.fromisoformat(now).replace(tzinfo=UTC)


@pytest.fixture
def open_workspace(tmp_path: Path) -> Iterator[Open]:
    """Open workspaces on one home: `open_workspace("ben")` is the same database in another person's hands."""
    opened: list[Workspace] = []

    def open_one(user: str = "ann", environ: Mapping[str, str] | None = None) -> Workspace:
        workspace = Workspace.open(tmp_path, environ=environ or {}, clock=lambda: NOON, user=user)
        opened.append(workspace)
        return workspace

    yield open_one
    for workspace in opened:
        workspace.close()


@pytest.fixture
def offices() -> Iterator[OpenOffices]:
    """The local offices that need no key; `offices.environment` points a workspace at them.

    What they frown on fails the test at its end.
    """
    with open_offices() as found:
        yield found
    assert found.complaints == []


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled figures and the sample plan; copied, never changed."""
    home = tmp_path_factory.mktemp("sample")
    with Workspace.open(home, environ={}, clock=lambda: NOON, user="ann") as workspace:
        demo.load_sample(workspace)
    return home


@pytest.fixture
def ann(sample_home: Path, open_workspace: Open, tmp_path: Path) -> Workspace:
    """Ann, with the bundled figures and the sample plan loaded."""
    shutil.copytree(sample_home, tmp_path, dirs_exist_ok=True)
    return open_workspace("ann")
