"""The audit chain: what was done by whom, and whether the record is whole."""

from typing import TYPE_CHECKING

from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.audit import AuditReport


def verify(workspace: Workspace) -> "AuditReport":
    """Recompute every hash of the chain; the report names the first entry that does not hold."""
    from storage import audit

    with workspace.session() as session:
        return audit.verify(session=session)
