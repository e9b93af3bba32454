"""The JSON form: facts and the whole record; other forms carry the same text inside them."""

import json
from collections.abc import Mapping

from indicators.errors import InvalidFile, Problem
from jobs.exports.model import FACT_TITLES, Read
from plans.record import Document

JSON_FORMAT = "realterms-export/1"


def to_json(facts: Mapping[str, str], document: Document, *, indent: int | None = 1) -> str:
    """The record with its facts as text; exact numbers are strings in it."""
    stated = {
        "format": JSON_FORMAT,
        "draft": facts["state"] == "proposed",
        "facts": dict(facts),
        "document": document,
    }
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
    return Read(form, named, {}, document, tuple(problems))
