"""The rows of the first screen: what is pinned, then country by country and kind by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from tui import words
from tui.language import N_, _
from tui.state import TAGS
from tui.widgets.grid import Cell, Column, Grid, Row, text_of

if TYPE_CHECKING:
    from indicators.releases import Outlook, State
    from jobs.news import Prices
    from jobs.trends import OverviewRow

TITLED = 118  # cells from which there is room for titles
MEASURES = 2  # the column that says what a series measures
ROOMY = 160  # cells from which the bars show two years
_ORDER = {"US": 0, "GB": 1, "EA": 2, "CN": 3}
_STANDING = {
    "late": N_("! late"),
    "delayed": N_("! delay"),
    "frozen": N_("! frozen"),
    "succeeded": N_("! moved"),
    "dormant": N_("ended"),
    "expected": N_("any day"),
}


def columns(width: int) -> tuple[Column, ...]:
    """Names give way to titles, and a year of bars to two, as there is room."""
    titled = width >= TITLED
    return (
        Column("", 1),
        Column(N_("Indicator"), 23) if titled else Column(N_("Indicator"), 20, stretch=True),
        Column(N_("What it measures"), 22, rank=5, stretch=True),
        Column(N_("Latest"), 9, "right"),
        Column(N_("Period"), words.month_width()),
        Column(N_("12-month"), 8, "right"),
        Column(N_("1-month"), 7, "right"),
        Column(N_("3-m annual"), 10, "right", rank=4),
        _course(width),
        Column(N_("Next due"), 8, "right", rank=1),
        Column(N_("Age"), 7, "right", rank=6),
        Column(N_("From"), 8, rank=7),
    )


def _course(width: int) -> Column:
    """The bars: two years, one, or as many months as there is room for."""
    if width >= ROOMY:
        return Column(N_("Last two years"), 24, rank=2)
    return Column(N_("Last year"), 12, rank=2) if width >= TITLED else Column(N_("8 months"), 8, rank=2)


def bar_count(width: int) -> int:
    """How many months the bars show."""
    return _course(width).width


def rows(
    prices: Prices, sought: Sequence[str], marked: Sequence[str], pins: Sequence[str], bars: int
) -> list[Row]:
    """Headings and rows; what has no figures is listed only where it is sought."""
    found = [row for row in prices.overview.rows if words.found_by(row.indicator, sought)]
    return list(_rows(prices, found, _Marks(marked, pins, bars), by_name=bool(sought)))


def gave_way(grid: Grid) -> str:
    """The cells of the highlighted row that find no room beside the others, each after its heading.

    What the series measures is said in full below, so it is not said here.
    """
    if not grid.key:
        return ""
    cells = grid.rows[grid.cursor].cells
    shown = [(i, text_of(cells[i])) for i in grid.gave_way if i != MEASURES and i < len(cells)]
    return " · ".join(f"{_(grid.columns[i].title)} {text}" for i, text in shown if text)


class _Marks:
    """What the reader has marked for the chart and pinned, and how many bars a row shows."""

    def __init__(self, marked: Sequence[str], pins: Sequence[str], bars: int) -> None:
        self.marked = marked
        self.pins = pins
        self.bars = bars

    def tag(self, name: str) -> Cell | str:
        if name in self.marked:
            at = self.marked.index(name)
            return Cell(TAGS[at], f"line-{at + 1}")
        return Cell("•", "dim") if name in self.pins else ""


def _rows(prices: Prices, found: list[OverviewRow], marks: _Marks, *, by_name: bool) -> Iterator[Row]:
    filled = [row for row in found if row.latest is not None]
    pinned = [row for name in marks.pins for row in filled if row.indicator.name == name]
    if pinned:
        yield Row("", [_("Pinned")], heading=True)
        yield from (_row(prices, row, marks) for row in pinned)
    rest = [row for row in filled if row.indicator.name not in marks.pins]
    rest.sort(key=lambda r: (_ORDER.get(r.indicator.country, 9), r.indicator.country, r.indicator.kind))
    for place, group in groupby(rest, key=lambda r: (r.indicator.country, r.indicator.kind)):
        yield Row("", [words.group(*place)], heading=True)
        yield from (_row(prices, row, marks) for row in group)
    empty = [row for row in found if row.latest is None]
    if empty and not by_name:
        told = _("More indicators have no figures yet: / finds them by name, f fetches")
        yield Row("", [told], heading=True)
    elif empty:
        yield Row("", [_("No figures yet: f fetches")], heading=True)
        yield from (_row(prices, row, marks) for row in empty)


def _row(prices: Prices, row: OverviewRow, marks: _Marks) -> Row:
    from indicators.changes import bars

    i, numbers = row.indicator, row.numbers
    title = Cell(words.plain(words.described(i).title), "dim")
    if row.latest is None or numbers is None:
        return Row(i.name, [marks.tag(i.name), Cell(words.plain(i.name), "dim"), title])
    cells = [
        marks.tag(i.name),
        Cell(words.plain(i.name), "strong"),
        title,
        words.figure(row.latest.value),
        words.period(row.latest.period),
        *(
            Cell(words.moved(change), words.tone(change))
            for change in (numbers.percent_12m, numbers.percent_1m, numbers.percent_3m_annualised)
        ),
        Cell(bars(row.spark[-marks.bars :]), "dim"),
        coming(prices.outlooks.get(i.key), prices.now),
        Cell(words.short_age(numbers.age_days), "warn" if numbers.overdue else "dim"),
        Cell(_("bundled") if row.is_snapshot else row.latest.origin, "dim"),
    ]
    return Row(i.name, cells)


def coming(outlook: Outlook | None, now: datetime) -> Cell:
    """When the next figure is due: `in 9 d`, `any day`, or how the series stands where it is late."""
    from indicators.releases import State

    if outlook is None:
        return Cell("")
    if outlook.state.is_stale:
        return Cell(_standing(outlook.state), "warn")
    if outlook.window is None or outlook.state in (State.DORMANT, State.SUCCEEDED):
        return Cell(_standing(outlook.state), "dim")
    if outlook.window.opens <= now:
        return Cell(_standing(State.EXPECTED), "good")
    days = (outlook.window.opens.astimezone(now.tzinfo).date() - now.date()).days
    return Cell(_("in {age}").format(age=words.short_age(days)) if days else _("today"), "dim")


def _standing(state: State) -> str:
    """A state in a word; empty for those of which nothing is to be said."""
    word = _STANDING.get(state, "")
    return _(word)
