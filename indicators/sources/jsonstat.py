"""JSON-stat 2.0 with one series in it: what each dimension is pinned to, and a figure for each point in time.

The figures are a sparse object whose names are positions, as text. With every dimension but the time
pinned to one category, the position is the place in time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indicators.sources.base import Call
from indicators.sources.figures import field_of, unexpected
from indicators.sources.json_numbers import written

_POSITION = re.compile(r"0|[1-9][0-9]{0,6}")


@dataclass(frozen=True)
class OneSeries:
    """One series: its pinned dimensions with their labels, and by time the figure's text and its flag."""

    pinned: Mapping[str, str]
    labels: Mapping[str, str]
    figures: Mapping[str, tuple[object, str]]
    label: str


def one_series(document: Any, call: Call, *, time: str = "time") -> OneSeries:
    """The series in `document`; UnexpectedAnswer where it holds several, or is not JSON-stat."""
    if field_of(document, "class", str, call) != "dataset":
        unexpected(call, "not a JSON-stat data set", got=document["class"], expected="dataset")
    names = _names(document, call)
    sizes = field_of(document, "size", list, call)
    dimensions = field_of(document, "dimension", dict, call)
    if len(sizes) != len(names) or time not in names:
        unexpected(call, "dimensions and sizes that do not fit", got=f"{names} {sizes}")
    codes = {name: _codes(dimensions.get(name), call) for name in names}
    if [len(codes[name]) for name in names] != sizes:
        unexpected(call, "dimensions and sizes that do not fit", got=f"{names} {sizes}")
    several = {n: codes[n] for n in names if n != time and len(codes[n]) != 1}
    if several:
        unexpected(call, "not one series", got=several, expected="one category in each dimension")
    pinned = {name: codes[name][0] for name in names if name != time}
    labels = {name: _label(dimensions[name], code) for name, code in pinned.items()}
    label = document.get("label")
    return OneSeries(
        pinned, labels, _figures(document, codes[time], call), label if isinstance(label, str) else ""
    )


def _names(document: Mapping[str, Any], call: Call) -> list[str]:
    names: list[str] = field_of(document, "id", list, call)
    if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        unexpected(call, "dimensions that are not distinct names", got=names)
    return names


def _codes(dimension: Any, call: Call) -> list[str]:
    """The categories of a dimension, in their order."""
    index = field_of(dimension, "category", dict, call).get("index")
    if isinstance(index, list) and all(isinstance(c, str) for c in index) and len(set(index)) == len(index):
        return index
    places = index if isinstance(index, Mapping) else {}
    if not places or sorted(map(repr, places.values())) != sorted(map(repr, range(len(places)))):
        unexpected(call, "categories without an order", got=index, expected="each with its place from 0 on")
    return sorted(places, key=lambda code: int(places[code]))


def _label(dimension: Any, code: str) -> str:
    labels = dimension["category"].get("label")
    text = labels.get(code) if isinstance(labels, Mapping) else None
    return text if isinstance(text, str) else ""


def _figures(document: Mapping[str, Any], times: list[str], call: Call) -> dict[str, tuple[object, str]]:
    values = _by_place(document.get("value"), len(times), call)
    flags = _by_place(document.get("status") or {}, len(times), call)
    if not all(isinstance(flag, str) for flag in flags.values()):
        unexpected(call, "flags that are not text", got=document["status"])
    return {
        times[place]: (written(values.get(place)), str(flags.get(place, "")))
        for place in sorted(values.keys() | flags.keys())
    }


def _by_place(cells: Any, count: int, call: Call) -> dict[int, object]:
    """What stands at each place in time; a null stands nowhere."""
    if isinstance(cells, list) and len(cells) == count:
        return {place: cell for place, cell in enumerate(cells) if cell is not None}
    if not isinstance(cells, Mapping):
        unexpected(call, "figures without positions", got=cells, expected="an object with positions as names")
    for name in cells:
        if not _POSITION.fullmatch(name) or int(name) >= count:
            unexpected(call, "a position outside the data", got=name, expected=f"0 to {count - 1}")
    return {int(name): cell for name, cell in cells.items() if cell is not None}
