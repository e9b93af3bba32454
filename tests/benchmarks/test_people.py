"""What one function for every engine costs over the same arithmetic written by hand, and in memory."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from jobs.employees.checksum import checksum
from jobs.employees.connection import connected, literal, run
from jobs.employees.synthetic import write_synthetic
from plans.money import Money, Rounding
from plans.pay_terms import BandTable, PayTerms, band_table
from plans.people import adjust_people, survey
from plans.plan import PayBand
from tests.benchmarks.measure import tell
from tests.shared_data import ROOT

pytestmark = pytest.mark.benchmark

PEOPLE = 1_000_000
GRADES = 50
RATIOS = (Fraction(333918, 323048), Fraction(4191, 4062), Fraction(103, 100))
COLUMNS = "employee, department, grade, currency, pay_minor"
BY_HAND = """
    CREATE OR REPLACE TEMP VIEW by_hand AS
    WITH moved AS (
        SELECT p.*, b.*, CASE WHEN pay_minor > band_hold THEN pay_minor ELSE
            greatest((pay_minor * band_factor + band_add) // band_divisor * band_multiple, band_lift)
            END AS adjusted_minor
        FROM people p JOIN bands b ON grade = band_grade
    )
    SELECT $columns, adjusted_minor, adjusted_minor - pay_minor AS increase_minor,
        (20000 * pay_minor + band_midpoint_before) // (2 * band_midpoint_before) AS compa_before_bp,
        (20000 * adjusted_minor + band_midpoint_after) // (2 * band_midpoint_after) AS compa_after_bp,
        (pay_minor * band_penetration_scale_before + band_penetration_add_before)
            // band_penetration_width_before - band_penetration_shift_before AS penetration_before_bp,
        (adjusted_minor * band_penetration_scale_after + band_penetration_add_after)
            // band_penetration_width_after - band_penetration_shift_after AS penetration_after_bp,
        CASE WHEN pay_minor < band_minimum_before THEN 'green'
            WHEN pay_minor > band_maximum_before THEN 'red' ELSE 'none' END AS circle_before,
        CASE WHEN adjusted_minor < band_minimum_after THEN 'green'
            WHEN adjusted_minor > band_maximum_after THEN 'red' ELSE 'none' END AS circle_after,
        greatest(band_minimum_after - adjusted_minor, 0) AS to_minimum_minor
    FROM moved"""
COPY = "COPY (SELECT * FROM $view) TO $path (FORMAT parquet, PRESERVE_ORDER true)"


def bands() -> list[PayBand]:
    """Fifty made-up grades, 5 % apart."""
    made = []
    for n in range(GRADES):
        low = 30_000 * 105**n // 100**n * 100
        minimum, midpoint, maximum = (Money(low * share // 10, "USD") for share in (10, 12, 14))
        made.append(PayBand(f"G{n:02d}", minimum, midpoint, maximum))
    return made


def terms() -> list[PayTerms]:
    """Three clauses over the grades in turn."""
    found = []
    for n, band in enumerate(bands()):
        minimum, midpoint, maximum = (money.minor for _, money in band.amounts())
        before, ratio = (minimum, midpoint, maximum), RATIOS[n % 3]
        low, middle, high = (int(amount * ratio) for amount in before)
        rule = Rounding(Decimal(("0.01", "1", "10")[n % 3]))
        found.append(PayTerms(band.grade, "USD", before, (low, middle, high), ratio, rule))
    return found


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection as the job opens it, with the view `people` and the table `bands`."""
    source = tmp_path / "people.parquet"
    write_synthetic(source, bands(), count=PEOPLE)
    with connected(tmp_path, shown="people") as opened:
        view = "CREATE TEMP VIEW people AS SELECT $columns FROM read_parquet($path)"
        run(opened, view, columns=COLUMNS, path=literal(str(source)))
        yield opened


def fill_bands(connection: duckdb.DuckDBPyConnection, table: BandTable) -> None:
    """The band table as a table."""
    typed = (
        f"unnest(CAST(? AS {'VARCHAR' if n == 'band_grade' else 'BIGINT'}[])) AS {n}" for n in table.columns
    )
    columns = [list(column) for column in table.columns.values()]
    run(connection, "CREATE TEMP TABLE bands AS SELECT $columns", *columns, columns=", ".join(typed))


def processor_seconds(runs: int, *jobs: Callable[[], object]) -> list[float]:
    """The least processor time of each job, taken in turns: what the machine does besides does not count."""
    best = [float("inf")] * len(jobs)
    for _ in range(runs):
        for n, job in enumerate(jobs):
            start = time.process_time()
            job()
            best[n] = min(best[n], time.process_time() - start)
    return best


def test_one_function_for_every_engine_costs_little_over_hand_written_sql(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = terms()
    grades = [t.grade for t in found]
    highest = survey(connection.view("people"), grades=grades, currency="USD").highest
    table = band_table(found, highest=highest)
    assert table.limb == 1
    fill_bands(connection, table)
    adjust_people(connection.view("people"), connection.table("bands"), limb=table.limb).create_view("ours")
    run(connection, BY_HAND, columns=COLUMNS)

    def copy(view: str) -> Callable[[], object]:
        path = literal(str(tmp_path / f"{view}.parquet"))
        return lambda: run(connection, COPY, view=view, path=path)

    ours, by_hand = processor_seconds(7, copy("ours"), copy("by_hand"))
    columns = "count(*), sum(compa_after_bp), sum(penetration_before_bp), sum(penetration_after_bp)"
    sums = [
        run(connection, "SELECT $columns FROM $view", columns=columns, view=v) for v in ("ours", "by_hand")
    ]
    assert checksum(connection, "ours") == checksum(connection, "by_hand")
    assert sums[0] == sums[1]
    tell("people", ratio=ours / by_hand, ours=ours, by_hand=by_hand, rows=str(PEOPLE))
    assert ours / by_hand < 1.3


MEASURED = """
import resource, sys
from pathlib import Path
from jobs.employees.connection import connected
from jobs.employees.engines import engine
from jobs.employees.layout import table_layout
from jobs.employees.reading import open_people
from jobs.employees.writing import Form, write_parquet
from jobs.employees.checking import check_people
from jobs.employees.checksum import checksum
from jobs.employees.synthetic import write_synthetic
from plans.pay_terms import band_table
from plans.people import adjust_people, groups
from tests.benchmarks.test_people import bands, fill_bands, terms
folder, count = Path(sys.argv[1]), int(sys.argv[2])
source = folder / f"people-{count}.parquet"
write_synthetic(source, bands(), count=count)
with connected(folder, shown=source.name) as connection:
    layout = open_people(connection, source, folder, currency="USD", columns={})
    found = check_people(connection, source, layout, grades=[t.grade for t in terms()], currency="USD")
    table = band_table(terms(), highest=found.highest)
    fill_bands(connection, table)
    view = adjust_people(connection.view("people"), connection.table("bands"), limb=table.limb)
    view.create_view("adjusted")
    form = Form(layout, "USD", layout.mark)
    write_parquet(connection, form, folder / f"out-{count}.parquet", headings=True, ordered=False)
    groups(connection.view("done"), ["grade", "department"])
    checksum(connection, "done")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def megabytes(folder: Path, count: int) -> int:
    """The most memory that a process of its own holds while it reads, checks, adjusts and writes so many."""
    folder.mkdir()
    command = [sys.executable, "-c", MEASURED, str(folder), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return int(done.stdout)


def test_memory_stays_bounded_while_people_grow_in_number(tmp_path: Path) -> None:
    few, many = megabytes(tmp_path / "few", 1_000_000), megabytes(tmp_path / "many", 8_000_000)
    tell("people in memory", one_million_mb=str(few), eight_million_mb=str(many))
    assert many < 1000
