"""Proposals frozen with their evidence, the one decision on each, and the files made from them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import Select, insert, select
from sqlmodel import Session

from indicators.errors import BadInput, DecisionRefused, UnknownName
from storage import audit, stages, tables
from storage.columns import utc
from storage.frozen import PROPOSAL_DECIDED, PROPOSAL_EXPORTED, PROPOSAL_MADE, fingerprint
from storage.rows import StepRow
from storage.transaction import for_writing_alone, new_id

Verdict = Literal["accepted", "rejected"]
State = Literal["proposed", "accepted", "rejected"]

_plan = tables.columns(tables.Plan)
_version = tables.columns(tables.PlanVersion)
_proposal = tables.columns(tables.Proposal)
_decision = tables.columns(tables.Decision)
_export = tables.columns(tables.Export)
_step = tables.columns(tables.Step)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what about a proposal, when and why."""

    proposal: int
    verdict: str
    reason: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """An adjustment as it was frozen; `document` is JSON with its inputs, steps and figures."""

    id: int
    plan: str
    version: int
    plan_sha256: str
    effective_on: date
    as_of: date
    proposed_by: str
    proposed_at: datetime
    note: str
    document: str
    document_sha256: str
    decision: Decision | None = None
    trues_up: int | None = None

    @property
    def state(self) -> str:
        """`proposed` until someone decides, then `accepted` or `rejected`."""
        return self.decision.verdict if self.decision else "proposed"


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """A file that was made from a proposal."""

    proposal: int
    path: str
    format: str
    sha256: str
    exported_at: datetime
    exported_by: str


def save_proposal(
    *,
    plan: str,
    version: int,
    effective_on: date,
    as_of: date,
    proposed_by: str,
    proposed_at: datetime,
    note: str,
    document: str,
    steps: Sequence[StepRow],
    trues_up: int | None = None,
    session: Session,
) -> int:
    """Freeze a proposal with its steps and give its number; UnknownName without that plan version.

    `trues_up` is the accepted proposal that this one puts right; the database refuses any other.
    """
    connection = for_writing_alone(session)
    frozen = select(_version.id).join_from(tables.PlanVersion, tables.Plan, _plan.id == _version.plan_id)
    found = connection.execute(frozen.where(_plan.name == plan, _version.version == version)).scalar()
    if found is None:
        raise UnknownName(f"there is no plan {plan} version {version}", where="proposal")
    made = connection.execute(
        insert(tables.Proposal).values(
            plan_version_id=found,
            effective_on=effective_on,
            as_of=as_of,
            proposed_by=_person(proposed_by, "proposes"),
            proposed_at=utc(proposed_at),
            note=note,
            document=document,
            document_sha256=fingerprint(document),
            trues_up=trues_up,
        )
    )
    number = new_id(made)
    rows = [{"proposal_id": number, "position": n, **asdict(s)} for n, s in enumerate(steps, start=1)]
    if rows:
        connection.execute(insert(tables.Step), rows)
    detail: dict[str, object] = {"proposal": number, "plan": plan, "version": version}
    detail["sha256"] = fingerprint(document)
    if trues_up is not None:
        detail["trues_up"] = trues_up
    audit.append(PROPOSAL_MADE, detail, at=proposed_at, by=proposed_by, session=session)
    return number


def proposal(number: int, *, session: Session) -> Proposal:
    """One proposal with its decision, if any; UnknownName where there is none of that number."""
    row = session.connection().execute(_proposals().where(_proposal.id == number)).first()
    if row is None:
        raise UnknownName(f"there is no proposal {number}", hint="`realterms review list` shows them")
    return _proposal_of(row)


def proposals(state: str | None = None, *, session: Session) -> list[Proposal]:
    """Proposals in a state (proposed, accepted, rejected), or all, newest first."""
    if state is not None and state not in get_args(State):
        raise UnknownName.among("state", state, get_args(State))
    statement = _proposals().order_by(_proposal.id.desc())
    if state == "proposed":
        statement = statement.where(_decision.verdict.is_(None))
    elif state is not None:
        statement = statement.where(_decision.verdict == state)
    return [_proposal_of(row) for row in session.connection().execute(statement)]


def steps(number: int, *, session: Session) -> list[StepRow]:
    """The steps of a proposal, in order."""
    columns = [c for c in _step if c.name not in ("proposal_id", "position")]
    statement = select(*columns).where(_step.proposal_id == number).order_by(_step.position)
    return [StepRow(**row._mapping) for row in session.connection().execute(statement)]


