"""A plan under several sets of clauses: figures, spread and progression, and what each costs on people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from indicators.errors import BadInput, InvalidFile, NotPublished
from indicators.series import History
from jobs import progress
from jobs.progress import OnProgress, Progress
from jobs.propose import Desk, Overrides, desk, histories, widen
from jobs.scenarios.people import Effects, effects
from jobs.scenarios.sets import AS_WRITTEN, Scenario, scenario
from jobs.workspace import Workspace
from plans.adjust import Adjustment, adjust
from plans.plan import IncentivePlan, needed_indicators

_FAR = 50


@dataclass(frozen=True, slots=True)
class Trial:
    """Values of a plan's clauses tried under a name, for a day of effect."""

    name: str
    on: date
    overrides: Overrides


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario: its adjustment and what it does to people, or why it gives none."""

    name: str
    adjustment: Adjustment | None
    people: Effects | None
    refused: str = ""

    @property
    def percents(self) -> dict[str, Decimal]:
        """What each clause determined, in percent."""
        found = self.adjustment.upratings if self.adjustment else {}
        return {name: uprating.percent for name, uprating in found.items()}

    @property
    def spread_kept(self) -> bool | None:
        """Whether every band's range spread stayed; None where there is no adjustment."""
        if self.adjustment is None:
            return None
        return all(b.spread_kept for b in self.adjustment.band_changes)

    @property
    def progression_kept(self) -> bool | None:
        """Whether every midpoint progression stayed; None where there is no adjustment."""
        return (
            None if self.adjustment is None else all(b.progression_kept for b in self.adjustment.band_changes)
        )

    @property
    def far(self) -> dict[str, Decimal]:
        """The clauses that come to more than a year's change ever is, with their percent."""
        return {name: percent for name, percent in self.percents.items() if abs(percent) > _FAR}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be said of it, first of clauses that come to too much."""
        far = [
            f"{name}: {percent} % is a change over many years: has it the base of the plan's amounts?"
            for name, percent in self.far.items()
        ]
        return (*far, *(self.adjustment.warnings if self.adjustment else ()))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scenarios side by side, the plan as it is written first; nothing of it is kept."""

    plan: IncentivePlan
    version: int
    effective_on: date
    as_of: date
    outcomes: tuple[Outcome, ...]
    people_file: Path | None

    @property
    def paths(self) -> tuple[str, ...]:
        """Every figure of the plan, in its order."""
        first = next((o.adjustment for o in self.outcomes if o.adjustment), None)
        return tuple(line.path for line in first.lines) if first else ()


def compare(
    workspace: Workspace,
    name: str,
    scenarios: Sequence[str],
    *,
    on: date,
    as_of: date | None = None,
    people: Path | None = None,
    on_progress: OnProgress = progress.silent,
    cancelled: progress.Cancelled = progress.never,
) -> Comparison:
    """The plan's newest version as written and under each scenario; `sets.scenario` says how one is typed.

    With `people`, also the cost and the circles on the same employees, read once. A scenario that lacks a
    published figure says so in its place; BadInput for a scenario given twice.
    """
    table = desk(workspace, name, as_of=as_of)
    plan = table.report.plan
    sets = [Scenario(AS_WRITTEN, {}), *(scenario(workspace, plan, given) for given in scenarios)]
    names = [s.name for s in sets]
    if len(set(names)) < len(names):
        raise BadInput("a scenario stands twice", where="--scenario", got=", ".join(names[1:]))
    changed = [s.applied(plan) for s in sets]
    needed = dict.fromkeys(i for p in changed for i in needed_indicators(p) if i not in table.histories)
    held = {**table.histories, **histories(workspace, tuple(needed))}
    tried = []
    for number, (own, version) in enumerate(zip(sets, changed, strict=True)):
        on_progress(Progress("scenarios", number, len(sets), own.name))
        tried.append(_tried(own.name, version, held, on, table.as_of))
    if people is not None:
        tried = list(on_people(people, tried, on_progress=on_progress, cancelled=cancelled))
    return Comparison(plan, table.report.version, on, table.as_of, tuple(tried), people)


def compare_trials(workspace: Workspace, table: Desk, trials: Sequence[Trial]) -> tuple[Outcome, ...]:
    """The outcome of each trial on a plan that lies on a desk; only indices new to the plan are read.

    One that lacks a published figure, or whose values do not hold, says so in its place.
    """
    return tuple(_of_trial(workspace, table, trial) for trial in trials)


def on_people(
    source: Path,
    outcomes: Sequence[Outcome],
    *,
    on_progress: OnProgress = progress.silent,
    cancelled: progress.Cancelled = progress.never,
) -> tuple[Outcome, ...]:
    """The outcomes with their effects on the same people, of those that have none yet; `effects` raises."""
    wanted = [o.adjustment for o in outcomes if o.adjustment is not None and o.people is None]
    made = effects(source, wanted, on_progress=on_progress, cancelled=cancelled) if wanted else ()
    found = iter(made)
    return tuple(
        o if o.adjustment is None or o.people is not None else replace(o, people=next(found))
        for o in outcomes
    )


def _of_trial(workspace: Workspace, table: Desk, trial: Trial) -> Outcome:
    try:
        plan = table.plan(trial.overrides)
    except InvalidFile as error:
        return Outcome(trial.name, None, None, "; ".join(p.message for p in error.problems))
    held = widen(workspace, table, needed_indicators(plan)).histories
    return _tried(trial.name, plan, dict(held), trial.on, table.as_of)


def _tried(name: str, plan: IncentivePlan, held: dict[str, History], on: date, as_of: date) -> Outcome:
    try:
        return Outcome(name, adjust(plan, held, effective_on=on, as_of=as_of), None)
    except (NotPublished, InvalidFile) as error:
        return Outcome(name, None, None, error.message)
