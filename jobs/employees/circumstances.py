"""Days of hire and last raise, working time and status of a file's employees, as whole numbers, checked."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from indicators.errors import Problem
from jobs.employees.connection import literal, run
from jobs.employees.layout import FTE, HIRED_ON, LAST_RAISE_ON, STATUS, Layout, raw_column
from plans import circumstances as columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A workbook's day comes with a time of nought.
_DAY = literal(r"\d{4}-\d{2}-\d{2}([T ]00:00:00)?")
_SHARE = literal(r"0?\.\d{1,4}|0(\.0{1,4})?|1(\.0{1,4})?")
_UNFIT = """
    SELECT number, written, hint FROM (
        SELECT row_number() OVER () + $before AS number, $written AS written, $hint AS hint FROM raw)
    WHERE hint <> '' LIMIT $most"""
_EMPTY, _WRONG = "empty", "wrong"
_EXPECTED = {
    HIRED_ON: "a day, as in 2020-02-29",
    LAST_RAISE_ON: "a day, as in 2020-02-29, or nothing",
    FTE: "a share of full time with at most 4 decimals, as in 0.8 or 1",
    STATUS: "a status",
}


def circumstances(layout: Layout) -> dict[str, str]:
    """The columns of `plans.circumstances` that a file has, each as SQL over the columns of `raw`.

    A day is its number (date.toordinal), 0 where the cell says none: `circumstance_problems` tells of it.
    """
    found = {}
    if HIRED_ON in layout.positions:
        found[columns.HIRED] = _number(_day(layout, HIRED_ON))
    if LAST_RAISE_ON in layout.positions:
        found[columns.RAISED] = _number(_day(layout, LAST_RAISE_ON))
    days = [_day(layout, name) for name in (LAST_RAISE_ON, HIRED_ON) if name in layout.positions]
    if days:
        last = f"coalesce({', '.join(days)})"
        found[columns.MONTH] = f"CAST(coalesce(year({last}) * 12 + month({last}), 0) AS BIGINT)"
    if FTE in layout.positions:
        exact = f"TRY_CAST({_text(layout, FTE)} AS DECIMAL(9, 4)) * 10000"
        found[columns.FTE] = f"CASE WHEN {_is(layout, FTE, _SHARE)} THEN CAST({exact} AS BIGINT) END"
    if STATUS in layout.positions:
        found[columns.STATUS] = _text(layout, STATUS)
    return found


def circumstance_problems(
    connection: "DuckDBPyConnection", shown: str, layout: Layout, needed: Mapping[str, str], *, most: int
) -> Iterator[Problem]:
    """Each cell that cannot be read, or is empty where a rule of the plan needs it."""
    for name in (n for n in _EXPECTED if n in layout.positions):
        text, empty = _text(layout, name), f"{_text(layout, name)} = ''"
        wanted = name == FTE or (name in needed and name != LAST_RAISE_ON)
        hint = (
            f"CASE WHEN {empty} THEN {literal(_EMPTY if wanted else '')} "
            f"WHEN {_unfit(layout, name)} THEN {literal(_WRONG)} ELSE '' END"
        )
        parts = {"before": str(max(layout.skip, 1)), "written": text, "hint": hint, "most": str(most)}
        for number, written, why in run(connection, _UNFIT, **parts):
            key = f"row {number}, {layout.headings[layout.positions[name]]}"
            told = "empty" if why == _EMPTY else f"not {_EXPECTED[name].partition(',')[0]}"
            yield Problem(shown, key, told, _EXPECTED[name], repr(written))


def _unfit(layout: Layout, name: str) -> str:
    """Whether a cell that is not empty says nothing; any status says something."""
    if name == STATUS:
        return "false"
    return f"NOT {_is(layout, FTE, _SHARE)}" if name == FTE else f"{_day(layout, name)} IS NULL"


def _text(layout: Layout, name: str) -> str:
    return f"coalesce(trim(CAST({raw_column(layout.positions[name])} AS VARCHAR)), '')"


def _is(layout: Layout, name: str, pattern: str) -> str:
    return f"regexp_full_match({_text(layout, name)}, {pattern})"


def _day(layout: Layout, name: str) -> str:
    """The column as a date; null where it is none."""
    day = f"TRY_CAST(substr({_text(layout, name)}, 1, 10) AS DATE)"
    return f"CASE WHEN {_is(layout, name, _DAY)} THEN {day} END"


def _number(day: str) -> str:
    return f"CAST(coalesce(datediff('day', DATE '0001-01-01', {day}) + 1, 0) AS BIGINT)"
