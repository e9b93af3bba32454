"""Projection of an index past its newest figure, with an interval that its own past errors give.

A projection is never a figure of an office: it is marked wherever it goes, and nothing that rests on one
can be decided. docs/forecast.md reports how well the methods did.
"""

from indicators.forecast.past import LEVEL, Coverage, Past
from indicators.forecast.project import PERCENT, Method, Projected, Projection, furthest, project
from indicators.forecast.rules import drift_seasonal, naive
from indicators.forecast.track import Shape, Track, track

__all__ = [
    "LEVEL",
    "PERCENT",
    "Coverage",
    "Method",
    "Past",
    "Projected",
    "Projection",
    "Shape",
    "Track",
    "drift_seasonal",
    "furthest",
    "naive",
    "project",
    "track",
]
