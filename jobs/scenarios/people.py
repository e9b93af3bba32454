"""What several adjustments do to the same employees, their file read and checked once."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import BadInput, Cancelled
from jobs import progress
from jobs.employees.checking import check_people
from jobs.employees.connection import connected, run
from jobs.employees.engines import EMBEDDED
from jobs.employees.layout import DEPARTMENT, Layout
from jobs.employees.reading import open_people
from jobs.employees.terms import Terms, terms
from jobs.progress import OnProgress, Progress
from plans.adjust import Adjustment
from plans.circumstances import PERSONAL
from plans.pay_terms import Policy, pay_terms
from plans.people import KEYS, PLACE, Group, groups

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ONCE = "CREATE TEMP TABLE everyone AS SELECT $columns FROM people"


# What `effects` does, in its order, as its Progress names it.
READING, CHECKING, ADDING = "reading", "checking", "adding up"


@dataclass(frozen=True, slots=True)
class Effects:
    """What an adjustment costs and whom it circles; amounts in minor units of the plan's currency.

    `by_department` is empty where the file says none; `mark` is what it says of itself (synthetic people).
    """

    total: Group
    by_grade: tuple[Group, ...]
    by_department: tuple[Group, ...] = ()
    mark: str = ""


def effects(
    source: Path,
    adjustments: Sequence[Adjustment],
    *,
    on_progress: OnProgress = progress.silent,
    cancelled: progress.Cancelled = progress.never,
) -> tuple[Effects, ...]:
    """Effects of each adjustment, pay moving by its band's clause; all are of one plan's bands.

    InvalidFile with every problem of the file; BadInput where it cannot be read; Cancelled between two steps.
    """
    if not source.is_file():
        expected = "a file of employees: csv, parquet or xlsx"
        raise BadInput("no such file", where=str(source), expected=expected)
    plan = adjustments[0].plan
    pay = [pay_terms(adjustment, Policy.CLAUSE) for adjustment in adjustments]
    grades = [terms.grade for terms in pay[0]]
    steps = 2 + len(pay)

    def stage(number: int, what: str) -> None:
        if cancelled():
            raise Cancelled("stopped; nothing was kept")
        on_progress(Progress(what, number, steps))

    with (
        tempfile.TemporaryDirectory(prefix="realterms-") as folder,
        connected(Path(folder), shown=str(source)) as connection,
    ):
        stage(0, READING)
        layout = open_people(connection, source, Path(folder), currency=plan.currency, columns={})
        stage(1, CHECKING)
        needed = plan.people.needed
        survey = check_people(
            connection, source, layout, grades=grades, currency=plan.currency, needed=needed
        )
        wanted = (*KEYS, DEPARTMENT, PLACE, *PERSONAL)
        held = [n for n in wanted if n in connection.view("people").columns]
        run(connection, _ONCE, columns=", ".join(held))
        found = []
        for number, (adjustment, own) in enumerate(zip(adjustments, pay, strict=True), 2):
            stage(number, ADDING)
            made = terms(connection, adjustment, own, highest=survey.highest)
            found.append(_effects(connection, made, layout))
    return tuple(found)


def _effects(connection: "DuckDBPyConnection", made: Terms, layout: Layout) -> Effects:
    made.fill(connection)
    done = made.adjust(connection, connection.table("everyone"), EMBEDDED)
    parts = groups(done, ["grade", DEPARTMENT])  # once through the people: the rest is sums of these
    departments = _rolled(parts, 1) if DEPARTMENT in layout.positions else ()
    return Effects(_sum((), parts), _rolled(parts, 0), departments, layout.mark)


def _rolled(parts: Sequence[Group], at: int) -> tuple[Group, ...]:
    """The groups added up by the part of their key that stands at this place, in order."""
    found: dict[str, list[Group]] = {}
    for part in parts:
        found.setdefault(part.key[at], []).append(part)
    return tuple(_sum((key,), found[key]) for key in sorted(found))


def _sum(key: tuple[str, ...], parts: Sequence[Group]) -> Group:
    return Group(key, *_totals(parts))


def _totals(parts: Sequence[Group]) -> Iterator[int]:
    for field in fields(Group)[1:]:
        yield sum(getattr(part, field.name) for part in parts)
