"""Where a plan stands: its stages, the signatures of its two parties, and what sends it back to them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import Select, insert, select
from sqlmodel import Session

from indicators.errors import BadInput, DecisionRefused, UnknownName
from storage import audit, tables
from storage.columns import utc
from storage.frozen import PLAN_SIGNED, PLAN_STAGED
from storage.transaction import for_writing_alone, new_id

if TYPE_CHECKING:
    from storage.proposals import Proposal

Stage = Literal["preparation", "communication", "formation", "active", "closed"]
COMMUNICATION: Stage = "communication"
FORMATION: Stage = "formation"

_plan = tables.columns(tables.Plan)
_version = tables.columns(tables.PlanVersion)
_entry = tables.columns(tables.StageEntry)
_signature = tables.columns(tables.Signature)
_proposal = tables.columns(tables.Proposal)

# From where a plan may go to each stage.
_FROM: dict[str, tuple[str, ...]] = {
    "communication": ("preparation", "communication", "formation", "active"),
    "formation": ("communication",),
    "active": ("formation",),
    "closed": ("preparation", "communication", "formation", "active"),
}


@dataclass(frozen=True, slots=True)
class Signed:
    """One party's signature."""

    party: str
    signed_by: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan's stage, which version it is of, and who has signed in the round that led there.

    `proposal` is the accepted one that sent the plan back to communication. In preparation there is no
    entry yet: `entry` is 0, and the version is the newest one.
    """

    plan: str
    version: int
    stage: str
    entry: int = 0
    parties: tuple[str, ...] = ()
    signatures: tuple[Signed, ...] = ()
    reason: str = ""
    moved_by: str = ""
    moved_at: datetime | None = None
    proposal: int | None = None

    @property
    def unsigned(self) -> tuple[str, ...]:
        """The parties who have not signed in this round."""
        done = {s.party for s in self.signatures}
        return tuple(p for p in self.parties if p not in done)


def ways_from(now: Standing) -> tuple[str, ...]:
    """The stages to which a plan may be taken from where it stands, formation only once all have signed."""
    ready = now.stage == COMMUNICATION and bool(now.parties) and not now.unsigned
    return tuple(to for to, froms in _FROM.items() if now.stage in froms and (to != FORMATION or ready))


def standing(name: str, *, session: Session) -> Standing:
    """Where a plan stands now; UnknownName without such a plan."""
    found = stages(name, session=session)
    if found:
        return found[-1]
    newest = select(_version.version).join_from(tables.PlanVersion, tables.Plan, _plan.id == _version.plan_id)
    statement = newest.where(_plan.name == name).order_by(_version.version.desc()).limit(1)
    version = session.connection().execute(statement).scalar()
    if version is None:
        raise UnknownName.among("plan", name, session.connection().execute(select(_plan.name)).scalars())
    return Standing(name, int(version), "preparation")


def stages(name: str, *, session: Session) -> list[Standing]:
    """Every stage a plan has gone through, oldest first; those after a round carry its signatures."""
    rows = session.connection().execute(_entries().where(_plan.name == name).order_by(_entry.id)).all()
    signed: dict[int, list[Signed]] = {}
    statement = select(*_signature).where(_signature.stage_entry_id.in_([row.id for row in rows]))
    for row in session.connection().execute(statement.order_by(_signature.signed_at, _signature.party)):
        signed.setdefault(row.stage_entry_id, []).append(Signed(row.party, row.signed_by, row.signed_at))
    found: list[Standing] = []
    round_ = 0
    for row in rows:
        round_ = row.id if row.stage == COMMUNICATION else round_
        found.append(_standing(name, row, tuple(signed.get(round_, ()))))
    return found


def move(
    name: str,
    stage: str,
    *,
    version: int,
    reason: str,
    by: str,
    at: datetime,
    parties: tuple[str, ...] = (),
    session: Session,
) -> Standing:
    """Take a version of a plan to a stage; communication opens a round of signatures by two `parties`.

    DecisionRefused where the plan cannot go there from where it stands, or not without both signatures;
    BadInput without a reason or two parties. The database refuses these as well.
    """
    for_writing_alone(session)
    now = standing(name, session=session)
    if stage not in _FROM:
        raise UnknownName.among("stage", stage, get_args(Stage))
    if not reason.strip():
        raise BadInput("a stage needs a reason", where=f"plan {name}", expected="a sentence that says why")
    if now.stage not in _FROM[stage]:
        expected = "a plan in " + " or ".join(_FROM[stage])
        raise DecisionRefused(
            f"the plan is in {now.stage}", where=f"plan {name}", expected=expected, hint=_next_step(now)
        )
    if stage == FORMATION and now.unsigned:
        raise DecisionRefused(
            f"not signed yet by {', '.join(now.unsigned)}", where=f"plan {name}", hint=_next_step(now)
        )
    if stage == COMMUNICATION and len({p.strip() for p in parties if p.strip()}) != 2:
        raise BadInput(
            "two different parties sign a plan",
            where=f"plan {name}",
            expected='parties = ["...", "..."] in the plan',
            got=list(parties),
        )
    return _enter(now, stage, version, parties or now.parties, reason, by, at, session)


def sign(name: str, party: str, *, by: str, at: datetime, session: Session) -> Standing:
    """Sign a plan for one of its parties; the second signature takes it to formation.

    DecisionRefused where the plan is not in communication, the party has signed, the same person signed
    for the other party, or the person made the plan's version or proposed its new figures.
    """
    connection = for_writing_alone(session)
    now = standing(name, session=session)
    _may_sign(now, party, by.strip(), session)
    connection.execute(
        insert(tables.Signature).values(
            stage_entry_id=now.entry, party=party, signed_by=by.strip(), signed_at=utc(at)
        )
    )
    detail = {"plan": name, "entry": now.entry, "version": now.version, "party": party, "by": by.strip()}
    audit.append(PLAN_SIGNED, detail, at=at, by=by.strip(), session=session)
    signed = standing(name, session=session)
    if signed.unsigned:
        return signed
    reason = "both parties have signed"
    return _enter(signed, FORMATION, signed.version, signed.parties, reason, by, at, session)


def makers(now: Standing, *, session: Session) -> tuple[str, ...]:
    """Who made the version of a plan's stage or proposed its figures: none of them signs it."""
    found = {maker.strip().casefold(): maker.strip() for maker in _makers(now, session)}
    return tuple(found[key] for key in sorted(found))


