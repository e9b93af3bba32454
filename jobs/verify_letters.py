"""Letters checked: whether a file or a folder of them is, byte for byte, what the audit chain recorded."""

from pathlib import Path

from indicators.errors import BadInput, InvalidFile
from jobs.exports.forms import FORMATS, read
from jobs.letters.digest import digest_of, is_folder_of_letters
from jobs.verified import VerifyReport, database_exists, no_evidence, recorded, written_as
from jobs.workspace import Workspace

_EVENT = "proposal.exported"
_FORMATS = ("letter", "letters")


def verify_letters(workspace: Workspace, path: Path, *, file_only: bool) -> VerifyReport | None:
    """Whether the letters are those that were written, under any name; None where the file is another thing.

    A changed one is known by the name under which it was written. BadInput for letters that nothing is
    recorded of, or where there is no database, which alone can say.
    """
    surely = path.suffix.casefold() == ".md" or is_folder_of_letters(path)
    if file_only or not database_exists(workspace):
        if surely and path.exists():
            raise no_evidence("letters carry", path)
        return None
    entries, broken = recorded(workspace, _EVENT)
    letters = [entry for entry in entries if entry.detail["format"] in _FORMATS]
    if not path.exists() or not (letters or surely):
        return None
    named = [entry for entry in letters if Path(entry.detail["path"]).name == path.name]
    found = digest_of(path) if path.is_file() or surely or named else ""
    same = [entry for entry in letters if entry.detail["sha256"] == found]
    if same:
        entry, differences = same[-1], broken
    elif named and not _is_export(path):
        entry = named[-1]
        changed = f"changed: {written_as(entry)} with SHA-256 {entry.detail['sha256']}, and now {found}"
        differences = (*broken, changed)
    elif surely:
        raise BadInput(
            "no letters of this content or name are recorded",
            where=str(path),
            hint="give the database they came from; changed ones are known by their name when written",
        )
    else:
        return None
    told = f"byte for byte the letters of audit entry {entry.number} ({written_as(entry)})"
    return VerifyReport(not differences, 1, differences, (), str(entry.detail["proposal"]), True, told)


def _is_export(path: Path) -> bool:
    """Whether a file carries the record of an export, so that it is checked as one."""
    if path.suffix.lower().removeprefix(".") not in FORMATS:
        return False
    try:
        read(path)
    except InvalidFile:
        return False
    return True
