"""The audit chain: what was done by whom, and whether the record is whole."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.audit import AuditReport, Recorded


@dataclass(frozen=True, slots=True)
class Record:
    """Whether the chain holds, and its last entries, the newest first."""

    report: "AuditReport"
    entries: "tuple[Recorded, ...]"


def verify(workspace: Workspace) -> "AuditReport":
    """Recompute every hash of the chain; the report names the first entry that does not hold."""
    from storage import audit

    with workspace.session() as session:
        return audit.verify(session=session)


def record(workspace: Workspace, *, newest: int = 1000) -> Record:
    """The last entries of the chain, with whether all of it holds."""
    from storage import audit

    with workspace.session() as session:
        return Record(audit.verify(session=session), tuple(audit.newest(newest, session=session)))
