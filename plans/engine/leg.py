"""Operations 1 to 6 for one leg: months, figures, average or interpolation, and the change, rounded."""

import calendar
from datetime import date
from decimal import Decimal

from indicators.arithmetic import (
    HUNDRED,
    PRECISION,
    compound,
    interpolate_daily,
    mean,
    percent_of_ratio,
    points,
    ratio,
)
from indicators.errors import BadInput
from indicators.series import Period
from plans.clause import BaseKind, ClauseMeasure, Leg
from plans.engine.figures import Figure
from plans.engine.months import base_moment, current_moment, months_between, window_periods
from plans.engine.run import Change, Run
from plans.state import Moment
from plans.steps import Input, Notice

_LEVELS = (ClauseMeasure.INDEX, ClauseMeasure.POINTS)


def measure_leg(run: Run, leg: Leg, position: int) -> Change:
    """The change that one leg determines, with its steps recorded; NotPublished where a figure is missing."""
    current = current_moment(leg, run.effective_on)
    if leg.measure in _LEVELS:
        return _from_levels(run, leg, current, base_moment(leg, current, position, run.previous))
    return _from_rates(run, leg, current, position)


def _from_levels(run: Run, leg: Leg, current: Moment, base: Moment | None) -> Change:
    compared = str(leg.base_value) if base is None else _span(leg, base)
    run.step(
        1, "months", effective=run.effective_on, index=_name(leg), current=_span(leg, current), base=compared
    )
    now = _read(run, leg, current)
    then = [] if base is None else _read(run, leg, base)
    _record_figures(run, leg, [*then, *now])
    top = _level(run, leg, current, now)
    bottom = _level(run, leg, base, then) if base is not None else leg.base_value or Decimal(0)
    if leg.measure is ClauseMeasure.POINTS:
        difference = points(top, bottom)
        run.step(6, "points", difference, "index points", current=top, base=bottom)
        return Change(percent_of_ratio(ratio(top, bottom)), current, base, difference)
    return Change(_rounded_change(run, leg, _ratio(run, leg, top, bottom)), current, base)


def _ratio(run: Run, leg: Leg, top: Decimal, bottom: Decimal) -> Decimal:
    """Percent change of the levels, by way of the rounded ratio where the clause rounds it."""
    exact = ratio(top, bottom)
    percent = percent_of_ratio(exact)
    run.step(6, "ratio", percent, "percent", current=top, base=bottom, ratio=exact)
    if leg.round_ratio is None:
        return percent
    percent = percent_of_ratio(leg.round_ratio.apply(exact))
    run.step(6, "ratio-rounded", percent, "percent", ratio=exact, rounding=str(leg.round_ratio))
    return percent


def _rounded_change(run: Run, leg: Leg, percent: Decimal) -> Decimal:
    if leg.round_change is None:
        return percent
    rounded = leg.round_change.apply(percent)
    run.step(6, "change-rounded", rounded, "percent", percent=percent, rounding=str(leg.round_change))
    return rounded


def _read(run: Run, leg: Leg, moment: Moment) -> list[Figure]:
    """The figures of the window that ends at `moment`, or the two around a day (one on a month's first)."""
    if isinstance(moment, Period):
        frequency = run.figures.history(leg).indicator.frequency
        return [run.figures.figure(leg, p) for p in window_periods(leg, moment, frequency)]
    month = Period.of(moment).shift(-leg.lag)
    return [run.figures.figure(leg, p) for p in ([month] if moment.day == 1 else [month, month.shift(1)])]


def _record_figures(run: Run, leg: Leg, figures: list[Figure]) -> None:
    """Steps 2 and 3: the office's figures, then every substitute."""
    inputs = tuple(i for f in figures if not f.rule for i in f.inputs)
    if inputs:
        _record_official(run, leg, inputs)
    for figure in figures:
        if figure.rule:
            _record_substitute(run, leg, figure)


def _record_substitute(run: Run, leg: Leg, figure: Figure) -> None:
    name, period, value, rule = _name(leg), figure.period, figure.value, figure.rule
    if not figure.inputs:
        run.step(3, "decreed", value, _unit(leg), index=name, period=period, value=value, source=rule)
        return
    inputs = figure.inputs
    run.step(
        3, "substitute", value, _unit(leg), inputs=inputs, index=name, period=period, value=value, rule=rule
    )
    run.notices.append(Notice.of("substituted", index=name, period=period, rule=rule))


