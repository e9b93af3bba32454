"""Score: results of people on a plan turned into payouts, nominal and real, with the arithmetic shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from indicators.errors import BadInput, InvalidFile, NotPublished, Problem
from jobs import planning
from jobs.progress import OnProgress, Progress, silent
from jobs.propose import histories
from jobs.workspace import Workspace
from plans.money import Money
from plans.plan import IncentivePlan, figure_clauses
from plans.scoring import library
from plans.scoring.attainment import PriceChange, Prices
from plans.scoring.marks import mark_problems, reason_problems
from plans.scoring.payout import PlanPayout, bonus_at_target, pay_out
from plans.scoring.results import PersonResults, Results, parse_results
from plans.scoring.results_csv import parse_results_csv
from plans.scoring.scorecard import Scorecard
from plans.scoring.sheet import parse_sheet
from plans.scoring.sheet_score import SheetScore, score_sheet
from plans.uprate import Uprating, evaluate


@dataclass(frozen=True, slots=True)
class PersonScore:
    """One person: what the plan pays, and what their scorecard says where there is one."""

    person: str
    payout: PlanPayout
    sheet: SheetScore | None


@dataclass(frozen=True)
class ScoreReport:
    """Everybody's payouts. `upratings` are the determinations behind the real figures, by clause, on `on`.

    `version` is None for a plan read from a file; `notes` say what could not be had, and what is a sample.
    """

    plan: IncentivePlan
    version: int | None
    on: date
    as_of: date
    upratings: Mapping[str, Uprating]
    people: tuple[PersonScore, ...]
    notes: tuple[str, ...]


def score(
    workspace: Workspace,
    plan: str,
    path: Path,
    *,
    on: date | None = None,
    as_of: date | None = None,
    text: str | None = None,
    on_progress: OnProgress = silent,
) -> ScoreReport:
    """What the results in `path` (TOML or CSV) pay on a saved plan, or on the plan of a .toml file.

    `text` takes the place of what the file holds, which need not be there then.

    Real figures compare with targets moved by the clause's change of prices, as it stands for `on`: what the
    results say, else the day after the plan's last, else today. InvalidFile lists everything that is wrong
    in the results; BadInput for a day to come in `as_of`.
    """
    found, version = _plan(workspace, plan)
    known = as_of or workspace.today
    if known > workspace.today:
        raise BadInput("nothing can be known on a day to come", where="--as-of", got=known.isoformat())
    results = _results(path, found, text)
    day = on or day_of(workspace, found, results.on)
    upratings, notes = upratings_of(workspace, found, day, known)
    people = tuple(_scored(found, results, path, prices_by(upratings), on_progress))
    return ScoreReport(found, version, day, known, upratings, people, (*notes, *_of_sample(found)))


def _of_sample(plan: IncentivePlan) -> Iterator[str]:
    if plan.sample:
        yield "the plan is a sample: its figures are made up"


def day_of(workspace: Workspace, plan: IncentivePlan, said: date | None) -> date:
    """The day up to which prices count: as said, else the day after the plan's last, else today."""
    after_last = None if plan.effective_to is None else plan.effective_to + timedelta(days=1)
    return said or after_last or workspace.today


def prices_by(upratings: Mapping[str, Uprating]) -> Prices:
    """What prices did by each clause."""
    return {name: PriceChange.of(uprating) for name, uprating in upratings.items()}


def _scored(
    plan: IncentivePlan, results: Results, path: Path, prices: Prices, on_progress: OnProgress
) -> Iterator[PersonScore]:
    cards = _cards(results, path)
    for done, person in enumerate(results.people, 1):
        on_progress(Progress("score", done, len(results.people), person.person))
        payout = pay_out(
            plan,
            plan.scoring,
            person.results,
            person.facts,
            prices=prices,
            bonus=_bonus(plan, person),
            served=person.served,
        )
        card = cards.get(person.person)
        sheet = None if card is None or person.marks is None else score_sheet(card, person.marks, payout)
        yield PersonScore(person.person, payout, sheet)


def _plan(workspace: Workspace, plan: str) -> tuple[IncentivePlan, int | None]:
    path = Path(plan)
    if path.suffix == ".toml":
        found, problems = planning.check(workspace, path)
        if found is None:
            raise InvalidFile(problems)
        return found, None
    report = planning.show(workspace, plan)
    return report.plan, report.version


def _results(path: Path, plan: IncentivePlan, text: str | None) -> Results:
    content = planning.read_text(path) if text is None else text
    parse = parse_results_csv if path.suffix.casefold() == ".csv" else parse_results
    found, problems = parse(content, file=str(path), plan=plan)
    if found is None:
        raise InvalidFile(problems)
    return found


def upratings_of(
    workspace: Workspace, plan: IncentivePlan, day: date, known: date
) -> tuple[dict[str, Uprating], tuple[str, ...]]:
    """The determination of each clause that moves a measure's money; a note for each that cannot be had."""
    used = {clause for m in plan.measures for clause in figure_clauses(m).values()}
    clauses = [plan.clauses[name] for name in plan.clauses if name in used]
    held = histories(workspace, tuple(dict.fromkeys(i for c in clauses for i in c.indicators)))
    found: dict[str, Uprating] = {}
    notes: list[str] = []
    for clause in clauses:
        try:
            found[clause.name] = evaluate(clause, held, effective_on=day, as_of=known)
        except (NotPublished, BadInput) as error:
            notes.append(_no_prices(clause.name, day, error.message))
    return found, tuple(notes)


def _no_prices(clause: str, day: date, why: str) -> str:
    return f"no real figures by {clause} for {day}: {why}"


def _bonus(plan: IncentivePlan, person: PersonResults) -> Money | None:
    if person.bonus is not None or person.base_pay is None:
        return person.bonus
    return bonus_at_target(plan, person.base_pay)


def _cards(results: Results, path: Path) -> dict[str, Scorecard]:
    """Each person's scorecard, with sound marks; InvalidFile with everybody's problems otherwise."""
    cards: dict[str, Scorecard] = {}
    problems: list[Problem] = []
    for person in results.people:
        if person.sheet is None or person.marks is None:
            continue
        card = card_of(person.sheet, path)
        key = f"{person.person}: sheet.marks"
        wrong = list(mark_problems(card, person.marks, file=str(path), key=key))
        problems += wrong or reason_problems(card, person.marks, file=str(path), key=key)
        cards[person.person] = card
    if problems:
        raise InvalidFile(problems)
    return cards


def card_of(name: str, path: Path) -> Scorecard:
    """A scorecard that ships, or one in a file beside the results in `path`.

    UnknownName, BadInput or InvalidFile where there is none that can be read.
    """
    if not name.endswith(".toml"):
        return library.sheet(name)
    file = path.parent / name
    card, problems = parse_sheet(planning.read_text(file), file=str(file))
    if card is None:
        raise InvalidFile(problems)
    return card
