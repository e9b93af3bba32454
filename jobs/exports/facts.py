"""What an export says about its proposal: whose, of which plan, from when, decided by whom."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from jobs.decide import ProposalReport
from jobs.exports.model import FACT_TITLES, HANDLING, TRIED, mark
from jobs.exports.record_tables import yes_no
from plans.adjust import Adjustment
from plans.record import Document

# Only the database knows these; the others follow from the document that the export carries.
OF_THE_PROPOSAL = ("proposal", "plan_version", "proposed_by", "proposed_at", "note")
OF_THE_DECISION = ("mark", "state", "decided_by", "decided_at", "reason")


def canonical(document: Mapping[str, Any]) -> str:
    """The text of a document whose SHA-256 is kept with the proposal."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def sha256(text: str) -> str:
    """The SHA-256 of a text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def written_by() -> str:
    """The program and its version: another version may word a step in another way."""
    return f"realterms {version('realterms')}"


def all_facts(
    proposal: ProposalReport, adjustment: Adjustment, *, by: str, at: datetime, language: str = ""
) -> dict[str, str]:
    """Every fact of an export that `by` makes at `at`, in the order of FACT_TITLES."""
    said = of_proposal(proposal) | {"document_sha256": proposal.document_sha256}
    return _in_order(proposal.document, adjustment, said, by=by, at=at, language=language)


def facts_of_preview(
    document: Document, adjustment: Adjustment, version: str, *, by: str, at: datetime, language: str = ""
) -> dict[str, str]:
    """The same of an adjustment that nobody proposed; `version` says of which version of the plan."""
    said = of_preview() | {"plan_version": version}
    return _in_order(document, adjustment, said, by=by, at=at, language=language)


def _in_order(
    document: Document,
    adjustment: Adjustment,
    said: Mapping[str, str],
    *,
    by: str,
    at: datetime,
    language: str,
) -> dict[str, str]:
    facts = {
        **of_document(document, adjustment),
        **said,
        "handling": HANDLING,
        "exported_by": by,
        "exported_at": moment(at),
        "written_by": written_by(),
        "language": language,
    }
    return {name: facts[name] for name in FACT_TITLES}


def moment(at: datetime) -> str:
    """A moment as exports write it: UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def of_document(document: Document, adjustment: Adjustment) -> dict[str, str]:
    """The facts that follow from the document alone."""
    plan = adjustment.plan
    return {
        "plan": plan.name,
        "plan_title": plan.title,
        "sample": yes_no(plan.sample),
        "currency": plan.currency,
        "effective_on": document["effective_on"],
        "as_of": document["as_of"],
        "provisional": yes_no(document["provisional"]),
        "plan_sha256": sha256(document["plan_text"]),
        "document_sha256": sha256(canonical(document)),
        "warnings": "\n".join(document["warnings"]),
    }


def of_proposal(proposal: ProposalReport) -> dict[str, str]:
    """The facts that only the database knows."""
    return {
        "mark": mark(proposal.state),
        "proposal": str(proposal.id),
        "plan_version": str(proposal.version),
        "state": proposal.state,
        "proposed_by": proposal.proposed_by,
        "proposed_at": proposal.proposed_at,
        "note": proposal.note,
        "decided_by": proposal.decided_by,
        "decided_at": proposal.decided_at,
        "reason": proposal.reason,
    }


def of_preview() -> dict[str, str]:
    """What an adjustment that was only looked at says in their place, but for the plan's version."""
    nothing = dict.fromkeys((*OF_THE_PROPOSAL, *OF_THE_DECISION), "")
    del nothing["plan_version"]
    return nothing | {"mark": mark(TRIED), "state": TRIED}
