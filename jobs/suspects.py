"""Figures held aside as suspect: what there is, and a person's word on them."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from jobs.catalogue import resolve
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from indicators.series import Reading
    from storage.suspects import Suspect


@dataclass(frozen=True, slots=True)
class SuspectReport:
    """The figures held aside, newest first."""

    suspects: "tuple[Suspect, ...]"


def listing(workspace: Workspace, name: str | None = None, *, open_only: bool = True) -> SuspectReport:
    """The figures held aside, of one indicator or of all; only those nobody has settled, unless told."""
    from storage import suspects

    key = resolve(workspace, name).key if name else None
    with workspace.session() as session:
        found = suspects.suspects(session=session, key=key, open_only=open_only)
    return SuspectReport(tuple(found))


def beside(workspace: Workspace, suspect: "Suspect", *, count: int = 3) -> "tuple[Reading, ...]":
    """The figures in use around a suspect one: `count` before its period, its own if any, `count` after."""
    from storage import vintages

    with workspace.session() as session:
        series = vintages.series(suspect.key, known_on=workspace.today, session=session)
    at = suspect.observation.period
    before = [r for r in series.readings if r.period < at]
    return (*before[-count:], *islice((r for r in series.readings if r.period >= at), count + 1))


def concerning(workspace: Workspace, names: Collection[str]) -> "tuple[Suspect, ...]":
    """The open ones of the named indicators: what a calculation with them did without."""
    return tuple(s for s in listing(workspace).suspects if s.name in names)


def confirm(workspace: Workspace, number: int, reason: str) -> "Suspect":
    """Take a suspect figure in as published; from then on clauses use it. The audit chain records who."""
    return _decide(workspace, number, "confirmed", reason)


def reject(workspace: Workspace, number: int, reason: str) -> "Suspect":
    """Leave a suspect figure aside for good, however often its office repeats it."""
    return _decide(workspace, number, "rejected", reason)


def _decide(workspace: Workspace, number: int, verdict: str, reason: str) -> "Suspect":
    from storage import suspects

    with workspace.session() as session:
        return suspects.decide(
            number,
            verdict=verdict,
            reason=reason,
            decided_by=workspace.user,
            decided_at=workspace.now,
            session=session,
        )
