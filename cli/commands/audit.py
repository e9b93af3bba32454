"""`audit`: the trail of what was saved, proposed, decided and exported."""

import click

from cli.call import Call, Verb, VerbGroup, pass_call


@click.group(cls=VerbGroup)
def audit() -> None:
    """The audit trail: every entry is chained to the one before it."""


@audit.command(cls=Verb, example="realterms audit verify")
@pass_call
def verify(call: Call) -> int:
    """Recompute the chain. Exit code 1 where an entry was changed, removed or put in between."""
    from jobs.audit import verify as check

    with call.workspace() as workspace:
        report = check(workspace)
    if call.as_json:
        call.json(
            {"ok": report.ok, "entries": report.entries, "first_bad": report.first_bad, "why": report.why}
        )
    elif report.ok:
        call.data(f"whole: {report.entries} entries")
    else:
        call.data(f"broken at entry {report.first_bad}: {report.why}")
    return 0 if report.ok else 1
