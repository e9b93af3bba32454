"""What the trend screen shows of a line: its values by month, its row in the legend, what must be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from jobs.courses.looks import Look
from tui import words
from tui.language import N_, _
from tui.state import TAGS
from tui.widgets.axis import month_label, month_number
from tui.widgets.choices import Choice
from tui.widgets.grid import Cell, Column, Row
from tui.widgets.plot import Line

if TYPE_CHECKING:
    from datetime import date

    from jobs.courses.drawing import Texts
    from jobs.courses.looks import Course, Courses, Differences

LOOKS = (
    Choice(Look.INDEX, "i", N_("Published")),
    Choice(Look.REBASED, "r", N_("Rebased")),
    Choice(Look.YEAR, "y", N_("12-m")),
    Choice(Look.MONTH, "m", N_("1-m")),
    Choice(Look.ANNUALISED, "n", N_("3-m p.a.")),
    Choice(Look.REAL, "v", N_("Real")),
    Choice(Look.VINTAGES, "w", N_("Vintages")),
    Choice(Look.RATES, "p", N_("Rates")),
)
_UNITS = {
    Look.INDEX: N_("figures as published"),
    Look.YEAR: N_("percent on the same month a year before"),
    Look.MONTH: N_("percent on the month before"),
    Look.ANNUALISED: N_("percent, three months at a yearly rate"),
    Look.RATES: N_("12-month rates in percent"),
}
_LABELS = {"latest": N_("latest"), "first published": N_("first published")}


@dataclass(frozen=True)
class Drawn:
    """One line ready to draw: its values by month, none where it lacks the look, and its newest numbers."""

    course: Course
    values: Mapping[int, Decimal | None]
    bundled_days: int | None = None  # how old the bundled figures are, where they are bundled ones

    @classmethod
    def of(cls, course: Course, today: date) -> Drawn:
        """A course by months."""
        months = {month_number(p.first_day): v for p, v in course.points}
        line = course.line
        return cls(
            course, months, (today - line.numbers.latest.published_on).days if line.is_snapshot else None
        )

    @property
    def name(self) -> str:
        """The series' short name, or what this line is of it, translated."""
        label, day = self.course.label, self.course.known_on
        if day is not None:
            return _("on {day}").format(day=words.day(day))
        return _(_LABELS[label]) if label in _LABELS else label

    def as_line(self) -> Line:
        """For the chart: floats are only for drawing."""
        points = ((m, None if v is None else float(v)) for m, v in self.values.items())
        return Line(self.name, tuple(points))


def unit(shown: Courses) -> str:
    """What the values are, translated."""
    if shown.base is None:
        return _(_UNITS.get(shown.look, ""))
    month = month_label(month_number(shown.base.first_day))
    if shown.look is Look.REAL:
        told = _("what buys as much as {amount} did in {month}")
        return told.format(amount=words.figure(shown.amount), month=month)
    return _("{month} = 100").format(month=month)


def texts(shown: Courses, series: Sequence[Drawn]) -> Texts:
    """What a picture of the chart says, translated."""
    from jobs.courses.drawing import Texts, is_of_one

    names = tuple(d.name for d in series)
    heading = words.described(series[0].course.indicator).title if is_of_one(shown) else ", ".join(names)
    told = _("{unit}; as known on {day}").format(unit=unit(shown), day=words.day(shown.as_of))
    return Texts(heading, told, names, tuple(_source(d, shown.look) for d in series))


def _source(drawn: Drawn, look: Look) -> str:
    """A line of a picture's legend: what it is and who publishes it."""
    indicator = words.described(drawn.course.indicator)
    return " · ".join(filter(None, (_told(drawn, look), indicator.publisher or indicator.key)))


def cautions(shown: Courses, series: Sequence[Drawn]) -> Iterator[str]:
    """What a reader of this chart must be told beside it."""
    if shown.look is Look.INDEX:
        drawn = [d.course.indicator for d in series]
        if len({i.units for i in drawn}) > 1:
            yield _("different units on one axis")
        elif len({i.base_period for i in drawn}) > 1:
            yield _("different bases on one axis: r puts them on one")
    if shown.differences is not None:
        yield differing(shown.look, shown.differences)
    ages = [d.bundled_days for d in series if d.bundled_days is not None]
    if ages:
        every = len(ages) == len(series)
        told = _("bundled figures, {age} old") if every else _("some bundled figures, {age} old")
        yield told.format(age=words.age(max(ages)))


def differing(look: Look, found: Differences) -> str:
    """In how many months two lines differ, and by how much."""
    if not found.differ:
        return _("no difference in {of} months").format(of=found.of)
    told = (
        _("revised since in {differ} of {of} months, by {most} at most")
        if look is Look.VINTAGES
        else _("differ in {differ} of {of} months, by {most} points at most")
    )
    return told.format(differ=found.differ, of=found.of, most=words.figure(found.most))


def columns(at: int | None) -> tuple[Column, ...]:
    """The legend's columns, with the crosshair's month in the place of its name."""
    return (
        Column("", 1),
        Column(N_("Series"), 20, stretch=True),
        Column(N_("What it measures"), 30, rank=3, stretch=True),
        Column(month_label(at) if at is not None else N_("Crosshair"), 10, "right"),
        Column(N_("Latest"), 10, "right"),
        Column(N_("Period"), words.month_width()),
        Column(N_("12-month"), 8, "right"),
        Column(N_("1-month"), 7, "right"),
        Column(N_("12-month change is"), 23, rank=4),
    )


def row(number: int, drawn: Drawn, at: int | None, look: Look) -> Row:
    """A line's row in the legend: its value at the crosshair, and its newest numbers."""
    numbers = drawn.course.line.numbers
    return Row(
        f"{number}",
        [
            Cell(TAGS[number], f"line-{number + 1}"),
            Cell(words.plain(drawn.name), "strong" if drawn.values else "dim"),
            Cell(words.plain(_told(drawn, look)), "dim"),
            Cell(_here(drawn.values.get(at) if at is not None else None, look), f"line-{number + 1}"),
            words.figure(numbers.latest.value),
            words.period(numbers.latest.period),
            Cell(words.moved(numbers.percent_12m), words.tone(numbers.percent_12m)),
            Cell(words.moved(numbers.percent_1m), words.tone(numbers.percent_1m)),
            Cell(_(numbers.label_12m), "dim"),
        ],
    )


def _told(drawn: Drawn, look: Look) -> str:
    if not drawn.values:
        label = next(c.label for c in LOOKS if c.value == look)
        return _("has no view “{view}”").format(view=_(label))
    return words.described(drawn.course.indicator).title


def _here(value: Decimal | None, look: Look) -> str:
    if value is not None and look in {Look.REBASED, Look.REAL}:
        return words.figure(round(value, 2))
    return words.percent(value, 2) if look.in_percent else words.figure(value)
