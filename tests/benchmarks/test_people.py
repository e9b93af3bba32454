"""What one function for every engine costs over the same arithmetic written by hand, and in memory."""

import os
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from jobs.employees.checksum import checksum
from jobs.employees.connection import connected, literal, run
from jobs.employees.synthetic import write_synthetic
from plans.money import Money, Rounding
from plans.pay_terms import BandTable, PayTerms, band_table
from plans.people import adjust_people, survey
from plans.plan import PayBand
from tests.benchmarks import by_hand
from tests.benchmarks.mass import measured
from tests.benchmarks.measure import processor_seconds, tell

pytestmark = pytest.mark.benchmark

# REALTERMS_BENCHMARK_PEOPLE=40000000 measures as many, and a quarter of them; see docs/performance.md.
PEOPLE = int(os.environ.get("REALTERMS_BENCHMARK_PEOPLE", "4_000_000"))
FEW = 1_000_000
# REALTERMS_BENCHMARK_RATIO_PEOPLE=10000000 takes the ratios at as many; pandas holds them all, in about 8 GB.
COMPARED = int(os.environ.get("REALTERMS_BENCHMARK_RATIO_PEOPLE", FEW))
RUNS = 7 if COMPARED <= FEW else 3
GRADES = 50
RATIOS = (Fraction(333918, 323048), Fraction(4191, 4062), Fraction(103, 100))
BOUND = 1.3
HIGHEST = 60_000_000  # above everybody's pay, in cents
MEMORY_MB = 256  # what the embedded engine may fill before it goes to disk
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
    write_synthetic(source, bands(), count=COMPARED)
    with connected(tmp_path, shown="people") as opened:
        view = "CREATE TEMP VIEW people AS SELECT $columns FROM read_parquet($path)"
        run(opened, view, columns=", ".join(by_hand.COLUMNS), path=literal(str(source)))
        yield opened


def fill_bands(connection: duckdb.DuckDBPyConnection, table: BandTable) -> None:
    """The band table as a table."""
    typed = (
        f"unnest(CAST(? AS {'VARCHAR' if n == 'band_grade' else 'BIGINT'}[])) AS {n}" for n in table.columns
    )
    columns = [list(column) for column in table.columns.values()]
    run(
        connection,
        "CREATE TEMP TABLE bands AS SELECT $columns",
        *columns,
        columns=", ".join(typed),
    )


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
    run(connection, "CREATE OR REPLACE TEMP VIEW by_hand AS $query", query=by_hand.sql("//"))

    def copy(view: str) -> Callable[[], object]:
        path = literal(str(tmp_path / f"{view}.parquet"))
        return lambda: run(connection, COPY, view=view, path=path)

    ours, hand = processor_seconds(RUNS, copy("ours"), copy("by_hand"), bound=BOUND)
    columns = "count(*), sum(compa_after_bp), sum(penetration_before_bp), sum(penetration_after_bp)"
    sums = [
        run(connection, "SELECT $columns FROM $view", columns=columns, view=v) for v in ("ours", "by_hand")
    ]
    assert checksum(connection, "ours") == checksum(connection, "by_hand")
    assert sums[0] == sums[1]
    tell("people in DuckDB", ratio=ours / hand, ours=ours, by_hand=hand, rows=str(COMPARED))
    assert ours / hand < BOUND


@pytest.mark.parametrize("engine", ["polars", "pandas"])
def test_it_costs_little_on_engines_that_hold_all_rows_too(engine: str, tmp_path: Path) -> None:
    source = tmp_path / "people.parquet"
    write_synthetic(source, bands(), count=COMPARED)
    table = band_table(terms(), highest=HIGHEST)
    assert table.limb == 1
    jobs, read = (in_polars if engine == "polars" else in_pandas)(source, table, tmp_path)
    ours, hand = processor_seconds(min(RUNS, 5), *jobs, bound=BOUND)
    assert read("ours").equals(read("by_hand"))
    tell(f"people in {engine}", ratio=ours / hand, ours=ours, by_hand=hand, rows=str(COMPARED))
    assert ours / hand < BOUND


Jobs = tuple[list[Callable[[], object]], Callable[[str], Any]]


def in_polars(source: Path, table: BandTable, folder: Path) -> Jobs:
    """Parquet to Parquet in Polars, by us and by hand; and how to read what each wrote."""
    people, lookup = pl.scan_parquet(source).select(by_hand.COLUMNS), pl.LazyFrame(dict(table.columns))
    frames: dict[str, Callable[[], Any]] = {
        "ours": lambda: adjust_people(people, lookup, limb=1),
        "by_hand": lambda: by_hand.in_polars(people, lookup),
    }

    def write(name: str) -> Callable[[], object]:
        return lambda: frames[name]().sink_parquet(folder / name)

    return [*map(write, frames)], lambda name: pl.read_parquet(folder / name).sort("employee")


def in_pandas(source: Path, table: BandTable, folder: Path) -> Jobs:
    """The same in pandas."""
    lookup = pd.DataFrame(dict(table.columns))

    def ours() -> None:
        adjust_people(people(), lookup, limb=1).to_parquet(folder / "ours")

    def hand() -> None:
        by_hand.in_pandas(people(), lookup).to_parquet(folder / "by_hand")

    def people() -> pd.DataFrame:
        return pd.read_parquet(source, columns=list(by_hand.COLUMNS))

    return [ours, hand], lambda name: pd.read_parquet(folder / name).sort_values(
        "employee", ignore_index=True
    )


def test_time_grows_with_people_and_memory_does_not(tmp_path: Path) -> None:
    """The whole job as a user runs it, Parquet to Parquet: read, check, adjust, write, add up, audit."""
    runs = [measured(tmp_path / str(count), count) for count in sorted({FEW, PEOPLE // 4, PEOPLE})]
    for one in runs:
        tell(
            f"{one.people} people",
            seconds=one.seconds,
            processor=one.processor,
            megabytes=str(one.megabytes),
        )
    before, most = runs[-2], runs[-1]
    assert most.megabytes < 1000
    assert most.megabytes < runs[0].megabytes + MEMORY_MB
    assert most.processor / most.people < 1.3 * before.processor / before.people
