"""Operations 9 to 13: pass-through, margin, what a fall does, floor and cap, and rounding the rate."""

from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, percent_of_ratio, ratio_of_percent
from plans.clause import BaseKind, OnFall, Scope
from plans.engine.months import months_between
from plans.engine.run import Change, Run

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


def after_fall(run: Run, percent: Decimal) -> tuple[Decimal, Decimal]:
    """Step 12: the change to pay, and the shortfall ratio that the next determination must regain.

    A ratchet over a fixed base is settled in `highest_so_far`, which looks at the earlier years.
    """
    clause = run.clause
    shortfall = _ONE if run.previous is None else run.previous.shortfall
    if clause.on_fall is OnFall.APPLY or (clause.on_fall is OnFall.RATCHET and clause.base is BaseKind.FIXED):
        return percent, _ONE
    waits = clause.on_fall in (OnFall.BASE_STAYS, OnFall.RATCHET) and clause.base is BaseKind.EARLIER
    if waits and (percent < 0 or shortfall < 1):
        return _regain(run, percent, shortfall)
    if percent >= 0:
        return percent, _ONE
    form = "fall-zero" if clause.on_fall is OnFall.ZERO else "fall-waits"
    run.step(12, form, _ZERO, "percent", percent=-percent)
    return _ZERO, _ONE


def _regain(run: Run, percent: Decimal, shortfall: Decimal) -> tuple[Decimal, Decimal]:
    """A yearly change against an earlier fall: nothing is paid below the level once reached."""
    level = PRECISION.multiply(shortfall, ratio_of_percent(percent))
    if level < 1:
        run.step(12, "fall-waits", _ZERO, "percent", percent=-percent_of_ratio(level))
        return _ZERO, level
    rest = percent_of_ratio(level)
    run.step(12, "regained", rest, "percent", percent=percent)
    return rest, _ONE


def limited(run: Run, percent: Decimal, change: Change) -> Decimal:
    """Step 12: floor and cap, on this determination or compounded over the years since the base."""
    clause = run.clause
    if clause.floor is None and clause.cap is None:
        return percent
    floor, cap = (_limit(run, limit, change) for limit in (clause.floor, clause.cap))
    if cap is not None and percent > cap:
        run.step(12, "cap", cap, "percent", percent=percent, limit=cap)
        return cap
    if floor is not None and percent < floor:
        run.step(12, "floor", floor, "percent", percent=percent, limit=floor)
        return floor
    limits = " and ".join(
        f"{name} {limit.normalize():f} %"
        for name, limit in (("floor", floor), ("cap", cap))
        if limit is not None
    )
    run.step(12, "within", percent, "percent", percent=percent, limits=limits)
    return percent


def _limit(run: Run, limit: Decimal | None, change: Change) -> Decimal | None:
    if limit is None or run.clause.limit_scope is Scope.EACH or change.base is None:
        return limit
    months = months_between(change.base, change.current)
    years = PRECISION.divide(Decimal(months), Decimal(12))
    return percent_of_ratio(PRECISION.power(ratio_of_percent(limit), years))


def rounded_rate(run: Run, percent: Decimal) -> Decimal:
    """Step 13: the rate that is applied."""
    rounding = run.clause.round_rate
    if rounding is None:
        return percent
    rounded = rounding.apply(percent)
    run.step(13, "rate-rounded", rounded, "percent", percent=percent, rounding=str(rounding))
    return rounded


def applied_ratio(percent: Decimal) -> Decimal:
    """The multiplier for a rate in percent."""
    return PRECISION.add(_ONE, PRECISION.divide(percent, HUNDRED))
