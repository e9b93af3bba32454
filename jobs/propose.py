"""A plan adjusted by its clauses: looked at (preview), or frozen as a proposal with every Step."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from indicators.catalog import catalog
from indicators.errors import BadInput, DecisionRefused, InvalidFile, Problem, UnknownName
from indicators.series import History, Indicator
from jobs.catalogue import resolve
from jobs.mirrors import require_current_copies
from jobs.planning import ClauseChanges, PlanReport, change_clauses, save_text, show, stated
from jobs.published import require_published
from jobs.successions import succeeded
from jobs.workspace import Workspace
from plans import record
from plans.adjust import Adjustment, adjust
from plans.money import Money
from plans.parse import amend
from plans.plan import IncentivePlan, needed_indicators
from plans.steps import Input

Overrides = ClauseChanges


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposal as it was frozen: its number and the adjustment it holds."""

    id: int
    adjustment: Adjustment
    version: int


@dataclass(frozen=True)
class Desk:
    """A plan with every vintage of the indices it needs: a preview from here reads nothing more."""

    report: PlanReport
    histories: Mapping[str, History]
    as_of: date

    def preview(self, *, on: date, overrides: Overrides | None = None) -> Adjustment:
        """The adjustment on `on`, with some clauses changed; InvalidFile where those would not hold."""
        return adjust(self.plan(overrides), self.histories, effective_on=on, as_of=self.as_of)

    def is_as(self, now: "Desk") -> bool:
        """Whether nothing of it is another than `now`; what it was widened by does not count."""
        held = all(self.histories.get(name) == history for name, history in now.histories.items())
        return held and (self.report, self.as_of) == (now.report, now.as_of)

    def plan(self, overrides: Overrides | None = None) -> IncentivePlan:
        """The plan, with some clauses changed; InvalidFile where those would not hold."""
        if not overrides:
            return self.report.plan
        known = [*catalog().values(), *(h.indicator for h in self.histories.values())]
        return amended(self.report.plan, overrides, known)


def widen(workspace: Workspace, desk: Desk, names: Iterable[str]) -> Desk:
    """The desk with the vintages of further indices, for clauses that the plan does not have yet."""
    more = tuple(name for name in names if name not in desk.histories)
    return replace(desk, histories={**desk.histories, **histories(workspace, more)}) if more else desk


def amended(
    plan: IncentivePlan, overrides: Overrides, known: Iterable[Indicator] | None = None
) -> IncentivePlan:
    """The plan with some clauses changed; InvalidFile with every problem where those would not hold."""
    clauses = dict(plan.clauses)
    found: list[Problem] = []
    for name, changes in overrides.items():
        if name not in clauses:
            raise UnknownName.among("clause", name, clauses, where=plan.name)
        changed, problems = amend(clauses[name], changes, file=f"{plan.name}, clause {name}", known=known)
        found.extend(problems)
        clauses[name] = changed or clauses[name]
    if found:
        raise InvalidFile(found)
    return replace(plan, clauses=clauses)


def histories(workspace: Workspace, names: tuple[str, ...]) -> dict[str, History]:
    """Every vintage held of each named indicator, by its name."""
    from storage import vintages

    indicators = {name: resolve(workspace, name) for name in names}
    with workspace.session() as session:
        held = {name: vintages.history(i.key, session=session) for name, i in indicators.items()}
        left = {r.key: r.successor for r in succeeded(session).values()}
    return {
        name: History(indicators[name], h.readings, left.get(indicators[name].key, ""))
        for name, h in held.items()
    }


def preview(
    workspace: Workspace,
    plan: str,
    *,
    on: date,
    as_of: date | None = None,
    overrides: Overrides | None = None,
) -> Adjustment:
    """What the plan's figures would be on `on`, as known on `as_of` (default today); saves nothing."""
    return desk(workspace, plan, as_of=as_of).preview(on=on, overrides=overrides)


def preview_plan(
    workspace: Workspace, plan: IncentivePlan, *, on: date, as_of: date | None = None
) -> Adjustment:
    """The same for a plan at hand, saved or not."""
    held = histories(workspace, needed_indicators(plan))
    return adjust(plan, held, effective_on=on, as_of=known_on(workspace, as_of))


def desk(workspace: Workspace, plan: str, *, as_of: date | None = None) -> Desk:
    """Everything that looking at a plan in many ways needs, read once."""
    report = show(workspace, plan)
    held = histories(workspace, needed_indicators(report.plan))
    return Desk(report, held, known_on(workspace, as_of))


