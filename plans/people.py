"""The adjustment of a plan over a frame of employees, on any engine that narwhals drives.

Pay is whole minor units throughout, and every quotient is one of whole, not negative numbers below 2**53
(`pay_terms.band_table` sees to that), so that all engines give the same figures. No remainder, no rounding
function and no floats: engines disagree about each of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw

from indicators.arithmetic import HUNDRED, PRECISION
from indicators.errors import BadInput
from plans.arrears import Missed
from plans.circumstances import (
    ARREARS,
    AT_FTE,
    ELIGIBILITY,
    FTE,
    PART,
    REAL,
    SHARE,
    WHOLE,
    Prices,
    at_fte,
    times,
    with_arrears,
    with_real,
    with_standing,
)
from plans.pay_terms import BASIS_POINTS
from plans.since_raise import UNKNOWN
from plans.standing import Standing

# A frame as its engine has it (a DuckDB relation, a DataFrame, a LazyFrame, an Arrow table).
Native = Any
Frame = nw.LazyFrame[Any]

# What an employee's row must hold; every other column is carried along. Where there is a column PLACE too,
# it says at which of the plan's places the person works, or nothing.
KEYS = ("employee", "grade", "currency", "pay_minor")
PLACE = "place"
# What the adjustment adds, in this order.
RESULTS = (
    "adjusted_minor",
    "increase_minor",
    "compa_before_bp",
    "compa_after_bp",
    "penetration_before_bp",
    "penetration_after_bp",
    "circle_before",
    "circle_after",
    "to_minimum_minor",
)
GREEN, RED, INSIDE = "green", "red", "none"
_COUNTS = ("green_before", "green_after", "red_before", "red_after", "falls")
_KEY = "band_key"
_SUMS = ("pay_minor", "adjusted_minor", "to_minimum_minor")
_COMPA = ("compa_before_bp", "compa_after_bp")
_EXTRA = (*AT_FTE, *ARREARS, "held", "prorated", "worse_off", *_COMPA)


@dataclass(frozen=True, slots=True)
class Survey:
    """What must be known before pay is moved: rows, the highest pay, how many rows are unusable and why."""

    rows: int
    highest: int
    without_employee: int
    without_grade: int
    without_currency: int
    without_pay: int
    negative_pay: int
    other_currency: int
    unknown_grade: int

    @property
    def usable(self) -> bool:
        """Whether every row can be adjusted."""
        return not any(getattr(self, name) for name in UNUSABLE)


UNUSABLE = tuple(name for name in Survey.__dataclass_fields__ if name not in ("rows", "highest"))


@dataclass(frozen=True, slots=True)
class Group:
    """People together: how many, their pay before and after, what is missing to the minimum, their circles.

    `key` names the group (a grade, a department); `falls` counts people whose pay goes down. What comes of
    a plan's rules for people and of their last raises is 0 without them: the cost at everybody's own hours,
    arrears, people whose pay stays as it is (`held`), or moves in part, and people whose pay buys less
    afterwards than when it was last raised (`worse_off`).
    """

    key: tuple[str, ...]
    people: int
    pay_minor: int
    adjusted_minor: int
    to_minimum_minor: int
    green_before: int
    green_after: int
    red_before: int
    red_after: int
    falls: int
    increase_at_fte_minor: int = 0
    arrears_minor: int = 0
    held: int = 0
    prorated: int = 0
    worse_off: int = 0
    compa_before_bp: int = 0
    compa_after_bp: int = 0

    @property
    def compa_before(self) -> Decimal | None:
        """The mean compa-ratio before (1: pay at the midpoint), unrounded; None where there is nobody."""
        return self._mean(self.compa_before_bp)

    @property
    def compa_after(self) -> Decimal | None:
        """The mean compa-ratio after, against the bands after; None where there is nobody."""
        return self._mean(self.compa_after_bp)

    def _mean(self, basis_points: int) -> Decimal | None:
        return (
            PRECISION.divide(Decimal(basis_points), Decimal(self.people * BASIS_POINTS))
            if self.people
            else None
        )

    @property
    def cost_minor(self) -> int:
        """What the adjustment costs."""
        return self.adjusted_minor - self.pay_minor

    @property
    def cost_percent(self) -> Decimal | None:
        """The cost in percent of pay before, unrounded; None where there was no pay."""
        if not self.pay_minor:
            return None
        part = PRECISION.multiply(Decimal(self.cost_minor), HUNDRED)
        return PRECISION.divide(part, Decimal(self.pay_minor))


def survey(people: Native, *, grades: Sequence[str], currency: str) -> Survey:
    """What stands in the way of adjusting `people`; BadInput where a column is missing or of another type.

    `grades` are the keys of the bands (`pay_terms.band_key`).
    """
    frame = _keyed(_frame(people))
    schema = frame.collect_schema()
    wanted = {name: nw.Int64 if name == "pay_minor" else nw.String for name in KEYS}
    wrong = [f"{name}: {schema.get(name, 'missing')}" for name, t in wanted.items() if schema.get(name) != t]
    if wrong:
        expected = ", ".join(f"{name} {t.__name__}" for name, t in wanted.items())
        raise BadInput("the employees' columns are not as needed", expected=expected, got="; ".join(wrong))
    pay, grade, money = nw.col("pay_minor"), nw.col("grade"), nw.col("currency")
    found = frame.select(
        rows=nw.len().cast(nw.Int64),
        highest=pay.max(),
        without_employee=_count(nw.col("employee").is_null() | (nw.col("employee") == "")),
        without_grade=_count(grade.is_null() | (grade == "")),
        without_currency=_count(money.is_null() | (money == "")),
        without_pay=_count(pay.is_null()),
        negative_pay=_count(pay < 0),
        other_currency=_count(~money.is_null() & (money != "") & (money != currency)),
        unknown_grade=_count(~grade.is_null() & (grade != "") & ~nw.col(_KEY).is_in(grades)),
    )
    (row,) = rows(found)
    return Survey(*(int(value or 0) for value in row))


def adjust_people(
    people: Native,
    bands: Native,
    *,
    limb: int,
    rules: Standing | None = None,
    missed: Missed | None = None,
    prices: Prices | None = None,
) -> Native:
    """The same rows with RESULTS added, in the engine of `people`; `bands` holds a BandTable's columns.

    With `rules`, `bands` has shares, and ELIGIBILITY is added; with `missed`, ARREARS; with `prices`, REAL
    (UNKNOWN where prices since the last raise are not known); and AT_FTE where people have FTE.

    Amounts are minor units, ratios are basis points, rounded to the nearest, halves up: compa-ratio is
    pay / midpoint; range penetration is (pay - minimum) / (maximum - minimum), negative below the minimum
    and 0 where a band has no range. Green is below the minimum, red above the maximum. The rows must be
    usable (`survey`): one whose grade has no band would be left out.
    """
    frame = _frame(people)
    names = frame.collect_schema().names()
    keyed, keys, terms = _keyed(frame), {_KEY: "band_grade"}, _frame(bands)
    if rules is not None:
        keyed, keys = with_standing(keyed, names, rules), keys | {SHARE: "band_share"}
        # Dask holds whole numbers in two ways, and a computed share in the other one than a read one.
        terms = terms.with_columns(nw.col("band_share").cast(nw.Int64))
    joined = keyed.join(terms, left_on=[*keys], right_on=[*keys.values()], how="inner")
    moved = joined.with_columns(_moved(limb).alias("adjusted_minor"))
    found = moved.with_columns(
        (nw.col("adjusted_minor") - nw.col("pay_minor")).alias("increase_minor"),
        _compa("pay_minor", "before"),
        _compa("adjusted_minor", "after"),
        _penetration("pay_minor", "before"),
        _penetration("adjusted_minor", "after"),
        _circle("pay_minor", "before"),
        _circle("adjusted_minor", "after"),
        _larger(nw.col("band_minimum_after") - nw.col("adjusted_minor"), nw.lit(0)).alias("to_minimum_minor"),
    )
    extra: tuple[str, ...] = ELIGIBILITY if rules is not None else ()
    if FTE in names:
        found, extra = found.with_columns(at_fte()), extra + AT_FTE
    if missed is not None:
        found, extra = with_arrears(found, missed, timed=FTE in names), extra + ARREARS
    if prices is not None:
        found, extra = with_real(found, prices), extra + REAL
    return found.select(*names, *RESULTS, *extra).to_native()


def groups(adjusted: Native, by: Sequence[str]) -> tuple[Group, ...]:
    """The people of an adjusted frame, grouped by the text columns `by` (none: all in one), in order."""
    frame = _frame(adjusted)
    flagged = frame.with_columns(
        _flag(nw.col("circle_before") == GREEN).alias("green_before"),
        _flag(nw.col("circle_after") == GREEN).alias("green_after"),
        _flag(nw.col("circle_before") == RED).alias("red_before"),
        _flag(nw.col("circle_after") == RED).alias("red_after"),
        _flag(nw.col("increase_minor") < 0).alias("falls"),
        *_extra(frame.collect_schema().names()),
        nw.lit(1).cast(nw.Int64).alias("people"),
    )
    totals = [nw.col(name).sum() for name in ("people", *_SUMS, *_COUNTS, *_EXTRA)]
    found = flagged.group_by(*by).agg(*totals) if by else flagged.select(*totals)
    split = [(row[: len(by)], row[len(by) :]) for row in rows(found)]
    made = (Group(tuple(str(k or "") for k in key), *(int(v or 0) for v in values)) for key, values in split)
    return tuple(sorted(made, key=lambda g: g.key))


def rows(frame: Frame) -> list[tuple[Any, ...]]:
    """The rows of a small frame, computed where they were not yet."""
    native = frame.to_native()
    if frame.implementation.is_duckdb():  # plain values: its way through a dataframe loses int128
        fetched: list[tuple[Any, ...]] = native.fetchall()
        return fetched
    return list(frame.lazy().collect().rows())


def _frame(native: Native) -> Frame:
    """Eager frames take the same operations as lazy ones here, so one type serves both."""
    found: Frame = nw.from_native(native)
    return found


def _keyed(frame: Frame) -> Frame:
    """The frame with the key of each person's band."""
    names = frame.collect_schema().names()
    if "grade" not in names or PLACE not in names:
        return frame.with_columns(nw.col("grade").alias(_KEY)) if "grade" in names else frame
    local = nw.concat_str(nw.col(PLACE), nw.col("grade"), separator="/")
    nowhere = nw.col(PLACE).is_null() | (nw.col(PLACE) == "")
    key = nw.when(nowhere).then(nw.col("grade")).otherwise(local)
    return frame.with_columns(key.alias(_KEY))


