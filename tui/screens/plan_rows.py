"""A plan's parts as rows of the plans screen, and as cells that can be edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from plans.money import Money
from plans.plan import figure_clauses
from tui import words
from tui.clause_words import sentences
from tui.language import N_, NP_, _
from tui.widgets.grid import Cell, Column, Row

if TYPE_CHECKING:
    from jobs.planning import PlanRow
    from plans.plan import IncentivePlan, Owner

LIST = (Column(N_("Plan"), 18, stretch=True),)
BANDS = (
    Column(N_("Grade"), 8),
    Column(N_("Title"), 16, rank=2, stretch=True),
    Column(N_("Minimum"), 11, "right"),
    Column(N_("Midpoint"), 11, "right"),
    Column(N_("Maximum"), 11, "right"),
    Column(N_("Moved by"), 18, rank=1, stretch=True),
)
BAND_FIELDS = ("", "title", "minimum", "midpoint", "maximum", "")
MEASURES = (
    Column(N_("Measure"), 20, stretch=True),
    Column(N_("Kind"), 4, rank=3),
    Column(N_("Weight"), 7, "right"),
    Column(N_("Threshold"), 10, "right"),
    Column(N_("Target"), 10, "right"),
    Column(NP_("measure", "Maximum"), 10, "right"),
    Column(N_("Unit"), 7, rank=2),
    Column(N_("Moved by"), 14, rank=4, stretch=True),
)
MEASURE_FIELDS = ("title", "", "weight", "threshold", "target", "maximum", "", "")
PARTS = (
    Column(N_("Part of pay"), 26, stretch=True),
    Column(N_("Amount"), 12, "right"),
    Column(N_("Share"), 7, "right", rank=2),
    Column(N_("Moved by"), 18, rank=1, stretch=True),
)
PART_FIELDS = ("title", "amount", "share", "")
Marks = Mapping[str, Cell]


def tree(rows: tuple[PlanRow, ...]) -> Iterator[Row]:
    """Each plan, and below it its versions where there are several, the newest first."""
    for name, group in groupby(rows, key=lambda r: r.name):
        kept = list(group)
        title = kept[0].title + (" " + _("(sample)") if kept[0].sample else "")
        yield Row(name, [Cell(words.plain(title), "strong")])
        if len(kept) > 1:
            for row in kept:
                day = words.day(date.fromisoformat(row.saved_at[:10]))
                branch = "└" if row is kept[-1] else "├"
                told = f"{branch} {row.version} · {day} · {row.saved_by}"
                yield Row(f"{name}@{row.version}", [Cell(words.plain(told), "dim")])


def cells(plan: IncentivePlan) -> dict[str, str]:
    """Every cell that can be edited, by its path, as it would be typed."""
    found: dict[str, str] = {}
    for band in plan.bands:
        found[f"bands.{band.grade}.title"] = band.title
        found |= {f"bands.{band.grade}.{name}": _typed(money) for name, money in band.amounts()}
    for m in plan.measures:
        found[f"measures.{m.name}.title"] = m.title
        values = {"weight": m.weight, "threshold": m.threshold, "target": m.target, "maximum": m.maximum}
        found |= {f"measures.{m.name}.{name}": _typed(value) for name, value in values.items()}
    for part in plan.components:
        found[f"components.{part.name}.title"] = part.title
        if part.amount is not None:
            found[f"components.{part.name}.amount"] = _typed(part.amount)
        if part.share is not None:
            found[f"components.{part.name}.share"] = _typed(part.share)
    return found


def _typed(value: Money | Decimal) -> str:
    amount = value.amount if isinstance(value, Money) else value
    whole = amount == amount.to_integral_value()
    return f"{int(amount)}" if whole else f"{amount.normalize():f}"


def band_rows(plan: IncentivePlan, marks: Marks) -> Iterator[Row]:
    """The pay bands."""
    for band in plan.bands:
        path = f"bands.{band.grade}"
        yield Row(
            band.grade,
            [
                Cell(words.plain(band.grade), "strong"),
                marks.get(f"{path}.title", Cell(words.plain(band.title), "dim")),
                *(marks.get(f"{path}.{name}", words.money(money)) for name, money in band.amounts()),
                _moved_by(plan, band),
            ],
        )


def measure_rows(plan: IncentivePlan, marks: Marks) -> Iterator[Row]:
    """The measures with what has to be reached."""
    for m in plan.measures:
        path = f"measures.{m.name}"
        goals = {"threshold": m.threshold, "target": m.target, "maximum": m.maximum}
        yield Row(
            m.name,
            [
                marks.get(f"{path}.title", Cell(words.plain(m.title), "strong")),
                Cell(m.indicator_type.value, "dim"),
                marks.get(f"{path}.weight", f"{m.weight:f} %"),
                *(marks.get(f"{path}.{name}", _goal(value)) for name, value in goals.items()),
                Cell(plan.currency if m.unit.value == "money" else _(m.unit.value), "dim"),
                _moved_by(plan, m),
            ],
        )


def _goal(value: Money | Decimal) -> str:
    return words.money(value) if isinstance(value, Money) else words.figure(value)


def part_rows(plan: IncentivePlan, marks: Marks) -> Iterator[Row]:
    """The other parts of pay."""
    for part in plan.components:
        path = f"components.{part.name}"
        amount = words.money(part.amount) if part.amount else words.NONE
        share = f"{part.share:f} %" if part.share is not None else words.NONE
        yield Row(
            part.name,
            [
                marks.get(f"{path}.title", Cell(words.plain(part.title), "strong")),
                marks.get(f"{path}.amount", amount),
                marks.get(f"{path}.share", share),
                _moved_by(plan, part),
            ],
        )


def _moved_by(plan: IncentivePlan, owner: Owner) -> Cell:
    """What moves the figures: in a word where that is one clause, else figure by figure."""
    each = figure_clauses(owner) or {"": None}
    if not any(each.values()):
        return Cell(_("not indexed"), "dim")
    if len(set(each.values())) == 1:
        return Cell(words.plain(_rule(plan, next(iter(each.values())))))
    told = (f"{_(field)} {_rule(plan, clause)}" for field, clause in each.items())
    return Cell(words.plain(" · ".join(told)))


def _rule(plan: IncentivePlan, clause: str | None) -> str:
    if clause is None:
        return words.NONE
    rule = plan.clauses[clause]
    share = f" {rule.pass_through * 100:.0f} %" if rule.pass_through != 1 else ""
    return f"{', '.join(rule.indicators)}{share}"


def _moved(plan: IncentivePlan, clause: str) -> Iterator[str]:
    """What a clause moves: grades, measures, parts of pay; with the figures where it moves some of them."""
    owners: list[tuple[str, Owner]] = [(band.grade, band) for band in plan.bands]
    owners += [(m.title, m) for m in plan.measures]
    owners += [(part.title, part) for part in plan.components]
    for name, owner in owners:
        each = figure_clauses(owner)
        mine = [_(field) for field, by in each.items() if by == clause]
        if mine:
            yield name if len(mine) == len(each) else f"{name} ({', '.join(mine)})"


def clause_text(plan: IncentivePlan) -> Iterator[str]:
    """The clauses in words, line by line."""
    for name, clause in plan.clauses.items():
        yield words.plain(f"■ {clause.title or name}")
        if moved := ", ".join(_moved(plan, name)):
            yield "  " + words.plain(_("In this plan it moves {what}").format(what=moved))
        if clause.text:
            yield f"  {words.plain(clause.text)}"
        yield from (f"  · {sentence}" for sentence in sentences(clause))
        if clause.law:
            yield "  " + _("Source: {law}").format(law=words.plain(clause.law))
        yield ""
