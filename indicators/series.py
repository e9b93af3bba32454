"""What an indicator is and what was published about it: plain values, no I/O."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from indicators.errors import BadInput, NotPublished


class Kind(StrEnum):
    """Which prices an index measures. RPI is the UK's, or China's retail price index: never the US's."""

    PPI = "ppi"
    CPI = "cpi"
    RPI = "rpi"


class Measure(StrEnum):
    """What a published number is; none is ever silently turned into another."""

    INDEX = "index"
    RATE_12M = "rate-12m"  # percent change on the same month a year before, as the office publishes it
    YOY_100 = "yoy-100"  # same month of last year = 100
    MOM_100 = "mom-100"  # previous month = 100
    YTD_100 = "ytd-100"  # January to this month, same months of last year = 100


class Frequency(StrEnum):
    """How often a figure is published; the value is the letter in a period's text."""

    MONTHLY = "M"
    QUARTERLY = "Q"
    HALF_YEARLY = "S"
    ANNUAL = "A"

    @property
    def per_year(self) -> int:
        """Periods in a year."""
        return _PER_YEAR[self]


_PER_YEAR = {Frequency.MONTHLY: 12, Frequency.QUARTERLY: 4, Frequency.HALF_YEARLY: 2, Frequency.ANNUAL: 1}


