"""A file of adjusted people checked: its checksum, computed again, against the one in the audit chain."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import InvalidFile
from jobs import decide
from jobs.employees.checksum import Checksum
from jobs.employees.reading import SEAL
from jobs.employees.written import Back, read_back
from jobs.format import amount
from jobs.people import EVENT
from jobs.recheck_people import recheck
from jobs.verified import VerifyReport, database_exists, no_evidence, recorded, written_as
from jobs.workspace import Workspace
from plans import record
from plans.money import Money

if TYPE_CHECKING:
    from storage.audit import Recorded

# A file whose name is another one is taken for an altered one where so much of four agrees.
_ENOUGH = 2


def verify_people(
    workspace: Workspace, path: Path, *, file_only: bool, origin: Path | None = None
) -> VerifyReport:
    """Compare what the file holds now with what the audit chain says was written, and with its proposal.

    Its name and the order of its rows do not matter. `origin` is the file it was made of, by which each
    changed cell has its place (`recheck_people`). BadInput without a database, which alone can say, or for
    another origin; InvalidFile where the file cannot be read as it was written.
    """
    if file_only or not database_exists(workspace):
        raise no_evidence("adjusted people carry", path)
    entries, broken = recorded(workspace, EVENT)
    nearest = _nearest(workspace, path, entries)
    if nearest is None:
        stranger = "no adjustment in the audit chain of this database wrote this file"
        return VerifyReport(False, 0, (*broken, stranger), (), "", False)
    entry, back, currency = nearest
    more = recheck(workspace, path, entry, currency, origin)
    summed = (*_sealed(path, back), *_differences(back, entry, currency))
    differences = (*broken, *summed, *back.problems, *more.differences)
    place = f"audit entry {entry.number} has them ({written_as(entry)})"
    told = f"{back.checksum.rows} people and their pay, as {place}"
    checked, proposal = back.checksum.rows * more.columns, str(entry.detail["proposal"])
    return VerifyReport(not differences, checked, differences, more.notes, proposal, True, told)


def _nearest(
    workspace: Workspace, path: Path, entries: "list[Recorded]"
) -> "tuple[Recorded, Back, str] | None":
    """The entry that wrote the file, or most likely did, with what the file holds as it was written then."""
    found: list[tuple[tuple[int, bool, int], Recorded, Back, str]] = []
    refused: list[InvalidFile] = []
    read: dict[tuple[str, str], Back | None] = {}
    for entry in entries:
        currency, columns = _currency(workspace, entry), entry.detail.get("columns", {})
        key = currency, json.dumps(columns, sort_keys=True)
        if key not in read:
            try:
                read[key] = read_back(path, currency=currency, columns=columns)
            except InvalidFile as error:  # written with other columns; told where none does
                read[key] = None
                refused.append(error)
        if (back := read[key]) is not None:
            same_name = Path(entry.detail["path"]).name == path.name
            found.append(((_agreeing(back.checksum, entry), same_name, entry.number), entry, back, currency))
    if refused and not found:
        raise refused[0]
    likely = [f for f in found if f[0][0] >= _ENOUGH or f[0][1]]
    return max(likely, key=lambda f: f[0])[1:] if likely else None


def _currency(workspace: Workspace, entry: "Recorded") -> str:
    if "currency" in entry.detail:
        return str(entry.detail["currency"])
    # Entries from before it was kept.
    return record.recompute(decide.show(workspace, entry.detail["proposal"]).document).plan.currency


def _agreeing(found: Checksum, entry: "Recorded") -> int:
    said = written(entry)
    names = ("rows", "pay_minor", "adjusted_minor", "hash")
    return sum(getattr(found, name) == getattr(said, name) for name in names)


def written(entry: "Recorded") -> Checksum:
    """The checksum that an entry of `people.adjusted` keeps."""
    said = entry.detail
    return Checksum(said["rows"], said["pay_minor"], said["adjusted_minor"], int(said["hash"], 16))


def _differences(back: Back, entry: "Recorded", currency: str) -> Iterator[str]:
    """What differs, in words: rows, then sums, then what sums do not show."""
    found, said = back.checksum, written(entry)
    if found.rows != said.rows:
        more = "too many" if found.rows > said.rows else "missing"
        yield f"rows: {found.rows}, and {said.rows} were written: {abs(found.rows - said.rows)} {more}"
    sums = (
        ("pay", found.pay_minor, said.pay_minor),
        ("adjusted pay", found.adjusted_minor, said.adjusted_minor),
        ("arrears", back.arrears_minor, entry.detail.get("arrears_minor", back.arrears_minor)),
    )
    for what, now, then in sums:
        if now != then:
            shown = [amount(Money(minor, currency).amount) for minor in (now, then)]
            yield f"the sum of {what}: {shown[0]} {currency}, and {shown[1]} was written"
    alike = (found.rows, found.pay_minor, found.adjusted_minor)
    if found.hash != said.hash and alike == (said.rows, said.pay_minor, said.adjusted_minor):
        yield "the sums are the same and the rows are not: an employee, a grade or an amount was changed"


def _sealed(path: Path, back: Back) -> Iterator[str]:
    """What a folder's own seal says otherwise."""
    if not path.is_dir():
        return
    seal = path / SEAL
    if not seal.is_file():
        yield f"{SEAL}: missing"
        return
    said = json.loads(seal.read_text(encoding="utf-8"))
    found = back.checksum
    now = {"rows": found.rows, "pay_minor": found.pay_minor, "adjusted_minor": found.adjusted_minor}
    for name, value in {**now, "hash": f"{found.hash:x}"}.items():
        if said.get(name) != value:
            yield f"{SEAL}: {name} {said.get(name)!r}, and the files hold {value!r}"
