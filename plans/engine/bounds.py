"""Operation 12: what a fall does, floor and cap, and the bank of what they set aside."""

from decimal import Decimal

from indicators.arithmetic import PRECISION, percent_of_ratio, ratio_of_percent, total
from indicators.errors import BadInput
from plans.engine.months import months_between
from plans.engine.run import Run
from plans.state import Deposit, Moment
from plans.terms import BankOf, BaseKind, OnFall, Scope

_ZERO = Decimal(0)
_ONE = Decimal(1)
Deposits = tuple[Deposit, ...]


def after_fall(run: Run, percent: Decimal) -> tuple[Decimal, Decimal]:
    """The change to pay, and the shortfall ratio that the next determination must regain.

    A ratchet over a fixed base is settled by the evaluation itself, which looks at the earlier years.
    """
    clause = run.clause
    kinds = {leaf.base for leaf in clause.leaves}
    fixed_ratchet = clause.on_fall is OnFall.RATCHET and BaseKind.FIXED in kinds
    if clause.on_fall is OnFall.APPLY or fixed_ratchet:
        return percent, _ONE
    shortfall = _ONE if run.previous is None else run.previous.shortfall
    waits = clause.on_fall in (OnFall.BASE_STAYS, OnFall.RATCHET) and BaseKind.EARLIER in kinds
    if waits and (percent < 0 or shortfall < 1):
        return _regain(run, percent, shortfall)
    if percent >= 0:
        return percent, _ONE
    form = "fall-zero" if clause.on_fall is OnFall.ZERO else "fall-waits"
    run.step(12, form, _ZERO, "percent", percent=percent.copy_negate())
    return _ZERO, _ONE


def _regain(run: Run, percent: Decimal, shortfall: Decimal) -> tuple[Decimal, Decimal]:
    """A change over a fixed span against an earlier fall: nothing is paid below the level once reached."""
    level = PRECISION.multiply(shortfall, ratio_of_percent(percent))
    if level < 1:
        run.step(12, "fall-waits", _ZERO, "percent", percent=percent_of_ratio(level).copy_negate())
        return _ZERO, level
    rest = percent_of_ratio(level)
    run.step(12, "regained", rest, "percent", percent=percent)
    return rest, _ONE


def limited(run: Run, percent: Decimal) -> tuple[Decimal, Deposits]:
    """The change within floor and cap, after what the bank gives or takes; and the bank afterwards."""
    clause = run.clause
    if clause.floor is None and clause.cap is None:
        return percent, ()
    floor, cap = _limit(run, clause.floor), _limit(run, clause.cap)
    bank = _aged(run)
    result = _clamped(run, percent, floor, cap)
    if clause.bank is None:
        return result, ()
    if clause.bank.of is BankOf.EXCESS:
        room = _ZERO if cap is None else _over(cap, result)
        return _settled(run, result, bank, _over(percent, result), room, _ONE)
    room = _ZERO if floor is None else _over(result, floor)
    return _settled(run, result, bank, _over(result, percent), room, _ONE.copy_negate())


def _clamped(run: Run, percent: Decimal, floor: Decimal | None, cap: Decimal | None) -> Decimal:
    if cap is not None and percent > cap:
        run.step(12, "cap", cap, "percent", percent=percent, limit=cap)
        return cap
    if floor is not None and percent < floor:
        run.step(12, "floor", floor, "percent", percent=percent, limit=floor)
        return floor
    if floor is not None and cap is not None:
        run.step(12, "within-both", percent, "percent", percent=percent, floor=floor, cap=cap)
    elif floor is not None:
        run.step(12, "within-floor", percent, "percent", percent=percent, floor=floor)
    elif cap is not None:
        run.step(12, "within-cap", percent, "percent", percent=percent, cap=cap)
    return percent


def _limit(run: Run, limit: Decimal | None) -> Decimal | None:
    """The limit as it binds now: yearly, compounded since the base, or less what the last ones used up."""
    if limit is None:
        return None
    clause, change, previous = run.clause, run.first, run.previous
    yearly = ratio_of_percent(limit)
    if clause.limit_scope is Scope.CUMULATIVE:
        base = change.base or _agreed_since(run)
        if base is None or change.current is None:
            return limit
        years = PRECISION.divide(Decimal(months_between(base, change.current)), Decimal(12))
        return percent_of_ratio(PRECISION.power(yearly, years))
    if previous is None:
        return limit
    if clause.limit_over > 1:
        used = _ONE
        for ratio in previous.recent[1 - clause.limit_over :]:
            used = PRECISION.multiply(used, ratio)
        left = percent_of_ratio(PRECISION.divide(yearly, used))
        # More than the limit may have been decided before: what is above it is not taken back now.
        return left if clause.on_fall is OnFall.APPLY or limit < 0 else max(left, _ZERO)
    if clause.fixed_leg is not None:
        return percent_of_ratio(PRECISION.multiply(previous.ratio, yearly))
    return limit


def _agreed_since(run: Run) -> Moment | None:
    """Since when an agreed base value counts; None where there is none, because nothing is compared."""
    leaf = run.clause.fixed_leg
    if leaf is None or leaf.base_value is None:
        return None
    since = leaf.base_date or leaf.base_period
    if since is None:
        raise BadInput(
            f"clause {run.clause.name}: over how many years the limit is compounded is not said",
            expected="base_period (or base_date) beside base_value",
        )
    return since


def _aged(run: Run) -> Deposits:
    """The bank one determination older, without what has expired."""
    rule, previous = run.clause.bank, run.previous
    if rule is None or previous is None:
        return ()
    older = tuple(Deposit(d.points, d.age + 1) for d in previous.bank)
    kept = older if rule.expires is None else tuple(d for d in older if d.age <= rule.expires)
    if len(kept) < len(older):
        run.step(12, "bank-expired", None, "percent", points=_over(_balance(older), _balance(kept)))
    return kept


def _settled(
    run: Run, percent: Decimal, bank: Deposits, added: Decimal, room: Decimal, sign: Decimal
) -> tuple[Decimal, Deposits]:
    """Put `added` into the bank, or take up to `room` out of it: upwards for excess, downwards for debt."""
    if added:
        limit = None if run.clause.bank is None else run.clause.bank.limit
        space = added if limit is None else min(added, _over(limit, _balance(bank)))
        bank = (*bank, Deposit(space)) if space else bank
        form = "banked" if sign > 0 else "into-bank-debt"
        run.step(12, form, percent, "percent", points=space, balance=_balance(bank))
        return percent, bank
    taken = min(room, _balance(bank))
    if not taken:
        return percent, bank
    bank = _withdrawn(bank, taken)
    result = PRECISION.fma(taken, sign, percent)
    form = "from-bank" if sign > 0 else "bank-debt-paid"
    run.step(12, form, result, "percent", points=taken, balance=_balance(bank))
    return result, bank


def _withdrawn(bank: Deposits, points: Decimal) -> Deposits:
    """The bank without so many points, the oldest first."""
    left: list[Deposit] = []
    for deposit in bank:
        used = min(points, deposit.points)
        points = _over(points, used)
        if deposit.points > used:
            left.append(Deposit(_over(deposit.points, used), deposit.age))
    return tuple(left)


def _over(one: Decimal, other: Decimal) -> Decimal:
    """By how much one number exceeds another, at least 0."""
    return max(PRECISION.subtract(one, other), _ZERO)


def _balance(bank: Deposits) -> Decimal:
    return total(d.points for d in bank)
