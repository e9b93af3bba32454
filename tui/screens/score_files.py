"""What the screen of results asks of the jobs, and the messages that they answer with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from tui import words
from tui.drafts import FOLDER, Drafts
from tui.screens.score_edit import PREFIX, Begun, ResultsDraft
from tui.work import JobDone

if TYPE_CHECKING:
    from jobs.filling.overview import FileOverview
    from jobs.filling.trial import Prices, Trial
    from jobs.planning import PlanReport
    from jobs.score import ScoreReport
    from jobs.workspace import Workspace


class ResultsRead(Message):
    """The plan, and everybody's results in its files."""

    def __init__(
        self, report: PlanReport, files: tuple[FileOverview, ...], sheets: tuple[str, ...], folder: Path
    ) -> None:
        super().__init__()
        self.report = report
        self.files = files
        self.sheets = sheets
        self.folder = folder


class PersonRead(Message):
    """A file with the edits that were kept of it, and the person to fill in."""

    def __init__(self, draft: ResultsDraft, person: int, *, kept: bool, changed: bool) -> None:
        super().__init__()
        self.draft = draft
        self.person = person
        self.kept = kept
        self.changed = changed


class ResultsTried(Message):
    """What the results come to with the edits."""

    def __init__(self, trial: Trial) -> None:
        super().__init__()
        self.trial = trial


class ResultsSaved(Message):
    """The file is written; what it comes to."""

    def __init__(self, report: ScoreReport, path: Path) -> None:
        super().__init__()
        self.report = report
        self.path = path


class NoPlans(Message):
    """There is no plan whose results could be shown."""


class ResultsDropped(Message):
    """The edits of a file that is not there yet are forgotten."""


def everybody(workspace: Workspace, plan: str, elsewhere: tuple[Path, ...]) -> Message:
    """Everybody's results on a plan, or on the first one where none is named."""
    from jobs import planning
    from jobs.filling import files, overview
    from plans.scoring.library import sheet_names

    first = plan or next((row.name for row in planning.versions(workspace)), "")
    if not first:
        return NoPlans()
    report = planning.show(workspace, first)
    held = {draft.path: (draft.held, draft.edits) for draft in _drafts(workspace, first)}
    every = overview.overview(workspace, report, held, elsewhere)
    return ResultsRead(report, every, sheet_names(), workspace.home / files.FOLDER)


def opened(workspace: Workspace, plan: str, path: Path, person: int) -> Message:
    """A file with the edits that were kept of it."""
    from jobs.filling import files

    kept = _draft(workspace, plan, path)
    if kept is None:
        return PersonRead(ResultsDraft.of(plan, files.read(path)), person, kept=False, changed=False)
    now = files.read(path).disk if path.exists() else ""
    return PersonRead(kept, person, kept=True, changed=now != kept.disk)


def _drafts(workspace: Workspace, plan: str) -> list[ResultsDraft]:
    """The drafts of a plan's results."""
    drafts = Drafts(workspace.home / FOLDER)
    found = (ResultsDraft.recalled(name, drafts.kept(name)) for name in drafts.names(PREFIX))
    return [draft for draft in found if draft is not None and draft.plan == plan]


def _draft(workspace: Workspace, plan: str, path: Path) -> ResultsDraft | None:
    return next((draft for draft in _drafts(workspace, plan) if draft.path == path), None)


def begun(workspace: Workspace, report: PlanReport, answer: Begun) -> Message:
    """The file, with the edits that were kept of it, and one more person in it."""
    from jobs.filling import files

    path, kept = answer.path, _draft(workspace, report.plan.name, answer.path)
    held = files.begin(
        report,
        path,
        person=answer.person,
        sheet=answer.sheet,
        on=answer.on,
        held=None if kept is None else kept.held,
    )
    draft = ResultsDraft.of(report.plan.name, held)
    draft.edits = {} if kept is None else dict(kept.edits)
    return PersonRead(draft, len(files.people(held.text)) - 1, kept=False, changed=False)


def dropped(workspace: Workspace, draft: ResultsDraft, person: int) -> Message:
    """The file as it stands, its edits forgotten."""
    from jobs.filling import files

    Drafts(workspace.home / FOLDER).drop(draft.name)
    if not draft.path.exists():
        return ResultsDropped()
    fresh = ResultsDraft.of(draft.plan, files.read(draft.path))
    there = person if person < len(files.people(fresh.text)) else 0  # who was only begun is forgotten too
    return PersonRead(fresh, there, kept=False, changed=False)


def tried(
    workspace: Workspace,
    report: PlanReport,
    draft: ResultsDraft,
    edits: dict[str, str],
    person: int,
    prices: Prices,
) -> Message:
    """What the file comes to with the edits, which are kept as a draft."""
    from jobs.filling import trial

    drafts = Drafts(workspace.home / FOLDER)
    if edits or draft.is_touched:
        drafts.keep(draft.name, {**draft.values(), "edits": edits})
    else:
        drafts.drop(draft.name)
    return ResultsTried(trial.attempt(workspace, report.plan, draft.held, edits, person, prices))


def saved(workspace: Workspace, report: PlanReport, draft: ResultsDraft) -> Message:
    """The file with the edits in it, written; the draft is done with."""
    from jobs.filling import saving

    scored = saving.save(workspace, report, draft.held, draft.edits)
    Drafts(workspace.home / FOLDER).drop(draft.name)
    return ResultsSaved(scored, draft.path)


def exported(workspace: Workspace, plan: str, path: Path, written: Path) -> JobDone:
    """Write what the file comes to, as a document."""
    from jobs import scored
    from jobs.score import score

    scored.write(score(workspace, plan, path), written)
    return JobDone(words.written(written))
