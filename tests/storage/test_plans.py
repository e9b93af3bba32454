"""Plans as versions, proposals as frozen, decisions by a second person, exports."""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest

from indicators.errors import BadInput, DecisionRefused, RealtermsError, StorageError, UnknownName
from storage import plans, proposals
from storage.database import Database, open_database
from storage.plans import BandRow, Decision, MeasureRow, PlanVersion, StepRow

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
BANDS = (
    BandRow("S1", 4_000_000, 5_000_000, 6_000_000, "cpi"),
    BandRow("S2", 5_000_000, 6_250_000, 9_999_999_999_999),
)
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


def save_plan(
    database: Database, text: str = "name = 'sales'", name: str = "sales", bands: Sequence[BandRow] = BANDS
) -> PlanVersion:
    with database.session() as session:
        return plans.save_plan(
            name,
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


def decide(
    database: Database, number: int, by: str = "bob", verdict: str = "accepted", reason: str = "fits"
) -> Decision:
    with database.session() as session:
        return plans.decide(
            number, verdict=verdict, reason=reason, decided_by=by, decided_at=NOON, session=session
        )


def test_a_plan_comes_back_with_its_parts_in_order(database: Database) -> None:
    saved = save_plan(database)
    assert (saved.plan, saved.version, saved.currency, saved.sample) == ("sales", 1, "USD", True)
    assert saved.sha256 == hashlib.sha256(b"name = 'sales'").hexdigest()
    with database.session() as session:
        assert plans.plan_version("sales", session=session) == saved
        assert tuple(plans.plan_bands("sales", version=1, session=session)) == BANDS
        assert tuple(plans.plan_measures("sales", version=1, session=session)) == MEASURES


def test_another_text_is_another_version_and_the_same_text_is_not(database: Database) -> None:
    first = save_plan(database)
    assert save_plan(database) == first
    second = save_plan(database, "name = 'sales' # changed", bands=BANDS[:1])
    assert second.version == 2
    assert save_plan(database).version == 3
    save_plan(database, name="hotel")
    with database.session() as session:
        assert [(p.plan, p.version) for p in plans.plans(session=session)] == [("hotel", 1), ("sales", 3)]
        assert plans.plan_version("sales", version=2, session=session) == second
        assert len(plans.plan_bands("sales", version=2, session=session)) == 1


def test_an_unknown_plan_or_version_is_named(database: Database) -> None:
    save_plan(database)
    with database.session() as session:
        with pytest.raises(UnknownName, match="sale") as caught:
            plans.plan_version("sale", session=session)
        assert "'sales'" in caught.value.hint
        with pytest.raises(UnknownName, match="no version 7"):
            plans.plan_version("sales", version=7, session=session)


def test_bands_out_of_order_are_refused_by_the_database_too(database: Database) -> None:
    with pytest.raises(StorageError, match="refused"):
        save_plan(database, bands=[BandRow("S1", 5, 4, 6)])
    with database.session() as session:
        assert plans.plans(session=session) == []


def test_a_proposal_is_frozen_with_its_document_and_steps(database: Database) -> None:
    document = '{"lines":[],"note":"Überprüfung 审批"}'
    number = propose(database, document)
    with database.session() as session:
        held = plans.proposal(number, session=session)
        assert tuple(proposals.steps(number, session=session)) == STEPS
        assert held.plan_sha256 == plans.plan_version("sales", session=session).sha256
    assert (held.plan, held.version, held.state, held.decision) == ("sales", 1, "proposed", None)
    assert (held.effective_on, held.as_of, held.proposed_at) == (date(2027, 1, 1), date(2026, 11, 2), NOON)
    assert (held.document, held.note, held.proposed_by) == (document, "yearly", "ann")
    assert held.document_sha256 == hashlib.sha256(document.encode()).hexdigest()


def test_a_proposal_needs_a_plan_version_that_exists(database: Database) -> None:
    with pytest.raises(UnknownName, match="no plan sales version 1"), database.session() as session:
        plans.save_proposal(
            plan="sales",
            version=1,
            effective_on=date(2027, 1, 1),
            as_of=date(2026, 11, 2),
            proposed_by="ann",
            proposed_at=NOON,
            note="",
            document="{}",
            steps=(),
            session=session,
        )


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_a_second_person_decides(database: Database, verdict: str) -> None:
    number = propose(database)
    made = decide(database, number, by="bob", verdict=verdict, reason="  as agreed ")
    assert made == Decision(number, verdict, "as agreed", "bob", NOON)
    with database.session() as session:
        held = plans.proposal(number, session=session)
    assert (held.state, held.decision) == (verdict, made)


@pytest.mark.parametrize("name", ["ann", "Ann", " ANN "])
def test_the_proposer_may_not_decide(database: Database, name: str) -> None:
    number = propose(database, by="ann")
    with pytest.raises(DecisionRefused, match="may not decide") as caught:
        decide(database, number, by=name)
    assert caught.value.exit_code == 1
    with database.session() as session:
        assert plans.proposal(number, session=session).state == "proposed"


def test_a_decision_stays(database: Database) -> None:
    number = propose(database)
    decide(database, number)
    with pytest.raises(DecisionRefused, match="accepted by bob already"):
        decide(database, number, by="cleo", verdict="rejected")


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_decision_needs_a_reason(database: Database, reason: str) -> None:
    with pytest.raises(DecisionRefused, match="needs a reason"):
        decide(database, propose(database), reason=reason)


def test_other_verdicts_names_and_numbers_are_refused(database: Database) -> None:
    number = propose(database)
    with pytest.raises(BadInput, match="not a decision"):
        decide(database, number, verdict="maybe")
    with pytest.raises(BadInput, match="not known who decides"):
        decide(database, number, by=" ")
    with pytest.raises(UnknownName, match="no proposal 99"):
        decide(database, 99)


def test_proposals_are_listed_by_state_newest_first(database: Database) -> None:
    numbers = [propose(database) for _ in range(4)]
    decide(database, numbers[0])
    decide(database, numbers[2], verdict="rejected")
    with database.session() as session:

        def listed(state: str | None = None) -> list[int]:
            return [p.id for p in plans.proposals(state, session=session)]

        assert listed() == numbers[::-1]
        assert listed("proposed") == [numbers[3], numbers[1]]
        assert (listed("accepted"), listed("rejected")) == ([numbers[0]], [numbers[2]])
        with pytest.raises(UnknownName, match="state"):
            listed("waiting")


def test_one_of_two_people_who_decide_at_once_comes_first(database: Database, database_url: str) -> None:
    number = propose(database)
    start = Barrier(4)
    said: list[str] = []

    def work(name: str) -> None:
        with closing(open_database(database_url)) as own:
            start.wait()
            try:
                decide(own, number, by=name, reason=f"says {name}")
                said.append("decided")
            except RealtermsError as error:
                said.append(type(error).__name__)

    threads = [Thread(target=work, args=(name,)) for name in ("bob", "cleo", "dan", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["DecisionRefused"] * 3 + ["decided"]


def test_exports_are_noted_with_their_hash(database: Database) -> None:
    number = propose(database)
    for kind in ("csv", "xlsx"):
        with database.session() as session:
            plans.record_export(
                number,
                path=f"/out/plan.{kind}",
                format=kind,
                sha256="ab" * 32,
                exported_at=NOON,
                exported_by="ann",
                session=session,
            )
    with database.session() as session:
        made = plans.exports(number, session=session)
        assert [(e.format, e.path, e.exported_at) for e in made] == [
            ("csv", "/out/plan.csv", NOON),
            ("xlsx", "/out/plan.xlsx", NOON),
        ]
    with pytest.raises(UnknownName), database.session() as session:
        plans.record_export(
            99, path="x", format="csv", sha256="", exported_at=NOON, exported_by="ann", session=session
        )
