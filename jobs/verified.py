"""What checking a file comes to, whatever the file is."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import BadInput
from jobs.workspace import Workspace

if TYPE_CHECKING:
    from storage.audit import Recorded


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """Whether an export is what its evidence and the database say; else each thing that differs.

    `checked` counts the values compared; `notes` are worth knowing and no fault of the file. `told` says in
    words what it is the same as, where the file carries no evidence and the audit chain speaks for it.
    """

    ok: bool
    checked: int
    differences: tuple[str, ...]
    notes: tuple[str, ...]
    proposal: str
    in_database: bool
    told: str = ""


def database_exists(workspace: Workspace) -> bool:
    """Whether there is a database to compare with; asking for `workspace.database` would make one."""
    return bool(workspace.settings["database_url"]) or (workspace.home / "realterms.db").exists()


def no_evidence(what: str, path: Path) -> BadInput:
    """The error for a file that only the audit chain can speak for, where there is none to ask."""
    return BadInput(
        f"{what} no evidence of their own",
        where=str(path),
        expected="the database they came from: its audit chain says what was written",
        hint="give that database with --home or REALTERMS_DATABASE_URL, and leave out --file-only",
    )


def recorded(workspace: Workspace, event: str) -> "tuple[list[Recorded], tuple[str, ...]]":
    """What the audit chain says of an event, and why nobody can rely on it where it does not hold."""
    from storage import audit

    with workspace.session() as session:
        entries = audit.entries(event, session=session)
        chain = audit.verify(session=session)
    where = f"the audit chain does not hold at entry {chain.first_bad}: {chain.why}"
    return entries, () if chain.ok else (where,)


def written_as(entry: "Recorded") -> str:
    """Under which name, by whom and when a file was written."""
    return f"written as {Path(entry.detail['path']).name} by {entry.by} on {entry.at:%Y-%m-%d}"
