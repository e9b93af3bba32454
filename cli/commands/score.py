"""`score`: results of people turned into payouts, nominal and real, with the arithmetic."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.call import Call, Verb, pass_call
from cli.render import cut, figure, heads, right, table
from cli.types import DAY
from indicators.arithmetic import round_digits

if TYPE_CHECKING:
    from jobs.score import PersonScore, ScoreReport
    from plans.scoring.payout import MeasurePayout
    from plans.scoring.sheet_score import ItemScore, SheetScore


@click.command(
    cls=Verb,
    example="""
        realterms score sales-manager results.toml
        realterms score sales-manager results.csv --on 2026-10-01 --no-steps""",
)
@click.argument("plan")
@click.argument("results", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--on", type=DAY, help="Up to which day prices count (default: what RESULTS says, or the plan's end)."
)
@click.option("--as-of", type=DAY, help="Use what had been published by this day (default: today).")
@click.option("--steps/--no-steps", default=None, help="Show the arithmetic (default: for one person).")
@pass_call
def score(
    call: Call, plan: str, results: Path, on: date | None, as_of: date | None, steps: bool | None
) -> None:
    """Score RESULTS (TOML or CSV) on PLAN: attainment and payout, nominal and in real terms.

    PLAN is a saved plan or a .toml file. Real attainment compares a result in money with a target moved by
    the measure's clause, and with one moved by the whole change of prices.
    """
    from jobs import score as scoring
    from jobs.scored import document

    with call.workspace() as workspace:
        report = scoring.score(
            workspace, plan, results, on=on, as_of=as_of, on_progress=call.narrator.progress
        )
    if call.as_json:
        call.json(document(report))
    else:
        shown = len(report.people) == 1 if steps is None else steps
        call.data(_text(report, steps=shown))
    for note in report.notes:
        call.say(f"note: {note}")


def _text(report: "ScoreReport", *, steps: bool) -> str:
    from jobs import scored

    parts = []
    for person in report.people:
        parts.append(f"{person.person}\n{_measures(person)}")
        if person.sheet is not None:
            parts.append(_sheet(person.sheet))
        if steps:
            parts.append("\n".join(scored.steps(person)))
    parts.append(_totals(report))
    prices = [f"prices by {name}, {report.on}: {_two(u.percent)} %" for name, u in report.upratings.items()]
    return "\n\n".join([*parts, *prices])


def _measures(person: "PersonScore") -> str:
    numbers = ("weight %", "result", "target", "attained %", "real %", "in full %", "pays %", "adds %")
    columns = heads("measure", *map(right, numbers), cut("title"))
    return table(columns, [_measure_row(m) for m in person.payout.measures])


def _measure_row(m: "MeasurePayout") -> list[str]:
    moved = m.real is not m.nominal
    shown = (_two(m.real.attainment), _two(m.in_full.attainment)) if moved else ("–", "–")
    return [
        m.measure.name,
        figure(m.measure.weight),
        figure(m.result),
        figure(m.measure.target),
        _two(m.nominal.attainment),
        *shown,
        _two(m.nominal.payout),
        _two(m.weighted),
        m.measure.title,
    ]


def _sheet(sheet: "SheetScore") -> str:
    columns = heads("item", *map(right, ("first", "review", "counts", "of")), cut("title"))
    rows = [_item_row(i) for i in sheet.items]
    weak = ", ".join(str(i.item.title) for i in sheet.weakest)
    lines = [f"{sheet.card.title}", table(columns, rows)]
    return "\n".join([*lines, f"weakest: {weak}"] if weak else lines)


def _item_row(i: "ItemScore") -> list[str]:
    review = "–" if i.review is None else _two(i.review)
    return [i.item.name, _two(i.first), review, _two(i.final), figure(i.item.maximum), str(i.item.title)]


def _totals(report: "ScoreReport") -> str:
    currency = report.plan.currency
    numbers = (
        "pays %",
        "real %",
        f"at target, {currency}",
        "pays",
        "real",
        "score",
        "coefficient",
        "by score",
    )
    rows = []
    for p in report.people:
        sheet = p.sheet
        rows.append(
            [
                p.person,
                _two(p.payout.nominal.value),
                _two(p.payout.real.value),
                figure(p.payout.bonus),
                figure(p.payout.paid),
                figure(p.payout.paid_real),
                _two(sheet.final) if sheet else "–",
                _two(sheet.coefficient) if sheet and sheet.coefficient is not None else "–",
                figure(sheet.paid if sheet else None),
            ]
        )
    return table(heads("person", *map(right, numbers)), rows)


def _two(value: Decimal) -> str:
    return f"{round_digits(value, 2):,f}"
