"""Operations 2 to 4: figures at the clause's vintage, what stands in for a missing month, and links."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from indicators.arithmetic import PRECISION, link_factor
from indicators.errors import BadInput, NotPublished, UnknownName
from indicators.series import History, Indicator, Period, Reading, Status
from plans.clause import IndexationClause, Leg, check_measure
from plans.engine.substitutes import FOR_RATES, LOOK_BACK, needs, substitute
from plans.phrases import Fact, Phrase
from plans.steps import Input
from plans.terms import Interpolation, Link, Missing, Vintage

_FALLBACKS = ", ".join(repr(m.value) for m in Missing if m is not Missing.BLOCK)
_BASIS = {Vintage.FIRST_PUBLISHED: "first-published", Vintage.FINAL: "final"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A month's value with the readings it rests on.

    `form` is empty for the office's own figure; else it names the sentence that says what stands here
    instead, filled by `rule`.
    """

    period: Period
    value: Decimal
    inputs: tuple[Input, ...]
    index: str = ""
    form: str = ""
    rule: Fact = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """A successor that was read, and the factor that brought it onto the old base (None for rates)."""

    old: str
    link: Link
    factor: Decimal | None
    inputs: tuple[Input, ...]


class Figures:
    """The figures one determination may see: one clause, one decision date."""

    def __init__(
        self,
        clause: IndexationClause,
        histories: Mapping[str, History],
        as_of: date,
        enacted: date | None = None,
    ) -> None:
        self.clause = clause
        self.histories = histories
        self.as_of = as_of
        pinned = clause.vintage_date if clause.vintage is Vintage.AS_KNOWN else None
        self.day = min(day for day in (as_of, pinned, enacted) if day is not None)
        self.linked: list[Linked] = []

    @property
    def basis(self) -> Phrase:
        """The vintage in words."""
        return Phrase.of(_BASIS.get(self.clause.vintage, "as-known"), day=self.day)

    def history(self, leg: Leg, name: str) -> History:
        """The history of an indicator of the leg; UnknownName where it was not handed in."""
        history = self.histories.get(name)
        if history is None:
            where = f"clause {self.clause.name}, key index"
            raise UnknownName.among("indicator", name, self.histories, where=where)
        check_measure(self.clause.name, leg, history.indicator)
        return history

    def figure(self, leg: Leg, period: Period) -> Figure:
        """The figure for `period`, by the office or as the clause says; NotPublished otherwise."""
        name = leg.index or ""
        if not leg.links:
            return self._read(leg, name, period)
        factor: Decimal | None = None
        for link in leg.links:
            if period.frequency is not link.at.frequency:
                raise BadInput(
                    f"clause {self.clause.name}: {name} is read for {period}, and linked at {link.at}",
                    expected="a link period of the series' own frequency",
                    got=str(link.at),
                )
            if period <= link.at:
                break
            factor = self._follow(leg, name, link, factor)
            name = link.index
        found = self._read(leg, name, period)
        if factor is None:
            return found
        return replace(found, value=PRECISION.multiply(found.value, factor))

    def _follow(self, leg: Leg, old: str, link: Link, so_far: Decimal | None) -> Decimal | None:
        """The factor onto the oldest base after this link; the link is remembered for step 4."""
        known = next((x for x in self.linked if x.link == link and x.old == old), None)
        if known is None:
            known = self._link(leg, old, link)
            self.linked.append(known)
        if known.factor is None:
            return None
        return known.factor if so_far is None else PRECISION.multiply(so_far, known.factor)

    def _link(self, leg: Leg, old: str, link: Link) -> Linked:
        if not leg.measure.is_level:
            return Linked(old, link, None, ())
        if link.factor is not None:
            return Linked(old, link, link.factor, ())
        before, after = self._read(leg, old, link.at), self._read(leg, link.index, link.at)
        factor = link_factor(before.value, after.value)
        return Linked(old, link, factor, (*before.inputs, *after.inputs))

    def _read(self, leg: Leg, name: str, period: Period) -> Figure:
        """One series' figure for `period`: by decree, published, substituted, or the latest before it."""
        for named in leg.values:
            if named.period == period and named.index == name:
                return Figure(period, named.value, (), name, "decreed", named.source)
        history = self.history(leg, name)
        reading = self._published(history, period)
        if reading is not None:
            return _official(name, history.indicator, reading)
        if leg.missing is not Missing.BLOCK and self._is_hole(history, period):
            return self._substitute(leg, history, name, period)
        if leg.latest_available:
            for back in range(1, LOOK_BACK):
                reading = self._published(history, period.shift(-back))
                if reading is not None:
                    found = _official(name, history.indicator, reading)
                    return replace(found, form="latest-available", rule=period)
        raise self._refusal(leg, history, period)

    def _published(self, history: History, period: Period) -> Reading | None:
        """The reading at the clause's vintage, or None."""
        found: Reading | None = None
        vintage = self.clause.vintage
        for reading in history.by_period.get(period, ()):
            if reading.published_on > self.day:
                break
            if vintage is Vintage.FIRST_PUBLISHED and reading.value is not None:
                return reading
            if vintage is Vintage.FINAL and not is_provisional(history.indicator, reading):
                return reading
            found = reading
        if found is None or found.value is None or vintage is Vintage.FINAL:
            return None
        return found

    def _is_hole(self, history: History, period: Period) -> bool:
        """Whether the office passed this month over: a missing mark, or a later month is out."""
        known = history.known_on(self.day)
        marked = known.get(period)
        if marked is not None and marked.value is None:
            return True
        return known.latest is not None and period < known.latest.period

    def _substitute(self, leg: Leg, history: History, name: str, period: Period) -> Figure:
        """The substitute that the clause names, with the official figures it rests on."""
        if not (leg.measure.is_level or leg.missing in FOR_RATES):
            raise BadInput(
                f"clause {self.clause.name}: {leg.missing.value} computes with levels, and {name} is a rate",
                expected="missing = 'block', 'carry-forward' or 'successor'",
            )
        frequency = history.indicator.frequency
        pairs = [(name, shift, history) for shift in needs(leg.missing, frequency)]
        if leg.missing is Missing.SUCCESSOR:
            stand_in = self.history(leg, leg.successor or "")
            pairs += [(leg.successor or "", shift, stand_in) for shift in (-1, 0)]
            # A rate is read off the successor as it stands; a level is brought onto the old one's.
            pairs = pairs if leg.measure.is_level else pairs[-1:]
        found = [self._official_at(leg, source, n, period.shift(shift)) for n, shift, source in pairs]
        if leg.measure.is_level or leg.missing is not Missing.SUCCESSOR:
            value = substitute(leg.missing, [f.value for f in found], history.indicator.decimals, frequency)
        else:
            value = found[0].value
        inputs = tuple(i for figure in found for i in figure.inputs)
        return Figure(period, value, inputs, name, "substitute", Phrase.of(leg.missing.value))

    def _official_at(self, leg: Leg, history: History, name: str, period: Period) -> Figure:
        reading = self._published(history, period)
        if reading is None:
            raise self._refusal(leg, history, period)
        return _official(name, history.indicator, reading)

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
                hint = (
                    f"name a fallback in the clause (missing = {_FALLBACKS}), take the last figure before it "
                    "(latest_available = true), or choose another month"
                )
            elif latest is not None and history.successor:
                goes_on = f'links = [{{ index = "{history.successor}", at = "{latest.period}" }}]'
                hint = f"its office goes on with it on another base, as {history.successor}: add {goes_on}"
            elif latest is not None and not (leg.month or leg.quarter):
                last = latest.period.shift(leg.lag - (leg.interpolation is Interpolation.DAILY))
                hint = (
                    f"{last} is the last month of effect this clause can serve with the figures held "
                    f"(lag {leg.lag}); wait for the release, then: realterms fetch {name}"
                )
        else:
            message = f"{name}: {period} is still provisional, and the clause asks for final figures"
            hint = f"final {history.indicator.provisional_months} months after its first publication"
        where = f"clause {self.clause.name}, {self.clause.vintage.value}, known by {self.day}"
        return NotPublished(message, where=where, hint=hint)


def _official(name: str, indicator: Indicator, reading: Reading) -> Figure:
    value = Decimal(0) if reading.value is None else reading.value
    return Figure(reading.period, value, (Input.of(name, indicator, reading, value),), name)


def is_provisional(indicator: Indicator, reading: Reading | Input) -> bool:
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
