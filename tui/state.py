"""What the screens share and what a later session may remember: nothing of it is a figure."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.workspace import Workspace

MOST_SERIES = 6


@dataclass
class State:
    """The workspace, once it is open, and what the reader last chose on one screen for another."""

    workspace: "Workspace | None" = None
    series: tuple[str, ...] = ()
    plan: str = ""
    proposal: int | None = None
    effective_on: date | None = field(default=None)

    def choose(self, names: tuple[str, ...]) -> None:
        """Keep up to six series for the trend screen."""
        self.series = names[:MOST_SERIES]
