"""A plan or a series looked at past what is published: projections, and how far off they may be."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from indicators.errors import BadInput, NotPublished
from indicators.forecast import Method, Projected, Projection, furthest
from indicators.forecast import project as projection_of
from indicators.series import History, Period, Reading, Status
from jobs import propose, trends
from jobs.planning import PlanReport
from jobs.propose import Desk, Overrides
from jobs.workspace import Workspace
from plans.adjust import Adjustment, adjust
from plans.money import Money
from plans.plan import IncentivePlan
from plans.steps import FORECAST
from plans.terms import Vintage
from plans.uprate import evaluate

DEFAULT = Method.DRIFT_SEASONAL.value
_FAR = 240  # periods: further than any date of effect that is looked at

Pick = Callable[[str, Projected], Decimal]  # which figure to take for a projected period of an indicator


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and the highest a figure of the plan may come to."""

    low: Money
    high: Money


@dataclass(frozen=True)
class Outlook:
    """An adjustment for a day whose figures may not all be out, with the projections it rests on.

    `ranges` (by a line's path) and `rates` (by clause, in percent) hold the lowest and highest results
    with the projected figures at the ends of their intervals: all of them at one end, and only the newest
    of each index. They and `projections` are empty where every figure is out.
    """

    adjustment: Adjustment
    report: PlanReport
    projections: tuple[Projection, ...] = ()
    ranges: Mapping[str, Range] = field(default_factory=dict)
    rates: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)


def preview(
    workspace: Workspace,
    plan: str,
    *,
    on: date,
    as_of: date | None = None,
    overrides: Overrides | None = None,
    method: str = DEFAULT,
) -> Outlook:
    """What the plan's figures may be on `on`: projected where they are not out yet; saves nothing.

    Errors as in `look`; UnknownName for a method that does not exist.
    """
    chosen = Method.named(method)
    return look(propose.desk(workspace, plan, as_of=as_of), on=on, overrides=overrides, method=chosen)


def look(
    desk: Desk, *, on: date, overrides: Overrides | None = None, method: Method = Method.DRIFT_SEASONAL
) -> Outlook:
    """The same from a desk at hand, without SQL.

    A hole stays a hole: NotPublished for it, and for a month further ahead than a projection reaches.
    BadInput where an index cannot be projected.
    """
    plan = desk.plan(overrides)
    blocked = _blocked(plan, desk.histories, on, desk.as_of)
    if not blocked:
        return Outlook(adjust(plan, desk.histories, effective_on=on, as_of=desk.as_of), desk.report)
    plan, notes = _without_final(plan, blocked)
    names = tuple(dict.fromkeys(i for clause in blocked for i in plan.clauses[clause].indicators))
    found, failed = _projections(desk, names, method)

    def adjusted(pick: Pick) -> Adjustment:
        held = {**desk.histories, **_extended(desk, found, pick)}
        return adjust(plan, held, effective_on=on, as_of=desk.as_of)

    try:
        central = adjusted(lambda _, point: point.value)
    except NotPublished as error:
        raise _no_help(error, _blocked_for_ever(plan, desk, names, on), found, failed) from None
    central = replace(central, warnings=(*central.warnings, *notes))
    used = _used(central, found)
    others = [adjusted(pick) for pick in _ends({p.indicator.name: p.points[-1].period for p in used})]
    return Outlook(central, desk.report, used, _ranges([central, *others]), _rates([central, *others]))


def project(
    workspace: Workspace,
    name: str,
    count: int | None = None,
    *,
    as_of: date | None = None,
    method: str = DEFAULT,
) -> Projection:
    """The `count` periods after the newest figure of the series called `name`, known on `as_of`.

    Errors as in indicators.forecast.project.
    """
    return projection_of(trends.load(workspace, name, as_of=as_of), count, method=Method.named(method))


def _blocked(
    plan: IncentivePlan, histories: Mapping[str, History], on: date, as_of: date
) -> dict[str, NotPublished]:
    """The clauses that lack a figure, with what they say."""
    found: dict[str, NotPublished] = {}
    for name in plan.used_clauses():
        try:
            evaluate(plan.clauses[name], histories, effective_on=on, as_of=as_of)
        except NotPublished as error:
            found[name] = error
    return found


