"""How wrong a rule was on the same series: the interval comes from that, and so does its real coverage."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import ceil, isnan, nan

from indicators.forecast.rules import LEAST_YEARS, Rule
from indicators.forecast.track import Track

LEVEL = 0.8  # the share of cases that an interval is made for
LEAST_ERRORS = 24  # fewer give no interval
LONG_YEARS = 10
_SHORT_YEARS = 5


@dataclass(frozen=True, slots=True)
class Coverage:
    """In how many of the past cases the figure that came lay inside the interval given before."""

    inside: int
    cases: int


class Past:
    """A rule's errors at every earlier origin of a track, for 1 to `count` periods ahead.

    An error is what came less what was projected, on the track's scale: relative for an index, points for
    a rate. At any origin only errors known by then are looked at.
    """

    def __init__(self, track: Track, rule: Rule, count: int, *, since: int = 0) -> None:
        self.track, self.rule, self.count = track, rule, count
        self.start = max(since, LEAST_YEARS * track.season)

    @cached_property
    def errors(self) -> tuple[tuple[float, ...], ...]:
        """A row for each number of periods ahead: the error at each place from `start` on, or NaN."""
        origins = range(self.start, len(self.track.values))
        return tuple(zip(*map(self._errors_at, origins), strict=True)) or ((),) * self.count

    def _errors_at(self, at: int) -> list[float]:
        if not self.track.holds(at):
            return [nan] * self.count
        path = self.rule(self.track, at, self.count)
        came = (at + ahead for ahead in range(1, self.count + 1))
        return [
            self.track.values[place] - projected if self.track.holds(place) else nan
            for place, projected in zip(came, path, strict=True)
        ]

    def widths(self, at: int) -> list[float] | None:
        """Half the interval's width for each number of periods ahead of place `at`; None if too few errors.

        It is the error that LEVEL of the past ones did not exceed, over ten years or over five, whichever
        is wider: the long memory has seen breaks, the short one knows of the last. Further ahead is never
        narrower.
        """
        found = [self._width(at, ahead) for ahead in range(1, self.count + 1)]
        known = [width for width in found if width is not None]
        return list(accumulate(known, max)) if len(known) == self.count else None

    def _width(self, at: int, ahead: int) -> float | None:
        # At least four periods a year are counted, so that yearly figures remember long enough.
        a_year = max(self.track.season, 4)
        long, short = (
            _exceeded_rarely(self._known(at, ahead, years * a_year)) for years in (LONG_YEARS, _SHORT_YEARS)
        )
        return long if long is None or short is None else max(long, short)

    def _known(self, at: int, ahead: int, periods: int) -> list[float]:
        """The sizes of errors made over the last `periods` origins whose outcome was known at `at`."""
        end = at - ahead + 1 - self.start
        row = self.errors[ahead - 1][max(0, end - periods) : max(0, end)]
        return [abs(error) for error in row if not isnan(error)]

    def coverage(self, origins: Iterable[int]) -> list[Coverage]:
        """How often what came lay inside, at these origins, for each number of periods ahead."""
        inside, cases = [0] * self.count, [0] * self.count
        for widths, errors in self._judged(origins):
            for ahead, (width, error) in enumerate(zip(widths, errors, strict=True)):
                if not isnan(error):
                    cases[ahead] += 1
                    inside[ahead] += abs(error) <= width
        return [Coverage(*pair) for pair in zip(inside, cases, strict=True)]

    def _judged(self, origins: Iterable[int]) -> Iterator[tuple[list[float], list[float]]]:
        for at in origins:
            widths = self.widths(at) if at >= self.start else None
            if widths is not None:
                yield widths, [row[at - self.start] for row in self.errors]


def _exceeded_rarely(sizes: list[float]) -> float | None:
    """The size that LEVEL of a next case would not exceed, by rank; None where the sizes are too few."""
    if len(sizes) < LEAST_ERRORS:
        return None
    rank = min(len(sizes), ceil((len(sizes) + 1) * LEVEL))
    return sorted(sizes)[rank - 1]
