"""Every problem in a file of employees: the row it stands in, what was expected, what stands there."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import InvalidFile, Problem, did_you_mean
from jobs.employees.circumstances import circumstance_problems
from jobs.employees.connection import run
from jobs.employees.layout import PLACE, Layout, kind_of, raw_column
from jobs.employees.reading import people_columns
from plans.money import minor_digits
from plans.pay_terms import band_key
from plans.people import Survey, survey

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# As many as a person reads; of the rest it is only said that there are more.
MOST_SHOWN = 20
_UNREAD = """
    SELECT line, any_value(error_type), any_value(error_message), any_value(csv_line)
    FROM reject_errors GROUP BY line ORDER BY line"""
_UNUSABLE = """
    SELECT number, employee, grade, $place, currency, pay, pay_minor
    FROM (SELECT row_number() OVER () + $before AS number, $columns FROM raw)
    WHERE coalesce(employee, '') = '' OR coalesce($key, '') NOT IN (SELECT unnest(?))
        OR coalesce(currency, '') <> ? OR pay_minor IS NULL OR pay_minor < 0
    LIMIT $most"""
_KEY = "CASE WHEN place = '' THEN grade ELSE place || '/' || grade END"
_TWICE = """
    SELECT employee, count(*) FROM people WHERE employee <> '' GROUP BY employee HAVING count(*) > 1
    ORDER BY employee LIMIT $most"""


def check_people(
    connection: "DuckDBPyConnection",
    source: Path,
    layout: Layout,
    *,
    grades: Sequence[str],
    currency: str,
    needed: Mapping[str, str],
) -> Survey:
    """What the view `people` holds; InvalidFile with its problems where a row cannot be adjusted.

    `needed` are the columns that the plan's rules for people ask for (`PeopleRules.needed`).
    """
    shown = str(source)
    layout.check_needed(needed, shown)
    found = survey(connection.view("people"), grades=grades, currency=currency)
    problems = list(_unread(connection, shown)) if kind_of(source).written else []
    if not found.usable:
        problems.extend(_unusable(connection, shown, layout, grades, currency))
    problems.extend(circumstance_problems(connection, shown, layout, needed, most=MOST_SHOWN + 1))
    problems.extend(_twice(connection, shown))
    if not found.rows and not problems:
        problems.append(Problem(shown, "", "there are no employees in the file", "a row an employee"))
    if problems:
        raise InvalidFile(_shortened(shown, problems))
    return found


def _unread(connection: "DuckDBPyConnection", shown: str) -> Iterator[Problem]:
    """The lines that are not CSV as they should be."""
    for line, kind, message, text in run(connection, _UNREAD):
        yield Problem(shown, f"line {line}", str(kind).lower(), str(message), repr(str(text or "")[:60]))


def _unusable(
    connection: "DuckDBPyConnection", shown: str, layout: Layout, grades: Sequence[str], currency: str
) -> Iterator[Problem]:
    written = {"pay": f"CAST({raw_column(layout.pay)} AS VARCHAR)"}
    columns = people_columns(layout, minor_digits(currency)) | written
    parts = {
        "columns": ", ".join(f"{sql} AS {key}" for key, sql in columns.items()),
        "before": str(max(layout.skip, 1)),  # the headings are row 1, as a spreadsheet counts
        "most": str(MOST_SHOWN + 1),
        "place": PLACE if PLACE in layout.positions else "''",
        "key": _KEY if PLACE in layout.positions else "grade",
    }
    heading = {key: layout.headings[n] for key, n in layout.own.items()}
    for number, employee, grade, place, money, pay, minor in run(
        connection, _UNUSABLE, list(grades), currency, **parts
    ):
        row = f"row {number}"
        if not employee:
            yield Problem(shown, f"{row}, {heading['employee']}", "empty", "the employee's number or name")
        if (key := band_key(grade or "", place)) not in grades:
            near = did_you_mean(key, grades)
            expected = f"did you mean {near!r}?" if near else "one of " + ", ".join(grades)
            got = repr(key)
            yield Problem(shown, f"{row}, {heading['grade']}", "no band for this grade", expected, got)
        if money != currency:
            got = repr(money or "")
            yield Problem(shown, f"{row}, {heading['currency']}", "currencies never mix", repr(currency), got)
        yield from _pay_problem(shown, f"{row}, {layout.headings[layout.pay]}", pay, minor, layout, currency)


def _pay_problem(
    shown: str, key: str, written: str | None, minor: int | None, layout: Layout, currency: str
) -> Iterator[Problem]:
    digits = 0 if layout.minor else minor_digits(currency)
    if minor is None:
        expected = f"digits and a decimal point, at most {digits} decimals" if digits else "digits alone"
        yield Problem(shown, key, "not an amount", expected, repr(written or ""))
    elif minor < 0:
        yield Problem(shown, key, "negative pay", "an amount of at least 0", repr(written))


def _twice(connection: "DuckDBPyConnection", shown: str) -> Iterator[Problem]:
    for employee, times in run(connection, _TWICE, most=str(MOST_SHOWN + 1)):
        key = f"employee {employee}"
        yield Problem(shown, key, "stands there more than once", "a row an employee", f"{times} rows")


def _shortened(shown: str, problems: Sequence[Problem]) -> list[Problem]:
    if len(problems) <= MOST_SHOWN:
        return list(problems)
    return [*problems[:MOST_SHOWN], Problem(shown, "", f"more of these; the first {MOST_SHOWN} are listed")]
