"""Clauses by themselves: a file checked, the published rules listed, one determination with every step."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from indicators.errors import BadInput, InvalidFile, Problem
from indicators.series import History, Period
from jobs.catalogue import known
from jobs.planning import read_text
from jobs.propose import histories, known_on
from jobs.workspace import Workspace
from plans import presets, variants
from plans.calendar import day_of, effective_dates
from plans.clause import IndexationClause, known_by_name
from plans.clause_fields import CLAUSE_FIELDS
from plans.engine.amount import Part
from plans.history import Comparison, Determination, determine, state_before
from plans.history import both_bases as compare_bases
from plans.history import run as determinations
from plans.money import Money
from plans.parse import parse_clause
from plans.state import State
from plans.uprate import UpratedAmount, Uprating, uprate_amount
from plans.variants import Effect


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


@dataclass(frozen=True, slots=True)
class Rule:
    """A published rule: its clause, what proves it, and the indices it reads of which no figure is held."""

    clause: IndexationClause
    proof: str
    missing: tuple[str, ...]


def rules(workspace: Workspace) -> tuple[Rule, ...]:
    """Every published rule, by name, with what it lacks here."""
    held = _held(workspace)
    return tuple(Rule(c, proof(c.name), _lacking(c, held)) for c in all_presets())


def lacking(workspace: Workspace, clause: IndexationClause) -> tuple[str, ...]:
    """The indices that the clause reads and of which no figure is held."""
    return _lacking(clause, _held(workspace))


def _lacking(clause: IndexationClause, held: Container[str]) -> tuple[str, ...]:
    return tuple(name for name in clause.indicators if name not in held)


def _held(workspace: Workspace) -> frozenset[str]:
    """Every indicator with a figure, by short name and by key: a clause may use either."""
    from storage import vintages

    with workspace.session() as session:
        found = [f.indicator for f in vintages.freshness(session=session) if f.latest is not None]
    return frozenset(known_by_name(found))


def in_place(preset: str) -> dict[str, str | None]:
    """The changes of a plan's clause that put a published rule in its place, whatever it said before."""
    return {**dict.fromkeys(field.name for field in CLAUSE_FIELDS), "preset": presets.load(preset).name}


def proof(preset: str) -> str:
    """What proves a preset, in words."""
    return presets.proof(preset)


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
    workspace: Workspace,
    source: str,
    *,
    on: date,
    as_of: date | None = None,
    amount: Money | None = None,
    part: Part | None = None,
) -> ClauseRun:
    """What the clause determines for `on` from figures known on `as_of` (today by default); saves nothing.

    A clause whose base moves starts from what its own calendar has left before; `part` counts the amount
    for a part of a period. NotPublished where a figure is missing, BadInput where the clause does not fit
    its indicator.
    """
    uprating, _, _ = _determined(workspace, source, on, as_of, ())
    return ClauseRun(uprating, None if amount is None else uprate_amount(uprating, amount, part=part))


def part_of(part: tuple[date, date], whole: tuple[date, date]) -> Part:
    """The days of a part of a period, both given from their first to their last day."""
    (first, last), (start, end) = part, whole
    return Part(first, last + timedelta(days=1), start, end + timedelta(days=1))


def sensitivity(
    workspace: Workspace,
    source: str,
    *,
    on: date,
    as_of: date | None = None,
    others: Sequence[str] = (),
) -> tuple[Effect, ...]:
    """What one index point, one month, another vintage or one of the `others` would have changed."""
    uprating, held, state = _determined(workspace, source, on, as_of, others)
    return variants.sensitivity(uprating, held, others=others, previous=state)


def both_bases(
    workspace: Workspace,
    source: str,
    *,
    first: date,
    last: date,
    amount: Decimal,
    every: int | None = None,
    as_of: date | None = None,
) -> tuple[Comparison, ...]:
    """The amounts from one fixed base and by a chain, side by side; BadInput where there is no such base."""
    clause = find(workspace, source)
    held = histories(workspace, clause.indicators)
    dates = _dates(clause, first, last, every)
    return compare_bases(clause, held, dates=dates, amount=amount, as_of=known_on(workspace, as_of))


def _determined(
    workspace: Workspace, source: str, on: date, as_of: date | None, others: Sequence[str]
) -> tuple[Uprating, dict[str, History], State | None]:
    clause = find(workspace, source)
    held = histories(workspace, tuple(dict.fromkeys((*clause.indicators, *others))))
    day = known_on(workspace, as_of)
    return (
        determine(clause, held, effective_on=on, as_of=day),
        held,
        state_before(clause, held, on, as_of=day),
    )


def history(
    workspace: Workspace,
    source: str,
    *,
    first: date,
    last: date,
    amount: Decimal,
    every: int | None = None,
    as_of: date | None = None,
) -> tuple[Determination, ...]:
    """Every determination from `first` to `last`, each starting from what the one before left.

    The dates are those of the clause's own calendar, or `first` and then each `every` months. BadInput
    where there is neither, or no date in the span; NotPublished for the first date that lacks a figure.
    """
    clause = find(workspace, source)
    dates = _dates(clause, first, last, every)
    held = histories(workspace, clause.indicators)
    day = known_on(workspace, as_of)
    state = state_before(clause, held, dates[0], as_of=day)
    return determinations(clause, held, dates=dates, amount=amount, as_of=day, previous=state)


def _dates(clause: IndexationClause, first: date, last: date, every: int | None) -> tuple[date, ...]:
    if every is None and not clause.calendar:
        raise BadInput(
            f"clause {clause.name} does not say when it takes effect",
            hint="add --every MONTHS, or a calendar to the clause",
        )
    dates = effective_dates(clause, first, last) if every is None else _stepping(first, last, every)
    if not dates:
        raise BadInput(f"clause {clause.name} takes no effect between {first} and {last}")
    return dates


def _stepping(first: date, last: date, months: int) -> tuple[date, ...]:
    """`first`, and the same day each `months` months later; the month's last day where it has no such day."""
    found: list[date] = []
    month = Period.of(first)
    while True:
        reached = day_of(month, first.day)
        if reached > last:
            return tuple(found)
        found.append(reached)
        month = month.shift(months)


def money(amount: str, currency: str | None) -> Money:
    """An amount with its currency; BadInput where the currency is missing or has fewer decimals."""
    if currency is None:
        raise BadInput("an amount needs its currency", where="--currency", expected="an ISO code, as in USD")
    return Money.of(amount, currency.upper(), where="--amount")
