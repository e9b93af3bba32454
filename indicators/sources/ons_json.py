"""The ONS JSON of one series: today's shape, and the older ones without label, update or release date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from indicators.series import Indicator
from indicators.sources.base import Answer, Call, Parsed
from indicators.sources.figures import field_of, read_json, unexpected
from indicators.sources.ons_words import london_day, next_release, observations_of, read_labels

_LISTS = ("years", "quarters", "months")


def parse_json(answer: Answer, call: Call, indicator: Indicator, series: str, dataset: str) -> Parsed:
    """One series in the page's JSON; the release date is London's, where the office states an instant."""
    document = read_json(answer, call)
    description = field_of(document, "description", dict, call)
    points = [p for name in _LISTS for p in field_of(document, name, list, call)]
    _check_series(document, description, points, series, dataset, call)
    rows = [(field_of(p, "date", str, call), _value(p, call)) for p in points]
    observations = observations_of(rows, indicator, call)
    labels = tuple(_text(description, name, call) for name in ("title", "unit", "additionalText"))
    upcoming, notes = next_release(_text(description, "nextRelease", call))
    warnings, other_base = read_labels(labels, indicator, observations)
    described = {"title": labels[0].strip(), "unit": labels[1].strip(), "base": labels[2].strip()}
    return Parsed(
        indicator.key,
        observations,
        published_on=_published(description, points, call),
        next_release=upcoming,
        messages=notes + warnings,
        described={name: text for name, text in described.items() if text},
        other_base=other_base,
    )


def _check_series(
    document: Mapping[str, Any],
    description: Mapping[str, Any],
    points: list[Any],
    series: str,
    dataset: str,
    call: Call,
) -> None:
    said = field_of(description, "cdid", str, call).upper()
    # Older pages have no datasetId; there each point says where it is from, and the page lists all.
    listed = document.get("sourceDatasets")
    datasets = {_text(p, "sourceDataset", call).upper() for p in points if isinstance(p, Mapping)}
    datasets |= {d.upper() for d in listed if isinstance(d, str)} if isinstance(listed, list) else set()
    if description.get("datasetId"):
        datasets = {_text(description, "datasetId", call).upper()}
    if said != series or dataset not in datasets:
        got = f"{said}/{' '.join(sorted(datasets))}"
        unexpected(call, "another series than asked for", got=got, expected=f"{series}/{dataset}")


def _value(point: Any, call: Call) -> str | None:
    """The point's text; None where the office passes a null through."""
    if isinstance(point, Mapping) and "value" in point and point["value"] is None:
        return None
    text: str = field_of(point, "value", str, call)
    return text


def _text(row: Mapping[str, Any], name: str, call: Call) -> str:
    """A text that may be absent or null, then empty; anything else is UnexpectedAnswer."""
    return "" if row.get(name) is None else str(field_of(row, name, str, call))


def _published(description: Mapping[str, Any], points: list[Any], call: Call) -> date | None:
    """The release date, or the newest day a point was updated on where the page states none.

    The day a point was updated on is not the day it was first published: old points were all stamped
    anew when the site moved.
    """
    released = _text(description, "releaseDate", call)
    if released:
        return london_day(released, call)
    updates = [u for u in (_text(p, "updateDate", call) for p in points) if u]
    return max((london_day(u, call) for u in updates), default=None)
