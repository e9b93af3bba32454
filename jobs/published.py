"""What may be decided: adjustments that rest on published figures alone, never on a projection."""

from collections.abc import Iterable, Mapping
from typing import Any

from indicators.errors import DecisionRefused
from plans.adjust import Adjustment
from plans.steps import FORECAST


def require_published(adjustment: Adjustment) -> None:
    """DecisionRefused, naming the figures, where an adjustment rests on one that no office has published."""
    found = [(i.indicator, str(i.period)) for i in adjustment.inputs if i.projected]
    _refuse(found, f"plan {adjustment.plan.name}, effective {adjustment.effective_on}")


def require_published_record(document: Mapping[str, Any]) -> None:
    """The same for an adjustment that was frozen as a document."""
    rows = [row for row in document.get("evidence", []) if row.get("origin") == FORECAST]
    where = f"plan {document.get('plan')}, effective {document.get('effective_on')}"
    _refuse([(row["indicator"], row["period"]) for row in rows], where)


def _refuse(projected: Iterable[tuple[str, str]], where: str) -> None:
    figures = [f"{name} {period}" for name, period in projected]
    if not figures:
        return
    names = " ".join(dict.fromkeys(figure.partition(" ")[0] for figure in figures))
    raise DecisionRefused(
        "an adjustment that rests on projections can be looked at, never proposed or accepted: "
        f"{', '.join(figures)} not out yet",
        where=where,
        expected="figures that their office has published",
        hint=f"wait for the release, then: realterms fetch {names}; or choose an earlier effective date",
    )
