"""`clause`: indexation clauses by themselves, and the published rules that ship as presets."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from cli.render import cut, figure, heads, number, problem_json, right, table
from cli.types import AMOUNT, DAY, DAYS
from indicators.errors import InvalidFile
from jobs.format import money, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobs.clauses import ClauseRun
    from plans.history import Comparison, Determination
    from plans.steps import Step
    from plans.variants import Effect


_LANGUAGE = click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="The language of steps and sentences.",
)


@click.group(cls=VerbGroup)
def clause() -> None:
    """Indexation clauses: what moves an amount, when, by how much."""


@clause.command(cls=Verb, example="realterms clause check my-clause.toml")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_call
def check(call: Call, file: Path) -> None:
    """Check FILE. Each problem is named with its key, what was expected, what stands there; exit code 2."""
    from jobs import clauses

    with call.workspace() as workspace:
        found, problems = clauses.check(workspace, file)
    if call.as_json:
        call.json({"file": file, "ok": found is not None, "problems": [problem_json(p) for p in problems]})
    if found is None:
        raise InvalidFile(problems)
    call.say(f"{file}: no problems; {found.name} reads {', '.join(found.indicators) or 'no index'}")


@clause.command("list", cls=Verb, example="realterms clause list")
@pass_call
def list_presets(call: Call) -> None:
    """List the published rules. They ship as presets, each with its law."""
    from jobs import clauses

    found = clauses.all_presets()
    if call.as_json:
        call.json(
            {
                "presets": [
                    {
                        "preset": c.name,
                        "title": c.title,
                        "law": c.law,
                        "indicators": c.indicators,
                        "proof": clauses.proof(c.name),
                    }
                    for c in found
                ]
            }
        )
    else:
        rows = [[c.name, c.title, ", ".join(c.indicators), clauses.proof(c.name), c.law] for c in found]
        call.data(table(heads("preset", "title", "index", "proved by", cut("law")), rows))


@clause.command(cls=Verb, table=False, example="realterms clause show uk-benefits")
@click.argument("preset")
@pass_call
def show(call: Call, preset: str) -> None:
    """Print a preset's file. To read, or to start a clause of your own from."""
    from plans import presets

    call.data(presets.text(preset))


@clause.command(cls=Verb, table=False, example="realterms clause schema > clause.schema.json")
@click.option("--plan", is_flag=True, help="The schema of plan files instead of clause files.")
@pass_call
def schema(call: Call, plan: bool) -> None:
    """Print the JSON Schema of clause files. Editors check and complete with it."""
    from plans import schema as schemas

    call.json(schemas.plan_schema() if plan else schemas.clause_schema())


