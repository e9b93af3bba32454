"""What an adjustment does to people: what holds of all of them, and a row a grade and a department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical

from tui import words
from tui.language import N_, _, ngettext
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.scenarios.people import Effects
    from plans.people import Group

# What is said of everybody above gives way first; each column is as wide as its cells (`_fitting`).
_COLUMNS = (
    Column("", 7, stretch=True),
    Column(N_("People"), 6, "right"),
    Column(N_("Pay before"), 10, "right", rank=6),
    Column(N_("Pay after"), 10, "right", rank=5),
    Column(N_("Cost"), 7, "right"),
    Column("%", 6, "right"),
    Column(N_("Compa-ratio"), 11, "right", rank=3),
    Column(N_("Green"), 5, "right", rank=1),
    Column(N_("Red"), 4, "right", rank=1),
    Column(N_("To minimum"), 10, "right", rank=4),
)


_NAME = 14  # cells of a group's name, where there is no more room


class EffectsPane(Vertical):
    """`show()` it effects, or `say()` why there are none; `stale` dims what belongs to other figures."""

    DEFAULT_CSS = """
    EffectsPane #of-all { height: auto; max-height: 60%; padding: 0 1; overflow-y: auto; }
    EffectsPane Grid { height: 1fr; }
    EffectsPane.-stale { opacity: 45%; }
    """

    def compose(self) -> ComposeResult:
        """The line above the table."""
        yield Note(id="of-all")
        yield Grid(*_COLUMNS, id="groups")

    def say(self, text: str) -> None:
        """Show this instead of figures."""
        self.stale(False)
        self.query_one("#of-all", Note).say(text)
        self.query_one(Grid).show(())

    def stale(self, yes: bool) -> None:
        """Whether what is shown belongs to figures that have changed since."""
        self.set_class(yes, "-stale")

    def show(self, found: Effects, file: str, currency: str) -> None:
        """Show these effects on the people of a file."""
        self.stale(False)
        self.query_one("#of-all", Note).say("\n".join(_of_all(found, file, currency)))
        rows = list(_rows(found, currency))
        self.query_one(Grid).show(rows, columns=_fitting(rows))


def _fitting(rows: Sequence[Row]) -> list[Column]:
    """The columns, each as wide as its widest cell; names only up to _NAME."""
    shown = [[c if isinstance(c, str) else c.text for c in row.cells] for row in rows if not row.heading]
    fitting = []
    for i, column in enumerate(_COLUMNS):
        widest = max(cell_len(_(column.title)), column.width, *(cell_len(row[i]) for row in shown))
        fitting.append(replace(column, width=widest if i else min(widest, _NAME)))
    return fitting


def _of_all(found: Effects, file: str, currency: str) -> Iterator[str]:
    total = found.total
    count = ngettext("{count} person", "{count} people", total.people).format(count=f"{total.people:,}")
    yield words.plain(f"{file} · {count}")
    pay = _("pay {before} → {after} {currency} a year").format(
        before=cents(total.pay_minor, currency),
        after=cents(total.adjusted_minor, currency),
        currency=currency,
    )
    yield f"{pay} · {cost(total, currency)}"
    green = _("below the minimum (green) {change}, {missing} missing to it").format(
        change=_change(total.green_before, total.green_after),
        missing=cents(total.to_minimum_minor, currency),
    )
    red = _("above the maximum (red) {change}").format(change=_change(total.red_before, total.red_after))
    yield f"{green} · {red}"
    yield _("mean compa-ratio {change}").format(change=compa(total))
    if total.falls:
        told = ngettext("! pay of {count} person falls", "! pay of {count} people falls", total.falls)
        yield told.format(count=f"{total.falls:,}")
    if total.held or total.prorated:
        told = _("! by the plan's rules the pay of {held} stays as it is, and that of {part} moves in part")
        yield told.format(held=f"{total.held:,}", part=f"{total.prorated:,}")
    if found.mark:
        yield words.plain(_("! the file says of itself: {mark}").format(mark=found.mark))


def cost(group: Group, currency: str) -> str:
    """`cost 12,300 (▲ +3.37 %)`."""
    return _("cost {cost} ({share} %)").format(
        cost=cents(group.cost_minor, currency), share=words.moved(group.cost_percent, 2)
    )


def compa(group: Group) -> str:
    """`0.951→0.982`: the mean compa-ratio before and after; one figure where both are the same."""
    before, after = _ratio(group.compa_before), _ratio(group.compa_after)
    return f"{before}→{after}" if before != after else after


def _rows(found: Effects, currency: str) -> Iterator[Row]:
    sections = (
        ("grade", _("By grade"), found.by_grade),
        ("department", _("By department"), found.by_department),
    )
    for section, title, groups in sections:
        if groups:
            yield Row("", [title], heading=True)
            yield from _section(section, groups, currency)


def _section(section: str, groups: Sequence[Group], currency: str) -> Iterator[Row]:
    for g in groups:
        cells: list[Cell | str] = [
            words.plain(g.key[0]) or words.NONE,
            f"{g.people:,}",
            Cell(cents(g.pay_minor, currency), "dim"),
            Cell(cents(g.adjusted_minor, currency), "dim"),
            Cell(cents(g.cost_minor, currency), words.tone(g.cost_minor)),
            words.percent(g.cost_percent, 2),
            compa(g),
            _change(g.green_before, g.green_after),
            _change(g.red_before, g.red_after),
            cents(g.to_minimum_minor, currency),
        ]
        yield Row(f"{section}/{g.key[0]}", cells)


def _change(before: int, after: int) -> str:
    """`12→3`; `12` where nothing changed."""
    return f"{before:,}→{after:,}" if before != after else f"{after:,}"


def _ratio(value: Decimal | None) -> str:
    from indicators.arithmetic import round_digits

    return words.NONE if value is None else words.figure(round_digits(value, 3))


def cents(minor: int, currency: str) -> str:
    """Minor units as money on screen."""
    from plans.money import Money

    return words.money(Money(minor, currency))
