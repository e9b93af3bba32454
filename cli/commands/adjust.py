"""`adjust`: a plan moved by its clauses, looked at or frozen as a proposal."""

from datetime import date

import click

from cli.call import Call, Verb, pass_call
from cli.document import document_text
from cli.types import DAY


@click.command(
    cls=Verb,
    example="""
        realterms adjust sales-manager --on 2026-10-01 --steps
        realterms adjust sales-manager --on 2026-10-01 --propose --note "yearly review\"""",
)
@click.argument("name", metavar="PLAN")
@click.option("--on", type=DAY, required=True, help="The day the new figures take effect.")
@click.option("--as-of", type=DAY, help="Use what had been published by this day (default: today).")
@click.option("--note", default="", help="A word to the person who decides.")
@click.option("--propose", is_flag=True, help="Freeze the result for someone else to decide.")
@click.option("--steps", is_flag=True, help="Show every step and the figures it used.")
@pass_call
def adjust(
    call: Call, name: str, on: date, as_of: date | None, note: str, propose: bool, steps: bool
) -> None:
    """Adjust PLAN by its clauses and show the result; keep it as a proposal with --propose."""
    from jobs import decide
    from jobs import propose as proposing
    from plans.record import to_document

    if note and not propose:
        raise click.UsageError("--note goes with --propose")
    with call.workspace() as workspace:
        if not propose:
            desk = proposing.desk(workspace, name, as_of=as_of)
            number, document = None, to_document(desk.preview(on=on), desk.report.text)
        else:
            number = proposing.propose(workspace, name, on=on, as_of=as_of, note=note).id
            document = decide.show(workspace, number).document
    if call.as_json:
        call.json({"proposal": number, "document": document})
    else:
        call.data(document_text(document, steps=steps, evidence=steps))
    if number is None:
        call.say("looked at only: nothing was kept; --propose freezes it for someone else to decide")
    else:
        call.say(
            f"proposal {number}; someone else decides: `realterms review accept {number} --reason ...`; "
            f"`realterms export {number}` writes it as a draft"
        )
