"""`adjust`: a plan moved by its clauses, looked at, projected, or frozen as a proposal."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.document import document_text
from cli.types import DAY

if TYPE_CHECKING:
    from jobs.forecast import Outlook


@click.command(
    cls=Verb,
    example="""
        realterms adjust sales-manager --on 2026-10-01 --steps
        realterms adjust sales-manager --on 2027-04-01 --forecast
        realterms adjust sales-manager --on 2026-10-01 --scenario 3% --scenario bands-cpi=uk-benefits
        realterms adjust sales-manager --on 2026-10-01 --scenario 3% --chart scenarios.svg
        realterms adjust sales-manager --on 2026-10-01 --report preview.pdf
        realterms adjust sales-manager --on 2026-10-01 --propose --note "yearly review\"""",
)
@click.argument("name", metavar="PLAN")
@click.option("--on", type=DAY, required=True, help="The day the new figures take effect.")
@click.option("--as-of", type=DAY, help="Use what had been published by this day (default: today).")
@click.option("--note", default="", help="A word to the person who decides.")
@click.option("--propose", is_flag=True, help="Freeze the result for someone else to decide.")
@click.option("--steps", is_flag=True, help="Show every step and the figures it used.")
@click.option("--forecast", is_flag=True, help="Project figures that are not out yet, to look at only.")
@click.option("--method", metavar="NAME", help="How to project: drift-seasonal (default) or ets.")
@click.option(
    "--scenario",
    "scenarios",
    metavar="[CLAUSE=]SOURCE",
    multiple=True,
    help="Compare with other clauses: a clause file, a file of several, a published rule, or 3%.",
)
@click.option(
    "--people",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Compare on these employees: cost, green and red circles.",
)
@click.option(
    "--chart",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the comparison as .svg or .png.",
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it as .pdf, .html or .xlsx, marked as a preview.",
)
@click.option("--force", is_flag=True, help="Overwrite the chart or the report where it exists.")
@pass_call
def adjust(
    call: Call,
    name: str,
    on: date,
    as_of: date | None,
    note: str,
    propose: bool,
    steps: bool,
    forecast: bool,
    method: str | None,
    scenarios: tuple[str, ...],
    people: Path | None,
    chart: Path | None,
    report: Path | None,
    force: bool,
) -> None:
    """Adjust PLAN by its clauses and show the result; keep it as a proposal with --propose.

    Where a month that a clause reads is not out yet, --forecast projects it and shows the range that the
    figures may come to. Such a result cannot be proposed.

    Scenarios stand side by side, the plan as it is written first. SOURCE replaces every clause that moves
    something, CLAUSE=SOURCE only that one; several with commas between.
    """
    from jobs import decide, suspects
    from jobs import propose as proposing
    from plans.record import to_document

    if note and not propose:
        raise click.UsageError("--note goes with --propose")
    if method and not forecast:
        raise click.UsageError("--method goes with --forecast")
    if report is not None and (propose or forecast or scenarios or people or chart):
        raise click.UsageError(
            "--report writes what the plan's own clauses come to; `realterms export` writes a proposal"
        )
    if scenarios or people or chart:
        _no_other("--scenario, --people and --chart", propose, steps, forecast)
        _compare(call, name, on, as_of, scenarios, people, chart=chart, force=force)
        return
    outlook: Outlook | None = None
    number: int | None = None
    with call.workspace() as workspace:
        if forecast:
            from jobs import forecast as forecasting
            from jobs.published import require_published

            outlook = forecasting.preview(
                workspace, name, on=on, as_of=as_of, method=method or forecasting.DEFAULT
            )
            if propose:
                require_published(outlook.adjustment)
        if propose:
            number = proposing.propose(workspace, name, on=on, as_of=as_of, note=note).id
            document = decide.show(workspace, number).document
        elif outlook is not None:
            document = to_document(outlook.adjustment, outlook.report.text)
        elif report is not None:
            from jobs.preview import write_preview

            document = write_preview(workspace, name, report, on=on, as_of=as_of, overwrite=force).document
        else:
            desk = proposing.desk(workspace, name, as_of=as_of)
            document = to_document(desk.preview(on=on), desk.report.text)
        aside = suspects.concerning(workspace, {row["indicator"] for row in document["evidence"]})
    _print(call, number, document, outlook, steps)
    if report is not None:
        call.say(f"wrote {report}, marked as a preview")
    for held in aside:
        at, value = held.stated
        call.say(f"not used, held aside as suspect: {held.name} {at} {value} ({held.reason})")


def _no_other(options: str, *given: bool) -> None:
    if any(given):
        raise click.UsageError(f"{options} go without --propose, --steps and --forecast")


def _compare(
    call: Call,
    name: str,
    on: date,
    as_of: date | None,
    scenarios: tuple[str, ...],
    people: Path | None,
    *,
    chart: Path | None,
    force: bool,
) -> None:
    from cli.scenarios import comparison_json, comparison_text
    from jobs.scenarios.chart import write_chart
    from jobs.scenarios.compare import compare

    with call.workspace() as workspace:
        found = compare(
            workspace,
            name,
            scenarios,
            on=on,
            as_of=as_of,
            people=people,
            on_progress=call.narrator.progress,
        )
    if call.as_json:
        call.json(comparison_json(found))
    else:
        call.data(comparison_text(found))
    if chart is not None:
        write_chart(found, chart, overwrite=force)
        call.say(f"drew {chart}")
    call.say("looked at only: nothing was kept")


def _print(
    call: Call, number: int | None, document: dict[str, Any], outlook: "Outlook | None", steps: bool
) -> None:
    from cli.outlook import outlook_json, outlook_text

    projected = outlook is not None and bool(outlook.projections)
    if call.as_json:
        forecast = {} if outlook is None else {"forecast": outlook_json(outlook)}
        call.json({"proposal": number, "document": document, **forecast})
    else:
        call.data(document_text(document, steps=steps, evidence=steps))
        if outlook is not None and outlook.projections:
            call.data("\n" + outlook_text(outlook))
    if outlook is not None and not projected:
        call.say("every figure is out: nothing was projected")
    if number is not None:
        call.say(
            f"proposal {number}; someone else decides: `realterms review accept {number} --reason ...`; "
            f"`realterms export {number}` writes it as a draft"
        )
    elif projected:
        call.say("looked at only: a projection cannot be proposed; docs/forecast.md says how far to trust it")
    else:
        call.say("looked at only: nothing was kept; --propose freezes it for someone else to decide")
