"""A proposal written out with its evidence in one of the forms: whole files, private to their owner."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import BadInput, CheckFailed, UnknownName
from jobs.decide import show
from jobs.exports.annex import EXPLAINED, explanation, languages_of, otherwise_rows
from jobs.exports.facts import all_facts
from jobs.exports.files import written
from jobs.exports.forms import FORMATS, contents, form_of
from jobs.exports.model import Annex
from jobs.workspace import Workspace
from plans import record


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: `path` is the main file, `files` are all; `sha256` is the main file's."""

    proposal: int
    path: Path
    files: tuple[Path, ...]
    sha256: str
    format: str
    state: str

    @property
    def draft(self) -> bool:
        """Whether nobody had decided the proposal yet; the files say so."""
        return self.state == "proposed"


def export(
    workspace: Workspace,
    number: int,
    *,
    format: str | None = None,
    path: Path | None = None,
    overwrite: bool = False,
    languages: Sequence[str] = ("en",),
) -> ExportReport:
    """Write a proposal to `path` in one of FORMATS, else in the form that the name's ending says.

    Reports, workbooks and JSON explain it in the `languages`, and say what else it could have been.

    Nothing is written where the frozen proposal does not come out the same when recomputed (CheckFailed).
    BadInput where the place cannot be written or is taken and `overwrite` is not set; DatabaseFull where
    there is no space. The export is in the audit trail before the files get their names.
    """
    from storage import plans as stored

    proposal = show(workspace, number)
    form = _form(format, path)
    target = path or Path(f"{proposal.plan}-{proposal.effective_on}-proposal-{number}.{form}")
    adjustment = record.recompute(proposal.document)
    found = record.differences(proposal.document, adjustment)
    if found:
        raise CheckFailed(
            f"proposal {number} does not come out the same when recomputed; nothing was written",
            got="; ".join(found[:5]),
            hint="`realterms audit verify` says whether the database was changed",
        )
    now = workspace.now
    told = " ".join(dict.fromkeys(languages)) if form in EXPLAINED else ""
    facts = all_facts(proposal, adjustment, by=workspace.user, at=now, language=told)
    annex = Annex()
    if told:
        said = explanation(adjustment, languages_of(facts))
        annex = Annex(said, otherwise_rows(workspace, adjustment))
    files = contents(form, target, facts, adjustment, proposal.document, annex)
    digest = hashlib.sha256(files[target]).hexdigest()
    with written(files, overwrite=overwrite), workspace.session() as session:
        stored.record_export(
            number,
            path=str(target.absolute()),
            format=form,
            sha256=digest,
            exported_at=now,
            exported_by=workspace.user,
            session=session,
        )
    return ExportReport(number, target, tuple(files), digest, form, proposal.state)


def _form(form: str | None, path: Path | None) -> str:
    if form is None:
        return form_of(path) if path is not None else "xlsx"
    if form not in FORMATS:
        raise UnknownName.among("format", form, FORMATS, hint=f"there are {', '.join(FORMATS)}")
    if path is not None and form_of(path) != form:
        raise BadInput(
            "the name's ending and the format do not agree",
            where=str(path),
            expected=f"a name that ends in .{form}",
            got=path.suffix,
        )
    return form
