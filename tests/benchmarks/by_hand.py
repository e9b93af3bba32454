"""The arithmetic of `adjust_people`, written by hand for each engine: what ours is measured against."""

from string import Template
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from plans.people import RESULTS

COLUMNS = ("employee", "department", "grade", "currency", "pay_minor")
_SQL = """
    WITH moved AS (
        SELECT p.*, b.*, CASE WHEN pay_minor > band_hold THEN pay_minor ELSE
            greatest((pay_minor * band_factor + band_add) $div band_divisor * band_multiple, band_lift)
            END AS adjusted_minor
        FROM people p JOIN bands b ON grade = band_grade
    )
    SELECT $columns, adjusted_minor, adjusted_minor - pay_minor AS increase_minor,
        (20000 * pay_minor + band_midpoint_before) $div (2 * band_midpoint_before) AS compa_before_bp,
        (20000 * adjusted_minor + band_midpoint_after) $div (2 * band_midpoint_after) AS compa_after_bp,
        (pay_minor * band_penetration_scale_before + band_penetration_add_before)
            $div band_penetration_width_before - band_penetration_shift_before AS penetration_before_bp,
        (adjusted_minor * band_penetration_scale_after + band_penetration_add_after)
            $div band_penetration_width_after - band_penetration_shift_after AS penetration_after_bp,
        CASE WHEN pay_minor < band_minimum_before THEN 'green'
            WHEN pay_minor > band_maximum_before THEN 'red' ELSE 'none' END AS circle_before,
        CASE WHEN adjusted_minor < band_minimum_after THEN 'green'
            WHEN adjusted_minor > band_maximum_after THEN 'red' ELSE 'none' END AS circle_after,
        greatest(band_minimum_after - adjusted_minor, 0) AS to_minimum_minor
    FROM moved"""


def sql(divide: str) -> str:
    """A query over `people` and `bands`; `divide` is how the engine writes a quotient of whole numbers."""
    return Template(_SQL).substitute(div=divide, columns=", ".join(COLUMNS))


def in_polars(people: pl.LazyFrame, bands: pl.LazyFrame) -> pl.LazyFrame:
    """The same for Polars."""
    c, pay, after = pl.col, pl.col("pay_minor"), pl.col("adjusted_minor")
    moved = (pay * c("band_factor") + c("band_add")) // c("band_divisor") * c("band_multiple")
    lifted = pl.max_horizontal(moved, c("band_lift"))
    joined = people.join(bands, left_on="grade", right_on="band_grade")
    held = pl.when(pay > c("band_hold")).then(pay).otherwise(lifted)
    found = joined.with_columns(adjusted_minor=held).with_columns(
        increase_minor=after - pay,
        compa_before_bp=(20000 * pay + c("band_midpoint_before")) // (2 * c("band_midpoint_before")),
        compa_after_bp=(20000 * after + c("band_midpoint_after")) // (2 * c("band_midpoint_after")),
        penetration_before_bp=_penetration(pay, "before"),
        penetration_after_bp=_penetration(after, "after"),
        circle_before=_circle(pay, "before"),
        circle_after=_circle(after, "after"),
        to_minimum_minor=pl.max_horizontal(c("band_minimum_after") - after, 0),
    )
    return found.select(*COLUMNS, *RESULTS)


def _penetration(pay: pl.Expr, when: str) -> pl.Expr:
    scale, add, width, shift = (
        pl.col(f"band_penetration_{name}_{when}") for name in ("scale", "add", "width", "shift")
    )
    return (pay * scale + add) // width - shift


def _circle(pay: pl.Expr, when: str) -> pl.Expr:
    green, red = pay < pl.col(f"band_minimum_{when}"), pay > pl.col(f"band_maximum_{when}")
    return pl.when(green).then(pl.lit("green")).when(red).then(pl.lit("red")).otherwise(pl.lit("none"))


def in_pandas(people: pd.DataFrame, bands: pd.DataFrame) -> pd.DataFrame:
    """The same for pandas; Dask does it part by part."""
    f: Any = people.merge(bands, left_on="grade", right_on="band_grade")
    pay = f["pay_minor"]
    moved = (pay * f["band_factor"] + f["band_add"]) // f["band_divisor"] * f["band_multiple"]
    after = moved.where(moved > f["band_lift"], f["band_lift"]).where(pay <= f["band_hold"], pay)
    f["adjusted_minor"], f["increase_minor"] = after, after - pay
    for when, amount in (("before", pay), ("after", after)):
        middle = f[f"band_midpoint_{when}"]
        f[f"compa_{when}_bp"] = (20000 * amount + middle) // (2 * middle)
        scale, add, width, shift = (
            f[f"band_penetration_{name}_{when}"] for name in ("scale", "add", "width", "shift")
        )
        f[f"penetration_{when}_bp"] = (amount * scale + add) // width - shift
        red = np.where(amount > f[f"band_maximum_{when}"], "red", "none")
        f[f"circle_{when}"] = np.where(amount < f[f"band_minimum_{when}"], "green", red)
    missing = f["band_minimum_after"] - after
    f["to_minimum_minor"] = missing.where(missing > 0, 0)
    found: pd.DataFrame = f[[*COLUMNS, *RESULTS]]
    return found
