"""`plan import-bands` and `plan make-bands`: pay bands from spreadsheets, or from a few figures."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.changes import changes_json, changes_table

if TYPE_CHECKING:
    from jobs.bands.importing import BandsReport

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(
    "import-bands",
    cls=Verb,
    example="""
        realterms plan import-bands sales-manager my-bands.csv
        realterms plan import-bands sales-manager my-bands.csv --column grade="Pay grade\"""",
)
@click.argument("name", metavar="PLAN")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--sheet", help="The workbook's sheet; else every sheet with the headings.")
@click.option(
    "--column",
    "columns",
    metavar="NAME=HEADING",
    multiple=True,
    help="Which heading is the grade, minimum, midpoint, maximum, title, currency or clause; remembered.",
)
@click.option("--clause", help="The clause that moves grades new to the plan.")
@click.option("--decimal-comma", is_flag=True, help="Numbers written as text are like 38.000,50.")
@pass_call
def import_bands(
    call: Call,
    name: str,
    files: tuple[Path, ...],
    sheet: str | None,
    columns: tuple[str, ...],
    clause: str | None,
    decimal_comma: bool,
) -> None:
    """Replace PLAN's bands by those of CSV or XLSX files, as a new version; all of them or none.

    Amounts are in the plan's currency, with its own decimals. Every problem is named with sheet, row and
    column.
    """
    from jobs.bands import importing

    with call.workspace() as workspace:
        report = importing.import_bands(
            workspace,
            name,
            files,
            sheet=sheet,
            columns=_pairs(columns),
            clause=clause,
            decimal_mark="," if decimal_comma else ".",
        )
    for source in report.sources:
        said = ", ".join(f"{key} = {heading!r}" for key, heading in source.mapping.items())
        where = f"{source.file}" + (f", sheet {source.sheet}" if source.sheet else "")
        call.say(f"{where}: {source.bands} bands; {said}" + (" (as remembered)" if source.remembered else ""))
    _tell(call, report)


@click.command(
    "make-bands",
    cls=Verb,
    example="""
        realterms plan make-bands sales-manager --grades S1,S2,S3,S4 --midpoint 44650 \\
          --spread 35 --progression 15 --round 10 --clause bands-cpi""",
)
@click.argument("name", metavar="PLAN")
@click.option("--grades", required=True, metavar="A,B,C", help="The grades, lowest first.")
@click.option("--midpoint", required=True, metavar="AMOUNT", help="The lowest grade's midpoint.")
@click.option(
    "--spread",
    required=True,
    metavar="PERCENT[,...]",
    help="(maximum - minimum) / minimum: the divisor is the minimum. One for all, or one a grade.",
)
@click.option(
    "--progression",
    default="0",
    metavar="PERCENT[,...]",
    help="From one midpoint to the next. One for all steps, or one a step.",
)
@click.option("--round", "multiple", metavar="MULTIPLE", help="Round each figure to this, half up.")
@click.option("--clause", help="The clause that moves the new bands.")
@pass_call
def make_bands(
    call: Call,
    name: str,
    grades: str,
    midpoint: str,
    spread: str,
    progression: str,
    multiple: str | None,
    clause: str | None,
) -> None:
    """Replace PLAN's bands by a structure made from midpoint, spread and progression, as a new version."""
    from jobs.bands import importing
    from plans.money import Rounding

    spreads, steps = _numbers("--spread", spread), _numbers("--progression", progression)
    rounding = None if multiple is None else Rounding(_numbers("--round", multiple)[0])
    if rounding is not None and rounding.multiple <= 0:
        raise click.BadParameter("a multiple above 0, as in 10", param_hint="--round")
    names = [g.strip() for g in grades.split(",")]
    with call.workspace() as workspace:
        report = importing.generate_bands(
            workspace,
            name,
            grades=names,
            midpoint=str(_numbers("--midpoint", midpoint)[0]),
            spreads=spreads,
            progressions=steps if len(names) > 1 else (),
            rounding=rounding,
            clause=clause,
        )
    _tell(call, report)


def _tell(call: Call, report: "BandsReport") -> None:
    plan = report.plan
    if call.as_json:
        call.json(_json(report))
    elif report.changes:
        call.data(changes_table(report.changes))
    for what, grades in (("new grades", report.added), ("grades no longer in the plan", report.gone)):
        if grades:
            call.say(f"{what}: {', '.join(grades)}")
    state = "saved as" if plan.is_new else "unchanged, still"
    counts = f"{len(plan.plan.bands)} bands, {len(report.changes)} figures changed"
    call.say(f"{plan.plan.name}: {state} version {plan.version}; {counts}")


def _json(report: "BandsReport") -> dict[str, Any]:
    names = ("file", "sheet", "row", "mapping", "remembered", "bands")
    return {
        "name": report.plan.plan.name,
        "version": report.plan.version,
        "is_new": report.plan.is_new,
        "clause_of_new_grades": report.clause,
        "grades_added": report.added,
        "grades_gone": report.gone,
        "sources": [{n: getattr(s, n) for n in names} for s in report.sources],
        "changes": changes_json(report.changes),
    }


def _pairs(columns: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for given in columns:
        name, mark, heading = given.partition("=")
        if not mark or not heading.strip():
            raise click.BadParameter(
                f"{given!r}: write NAME=HEADING, as in grade=Level", param_hint="--column"
            )
        found[name.strip()] = heading.strip()
    return found


def _numbers(option: str, text: str) -> tuple[Decimal, ...]:
    try:
        found = tuple(Decimal(part.strip()) for part in text.split(","))
    except InvalidOperation:
        found = ()
    if not found or not all(n.is_finite() for n in found):
        raise click.BadParameter(f"{text!r} is not a number", param_hint=option)
    return found
