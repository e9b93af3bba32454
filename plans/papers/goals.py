"""Goals: a cascade from the organisation through groups to people, as a tree and as a matrix."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from indicators.errors import Problem, did_you_mean
from plans.fields import Field, Place, choice, read_table, text
from plans.papers.reading import parsed, rows


class Level(StrEnum):
    """Whose goal it is; each below the first serves one of the level above."""

    ORGANISATION = "organisation"
    GROUP = "group"
    INDIVIDUAL = "individual"


_ABOVE = {Level.GROUP: Level.ORGANISATION, Level.INDIVIDUAL: Level.GROUP}


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: whose, what, and which goal it serves (None for the organisation's)."""

    name: str
    title: str
    level: Level
    unit: str
    parent: str | None = None


@dataclass(frozen=True)
class Cascade:
    """All goals; every parent is there and one level above."""

    title: str
    goals: tuple[Goal, ...]

    def below(self, parent: str | None) -> tuple[Goal, ...]:
        """The goals that serve one goal, or the organisation's own."""
        return tuple(g for g in self.goals if g.parent == parent)

    def serving(self, goal: Goal) -> Iterator[Goal]:
        """A goal and all that serve it, however far below."""
        yield goal
        for lower in self.below(goal.name):
            yield from self.serving(lower)


_HEAD_KEYS = (Field("title", text(), "the cascade's title", required=True), Field("goals", text(), ""))
_GOAL_KEYS = (
    Field("name", text("a short name"), "the goal's short name", required=True),
    Field("title", text(), "the goal in words", required=True),
    Field("level", choice(Level), "whose level it is", required=True),
    Field("unit", text(), "the organisation, group or person", required=True),
    Field("parent", text("a goal's name"), "the goal of the level above that it serves"),
)


def parse_goals(content: str, *, file: str) -> tuple[Cascade | None, tuple[Problem, ...]]:
    """The cascade of a TOML text, or None with its problems: goals twice, without parent, misplaced."""

    def read(values: dict[str, Any], place: Place) -> Cascade | None:
        found = rows({"goals": values.pop("goals", [])}, "goals", place, _GOAL_KEYS, least=1)
        head = read_table(values, _HEAD_KEYS, place)
        if place.problems:
            return None
        goals = tuple(Goal(**row) for row in found)
        _check(goals, place.at("goals"))
        return None if place.problems else Cascade(head["title"], goals)

    return parsed(content, file, read)


def _check(goals: tuple[Goal, ...], place: Place) -> None:
    by_name = {g.name: g for g in goals}
    names = [g.name for g in goals]
    for number, goal in enumerate(goals, start=1):
        at = place.at(number)
        if names.count(goal.name) > 1:
            at.at("name").refuse("a goal's name stands twice", expected="every name once", got=goal.name)
        wanted = _ABOVE.get(goal.level)
        if wanted is None or goal.parent is None:
            if (wanted is None) != (goal.parent is None):
                expected = "none" if wanted is None else f"a goal of level {wanted}"
                at.at("parent").refuse(f"a goal of level {goal.level}", expected=expected, got=goal.parent)
        elif goal.parent not in by_name:
            near = did_you_mean(goal.parent, names)
            at.at("parent").refuse("no such goal", expected=near or ", ".join(names), got=goal.parent)
        elif by_name[goal.parent].level is not wanted:
            level = by_name[goal.parent].level
            at.at("parent").refuse("the wrong level", expected=f"a goal of level {wanted}", got=level.value)


def tree(cascade: Cascade) -> str:
    """The goals as a tree, each with its unit."""
    lines = [cascade.title]
    for goal in cascade.below(None):
        lines.extend(_branch(cascade, goal, ""))
    return "\n".join(lines)


def _branch(cascade: Cascade, goal: Goal, indent: str) -> Iterator[str]:
    yield f"{indent}- {goal.title} [{goal.unit}]"
    for lower in cascade.below(goal.name):
        yield from _branch(cascade, lower, indent + "  ")


def matrix(cascade: Cascade, heading: str = "goal") -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings and rows of goal by unit: with what each unit serves each goal of the organisation."""
    units = tuple(dict.fromkeys(g.unit for g in cascade.goals if g.level is not Level.ORGANISATION))
    table = []
    for goal in cascade.below(None):
        serving = list(cascade.serving(goal))[1:]
        cells = ("; ".join(g.title for g in serving if g.unit == unit) for unit in units)
        table.append((goal.title, *cells))
    return (heading, *units), tuple(table)
