"""Scenarios in columns: what each determines, every figure after it, what it keeps, costs and warns of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from tui import words
from tui.language import N_, _, told
from tui.widgets.effects import cents, compa
from tui.widgets.grid import Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.scenarios.compare import Outcome
    from plans.bands import BandChange
    from plans.people import Group

_NAME, _SHORT = 18, 10  # cells of a figure's name at most, from _WIDE cells on and below
_WIDE, _LEAST = 60, 8  # _LEAST: cells of a column
_SECTIONS = {
    "bands": N_("Midpoint after"),
    "measures": N_("Threshold after"),
    "components": N_("Other pay after"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A column: its key, its heading, what is said of it below, and its outcome (None: not there yet)."""

    key: str
    title: str
    says: str
    outcome: Outcome | None


class ColumnGrid(Grid):
    """A grid in which left and right choose a column."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "across(-1)", N_("Column to the left"), show=False, id="columns.left"),
        Binding("right", "across(1)", N_("Column to the right"), show=False, id="columns.right"),
    ]

    class Across(Message):
        """Another column is wanted, `by` to the right."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_across(self, by: int) -> None:
        """Choose the column beside."""
        self.post_message(self.Across(by))


class ScenariosPane(Vertical):
    """`show()` it columns; `chosen` is the key of the one that the cursor is in.

    `first_to_go` are the keys of those that give way first where it is narrow.
    """

    DEFAULT_CSS = """
    ScenariosPane ColumnGrid { height: 1fr; }
    ScenariosPane #of-chosen { height: auto; max-height: 30%; padding: 0 1; overflow-y: auto; }
    """

    def __init__(self, *, first_to_go: Sequence[str] = (), id: str | None = None) -> None:
        super().__init__(id=id)
        self.first_to_go = frozenset(first_to_go)
        self.columns: Sequence[Shown] = ()
        self.chosen = ""
        self._costs = ""

    def compose(self) -> ComposeResult:
        """The columns, and below them the words of the chosen one."""
        yield ColumnGrid(id="columns")
        yield Note(id="of-chosen")

    def show(self, columns: Sequence[Shown], costs: str = "") -> None:
        """Show these columns; `costs` says why there is no cost, where there is none."""
        self.columns, self._costs = columns, costs
        if self.chosen not in [c.key for c in columns]:
            self.chosen = columns[-1].key if columns else ""
        self._draw()

    def choose(self, key: str) -> None:
        """Put the cursor into a column."""
        self.chosen = key
        self._draw()

    def on_column_grid_across(self, event: ColumnGrid.Across) -> None:
        """Go to the column beside, as far as there is one."""
        keys = [c.key for c in self.columns]
        if keys:
            at = keys.index(self.chosen) + event.by
            self.choose(keys[max(0, min(at, len(keys) - 1))])

    def _draw(self) -> None:
        rows = list(_rows(self.columns))
        self.query_one(ColumnGrid).show(rows, columns=self._fitting(rows))
        chosen = next((c for c in self.columns if c.key == self.chosen), None)
        self.query_one("#of-chosen", Note).say("\n".join(_below(chosen, self._costs)))

    def on_resize(self) -> None:
        """Names are shorter where it is narrow."""
        if self.columns:
            self._draw()

    def _fitting(self, rows: Sequence[Row]) -> list[Column]:
        """As wide as the cells; plan and form give way first, then what is farthest from the chosen one."""
        shown = [[c if isinstance(c, str) else c.text for c in row.cells] for row in rows if not row.heading]
        widest = _NAME if self.size.width >= _WIDE else _SHORT
        made = [Column("", min(max([6, *(cell_len(cells[0]) for cells in shown)]), widest))]
        keys = [column.key for column in self.columns]
        for n, column in enumerate(self.columns):
            chosen = column.key == self.chosen
            title = f"{'▸' if chosen else ' '}{column.title}"
            width = max([_LEAST, cell_len(title), *(cell_len(cells[n + 1]) for cells in shown)])
            far = len(keys) * (column.key in self.first_to_go) + abs(n - keys.index(self.chosen))
            made.append(Column(title, width, "right", rank=0 if chosen else 1 + far))
        return made


