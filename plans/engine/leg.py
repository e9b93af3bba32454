"""Operations 1 to 7: what each leg says, rounded, and how several of them become one change."""

from decimal import Decimal

from indicators.arithmetic import HUNDRED, PRECISION, compound, percent_of_ratio, points, ratio, total
from indicators.errors import BadInput
from indicators.series import Period
from plans.clause import Leg
from plans.engine.level import level, published_digits, read, record
from plans.engine.months import base_moment, current_moment, months_between, span
from plans.engine.run import Change, Run
from plans.phrases import show
from plans.state import Moment
from plans.terms import BaseKind, Blend, ClauseMeasure

_ONE = Decimal(1)


def measure(run: Run, leg: Leg, position: int = 0) -> Decimal:
    """The change in percent that a leg (or a blend of legs) determines, with its steps recorded.

    `position` is that of the leg's first leaf. NotPublished where a figure is missing, BadInput where no
    leg counts on the date of effect.
    """
    if not leg.legs:
        change = _leaf(run, leg, position)
        run.read[position] = change
        return _leg_share(run, leg, change.percent)
    found: list[tuple[Leg, Decimal]] = []
    for part in leg.legs:
        if part.counts_on(run.effective_on):
            found.append((part, measure(run, part, position)))
        position += len(part.leaves)
    if not found:
        raise BadInput(
            f"clause {run.clause.name}: no leg counts on {run.effective_on}",
            expected="a leg whose since and until include the date of effect",
        )
    return _leg_share(run, leg, found[0][1] if len(found) == 1 else _blended(run, leg, found))


def _leg_share(run: Run, leg: Leg, percent: Decimal) -> Decimal:
    if leg.share == _ONE:
        return percent
    part = PRECISION.multiply(percent, leg.share)
    run.step(6, "leg-share", part, "percent", share=leg.share, percent=percent)
    return part


def _blended(run: Run, leg: Leg, found: list[tuple[Leg, Decimal]]) -> Decimal:
    """Step 7: one change of several."""
    percents = [percent for _, percent in found]
    if leg.blend is Blend.WEIGHTED:
        weights = total(part.weight for part, _ in found)
        weighted = total(PRECISION.multiply(part.weight, percent) for part, percent in found)
        blended = PRECISION.divide(weighted, weights)
    elif leg.blend is Blend.SUM:
        blended = total(percents)
    else:
        blended = max(percents) if leg.blend is Blend.MAX else min(percents)
    parts = ", ".join(f"{show(percent, 8)} %" for percent in percents)
    run.step(7, leg.blend.value, blended, "percent", parts=parts)
    return blended


def _leaf(run: Run, leg: Leg, position: int) -> Change:
    if leg.constant is not None:
        run.step(6, "constant", leg.constant, "percent", percent=leg.constant)
        return Change(leg.constant)
    current = current_moment(leg, run.effective_on)
    if not leg.measure.is_level:
        return _from_rates(run, leg, current, position)
    if run.clause.chain is not None:
        return _level_alone(run, leg, current)
    return _from_levels(run, leg, current, base_moment(leg, current, position, run.previous))


def _level_alone(run: Run, leg: Leg, current: Moment) -> Change:
    """A level that is compared with a threshold, not with an earlier level."""
    shown = span(leg, current)
    run.step(1, "months-alone", effective=run.effective_on, index=leg.index or "", current=shown)
    now = read(run, leg, current)
    record(run, leg, now)
    return Change(Decimal(0), current, None, level(run, leg, current, now, published_digits(now)))


