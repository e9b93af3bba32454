"""Histories for tests: from a few figures written in the test, or from the official series where they are."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from indicators.catalog import catalog
from indicators.series import History, Indicator, Kind, Measure, Period, Reading, Status
from tests.shared_data import SHARED

FETCHED = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


def reading(
    period: str,
    value: str | None,
    *,
    published_on: date | None = None,
    status: Status | None = None,
    origin: str = "bls",
) -> Reading:
    """One figure as held, out in the middle of the next month unless said; None is a month without one."""
    held = Period.parse(period)
    exact = None if value is None else Decimal(value)
    said = status or (Status.MISSING if value is None else Status.FINAL)
    out = published_on or held.shift(1).first_day.replace(day=15)
    return Reading(held, exact, said, out, FETCHED, origin)


def indicator(name: str = "test-cpi", measure: Measure = Measure.INDEX, **fields: object) -> Indicator:
    """An indicator of our own for one test."""
    base: dict[str, object] = {"title": name, "country": "US", "kind": Kind.CPI, "decimals": 3}
    base["key"] = f"own:{name}"
    return Indicator(name=name, measure=measure, **{**base, **fields})  # type: ignore[arg-type]  # a test's own fields


def history(
    of: str | Indicator, values: Mapping[str, str | None], *, published_on: date | None = None
) -> History:
    """The values for an indicator of the catalogue (by name) or one given, all out on one day if said."""
    described = catalog()[of] if isinstance(of, str) else of
    return History(described, tuple(reading(p, v, published_on=published_on) for p, v in values.items()))


def histories(*given: History) -> dict[str, History]:
    """By the names that clauses use."""
    return {h.indicator.name: h for h in given}


@cache
def rows_of(file: str) -> Sequence[Mapping[str, str]]:
    """The rows of a file of official series in the shared folder."""
    with (SHARED / "series" / file).open(encoding="utf-8", newline="") as lines:
        return tuple(MappingProxyType(row) for row in csv.DictReader(lines))


@cache
def official(name: str, file: str, series_id: str) -> History:
    """A whole official series from the shared folder, each figure out in the middle of the next month."""
    values = {row["period"]: row["value"] for row in rows_of(file) if row["series_id"] == series_id}
    return history(name, values)


def oracle(name: str) -> list[dict[str, str]]:
    """The rows of a published table in the shared folder."""
    with (SHARED / "oracles" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
