"""Papers beside a plan: those that ship and a user's own, told apart by what they hold, checked, shown."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from indicators.errors import BadInput, InvalidFile, Problem, UnknownName, did_you_mean
from jobs import planning
from jobs.exports.files import write_files
from plans.papers import library as papers
from plans.papers.comments import Comments, Tone, comments_text, parse_comments
from plans.papers.goals import Cascade, parse_goals, tree
from plans.papers.outline import Outline, Paper, parse_outline, parse_paper
from plans.papers.outline_text import blank_text, paper_text
from plans.papers.work_plan import WorkPlan, parse_work_plan
from plans.papers.work_plan_text import work_plan_text
from plans.plan import IncentivePlan
from plans.scoring import library as scorecards
from plans.scoring.bilingual import Language
from plans.scoring.scorecard import Scorecard
from plans.scoring.sheet import parse_sheet
from plans.scoring.sheet_text import sheet_page

Content = Scorecard | Outline | Paper | WorkPlan | Cascade | Comments
Problems = tuple[Problem, ...]


class Kind(StrEnum):
    """What a paper is."""

    SCORECARD = "scorecard"
    OUTLINE = "outline"
    PAPER = "filled outline"
    WORK_PLAN = "work plan"
    GOALS = "goals"
    COMMENTS = "comments"


# A key that only papers of this kind have, in the order in which they are looked for.
_TOLD_BY = {
    "sections": Kind.SCORECARD,
    "outline": Kind.PAPER,
    "goals": Kind.GOALS,
    "comments": Kind.COMMENTS,
    "lines": Kind.WORK_PLAN,
    "parts": Kind.OUTLINE,
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that ships, in a list."""

    name: str
    kind: Kind
    title: str


@dataclass(frozen=True, slots=True)
class PaperReport:
    """A paper read: what kind it is and what it holds."""

    kind: Kind
    content: Content


def names() -> tuple[str, ...]:
    """The names of everything that ships, scorecards first."""
    return (*scorecards.sheet_names(), *papers.paper_names())


def rows(language: Language = Language.EN) -> tuple[PaperRow, ...]:
    """Everything that ships, with its kind and title."""
    return tuple(_row(name, language) for name in names())


def write(name: str, path: Path, language: Language = Language.EN) -> None:
    """Write a paper that ships to `path`, to be changed or filled in; BadInput where the file exists."""
    write_files({path: _source(name, language).encode("utf-8")}, overwrite=False)


def read(name: str, language: Language = Language.EN) -> PaperReport:
    """A paper that ships, or one in a .toml file; InvalidFile with all its problems otherwise."""
    path, file = Path(name), name
    text = planning.read_text(path) if path.suffix == ".toml" else _source(name, language)
    kind = _kind(text, file)
    content, problems = _PARSE[kind](text, file)
    if content is None:
        raise InvalidFile(problems)
    return PaperReport(kind, content)


def page(
    report: PaperReport,
    language: Language,
    *,
    plan: IncentivePlan | None = None,
    role: str | None = None,
    tone: Tone | None = None,
) -> str:
    """The paper as text; `plan` gives figures to a task, `role` and `tone` choose among comments."""
    content = report.content
    if isinstance(content, Scorecard):
        return sheet_page(content, language)
    if isinstance(content, WorkPlan):
        return work_plan_text(content, language)
    if isinstance(content, Paper):
        return paper_text(content, language, plan)
    if isinstance(content, Outline):
        return f"# {content.title.within(language)}\n\n{blank_text(content.parts, language)}\n"
    if isinstance(content, Cascade):
        return tree(content) + "\n"
    if role is not None and role not in content.roles:
        raise UnknownName.among("role", role, content.roles, hint=", ".join(content.roles))
    found = content.of(role=role, tone=tone)
    return comments_text(content, found, language)


def _row(name: str, language: Language) -> PaperRow:
    report = read(name, language)
    content = report.content
    if isinstance(content, WorkPlan):
        title = content.title(language)
    elif isinstance(content, (Cascade, Paper)):
        title = content.title
    else:
        title = content.title.within(language)
    return PaperRow(name, report.kind, title)


def _source(name: str, language: Language) -> str:
    if name in scorecards.sheet_names():
        return scorecards.sheet_text(name)
    if name in papers.paper_names():
        return papers.paper_source(name, language.value)
    raise UnknownName.among("paper", name, names(), hint="`realterms paper list` shows them")


def _kind(text: str, file: str) -> Kind:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidFile([Problem(file, "", f"not TOML: {error}")]) from None
    for key, kind in _TOLD_BY.items():
        if key in values:
            return kind
    near = next((found for key in values if (found := did_you_mean(key, _TOLD_BY))), None)
    hint = f"did you mean {near!r}?" if near else "`realterms paper new NAME FILE` writes one to start from"
    raise BadInput("not a paper of a known kind", where=file, expected=", ".join(_TOLD_BY), hint=hint)


def _filled(text: str, file: str) -> tuple[Paper | None, Problems]:
    return parse_paper(text, file=file, outlines=papers.outlines())


_PARSE: dict[Kind, Callable[[str, str], tuple[Any, Problems]]] = {
    Kind.SCORECARD: lambda text, file: parse_sheet(text, file=file),
    Kind.OUTLINE: lambda text, file: parse_outline(text, file=file),
    Kind.PAPER: _filled,
    Kind.WORK_PLAN: lambda text, file: parse_work_plan(text, file=file),
    Kind.GOALS: lambda text, file: parse_goals(text, file=file),
    Kind.COMMENTS: lambda text, file: parse_comments(text, file=file),
}
