"""Outline: the parts that a paper must have, and a paper that fills them in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from indicators.errors import Problem, did_you_mean
from plans.fields import Field, Kind, Place, boolean, choice, day, integer, read_table, several, text
from plans.papers.reading import parsed
from plans.scoring.bilingual import Bilingual
from plans.scoring.sheet_fields import BOTH


class PartKind(StrEnum):
    """What a part holds."""

    TEXT = "text"
    GROUP = "group"  # parts of its own
    TASK = "task"  # a text and the bonus measure whose target it is
    DATES = "dates"  # when results are looked at: in the year, each quarter, each month
    CLOSING = "closing"  # a text that is due when the period is over


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an outline, with the question that it answers."""

    name: str
    title: Bilingual
    guide: Bilingual
    kind: PartKind = PartKind.TEXT
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A paper's parts, in order."""

    name: str
    title: Bilingual
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be reached, and the bonus measure whose target says how much."""

    text: str
    measure: str


@dataclass(frozen=True, slots=True)
class Dates:
    """When results are looked at: once, four times, and on a day of each month."""

    year: date
    quarters: tuple[date, ...]
    month_day: int


Filled = str | Task | Dates


@dataclass(frozen=True)
class Paper:
    """An outline filled in; `filled` is by the part's path (customers.existing)."""

    outline: Outline
    title: str
    author: str
    closed: bool
    filled: Mapping[str, Filled]


_ANY = text()
_PART_KEYS = (
    Field("name", text("a short name"), "the part's short name", required=True),
    Field("title", BOTH, "the title in both languages", required=True),
    Field("guide", BOTH, "the question it answers, in both languages", required=True),
    Field("kind", choice(PartKind), "what it holds"),
)
_OUTLINE_KEYS = (
    Field("name", text("a short name"), "the outline's short name", required=True),
    Field("title", BOTH, "the title in both languages", required=True),
    Field("parts", _ANY, ""),
)
_PAPER_KEYS = (
    Field("outline", text("an outline's name"), "which outline it fills in", required=True),
    Field("title", _ANY, "the paper's title", required=True),
    Field("author", _ANY, "who wrote it", required=True),
    Field("closed", boolean(), "true when the period is over"),
    Field("parts", _ANY, ""),
)
_TASK_KEYS = (
    Field("text", _ANY, "what is to be reached", required=True),
    Field("measure", text("a bonus measure's name"), "the measure whose target it is", required=True),
)
_DATE_KEYS = (
    Field("year", day(), "the yearly appraisal", required=True),
    Field("quarters", several(day(), "four days"), "the quarterly appraisals", required=True),
    Field("month_day", integer("a day, 1 to 28", least=1, most=28), "the day of each month", required=True),
)


def parse_outline(content: str, *, file: str) -> tuple[Outline | None, tuple[Problem, ...]]:
    """The outline of a TOML text, or None with every problem in it."""

    def read(values: dict[str, Any], place: Place) -> Outline | None:
        parts = _parts(values.pop("parts", []), place.at("parts"))
        head = read_table(values, _OUTLINE_KEYS, place)
        return None if place.problems else Outline(**head, parts=parts)

    return parsed(content, file, read)


def parse_paper(
    content: str, *, file: str, outlines: Mapping[str, Outline]
) -> tuple[Paper | None, tuple[Problem, ...]]:
    """A paper that fills in one of `outlines`, or None with every problem: each part missing or left over."""

    def read(values: dict[str, Any], place: Place) -> Paper | None:
        given = values.pop("parts", {})
        head = read_table(values, _PAPER_KEYS, place)
        name = head.pop("outline", None)
        if name is not None and name not in outlines:
            near = did_you_mean(name, outlines)
            place.at("outline").refuse("unknown outline", expected=near or ", ".join(outlines), got=name)
        if place.problems:
            return None
        outline = outlines[name]
        closed = head.pop("closed", False)
        filled = dict(_filled(outline.parts, given, place.at("parts"), closed, ""))
        return None if place.problems else Paper(outline, closed=closed, filled=filled, **head)

    return parsed(content, file, read)


def _parts(values: Any, place: Place) -> tuple[Part, ...]:
    if not isinstance(values, list) or not values or not all(isinstance(v, dict) for v in values):
        place.refuse("no parts", expected="[[parts]]", got=values)
        return ()
    found = []
    for n, value in enumerate(values, start=1):
        at = place.at(n)
        before = len(place.problems)
        row = dict(value)
        inner = _parts(row.pop("parts"), at.at("parts")) if "parts" in row else ()
        head = read_table(row, _PART_KEYS, at)
        if (head.get("kind") is PartKind.GROUP) != bool(inner):
            at.refuse(
                "a group has parts, and nothing else has", expected="kind = 'group' with [[parts.parts]]"
            )
        if len(place.problems) == before:
            found.append(Part(**head, parts=inner))
    return tuple(found)


def _filled(
    parts: tuple[Part, ...], values: Any, place: Place, closed: bool, path: str
) -> Iterator[tuple[str, Filled]]:
    if not isinstance(values, dict):
        place.refuse("not a table", expected=", ".join(p.name for p in parts), got=values)
        return
    names = [p.name for p in parts]
    for key in (k for k in values if k not in names):
        near = did_you_mean(key, names)
        place.at(key).refuse("no such part", expected=near or ", ".join(names))
    for part in parts:
        at, here = place.at(part.name), f"{path}{part.name}"
        if part.name not in values:
            if part.kind is not PartKind.CLOSING or closed:
                at.refuse("missing", expected=part.guide.en)
        elif part.kind is PartKind.GROUP:
            yield from _filled(part.parts, values[part.name], at, closed, f"{here}.")
        else:
            value = _READ[part.kind](values[part.name], at)
            if value is not None:
                yield here, value


def _task(value: Any, place: Place) -> Task | None:
    found = _table(value, place, _TASK_KEYS)
    return Task(**found) if found is not None else None


def _dates(value: Any, place: Place) -> Dates | None:
    found = _table(value, place, _DATE_KEYS)
    if found is None:
        return None
    if len(found["quarters"]) != 4 or list(found["quarters"]) != sorted(set(found["quarters"])):
        place.at("quarters").refuse("not four days in order", expected="one day for each quarter")
        return None
    return Dates(**found)


def _table(value: Any, place: Place, keys: tuple[Field, ...]) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        place.refuse("not a table", expected=", ".join(f.name for f in keys), got=value)
        return None
    before = len(place.problems)
    found = read_table(value, keys, place)
    return found if len(place.problems) == before else None


_TEXT: Kind[str] = _ANY
_READ = {
    PartKind.TEXT: _TEXT.read,
    PartKind.CLOSING: _TEXT.read,
    PartKind.TASK: _task,
    PartKind.DATES: _dates,
}
