"""What the screens share; nothing of it is a figure. What a later session remembers of it is in memory.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.workspace import Workspace

MOST_SERIES = 6
TAGS = "ABCDEF"  # the letters of a chart's lines, and of what is marked for it


@dataclass
class State:
    """The workspace, once it is open, and what the reader last chose on one screen for another.

    `people` is where the file of employees lies that is looked at; nothing of what it holds stands here.
    `looked_at`: when the prices were last looked at, by this session; `looked_before`: by the one before it.
    """

    workspace: Workspace | None = None
    series: tuple[str, ...] = ()
    plan: str = ""
    proposal: int | None = None
    review: str = ""
    effective_on: date | None = field(default=None)
    room: str = "home"
    theme: str = ""
    pins: tuple[str, ...] = ()
    sought: str = ""
    people: str = ""
    looked_at: datetime | None = None
    looked_before: datetime | None = None
    toured: bool = False

    def choose(self, names: tuple[str, ...]) -> None:
        """Keep up to six series for the trend screen."""
        self.series = names[:MOST_SERIES]
