"""Operations 9 to 11 and 13: pass-through, margin, corridor, and rounding the rate."""

from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION
from plans.engine.run import Run

_ZERO = Decimal(0)
_ONE = Decimal(1)


def shared(run: Run, percent: Decimal) -> Decimal:
    """Step 9: the share of the change that is passed on."""
    share = run.clause.pass_through
    if share == _ONE:
        return percent
    passed = PRECISION.multiply(percent, share)
    run.step(9, "pass-through", passed, "percent", share=share, percent=percent)
    return passed


def with_margin(run: Run, percent: Decimal) -> Decimal:
    """Step 10: percentage points added."""
    margin = run.clause.margin
    if not margin:
        return percent
    total = PRECISION.add(percent, margin)
    run.step(10, "margin", total, "percent", percent=percent, margin=margin)
    return total


def outside_corridor(run: Run, percent: Decimal) -> Decimal:
    """Step 11: nothing, unless the change reaches the corridor's edge; then all of it."""
    limit = run.clause.corridor
    if limit is None:
        return percent
    if percent.copy_abs() < limit:
        run.step(11, "corridor", _ZERO, "percent", percent=percent, limit=limit)
        return _ZERO
    run.step(11, "corridor-passed", percent, "percent", percent=percent, limit=limit)
    return percent


def rounded_rate(run: Run, percent: Decimal) -> Decimal:
    """Step 13: the rate that is applied."""
    rounding = run.clause.round_rate
    if rounding is None:
        return percent
    rounded = rounding.apply(percent)
    run.step(13, "rate-rounded", rounded, "percent", percent=percent, rounding=rounding)
    return rounded


def applied_ratio(percent: Decimal) -> Decimal:
    """The multiplier for a rate in percent."""
    return PRECISION.add(_ONE, PRECISION.divide(percent, HUNDRED))