def _extra(names: Sequence[str]) -> list[nw.Expr]:
    """The columns of _EXTRA that an adjusted frame does not have itself, 0 where nothing says them."""
    zero = nw.lit(0).cast(nw.Int64)
    missing = [zero.alias(name) for name in (*AT_FTE, *ARREARS) if name not in names]
    told, real = nw.col("eligibility"), nw.col("real_after_bp")
    moves = (told == WHOLE) | (told == PART)
    ruled, priced = "eligibility" in names, "real_after_bp" in names
    return [
        *missing,
        (_flag(~moves) if ruled else zero).alias("held"),
        (_flag(told == PART) if ruled else zero).alias("prorated"),
        (_flag((real < 0) & (real > UNKNOWN)) if priced else zero).alias("worse_off"),
    ]


def _moved(limb: int) -> nw.Expr:
    """Pay times the ratio, rounded; not below `lift`, and as it is above `hold`."""
    pay = nw.col("pay_minor")
    count = times(pay, "band", limb)
    free = _larger(count * nw.col("band_multiple"), nw.col("band_lift"))
    return nw.when(pay > nw.col("band_hold")).then(pay).otherwise(free)


def _compa(pay: str, when: str) -> nw.Expr:
    midpoint = nw.col(f"band_midpoint_{when}")
    return _nearest(nw.col(pay) * BASIS_POINTS, midpoint).alias(f"compa_{when}_bp")


def _penetration(pay: str, when: str) -> nw.Expr:
    scale, add, width, shift = (
        nw.col(f"band_penetration_{n}_{when}") for n in ("scale", "add", "width", "shift")
    )
    return ((nw.col(pay) * scale + add) // width - shift).alias(f"penetration_{when}_bp")


def _circle(pay: str, when: str) -> nw.Expr:
    above = nw.when(nw.col(pay) > nw.col(f"band_maximum_{when}")).then(nw.lit(RED)).otherwise(nw.lit(INSIDE))
    below = nw.col(pay) < nw.col(f"band_minimum_{when}")
    return nw.when(below).then(nw.lit(GREEN)).otherwise(above).alias(f"circle_{when}")


def _nearest(part: nw.Expr, whole: nw.Expr) -> nw.Expr:
    return (part * 2 + whole) // (whole * 2)


def _larger(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return nw.when(one > other).then(one).otherwise(other)


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)


def _count(condition: nw.Expr) -> nw.Expr:
    return _flag(condition).sum().cast(nw.Int64)
