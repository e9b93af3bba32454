"""The second pair of eyes: what waits, what a proposal holds, and its acceptance or rejection."""

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from jobs.published import require_published_record
from jobs.workspace import Workspace
from plans import record
from plans.adjust import Adjustment

if TYPE_CHECKING:
    from storage.proposals import Proposal


@dataclass(frozen=True, slots=True)
class ProposalReport:
    """A proposal as frozen: `document` is plans.record's, with lines, steps and evidence."""

    id: int
    plan: str
    version: int
    effective_on: date
    as_of: date
    proposed_by: str
    proposed_at: str
    note: str
    state: str
    document: dict[str, Any]
    document_sha256: str
    plan_sha256: str
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""
    may_decide: bool = False
    trues_up: int | None = None


def listing(workspace: Workspace, state: str | None = None) -> tuple[ProposalReport, ...]:
    """Proposals, newest first; `state` is proposed, accepted or rejected."""
    from storage import proposals as stored

    with workspace.session() as session:
        return tuple(_report(p, workspace.user) for p in stored.proposals(state, session=session))


def waiting(workspace: Workspace) -> tuple[ProposalReport, ...]:
    """Proposals that nobody has decided."""
    return listing(workspace, "proposed")


def show(workspace: Workspace, number: int) -> ProposalReport:
    """One proposal; UnknownName where there is no such number."""
    from storage import proposals as stored

    with workspace.session() as session:
        return _report(stored.proposal(number, session=session), workspace.user)


def adjustment(report: ProposalReport) -> Adjustment:
    """The proposal's adjustment, computed anew from its own evidence alone."""
    return record.recompute(report.document)


def accept(workspace: Workspace, number: int, reason: str) -> ProposalReport:
    """Accept a proposal of someone else, with a reason; DecisionRefused otherwise, or if it was projected."""
    require_published_record(show(workspace, number).document)
    return _decide(workspace, number, "accepted", reason)


def reject(workspace: Workspace, number: int, reason: str) -> ProposalReport:
    """Reject a proposal of someone else, with a reason; DecisionRefused otherwise."""
    return _decide(workspace, number, "rejected", reason)


def _decide(workspace: Workspace, number: int, verdict: str, reason: str) -> ProposalReport:
    from storage import proposals as stored

    with workspace.session() as session:
        stored.decide(
            number,
            verdict=verdict,
            reason=reason,
            decided_by=workspace.user,
            decided_at=workspace.now,
            session=session,
        )
    return show(workspace, number)


def _report(proposal: "Proposal", user: str) -> ProposalReport:
    decision = proposal.decision
    return ProposalReport(
        id=proposal.id,
        plan=proposal.plan,
        version=proposal.version,
        effective_on=proposal.effective_on,
        as_of=proposal.as_of,
        proposed_by=proposal.proposed_by,
        proposed_at=proposal.proposed_at.isoformat(),
        note=proposal.note,
        state=proposal.state,
        document=json.loads(proposal.document),
        document_sha256=proposal.document_sha256,
        plan_sha256=proposal.plan_sha256,
        decided_by=decision.decided_by if decision else "",
        decided_at=decision.decided_at.isoformat() if decision else "",
        reason=decision.reason if decision else "",
        may_decide=decision is None and user != proposal.proposed_by,
        trues_up=proposal.trues_up,
    )
