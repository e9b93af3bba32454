"""How the ONS writes dates, periods and bases, shared by its CSV and its JSON."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from indicators.series import Frequency, Indicator, Measure, Observation, Period
from indicators.sources.base import Call
from indicators.sources.bases import MONTHS, Base, base_of, is_off, level_at
from indicators.sources.figures import distinct, number, unexpected

LONDON = ZoneInfo("Europe/London")
_YEAR = r"(?P<year>[12][0-9]{3})"
_PERIODS = tuple(
    re.compile(text)
    for text in (
        rf"{_YEAR}",
        rf"{_YEAR} Q(?P<quarter>[1-4])",
        rf"{_YEAR} (?P<month>[A-Z]{{3}})",
        rf"{_YEAR} (?P<number>0[1-9]|1[0-2])",
    )
)
# Financial years and twelve-month spans: known to the office, no period of ours.
_SPANS = re.compile(r"[12][0-9]{3}[-/][0-9]{2}|YE [A-Z][a-z]{2} [0-9]{2}")
_DAY_MONTH_YEAR = re.compile(r"(?P<day>[0-9]{2})-(?P<month>[0-9]{2})-(?P<year>[0-9]{4})")
_IN_WORDS = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[A-Z][a-z]{2})[a-z]* (?P<year>[0-9]{4})")


def is_date(text: str) -> bool:
    """Whether the text in a first column begins a row of figures."""
    return any(p.fullmatch(text) for p in _PERIODS) or _SPANS.fullmatch(text) is not None


def period_of(text: str, call: Call) -> Period | None:
    """`2026 FEB`, `2026 Q1`, `2026` or `2026 02`; None for spans that are no period of ours."""
    match = next((m for m in (p.fullmatch(text) for p in _PERIODS) if m), None)
    if match is None:
        if _SPANS.fullmatch(text):
            return None
        unexpected(call, "a row for an unknown period", got=text, expected="as 2026 FEB, 2026 Q1 or 2026")
    year, parts = int(match["year"]), match.groupdict()
    if parts.get("quarter"):
        return Period(Frequency.QUARTERLY, year, int(match["quarter"]))
    if parts.get("number"):
        return Period.month(year, int(match["number"]))
    if parts.get("month"):
        if match["month"] not in MONTHS:
            unexpected(call, "an unknown month", got=text)
        return Period.month(year, MONTHS.index(match["month"]) + 1)
    return Period(Frequency.ANNUAL, year, 1)


def observations_of(
    rows: Iterable[tuple[str, str | None]], indicator: Indicator, call: Call
) -> tuple[Observation, ...]:
    """The figures of the indicator's frequency; an empty cell is no observation."""
    found = []
    for text, value in rows:
        period = period_of(text, call)
        if period is not None and value:
            found.append(Observation(period, number(value, call, indicator.measure, period)))
    ours = distinct((o for o in found if o.period.frequency is indicator.frequency), indicator, call)
    if not ours:
        unexpected(call, f"no {indicator.frequency.name.lower()} figures", got=f"{len(found)} others")
    return ours


def released_on(text: str, call: Call) -> date | None:
    """The London date written `22-04-2026`; None where the cell is empty."""
    if not text:
        return None
    match = _DAY_MONTH_YEAR.fullmatch(text)
    day = _date(match, int(match["month"])) if match else None
    if day is None:
        unexpected(call, "an unknown release date", got=text, expected="as 22-04-2026")
    return day


def london_day(instant: str, call: Call) -> date:
    """The date in London at `2026-08-18T23:00:00.000Z`: 19 August."""
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not UTC:
        unexpected(call, "an unknown instant", got=instant, expected="as 2026-08-18T23:00:00.000Z")
    return moment.astimezone(LONDON).date()


def next_release(text: str) -> tuple[date | None, tuple[str, ...]]:
    """The date in `22 April 2026`, and a message where the office says something else."""
    said = text.strip()
    match = _IN_WORDS.fullmatch(said)
    if match and match["month"].upper() in MONTHS:
        day = _date(match, MONTHS.index(match["month"].upper()) + 1)
        if day is not None:
            return day, ()
    return None, (f"next release: {said}",) if said else ()


def _date(match: re.Match[str], month: int) -> date | None:
    try:
        return date(int(match["year"]), month, int(match["day"]))
    except ValueError:
        return None


def read_labels(
    labels: Sequence[str], indicator: Indicator, observations: Sequence[Observation]
) -> tuple[tuple[str, ...], str]:
    """What a reader must know where the office's base label does not fit its own figures; and another base.

    That is the base of a label that does fit them and is not the indicator's: the series was rebased (the
    CPI of 2014 was 2005 = 100, today's is 2015 = 100). Else it is empty.
    """
    if indicator.measure is not Measure.INDEX:
        return (), ""
    ours = base_of(indicator.base_period)
    warnings, other = [], ""
    for base in dict.fromkeys(b for b in map(base_of, labels) if b is not None):
        level = level_at(base, observations, indicator.frequency)
        if level is not None and is_off(level):
            warnings.append(
                f"{indicator.name or indicator.key}: the office labels it {base}, but its figures there "
                f"average {level:.1f}: the label is wrong"
            )
        elif ours is not None and base != ours and not _fits(ours, observations, indicator):
            other = str(base)
    return tuple(warnings), other


def _fits(base: Base, observations: Sequence[Observation], indicator: Indicator) -> bool:
    """Whether figures of the base period are there and average 100."""
    level = level_at(base, observations, indicator.frequency)
    return level is not None and not is_off(level)
