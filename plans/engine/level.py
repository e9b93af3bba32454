"""Operations 2 to 5 for one moment: its figures, recorded, and the level they make."""

import calendar
from datetime import date
from decimal import Decimal

from indicators.arithmetic import interpolate_daily, mean, round_digits
from indicators.errors import BadInput
from indicators.series import Frequency, Period
from plans.clause import Leg
from plans.engine.figures import Figure
from plans.engine.months import span, window_periods
from plans.engine.run import Run
from plans.engine.substitutes import decimals_of
from plans.phrases import Phrase
from plans.state import Moment
from plans.steps import Input, Notice
from plans.terms import ClauseMeasure, PublishedDigits


def read(run: Run, leg: Leg, moment: Moment) -> list[Figure]:
    """The figures of the window that ends at `moment`, or the two around a day (one on a month's first)."""
    if isinstance(moment, Period):
        frequency = run.figures.history(leg, leg.index or "").indicator.frequency
        return [run.figures.figure(leg, p) for p in window_periods(leg, moment, frequency)]
    frequency = run.figures.history(leg, leg.index or "").indicator.frequency
    if frequency is not Frequency.MONTHLY:
        raise BadInput(
            f"clause {run.clause.name}: {leg.index} is not monthly, and days lie between monthly figures",
            expected="interpolation only of a monthly index",
            got=frequency.name.lower(),
        )
    month = Period.of(moment).shift(-leg.lag)
    return [run.figures.figure(leg, p) for p in ([month] if moment.day == 1 else [month, month.shift(1)])]


def record(run: Run, leg: Leg, figures: list[Figure]) -> None:
    """Steps 2 to 4: the office's figures and projections by series, then substitutes, then links."""
    for index in dict.fromkeys(f.index for f in figures):
        inputs = tuple(i for f in figures if f.index == index and f.form != "substitute" for i in f.inputs)
        official = tuple(i for i in inputs if not i.projected)
        if official:
            _record_official(run, index, official)
        if official != inputs:
            _record_projected(run, index, tuple(i for i in inputs if i.projected))
    for figure in figures:
        if figure.form:
            _record_other(run, leg, figure)
    for linked in run.figures.linked:
        form = "link-rates" if linked.factor is None else "link"
        facts = {} if linked.factor is None else {"factor": linked.factor}
        at, new, old = linked.link.at, linked.link.index, linked.old
        run.step(4, form, linked.factor, inputs=linked.inputs, at=at, new=new, old=old, **facts)
    run.figures.linked.clear()


def _record_official(run: Run, index: str, inputs: tuple[Input, ...]) -> None:
    basis = run.figures.basis
    if len(inputs) <= 4:
        shown = ", ".join(f"{i.period} = {i.value:f}" for i in inputs)
        run.step(2, "figures", index=index, figures=shown, basis=basis, inputs=inputs)
        return
    first, last, count = inputs[0].period, inputs[-1].period, len(inputs)
    run.step(2, "figures-many", count=count, index=index, first=first, last=last, basis=basis, inputs=inputs)


def _record_projected(run: Run, index: str, inputs: tuple[Input, ...]) -> None:
    shown = ", ".join(f"{i.period} = {i.value:f} ({i.note})" for i in inputs)
    run.step(3, "projected", index=index, figures=shown, inputs=inputs)


def _record_other(run: Run, leg: Leg, figure: Figure) -> None:
    index, period, value, rule = figure.index, figure.period, figure.value, figure.rule
    if figure.form == "latest-available":
        run.step(3, figure.form, value, unit_of(leg), index=index, period=rule, used=period)
        run.notices.append(Notice.of(figure.form, index=index, period=rule, used=period))
    elif figure.form == "decreed":
        run.step(3, figure.form, value, unit_of(leg), index=index, period=period, value=value, source=rule)
    else:
        inputs = figure.inputs
        run.step(
            3,
            figure.form,
            value,
            unit_of(leg),
            inputs=inputs,
            index=index,
            period=period,
            value=value,
            rule=rule,
        )
        run.notices.append(Notice.of("substituted", index=index, period=period, rule=rule))


def level(run: Run, leg: Leg, moment: Moment, figures: list[Figure], digits: int) -> Decimal:
    """Step 5: the mean of the window or the day's interpolated value, rounded where the clause says so.

    `digits` are the decimals that the office publishes now, for means rounded as published.
    """
    if isinstance(moment, date):
        value = _interpolated(run, leg, moment, figures)
    elif len(figures) > 1:
        value = mean([f.value for f in figures])
        run.step(5, "mean", value, unit_of(leg), index=leg.index or "", span=span(leg, moment))
    else:
        return figures[0].value
    if leg.round_average is None:
        return value
    if isinstance(leg.round_average, PublishedDigits):
        rounded = round_digits(value, digits)
        rule = Phrase.of("published-digits", digits=digits)
        run.step(5, "mean-rounded", rounded, unit_of(leg), value=value, rounding=rule)
    else:
        rounded = leg.round_average.apply(value)
        run.step(5, "mean-rounded", rounded, unit_of(leg), value=value, rounding=leg.round_average)
    return rounded


def published_digits(figures: list[Figure]) -> int:
    """The decimals of a window's figures, as published."""
    return max((decimals_of(f.value) for f in figures), default=0)


def _interpolated(run: Run, leg: Leg, day: date, figures: list[Figure]) -> Decimal:
    first, second = figures[0].value, figures[-1].value
    value = interpolate_daily(first, second, day)
    days = calendar.monthrange(day.year, day.month)[1]
    index, number = leg.index or "", day.day
    run.step(
        5,
        "daily",
        value,
        unit_of(leg),
        index=index,
        day=day,
        number=number,
        days=days,
        first=first,
        second=second,
    )
    return value


def unit_of(leg: Leg) -> str:
    """The unit of a leg's figures."""
    return "percent" if leg.measure is ClauseMeasure.RATE_12M else "index points"