@clause.command(
    cls=Verb,
    example="""
        realterms clause run uk-benefits --on 2016-04-01
        realterms clause run uk-benefits --on 2016-04-01 --amount 73.10 --currency GBP
        realterms clause run uk-benefits --on 2016-04-01 --explain --language zh""",
)
@click.argument("source", metavar="FILE|PRESET")
@click.option("--on", type=DAY, required=True, help="The day the amount takes effect.")
@click.option("--amount", type=AMOUNT, help="An amount to move.")
@click.option("--currency", metavar="CODE", help="The amount's currency, as in GBP.")
@click.option("--as-of", type=DAY, help="Use what had been published by this day (default: today).")
@click.option("--part", type=DAYS, help="The amount for these days only; needs --of.")
@click.option("--of", "whole", type=DAYS, help="The whole period that --part is a part of.")
@click.option("--explain", is_flag=True, help="Tell it in sentences instead of a table.")
@_LANGUAGE
@pass_call
def run(
    call: Call,
    source: str,
    on: date,
    amount: Decimal | None,
    currency: str | None,
    as_of: date | None,
    part: tuple[date, date] | None,
    whole: tuple[date, date] | None,
    explain: bool,
    language: str,
) -> None:
    """Determine a clause once. Shows every step and keeps nothing."""
    from jobs import clauses
    from plans.explain import Language, say, sentences, step_rows

    if (part is None) != (whole is None) or (part is not None and amount is None):
        raise click.UsageError("--part, --of and --amount belong together")
    given = None if amount is None else clauses.money(f"{amount:f}", currency)
    share = None if part is None or whole is None else clauses.part_of(part, whole)
    with call.workspace() as workspace:
        report = clauses.run(workspace, source, on=on, as_of=as_of, amount=given, part=share)
    if call.as_json:
        call.json(_json(report))
        return
    told = Language(language)
    if explain:
        call.data("\n".join(sentences(report.uprating, report.amount, told)))
        return
    steps = [*report.uprating.steps, *(report.amount.steps if report.amount else ())]
    columns = heads(right("step"), "operation", right("result"), cut("how"))
    rows = [
        [str(n), s.name, f"{s.result} {s.unit}" if s.result else "", s.text]
        for n, s in enumerate(step_rows(steps, told), 1)
    ]
    call.data(table(columns, rows))
    call.data(f"\n{percent(report.uprating.percent, 3)} %, ratio {round(report.uprating.ratio, 6)}")
    if report.amount is not None:
        call.data(f"{money(report.amount.before)} becomes {money(report.amount.after)}")
    for notice in report.uprating.notices:
        call.say(f"note: {say(notice.form, notice.facts, told)}")


@clause.command(
    cls=Verb,
    example="realterms clause sensitivity uk-benefits --on 2016-04-01 --against uk-rpi-rate",
)
@click.argument("source", metavar="FILE|PRESET")
@click.option("--on", type=DAY, required=True, help="The day the amount takes effect.")
@click.option(
    "--against", "others", multiple=True, metavar="INDICATOR", help="Another index to try; repeat it."
)
@click.option("--as-of", type=DAY, help="Use what had been published by this day (default: today).")
@_LANGUAGE
@pass_call
def sensitivity(
    call: Call, source: str, on: date, others: tuple[str, ...], as_of: date | None, language: str
) -> None:
    """What else it could have been. One index point, a month, another vintage or index, each by itself."""
    from jobs import clauses
    from plans.explain import Language, say

    with call.workspace() as workspace:
        found = clauses.sensitivity(workspace, source, on=on, as_of=as_of, others=others)
    told = [say(e.form, e.facts, Language(language)) for e in found]
    if call.as_json:
        call.json(
            {
                "effects": [
                    {
                        "what": text,
                        "percent": e.percent,
                        "difference": e.difference,
                        "increment": e.increment,
                        "increment_difference": e.increment_difference,
                        "refused": e.refused,
                    }
                    for text, e in zip(told, found, strict=True)
                ]
            }
        )
        return
    added = any(e.increment for e in found)
    unit = "increase" if added else "%"
    columns = heads("with", right(unit), right("difference"), cut("instead"))
    rows = [[text, *(_effect_cells(e, added)), e.refused] for text, e in zip(told, found, strict=True)]
    call.data(table(columns, rows))


def _effect_cells(effect: "Effect", added: bool) -> list[str]:
    """What it would have been and by how much more, as an increase (index points) or as a rate."""
    if added:
        return ["" if n is None else number(n) for n in (effect.increment, effect.increment_difference)]
    return [percent(effect.percent, 3), percent(effect.difference, 3)]


