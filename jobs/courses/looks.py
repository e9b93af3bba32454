"""The lines of a chart: several series in one view, or one series looked at in several ways.

Beside the views of `indicators.changes` there are three looks. REAL: what buys as much as an amount bought in
a chosen month. VINTAGES: one series as it is known now, as it was first published, and as it stood before
each of its last revisions. RATES: the rate that an office publishes beside the one computed from its index;
they are two measures, and the look says in how many months they differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from indicators.arithmetic import HUNDRED, PRECISION, ratio
from indicators.changes import View, has_view, transform
from indicators.errors import BadInput, UnknownName
from indicators.series import History, Indicator, Measure, Period, Reading, Series
from jobs.catalogue import resolve
from jobs.trends import TrendLine, overview, trend
from jobs.workspace import Workspace

MOST_LINES = 6
AMOUNT = Decimal(1000)
Points = tuple[tuple[Period, Decimal | None], ...]


class Look(StrEnum):
    """How series are drawn: the five views of a series, and three looks that are more than one."""

    INDEX = View.INDEX
    REBASED = View.REBASED
    YEAR = View.YEAR
    MONTH = View.MONTH
    ANNUALISED = View.ANNUALISED
    REAL = "real"
    VINTAGES = "vintages"
    RATES = "rates"

    @property
    def in_percent(self) -> bool:
        """Whether the values are percent."""
        return self in {Look.YEAR, Look.MONTH, Look.ANNUALISED, Look.RATES}

    @property
    def of_one_series(self) -> bool:
        """Whether it looks at one series in several ways."""
        return self in {Look.VINTAGES, Look.RATES}


@dataclass(frozen=True, slots=True)
class Course:
    """One line: whose it is, what it is called in this look, and its points; none where it lacks the look.

    `line` has the series' newest numbers. `basis` says which vintage or which measure the points are; they
    are as known on `known_on` where that is a day of the past.
    """

    line: TrendLine
    label: str
    basis: str
    points: Points
    known_on: date | None = None

    @property
    def indicator(self) -> Indicator:
        """The series."""
        return self.line.indicator


@dataclass(frozen=True, slots=True)
class Differences:
    """How two lines differ: in how many of the periods that both have, and by how much at most."""

    differ: int
    of: int
    most: Decimal


@dataclass(frozen=True, slots=True)
class Courses:
    """The lines of one chart; `base` is the period that REBASED and REAL stand on."""

    look: Look
    as_of: date
    courses: tuple[Course, ...]
    base: Period | None = None
    amount: Decimal | None = None
    differences: Differences | None = None


def courses(
    workspace: Workspace,
    names: Sequence[str],
    look: Look,
    *,
    base: Period | None = None,
    amount: Decimal = AMOUNT,
    as_of: date | None = None,
) -> Courses:
    """The series `names` in a look, as known on `as_of` (today by default).

    REBASED and REAL stand on the first period from `base` on in which all have a figure, else on the last
    before it. VINTAGES and RATES look at the first name alone. BadInput for no name, for more than six, and
    for RATES of a series without a published rate beside it; NotPublished for an empty series.
    """
    if not 1 <= len(names) <= MOST_LINES:
        raise BadInput("a chart holds from one to six series", expected="1 to 6", got=len(names))
    day = as_of or workspace.today
    if look is Look.VINTAGES:
        return _vintages(workspace, names[0], day)
    if look is Look.RATES:
        return _rates(workspace, names[0], day)
    return _viewed(
        [_line(workspace, name, look, day) for name in dict.fromkeys(names)], look, day, base, amount
    )


def _line(workspace: Workspace, name: str, look: Look, day: date) -> TrendLine:
    """The series in the look's view; as published where it has none, or where it is still to be rebased."""
    view = _view(look)
    direct = view is not View.REBASED and has_view(resolve(workspace, name), view)
    return trend(workspace, [name], as_of=day, view=view if direct else View.INDEX).lines[0]


def _view(look: Look) -> View:
    return View.REBASED if look is Look.REAL else View(look)


def _viewed(
    lines: Sequence[TrendLine], look: Look, day: date, base: Period | None, amount: Decimal
) -> Courses:
    able = [line for line in lines if has_view(line.indicator, _view(look))]
    if _view(look) is not View.REBASED:
        return Courses(look, day, tuple(_course(line, line.points if line in able else ()) for line in lines))
    at = common(able, base)
    hundred = amount if look is Look.REAL else HUNDRED
    made = [_course(line, _scaled(line.points, at, hundred) if at and line in able else ()) for line in lines]
    return Courses(look, day, tuple(made), at, amount if look is Look.REAL else None)


