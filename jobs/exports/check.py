"""The single checks of a verification: a file against itself, the database, and the offices' figures."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from indicators.series import History, Reading
from jobs.decide import ProposalReport
from jobs.exports.annex import languages_of
from jobs.exports.compare import (
    Difference,
    document_differences,
    fact_differences,
    table_differences,
    text_differences,
)
from jobs.exports.facts import of_document, of_preview, of_proposal, written_by
from jobs.exports.forms import REBUILT, expected_tables
from jobs.exports.model import FACT_TITLES, HANDLING, TRIED, Annex, Read, mark
from plans.adjust import Adjustment
from plans.record import Document

_PROGRAM = re.compile(r"realterms \d+(\.\d+)*\S*")
RECOMPUTED = "recomputed"
DATABASE = "in the database"

# Columns and keys whose wording another version of the program may choose differently.
_WORDS = frozenset({"In words", "Name", "To note", "Warnings", "text", "name", "warnings"})
_NOT_IN_CSV = ("currency", "warnings")


def of_content(
    held: Read, adjustment: Adjustment, document: Document, by: str, annex: Annex | None = None
) -> Iterator[Difference]:
    """Every cell, fact and key of the export that is not as in `document`, or beside it as in `annex`."""
    facts = of_document(document, adjustment)
    if held.form == "csv":
        facts = {name: text for name, text in facts.items() if name not in _NOT_IN_CSV}
    found = [*fact_differences(facts, held.facts, by)]
    if held.form not in REBUILT:
        found.extend(document_differences(document, held.document, by))
    if annex is not None and held.form not in REBUILT:
        wanted, there = _beside(annex), _beside(held.annex)
        found.extend(document_differences(wanted, there, by, place="beside the record"))
    for table in expected_tables(held.form, adjustment, document, annex):
        found.extend(table_differences(table, held.rows.get(table.name), by))
    if not _sealed_only(found):
        found = [d for d in found if d.place != FACT_TITLES["document_sha256"]]
    yield from found


def _beside(annex: Annex) -> dict[str, Any]:
    told = {language: {n: list(t) for n, t in said.items()} for language, said in annex.explanation.items()}
    return {"text": told, "otherwise": dict(annex.otherwise)}


def of_appearance(
    held: Read, adjustment: Adjustment, document: Document, annex: Annex, notes: list[str]
) -> Iterator[Difference]:
    """What a report shows otherwise than its own record says: it is laid out again and compared."""
    if held.form == "html":
        from jobs.exports.html_form import to_html

        page = to_html(held.facts, adjustment, document, annex)
        yield from text_differences(page, held.content.decode("utf-8"))
    elif held.form == "pdf":
        from jobs.exports.pdf_form import pages_differ

        differ, why = pages_differ(held.content, held.facts, adjustment, document, annex)
        if differ:
            yield Difference("pages", "pages: they are not the ones that the record attached to them gives")
        if why:
            notes.append(f"the record was checked, the pages were not: {why}")


def _sealed_only(found: Sequence[Difference]) -> bool:
    # Any other difference changes the record's hash as well: naming both says nothing more.
    return len(found) == 1


def another_wording(held: Read) -> bool:
    """Whether another version of the program wrote the export, which may word steps differently."""
    return held.facts["written_by"] != written_by()


def without_words(found: Iterable[Difference]) -> list[Difference]:
    """The differences that are not about wording (nor about the hash, which covers the wording)."""
    return [
        d
        for d in found
        if d.place.rpartition(" ")[2] not in _WORDS
        and not d.place.startswith("beside the record text")
        and not any(d.place.endswith(f": {w}") or d.place == w for w in _WORDS)
        and d.place != FACT_TITLES["document_sha256"]
    ]


def of_decision(held: Read, proposal: ProposalReport) -> Iterator[Difference]:
    """Every fact about the proposal and its decision that is not as the database has it.

    A draft may have been exported before the decision: then it must say nothing of one.
    """
    facts = of_proposal(proposal)
    if held.facts["state"] == "proposed" and proposal.state != "proposed":
        facts |= {
            "state": "proposed",
            "mark": mark("proposed"),
            "decided_by": "",
            "decided_at": "",
            "reason": "",
        }
    yield from fact_differences(facts, held.facts, DATABASE)


def of_stated(held: Read) -> Iterator[Difference]:
    """What the facts must be whatever the proposal: the mark its state calls for, a program that is ours."""
    state = held.facts["state"]
    wanted = of_preview() if state == TRIED else {"mark": mark(state)}
    yield from fact_differences(wanted, held.facts, "its state asks for")
    yield from fact_differences({"handling": HANDLING}, held.facts, "an export says")
    told = " ".join(language.value for language in languages_of(held.facts))
    yield from fact_differences({"language": told}, held.facts, "an export can be told in")
    program = held.facts["written_by"]
    if not _PROGRAM.fullmatch(program):
        place = FACT_TITLES["written_by"]
        yield Difference(place, f"{place}: exported {program!r}, expected realterms and its version")


def of_making(held: Read, made: Iterable[tuple[str, str, str]]) -> Iterator[Difference]:
    """That the database knows of an export in this form, by this person, at this time."""
    stated = (held.form, held.facts["exported_by"], held.facts["exported_at"])
    if stated not in made:
        place = FACT_TITLES["exported_at"]
        by, at = stated[1:]
        yield Difference(place, f"{place}: no {held.form} export by {by!r} at {at!r} {DATABASE}")


def of_figures(
    evidence: Iterable[Mapping[str, Any]], histories: Mapping[str, History], *, sources: bool
) -> Iterator[Difference]:
    """Every piece of evidence that the database's own vintages contradict; unknown keys are passed over.

    With `sources` also where a figure came from, and when: a database that made the export has that too.
    """
    for row in evidence:
        history = histories.get(row["key"])
        if history is None:
            continue
        place = f"Evidence {row['indicator']} {row['period']} {row['published_on']}"
        same_vintage = [
            r
            for r in history.readings
            if str(r.period) == row["period"] and r.published_on.isoformat() == row["published_on"]
        ]
        values = {r.value for r in same_vintage}
        alike = [r for r in same_vintage if r.value == as_number(row["value"])]
        if sources and len(alike) == 1:
            yield from _of_source(place, row, alike[0])
        if not values:
            yield Difference(place, f"{place}: the database holds no such vintage")
        elif as_number(row["value"]) not in values:
            stored = ", ".join(str(v) for v in values)
            yield Difference(
                f"{place}: Value", f"{place}: Value: exported {row['value']}, {DATABASE} {stored}"
            )


def _of_source(place: str, row: Mapping[str, Any], stored: Reading) -> Iterator[Difference]:
    held = {"status": stored.status.value, "url": stored.url, "origin": stored.origin}
    held["fetched_at"] = stored.fetched_at.isoformat()
    for name, text in held.items():
        if row.get(name, text) != text:
            where = f"{place}: {name}"
            yield Difference(where, f"{where}: exported {row[name]}, {DATABASE} {text}")


def as_number(text: str) -> Decimal | None:
    """The number, or None where an edited file has something else in its place."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def revised_since(
    evidence: Iterable[Mapping[str, Any]], histories: Mapping[str, History], today: date
) -> Iterator[str]:
    """Figures used that their offices have changed since: no fault of the export, but worth knowing."""
    for row in evidence:
        history = histories.get(row["key"])
        if history is None:
            continue
        value = as_number(row["value"])
        vintages = [r for r in history.readings if str(r.period) == row["period"] and r.published_on <= today]
        if any(r.value == value for r in vintages) and vintages[-1].value not in (value, None):
            now = vintages[-1]
            what = f"{row['indicator']} {row['period']}"
            yield f"{what} was revised from {row['value']} to {now.value} on {now.vintage}"