def reindexed(held: "Proposal", *, by: str, at: datetime, session: Session) -> bool:
    """Send a plan back to communication where a proposal just accepted moves one of its thresholds.

    A plan in preparation has no signatures to lose, a closed one stays closed. True where it went back.
    """
    now = standing(held.plan, session=session)
    moved = [line["path"] for line in json.loads(held.document).get("lines", ()) if _moves_threshold(line)]
    if not moved or now.stage not in ("communication", "formation", "active"):
        return False
    reason = f"proposal {held.id} moves {', '.join(moved)}"
    _enter(now, COMMUNICATION, held.version, now.parties, reason, by, at, session, proposal=held.id)
    return True


def _moves_threshold(line: dict[str, Any]) -> bool:
    return str(line["path"]).startswith("measure/") and line["before"] != line["after"]


def _enter(
    now: Standing,
    stage: str,
    version: int,
    parties: tuple[str, ...],
    reason: str,
    by: str,
    at: datetime,
    session: Session,
    proposal: int | None = None,
) -> Standing:
    first, second = parties if len(parties) == 2 else ("", "")
    ids = select(_plan.id, _version.id.label("version_id")).join_from(
        tables.PlanVersion, tables.Plan, _plan.id == _version.plan_id
    )
    row = session.connection().execute(ids.where(_plan.name == now.plan, _version.version == version)).first()
    if row is None:
        raise UnknownName(f"plan {now.plan} has no version {version}", got=version)
    made = session.connection().execute(
        insert(tables.StageEntry).values(
            plan_id=row.id,
            plan_version_id=row.version_id,
            stage=stage,
            first_party=first,
            second_party=second,
            proposal_id=proposal,
            reason=reason.strip(),
            moved_by=by.strip(),
            moved_at=utc(at),
        )
    )
    detail: dict[str, object] = {"plan": now.plan, "entry": new_id(made), "version": version}
    detail |= {"stage": stage, "reason": reason.strip(), "by": by.strip()}
    if proposal is not None:
        detail["proposal"] = proposal
    audit.append(PLAN_STAGED, detail, at=at, by=by.strip(), session=session)
    return standing(now.plan, session=session)


def _may_sign(now: Standing, party: str, by: str, session: Session) -> None:
    where = f"plan {now.plan}"
    if now.stage != COMMUNICATION:
        raise DecisionRefused(f"the plan is in {now.stage}", where=where, hint=_next_step(now))
    if party not in now.parties:
        raise UnknownName.among("party", party, now.parties, where=where, hint=f"they are {now.parties}")
    if party not in now.unsigned:
        raise DecisionRefused(f"{party} has signed already", where=where, hint=_next_step(now))
    other = next((s for s in now.signatures if s.signed_by.casefold() == by.casefold()), None)
    if other is not None:
        raise DecisionRefused(
            f"{by} signed for {other.party}: two different people sign", where=where, expected="someone else"
        )
    if by.casefold() in {m.strip().casefold() for m in _makers(now, session)}:
        raise DecisionRefused(
            f"{by} made this version of the plan, or proposed its figures, and does not sign it",
            where=where,
            expected="the parties themselves, under their own names",
        )


def _makers(now: Standing, session: Session) -> list[str]:
    saved = (
        select(_version.saved_by)
        .join_from(tables.PlanVersion, tables.StageEntry, _entry.plan_version_id == _version.id)
        .where(_entry.id == now.entry)
    )
    proposed = select(_proposal.proposed_by).where(_proposal.id == now.proposal)
    return list(session.connection().execute(saved.union(proposed)).scalars())


def _next_step(now: Standing) -> str:
    hints = {
        "preparation": "`realterms plan stage PLAN --to communication --reason ...` opens it to the parties",
        "communication": f"`realterms plan sign PLAN --party ...`; to sign: {', '.join(now.unsigned)}",
        "formation": "`realterms plan stage PLAN --to active --reason ...` puts it into force",
        "active": "`realterms plan stage PLAN --to communication --reason ...` opens another round",
    }
    return hints.get(now.stage, "a closed plan stays closed; save its text under another name")


def _entries() -> Select[Any]:
    return (
        select(*_entry, _version.version)
        .join_from(tables.StageEntry, tables.Plan, _plan.id == _entry.plan_id)
        .join(tables.PlanVersion, _version.id == _entry.plan_version_id)
    )


def _standing(name: str, row: Any, signatures: tuple[Signed, ...]) -> Standing:
    parties = tuple(filter(None, (row.first_party, row.second_party)))
    return Standing(
        name,
        row.version,
        row.stage,
        row.id,
        parties,
        signatures,
        row.reason,
        row.moved_by,
        row.moved_at,
        row.proposal_id,
    )
