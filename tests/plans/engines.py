"""Every engine of frames at hand, and what an adjustment of people says there, in plain values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import dask
import dask.dataframe as dd
import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa

from plans import people
from plans.pay_terms import BandTable

Columns = Mapping[str, Sequence[object]]
Make = Callable[[Columns], Any]

ENGINES = (
    "duckdb",
    "pandas",
    "pandas nullable",
    "pandas pyarrow",
    "polars",
    "polars lazy",
    "pyarrow",
    "dask",
)


@dataclass(frozen=True)
class Person:
    """What an adjustment says about one employee."""

    adjusted: int
    compa: tuple[int, int]
    penetration: tuple[int, int]
    circle: tuple[str, str]
    to_minimum: int


@contextmanager
def frames(engine: str) -> Iterator[Make]:
    """The way to make a frame of columns on this engine, while the block lasts."""
    if engine == "duckdb":
        with duckdb.connect() as connection:
            yield lambda columns: _relation(connection, columns)
    elif engine == "dask":
        with dask.config.set(scheduler="sync"):
            yield dask_frame
    else:
        yield {
            "pandas": lambda columns: pd.DataFrame(dict(columns)),
            "pandas nullable": lambda columns: pd.DataFrame(dict(columns)).convert_dtypes(),
            "pandas pyarrow": arrow_frame,
            "polars": lambda columns: pl.DataFrame(dict(columns)),
            "polars lazy": lambda columns: pl.LazyFrame(dict(columns)),
            "pyarrow": arrow_table,
        }[engine]


def arrow_table(columns: Columns) -> Any:
    """The columns as an Arrow table."""
    return pa.table({name: list(values) for name, values in columns.items()})


def arrow_frame(columns: Columns) -> pd.DataFrame:
    """The columns in pandas, held by Arrow."""
    frame: pd.DataFrame = arrow_table(columns).to_pandas(types_mapper=pd.ArrowDtype)
    return frame


def dask_frame(columns: Columns) -> Any:
    """The columns in Dask, in two partitions where there are rows enough."""
    return dd.from_pandas(arrow_frame(columns), npartitions=2, sort=False)


def _relation(connection: duckdb.DuckDBPyConnection, columns: Columns) -> Any:
    types = {n: "BIGINT" if all(isinstance(v, int) for v in vs) else "VARCHAR" for n, vs in columns.items()}
    unnested = ", ".join(f"unnest(CAST(? AS {of}[])) AS {name}" for name, of in types.items())
    return connection.sql(f"SELECT {unnested}", params=[list(values) for values in columns.values()])


def adjusted(engine: str, columns: Columns, table: BandTable) -> dict[str, Person]:
    """The people of `columns` after `adjust_people` on this engine, by employee."""
    with frames(engine) as make:
        return adjusted_as(make, columns, table)


def adjusted_as(make: Make, columns: Columns, table: BandTable) -> dict[str, Person]:
    """The same with the way to make a frame."""
    frame = nw.from_native(people.adjust_people(make(columns), make(table.columns), limb=table.limb))
    names = ("employee", "pay_minor", *people.RESULTS)
    rows = people.rows(frame.select(*names))
    return dict(_person(dict(zip(names, row, strict=True))) for row in rows)


def _person(of: Mapping[str, Any]) -> tuple[str, Person]:
    assert of["increase_minor"] == of["adjusted_minor"] - of["pay_minor"]
    return of["employee"], Person(
        int(of["adjusted_minor"]),
        (int(of["compa_before_bp"]), int(of["compa_after_bp"])),
        (int(of["penetration_before_bp"]), int(of["penetration_after_bp"])),
        (of["circle_before"], of["circle_after"]),
        int(of["to_minimum_minor"]),
    )
