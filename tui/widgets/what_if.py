"""What if: lag, pass-through and cap of the clause in the form as sliders, against the plan's own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from tui.language import N_, _
from tui.widgets.clause_form import PARTS, Value
from tui.widgets.note import Note
from tui.widgets.slider import Slider, Track

if TYPE_CHECKING:
    from plans.clause import IndexationClause

PARTS_BY_NAME = {part.name: part for part in PARTS}
TRACKS = {
    "lag": Track(Decimal(0), Decimal(24), Decimal(1), Decimal(3)),
    "pass_through": Track(Decimal(0), Decimal(100), Decimal(5), Decimal(25)),
    "cap": Track(Decimal(0), Decimal(10), Decimal("0.5"), Decimal(2), open_end=True),
}


class WhatIf(Vertical):
    """Three sliders. `show()` them the clause; they post Tried with what an input of the form would hold."""

    class Tried(Message):
        """A field of the form shall hold this text."""

        def __init__(self, field: str, text: str) -> None:
            super().__init__()
            self.field = field
            self.text = text

    def compose(self) -> ComposeResult:
        """A line that says what this is, the sliders."""
        yield Note(_("What if … (┼ the plan)"), id="what-if-title")
        yield Slider(N_("Lag"), N_("months"), TRACKS["lag"], id="slide-lag")
        yield Slider(N_("Passed on"), "%", TRACKS["pass_through"], id="slide-pass_through")
        yield Slider(N_("At most"), "%", TRACKS["cap"], none=N_("no cap"), id="slide-cap")

    def show(self, tried: IndexationClause, own: IndexationClause, values: Mapping[str, Value]) -> None:
        """Put the sliders on the `values` tried of a clause, and the marks on those of the plan's own."""
        for field, now in values.items():
            home = PARTS_BY_NAME[field].shown(own)
            reason = {"lag": _no_lag, "cap": _no_cap}.get(field, _free)(tried)
            self._slider(field).show(_shown(field, now), _shown(field, home), reason=reason)

    def _slider(self, field: str) -> Slider:
        return self.query_one(f"#slide-{field}", Slider)

    @on(Slider.Moved)
    def _moved(self, event: Slider.Moved) -> None:
        event.stop()
        text = "" if event.value is None else f"{event.value.normalize():f}"
        self.post_message(self.Tried((event.slider.id or "").removeprefix("slide-"), text))


def _shown(field: str, value: Value) -> Decimal | None:
    """The number that the form shows for a value."""
    text = PARTS_BY_NAME[field].text(value)
    return Decimal(text) if text else None


def _free(_clause: IndexationClause) -> str:
    return ""


def _no_lag(clause: IndexationClause) -> str:
    """Why this clause has no lag of its own; empty where it has."""
    if clause.legs:
        return _("each part has its own")
    return _("nothing is read") if clause.constant is not None else ""


def _no_cap(clause: IndexationClause) -> str:
    """Why a cap in percent says nothing here; empty where it does."""
    if clause.per_points is not None or clause.chain is not None:
        return _("it moves by steps")
    return ""
