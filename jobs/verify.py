"""An export checked: recomputed from its own evidence, and compared with the database it came from."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indicators.errors import BadInput, RealtermsError, UnknownName
from indicators.series import History
from jobs import decide
from jobs.employees.written import is_adjusted
from jobs.exports import check
from jobs.exports.annex import explanation, languages_of, sealed
from jobs.exports.compare import Difference, size
from jobs.exports.facts import moment
from jobs.exports.forms import REBUILT, expected_tables, read
from jobs.exports.model import TRIED, Annex, Read
from jobs.exports.record_tables import EVIDENCE, PLAN_TEXT
from jobs.verified import VerifyReport, database_exists
from jobs.verify_letters import verify_letters
from jobs.verify_people import verify_people
from jobs.workspace import Workspace
from plans import record
from plans.adjust import Adjustment
from plans.otherwise import again
from plans.record import Document


@dataclass
class _Findings:
    """What was found so far; a place is named once, by the first check that finds it."""

    differences: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    checked: int = 0

    def add(self, found: Iterator[Difference] | list[Difference]) -> None:
        for difference in found:
            self.differences.setdefault(difference.place, difference.text)

    def sorted(self) -> tuple[str, ...]:
        """Causes before effects: what the file rests on, then what follows from it."""
        causes = (check.DATABASE, f"{EVIDENCE} ", f"{PLAN_TEXT} ", "TOML")
        return tuple(
            sorted(self.differences.values(), key=lambda text: not any(cause in text for cause in causes))
        )


def verify(
    workspace: Workspace, path: Path, *, file_only: bool = False, people: Path | None = None
) -> VerifyReport:
    """Recompute the export in `path` from its own evidence, then compare it with the database it came from.

    A database that exists must know the proposal, unless `file_only`. InvalidFile where the file is no
    export, BadInput where it cannot be read; nothing is ever changed. For adjusted people and for letters
    the audit chain speaks (`verify_people`, `verify_letters`); `people` is the file that the first were
    made of.
    """
    if is_adjusted(path):
        return verify_people(workspace, path, file_only=file_only, origin=people)
    if people is not None:
        what = "only adjusted people are made of a file of employees"
        raise BadInput(what, where=str(path), got=str(people), hint="leave out --people")
    if (letters := verify_letters(workspace, path, file_only=file_only)) is not None:
        return letters
    held = read(path)
    findings = _Findings()
    findings.add([Difference(text, text) for text in held.problems])
    findings.add(check.of_stated(held))
    _against_itself(held, findings)
    in_database = False
    if file_only:
        findings.notes.append("checked against its own evidence only, as asked")
    elif not database_exists(workspace):
        findings.notes.append("there is no database here: checked against its own evidence only")
    else:
        in_database = _against_database(workspace, held, findings)
    return VerifyReport(
        ok=not findings.differences,
        checked=findings.checked,
        differences=findings.sorted(),
        notes=tuple(dict.fromkeys(findings.notes)),
        proposal=held.facts["proposal"],
        in_database=in_database,
    )


def _against_itself(held: Read, findings: _Findings) -> None:
    try:
        adjustment = record.recompute(held.document)
    except (RealtermsError, KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        # A file that someone edited can be wrong in any way; what matters is that it is found.
        why = error.explain().replace("\n", ";") if isinstance(error, RealtermsError) else repr(error)
        findings.add([Difference("record", f"it cannot be recomputed from its own evidence: {why}")])
        return
    document = record.to_document(adjustment, held.document["plan_text"])
    try:
        if "true_up" in held.document:
            document["true_up"] = record.restated(held.document["true_up"], adjustment)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        findings.add([Difference("true-up", f"true-up: cannot be computed again: {error!r}")])
    try:
        annex = _annex(held, adjustment)
    except (RealtermsError, KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        place = "beside the record"
        findings.add([Difference(place, f"{place}: cannot be computed again: {error!r}")])
        annex = Annex()
    findings.checked = _size(held, adjustment, document, annex)
    found = list(check.of_content(held, adjustment, document, check.RECOMPUTED, annex))
    if check.another_wording(held):
        findings.notes.append(f"written by {held.facts['written_by']}: numbers are compared, wording is not")
        found = check.without_words(found)
    else:
        found.extend(check.of_appearance(held, adjustment, document, annex, findings.notes))
    findings.add(found)


def _annex(held: Read, adjustment: Adjustment) -> Annex:
    """What must stand beside the record: said again in its languages, computed again from its own figures."""
    said = explanation(adjustment, languages_of(held.facts))
    rows = held.annex.otherwise
    return Annex(said, sealed(again(rows, held.document, adjustment)) if rows else {})


def _size(held: Read, adjustment: Adjustment, document: Document, annex: Annex) -> int:
    tables = expected_tables(held.form, adjustment, document, annex)
    stated = 0 if held.form in REBUILT else size(document)
    return stated + sum(len(t.rows) * len(t.columns) for t in tables)


def _against_database(workspace: Workspace, held: Read, findings: _Findings) -> bool:
    """Whether the database holds the proposal; what differs from it goes into the findings."""
    proposal = _proposal(workspace, held)
    evidence, beside = _evidence(held.document), _evidence(held.annex.otherwise)
    histories = _histories(workspace, {row["key"] for row in (*evidence, *beside)})
    if held.facts["state"] == TRIED:
        findings.notes.append("a preview: nobody proposed it, so the database holds its figures only")
    elif proposal is None:
        findings.add([Difference("proposal", _stranger(workspace, held))])
    else:
        adjustment = record.recompute(proposal.document)
        findings.add(check.of_content(held, adjustment, proposal.document, check.DATABASE))
        findings.add(check.of_decision(held, proposal))
        findings.add(check.of_making(held, _made(workspace, proposal.id)))
        if held.facts["state"] == "proposed" != proposal.state:
            findings.notes.append(
                f"a draft: proposal {proposal.id} was {proposal.state} since, by {proposal.decided_by}"
            )
    findings.add(check.of_figures((*evidence, *beside), histories, sources=proposal is not None))
    findings.notes.extend(check.revised_since(evidence, histories, workspace.today))
    return proposal is not None


def _made(workspace: Workspace, number: int) -> list[tuple[str, str, str]]:
    from storage import plans as stored

    with workspace.session() as session:
        found = stored.exports(number, session=session)
    return [(e.format, e.exported_by, moment(e.exported_at)) for e in found]


def _proposal(workspace: Workspace, held: Read) -> decide.ProposalReport | None:
    """The proposal of the stated number, if its record or its making is the stated one."""
    number = held.facts["proposal"]
    if not number.isdigit():
        return None
    with suppress(UnknownName):
        found = decide.show(workspace, int(number))
        same_record = found.document_sha256 == held.facts["document_sha256"]
        same_making = (found.plan, found.proposed_at) == (held.facts["plan"], held.facts["proposed_at"])
        return found if same_record or same_making else None
    return None


def _stranger(workspace: Workspace, held: Read) -> str:
    return (
        f"proposal {held.facts['proposal']} of this file is not the one in the database "
        f"({workspace.database.url_for_display}); verify it with the database it came from, "
        "or against its own evidence only"
    )


def _evidence(rows: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    stated = rows.get("evidence", [])
    return [row for row in stated if _complete(row)] if isinstance(stated, list) else []


def _complete(row: Any) -> bool:
    # An edited JSON file may hold anything in the place of a row.
    names = ("key", "indicator", "period", "published_on", "value")
    return isinstance(row, dict) and all(isinstance(row.get(name), str) for name in names)


def _histories(workspace: Workspace, keys: set[str]) -> dict[str, History]:
    from storage import vintages

    with workspace.session() as session:
        known = {i.key for i in vintages.indicators(session=session)}
        return {key: vintages.history(key, session=session) for key in sorted(keys & known)}
