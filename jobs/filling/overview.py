"""Everybody in the results files of a plan, and what each file comes to as it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.filling import files
from jobs.filling.files import ResultsText
from jobs.filling.trial import Edits, edited
from jobs.planning import PlanReport
from jobs.score import ScoreReport, score
from jobs.workspace import Workspace

Drafts = Mapping[Path, tuple[ResultsText, Edits]]


@dataclass(frozen=True, slots=True)
class FileOverview:
    """A file: who stands in it, and what it comes to, or every problem in it.

    `is_draft` where that is of edits that are not saved.
    """

    path: Path
    people: tuple[str, ...]
    report: ScoreReport | None
    problems: tuple[Problem, ...] = ()
    is_draft: bool = False


def overview(
    workspace: Workspace, report: PlanReport, drafts: Drafts, elsewhere: tuple[Path, ...] = ()
) -> tuple[FileOverview, ...]:
    """The files in the workspace's folder, those from `elsewhere`, and drafts of files still to be written.

    A draft takes the place of its file.
    """
    paths = dict.fromkeys((*files.found(workspace, report.plan.name), *elsewhere, *drafts))
    return tuple(_overviews(workspace, report, paths, drafts))


def _overviews(
    workspace: Workspace, report: PlanReport, paths: Mapping[Path, None], drafts: Drafts
) -> Iterator[FileOverview]:
    for path in paths:
        is_draft = path in drafts
        try:
            held, edits = drafts[path] if is_draft else (files.read(path), {})
            text, wrong = edited(report.plan, held, edits)
        except BadInput as error:
            yield FileOverview(path, (), None, (Problem(path.name, "", error.message),), is_draft)
            continue
        scored, problems = _scored(workspace, report, path, text)
        yield FileOverview(path, files.people(text), scored, (*wrong.values(), *problems), is_draft)


def _scored(
    workspace: Workspace, report: PlanReport, path: Path, text: str
) -> tuple[ScoreReport | None, tuple[Problem, ...]]:
    try:
        return score(workspace, report.plan.name, path, text=text), ()
    except InvalidFile as error:
        return None, error.problems
    except BadInput as error:
        return None, (Problem(path.name, "", error.message, error.expected),)
