"""Rooms that show how an adjustment came about can also say what it would have been otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.message import Message

from tui.language import _
from tui.screens.room import Room
from tui.widgets.steps import StepsPane

if TYPE_CHECKING:
    from jobs.workspace import Workspace
    from plans.adjust import Adjustment
    from tui.work import Reporter


class Otherwise(Message):
    """What one point, one month, another vintage, index or base would have changed, of one adjustment."""

    def __init__(self, adjustment: Adjustment, rows: dict[str, Any]) -> None:
        super().__init__()
        self.adjustment = adjustment
        self.rows = rows


class ExplainingRoom(Room):
    """A room with a StepsPane, whose `adjustment` is the one that it shows."""

    adjustment: Adjustment | None = None

    @on(StepsPane.Asked)
    def _otherwise_asked(self) -> None:
        adjustment = self.adjustment
        if adjustment is None:
            return

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs.exports.annex import otherwise_rows

            return Otherwise(adjustment, otherwise_rows(workspace, adjustment))

        self.start(_("try it otherwise"), job, group="otherwise")

    @on(Otherwise)
    def _otherwise_found(self, event: Otherwise) -> None:
        if event.adjustment is self.adjustment:  # the figures may have changed meanwhile
            self.query_one(StepsPane).show_otherwise(event.rows)