def _below(chosen: Shown | None, costs: str) -> Iterator[str]:
    """What is said of the chosen column, and why there is no cost."""
    from tui import determination

    if chosen is not None:
        yield words.plain(chosen.says)
        outcome = chosen.outcome
        if outcome is not None and outcome.adjustment is None:
            yield words.plain("✗ " + told(outcome.refused))
        for name, percent in outcome.far.items() if outcome is not None else ():
            far = _(
                "! {clause}: {percent} % is a change over many years: has it the base of the plan's amounts?"
            )
            yield words.plain(far.format(clause=name, percent=words.percent(percent)))
        if outcome is not None and outcome.adjustment is not None:
            yield from (words.plain(f"! {text}") for text in determination.notices(outcome.adjustment))
    if costs:
        yield costs


def _rows(columns: Sequence[Shown]) -> Iterator[Row]:
    made = [c.outcome for c in columns if c.outcome is not None and c.outcome.adjustment is not None]
    if not made:
        return
    yield Row("", [_("Rate applied, %")], heading=True)
    clauses = dict.fromkeys(name for o in made for name in o.percents)
    for name in clauses:
        yield _row(f"rate/{name}", name, columns, partial(_rate, name))
    if any(o.people is not None for o in made):
        yield from _people(columns, made[0])
    yield from _figures(columns, made[0])
    yield Row("", [_("Kept")], heading=True)
    yield _row("kept/spread", _("range spread"), columns, lambda o: _kept([b.spread_kept for b in _bands(o)]))
    name = _("progression")
    yield _row("kept/progression", name, columns, lambda o: _kept([b.progression_kept for b in _bands(o)]))
    yield Row("", [_("To note")], heading=True)
    yield _row("notes", _("notes"), columns, lambda o: str(len(o.warnings)))


def _figures(columns: Sequence[Shown], first: Outcome) -> Iterator[Row]:
    """Midpoints of bands, every figure of measures, other pay."""
    lines = first.adjustment.lines if first.adjustment is not None else ()
    section = ""
    for line in lines:
        if line.section == "bands" and line.field != "midpoint":
            continue
        if line.section != section:
            section = line.section
            yield Row("", [_(_SECTIONS.get(section, section))], heading=True)
        name = line.item
        if section == "measures":
            name = f"{name} {words.figure_name(section, line.field)}"
        yield _row(line.path, name, columns, partial(_after, line.path))


def _people(columns: Sequence[Shown], first: Outcome) -> Iterator[Row]:
    currency = first.adjustment.plan.currency if first.adjustment is not None else ""
    cells: tuple[tuple[str, str, Callable[[Group], str]], ...] = (
        ("people", _("people"), lambda g: f"{g.people:,}"),
        ("cost", _("cost"), lambda g: cents(g.cost_minor, currency)),
        ("share", _("cost, %"), lambda g: words.percent(g.cost_percent, 2)),
        ("minimum", _("to minimum"), lambda g: cents(g.to_minimum_minor, currency)),
        ("green", _("green"), lambda g: f"{g.green_after:,}"),
        ("red", _("red"), lambda g: f"{g.red_after:,}"),
        ("compa", _("compa-ratio"), compa),
        ("falls", _("pay falls"), lambda g: f"{g.falls:,}"),
    )
    yield Row("", [_("People and cost, {currency}").format(currency=currency)], heading=True)
    for key, name, of in cells:
        yield _row(
            f"people/{key}",
            name,
            columns,
            partial(_of_all, of),
        )


def _row(key: str, name: str, columns: Sequence[Shown], of: Callable[[Outcome], str]) -> Row:
    return Row(key, [words.plain(name), *(_cell(c.outcome, of) for c in columns)])


def _cell(outcome: Outcome | None, of: Callable[[Outcome], str]) -> str:
    """Three dots while an outcome is awaited, a dash where there is none."""
    if outcome is None:
        return "…"
    return words.NONE if outcome.adjustment is None else of(outcome)


def _after(path: str, outcome: Outcome) -> str:
    lines = outcome.adjustment.lines if outcome.adjustment is not None else ()
    return next((words.money(line.after) for line in lines if line.path == path), words.NONE)


def _rate(clause: str, outcome: Outcome) -> str:
    return words.percent(outcome.percents.get(clause), 2)


def _of_all(of: Callable[[Group], str], outcome: Outcome) -> str:
    return words.NONE if outcome.people is None else of(outcome.people.total)


def _bands(outcome: Outcome) -> tuple[BandChange, ...]:
    return outcome.adjustment.band_changes if outcome.adjustment is not None else ()


def _kept(found: Sequence[bool]) -> str:
    """`✓` where all of them are kept, else how many are."""
    return "✓" if all(found) else _("{kept} of {count}").format(kept=sum(found), count=len(found))
