"""A mass adjustment as a user runs it, in a process of its own: how long it takes and what memory it holds.

`python -m tests.benchmarks.mass FOLDER NAME CHECKED` makes a plan of fifty bands under three clauses and an
accepted proposal, adjusts FOLDER/people.parquet into the file NAME beside it, verifies that unless CHECKED
is empty, and prints JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from jobs import decide, demo, people, planning, propose, verify
from jobs.employees.synthetic import write_synthetic
from jobs.workspace import Workspace
from plans.parse import parse_plan
from plans.plan import PayBand
from tests.benchmarks.measure import peak_megabytes
from tests.shared_data import ROOT

GRADES = 50
CLAUSES = {"cpi": "us-cpi", "wages": "us-cpi-w", "core": "us-cpi-core"}
_HEAD = """
name = "many"
title = "A plan of many bands"
role = "Everybody"
currency = "USD"
effective_from = 2026-10-01
sample = true
"""
_CLAUSE = """
[clauses.{name}]
index = "{index}"
measure = "index"
lag = 3
base = "earlier"
base_months = 12
vintage = "latest"
missing = "block"
on_fall = "zero"
round_amount = {{ to = {to}, mode = "half-up" }}
"""
_BAND = """
[[bands]]
grade = "G{n:02d}"
minimum = {minimum}
midpoint = {midpoint}
maximum = {maximum}
clause = "{clause}"
"""

_MEASURE = """
[[measures]]
name = "m{n:02d}"
title = "Measure {n}"
type = "KPI"
unit = "money"
weight = {weight}
threshold = {threshold}
target = {target}
maximum = {maximum}
clause = "{clause}"
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One adjustment: people, seconds of the clock and of the processor, the most memory at once."""

    people: int
    seconds: float
    processor: float
    megabytes: int


def plan_text(*, measures: int = 0) -> str:
    """Fifty made-up grades, 5 % apart, under three clauses in turn, each with its own rounding.

    So many `measures` in money follow the same clauses; as their weights are equal, 100 must divide by it.
    """
    steps = zip(CLAUSES.items(), (1, 10, 100), strict=True)
    clauses = [_CLAUSE.format(name=name, index=index, to=to) for (name, index), to in steps]
    return "".join([_HEAD, *clauses, *_bands(), *_measures(measures)])


def bands() -> tuple[PayBand, ...]:
    """The grades of that plan."""
    plan, problems = parse_plan(plan_text(), file="many.toml")
    assert plan is not None, problems
    return plan.bands


def measured(folder: Path, count: int, name: str = "adjusted.parquet", *, checked: bool = False) -> Run:
    """A run in a process of its own, into a file of that name, and perhaps verified there."""
    folder.mkdir(exist_ok=True)
    write_synthetic(folder / "people.parquet", bands(), count=count)
    command = [sys.executable, "-m", "tests.benchmarks.mass", str(folder), name, "checked" if checked else ""]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return Run(**json.loads(done.stdout))


def _bands() -> Iterator[str]:
    for n in range(GRADES):
        low = 30_000 * 105**n // 100**n
        amounts = {"minimum": low, "midpoint": low * 12 // 10, "maximum": low * 14 // 10}
        yield _BAND.format(n=n, clause=list(CLAUSES)[n % len(CLAUSES)], **amounts)


def _measures(count: int) -> Iterator[str]:
    for n in range(count):
        target = 100_000 * (n + 1)
        figures = {"threshold": target * 8 // 10, "target": target, "maximum": target * 12 // 10}
        yield _MEASURE.format(n=n, weight=100 // count, clause=list(CLAUSES)[n % len(CLAUSES)], **figures)


def _adjusted(folder: Path, name: str, *, checked: bool) -> Run:
    moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    with (
        Workspace.open(folder / "home", environ={}, clock=lambda: moment, user="ann") as ann,
        Workspace.open(folder / "home", environ={}, clock=lambda: moment, user="ben") as ben,
    ):
        demo.load_sample(ann)
        planning.save_text(ann, plan_text(), file="many.toml")
        number = propose.propose(ann, "many", on=date(2026, 10, 1)).id
        decide.accept(ben, number, "for measuring")
        clock, processor = time.perf_counter(), time.process_time()
        done = people.adjust(ann, number, folder / "people.parquet", folder / name)
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        if checked:
            assert verify.verify(ann, folder / name).ok
    return Run(done.total.people, clock, processor, peak_megabytes())


if __name__ == "__main__":
    run = _adjusted(Path(sys.argv[1]), sys.argv[2], checked=bool(sys.argv[3]))
    print(json.dumps({name: getattr(run, name) for name in Run.__dataclass_fields__}))
