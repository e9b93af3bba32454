"""The rules of projection: the naive one, and our own of drift, season and base effect.

The constants below were chosen on origins before 2015 alone; docs/forecast.md reports the years since.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import fsum, isnan
from statistics import fmean

from indicators.forecast.track import Shape, Track

# A rule takes a track, the place of its newest usable figure and a number of periods, and gives that many
# values on the track's scale. It looks at nothing past that place.
Rule = Callable[[Track, int, int], Sequence[float]]

LEAST_YEARS = 3  # what a rule needs before its first projection
_DRIFT_YEARS = 5
_LAST_YEAR = 0.25  # how much of the drift is the last year's pace
_SEASON_YEARS = 10
_BASE_EFFECT = 0.25


def naive(track: Track, at: int, count: int) -> Sequence[float]:
    """The last value, for every period to come: what any rule must beat."""
    return [track.values[at]] * count


def drift_seasonal(track: Track, at: int, count: int) -> Sequence[float]:
    """Our own rule.

    An index goes on at the mean pace of its last five years (three parts) and its last year (one part),
    each period of the year faster or slower as in the last ten. A change on the period before is that
    pace. A change on the year before stays, less a quarter of what it did over the same periods of last
    year, because those now drop out of it.
    """
    if track.shape is Shape.YEAR:
        return _after_base_effect(track, at, count)
    drift = (1 - _LAST_YEAR) * _pace(track, at, _DRIFT_YEARS) + _LAST_YEAR * _pace(track, at, 1)
    season = _season(track, at)
    paces = [drift + season[track.place_in_year(at + ahead)] for ahead in range(1, count + 1)]
    return paces if track.shape is Shape.STEP else list(accumulate(paces, initial=track.values[at]))[1:]


def _after_base_effect(track: Track, at: int, count: int) -> list[float]:
    last, year_ago = track.values[at], at - track.season
    known = year_ago >= 0 and track.holds(year_ago)

    def dropped(ahead: int) -> float:
        place = year_ago + ahead
        return track.values[place] - track.values[year_ago] if known and track.holds(place) else 0.0

    return [last - _BASE_EFFECT * dropped(ahead) for ahead in range(1, count + 1)]


def _pace(track: Track, at: int, years: int) -> float:
    """The mean change a period over the last years; between two levels nothing need be held in between."""
    start = max(0, at - years * track.season)
    if track.shape is Shape.STEP:
        return fmean(v for v in track.values[start + 1 : at + 1] if not isnan(v))
    while not track.holds(start):
        start += 1
    return (track.values[at] - track.values[start]) / (at - start) if start < at else 0.0


def _season(track: Track, at: int) -> list[float]:
    """How much faster than the mean each period of the year moves, as far as that stands out from noise.

    The pattern is multiplied by 1 - (variance of a period's mean by chance) / (variance of the means), at
    least 0, so that a series without seasons gets none. A change across a hole does not count.
    """
    groups: list[list[float]] = [[] for _ in range(track.season)]
    for place in range(max(0, at + 1 - _SEASON_YEARS * track.season), at + 1):
        if not isnan(track.changes[place]):
            groups[track.place_in_year(place)].append(track.changes[place])
    count = sum(map(len, groups))
    if not count:
        return [0.0] * track.season
    whole = fmean(change for group in groups for change in group)
    means = [fmean(group) if group else whole for group in groups]
    middle = fmean(means)
    pattern = [mean - middle for mean in means]
    noise = fsum((c - mean) ** 2 for group, mean in zip(groups, means, strict=True) for c in group) / count
    spread = fsum(p * p for p in pattern) / track.season
    by_chance = noise * track.season / count
    share = max(0.0, 1 - by_chance / spread) if spread > 0 else 0.0
    return [share * p for p in pattern]
