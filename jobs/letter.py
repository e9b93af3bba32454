"""A letter to the people of a grade: their band before and after, and how it came about, from a template."""

from dataclasses import dataclass
from pathlib import Path

from indicators.errors import UnknownName
from jobs import decide
from jobs.exports.files import written
from jobs.letters.band import WORDS, band_fields, proposal_fields, spoken
from jobs.letters.filling import as_text, filled, template_text
from jobs.workspace import Workspace
from plans.adjust import Adjustment
from plans.plan import PayBand


@dataclass(frozen=True, slots=True)
class LetterReport:
    """A letter as Markdown that also reads as plain text; `path` is set where it was written to a file."""

    text: str
    state: str
    path: Path | None = None


def letter(
    workspace: Workspace,
    number: int,
    *,
    grade: str,
    language: str = "en",
    name: str = "",
    template: Path | None = None,
    path: Path | None = None,
    overwrite: bool = False,
) -> LetterReport:
    """The letter of a proposal for one grade; written to `path` (0600, in the audit trail) if one is given.

    `template` is a text with `$grade`, `$minimum_after` and so on, instead of ours. UnknownName for a grade
    or a language that does not exist; BadInput where the template cannot be read or names something else.
    """
    proposal = decide.show(workspace, number)
    said = spoken(language)
    adjustment = decide.adjustment(proposal)
    everyone = WORDS[said]["everyone"].format(grade=grade)
    fields = {
        **proposal_fields(proposal, adjustment, said),
        **band_fields(adjustment, _band(adjustment, grade), said),
        "name": as_text(name or everyone),
    }
    text = filled(template_text(template, f"{said}.md"), fields, str(template or f"{said}.md"))
    if path is not None:
        _write(workspace, number, path, text.encode("utf-8"), overwrite=overwrite)
    return LetterReport(text, proposal.state, path)


def _write(workspace: Workspace, number: int, path: Path, content: bytes, *, overwrite: bool) -> None:
    import hashlib

    from storage import plans as stored

    with written({path: content}, overwrite=overwrite), workspace.session() as session:
        stored.record_export(
            number,
            path=str(path.absolute()),
            format="letter",
            sha256=hashlib.sha256(content).hexdigest(),
            exported_at=workspace.now,
            exported_by=workspace.user,
            session=session,
        )


def _band(adjustment: Adjustment, grade: str) -> PayBand:
    bands = {band.grade: band for band in adjustment.plan.bands}
    if grade not in bands:
        raise UnknownName.among("grade", grade, bands, hint=f"the plan has {', '.join(bands)}")
    return bands[grade]
