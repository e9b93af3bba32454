"""Accepted proposals whose figures a later vintage would change, and by how much."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.errors import DecisionRefused
from indicators.series import Reading
from jobs.decide import ProposalReport, listing
from jobs.decide import show as show_proposal
from jobs.planning import show as show_plan
from jobs.planning import stated
from jobs.propose import ProposalDraft, freeze, histories, known_on, preview_plan
from jobs.workspace import Workspace
from plans.adjust import Adjustment


@dataclass(frozen=True, slots=True)
class RevisedInput:
    """A figure that an accepted proposal used, and what the office says today."""

    indicator: str
    period: str
    used: Decimal
    used_vintage: str
    now: Reading


@dataclass(frozen=True, slots=True)
class RevisedFigure:
    """A pay figure that would come out differently today."""

    path: str
    accepted: str
    today: str


@dataclass(frozen=True, slots=True)
class RevisionReport:
    """One accepted proposal touched by revisions; nothing accepted is rewritten."""

    proposal: int
    plan: str
    effective_on: date
    inputs: tuple[RevisedInput, ...]
    figures: tuple[RevisedFigure, ...]


def revisions(workspace: Workspace, *, as_of: date | None = None) -> tuple[RevisionReport, ...]:
    """Every accepted proposal with an input that had been revised by `as_of` (today), newest first.

    One that an accepted true-up put right is left out: the true-up stands for it now. So is one that rests on
    what became known later than `as_of`.
    """
    day = known_on(workspace, as_of)
    accepted = listing(workspace, "accepted")
    settled = {p.trues_up for p in accepted}
    reports = (_revised(workspace, p, day) for p in accepted if p.id not in settled and p.as_of <= day)
    return tuple(r for r in reports if r.inputs or r.figures)


def propose_true_up(workspace: Workspace, number: int, *, note: str = "") -> ProposalDraft:
    """Propose what an accepted proposal's figures would be from the figures known today, by the same plan.

    The new proposal takes effect on the same day and says which one it trues up, figure by figure; the old
    one stays as it was accepted. DecisionRefused where the proposal was not accepted, was trued up already,
    a true-up of it waits for its decision, or nothing would change.
    """
    accepted = show_proposal(workspace, number)
    _may_true_up(workspace, accepted)
    report = show_plan(workspace, accepted.plan, accepted.version)
    today = preview_plan(workspace, report.plan, on=accepted.effective_on)
    figures = _figures(accepted, today)
    if not figures:
        raise DecisionRefused("no figure would come out differently today", where=f"proposal {number}")
    said = note or f"true-up of proposal {number}: {len(figures)} figures from revised indices"
    return freeze(workspace, report, today, note=said, true_up=_true_up(accepted, figures, today))


def _may_true_up(workspace: Workspace, proposal: ProposalReport) -> None:
    where = f"proposal {proposal.id}"
    if proposal.state != "accepted":
        raise DecisionRefused(
            f"it is {proposal.state}; only an accepted proposal is trued up",
            where=where,
            hint="`realterms revisions` lists those that a revision touches",
        )
    for other in listing(workspace):
        if other.trues_up == proposal.id and other.state != "rejected":
            hint = f"`realterms review show {other.id}`" + (
                f"; true that one up: `realterms revisions --propose {other.id}`"
                if other.state == "accepted"
                else ""
            )
            raise DecisionRefused(f"proposal {other.id} trues it up ({other.state})", where=where, hint=hint)


def _true_up(
    proposal: ProposalReport, figures: tuple[RevisedFigure, ...], today: Adjustment
) -> dict[str, Any]:
    changed = {line.path: line for line in today.lines}
    return {
        "proposal": proposal.id,
        "document_sha256": proposal.document_sha256,
        "accepted_as_of": proposal.as_of.isoformat(),
        "lines": [
            {
                "path": f.path,
                "accepted": f.accepted,
                "now": f.today,
                "difference": str(changed[f.path].after.amount - Decimal(f.accepted.partition(" ")[0])),
            }
            for f in figures
        ],
    }


def _revised(workspace: Workspace, proposal: ProposalReport, day: date) -> RevisionReport:
    plan = stated(workspace, proposal.document["plan_text"], file=f"proposal {proposal.id}")
    today = preview_plan(workspace, plan, on=proposal.effective_on, as_of=day)
    return RevisionReport(
        proposal.id,
        proposal.plan,
        proposal.effective_on,
        _inputs(workspace, proposal, day),
        _figures(proposal, today),
    )


def _inputs(workspace: Workspace, proposal: ProposalReport, day: date) -> tuple[RevisedInput, ...]:
    used = proposal.document["evidence"]
    names = tuple(dict.fromkeys(row["indicator"] for row in used))
    known = {name: h.known_on(day) for name, h in histories(workspace, names).items()}
    found = []
    for row in used:
        by_period = {str(p): r for p, r in known[row["indicator"]].items()}
        now = by_period.get(row["period"])
        if row["value"] is not None and now is not None and now.value != Decimal(row["value"]):
            found.append(
                RevisedInput(row["indicator"], row["period"], Decimal(row["value"]), row["published_on"], now)
            )
    return tuple(found)


def _figures(proposal: ProposalReport, today: Adjustment) -> tuple[RevisedFigure, ...]:
    accepted = {line["path"]: line["after"] for line in proposal.document["lines"]}
    return tuple(
        RevisedFigure(line.path, accepted[line.path], str(line.after))
        for line in today.lines
        if line.path in accepted and accepted[line.path] != str(line.after)
    )
