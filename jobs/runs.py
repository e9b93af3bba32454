"""Past fetch runs: when, what came, what failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.runs import Run


@dataclass(frozen=True, slots=True)
class RunReport:
    """The newest runs, newest first, each with its result per indicator."""

    runs: "tuple[Run, ...]"
    now: datetime


def runs(workspace: Workspace, limit: int = 20) -> RunReport:
    """The newest `limit` runs."""
    from storage import runs as stored

    with workspace.session() as session:
        return RunReport(tuple(stored.runs(limit, session=session)), workspace.now)
