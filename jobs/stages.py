"""A plan on its way to its parties and back: stages moved, signatures given, where it stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.errors import UnknownName
from jobs.planning import show, versions
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.stages import Standing


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """Who signed for a party and when."""

    party: str
    signed_by: str
    signed_at: str


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage a plan went to: of which version, by whom, why, and after which signatures."""

    stage: str
    version: int
    parties: tuple[str, ...]
    signatures: tuple[SignatureRow, ...]
    unsigned: tuple[str, ...]
    reason: str
    moved_by: str
    moved_at: str
    proposal: int | None


@dataclass(frozen=True, slots=True)
class Barred:
    """Somebody who may not sign a plan now: who made what is signed, or who signed for `party`."""

    person: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class StageReport:
    """Where a plan stands, how it got there, its newest version (maybe a later draft), where it may go.

    `barred`: who may not give the next signature; `user`: who asks.
    """

    plan: str
    now: StageRow
    newest: int
    history: tuple[StageRow, ...]
    ways: tuple[str, ...] = ()
    barred: tuple[Barred, ...] = ()
    user: str = ""

    @property
    def open_to_sign(self) -> bool:
        """Whether a party has yet to sign."""
        return self.now.stage == "communication" and bool(self.now.unsigned)

    @property
    def bars_user(self) -> Barred | None:
        """Why the person who asks may not give the next signature; None where they may."""
        asks = self.user.strip().casefold()
        return next((b for b in self.barred if b.person.casefold() == asks), None)

    @property
    def draft(self) -> bool:
        """Whether a version newer than the one of the stage is being prepared."""
        return self.newest > self.now.version


def standing(workspace: Workspace, plan: str) -> StageReport:
    """Where a plan stands; UnknownName without such a plan."""
    from storage import stages as stored

    newest = show(workspace, plan).version
    with workspace.session() as session:
        now = stored.standing(plan, session=session)
        rows = stored.stages(plan, session=session)
        barred = _barred(now, session)
    return StageReport(
        plan, _row(now), newest, tuple(map(_row, rows)), stored.ways_from(now), barred, workspace.user
    )


def board(workspace: Workspace) -> tuple[StageReport, ...]:
    """Where every plan stands, by name."""
    return tuple(standing(workspace, name) for name in sorted({row.name for row in versions(workspace)}))


def move(workspace: Workspace, plan: str, stage: str, reason: str) -> StageReport:
    """Take a plan to a stage; communication opens its newest version to both parties for signature.

    DecisionRefused where it cannot go there from where it stands; BadInput without a reason, or where the
    plan does not name its two parties.
    """
    from storage import stages as stored

    report = show(workspace, plan)
    with workspace.session() as session:
        opening = stage == stored.COMMUNICATION
        now = stored.standing(plan, session=session)
        stored.move(
            plan,
            stage,
            version=report.version if opening else now.version,
            reason=reason,
            by=workspace.user,
            at=workspace.now,
            parties=report.plan.parties if opening else (),
            session=session,
        )
    return standing(workspace, plan)


def sign(workspace: Workspace, plan: str, party: str) -> StageReport:
    """Sign for a party of the plan, in any case of letters; the second signature forms the contract.

    DecisionRefused where it is not this person's turn; UnknownName for a party that the plan has not.
    """
    from storage import stages as stored

    with workspace.session() as session:
        parties = stored.standing(plan, session=session).parties
        meant = next((p for p in parties if p.casefold() == party.strip().casefold()), party)
        if parties and meant not in parties:
            raise UnknownName.among("party", party, parties, where=f"plan {plan}")
        stored.sign(plan, meant, by=workspace.user, at=workspace.now, session=session)
    return standing(workspace, plan)


def _barred(now: "Standing", session: "Session") -> tuple[Barred, ...]:
    """Who may not give the next signature; nobody where none is due.

    Whoever made the version or proposed its figures does not sign, and two different people do.
    """
    from storage import stages as stored

    if now.stage != stored.COMMUNICATION or not now.unsigned:
        return ()
    made = stored.makers(now, session=session)
    return (*map(Barred, made), *(Barred(s.signed_by, s.party) for s in now.signatures))


def _row(entry: "Standing") -> StageRow:
    return StageRow(
        entry.stage,
        entry.version,
        entry.parties,
        tuple(SignatureRow(s.party, s.signed_by, s.signed_at.isoformat()) for s in entry.signatures),
        entry.unsigned,
        entry.reason,
        entry.moved_by,
        entry.moved_at.isoformat() if entry.moved_at else "",
        entry.proposal,
    )
