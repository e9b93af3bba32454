"""Clauses by themselves: a file checked, the published rules listed, one determination with every step."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.catalogue import known
from jobs.planning import read_text
from jobs.propose import histories
from jobs.workspace import Workspace
from plans import presets
from plans.clause import IndexationClause
from plans.money import Money
from plans.parse import parse_clause
from plans.uprate import UpratedAmount, Uprating, evaluate, uprate_amount


@dataclass(frozen=True, slots=True)
class ClauseRun:
    """One determination, and what it makes of an amount where one was given."""

    uprating: Uprating
    amount: UpratedAmount | None


def check(workspace: Workspace, path: Path) -> tuple[IndexationClause | None, tuple[Problem, ...]]:
    """The clause in the file, or every problem in it; BadInput where the file cannot be read."""
    return parse_clause(read_text(path), file=str(path), known=known(workspace))


def all_presets() -> tuple[IndexationClause, ...]:
    """The published rules that ship with realterms, by name."""
    return tuple(presets.load(name) for name in presets.names())


def find(workspace: Workspace, source: str) -> IndexationClause:
    """The clause of a file or of a preset's name; InvalidFile or UnknownName otherwise."""
    path = Path(source)
    if path.suffix != ".toml" and not path.is_file():
        return presets.load(source)
    clause, problems = check(workspace, path)
    if clause is None:
        raise InvalidFile(problems)
    return clause


def run(
    workspace: Workspace, source: str, *, on: date, as_of: date | None = None, amount: Money | None = None
) -> ClauseRun:
    """What the clause determines for `on` from figures known on `as_of` (today by default); saves nothing.

    NotPublished where a figure is missing, BadInput where the clause does not fit its indicator.
    """
    clause = find(workspace, source)
    day = as_of or workspace.today
    if day > workspace.today:
        raise BadInput(
            "nothing can be known on a day to come",
            where="--as-of",
            expected=f"{workspace.today} or earlier",
            got=day.isoformat(),
        )
    uprating = evaluate(clause, histories(workspace, clause.indicators), effective_on=on, as_of=day)
    return ClauseRun(uprating, None if amount is None else uprate_amount(uprating, amount))


def money(amount: str, currency: str | None) -> Money:
    """An amount with its currency; BadInput where the currency is missing or has fewer decimals."""
    if currency is None:
        raise BadInput("an amount needs its currency", where="--currency", expected="an ISO code, as in USD")
    return Money.of(amount, currency.upper(), where="--amount")
