"""`revisions`: accepted proposals that a later vintage would change."""

from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, pass_call
from cli.render import heads, number, right, table

if TYPE_CHECKING:
    from jobs.revisions import RevisionReport


@click.command(cls=Verb, example="realterms revisions")
@pass_call
def revisions(call: Call) -> None:
    """Show which accepted proposals rest on figures that were revised since, and what would change.

    Nothing accepted is rewritten; propose again where the difference should be paid.
    """
    from jobs.revisions import revisions as find

    with call.workspace() as workspace:
        found = find(workspace)
    if call.as_json:
        call.json({"proposals": [_json(r) for r in found]})
        return
    parts = []
    for report in found:
        used = [
            [f"{i.indicator} {i.period}", number(i.used), number(i.now.value), i.used_vintage, i.now.vintage]
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
