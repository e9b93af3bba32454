"""Workspaces for the app: a clock that stands still, a folder of their own, the sample loaded once."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs import demo
from jobs.workspace import Workspace
from tui.app import RealtermsApp
from tui.language import ENGLISH, speak

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)

OpenApp = Callable[..., RealtermsApp]


def workspace(home: Path, user: str = "anna", **environ: str) -> Workspace:
    """A workspace that reads nothing of this machine's settings."""
    return Workspace.open(home, environ=environ, clock=lambda: NOW, user=user)


@pytest.fixture(autouse=True)
def in_english() -> None:
    """The language is the process's: an app of the test before may have left another."""
    speak(ENGLISH)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled figures and the sample plan; copied, never changed."""
    home = tmp_path_factory.mktemp("sample")
    with workspace(home) as opened:
        demo.load_sample(opened)
    return home


@pytest.fixture
def sample(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample's home for one test."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture
def app(sample: Path) -> RealtermsApp:
    """The app over the sample, opened by anna."""
    return RealtermsApp(lambda: workspace(sample))
