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
from jobs.employees.reading import open_people
from jobs.employees.terms import Terms, terms
from plans.adjust import Adjustment
from plans.circumstances import PERSONAL
from plans.pay_terms import Policy, pay_terms
from plans.people import KEYS, PLACE, Group, groups

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ONCE = "CREATE TEMP TABLE everyone AS SELECT $columns FROM people"


@dataclass(frozen=True, slots=True)
class Effects:
    """What an adjustment costs and whom it circles; amounts in minor units of the plan's currency."""

    total: Group
    by_grade: tuple[Group, ...]
    mark: str = ""


def effects(
    source: Path, adjustments: Sequence[Adjustment], *, cancelled: progress.Cancelled = progress.never
) -> tuple[Effects, ...]:
    """Effects of each adjustment, pay moving by its band's clause; all are of one plan's bands.

    InvalidFile with every problem of the file; BadInput where it cannot be read.
    """
    if not source.is_file():
        expected = "a file of employees: csv, parquet or xlsx"
        raise BadInput("no such file", where=str(source), expected=expected)
    plan = adjustments[0].plan
    pay = [pay_terms(adjustment, Policy.CLAUSE) for adjustment in adjustments]
    grades = [terms.grade for terms in pay[0]]
    with (
        tempfile.TemporaryDirectory(prefix="realterms-") as folder,
        connected(Path(folder), shown=str(source)) as connection,
    ):
        layout = open_people(connection, source, Path(folder), currency=plan.currency, columns={})
        needed = plan.people.needed
        survey = check_people(
            connection, source, layout, grades=grades, currency=plan.currency, needed=needed
        )
        held = [n for n in (*KEYS, PLACE, *PERSONAL) if n in connection.view("people").columns]
        run(connection, _ONCE, columns=", ".join(held))
        found = []
        for adjustment, own in zip(adjustments, pay, strict=True):
            if cancelled():
                raise Cancelled("stopped; nothing was kept")
            made = terms(connection, adjustment, own, highest=survey.highest)
            found.append(_effects(connection, made, layout.mark))
    return tuple(found)


def _effects(connection: "DuckDBPyConnection", made: Terms, mark: str) -> Effects:
    made.fill(connection)
    done = made.adjust(connection, connection.table("everyone"), EMBEDDED)
    by_grade = groups(done, ["grade"])
    return Effects(_sum(by_grade), by_grade, mark)


def _sum(parts: Sequence[Group]) -> Group:
    return Group((), *_totals(parts))


def _totals(parts: Sequence[Group]) -> Iterator[int]:
    for field in fields(Group)[1:]:
        yield sum(getattr(part, field.name) for part in parts)
