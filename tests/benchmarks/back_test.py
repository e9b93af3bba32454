"""The back-test of docs/forecast.md: `python -m tests.benchmarks.back_test [ets]` prints its tables.

Every bundled series is projected again from past months, with nothing past that month in sight, and
compared with what came. The figures are those known now: what an office revised since was not known then.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from math import expm1, isnan
from statistics import fmean

from indicators import snapshot
from indicators.forecast import Past, Shape, Track, drift_seasonal, naive, track
from indicators.forecast.ets import smoothed
from indicators.series import Indicator, Period

FIRST_ORIGIN = Period.month(2015, 1)  # the rule's constants were chosen on the years before
AHEAD = 12
ETS_STEP = (
    7  # fitting is slow; seven and twelve have no common divisor, so every month of the year has its turn
)
_LEAST_CASES = 60
_SHOWN = (1, 3, 6, 12)
_ROOM = 12 * 12  # months before the first origin whose errors make its interval, and some


@dataclass(frozen=True)
class Bundled:
    """A bundled series as the rules see it."""

    indicator: Indicator
    row: Track

    @property
    def origins(self) -> range:
        """The places from the first origin to the one before the newest figure."""
        return range(max(self.row.at(FIRST_ORIGIN), 3 * self.row.season), len(self.row.values) - 1)

    def size(self, error: float) -> float:
        """An error as it is reported: percent of what came for an index, percentage points for a rate."""
        return abs(expm1(-error)) * 100 if self.row.shape is Shape.LEVEL else abs(error)


@dataclass(frozen=True)
class Result:
    """One method on one series, by months ahead: mean error, and how many intervals held, in percent."""

    errors: tuple[float, ...]
    held: tuple[float, ...] = ()


@cache
def bundled(level: bool) -> tuple[Bundled, ...]:
    """The bundled indices, or the bundled rates, with enough months since the first origin."""
    moment = datetime(2026, 12, 1, tzinfo=UTC)
    every = (s.history(moment) for s in snapshot.load().series)
    found = [Bundled(h.indicator, track(h.known_on(date(2100, 1, 1)))) for h in every]
    return tuple(
        b
        for b in found
        if (b.row.shape is Shape.LEVEL) is level and sum(map(b.row.holds, b.origins)) >= _LEAST_CASES
    )


def ours(one: Bundled, origins: range | None = None) -> tuple[Result, Result]:
    """The naive rule and our own on one series, from the same origins."""
    chosen = origins or one.origins
    since = one.origins.start - _ROOM
    own = Past(one.row, drift_seasonal, AHEAD, since=since)
    last = Past(one.row, naive, AHEAD, since=since)
    held = tuple(100 * c.inside / c.cases for c in own.coverage(chosen))
    return Result(_means(one, last, chosen)), Result(_means(one, own, chosen), held)


def ets(one: Bundled) -> Result:
    """Exponential smoothing fitted anew at every seventh origin."""
    errors: list[list[float]] = [[] for _ in range(AHEAD)]
    held: list[list[bool]] = [[] for _ in range(AHEAD)]
    for at in filter(one.row.holds, some(one)):
        path, widths = smoothed(one.row, at, AHEAD)
        for ahead in range(1, AHEAD + 1):
            if one.row.holds(at + ahead):
                error = one.row.values[at + ahead] - path[ahead - 1]
                errors[ahead - 1].append(one.size(error))
                held[ahead - 1].append(abs(error) <= widths[ahead - 1])
    return Result(tuple(map(fmean, errors)), tuple(100 * fmean(h) for h in held))


def some(one: Bundled) -> range:
    """Every seventh origin."""
    return range(one.origins.start, one.origins.stop, ETS_STEP)


def _means(one: Bundled, past: Past, origins: range) -> tuple[float, ...]:
    rows = ([row[at - past.start] for at in origins] for row in past.errors)
    return tuple(fmean(one.size(e) for e in row if not isnan(e)) for row in rows)


def own_tables() -> str:
    """The back-test of our own rule on every series."""
    indices, rates = ([(b, *ours(b)) for b in bundled(level)] for level in (True, False))
    lines = [
        "| months ahead | naive, % | drift-seasonal, % | 80 % held, % |",
        "|---:|---:|---:|---:|",
        *(_by_month([(last, own) for _, last, own in indices])),
        "",
        *_by_series("error in %", indices),
        "",
        *_by_series("error in percentage points", rates),
    ]
    return "\n".join(lines)


def ets_table() -> str:
    """Exponential smoothing beside the others, from every seventh origin."""
    found = [(b, *ours(b, some(b)), ets(b)) for level in (True, False) for b in bundled(level)]
    head = [
        "| series, 1 / 3 / 6 / 12 months | naive | drift-seasonal | ets | 80 % held: drift-seasonal | ets |"
    ]
    rows = [_ets_row(*row) for row in found]
    indices = [row for row in found if row[0].row.shape is Shape.LEVEL]
    means = [
        *(
            few(mean([r.errors for r in column]), 2)
            for column in zip(*(row[1:] for row in indices), strict=True)
        ),
        *(
            few(mean([r.held for r in column]), 0)
            for column in zip(*(row[2:] for row in indices), strict=True)
        ),
    ]
    last_row = f"| mean of the indices | {' | '.join(means)} |"
    return "\n".join([*head, "|---|---:|---:|---:|---:|---:|", *rows, last_row])


def ets_row(one: Bundled) -> str:
    """The row of one series."""
    return _ets_row(one, *ours(one, some(one)), ets(one))


def _ets_row(one: Bundled, last: Result, own: Result, model: Result) -> str:
    return (
        f"| {one.indicator.name} | {few(last.errors, 2)} | {few(own.errors, 2)} | {few(model.errors, 2)} "
        f"| {few(own.held, 0)} | {few(model.held, 0)} |"
    )


def _by_month(results: Sequence[tuple[Result, Result]]) -> Iterator[str]:
    last, own = (mean([pair[n].errors for pair in results]) for n in (0, 1))
    held = mean([own.held for _, own in results])
    for ahead in range(AHEAD):
        yield f"| {ahead + 1} | {last[ahead]:.2f} | {own[ahead]:.2f} | {held[ahead]:.0f} |"


def _by_series(what: str, results: Sequence[tuple[Bundled, Result, Result]]) -> Iterator[str]:
    yield f"| {what}, 1 / 3 / 6 / 12 months ahead | origins | naive | drift-seasonal | 80 % held, % |"
    yield "|---|---:|---:|---:|---:|"
    for one, last, own in results:
        count = sum(map(one.row.holds, one.origins))
        errors = f"{few(last.errors, 2)} | {few(own.errors, 2)}"
        yield f"| {one.indicator.name} | {count} | {errors} | {few(own.held, 0)} |"


def mean(rows: Sequence[Sequence[float]]) -> list[float]:
    """The mean of several rows, month by month."""
    return [fmean(column) for column in zip(*rows, strict=True)]


def few(values: Sequence[float], digits: int) -> str:
    """The values at 1, 3, 6 and 12 months ahead, as the tables show them."""
    return " / ".join(f"{values[ahead - 1]:.{digits}f}" for ahead in _SHOWN)


if __name__ == "__main__":
    print(ets_table() if sys.argv[1:] == ["ets"] else own_tables())
