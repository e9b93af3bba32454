"""Operation 8: a table on the rate, an amount for each index point, or a step at each threshold passed."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.arithmetic import (
    HUNDRED,
    PRECISION,
    RoundingMode,
    percent_of_ratio,
    points,
    ratio_of_percent,
    round_to,
)
from indicators.errors import BadInput
from plans.engine.run import Run
from plans.terms import Chain, OnFall, PerPoints

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Transformed:
    """A change in percent, or an increment in major units; and the chain's next threshold."""

    percent: Decimal
    increment: Decimal = _ZERO
    threshold: Decimal | None = None


def transformed(run: Run, percent: Decimal) -> Transformed:
    """Step 8, where the clause has one."""
    clause = run.clause
    if clause.pieces:
        return Transformed(_piecewise(run, percent))
    if clause.per_points is not None:
        return Transformed(_ZERO, _per_points(run, clause.per_points))
    if clause.chain is not None:
        return _chain(run, clause.chain)
    return Transformed(percent)


def _piecewise(run: Run, percent: Decimal) -> Decimal:
    for piece in run.clause.pieces:
        if piece.up_to is None or percent <= piece.up_to:
            result = PRECISION.add(PRECISION.multiply(percent, piece.share), piece.add)
            run.step(8, "piece", result, "percent", share=piece.share, percent=percent, add=piece.add)
            return result
    return percent


def _per_points(run: Run, rule: PerPoints) -> Decimal:
    """Whole steps only, towards zero; a fall takes back only where the clause applies falls."""
    top, bottom = run.first.level, run.first.base_level
    if top is None or bottom is None:
        raise BadInput(
            f"clause {run.clause.name}: index points need two levels", expected="measure = 'points'"
        )
    free = PRECISION.multiply(bottom, PRECISION.divide(rule.above, HUNDRED))
    moved = points(top, bottom)
    beyond = max(PRECISION.subtract(moved.copy_abs(), free), _ZERO).copy_sign(moved)
    count = PRECISION.divide(round_to(beyond, rule.points, RoundingMode.TRUNCATE), rule.points)
    count = count.to_integral_value(context=PRECISION)
    if count < 0 and run.clause.on_fall is not OnFall.APPLY:
        count = _ZERO
    increment = PRECISION.multiply(count, rule.amount)
    run.step(8, "per-points", increment, "", count=count, points=rule.points, above=free, amount=rule.amount)
    return increment


def _next_threshold(run: Run, chain: Chain, threshold: Decimal) -> Decimal:
    exact = PRECISION.multiply(threshold, chain.factor)
    following = exact if chain.rounding is None else chain.rounding.apply(exact)
    if following > threshold:
        return following
    raise BadInput(
        f"clause {run.clause.name}: the threshold {threshold} times {chain.factor} rounds back to itself",
        expected="a finer rounding of the chain, or a greater factor",
        got=str(chain.rounding),
    )


def _chain(run: Run, chain: Chain) -> Transformed:
    """Every threshold that the level has reached gives one step; the next one is kept."""
    level = PRECISION.multiply(run.first.level or _ZERO, chain.scale)
    level = level if chain.round_level is None else chain.round_level.apply(level)
    kept = None if run.previous is None else run.previous.threshold
    threshold = chain.threshold if kept is None else kept
    reached, count = threshold, 0
    while level >= threshold:
        reached, count = threshold, count + 1
        threshold = _next_threshold(run, chain, reached)
    if not count:
        run.step(8, "chain-waits", _ZERO, "percent", level=level, threshold=threshold)
        return Transformed(_ZERO, threshold=threshold)
    percent = percent_of_ratio(PRECISION.power(ratio_of_percent(chain.step), Decimal(count)))
    run.step(
        8,
        "chain-passed",
        percent,
        "percent",
        level=level,
        threshold=reached,
        count=count,
        step=chain.step,
        next=threshold,
    )
    return Transformed(percent, threshold=threshold)
