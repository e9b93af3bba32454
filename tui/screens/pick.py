"""A dialogue that chooses series for the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui import words, work
from tui.language import N_, _
from tui.state import MOST_SERIES, TAGS
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.keys import Keys
from tui.widgets.note import Note

if TYPE_CHECKING:
    from indicators.series import Indicator
    from jobs.workspace import Workspace


class SeriesKnown(Message):
    """The indicators that have figures."""

    def __init__(self, indicators: tuple[Indicator, ...]) -> None:
        super().__init__()
        self.indicators = indicators


class PickSeries(ModalScreen[tuple[str, ...] | None]):
    """Filter by typing, mark with Enter, take over with Tab or the key shown; Escape changes nothing."""

    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("Leave as is"), id="pick.leave"),
        Binding("enter", "mark", N_("Mark"), priority=True, id="pick.mark"),
        Binding("down", "move(1)", N_("Move"), show=False, priority=True, id="pick.down"),
        Binding("up", "move(-1)", N_("Move"), show=False, priority=True, id="pick.up"),
        Binding("ctrl+s,tab", "take", N_("Draw"), priority=True, id="pick.draw"),
    ]

    def __init__(self, workspace: Workspace, chosen: tuple[str, ...]) -> None:
        super().__init__()
        self.workspace = workspace
        self.marked = list(chosen)
        self.known: tuple[Indicator, ...] = ()

    def compose(self) -> ComposeResult:
        """The filter above the list."""
        with Vertical(id="dialogue"):
            yield Static(_("Series to draw"), id="title")
            yield Input(placeholder=_("type to filter"), id="sought", compact=True)
            yield Grid(
                Column("", 1),
                Column(N_("Series"), 24),
                Column(N_("What it measures"), 30, stretch=True),
                id="series",
            )
            yield Note(id="caution")
            yield Keys()

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        workspace = self.workspace

        def job(_reporter: work.Reporter) -> Message:
            from jobs import trends

            rows = trends.overview(workspace).rows
            return SeriesKnown(tuple(r.indicator for r in rows if r.latest is not None))

        work.start(self, _("read the list of series"), job)

    @on(SeriesKnown)
    def _known(self, event: SeriesKnown) -> None:
        self.known = event.indicators
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        sought = self.query_one(Input).value.casefold().split()
        shown = [i for i in self.known if words.found_by(i, sought)]
        self.query_one(Grid).show([self._row(i) for i in shown])

    def _row(self, indicator: Indicator) -> Row:
        mark = self.marked.index(indicator.name) if indicator.name in self.marked else -1
        tag = Cell(TAGS[mark], f"line-{mark + 1}") if mark >= 0 else ""
        name, title = words.plain(indicator.name), words.plain(words.described(indicator).title)
        return Row(indicator.name, [tag, Cell(name, "strong"), Cell(title, "dim")])

    @on(Grid.Highlighted)
    def _highlighted(self, event: Grid.Highlighted) -> None:
        caution = next((words.described(i).caution for i in self.known if i.name == event.key), "")
        self.query_one("#caution", Note).say(words.plain(caution))

    def action_move(self, by: int) -> None:
        """Move in the list while the filter has the focus."""
        self.query_one(Grid).action_move(by)

    @on(Grid.Selected)
    def action_mark(self) -> None:
        """Mark or unmark the highlighted series."""
        name = self.query_one(Grid).key
        if name in self.marked:
            self.marked.remove(name)
        elif name and len(self.marked) < MOST_SERIES:
            self.marked.append(name)
        elif name:
            told = _("a chart holds {count} series; unmark one first").format(count=MOST_SERIES)
            self.notify(told, severity="warning")
        self._show()

    def action_take(self) -> None:
        """Draw what is marked."""
        self.dismiss(tuple(self.marked))