def _without_final(plan: IncentivePlan, blocked: Iterable[str]) -> tuple[IncentivePlan, list[str]]:
    """No projection is a final figure: clauses that ask for those read the latest ones here, and say so."""
    clauses, notes = dict(plan.clauses), []
    for name in blocked:
        if clauses[name].vintage is Vintage.FINAL:
            clauses[name] = replace(clauses[name], vintage=Vintage.LATEST)
            notes.append(f"{name}: asks for final figures; the latest ones and projections stand in here")
    return replace(plan, clauses=clauses), notes


def _projections(
    desk: Desk, names: Iterable[str], method: Method
) -> tuple[dict[str, Projection], list[BadInput]]:
    """A projection of each index, and why some have none."""
    found: dict[str, Projection] = {}
    failed: list[BadInput] = []
    for name in names:
        try:
            found[name] = projection_of(desk.histories[name].known_on(desk.as_of), method=method)
        except BadInput as error:
            failed.append(error)
    return found, failed


def _extended(desk: Desk, found: Mapping[str, Projection], pick: Pick) -> dict[str, History]:
    """The histories with projected readings after their newest figures, marked as such."""
    return {
        name: _with(
            desk, name, [_reading(desk, p.period, pick(name, p), p.interval) for p in projection.points]
        )
        for name, projection in found.items()
    }


def _with(desk: Desk, name: str, readings: Iterable[Reading]) -> History:
    history = desk.histories[name]
    return History(history.indicator, (*history.readings, *readings))


def _reading(desk: Desk, period: Period, value: Decimal, interval: str) -> Reading:
    made = datetime.combine(desk.as_of, time(), UTC)
    return Reading(period, value, Status.PROVISIONAL, desk.as_of, made, FORECAST, footnote=interval)


def _used(central: Adjustment, found: Mapping[str, Projection]) -> tuple[Projection, ...]:
    """The projections with only the periods that the adjustment read."""
    read = {(i.indicator, i.period) for i in central.inputs if i.projected}
    trimmed = (
        replace(p, points=tuple(point for point in p.points if (name, point.period) in read))
        for name, p in found.items()
    )
    return tuple(p for p in trimmed if p.points)


def _ends(newest: Mapping[str, Period]) -> list[Pick]:
    """All projected figures low, all high, and the same for the newest of each index alone.

    Where a clause compares two projected months, both at one end would hide how far apart they may be.
    """

    def end(high: bool, alone: bool) -> Pick:
        def pick(name: str, point: Projected) -> Decimal:
            if alone and point.period != newest.get(name):
                return point.value
            return point.high if high else point.low

        return pick

    return [end(high, alone) for high in (False, True) for alone in (False, True)]


def _ranges(adjustments: list[Adjustment]) -> dict[str, Range]:
    found: dict[str, Range] = {}
    for lines in zip(*(a.lines for a in adjustments), strict=True):
        after = [line.after for line in lines]
        found[lines[0].path] = Range(min(after), max(after))
    return found


def _rates(adjustments: list[Adjustment]) -> dict[str, tuple[Decimal, Decimal]]:
    rates = {name: [a.upratings[name].percent for a in adjustments] for name in adjustments[0].upratings}
    return {name: (min(found), max(found)) for name, found in rates.items()}


def _blocked_for_ever(
    plan: IncentivePlan, desk: Desk, names: Iterable[str], on: date
) -> dict[str, NotPublished]:
    """The clauses that would lack a figure even if all months to come were out: those that meet a hole."""
    held = dict(desk.histories)
    for name in names:
        latest = held[name].known_on(desk.as_of).latest
        if latest is not None and latest.value is not None:
            months = (latest.period.shift(ahead) for ahead in range(1, _FAR + 1))
            held[name] = _with(desk, name, [_reading(desk, m, latest.value, "") for m in months])
    found = _blocked(plan, held, on, desk.as_of)
    for error in found.values():
        error.where = f"plan {plan.name}, effective {on}, {error.where}"
    return found


def _no_help(
    error: NotPublished,
    holes: Mapping[str, NotPublished],
    found: Mapping[str, Projection],
    failed: list[BadInput],
) -> NotPublished | BadInput:
    """What to say where projections do not help: a hole, an index without one, or a month too far ahead."""
    for hole in holes.values():
        return hole
    if failed:
        return failed[0]
    reach = [
        f"{name} up to {p.last.period.shift(furthest(p.indicator))} (its newest figure is of {p.last.period})"
        for name, p in found.items()
    ]
    return NotPublished(
        "the clause needs a figure further ahead than a projection reaches",
        where=error.where,
        expected="; ".join(reach),
        hint=f"choose an earlier effective date, or: realterms fetch {' '.join(found)}",
    )