def _record_official(run: Run, leg: Leg, inputs: tuple[Input, ...]) -> None:
    basis = run.figures.basis
    if len(inputs) <= 4:
        shown = ", ".join(f"{i.period} = {i.value:f}" for i in inputs)
        run.step(2, "figures", figures=f"{_name(leg)} {shown}", basis=basis, inputs=inputs)
        return
    first, last = inputs[0].period, inputs[-1].period
    run.step(
        2,
        "figures-many",
        count=len(inputs),
        index=_name(leg),
        first=first,
        last=last,
        basis=basis,
        inputs=inputs,
    )


def _level(run: Run, leg: Leg, moment: Moment, figures: list[Figure]) -> Decimal:
    """Step 5: the mean of the window or the day's interpolated value, rounded where the clause says so."""
    if isinstance(moment, date):
        value = _interpolated(run, leg, moment, figures)
    elif len(figures) > 1:
        value = mean([f.value for f in figures])
        run.step(5, "mean", value, _unit(leg), index=_name(leg), span=_span(leg, moment))
    else:
        return figures[0].value
    if leg.round_average is None:
        return value
    rounded = leg.round_average.apply(value)
    run.step(5, "mean-rounded", rounded, _unit(leg), value=value, rounding=str(leg.round_average))
    return rounded


def _interpolated(run: Run, leg: Leg, day: date, figures: list[Figure]) -> Decimal:
    first, second = figures[0].value, figures[-1].value
    value = interpolate_daily(first, second, day)
    days = calendar.monthrange(day.year, day.month)[1]
    run.step(
        5,
        "daily",
        value,
        _unit(leg),
        index=_name(leg),
        day=day,
        number=day.day,
        days=days,
        first=first,
        second=second,
    )
    return value


def _from_rates(run: Run, leg: Leg, current: Moment, position: int) -> Change:
    """Published changes: one as it stands, or all of them compounded from the base to the current month."""
    if not isinstance(current, Period):
        raise BadInput(
            f"clause {run.clause.name}: published changes are not interpolated",
            expected="interpolation only with measure = 'index'",
        )
    span = 1 if leg.measure is ClauseMeasure.MOM_100 else 12
    base = base_moment(leg, current, position, run.previous)
    months = 12 if base is None else months_between(base, current)
    shown = _span(leg, current)
    if leg.base is BaseKind.EARLIER and months == span:
        run.step(1, "months-rate", effective=run.effective_on, index=_name(leg), current=shown)
        percent = _published_rate(run, leg, current)
    else:
        run.step(1, "months", effective=run.effective_on, index=_name(leg), current=shown, base=str(base))
        percent = _chained_rates(run, leg, current, months, span)
    return Change(_rounded_change(run, leg, percent), current, base)


def _published_rate(run: Run, leg: Leg, current: Period) -> Decimal:
    figures = _read(run, leg, current)
    _record_figures(run, leg, figures)
    value = _level(run, leg, current, figures)
    span = _span(leg, current)
    if leg.measure is ClauseMeasure.RATE_12M:
        run.step(6, "rate", value, "percent", index=_name(leg), span=span)
        return value
    percent = points(value, HUNDRED)
    run.step(6, "rate-100", percent, "percent", index=_name(leg), span=span, value=value, percent=percent)
    return percent


def _chained_rates(run: Run, leg: Leg, current: Period, months: int, span: int) -> Decimal:
    """The product of the changes published for base + span, base + 2 spans, ... up to the current month."""
    if months <= 0 or months % span or leg.window != 1:
        raise BadInput(
            f"clause {run.clause.name}: changes over {span} months cannot be chained over {months} months",
            expected=f"a base a whole number of {span}-month spans before {current}, and a window of 1",
        )
    periods = [current.shift(-back) for back in range(months - span, -1, -span)]
    figures = [run.figures.figure(leg, p) for p in periods]
    _record_figures(run, leg, figures)
    shift = Decimal(0) if leg.measure is ClauseMeasure.RATE_12M else HUNDRED
    product = compound([PRECISION.subtract(f.value, shift) for f in figures])
    percent = percent_of_ratio(product)
    run.step(
        6,
        "rates-chained",
        percent,
        "percent",
        count=len(figures),
        first=periods[0],
        last=current,
        ratio=product,
    )
    return percent


def _name(leg: Leg) -> str:
    return leg.index or ""


def _unit(leg: Leg) -> str:
    return "percent" if leg.measure is ClauseMeasure.RATE_12M else "index points"


def _span(leg: Leg, moment: Moment) -> str:
    """A moment in words: the day, the month, or the first and last month of the window."""
    if isinstance(moment, Period) and leg.window > 1:
        return f"{moment.shift(1 - leg.window)} to {moment}"
    return str(moment)
