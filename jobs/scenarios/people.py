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
from jobs.employees.reading import open_people
from plans.adjust import Adjustment
from plans.pay_terms import BandTable, Policy, band_table, pay_terms
from plans.people import Group, adjust_people, groups

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ONCE = "CREATE TEMP TABLE everyone AS SELECT employee, grade, currency, pay_minor FROM people"
_BANDS = "CREATE OR REPLACE TEMP TABLE bands AS SELECT $columns"


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
    currency, grades = adjustments[0].plan.currency, [b.grade for b in adjustments[0].plan.bands]
    with (
        tempfile.TemporaryDirectory(prefix="realterms-") as folder,
        connected(Path(folder), shown=str(source)) as connection,
    ):
        layout = open_people(connection, source, Path(folder), currency=currency, columns={})
        survey = check_people(connection, source, layout, grades=grades, currency=currency)
        run(connection, _ONCE)
        found = []
        for adjustment in adjustments:
            if cancelled():
                raise Cancelled("stopped; nothing was kept")
            table = band_table(pay_terms(adjustment, Policy.CLAUSE), highest=survey.highest)
            found.append(_effects(connection, table, layout.mark))
    return tuple(found)


def _effects(connection: "DuckDBPyConnection", table: BandTable, mark: str) -> Effects:
    columns = ", ".join(_column(name) for name in table.columns)
    run(connection, _BANDS, *(list(values) for values in table.columns.values()), columns=columns)
    done = adjust_people(connection.table("everyone"), connection.table("bands"), limb=table.limb)
    by_grade = groups(done, ["grade"])
    return Effects(_sum(by_grade), by_grade, mark)


def _column(name: str) -> str:
    kind = "VARCHAR" if name == "band_grade" else "BIGINT"
    return f"unnest(CAST(? AS {kind}[])) AS {name}"


def _sum(parts: Sequence[Group]) -> Group:
    return Group((), *_totals(parts))


def _totals(parts: Sequence[Group]) -> Iterator[int]:
    for field in fields(Group)[1:]:
        yield sum(getattr(part, field.name) for part in parts)
