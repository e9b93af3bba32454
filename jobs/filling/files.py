"""Results files of a plan: found in the workspace's folder, begun and read."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.filling.cells import names_of
from jobs.planning import PlanReport, read_text
from jobs.workspace import Workspace
from plans.fields import quoted

FOLDER = "results"


@dataclass(frozen=True, slots=True)
class ResultsText:
    """A results file's text to be filled in, and the checksum of the file that it was read from.

    A file that is not there yet has the checksum "".
    """

    path: Path
    text: str
    disk: str = ""


def tables(text: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The tables of a TOML text; none and the problem where it is not TOML."""
    try:
        return tomllib.loads(text, parse_float=Decimal), ()
    except tomllib.TOMLDecodeError as error:
        return {}, (Problem("", "", f"not TOML: {error}"),)


def found(workspace: Workspace, plan: str) -> tuple[Path, ...]:
    """The TOML files in the workspace's folder of results that say they are this plan's, by name."""
    return tuple(sorted(_of_plan(workspace.home / FOLDER, plan)))


def _of_plan(folder: Path, plan: str) -> Iterator[Path]:
    for path in folder.glob("*.toml"):
        try:
            values, problems = tables(read_text(path))
        except BadInput:
            continue
        if problems or values.get("plan", plan) == plan:  # one that cannot be read is shown, to be mended
            yield path


def read(path: Path) -> ResultsText:
    """A results file as it stands; BadInput where it cannot be read, or is a table for a spreadsheet."""
    if path.suffix.casefold() == ".csv":
        raise BadInput(
            "a CSV table of results is filled in as a spreadsheet",
            where=str(path),
            expected="a .toml file",
            hint=f"realterms score PLAN {path.name} scores it as it is",
        )
    text = read_text(path)
    return ResultsText(path, text, checksum(text))


def begin(
    report: PlanReport,
    path: Path,
    *,
    person: str,
    sheet: str = "",
    on: date | None = None,
    held: ResultsText | None = None,
) -> ResultsText:
    """A results file with one more person in it, who has no results yet; a new one where there is none.

    `held` takes the place of what the file holds. BadInput where the person stands in it already, or
    somebody stands in it alone.
    """
    if held is None:
        held = read(path) if path.exists() else ResultsText(path, _head(report.plan.name, on))
    values, problems = tables(held.text)
    if problems:
        raise InvalidFile(problems)
    if "people" not in values and held.disk and names_of(values) != ("",):
        raise BadInput(
            "one person alone stands in this file",
            where=str(path),
            expected="a list of people: [[people]]",
            hint="choose another file",
        )
    if "people" in values and person in names_of(values):
        raise BadInput(f"{person!r} stands in this file already", where=str(path), hint="open it there")
    lines = ["[[people]]", f"person = {quoted(person)}", "", "[people.results]", ""]
    lines += ["[people.sheet]", f"name = {quoted(sheet)}", ""] if sheet else []
    return ResultsText(path, held.text.rstrip() + "\n\n" + "\n".join(lines), held.disk)


def _head(plan: str, on: date | None) -> str:
    day = f"on = {on.isoformat()}\n" if on is not None else ""
    return f"plan = {quoted(plan)}\n{day}"


def people(text: str) -> tuple[str, ...]:
    """Who stands in a results text."""
    values, problems = tables(text)
    return () if problems else tuple(name or str(n) for n, name in enumerate(names_of(values), start=1))


def checksum(text: str) -> str:
    """What tells one state of a file from another."""
    return hashlib.sha256(text.encode()).hexdigest()
