"""Accepted proposals whose figures a later vintage would change, and by how much."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.errors import InvalidFile
from indicators.series import Reading
from jobs.decide import ProposalReport, listing
from jobs.propose import histories, preview_plan
from jobs.workspace import Workspace
from plans.adjust import Adjustment
from plans.parse import parse_plan


@dataclass(frozen=True, slots=True)
class RevisedInput:
    """A figure that an accepted proposal used, and what the office says today."""

    indicator: str
    period: str
    used: Decimal
    used_vintage: str
    now: Reading


@dataclass(frozen=True, slots=True)
class RevisedFigure:
    """A pay figure that would come out differently today."""

    path: str
    accepted: str
    today: str


@dataclass(frozen=True, slots=True)
class RevisionReport:
    """One accepted proposal touched by revisions; nothing accepted is rewritten."""

    proposal: int
    plan: str
    effective_on: date
    inputs: tuple[RevisedInput, ...]
    figures: tuple[RevisedFigure, ...]


def revisions(workspace: Workspace) -> tuple[RevisionReport, ...]:
    """Every accepted proposal with an input that has been revised since, newest first."""
    reports = (_revised(workspace, p) for p in listing(workspace, "accepted"))
    return tuple(r for r in reports if r.inputs or r.figures)


def _revised(workspace: Workspace, proposal: ProposalReport) -> RevisionReport:
    text = proposal.document["plan_text"]
    plan, problems = parse_plan(text, file=f"proposal {proposal.id}")
    if plan is None:
        raise InvalidFile(problems)
    today = preview_plan(workspace, plan, on=proposal.effective_on)
    return RevisionReport(
        proposal.id,
        proposal.plan,
        proposal.effective_on,
        _inputs(workspace, proposal),
        _figures(proposal, today),
    )


def _inputs(workspace: Workspace, proposal: ProposalReport) -> tuple[RevisedInput, ...]:
    used = proposal.document["evidence"]
    names = tuple(dict.fromkeys(row["indicator"] for row in used))
    known = {name: h.known_on(workspace.today) for name, h in histories(workspace, names).items()}
    found = []
    for row in used:
        by_period = {str(p): r for p, r in known[row["indicator"]].items()}
        now = by_period.get(row["period"])
        if row["value"] is not None and now is not None and now.value != Decimal(row["value"]):
            found.append(
                RevisedInput(row["indicator"], row["period"], Decimal(row["value"]), row["published_on"], now)
            )
    return tuple(found)


def _figures(proposal: ProposalReport, today: Adjustment) -> tuple[RevisedFigure, ...]:
    accepted = {line["path"]: line["after"] for line in proposal.document["lines"]}
    return tuple(
        RevisedFigure(line.path, accepted[line.path], str(line.after))
        for line in today.lines
        if line.path in accepted and accepted[line.path] != str(line.after)
    )
