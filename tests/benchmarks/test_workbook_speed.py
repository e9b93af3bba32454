"""What a workbook of adjusted people costs over the same cells handed to the writing library directly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from jobs import decide, demo, people, planning, propose
from jobs.employees import writing
from jobs.employees.synthetic import write_synthetic
from jobs.workspace import Workspace
from tests.benchmarks.mass import bands, plan_text
from tests.benchmarks.measure import processor_seconds, tell

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

PEOPLE = 100_000
BOUND = 1.2
MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Job:
    """An accepted proposal and a file of people to adjust by it."""

    workspace: Workspace
    proposal: int
    source: Path

    def write(self, target: Path) -> None:
        """The whole job, from the file of people to the workbook."""
        people.adjust(self.workspace, self.proposal, self.source, target, overwrite=True)


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """A plan of fifty grades, accepted, and made-up people."""
    source = tmp_path / "people.parquet"
    write_synthetic(source, bands(), count=PEOPLE)
    with (
        Workspace.open(tmp_path / "home", environ={}, clock=lambda: MOMENT, user="ann") as ann,
        Workspace.open(tmp_path / "home", environ={}, clock=lambda: MOMENT, user="ben") as ben,
    ):
        demo.load_sample(ann)
        planning.save_text(ann, plan_text(), file="many.toml")
        number = propose.propose(ann, "many", on=date(2026, 10, 1)).id
        decide.accept(ben, number, "for measuring")
        yield Job(ann, number, source)


@dataclass
class Cells:
    """The cells of a workbook as they are handed to whatever writes it."""

    headings: Sequence[str] = ()
    formats: Sequence[str | None] = ()
    rows: Sequence[Sequence[Any]] = ()

    def keep(
        self,
        _target: Path,
        headings: Sequence[str],
        formats: Sequence[str | None],
        rows: Any,
        *,
        mark: str,
    ) -> None:
        """Stand in for the writing."""
        self.headings, self.formats, self.rows = headings, formats, list(rows)
        _target.touch()

    def write(self, target: Path) -> None:
        """Hand them to the library, and nothing else."""
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(target, options) as book:
            styles = [
                book.add_format({"num_format": f} if f else {"quote_prefix": True}) for f in self.formats
            ]
            sheet = book.add_worksheet()
            for index, heading in enumerate(self.headings):
                sheet.write_string(0, index, heading)
            plan = [
                (index, sheet.write_number if f else sheet.write_string, styles[index])
                for index, f in enumerate(self.formats)
            ]
            for number, row in enumerate(self.rows, 1):
                for (index, write, style), cell in zip(plan, row, strict=True):
                    if cell is not None:
                        write(number, index, cell, style)


def test_a_workbook_of_people_costs_little_over_the_library(
    job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = Cells()
    with monkeypatch.context() as patched:
        patched.setattr(writing, "rows_to_sheet", cells.keep)
        job.write(tmp_path / "kept.xlsx")
    assert len(cells.rows) == PEOPLE
    whole, floor = processor_seconds(
        2,
        lambda: job.write(tmp_path / "ours.xlsx"),
        lambda: cells.write(tmp_path / "floor.xlsx"),
        bound=BOUND,
    )
    tell(
        "workbook of people", ratio=whole / floor, whole=whole, floor=floor, columns=str(len(cells.headings))
    )
    assert whole / floor <= BOUND
