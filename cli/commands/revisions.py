"""`revisions`: accepted proposals that a later vintage would change."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.document import true_up_text
from cli.render import heads, right, table
from cli.render import number as digits
from cli.types import DAY

if TYPE_CHECKING:
    from jobs.revisions import RevisionReport


@click.command(
    cls=Verb,
    example="""
        realterms revisions
        realterms revisions --as-of 2026-06-30
        realterms revisions --propose 1""",
)
@click.option(
    "--propose",
    "number",
    metavar="ID",
    type=click.IntRange(min=1),
    help="Propose a true-up of this proposal.",
)
@click.option("--as-of", type=DAY, help="By what was known on that day; today otherwise.")
@click.option("--note", default="", help="A word to the person who decides.")
@pass_call
def revisions(call: Call, number: int | None, note: str, as_of: date | None) -> None:
    """Show which accepted proposals rest on figures that were revised since, and what would change.

    Nothing accepted is rewritten: --propose makes a new proposal that says what it trues up, for someone
    else to decide.
    """
    from jobs.revisions import revisions as find

    if note and number is None:
        raise click.UsageError("--note goes with --propose")
    if as_of is not None and number is not None:
        raise click.UsageError("a true-up goes by what is known today: --as-of does not go with --propose")
    if number is not None:
        _propose(call, number, note)
        return
    with call.workspace() as workspace:
        found = find(workspace, as_of=as_of)
    if call.as_json:
        call.json({"proposals": [_json(r) for r in found]})
        return
    parts = []
    for report in found:
        used = [
            [f"{i.indicator} {i.period}", digits(i.used), digits(i.now.value), i.used_vintage, i.now.vintage]
            for i in report.inputs
        ]
        heading = f"proposal {report.proposal}: {report.plan}, in effect from {report.effective_on}"
        columns = heads("figure", right("used"), right("now"), "published", "revised")
        parts.append(f"{heading}\n{table(columns, used)}")
        if report.figures:
            moved = [[f.path, f.accepted, f.today] for f in report.figures]
            parts.append(table(heads("amount", right("accepted"), right("would be")), moved))
    if parts:
        call.data("\n\n".join(parts))
    else:
        call.say("no accepted proposal rests on a figure that was revised since")


def _propose(call: Call, number: int, note: str) -> None:
    from jobs import decide
    from jobs.revisions import propose_true_up

    with call.workspace() as workspace:
        made = propose_true_up(workspace, number, note=note)
        document = decide.show(workspace, made.id).document
    if call.as_json:
        call.json({"proposal": made.id, "true_up": document["true_up"], "document": document})
    else:
        call.data(true_up_text(document["true_up"]))
    call.say(
        f"proposal {made.id} trues up proposal {number}; someone else decides: "
        f"`realterms review accept {made.id} --reason ...`"
    )


def _json(report: "RevisionReport") -> dict[str, Any]:
    return {
        "proposal": report.proposal,
        "plan": report.plan,
        "effective_on": report.effective_on,
        "figures": [
            {
                "indicator": i.indicator,
                "period": i.period,
                "used": i.used,
                "used_vintage": i.used_vintage,
                "now": i.now.value,
                "now_vintage": i.now.vintage,
            }
            for i in report.inputs
        ],
        "amounts": [{"path": f.path, "accepted": f.accepted, "today": f.today} for f in report.figures],
    }
