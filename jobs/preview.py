"""An adjustment that was only looked at, written out as a report that says so on every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indicators.errors import BadInput
from jobs.exports.annex import explanation, languages_of, otherwise_rows
from jobs.exports.facts import facts_of_preview
from jobs.exports.files import write_files
from jobs.exports.forms import contents, form_of
from jobs.exports.model import Annex
from jobs.propose import Overrides, computed
from jobs.workspace import Workspace
from plans import record
from plans.adjust import Adjustment

# What people read. The forms that other systems take hold proposals only.
FORMATS = ("pdf", "html", "xlsx")


@dataclass(frozen=True, slots=True)
class PreviewReport:
    """What was written, and the record in it."""

    path: Path
    document: record.Document


def write_preview(
    workspace: Workspace,
    plan: str,
    path: Path,
    *,
    on: date,
    as_of: date | None = None,
    overrides: Overrides | None = None,
    seen: Adjustment | None = None,
    overwrite: bool = False,
    languages: Sequence[str] = ("en",),
) -> PreviewReport:
    """Write what a plan's figures would be, with every step, in the form that the name's ending says.

    It is marked as a preview, has no number, and `verify` recomputes it like an export. The database is not
    changed. `overrides` and `seen` as for `propose`, and its errors; BadInput where the ending is none of
    FORMATS, or the place cannot be written or is taken and `overwrite` is not set.
    """
    form = form_of(path)
    if form not in FORMATS:
        raise BadInput(
            "only a proposal is written in this form: a preview is a report for people to read",
            where=str(path),
            expected=f"a name that ends in {', '.join(f'.{f}' for f in FORMATS[:-1])} or .{FORMATS[-1]}",
            got=path.suffix,
            hint="propose it, then export the proposal",
        )
    report, text, adjustment = computed(workspace, plan, on=on, as_of=as_of, overrides=overrides, seen=seen)
    document = record.to_document(adjustment, text)
    version = f"{report.version}, with changed clauses" if overrides else str(report.version)
    told = " ".join(dict.fromkeys(languages))
    facts = facts_of_preview(
        document, adjustment, version, by=workspace.user, at=workspace.now, language=told
    )
    annex = Annex(explanation(adjustment, languages_of(facts)), otherwise_rows(workspace, adjustment))
    files = contents(form, path, facts, adjustment, document, annex)
    write_files(files, overwrite=overwrite)
    return PreviewReport(path, document)