class Status(StrEnum):
    """What the office says about a figure."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    CORRECTED = "corrected"
    MISSING = "missing"  # the office says there is none; the footnote says why


_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d{2})|(?P<letter>[QS])(?P<part>\d)))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter, half-year or year: `2026-08`, `2026-Q3`, `2026-S1`, `2026`."""

    frequency: Frequency
    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= self.frequency.per_year and 1 <= self.year <= 9999):
            raise BadInput(
                f"no such period: year {self.year}, {self.frequency.name.lower()} number {self.number}"
            )

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        """The month `month` (1 to 12) of `year`."""
        return cls(Frequency.MONTHLY, year, month)

    @classmethod
    def parse(cls, text: str, *, where: str = "") -> "Period":
        """Read `2026-08`, `2026-Q3`, `2026-S1` or `2026`; anything else is BadInput."""
        match = _PERIOD.fullmatch(text.strip())
        try:
            if match is None:
                raise ValueError
            year = int(match["year"])
            if match["month"]:
                return cls.month(year, int(match["month"]))
            if match["letter"]:
                return cls(Frequency(match["letter"]), year, int(match["part"]))
            return cls(Frequency.ANNUAL, year, 1)
        except (ValueError, BadInput):
            raise BadInput(
                "not a period", expected="YYYY-MM, YYYY-Qn, YYYY-Sn or YYYY", got=text, where=where
            ) from None

    @classmethod
    def of(cls, day: date, frequency: Frequency = Frequency.MONTHLY) -> "Period":
        """The period that `day` lies in."""
        months = 12 // frequency.per_year
        return cls(frequency, day.year, (day.month - 1) // months + 1)

    def shift(self, count: int) -> "Period":
        """The period `count` periods later (earlier where negative)."""
        ordinal = self.ordinal + count
        year, number = divmod(ordinal, self.frequency.per_year)
        return Period(self.frequency, year, number + 1)

    @property
    def ordinal(self) -> int:
        """Periods since year 0: differences of ordinals of one frequency are distances."""
        return self.year * self.frequency.per_year + self.number - 1

    @property
    def first_day(self) -> date:
        """The first day of the period."""
        return date(self.year, (self.number - 1) * (12 // self.frequency.per_year) + 1, 1)

    def __str__(self) -> str:
        if self.frequency is Frequency.MONTHLY:
            return f"{self.year:04d}-{self.number:02d}"
        if self.frequency is Frequency.ANNUAL:
            return f"{self.year:04d}"
        return f"{self.year:04d}-{self.frequency.value}{self.number}"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One official series: who publishes it, what it measures, and on which base.

    `key` is `source:code` (`bls:CUUR0000SA0`, `ons:CHAW/mm23`); `name` is the short name people type
    (`us-cpi`). `base_period` is the office's words (`1982-84=100`), empty for a rate. `decimals` is how
    many decimals the office publishes today, or None where it varies. `provisional_months`: how many
    months a value stays subject to revision (US PPI: 4). `caution` is what a reader must be told
    wherever the indicator is picked.
    """

    key: str
    name: str
    title: str
    country: str
    kind: Kind
    measure: Measure
    frequency: Frequency = Frequency.MONTHLY
    base_period: str = ""
    units: str = "index points"
    seasonally_adjusted: bool = False
    decimals: int | None = None
    provisional_months: int = 0
    publisher: str = ""
    url: str = ""
    caution: str = ""

    @property
    def source(self) -> str:
        """The reader that fetches it: the part of the key before the colon."""
        return self.key.partition(":")[0]

    @property
    def code(self) -> str:
        """The publisher's own code: the part of the key after the colon, without what we add after a #.

        A series that its office put on another base goes on under a key of its own (`...#2025=100`).
        """
        return self.key.partition(":")[2].partition("#")[0]


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure as an office states it. `value` is None exactly when `status` is missing.

    `published_on` is set only by sources that state the release day of each figure (FRED's real-time
    start); otherwise the fetch gives it.
    """

    period: Period
    value: Decimal | None
    status: Status = Status.FINAL
    footnote: str = ""
    published_on: date | None = None

    def __post_init__(self) -> None:
        if (self.value is None) != (self.status is Status.MISSING):
            raise BadInput(
                f"{self.period}: a value is absent exactly when its status is missing", got=self.value
            )


@dataclass(frozen=True, slots=True)
class Reading:
    """An observation with its vintage: what we hold, when it was published, when and where we got it.

    `origin` is the reader (`bls`, `ons`, `fred`), `snapshot` for the bundled figures, or `import`.
    """

    period: Period
    value: Decimal | None
    status: Status
    published_on: date
    fetched_at: datetime
    origin: str
    url: str = ""
    footnote: str = ""

    @property
    def vintage(self) -> str:
        """The vintage's name: the date the figure was published."""
        return self.published_on.isoformat()


@dataclass(frozen=True)
class Series(Mapping[Period, Reading]):
    """One indicator's figures at one choice of vintage: at most one Reading a period, in order.

    `basis` says which choice, in words (`as known on 2026-11-01`, `first published`).
    """

    indicator: Indicator
    readings: tuple[Reading, ...]
    basis: str = ""

    @cached_property
    def _by_period(self) -> dict[Period, Reading]:
        return {r.period: r for r in sorted(self.readings, key=lambda r: r.period)}

    def __getitem__(self, period: Period) -> Reading:
        return self._by_period[period]

    def __iter__(self) -> Iterator[Period]:
        return iter(self._by_period)

    def __len__(self) -> int:
        return len(self._by_period)

    @property
    def latest(self) -> Reading | None:
        """The newest Reading that has a value, or None."""
        return next((r for r in reversed(self._by_period.values()) if r.value is not None), None)

    def value(self, period: Period) -> Decimal:
        """The figure for `period`; NotPublished where there is none, saying why and what exists."""
        return self.reading(period)[1]

    def reading(self, period: Period) -> tuple[Reading, Decimal]:
        """The Reading for `period` and its value, which is surely there; NotPublished otherwise."""
        found = self._by_period.get(period)
        if found is not None and found.value is not None:
            return found, found.value
        name = self.indicator.name or self.indicator.key
        latest = self.latest
        if latest is None:
            raise NotPublished(
                f"{name}: the series is empty", where=self.basis, hint=f"realterms fetch {name}"
            )
        if found is not None:
            why = found.footnote or "the office says that there is no figure"
            raise NotPublished(f"{name}: {period} was not published ({why})", where=self.basis)
        if period > latest.period:
            raise NotPublished(
                f"{name}: {period} is not known; the series ends at {latest.period}",
                where=self.basis,
                hint=f"realterms fetch {name}, choose an earlier effective date, or wait for the release",
            )
        first = next(iter(self._by_period))
        if period < first:
            raise NotPublished(f"{name}: {period} is before the series begins ({first})", where=self.basis)
        raise NotPublished(
            f"{name}: {period} is a hole in the series (held: {first} to {latest.period})",
            where=self.basis,
            hint="name a fallback for missing months in the clause, or choose other months",
        )


@dataclass(frozen=True)
class History:
    """Every Reading we hold of one indicator, all vintages; the choice of vintage is made here.

    Readings are kept ordered by period, published_on, fetched_at; of the same day, the bundled figures
    come before an office's own answer. `successor` is the name of the series that its office goes on with on
    another base, if it does.
    """

    indicator: Indicator
    readings: tuple[Reading, ...] = field(default=())
    successor: str = ""

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.readings, key=_known_order))
        object.__setattr__(self, "readings", ordered)

    @cached_property
    def by_period(self) -> Mapping[Period, tuple[Reading, ...]]:
        """All vintages of each period, oldest first."""
        grouped: dict[Period, list[Reading]] = {}
        for reading in self.readings:
            grouped.setdefault(reading.period, []).append(reading)
        return {period: tuple(readings) for period, readings in grouped.items()}

    def known_on(self, day: date) -> Series:
        """The newest figure of each period among those published on or before `day`."""
        chosen = _last_of_each(r for r in self.readings if r.published_on <= day)
        return Series(self.indicator, chosen, f"as known on {day.isoformat()}")

    def first_published(self, day: date) -> Series:
        """The earliest figure held of each period, among those published on or before `day`.

        It is the first publication only where the vintages reach back to it; a figure that entered with
        a snapshot is the earliest held, and its Reading says so by its origin.
        """
        known = [r for r in self.readings if r.published_on <= day and r.value is not None]
        chosen = _last_of_each(reversed(known))
        return Series(self.indicator, tuple(reversed(chosen)), f"first published, known by {day.isoformat()}")

    def revisions(self, period: Period) -> tuple[Reading, ...]:
        """Every vintage held of one period, oldest first."""
        return tuple(r for r in self.readings if r.period == period)


def _known_order(reading: Reading) -> tuple[Period, date, bool, datetime]:
    return (reading.period, reading.published_on, reading.origin != "snapshot", reading.fetched_at)


def _last_of_each(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    return tuple({r.period: r for r in readings}.values())
