"""What a scenario puts in place of a plan's clauses: files, published rules, fixed percentages."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from indicators.errors import BadInput, InvalidFile, UnknownName
from indicators.series import Indicator
from jobs.catalogue import known
from jobs.clauses import find
from jobs.planning import read_text
from jobs.workspace import Workspace
from plans.clause import IndexationClause
from plans.fields import Place
from plans.parse import parse_clause, read_clause
from plans.plan import IncentivePlan

AS_WRITTEN = "as written"
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A set of clauses by the names they have in the plan; a name that is missing stays as written."""

    name: str
    clauses: Mapping[str, IndexationClause]

    def applied(self, plan: IncentivePlan) -> IncentivePlan:
        """The plan with these clauses; one that says no rounding of amounts keeps the plan's."""
        changed = dict(plan.clauses)
        for name, clause in self.clauses.items():
            rounding = clause.round_amount or plan.clauses[name].round_amount
            changed[name] = replace(clause, name=name, round_amount=rounding)
        return replace(plan, clauses=changed)


def scenario(workspace: Workspace, plan: IncentivePlan, given: str) -> Scenario:
    """A scenario as it is typed: SOURCE, or CLAUSE=SOURCE once or more, with commas between.

    SOURCE is a file of one clause, a file with [clauses.NAME] tables, the name of a published rule, or a
    percentage (3%). A clause alone stands for every clause that moves something in the plan; with CLAUSE=
    it replaces only that one. UnknownName for a clause that the plan has not, InvalidFile for a file.
    """
    indicators = known(workspace)
    parts = [part.strip() for part in given.split(",")]
    if not all("=" in part for part in parts):
        return Scenario(_label(given), _everywhere(workspace, plan, given, indicators))
    found: dict[str, IndexationClause] = {}
    for part in parts:
        name, _, source = part.partition("=")
        _check_name(name.strip(), plan)
        found[name.strip()] = _clause(workspace, source.strip())
    return Scenario(given, found)


def _everywhere(
    workspace: Workspace, plan: IncentivePlan, source: str, indicators: tuple[Indicator, ...]
) -> dict[str, IndexationClause]:
    path = Path(source)
    if path.suffix == ".toml" or path.is_file():
        own = _clause_set(read_text(path), str(path), plan, indicators)
        if own:
            return own
    clause = _clause(workspace, source)
    return dict.fromkeys(plan.used_clauses(), clause)


def _clause_set(
    text: str, file: str, plan: IncentivePlan, indicators: tuple[Indicator, ...]
) -> dict[str, IndexationClause]:
    """The clauses of a file with [clauses.NAME] tables, a whole plan file for one; empty for any other."""
    try:
        tables = tomllib.loads(text, parse_float=Decimal).get("clauses")
    except tomllib.TOMLDecodeError:
        return {}  # read as a single clause it is told with its line
    if not isinstance(tables, dict):
        return {}
    place = Place(file)
    at = place.at("clauses")
    found = {name: read_clause(name, table, at.at(name), indicators) for name, table in tables.items()}
    if place.problems:
        raise InvalidFile(place.problems)
    for name in found:
        _check_name(name, plan, where=file)
    return {name: clause for name, clause in found.items() if clause is not None}


def _clause(workspace: Workspace, source: str) -> IndexationClause:
    fixed = _PERCENT.fullmatch(source)
    return _fixed(fixed[1]) if fixed else find(workspace, source)


def _fixed(percent: str) -> IndexationClause:
    """The same change whatever prices do."""
    leg = f"legs = [{{ constant = {Decimal(percent):f} }}]"
    text = f'name = "fixed"\ntext = "{percent} % fixed"\n{leg}\non_fall = "apply"\n'
    clause, problems = parse_clause(text, file="--scenario")
    if clause is None:
        raise InvalidFile(problems)
    return clause


def _check_name(name: str, plan: IncentivePlan, *, where: str = "--scenario") -> None:
    if name not in plan.clauses:
        raise UnknownName.among("clause", name, plan.clauses, where=where)


def _label(source: str) -> str:
    if not source:
        raise BadInput(
            "a scenario needs a clause", where="--scenario", expected="a file, a rule's name, or 3%"
        )
    return Path(source).stem if source.endswith(".toml") else source
