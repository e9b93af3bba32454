"""Adjusted people, column by column: what the chain, their own rows and the file they were made of say."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.errors import BadInput, InvalidFile, Problem
from jobs.employees.again import (
    MOST_SHOWN,
    against_origin,
    hash_again,
    heading_of,
    keep_origin,
    strangers,
    wrong_results,
)
from jobs.employees.checksum import fingerprint
from jobs.employees.connection import connected
from jobs.employees.layout import Layout
from jobs.employees.reading import open_people, parquet_files
from jobs.employees.written import columns_in
from jobs.people import choices_in, terms_again
from jobs.workspace import Workspace
from plans.people import KEYS, RESULTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from storage.audit import Recorded

_ALL = "compared: every column, as the audit chain and the proposal have it"
_OLD = (
    "compared: employee, grade, currency, pay, adjusted pay, increase and the sum of arrears; "
    "the audit entry is from before the other columns were kept"
)
_OLD_COLUMNS = 5  # of the checksum
_PLACE = "give the file it was made of ({source}) with --people, and each changed cell is named"


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What differs beyond the checksum, what to know, and how many columns were compared."""

    differences: tuple[str, ...]
    notes: tuple[str, ...]
    columns: int


def recheck(
    workspace: Workspace, path: Path, entry: "Recorded", currency: str, origin: Path | None
) -> Rechecked:
    """Compare every column of the file with what the entry, the proposal and the file's own rows say.

    `origin` is the file of employees it was made of; without it one of that name beside the file is taken,
    where its SHA-256 is the recorded one. BadInput where `origin` is another file.
    """
    source = _source(path, entry, origin)
    if "others" not in entry.detail:
        told = tuple(_by_origin(path, source, entry, currency)) if source else ()
        return Rechecked(told, (_OLD,), _OLD_COLUMNS)
    others = list(entry.detail["others"]["columns"])
    found: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="realterms-") as name,
        connected(Path(name), shown=str(path)) as connection,
    ):
        columns = columns_in(path, entry.detail["columns"])
        layout = open_people(connection, path, Path(name), currency=currency, columns=columns, guarded=True)
        if layout.mark != entry.detail["mark"]:
            found.append(f"it says of itself {layout.mark!r}, and {entry.detail['mark']!r} was written")
        hashed = hash_again(connection, layout, others, currency)
        listed = ", ".join(heading_of(layout, column) for column in others)
        changed = hashed is not None and hashed != entry.detail["others"]["hash"]
        found.extend(_rows(workspace, connection, layout, path, entry, currency, real=changed))
    if source is not None:
        found.extend(_by_origin(path, source, entry, currency))
    elif changed:
        hint = _PLACE.format(source=entry.detail["source"])
        found.append(f"a cell of these columns, or a row, is not as it was written: {listed}; {hint}")
    if changed and not found:
        found.append(f"a cell of these columns is not as it was written: {listed}")
    return Rechecked(tuple(found), (_ALL,), len((*KEYS, *others, *RESULTS)))


def _rows(
    workspace: Workspace,
    connection: "DuckDBPyConnection",
    layout: Layout,
    path: Path,
    entry: "Recorded",
    currency: str,
    *,
    real: bool,
) -> Iterator[str]:
    """What the file's own rows do not bear out; first where they cannot be adjusted again at all."""
    detail = entry.detail
    try:
        made = terms_again(
            workspace,
            connection,
            layout,
            path,
            number=detail["proposal"],
            choices=choices_in(detail),
            accepted_on=date.fromisoformat(detail["accepted_on"]),
        )
    except InvalidFile as error:
        yield from strangers(layout, detail["others"]["columns"], ())
        yield from (_told(p) for p in error.problems[:MOST_SHOWN])
        return
    yield from strangers(layout, detail["others"]["columns"], (*RESULTS, *made.extras))
    yield from wrong_results(connection, layout, made, currency, real=real)


def _told(problem: Problem) -> str:
    said = f"{problem.key}: {problem.message}"
    return f"{said}, got {problem.got}" if problem.got else said


def _source(path: Path, entry: "Recorded", given: Path | None) -> Path | None:
    """The file that the people were adjusted from: the one given, else the one of its name beside them."""
    recorded = entry.detail.get("source_sha256")
    if given is not None:
        if not given.exists():
            raise BadInput("no such file", where=str(given), expected="the file of employees it was made of")
        if recorded is not None and (found := _sha256(given)) != recorded:
            raise BadInput(
                f"not the file that {path.name} was made of",
                where=str(given),
                expected=f"{entry.detail['source']} with the SHA-256 {recorded}",
                got=found,
            )
        return given
    beside = path.parent / str(entry.detail["source"])
    known = recorded is not None and beside.exists() and beside.resolve() != path.resolve()
    return beside if known and _sha256(beside) == recorded else None


def _sha256(path: Path) -> str:
    return fingerprint(path, parquet_files(path) if path.is_dir() else [])


def _by_origin(path: Path, source: Path, entry: "Recorded", currency: str) -> Iterator[str]:
    """Each row and cell that is not as in the file that the people were adjusted from."""
    columns = entry.detail["columns"]
    with (
        tempfile.TemporaryDirectory(prefix="realterms-") as name,
        connected(Path(name), shown=str(path)) as connection,
    ):
        (before := Path(name) / "origin").mkdir()
        origin = keep_origin(connection, source, before, currency=currency, columns=columns)
        layout = open_people(
            connection,
            path,
            Path(name),
            currency=currency,
            columns=columns_in(path, columns),
            guarded=True,
        )
        yield from against_origin(connection, layout, origin, currency)
