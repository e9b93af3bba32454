"""Small series for tests, made from written figures; no answer of an office is invented."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from indicators.catalog import find
from indicators.series import Frequency, History, Indicator, Kind, Measure, Period, Reading, Series, Status

FETCHED = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def indicator(
    name: str = "test-index",
    *,
    measure: Measure = Measure.INDEX,
    frequency: Frequency = Frequency.MONTHLY,
    base_period: str = "2020=100",
    seasonally_adjusted: bool = False,
) -> Indicator:
    """An indicator nobody publishes."""
    return Indicator(
        key=f"own:{name}",
        name=name,
        title=name,
        country="GB",
        kind=Kind.CPI,
        measure=measure,
        frequency=frequency,
        base_period=base_period,
        seasonally_adjusted=seasonally_adjusted,
    )


def reading(
    period: str,
    value: str | None,
    published_on: date = date(2026, 10, 14),
    *,
    status: Status = Status.FINAL,
    footnote: str = "",
) -> Reading:
    """One figure; no value means that the office says there is none."""
    return Reading(
        Period.parse(period),
        None if value is None else Decimal(value),
        Status.MISSING if value is None else status,
        published_on,
        FETCHED,
        "import",
        footnote=footnote,
    )


def series(of: Indicator | str, figures: Mapping[str, str | None]) -> Series:
    """A Series of the written figures, of a catalogue indicator's name or of an indicator."""
    known = find(of) if isinstance(of, str) else of
    return Series(known, tuple(reading(p, v) for p, v in figures.items()), "written in a test")


def history(of: Indicator | str, *readings: Reading) -> History:
    """A History of the written readings."""
    return History(find(of) if isinstance(of, str) else of, readings)
