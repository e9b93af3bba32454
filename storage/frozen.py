"""Whether what the audit chain recorded as frozen is still in its rows, word for word."""

import hashlib
import json
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from storage import tables

_version = tables.columns(tables.PlanVersion)
_plan = tables.columns(tables.Plan)
_proposal = tables.columns(tables.Proposal)
_decision = tables.columns(tables.Decision)
_figure_decision = tables.columns(tables.SuspectDecision)
_stage = tables.columns(tables.StageEntry)
_signature = tables.columns(tables.Signature)

PLAN_SAVED = "plan.saved"
PLAN_STAGED = "plan.staged"
PLAN_SIGNED = "plan.signed"
PROPOSAL_MADE = "proposal.made"
PROPOSAL_DECIDED = "proposal.decided"
PROPOSAL_EXPORTED = "proposal.exported"
FIGURE_DECIDED = "figure.decided"


def fingerprint(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def altered(event: str, detail: str, *, session: Session) -> str:
    """Why the row that an audit entry speaks of is not what it recorded; empty where it is."""
    said = json.loads(detail)
    if event == PLAN_SAVED:
        what, statement = f"plan {said['plan']} version {said['version']}", _plan_text(said)
    elif event == PROPOSAL_MADE:
        what, statement = f"proposal {said['proposal']}", _document(said)
    elif event == PROPOSAL_DECIDED:
        what, statement = f"the decision on proposal {said['proposal']}", _decided(said)
    elif event == PLAN_STAGED:
        what, statement = f"stage {said['stage']} of plan {said['plan']}", _staged(said)
    elif event == PLAN_SIGNED:
        what, statement = f"the signature of {said['party']} on plan {said['plan']}", _signed(said)
    elif event == FIGURE_DECIDED:
        what, statement = f"the decision on suspect figure {said['suspect']}", _figure(said)
    else:
        return ""
    row = session.connection().execute(statement).first()
    if row is None:
        return f"{what} is gone"
    return "" if _recorded(event, said) == _found(event, row) else f"{what} is not what was recorded"


def _plan_text(said: dict[str, Any]) -> Select[Any]:
    joined = select(_version.text).join_from(tables.PlanVersion, tables.Plan, _plan.id == _version.plan_id)
    return joined.where(_plan.name == said["plan"], _version.version == said["version"])


def _document(said: dict[str, Any]) -> Select[Any]:
    return select(_proposal.document).where(_proposal.id == said["proposal"])


def _decided(said: dict[str, Any]) -> Select[Any]:
    columns = (_decision.verdict, _decision.reason, _decision.decided_by)
    return select(*columns).where(_decision.proposal_id == said["proposal"])


def _figure(said: dict[str, Any]) -> Select[Any]:
    columns = (_figure_decision.verdict, _figure_decision.reason, _figure_decision.decided_by)
    return select(*columns).where(_figure_decision.id == said["decision"])


def _staged(said: dict[str, Any]) -> Select[Any]:
    columns = (_stage.stage, _stage.reason, _stage.moved_by)
    return select(*columns).where(_stage.id == said["entry"])


def _signed(said: dict[str, Any]) -> Select[Any]:
    found = select(_signature.party, _signature.signed_by).where(_signature.stage_entry_id == said["entry"])
    return found.where(_signature.party == said["party"])


def _recorded(event: str, said: dict[str, Any]) -> tuple[str, ...]:
    if event == PLAN_STAGED:
        return (said["stage"], said["reason"], said["by"])
    if event == PLAN_SIGNED:
        return (said["party"], said["by"])
    if event in (PROPOSAL_DECIDED, FIGURE_DECIDED):
        return (said["verdict"], said["reason"], said["by"])
    return (said["sha256"],)


def _found(event: str, row: Any) -> tuple[str, ...]:
    if event in (PLAN_SAVED, PROPOSAL_MADE):
        return (fingerprint(row[0]),)
    return tuple(row)
