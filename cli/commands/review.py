"""`review`: the second pair of eyes."""

from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from cli.document import document_text
from cli.render import cut, right, table

if TYPE_CHECKING:
    from jobs.decide import ProposalReport

_NUMBER = click.IntRange(min=1)


@click.group(cls=VerbGroup)
def review() -> None:
    """Proposals and their decisions; nobody decides what they proposed themselves."""


@review.command(
    "list",
    cls=Verb,
    example="""
        realterms review list
        realterms review list --state proposed""",
)
@click.option(
    "--state", type=click.Choice(["proposed", "accepted", "rejected"]), help="Only those in this state."
)
@pass_call
def list_proposals(call: Call, state: str | None) -> None:
    """List the proposals, newest first."""
    from jobs import decide

    with call.workspace() as workspace:
        rows = decide.listing(workspace, state)
    if call.as_json:
        call.json({"proposals": [head_json(r) for r in rows]})
    elif rows:
        call.data(
            table(
                [
                    right("id"),
                    "plan",
                    right("version"),
                    "effective",
                    "as of",
                    "state",
                    "proposed by",
                    "decided by",
                    cut("note"),
                ],
                [
                    [
                        str(r.id),
                        r.plan,
                        str(r.version),
                        str(r.effective_on),
                        str(r.as_of),
                        r.state,
                        r.proposed_by,
                        r.decided_by or ("you may decide" if r.may_decide else ""),
                        r.reason or r.note,
                    ]
                    for r in rows
                ],
            )
        )
    if not rows:
        call.say("no proposals; `realterms adjust PLAN --on DATE` makes one")


@review.command(cls=Verb, example="realterms review show 1 --steps")
@click.argument("number", metavar="ID", type=_NUMBER)
@click.option("--steps", is_flag=True, help="Show every step and the figures it used.")
@pass_call
def show(call: Call, number: int, steps: bool) -> None:
    """Show what a proposal would change, from which figures."""
    from jobs import decide

    with call.workspace() as workspace:
        report = decide.show(workspace, number)
    if call.as_json:
        call.json(head_json(report) | {"document": report.document})
        return
    call.data(document_text(report.document, steps=steps, evidence=steps))
    _say_state(call, report)


@review.command(cls=Verb, example='realterms review accept 1 --reason "agreed by the pay committee"')
@click.argument("number", metavar="ID", type=_NUMBER)
@click.option("--reason", required=True, help="Why; kept with the decision.")
@pass_call
def accept(call: Call, number: int, reason: str) -> None:
    """Accept a proposal of someone else; new thresholds go back to the plan's parties to sign."""
    from jobs import decide, stages

    with call.workspace() as workspace:
        report = decide.accept(workspace, number, reason)
        standing = stages.standing(workspace, report.plan)
    _decided(call, report, f"`realterms export {report.id}` writes the new figures")
    if standing.now.proposal == report.id and standing.now.stage == "communication":
        call.say(
            f"{report.plan} is back in communication, because thresholds moved: both parties sign again "
            f"(`realterms plan stage {report.plan}`)"
        )


@review.command(cls=Verb, example='realterms review reject 1 --reason "wait for the September figure"')
@click.argument("number", metavar="ID", type=_NUMBER)
@click.option("--reason", required=True, help="Why; kept with the decision.")
@pass_call
def reject(call: Call, number: int, reason: str) -> None:
    """Reject a proposal of someone else."""
    from jobs import decide

    with call.workspace() as workspace:
        report = decide.reject(workspace, number, reason)
    _decided(call, report, f"`realterms adjust {report.plan} --on DATE` makes another proposal")


def _decided(call: Call, report: "ProposalReport", next_step: str) -> None:
    if call.as_json:
        call.json(head_json(report))
    call.say(f"proposal {report.id} ({report.plan}) is {report.state} by {report.decided_by}; {next_step}")


def _say_state(call: Call, report: "ProposalReport") -> None:
    call.say(
        f"proposal {report.id}: {report.plan} version {report.version}, {report.state}; "
        f"proposed by {report.proposed_by} at {report.proposed_at[:16]}"
        + (f": {report.note}" if report.note else "")
    )
    if report.trues_up:
        call.say(f"it trues up proposal {report.trues_up}, which stays as it was accepted")
    if report.decided_by:
        call.say(f"{report.state} by {report.decided_by} at {report.decided_at[:16]}: {report.reason}")
    elif report.may_decide:
        call.say(f'you may decide: `realterms review accept {report.id} --reason "..."`, or reject')
    else:
        call.say("someone else must decide: the proposer cannot")


def head_json(report: "ProposalReport") -> dict[str, Any]:
    """A proposal without its document."""
    names = (
        "id",
        "plan",
        "version",
        "effective_on",
        "as_of",
        "state",
        "proposed_by",
        "proposed_at",
        "note",
        "decided_by",
        "decided_at",
        "reason",
        "may_decide",
        "document_sha256",
        "plan_sha256",
        "trues_up",
    )
    return {name: getattr(report, name) for name in names}
