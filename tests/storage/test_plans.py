"""Plans as versions, proposals as frozen, decisions by a second person, exports."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy

from indicators.errors import BadInput, DecisionRefused, StorageError, UnknownName
from storage import audit, plans, proposals
from storage.database import Database
from storage.plans import BandRow, Decision, MeasureRow, PlanVersion, StepRow

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
BANDS = (BandRow("S1", 4_000_000, 5_000_000, 6_000_000, "cpi"), BandRow("S2", 5_000_000, 6_250_000, 7_500_000))
MEASURES = (
    MeasureRow(
        "sales",
        "Sales",
        "KPI",
        "money",
        "higher",
        Decimal("40"),
        Decimal("800000.00"),
        Decimal("1000000.00"),
        Decimal("1200000.00"),
        "linear",
        "ppi",
    ),
    MeasureRow("teamwork", "Teamwork", "PCI", "score", "higher", Decimal("10.50"), Decimal(2), Decimal(4)),
)
STEPS = (
    StepRow("cpi", 1, "read", "CPI of 2026-08", "323.976", "index points", '[{"period":"2026-08"}]'),
    StepRow("cpi", 2, "change", "12-month change", "2.9", "%"),
)


def save_plan(database: Database, text: str = "name = 'sales'", bands: Sequence[BandRow] = BANDS) -> PlanVersion:
    with database.session() as session:
        return plans.save_plan(
            "sales",
            title="Sales manager",
            currency="USD",
            text=text,
            sample=True,
            bands=bands,
            measures=MEASURES,
            saved_at=NOON,
            saved_by="ann",
            session=session,
        )


def propose(database: Database, document: str = '{"lines":[]}', by: str = "ann") -> int:
    save_plan(database)
    with database.session() as session:
        return plans.save_proposal(
            plan="sales",
            version=1,
            effective_on=date(2027, 1, 1),
            as_of=date(2026, 11, 2),
            proposed_by=by,
            proposed_at=NOON,
            note="yearly",
            document=document,
            steps=STEPS,
            session=session,
        )


def decide(database: Database, number: int, by: str = "bob", verdict: str = "accepted", reason: str = "fits") -> Decision:
    with database.session() as session:
        return plans.decide(
            number, verdict=verdict, reason=reason, decided_by=by, decided_at=NOON, session=session
        )


def test_smoke(database: Database) -> None:
    n = propose(database)
    decide(database, n)
    with database.session() as session:
        print(plans.plans(session=session), plans.proposals(session=session), plans.plan_bands("sales", version=1, session=session), plans.plan_measures("sales", version=1, session=session), proposals.steps(n, session=session))
        print(audit.verify(session=session))
