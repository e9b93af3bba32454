"""Employees who do not exist, for trials and tests: said to be synthetic wherever their file is shown."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from indicators.errors import BadInput
from jobs.employees.connection import connected, literal, run
from jobs.employees.layout import Kind, kind_of
from jobs.employees.reading import MARK_KEY
from plans.money import minor_digits
from plans.plan import PayBand

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MARK = "synthetic: these people and their pay were made up by realterms"
_DEPARTMENTS = ("Sales", "Service", "Operations", "Finance", "People")
_MOST = 100_000_000
_RANGES = """
    CREATE TEMP TABLE ranges AS
    SELECT unnest(CAST(? AS VARCHAR[])) AS grade, unnest(CAST(? AS BIGINT[])) AS low,
        unnest(CAST(? AS BIGINT[])) AS high, unnest(range($grades)) AS rank"""
# More people in the lower grades; everything about a person follows from the digest of seed and number.
_PEOPLE = """
    CREATE TEMP VIEW made AS
    WITH drawn AS (
        SELECT i, CAST('0x' || substr(sha256($seed || i), 1, 15) AS BIGINT) AS number
        FROM range(1, $past) AS numbers(i)
    ), placed AS (
        SELECT i, number % 1000 * (number % 1000) * $grades // 1000000 AS rank,
            number // 1000 % 1301 - 150 AS place, number // 1301000 AS rest
        FROM drawn
    )
    SELECT lpad(CAST(i AS VARCHAR), $digits, '0') AS employee, grade,
        $departments[CAST(rest % len($departments) AS INTEGER) + 1] AS department,
        greatest((low + (high - low) * place // 1000) // $unit * $unit, 0) AS pay_minor, rest
    FROM placed JOIN ranges USING (rank)"""
# What a plan's rules for people ask for: days before the date of effect, hours, status.
_CIRCUMSTANCES = """,
        $on - CAST(rest // 5 % 5500 - 30 AS INTEGER) AS hired_on,
        CASE WHEN rest // 13 % 1100 + 1 < rest // 5 % 5500 - 30
            THEN $on - CAST(rest // 13 % 1100 + 1 AS INTEGER) END AS last_raise_on,
        CASE rest // 7 % 6 WHEN 0 THEN '0.5' WHEN 1 THEN '0.8' ELSE '1' END AS fte,
        CASE rest // 11 % 40 WHEN 0 THEN 'leave' WHEN 1 THEN 'notice' ELSE 'active' END AS status"""
_WRITTEN = """
    COPY (SELECT employee, department, grade, $currency AS currency, $pay $more FROM made) TO $path
    (FORMAT $form, PRESERVE_ORDER true)"""


def write_synthetic(
    target: Path, bands: Sequence[PayBand], *, count: int, seed: int = 1, on: date | None = None
) -> None:
    """Write `count` made-up employees in these grades to CSV or Parquet; the same seed, the same people.

    With `on`, the day of an adjustment, also their circumstances: hired up to 15 years before it or a month
    after, most of them raised in the three years before, a third of them part time, a few away.
    Pay runs from 15 % of the range below the minimum to 15 % above the maximum, in whole major units, so
    that there are green and red circles; numbers keep leading zeros. BadInput for another form, a count that
    makes no sense, or no bands.
    """
    kind = kind_of(target)
    if kind in (Kind.XLSX, Kind.FOLDER) or not 1 <= count <= _MOST or not bands:
        expected = f"csv or parquet, 1 to {_MOST} people, at least one band"
        raise BadInput("cannot make these employees", where=str(target), expected=expected, got=count)
    currency = bands[0].minimum.currency
    columns = [[b.grade for b in bands], [b.minimum.minor for b in bands], [b.maximum.minor for b in bands]]
    parts = {
        "seed": literal(f"{seed}:"),
        "past": str(count + 1),
        "digits": str(max(len(str(count)), 6)),
        "grades": str(len(bands)),
        "departments": "[" + ", ".join(map(literal, _DEPARTMENTS)) + "]",
        "unit": str(10 ** minor_digits(currency)),
        "more": "" if on is None else Template(_CIRCUMSTANCES).substitute(on=f"DATE {literal(str(on))}"),
    }
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        whole = Path(folder) / target.name
        with connected(Path(folder), shown=str(target)) as connection:
            run(connection, _RANGES, *columns, grades=parts["grades"])
            run(connection, _PEOPLE, **parts)
            written = {"currency": literal(currency), "unit": parts["unit"], "more": parts["more"]}
            _write(connection, kind, whole, **written)
        whole.chmod(0o600)
        whole.replace(target)


def _write(
    connection: "DuckDBPyConnection", kind: Kind, target: Path, *, currency: str, unit: str, more: str
) -> None:
    if kind is Kind.PARQUET:
        form = f"parquet, KV_METADATA {{{MARK_KEY}: {literal(MARK)}}}"
        at = literal(str(target))
        run(connection, _WRITTEN, currency=currency, pay="pay_minor", more=more, path=at, form=form)
        return
    body = target.with_suffix(".body")
    pay, form, at = f"pay_minor // {unit} AS pay", "csv, HEADER true", literal(str(body))
    run(connection, _WRITTEN, currency=currency, pay=pay, more=more, path=at, form=form)
    with target.open("wb") as whole, body.open("rb") as rows:
        whole.write(f"# {MARK}\n".encode())
        shutil.copyfileobj(rows, whole, 1 << 20)
    body.unlink()
