"""What differs between two versions of a plan, as a table of figures and as JSON."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cli.render import cut, figure, heads, right, table
from jobs.format import percent

if TYPE_CHECKING:
    from plans.changes import FigureChange, WordChange


def changes_table(changes: "Iterable[FigureChange]") -> str:
    """A row a figure: before, after, percent; a dash where a version has no such figure."""
    rows = [[c.path, figure(c.before), figure(c.after), percent(c.percent, 2)] for c in changes]
    return table(heads("figure", right("before"), right("after"), right("%")), rows)


def words_table(changes: "Iterable[WordChange]") -> str:
    """A row for everything that is no figure."""
    rows = [[c.path, c.before or "–", c.after or "–"] for c in changes]
    return table(heads("what", cut("before"), cut("after")), rows)


def changes_json(changes: "Iterable[FigureChange]") -> list[dict[str, Any]]:
    """The figures for --json."""
    return [{"path": c.path, "before": c.before, "after": c.after, "percent": c.percent} for c in changes]


def words_json(changes: "Iterable[WordChange]") -> list[dict[str, str]]:
    """The rest for --json."""
    return [{"path": c.path, "before": c.before, "after": c.after} for c in changes]