def propose(
    workspace: Workspace,
    plan: str,
    *,
    on: date,
    as_of: date | None = None,
    note: str = "",
    overrides: Overrides | None = None,
    seen: Adjustment | None = None,
) -> ProposalDraft:
    """Freeze the adjustment with its inputs and steps, for a second person to decide.

    With `overrides` the changed clauses are first saved as a new version of the plan, so that what is
    proposed is always what a plan states. InvalidFile where the changed plan would not hold;
    DecisionRefused where a figure is a projection, or of a copy older than its office's own release, or
    where the adjustment is another than the one that was `seen`: then nothing is saved.
    """
    report, text, adjustment = computed(workspace, plan, on=on, as_of=as_of, overrides=overrides, seen=seen)
    if overrides:
        report = save_text(workspace, text, file=_changed(plan))
    return freeze(workspace, report, adjustment, note=note)


def computed(
    workspace: Workspace,
    plan: str,
    *,
    on: date,
    as_of: date | None = None,
    overrides: Overrides | None = None,
    seen: Adjustment | None = None,
) -> tuple[PlanReport, str, Adjustment]:
    """The newest version of the plan, its text with the changed clauses, and the adjustment by that text.

    InvalidFile where the changed plan would not hold; DecisionRefused as for `propose`. Saves nothing.
    """
    report = show(workspace, plan)
    text = change_clauses(report.text, overrides) if overrides else report.text
    adjustment = preview_plan(workspace, stated(workspace, text, file=_changed(plan)), on=on, as_of=as_of)
    if seen is not None:
        require_as_seen(adjustment, seen)
    return report, text, adjustment


def _changed(plan: str) -> str:
    return f"{plan}, changed clauses"


def require_as_seen(now: Adjustment, seen: Adjustment) -> None:
    """DecisionRefused where an amount, or a figure used, is another than when it was looked at."""
    before, after = _figures(seen), _figures(now)
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if changed:
        name = changed[0]
        raise DecisionRefused(
            "this is not what was shown: the plan or its figures were changed in the meantime",
            where=f"{now.plan.name}, {name}",
            expected=_told(before.get(name, ())),
            got=_told(after.get(name, ())),
            hint="read it again, and look at what it comes to now",
        )


def _figures(adjustment: Adjustment) -> dict[str, tuple[tuple[Money, Money] | Input, ...]]:
    """Every amount before and after by its path, then the figures used by their index and period."""
    found: dict[str, tuple[tuple[Money, Money] | Input, ...]] = {
        line.path: ((line.before, line.after),) for line in adjustment.lines
    }
    for used in adjustment.inputs:
        name = f"{used.indicator} {used.period}"
        found[name] = (*found.get(name, ()), used)
    return found


def _told(figures: Iterable[tuple[Money, Money] | Input]) -> str:
    texts = (
        f"{f.value:f}, published {f.published_on}, from {f.origin}"
        if isinstance(f, Input)
        else f"{f[0]} → {f[1]}"
        for f in figures
    )
    return "; ".join(texts) or "-"


def freeze(
    workspace: Workspace,
    report: PlanReport,
    adjustment: Adjustment,
    *,
    note: str = "",
    true_up: Mapping[str, Any] | None = None,
) -> ProposalDraft:
    """Save an adjustment of a plan's version as a proposal.

    DecisionRefused where a figure is a projection, or of a copy older than its office's own release.
    `true_up` says which accepted proposal this one puts right (its key `proposal`) and what changes.
    """
    from storage import proposals as stored
    from storage.rows import step_rows

    require_published(adjustment)
    require_current_copies(workspace, adjustment)
    document = record.to_document(adjustment, report.text)
    if true_up is not None:
        document["true_up"] = dict(true_up)
    with workspace.session() as session:
        number = stored.save_proposal(
            plan=report.plan.name,
            version=report.version,
            effective_on=adjustment.effective_on,
            as_of=adjustment.as_of,
            proposed_by=workspace.user,
            proposed_at=workspace.now,
            note=note,
            document=json.dumps(document, ensure_ascii=False, separators=(",", ":")),
            steps=step_rows(adjustment),
            trues_up=None if true_up is None else int(true_up["proposal"]),
            session=session,
        )
    return ProposalDraft(number, adjustment, report.version)


def known_on(workspace: Workspace, as_of: date | None) -> date:
    """The day whose knowledge counts: `as_of`, else today; BadInput for a day to come."""
    day = as_of or workspace.today
    if day > workspace.today:
        raise BadInput(
            "nothing can be known on a day to come",
            where="--as-of",
            expected=f"{workspace.today} or earlier",
            got=day.isoformat(),
        )
    return day
