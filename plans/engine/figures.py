"""Operations 2 and 3: figures at the clause's vintage, and what stands in for a month without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.arithmetic import PRECISION, round_digits
from indicators.errors import NotPublished, UnknownName
from indicators.series import History, Indicator, Period, Reading, Status
from plans.clause import IndexationClause, Interpolation, Leg, Missing, Vintage, check_measure
from plans.steps import Input

_TWELFTH = PRECISION.divide(Decimal(1), Decimal(12))
_FALLBACKS = ", ".join(repr(m.value) for m in Missing if m is not Missing.BLOCK)


@dataclass(frozen=True, slots=True)
class Figure:
    """A month's value with the readings it rests on; `rule` says how, where it is no office's figure."""

    period: Period
    value: Decimal
    inputs: tuple[Input, ...]
    rule: str = ""


class Figures:
    """The figures one determination may see: one clause, one decision date."""

    def __init__(self, clause: IndexationClause, histories: Mapping[str, History], as_of: date) -> None:
        self.clause = clause
        self.histories = histories
        self.as_of = as_of
        pinned = clause.vintage is Vintage.AS_KNOWN and clause.vintage_date
        self.day = min(pinned, as_of) if pinned else as_of

    @property
    def basis(self) -> str:
        """The vintage in words."""
        if self.clause.vintage in (Vintage.FIRST_PUBLISHED, Vintage.FINAL):
            return f"{self.clause.vintage.value.replace('-', ' ')}, known by {self.day}"
        return f"as known on {self.day}"

    def history(self, leg: Leg, name: str | None = None) -> History:
        """The history of the leg's indicator; UnknownName where it was not handed in."""
        wanted = name or leg.index or ""
        history = self.histories.get(wanted)
        if history is None:
            raise UnknownName.among(
                "indicator", wanted, self.histories, where=f"clause {self.clause.name}, key index"
            )
        check_measure(self.clause.name, leg, history.indicator)
        return history

    def figure(self, leg: Leg, period: Period) -> Figure:
        """The figure for `period`, by the office or by the clause's fallback; NotPublished otherwise."""
        for named in leg.values:
            if named.period == period and named.index == leg.index:
                return Figure(period, named.value, (), named.source)
        history = self.history(leg)
        reading = self._published(history, period)
        if reading is not None:
            return self._official(leg, history.indicator, reading)
        if leg.missing is not Missing.BLOCK and self._is_hole(history, period):
            return self._fallback(leg, history, period)
        raise self._refusal(leg, history, period)

    def _published(self, history: History, period: Period) -> Reading | None:
        """The reading at the clause's vintage, or None."""
        known = [r for r in history.by_period.get(period, ()) if r.published_on <= self.day]
        if self.clause.vintage is Vintage.FIRST_PUBLISHED:
            return next((r for r in known if r.value is not None), None)
        if self.clause.vintage is Vintage.FINAL:
            return next((r for r in known if not is_provisional(history.indicator, r)), None)
        return known[-1] if known and known[-1].value is not None else None

    def _official(self, leg: Leg, indicator: Indicator, reading: Reading) -> Figure:
        value = Decimal(0) if reading.value is None else reading.value
        return Figure(
            reading.period, value, (Input.of(leg.index or indicator.name, indicator, reading, value),)
        )

    def _is_hole(self, history: History, period: Period) -> bool:
        """Whether the office passed this month over: a missing mark, or a later month is out."""
        known = history.known_on(self.day)
        marked = known.get(period)
        if marked is not None and marked.value is None:
            return True
        return known.latest is not None and period < known.latest.period

    def _fallback(self, leg: Leg, history: History, period: Period) -> Figure:
        """The substitute that the clause names, rounded as the office rounds its figures."""

        def official(months: int) -> Figure:
            found = self._published(history, period.shift(months))
            if found is None:
                raise self._refusal(leg, history, period.shift(months))
            return self._official(leg, history.indicator, found)

        before = official(-1)
        if leg.missing is Missing.CARRY_FORWARD:
            return Figure(period, before.value, before.inputs, leg.missing.value)
        if leg.missing is Missing.GEOMETRIC_BETWEEN:
            others = [official(1)]
            exact = PRECISION.sqrt(PRECISION.multiply(before.value, others[0].value))
        elif leg.missing is Missing.GEOMETRIC_12M:
            others = [official(-13)]
            yearly = PRECISION.divide(before.value, others[0].value)
            exact = PRECISION.multiply(before.value, PRECISION.power(yearly, _TWELFTH))
        else:
            others = [official(-12), official(-13)]
            yearly = PRECISION.divide(before.value, others[1].value)
            exact = PRECISION.multiply(others[0].value, yearly)
        inputs = tuple(i for figure in (before, *others) for i in figure.inputs)
        digits = history.indicator.decimals
        value = round_digits(exact, decimals_of(before.value) if digits is None else digits)
        return Figure(period, value, inputs, leg.missing.value)

    def _refusal(self, leg: Leg, history: History, period: Period) -> NotPublished:
        """The error for a month without a usable figure: why, and what the user can do about it."""
        series = history.known_on(self.day)
        name = history.indicator.name or history.indicator.key
        try:
            series.reading(period)
        except NotPublished as error:
            message, hint = error.message, error.hint
            latest = series.latest
            if latest is not None and period < latest.period:
                hint = f"name a fallback in the clause (missing = {_FALLBACKS}), or choose another month"
            elif latest is not None and not (leg.month or leg.quarter):
                last = latest.period.shift(leg.lag - (leg.interpolation is Interpolation.DAILY))
                hint = (
                    f"{last} is the last month of effect this clause can serve with the figures held "
                    f"(lag {leg.lag}); wait for the release, then: realterms fetch {name}"
                )
        else:
            message = f"{name}: {period} is still provisional, and the clause asks for final figures"
            hint = f"final {history.indicator.provisional_months} months after its first publication"
        where = f"clause {self.clause.name}, {self.basis}"
        return NotPublished(message, where=where, hint=hint)


def is_provisional(indicator: Indicator, reading: Reading) -> bool:
    """Whether the office may still revise this figure in its regular course.

    The office says so itself, or the figure came out at most `provisional_months` months after its
    month: US PPI for February, out in March, is final when printed again in July.
    """
    if reading.value is None or reading.status is Status.PROVISIONAL:
        return True
    if not indicator.provisional_months:
        return False
    last_month = Period.of(reading.period.shift(1).first_day).ordinal - 1
    return Period.of(reading.published_on).ordinal - last_month <= indicator.provisional_months


def decimals_of(value: Decimal) -> int:
    """How many decimals a figure is written with."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