def decide(
    number: int,
    *,
    verdict: str,
    reason: str,
    decided_by: str,
    decided_at: datetime,
    session: Session,
) -> Decision:
    """Accept or reject a proposal, once and for good; accepted new thresholds go to the parties to sign.

    DecisionRefused where the proposer decides (the database refuses that as well), where a decision
    exists, or without a reason; BadInput for another verdict; UnknownName without such a proposal.
    """
    if verdict not in get_args(Verdict):
        raise BadInput("not a decision", expected="accepted or rejected", got=verdict)
    connection = for_writing_alone(session)
    held = proposal(number, session=session)
    _may_decide(held, reason, _person(decided_by, "decides"))
    made = Decision(number, verdict, reason.strip(), decided_by.strip(), utc(decided_at))
    connection.execute(
        insert(tables.Decision).values(
            proposal_id=number,
            verdict=made.verdict,
            reason=made.reason,
            decided_by=made.decided_by,
            decided_at=made.decided_at,
        )
    )
    detail = {"proposal": number, "verdict": verdict, "reason": made.reason, "by": made.decided_by}
    detail["sha256"] = held.document_sha256
    audit.append(PROPOSAL_DECIDED, detail, at=decided_at, by=made.decided_by, session=session)
    if verdict == "accepted":
        stages.reindexed(held, by=made.decided_by, at=decided_at, session=session)
    return made


def record_export(
    number: int,
    *,
    path: str,
    format: str,
    sha256: str,
    exported_at: datetime,
    exported_by: str,
    session: Session,
) -> None:
    """Note that a file was made from a proposal; UnknownName without such a proposal."""
    connection = for_writing_alone(session)
    proposal(number, session=session)
    values = {"path": path, "format": format, "sha256": sha256}
    connection.execute(
        insert(tables.Export).values(
            proposal_id=number, exported_at=utc(exported_at), exported_by=exported_by, **values
        )
    )
    detail = {"proposal": number, **values}
    audit.append(PROPOSAL_EXPORTED, detail, at=exported_at, by=exported_by, session=session)


def exports(number: int, *, session: Session) -> list[ExportRecord]:
    """The files made from a proposal, oldest first."""
    columns = [c for c in _export if c.name != "id"]
    statement = select(*columns).where(_export.proposal_id == number).order_by(_export.id)
    return [ExportRecord(*row) for row in session.connection().execute(statement)]


def _may_decide(held: Proposal, reason: str, decided_by: str) -> None:
    where = f"proposal {held.id}"
    if held.decision is not None:
        raise DecisionRefused(
            f"it was {held.decision.verdict} by {held.decision.decided_by} already",
            where=where,
            hint="propose anew if that was wrong; a decision stays as it was made",
        )
    if decided_by.casefold() == held.proposed_by.strip().casefold():
        raise DecisionRefused(
            f"{held.proposed_by} proposed it and may not decide on it",
            where=where,
            expected="a second person",
            hint="a colleague decides under their own name",
        )
    if not reason.strip():
        raise DecisionRefused("a decision needs a reason", where=where, expected="a sentence that says why")


def _person(name: str, does: str) -> str:
    if not name.strip():
        raise BadInput(f"it is not known who {does}", expected="a name", hint="set REALTERMS_USER")
    return name.strip()


def _proposals() -> Select[Any]:
    return (
        select(
            _plan.name,
            _version.version,
            _version.sha256.label("plan_sha256"),
            *_proposal,
            _decision.verdict,
            _decision.reason,
            _decision.decided_by,
            _decision.decided_at,
        )
        .join_from(tables.Proposal, tables.PlanVersion, _version.id == _proposal.plan_version_id)
        .join(tables.Plan, _plan.id == _version.plan_id)
        .outerjoin(tables.Decision, _decision.proposal_id == _proposal.id)
    )


def _proposal_of(row: Any) -> Proposal:
    decision = None
    if row.verdict is not None:
        decision = Decision(row.id, row.verdict, row.reason, row.decided_by, row.decided_at)
    return Proposal(
        row.id,
        row.name,
        row.version,
        row.plan_sha256,
        row.effective_on,
        row.as_of,
        row.proposed_by,
        row.proposed_at,
        row.note,
        row.document,
        row.document_sha256,
        decision,
        row.trues_up,
    )
