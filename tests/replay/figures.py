"""The official figures the local offices serve, as each office would have said them at either release."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from indicators.series import Period


@dataclass(frozen=True)
class Release:
    """One series as published at one release: texts exactly as the office writes them."""

    code: str
    months: dict[Period, str]
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> Period:
        """The newest month."""
        return max(self.months)


@cache
def figures() -> dict[str, Any]:
    """figures.toml, whole."""
    return tomllib.loads((Path(__file__).parent / "figures.toml").read_text(encoding="utf-8"))


def release(office: str, code: str, *, later: bool) -> Release | None:
    """The series as published, `later` or one release earlier; None where the office has no such series."""
    row = figures()[office].get(code)
    if row is None:
        return None
    source = figures()["bls"][row["of"]] if "of" in row else row
    months = {
        Period.month(int(year), number): text
        for year, line in source["months"].items()
        for number, text in enumerate(line.split(), start=1)
    }
    if "released" in row and "of" in row:
        months = {p: t for p, t in months.items() if str(p) in row["released"]}
    if not later:
        last = Period.parse(row["last_earlier"])
        before = {Period.parse(p): text for p, text in row.get("earlier", {}).items()}
        months = {p: before.get(p, t) for p, t in months.items() if p <= last}
    return Release(code, months, row)


def first_published(code: str, period: Period) -> date:
    """The day FRED first had the figure of `period`."""
    return date.fromisoformat(figures()["fred"][code]["released"][str(period)])
