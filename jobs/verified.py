"""What checking a file comes to, whatever the file is."""

from dataclasses import dataclass

from jobs.workspace import Workspace


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
