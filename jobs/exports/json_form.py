"""The JSON form: facts and the whole record; other forms carry the same text inside them."""

import json
from collections.abc import Mapping
from typing import Any

from indicators.errors import InvalidFile, Problem
from jobs.exports.model import FACT_TITLES, Annex, Read
from jobs.exports.model import stated as stated_facts
from plans.record import Document

JSON_FORMAT = "realterms-export/1"


def to_json(
    facts: Mapping[str, str], document: Document, annex: Annex | None = None, *, indent: int | None = 1
) -> str:
    """The record with its facts as text, and what stands beside it; exact numbers are strings in it."""
    beside = annex or Annex()
    stated: dict[str, Any] = {
        "format": JSON_FORMAT,
        "draft": facts["state"] == "proposed",
        "facts": stated_facts(facts),
        "document": document,
    }
    if beside.explanation:
        stated["explanation"] = beside.explanation
    if beside.otherwise:
        stated["otherwise"] = beside.otherwise
    separators = (",", ":") if indent is None else None
    return json.dumps(stated, ensure_ascii=False, indent=indent, separators=separators) + "\n"


def from_json(content: bytes | str, *, file: str, form: str = "json") -> Read:
    """What `to_json` wrote, read back; InvalidFile for anything else."""
    try:
        stated = json.loads(content)
    except (ValueError, RecursionError) as error:  # not UTF-8, not JSON, or nested without end
        raise InvalidFile([Problem(file, "", f"not JSON: {error}")]) from None
    if not isinstance(stated, dict) or stated.get("format") != JSON_FORMAT:
        raise InvalidFile([Problem(file, "format", "not an export of realterms", JSON_FORMAT)])
    facts, document = stated.get("facts"), stated.get("document")
    if not isinstance(facts, dict) or not isinstance(document, dict):
        raise InvalidFile([Problem(file, "", "facts and document are missing")])
    problems = []
    if stated.get("draft") is not (facts.get("state") == "proposed"):
        problems.append(f"draft: exported {stated.get('draft')}, but the state is {facts.get('state')}")
    named = {name: str(facts.get(name, "")) for name in FACT_TITLES}
    return Read(form, named, {}, document, tuple(problems), _annex(stated, file))


def _annex(stated: Mapping[str, Any], file: str) -> Annex:
    told, otherwise = stated.get("explanation", {}), stated.get("otherwise", {})
    if not _is_told(told) or not isinstance(otherwise, dict):
        raise InvalidFile([Problem(file, "explanation, otherwise", "not as an export has them")])
    explanation = {
        language: {name: tuple(said) for name, said in clauses.items()} for language, clauses in told.items()
    }
    return Annex(explanation, otherwise)


def _is_told(told: Any) -> bool:
    """Whether it is a table of tables of lists of texts."""
    if not isinstance(told, dict) or not all(isinstance(clauses, dict) for clauses in told.values()):
        return False
    lists = [said for clauses in told.values() for said in clauses.values()]
    return all(isinstance(said, list) and all(isinstance(s, str) for s in said) for said in lists)
