"""What is new since one last looked: a line on the first screen, and the list behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui import words
from tui.language import N_, _, ngettext
from tui.screens.dialogue import Dialogue
from tui.widgets.grid import Cell, Column, Grid, Row

if TYPE_CHECKING:
    from jobs.news import Arrival, News

_SHOWN = 3  # names that the line has room for
_COLUMNS = (
    Column("", 24, stretch=True),
    Column(N_("Latest"), 10, "right"),
    Column(N_("Period"), 10),
    Column(N_("12-month"), 8, "right", rank=1),
    Column("", 14, rank=2),
)
SERIES, PROPOSAL, SUSPECTS = "series", "proposal", "suspects"


def summary(news: News) -> str:
    """One line: new figures, revisions, proposals that wait for the reader, suspect and frozen ones."""
    parts = [
        _counted(_("new: {names}"), [a.row.indicator.name for a in news.arrivals if a.new]),
        _counted(_("revised: {names}"), [a.row.indicator.name for a in news.arrivals if a.revised]),
    ]
    if news.waiting:
        count = len(news.waiting)
        told = ngettext("{count} proposal waits for you (5)", "{count} proposals wait for you (5)", count)
        parts.append(told.format(count=count))
    if news.suspects:
        told = ngettext("{count} suspect figure", "{count} suspect figures", news.suspects)
        parts.append(told.format(count=news.suspects))
    parts.append(_counted(_("! frozen: {names}"), [row.indicator.name for row in news.frozen]))
    told = " · ".join(filter(None, parts))
    return words.plain(_("n News: {what}").format(what=told)) if told else ""


def _counted(form: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    more = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN])
    if more > 0:
        shown = _("{names} and {count} more").format(names=shown, count=more)
    return form.format(names=shown)


class NewsDialogue(Dialogue[tuple[str, str]]):
    """Answers what to go to: a series by its name, a proposal by its number, or what is held aside."""

    CSS_PATH: ClassVar[str | list[str | PurePath]] = ["dialogue.tcss", "help.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", N_("Go there"), id="news.go"),
    ]

    def __init__(self, news: News) -> None:
        super().__init__()
        self.news = news

    def heading(self) -> str:
        if self.news.since is None:
            return _("What is new")
        return _("New since {day}").format(day=words.day(self.news.since.astimezone().date()))

    def parts(self) -> Iterator[Widget]:
        """The list."""
        yield Grid(*_COLUMNS, id="news")

    def on_mount(self) -> None:
        grid = self.query_one(Grid)
        grid.note = _("nothing since you last looked")
        grid.show(list(self._rows()))
        grid.focus()

    def _rows(self) -> Iterator[Row]:
        came = [a for a in self.news.arrivals if a.new]
        yield from _titled(_("New figures"), [_arrival(a, a.new) for a in came])
        revised = [a for a in self.news.arrivals if a.revised]
        yield from _titled(_("Revised figures"), [_arrival(a, a.revised) for a in revised])
        waiting = [
            Row(
                f"{PROPOSAL} {p.id}",
                [_("{number}: {plan}, by {who}").format(number=p.id, plan=p.plan, who=p.proposed_by)],
            )
            for p in self.news.waiting
        ]
        yield from _titled(_("Proposals that wait for you"), waiting)
        frozen = [
            Row(f"{SERIES} {r.indicator.name}", [words.plain(r.indicator.name)]) for r in self.news.frozen
        ]
        yield from _titled(_("Frozen: their offices have had nothing new for long"), frozen)
        if self.news.suspects:
            count = self.news.suspects
            told = ngettext("{count} suspect figure", "{count} suspect figures", count).format(count=count)
            yield from _titled(_("Held aside, used by nothing"), [Row(f"{SUSPECTS} ", [told])])

    @on(Grid.Selected)
    def action_go(self) -> None:
        """Go to the highlighted thing."""
        kind, _space, name = self.query_one(Grid).key.partition(" ")
        if kind:
            self.dismiss((kind, name))


def _titled(title: str, rows: Sequence[Row]) -> Iterator[Row]:
    if rows:
        yield Row("", [title], heading=True)
        yield from rows


def _arrival(arrival: Arrival, count: int) -> Row:
    row = arrival.row
    change = row.numbers.percent_12m if row.numbers else None
    cells: list[Cell | str] = [Cell(words.plain(row.indicator.name), "strong")]
    if row.latest is not None:
        cells += [words.figure(row.latest.value), words.period(row.latest.period)]
        told = ngettext("{count} figure", "{count} figures", count).format(count=count)
        cells += [Cell(words.moved(change), words.tone(change)), Cell(told, "dim")]
    return Row(f"{SERIES} {row.indicator.name}", cells)
