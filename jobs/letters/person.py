"""A letter to one employee: the fields of its template, from the row that the adjustment made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from jobs.decide import ProposalReport
from jobs.format import amount, percent
from jobs.letters.band import band_fields, proposal_fields
from jobs.letters.filling import as_text, items
from jobs.letters.person_words import DETAILS, OPENINGS, REASONS
from plans.adjust import Adjustment
from plans.arrears import Missed
from plans.circumstances import PART, WHOLE
from plans.explain import Language
from plans.money import Money
from plans.people import GREEN, RED

Row = Mapping[str, Any]


@dataclass
class Writer:
    """What all letters of one proposal share; the fields of a band are made once."""

    proposal: ProposalReport
    adjustment: Adjustment
    language: Language
    late: Missed | None
    bands: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def fields(self, row: Row) -> dict[str, str]:
        """Every field for one row of adjusted people, ready to stand in Markdown.

        The row holds `plans.people`'s columns, and where the file has them name, place, fte and status.
        """
        facts = self._facts(row)
        spoken = {key: as_text(text) for key, text in facts.items()}
        reason = REASONS[self.language].get(str(row.get("eligibility", "")), "").format(**facts)
        opening = OPENINGS[self.language][_opening(row)].format(**facts, reason=reason)
        details = [DETAILS[self.language][form].format(**facts) for form in self._details(row)]
        return {
            **proposal_fields(self.proposal, self.adjustment, self.language),
            **self._band(str(row["grade"]), str(row.get("place") or "")),
            **spoken,
            "opening": as_text(opening),
            "details": items(details) if details else "",
        }

    def _band(self, grade: str, place: str) -> dict[str, str]:
        if (grade, place) not in self.bands:
            band = next(b for b in self.adjustment.plan.bands if b.grade == grade)
            self.bands[grade, place] = band_fields(self.adjustment, band, self.language, place=place)
        return self.bands[grade, place]

    def _facts(self, row: Row) -> dict[str, str]:
        rules, pay = self.adjustment.plan.people, int(row["pay_minor"])
        increase = int(row["increase_minor"])
        real = Decimal(row.get("real_after_bp") or 0) / 100
        share = Decimal(row.get("share_bp") or 0) / 100
        employee = str(row["employee"])
        return {
            "effective_on": str(self.adjustment.effective_on),
            "currency": self.adjustment.plan.currency,
            "employee": employee,
            "name": str(row.get("name") or employee),
            "place": str(row.get("place") or ""),
            "department": str(row.get("department") or ""),
            "pay_before": self._money(pay),
            "pay_after": self._money(int(row["adjusted_minor"])),
            "increase": self._money(increase),
            "pay_percent": percent(Decimal(increase) * 100 / Decimal(pay), 2) if pay else "–",
            "at_fte": self._money(int(row.get("increase_at_fte_minor") or 0)),
            "arrears": self._money(int(row.get("arrears_minor") or 0)),
            "to_minimum": self._money(int(row["to_minimum_minor"])),
            "payroll": str(self.late.next.paid_on) if self.late is not None else "–",
            "share": f"{share:f}",
            "real": f"{abs(real):f}",
            "fte": str(row.get("fte") or "1"),
            "status": str(row.get("status") or ""),
            "statuses": ", ".join(rules.statuses),
            "service_months": str(rules.service_months),
            "raise_free_months": str(rules.raise_free_months),
            "least_fte": f"{rules.least_fte:f}" if rules.least_fte is not None else "",
        }

    def _details(self, row: Row) -> Iterator[str]:
        if row.get("eligibility") == PART:
            yield "share"
        if int(row.get("increase_at_fte_minor") or 0) != int(row["increase_minor"]) and row.get("fte"):
            yield "hours"
        if int(row.get("arrears_minor") or 0):
            yield "arrears"
        elif self.late is not None and int(row["increase_minor"]):
            yield "payroll"
        if (real := row.get("real_after_bp")) is not None:
            yield "real-more" if real > 0 else "real-less" if real < 0 else "real-same"
        if row["circle_after"] in (GREEN, RED):
            yield str(row["circle_after"])

    def _money(self, minor: int) -> str:
        return amount(Money(minor, self.adjustment.plan.currency).amount)


def takes_part(row: Row) -> bool:
    """Whether the plan's rules let the person's pay move."""
    return row.get("eligibility", WHOLE) in (WHOLE, PART)


def _opening(row: Row) -> str:
    if not takes_part(row):
        return "held"
    return "moves" if int(row["increase_minor"]) else "still"
