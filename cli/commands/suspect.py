"""`suspect`: figures beyond reason that were held aside, and a person's word on them."""

from typing import TYPE_CHECKING, Any

import click

from cli.call import Call, Verb, VerbGroup, pass_call
from cli.render import cut, heads, number, right, table

if TYPE_CHECKING:
    from storage.suspects import Suspect

_NUMBER = click.IntRange(min=1)


@click.group(cls=VerbGroup)
def suspect() -> None:
    """Figures that jumped beyond reason: held aside, and used by no clause until a person confirms them."""


@suspect.command(
    "list",
    cls=Verb,
    example="""
        realterms suspect list
        realterms suspect list uk-rpi --all""",
)
@click.argument("name", metavar="[INDICATOR]", required=False)
@click.option("--all", "every", is_flag=True, help="Those that are settled too.")
@pass_call
def list_suspects(call: Call, name: str | None, every: bool) -> None:
    """List the figures held aside, newest first."""
    from jobs.suspects import listing

    with call.workspace() as workspace:
        found = listing(workspace, name, open_only=not every).suspects
    if call.as_json:
        call.json({"suspects": [_json(s) for s in found]})
    elif found:
        columns = heads(
            right("id"), "indicator", "period", right("value"), "published", "fetched", "state", cut("why")
        )
        call.data(table(columns, [_cells(s) for s in found]))
    if not found:
        call.say("no figure is held aside")


@suspect.command(cls=Verb, example='realterms suspect confirm 3 --reason "the ONS confirmed it by telephone"')
@click.argument("number", metavar="ID", type=_NUMBER)
@click.option("--reason", required=True, help="Why it is right, for the audit trail.")
@pass_call
def confirm(call: Call, number: int, reason: str) -> None:
    """Take a figure in as its office published it; from then on clauses use it."""
    from jobs import suspects

    with call.workspace() as workspace:
        _told(call, suspects.confirm(workspace, number, reason))


@suspect.command(cls=Verb, example='realterms suspect reject 3 --reason "corrected by the ONS at 10:00"')
@click.argument("number", metavar="ID", type=_NUMBER)
@click.option("--reason", required=True, help="Why it is wrong, for the audit trail.")
@pass_call
def reject(call: Call, number: int, reason: str) -> None:
    """Leave a figure aside for good, however often its office repeats it."""
    from jobs import suspects

    with call.workspace() as workspace:
        _told(call, suspects.reject(workspace, number, reason))


def _told(call: Call, held: "Suspect") -> None:
    if call.as_json:
        call.json(_json(held))
        return
    period, value = held.stated
    call.data(f"{held.name} {period}, {number(value)}: {_state(held)}")


def _state(held: "Suspect") -> str:
    said = held.decision
    return f"{said.verdict} by {said.decided_by}" if said else "open"


def _cells(held: "Suspect") -> list[str]:
    period, value = held.stated
    why = f"{held.reason}; {held.decision.reason}" if held.decision else held.reason
    return [
        str(held.id),
        held.name,
        str(period),
        number(value),
        held.published_on.isoformat(),
        f"{held.fetched_at:%Y-%m-%d %H:%M}",
        _state(held),
        why,
    ]


def _json(held: "Suspect") -> dict[str, Any]:
    period, value = held.stated
    said = held.decision
    return {
        "suspect": held.id,
        "indicator": held.name,
        "key": held.key,
        "period": period,
        "value": value,
        "published_on": held.published_on,
        "fetched_at": held.fetched_at,
        "url": held.url,
        "why": held.reason,
        "state": said.verdict if said else "open",
        "decided_by": said.decided_by if said else None,
        "decided_at": said.decided_at if said else None,
        "reason": said.reason if said else None,
    }
