"""The keys of a filled-in scorecard in a results file."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plans.fields import Field, Place, boolean, number, read_table, text
from plans.scoring.marks import ItemMarks, Mark, Marks

_POINTS = number("points, or a table of counts")
_ANY = text()
_SHEET_KEYS: tuple[Field, ...] = (
    Field("name", text("the scorecard's name, or its file"), "which scorecard", required=True),
    Field("first_by", _ANY, "who gave the first marks", required=True),
    Field("review_by", _ANY, "who reviewed them"),
    Field("reason", _ANY, "why the two scores differ"),
    *(Field(name, _ANY, "") for name in ("marks", "counts", "gates")),
)


def read_marks(values: Mapping[str, Any], place: Place) -> tuple[str | None, Marks | None]:
    """The scorecard's name and its marks; (None, None) with problems noted where something is wrong.

    A mark is points (`sociability = 4`), counts (`attendance = { late = 2 }`), or both people's:
    `{ first = 3, review = 5, reason = "..." }`.
    """
    before = len(place.problems)
    tables = {key: values.get(key, {}) for key in ("marks", "counts", "gates")}
    head = read_table({k: v for k, v in values.items() if k not in tables}, _SHEET_KEYS, place)
    for key in [k for k, v in tables.items() if not isinstance(v, dict)]:
        place.at(key).refuse("not a table", expected=f"[{place.at(key).key}]", got=tables[key])
        tables[key] = {}
    marks = {name: read_item(value, place.at("marks").at(name)) for name, value in tables["marks"].items()}
    counts = {name: _POINTS.read(v, place.at("counts").at(name)) for name, v in tables["counts"].items()}
    yes_no = boolean()
    answers = {name: yes_no.read(v, place.at("gates").at(name)) for name, v in tables["gates"].items()}
    if len(place.problems) > before:
        return None, None
    return head["name"], Marks(
        head["first_by"],
        {name: mark for name, mark in marks.items() if mark is not None},
        head.get("review_by", ""),
        head.get("reason", ""),
        {name: count for name, count in counts.items() if count is not None},
        {name: answer for name, answer in answers.items() if answer is not None},
    )


def read_item(value: Any, place: Place) -> ItemMarks | None:
    """The marks of one item; None with problems noted where they cannot be read."""
    if isinstance(value, dict) and value and set(value) <= {"review", "reason"}:
        place.at("first").refuse("missing", expected="the first mark")
        return None
    if not isinstance(value, dict) or "first" not in value:
        first = _mark(value, place)
        return None if first is None else ItemMarks(first)
    unknown = [key for key in value if key not in ("first", "review", "reason")]
    for key in unknown:
        place.at(key).refuse("unknown key", expected="first, review, reason")
    first = _mark(value["first"], place.at("first"))
    review = _mark(value["review"], place.at("review")) if "review" in value else None
    reason = _ANY.read(value["reason"], place.at("reason")) if "reason" in value else ""
    return None if first is None else ItemMarks(first, review, reason or "")


def _mark(value: Any, place: Place) -> Mark | None:
    if not isinstance(value, dict):
        return _POINTS.read(value, place)
    counts = {name: _POINTS.read(count, place.at(name)) for name, count in value.items()}
    known: dict[str, Decimal] = {name: count for name, count in counts.items() if count is not None}
    return known