def _course(line: TrendLine, points: Points) -> Course:
    return Course(line, line.indicator.name or line.indicator.key, line.basis, points)


def _scaled(points: Points, at: Period, becomes: Decimal) -> Points:
    """The points with the figure of one period becoming another, in exact arithmetic."""
    base = next(v for p, v in points if p.first_day == at.first_day and v is not None)
    return tuple((p, None if v is None else PRECISION.multiply(ratio(v, base), becomes)) for p, v in points)


def common(lines: Sequence[TrendLine], wanted: Period | None) -> Period | None:
    """The first period from `wanted` on in which every series has a figure, else the last before it."""
    held = [{p.first_day for p, value in line.points if value is not None} for line in lines]
    every = sorted(set.intersection(*held)) if held else []
    if not every:
        return None
    first = wanted.first_day if wanted is not None else every[0]
    day = next((d for d in every if d >= first), every[-1])
    return Period.of(day, lines[0].indicator.frequency)


def first_with_figures(workspace: Workspace) -> tuple[str, ...]:
    """The name of the first series that has figures, for a chart of which nothing was chosen."""
    filled = [r.indicator.name for r in overview(workspace).rows if r.latest is not None]
    return tuple(filled[:1])


# --- one series at several vintages -------------------------------------------------------------


def _vintages(workspace: Workspace, name: str, day: date) -> Courses:
    from storage import vintages as stored

    line = trend(workspace, [name], as_of=day).lines[0]
    with workspace.session() as session:
        history = stored.history(line.indicator.key, session=session)
    latest, first = history.known_on(day), history.first_published(day)
    made = [
        _at_vintage(line, "latest", latest),
        _at_vintage(line, "first published", first),
        *(
            replace(_at_vintage(line, f"on {d.isoformat()}", history.known_on(d)), known_on=d)
            for d in _before(history, day)
        ),
    ]
    return Courses(Look.VINTAGES, day, tuple(made), differences=_differ(made[0].points, made[1].points))


def _before(history: History, day: date) -> Iterator[date]:
    """The days before the newest revisions, newest first: what was known until then."""
    revised = {r.published_on for _, group in history.by_period.items() for r in _replacing(group)}
    days = sorted((d for d in revised if d <= day), reverse=True)
    for at in days[: MOST_LINES - 2]:
        yield at - timedelta(days=1)


def _replacing(group: Sequence[Reading]) -> Iterator[Reading]:
    before = None
    for reading in group:
        if before is not None and reading.value != before:
            yield reading
        before = reading.value


def _at_vintage(line: TrendLine, label: str, series: Series) -> Course:
    return Course(line, label, series.basis, tuple(transform(series, View.INDEX)))


# --- the published rate beside the computed one -------------------------------------------------


def pair(workspace: Workspace, name: str) -> tuple[Indicator, Indicator]:
    """A series' index and the 12-month rate that its office publishes of it.

    They are found by name: `uk-cpi` and `uk-cpi-rate`. BadInput where there is no such pair.
    """
    asked = resolve(workspace, name)
    stem = asked.name.removesuffix("-rate")
    try:
        index, rate = resolve(workspace, stem), resolve(workspace, f"{stem}-rate")
    except UnknownName:
        index = rate = asked
    if index.measure is not Measure.INDEX or rate.measure is not Measure.RATE_12M:
        raise BadInput(
            f"{name} has no index with a published 12-month rate beside it",
            expected="as uk-cpi and uk-cpi-rate",
            got=name,
            hint="`realterms indicators list` shows which offices publish both",
        )
    return index, rate


def _rates(workspace: Workspace, name: str, day: date) -> Courses:
    index, rate = pair(workspace, name)
    published, computed = (
        trend(workspace, [i.name], as_of=day, view=View.YEAR).lines[0] for i in (rate, index)
    )
    made = (
        Course(published, rate.name, "published by the office", published.points),
        Course(computed, index.name, "computed from the index", computed.points),
    )
    rounded = tuple((p, None if v is None else _like(v, rate)) for p, v in computed.points)
    return Courses(Look.RATES, day, made, differences=_differ(published.points, rounded))


def _like(value: Decimal, rate: Indicator) -> Decimal:
    """A computed rate with as many decimals as the office publishes."""
    digits = 1 if rate.decimals is None else rate.decimals
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _differ(one: Points, other: Points) -> Differences:
    theirs = dict(other)
    gaps = [
        abs(value - against)
        for period, value in one
        if value is not None and (against := theirs.get(period)) is not None
    ]
    return Differences(sum(gap != 0 for gap in gaps), len(gaps), max(gaps, default=Decimal(0)))
