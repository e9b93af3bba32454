"""A proposal is frozen, a second person decides, a revision is noticed and rewrites nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from indicators.errors import BadInput, DecisionRefused, InvalidFile, NotPublished, UnknownName
from indicators.series import Observation, Period
from jobs import clauses, decide, planning, propose, revisions
from jobs.workspace import Workspace
from plans import record
from storage import vintages
from tests.jobs.conftest import Open

ON = date(2026, 10, 1)
PLAN = "sales-manager"


def test_the_sample_moves_its_bands_by_the_published_change_of_july(ann: Workspace) -> None:
    """CPI-U 323.048 (July 2025), 333.918 (July 2026): bls.gov, CUUR0000SA0. 38,000 x ratio = 39,278.63."""
    adjustment = propose.preview(ann, PLAN, on=ON)
    lines = {line.path: line for line in adjustment.lines}
    assert adjustment.upratings["bands-cpi"].ratio == Decimal("333.918") / Decimal("323.048") or round(
        adjustment.upratings["bands-cpi"].ratio, 20
    ) == round(Decimal("333.918") / Decimal("323.048"), 20)
    assert lines["band/S1/minimum"].after.amount == Decimal("39280")


def test_a_month_never_published_blocks_and_says_what_can_be_done(ann: Workspace) -> None:
    with pytest.raises(NotPublished) as refused:
        propose.preview(ann, PLAN, on=date(2027, 1, 1))
    assert "2026-10" in refused.value.message
    assert refused.value.hint


def test_nothing_is_known_on_a_day_to_come(ann: Workspace) -> None:
    with pytest.raises(BadInput, match="day to come"):
        propose.preview(ann, PLAN, on=ON, as_of=date(2026, 11, 24))


def test_the_proposer_cannot_decide_and_a_second_person_can_with_a_reason(
    ann: Workspace, open_workspace: Open
) -> None:
    number = propose.propose(ann, PLAN, on=ON, note="yearly review").id
    ben = open_workspace("ben")

    with pytest.raises(DecisionRefused, match="ann"):
        decide.accept(ann, number, "mine")
    with pytest.raises(DecisionRefused):
        decide.accept(ben, number, "  ")
    assert [p.id for p in decide.waiting(ben)] == [number]
    accepted = decide.accept(ben, number, "agrees with the clause")
    with pytest.raises(DecisionRefused):
        decide.reject(ben, number, "second thoughts")

    assert (accepted.state, accepted.decided_by) == ("accepted", "ben")
    assert decide.waiting(ben) == ()


def test_changed_clauses_are_proposed_as_a_new_version_of_the_plan(ann: Workspace) -> None:
    before = planning.show(ann, PLAN)
    draft = propose.propose(ann, PLAN, on=ON, overrides={"bands-cpi": {"cap": Decimal("2")}})
    after = planning.show(ann, PLAN)

    assert draft.adjustment.upratings["bands-cpi"].percent == 2
    assert (before.version, after.version, draft.version) == (1, 2, 2)
    changed = [line for line in planning.diff(ann, PLAN, 1) if line.startswith(("+", "-"))][2:]
    assert [line[0] for line in changed] == ["-", "+"]
    assert "cap" in changed[0]
    assert propose.preview(ann, PLAN, on=ON).upratings["bands-cpi"].percent == 2


def test_only_what_was_seen_is_proposed(ann: Workspace) -> None:
    changes: propose.Overrides = {"bands-cpi": {"lag": 5}}
    seen, tried = propose.preview(ann, PLAN, on=ON), propose.preview(ann, PLAN, on=ON, overrides=changes)
    assert propose.propose(ann, PLAN, on=ON, seen=seen).adjustment.lines == seen.lines
    desk = propose.desk(ann, PLAN)
    assert desk.is_as(propose.desk(ann, PLAN))

    text = planning.show(ann, PLAN).text
    planning.save_text(ann, text.replace("38000", "38500"), file="edited by a colleague")
    assert not desk.is_as(propose.desk(ann, PLAN))
    for shown, overrides in ((seen, None), (tried, changes)):
        with pytest.raises(DecisionRefused) as refused:
            propose.propose(ann, PLAN, on=ON, overrides=overrides, seen=shown)
        assert refused.value.where == f"{PLAN}, band/S1/minimum"
        assert refused.value.expected.startswith("38000")
        assert str(refused.value.got).startswith("38500")
    assert planning.show(ann, PLAN).version == 2


def test_a_rule_that_reads_an_index_new_to_the_plan_is_proposed_as_it_was_seen(ann: Workspace) -> None:
    """US CPI-W, which no clause of the sample reads."""
    desk, changes = propose.desk(ann, PLAN), {"bands-cpi": clauses.in_place("us-escalator-points")}
    assert "us-cpi-w" not in desk.histories
    seen = propose.widen(ann, desk, ["us-cpi-w"]).preview(on=ON, overrides=changes)
    assert "us-cpi-w" in {i.indicator for i in seen.inputs}
    draft = propose.propose(ann, PLAN, on=ON, overrides=changes, seen=seen)
    assert draft.version == 2
    assert [(x.path, x.after) for x in draft.adjustment.lines] == [(x.path, x.after) for x in seen.lines]


def test_another_answer_with_the_same_amounts_is_told_in_words(ann: Workspace) -> None:
    """The same figures, said by their office where the bundled ones said them before."""
    seen = propose.preview(ann, PLAN, on=ON)
    upratings = {
        name: replace(u, inputs=tuple(replace(i, origin="bls") for i in u.inputs))
        for name, u in seen.upratings.items()
    }
    with pytest.raises(DecisionRefused) as refused:
        propose.require_as_seen(replace(seen, upratings=upratings), seen)
    assert refused.value.where == f"{PLAN}, us-cpi 2025-07"
    assert refused.value.expected == "323.048, published 2026-09-24, from snapshot"
    assert refused.value.got == "323.048, published 2026-09-24, from bls"


def test_a_figure_revised_after_it_was_seen_is_no_longer_proposed(ann: Workspace) -> None:
    seen = propose.preview(ann, PLAN, on=ON)
    with ann.session() as session:
        vintages.save(
            "bls:WPUFD49207",
            [Observation(Period.month(2026, 5), Decimal("287.000"))],
            published_on=ann.today,
            fetched_at=ann.now,
            origin="bls",
            session=session,
        )
    with pytest.raises(DecisionRefused, match="not what was shown"):
        propose.propose(ann, PLAN, on=ON, seen=seen)


def test_a_preview_and_a_proposal_of_the_same_changes_agree(ann: Workspace) -> None:
    changes = {"bands-cpi": {"floor": "1.5", "cap": "3"}, "retail-rpi": {"pass_through": "1"}}
    looked_at = propose.preview(ann, PLAN, on=ON, overrides=changes)
    proposed = propose.propose(ann, PLAN, on=ON, overrides=changes).adjustment
    assert [(x.path, x.after) for x in looked_at.lines] == [(x.path, x.after) for x in proposed.lines]


def test_clauses_that_do_not_hold_are_refused_with_their_key(ann: Workspace) -> None:
    with pytest.raises(InvalidFile) as refused:
        propose.preview(ann, PLAN, on=ON, overrides={"bands-cpi": {"cap": "abc"}})
    assert "cap" in refused.value.explain()
    with pytest.raises(UnknownName, match="band-cpi"):
        propose.preview(ann, PLAN, on=ON, overrides={"band-cpi": {"cap": 1}})


def test_a_later_vintage_is_reported_and_the_accepted_proposal_stays(
    ann: Workspace, open_workspace: Open
) -> None:
    number = propose.propose(ann, PLAN, on=ON).id
    ben = open_workspace("ben")
    frozen = decide.accept(ben, number, "agrees with the clause").document
    assert revisions.revisions(ben) == ()

    with ben.session() as session:
        vintages.save(
            "bls:WPUFD49207",
            [Observation(Period.parse("2026-05"), Decimal("287.000"))],
            published_on=date(2026, 11, 20),
            fetched_at=datetime(2026, 11, 20, 14, tzinfo=UTC),
            origin="bls",
            session=session,
        )

    (report,) = revisions.revisions(ben)
    assert [(i.indicator, i.period) for i in report.inputs] == [("us-ppi-finished-goods", "2026-05")]
    assert {f.path for f in report.figures} <= {
        "measure/sales/threshold",
        "measure/sales/target",
        "measure/sales/maximum",
    }
    assert report.figures
    assert decide.show(ben, number).document == frozen

    draft = revisions.propose_true_up(ben, number)
    trued = decide.show(ann, draft.id)
    assert (trued.trues_up, trued.effective_on, trued.state) == (number, ON, "proposed")
    assert trued.document["true_up"]["document_sha256"] == decide.show(ben, number).document_sha256
    assert [f.path for f in report.figures] == [x["path"] for x in trued.document["true_up"]["lines"]]
    assert f"true-up of proposal {number}" in trued.note
    assert record.differences(trued.document, record.recompute(trued.document)) == []
    with pytest.raises(DecisionRefused, match=f"proposal {draft.id} trues it up"):
        revisions.propose_true_up(ben, number)
    with pytest.raises(DecisionRefused, match="proposed"):
        revisions.propose_true_up(ben, draft.id)
    decide.accept(ann, draft.id, "the office has revised May")
    assert revisions.revisions(ben) == ()
    assert decide.show(ben, number).document == frozen


def test_an_accepted_proposal_that_no_revision_touches_is_not_trued_up(
    ann: Workspace, open_workspace: Open
) -> None:
    number = propose.propose(ann, PLAN, on=ON).id
    decide.accept(open_workspace("ben"), number, "agrees with the clause")
    with pytest.raises(DecisionRefused, match="no figure would come out differently"):
        revisions.propose_true_up(ann, number)