@clause.command(
    cls=Verb,
    example="""
        realterms clause history uk-benefits --from 2013-01-01 --to 2025-12-31 --amount 71.70
        realterms clause history my-clause.toml --from 2020-04-01 --to 2025-04-01 --every 12 --amount 100""",
)
@click.argument("source", metavar="FILE|PRESET")
@click.option("--from", "first", type=DAY, required=True, help="The first day to look at.")
@click.option("--to", "last", type=DAY, required=True, help="The last day to look at.")
@click.option("--amount", type=AMOUNT, required=True, help="The amount before the first determination.")
@click.option(
    "--every", type=click.IntRange(1, 1200), metavar="MONTHS", help="Instead of the clause's own calendar."
)
@click.option("--as-of", type=DAY, help="Use what had been published by this day (default: today).")
@click.option("--both-bases", is_flag=True, help="From one fixed base and by a chain, side by side.")
@pass_call
def history(
    call: Call,
    source: str,
    first: date,
    last: date,
    amount: Decimal,
    every: int | None,
    as_of: date | None,
    both_bases: bool,
) -> None:
    """Determine a clause over a span of time. Each determination starts from what the one before left."""
    from jobs import clauses

    if first > last:
        raise click.UsageError(f"--from {first} is after --to {last}")
    if both_bases:
        with call.workspace() as workspace:
            pairs = clauses.both_bases(
                workspace, source, first=first, last=last, amount=amount, every=every, as_of=as_of
            )
        _tell_both_bases(call, pairs)
        return
    with call.workspace() as workspace:
        found = clauses.history(
            workspace, source, first=first, last=last, amount=amount, every=every, as_of=as_of
        )
    if call.as_json:
        call.json({"determinations": [_determination_json(d) for d in found]})
        return
    columns = heads(
        "in effect", right("before"), right("%"), right("unrounded"), right("after"), cut("figures")
    )
    rows = [
        [
            d.effective_on.isoformat(),
            figure(d.before),
            percent(d.uprating.percent, 3),
            number(round(d.unrounded, 6)),
            figure(d.after),
            ", ".join(f"{i.indicator} {i.period} {i.value}" for i in d.uprating.inputs),
        ]
        for d in found
    ]
    call.data(table(columns, rows))
    for warning in dict.fromkeys(w for d in found for w in d.uprating.warnings):
        call.say(f"note: {warning}")


def _tell_both_bases(call: Call, pairs: "Sequence[Comparison]") -> None:
    if call.as_json:
        names = ("effective_on", "anchored", "chained")
        call.json({"comparisons": [{n: getattr(p, n) for n in names} for p in pairs]})
        return
    columns = heads("in effect", right("from one base"), right("by a chain"), right("difference"))
    rows = [
        [
            p.effective_on.isoformat(),
            *(figure(round(n, 6)) for n in (p.anchored, p.chained, p.chained - p.anchored)),
        ]
        for p in pairs
    ]
    call.data(table(columns, rows))


def _determination_json(found: "Determination") -> dict[str, Any]:
    return {
        "effective_on": found.effective_on,
        "before": found.before,
        "percent": found.uprating.percent,
        "ratio": found.uprating.ratio,
        "unrounded": found.unrounded,
        "after": found.after,
        "provisional": found.uprating.provisional,
        "warnings": found.uprating.warnings,
        "steps": [_step_json(s) for s in (*found.uprating.steps, *found.steps)],
    }


def _json(report: "ClauseRun") -> dict[str, Any]:
    uprating, amount = report.uprating, report.amount
    return {
        "clause": uprating.clause.name,
        "effective_on": uprating.effective_on,
        "as_of": uprating.as_of,
        "percent": uprating.percent,
        "ratio": uprating.ratio,
        "provisional": uprating.provisional,
        "warnings": uprating.warnings,
        "steps": [_step_json(s) for s in (*uprating.steps, *(amount.steps if amount else ()))],
        "evidence": [
            {
                "indicator": i.indicator,
                "key": i.key,
                "period": i.period,
                "value": number(i.value),
                "published_on": i.published_on,
                "origin": i.origin,
                "url": i.url,
            }
            for i in uprating.inputs
        ],
        "amount": {"before": amount.before, "unrounded": amount.unrounded, "after": amount.after}
        if amount
        else None,
    }


def _step_json(step: "Step") -> dict[str, Any]:
    return {
        "operation": step.number,
        "name": step.name,
        "text": step.text,
        "value": step.value,
        "unit": step.unit,
    }