def _from_levels(run: Run, leg: Leg, current: Moment, base: Moment | None) -> Change:
    compared = leg.base_value if base is None else span(leg, base)
    run.step(
        1,
        "months",
        effective=run.effective_on,
        index=leg.index or "",
        current=span(leg, current),
        base=compared or "",
    )
    now = read(run, leg, current)
    then = [] if base is None else read(run, leg, base)
    record(run, leg, [*then, *now])
    digits = published_digits(now) if leg.round_average is not None else 0
    top = level(run, leg, current, now, digits)
    bottom = leg.base_value if base is None else level(run, leg, base, then, digits)
    bottom = Decimal(0) if bottom is None else bottom
    if leg.measure is ClauseMeasure.POINTS:
        run.step(6, "points", points(top, bottom), "index points", current=top, base=bottom)
        return Change(percent_of_ratio(ratio(top, bottom)), current, base, top, bottom)
    return Change(_rounded(run, leg, _ratio(run, leg, top, bottom)), current, base, top, bottom)


def _ratio(run: Run, leg: Leg, top: Decimal, bottom: Decimal) -> Decimal:
    """Percent change of the levels, by way of the rounded ratio where the clause rounds it."""
    exact = ratio(top, bottom)
    percent = percent_of_ratio(exact)
    run.step(6, "ratio", percent, "percent", current=top, base=bottom, ratio=exact)
    if leg.round_ratio is None:
        return percent
    percent = percent_of_ratio(leg.round_ratio.apply(exact))
    run.step(6, "ratio-rounded", percent, "percent", ratio=exact, rounding=leg.round_ratio)
    return percent


def _rounded(run: Run, leg: Leg, percent: Decimal) -> Decimal:
    if leg.round_change is None:
        return percent
    rounded = leg.round_change.apply(percent)
    run.step(6, "change-rounded", rounded, "percent", percent=percent, rounding=leg.round_change)
    return rounded


def _from_rates(run: Run, leg: Leg, current: Moment, position: int) -> Change:
    """Published changes: one as it stands, or all of them compounded from the base to the current month."""
    if not isinstance(current, Period):
        raise BadInput(
            f"clause {run.clause.name}: published changes are not interpolated",
            expected="interpolation only with measure = 'index'",
        )
    each = 1 if leg.measure is ClauseMeasure.MOM_100 else 12
    base = base_moment(leg, current, position, run.previous)
    months = 0 if base is None else months_between(base, current)
    shown, index = span(leg, current), leg.index or ""
    if leg.base is BaseKind.EARLIER and months == each:
        run.step(1, "months-alone", effective=run.effective_on, index=index, current=shown)
        percent = _published_rate(run, leg, current)
    else:
        run.step(1, "months", effective=run.effective_on, index=index, current=shown, base=base or "")
        percent = _chained_rates(run, leg, current, months, each)
    return Change(_rounded(run, leg, percent), current, base)


def _published_rate(run: Run, leg: Leg, current: Period) -> Decimal:
    figures = read(run, leg, current)
    record(run, leg, figures)
    value = level(run, leg, current, figures, published_digits(figures))
    shown, index = span(leg, current), leg.index or ""
    if leg.measure is ClauseMeasure.RATE_12M:
        run.step(6, "rate", value, "percent", index=index, span=shown)
        return value
    percent = points(value, HUNDRED)
    run.step(6, "rate-100", percent, "percent", index=index, span=shown, value=value, percent=percent)
    return percent


def _chained_rates(run: Run, leg: Leg, current: Period, months: int, each: int) -> Decimal:
    """The product of the changes published for base + each, base + 2 each, ... up to the current month."""
    if months <= 0 or months % each or leg.window != 1:
        raise BadInput(
            f"clause {run.clause.name}: changes over {each} months cannot be chained over {months} months",
            expected=f"a base a whole number of {each}-month spans before {current}, and a window of 1",
        )
    periods = [current.shift(-back) for back in range(months - each, -1, -each)]
    figures = [run.figures.figure(leg, p) for p in periods]
    record(run, leg, figures)
    shift = Decimal(0) if leg.measure is ClauseMeasure.RATE_12M else HUNDRED
    percent = percent_of_ratio(compound([PRECISION.subtract(f.value, shift) for f in figures]))
    count, first = len(figures), periods[0]
    run.step(6, "rates-chained", percent, "percent", count=count, first=first, last=current)
    return percent
