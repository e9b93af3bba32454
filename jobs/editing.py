"""A plan's figures edited cell by cell: every problem at its cell, and nothing saved that is half valid.

A cell is named as a problem names it: `bands.S1.midpoint`, `measures.sales.target`. What is typed stays
text until the whole plan can be read with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.catalogue import known
from jobs.planning import PlanReport, save_text, show
from jobs.typed import number
from jobs.workspace import Workspace
from plans.changes import FigureChange, WordChange, plan_changes, word_changes
from plans.parse import parse_plan
from plans.plan import IncentivePlan

NAMED_BY = {"bands": "grade", "measures": "name", "components": "name"}
TEXTS = frozenset({"title"})
Edits = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trial:
    """A plan's text with edits in it: the plan where it can be read, else every problem.

    `figures` and `rest` are what would change against the version that is edited.
    """

    text: str
    plan: IncentivePlan | None
    problems: tuple[Problem, ...]
    figures: tuple[FigureChange, ...] = ()
    rest: tuple[WordChange, ...] = ()

    def at(self, cell: str) -> tuple[Problem, ...]:
        """The problems of one cell."""
        return tuple(p for p in self.problems if p.key == cell)

    @property
    def elsewhere(self) -> tuple[Problem, ...]:
        """The problems that belong to no single cell, as weights that do not sum to 100."""
        return tuple(p for p in self.problems if p.key.count(".") != 2)


def attempt(workspace: Workspace, report: PlanReport, edits: Edits) -> Trial:
    """The plan as it would be with `edits` typed into its cells; BadInput for a cell it does not have."""
    text, problems = _edited(report.text, edits)
    plan, found = parse_plan(text, file=report.plan.name, known=known(workspace))
    every = (*problems, *found)
    if plan is None or every:
        return Trial(text, None, every)
    return Trial(text, plan, (), plan_changes(report.plan, plan), word_changes(report.plan, plan))


def save(workspace: Workspace, report: PlanReport, edits: Edits) -> PlanReport:
    """Save the edited plan as a new version.

    InvalidFile with every problem where it cannot be read; BadInput where somebody has saved a version since
    the one that was edited, which is not overwritten.
    """
    trial = attempt(workspace, report, edits)
    if trial.plan is None:
        raise InvalidFile(trial.problems)
    newest = show(workspace, report.plan.name)
    if newest.version != report.version:
        raise BadInput(
            f"{newest.saved_by} has saved version {newest.version} in the meantime",
            where=report.plan.name,
            expected=f"version {report.version}, which was edited",
            got=newest.version,
            hint="look at that version, then edit it",
        )
    return save_text(workspace, trial.text, file=report.plan.name)


def _edited(text: str, edits: Edits) -> tuple[str, tuple[Problem, ...]]:
    """The text with each edit in its place; comments and everything else stay as they are written."""
    import tomlkit

    document = tomlkit.parse(text)
    problems = []
    for cell, typed in edits.items():
        table, field = _table(document, cell)
        if field in TEXTS:
            table[field] = typed.strip()
            continue
        value = number(typed)
        if value is None:
            problems.append(Problem("", cell, "not a number", "as 48000 or 1250.50", typed))
        elif table.get(field) != value:
            whole = value == value.to_integral_value()
            table[field] = int(value) if whole else tomlkit.value(f"{value:f}")
    return tomlkit.dumps(document), tuple(problems)


def _table(document: Any, cell: str) -> tuple[Any, str]:
    section, _dot, rest = cell.partition(".")
    item, _dot, field = rest.rpartition(".")
    rows: Iterator[Any] = iter(document.get(section, ()))
    found = next((row for row in rows if str(row.get(NAMED_BY.get(section, ""))) == item), None)
    if found is None:
        raise BadInput("the plan has no such cell", expected="as bands.S1.midpoint", got=cell)
    return found, field
