"""`plan stage` and `plan sign`: where a plan stands, and the signatures of its two parties."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cli.call import Call, Verb, pass_call
from cli.render import cut, heads, right, table

if TYPE_CHECKING:
    from jobs.stages import Barred, StageReport, StageRow


@click.command(
    cls=Verb,
    example="""
        realterms plan stage sales-manager
        realterms plan stage sales-manager --to communication --reason "agreed by the pay committee\"""",
)
@click.argument("name", metavar="PLAN")
@click.option("--to", "to", type=click.Choice(["communication", "active", "closed"]), help="Take it there.")
@click.option("--reason", default="", help="Why; kept with the stage.")
@pass_call
def stage(call: Call, name: str, to: str | None, reason: str) -> None:
    """Show where PLAN stands, or take it on.

    Preparation, then communication, in which both parties sign its newest version; their second signature
    forms the contract (formation), and then it can become active. Accepting new thresholds sends a plan
    back to communication until both have signed again.
    """
    from jobs import stages

    if to is not None and not reason.strip():
        raise click.UsageError("--to needs --reason")
    if reason and to is None:
        raise click.UsageError("--reason goes with --to")
    with call.workspace() as workspace:
        report = stages.standing(workspace, name) if to is None else stages.move(workspace, name, to, reason)
    _tell(call, report)


@click.command(cls=Verb, example='realterms plan sign sales-manager --party "Sales director"')
@click.argument("name", metavar="PLAN")
@click.option("--party", required=True, help="For which of the plan's two parties.")
@pass_call
def sign(call: Call, name: str, party: str) -> None:
    """Sign PLAN for one of its parties; two different people sign, and not whoever made it."""
    from jobs import stages

    with call.workspace() as workspace:
        report = stages.sign(workspace, name, party)
    _tell(call, report)


def _tell(call: Call, report: "StageReport") -> None:
    now = report.now
    if call.as_json:
        history = [asdict(row) for row in report.history]
        may_not = [asdict(b) for b in report.barred]
        head = {"name": report.plan, "newest": report.newest, **asdict(now)}
        call.json(head | {"may_not_sign": may_not, "history": history})
    elif report.history:
        columns = heads("stage", right("version"), "since", "by", "signed", cut("why"))
        call.data(table(columns, [_cells(row) for row in report.history]))
    call.say(f"{report.plan}: version {now.version} is in {now.stage}")
    if now.stage == "communication" and now.unsigned:
        call.say(
            "to sign: "
            + "; ".join(f'`realterms plan sign {report.plan} --party "{p}"`' for p in now.unsigned)
        )
    if report.barred:
        call.say(
            "a different person signs for each party; not " + ", not ".join(map(_why_not, report.barred))
        )
    if report.draft:
        call.say(f"version {report.newest} is a draft: it counts once both parties have signed it")


def _why_not(barred: "Barred") -> str:
    why = f"has signed for {barred.party}" if barred.party else "made this version or proposed its figures"
    return f"{barred.person}, who {why}"


def _cells(row: "StageRow") -> list[str]:
    signed = ", ".join(f"{s.party}: {s.signed_by}" for s in row.signatures)
    return [row.stage, str(row.version), row.moved_at[:16], row.moved_by, signed or "–", row.reason]
