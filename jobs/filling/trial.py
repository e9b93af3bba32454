"""A results file tried with what was typed into it: what it comes to so far, every problem at its cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.filling.cells import cells_of, names_of, rows_of, type_into
from jobs.filling.files import ResultsText, tables
from jobs.filling.lines import Line, cell_of, person_lines
from jobs.score import card_of, day_of, prices_by, upratings_of
from jobs.workspace import Workspace
from plans.plan import IncentivePlan
from plans.scoring.payout import PlanPayout
from plans.scoring.results import parse_results
from plans.scoring.results_csv import DAYS
from plans.scoring.scorecard import Scorecard
from plans.scoring.sheet_score import SheetScore
from plans.scoring.so_far import so_far
from plans.uprate import Uprating

Edits = Mapping[str, str]  # by person and cell, as `0:results/sales/first`


@dataclass
class Prices:
    """The determinations behind real figures, by day, once they have been made: a key costs none of them."""

    known: date
    by_day: dict[date, tuple[dict[str, Uprating], tuple[str, ...]]] = field(default_factory=dict)

    def on(
        self, workspace: Workspace, plan: IncentivePlan, day: date
    ) -> tuple[dict[str, Uprating], tuple[str, ...]]:
        """The determinations up to a day, and what could not be had."""
        if day not in self.by_day:
            self.by_day[day] = upratings_of(workspace, plan, day, self.known)
        return self.by_day[day]


@dataclass(frozen=True)
class Trial:
    """One person of a results text with the edits in it.

    `saved` are the cells without the edits. `wrong` are this person's problems by cell, `general` everything
    else that keeps the file from being saved. `payout` and `sheet` are of what is sound so far: of everything
    where `complete`.
    """

    text: str
    people: tuple[str, ...]
    person: int
    lines: tuple[Line, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    saved: Mapping[str, str] = field(default_factory=dict)
    card: Scorecard | None = None
    wrong: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    general: tuple[Problem, ...] = ()
    payout: PlanPayout | None = None
    sheet: SheetScore | None = None
    upratings: Mapping[str, Uprating] = field(default_factory=dict)
    day: date | None = None
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is wrong or missing in the whole file."""
        return not self.wrong and not self.general


def attempt(
    workspace: Workspace,
    plan: IncentivePlan,
    held: ResultsText,
    edits: Edits,
    person: int,
    prices: Prices,
) -> Trial:
    """What the results text comes to with `edits` typed into its cells, for the person at this place."""
    text, typed = edited(plan, held, edits)
    values, broken = tables(text)
    rows = rows_of(values)
    if broken or person >= len(rows):
        return Trial(text, (), person, general=broken)
    row: Mapping[str, Any] = rows[person]
    card, unknown = _card(row, held.path)
    lines = person_lines(plan, card)
    day = day_of(workspace, plan, _day(values))
    upratings, notes = prices.on(workspace, plan, day)
    prefix = f"people.{person + 1}." if "people" in values else ""
    _results, problems = parse_results(text, file=held.path.name, plan=plan)
    general: list[Problem] = []
    payout = sheet = None
    try:
        counted = so_far(row, plan, card, prices_by(upratings), file=held.path.name)
        payout, sheet, marked = counted.payout, counted.sheet, counted.problems
    except BadInput as error:
        marked = (Problem(error.where, "", error.message, error.expected, str(error.got or "")),)
    wrong: dict[str, list[Problem]] = {}
    by_key = {line.key: line for line in lines}
    own = [(cell, problem) for cell, problem in typed.items() if cell.startswith(f"{person}:")]
    for cell, problem in own:
        wrong[cell.partition(":")[2]] = [problem]
    inside = [(p.key.removeprefix(prefix), p) for p in problems if p.key.startswith(prefix)]
    general += [p for p in problems if not p.key.startswith(prefix) and p.key != prefix[:-1]]
    served = next((key for key in DAYS if key in row), "")  # what is told of the whole person is of the days
    inside += [(served, p) for p in problems if prefix and p.key == prefix[:-1]]
    inside = [(key or served, p) for key, p in inside]
    for key, problem in (*inside, *((p.key, p) for p in (*unknown, *marked))):
        cell = cell_of(by_key, key)
        if not cell:
            general.append(problem)
        elif not any(p.message == problem.message or p.key == cell for p in wrong.get(cell, ())):
            wrong.setdefault(cell, []).append(problem)
    general += [problem for cell, problem in typed.items() if not cell.startswith(f"{person}:")]
    return Trial(
        text,
        tuple(name or str(n) for n, name in enumerate(names_of(values), start=1)),
        person,
        lines,
        cells_of(values, row, lines),
        _saved(held, person, lines),
        card,
        {cell: tuple(found) for cell, found in wrong.items()},
        tuple(general),
        payout,
        sheet,
        upratings,
        day,
        notes,
    )


def _saved(held: ResultsText, person: int, lines: tuple[Line, ...]) -> dict[str, str]:
    values, _broken = tables(held.text)
    rows = rows_of(values)
    return cells_of(values, rows[person], lines) if person < len(rows) else {}


def edited(plan: IncentivePlan, held: ResultsText, edits: Edits) -> tuple[str, dict[str, Problem]]:
    """The text with each edit in its place, and the problem of each edit that cannot be read, by its key."""
    import tomlkit
    from tomlkit.exceptions import ParseError

    if not edits:
        return held.text, {}
    try:
        document = tomlkit.parse(held.text)
    except ParseError:
        return held.text, {}
    problems: dict[str, Problem] = {}
    for key, typed in edits.items():
        number_, _colon, cell = key.partition(":")
        rows = rows_of(document)
        if not number_.isdigit() or int(number_) >= len(rows):
            continue
        name, _slash, field_ = cell.rpartition("/")
        card, _unknown = _card(rows[int(number_)], held.path)
        line = next((line for line in person_lines(plan, card) if line.key == name), None)
        if line is None or field_ not in line.fields:
            continue  # a line of another scorecard than the one that is chosen now
        problem = type_into(document, int(number_), line, field_, typed)
        if problem is not None:
            problems[key] = problem
    return tomlkit.dumps(document), problems


def _card(row: Mapping[str, Any], path: Path) -> tuple[Scorecard | None, tuple[Problem, ...]]:
    """The scorecard that a person's table names, or why there is none."""
    sheet = row.get("sheet")
    name = sheet.get("name") if isinstance(sheet, Mapping) else None
    if not isinstance(name, str) or not name.strip():
        return None, ()
    try:
        return card_of(str(name), path), ()
    except InvalidFile as error:
        return None, _at_name(error.problems)
    except BadInput as error:
        return None, (Problem(str(path), "sheet.name", error.message, error.hint or error.expected),)


def _at_name(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(Problem(p.file, "sheet.name", f"{p.key}: {p.message}", p.expected, p.got) for p in problems)


def _day(values: Mapping[str, Any]) -> date | None:
    found = values.get("on")
    return found if type(found) is date else None
