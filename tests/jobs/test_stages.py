"""A plan from preparation to active, in the hands of the people who may take it there."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.errors import BadInput, DecisionRefused, UnknownName
from jobs import audit, decide, planning, propose, stages
from jobs.workspace import Workspace
from tests.jobs.conftest import Open

PLAN = "sales-manager"
ON = date(2026, 10, 1)


def activate(open_workspace: Open) -> None:
    ann, ben, cho = (open_workspace(name) for name in ("ann", "ben", "cho"))
    stages.move(ann, PLAN, "communication", "agreed by the pay committee")
    stages.sign(ben, PLAN, "sales manager")
    stages.sign(cho, PLAN, "Sales director")
    stages.move(ann, PLAN, "active", "the year begins")


def test_two_people_sign_and_the_plan_becomes_active(ann: Workspace, open_workspace: Open) -> None:
    activate(open_workspace)
    report = stages.standing(ann, PLAN)
    assert [row.stage for row in report.history] == ["communication", "formation", "active"]
    assert {s.party: s.signed_by for s in report.now.signatures} == {
        "Sales manager": "ben",
        "Sales director": "cho",
    }
    assert not report.draft
    assert audit.verify(ann).ok


def test_who_may_not_sign_next_is_known_before_anybody_is_refused(
    ann: Workspace, open_workspace: Open
) -> None:
    ben, cho = open_workspace("ben"), open_workspace("cho")
    assert stages.standing(ann, PLAN).barred == ()
    stages.move(ann, PLAN, "communication", "agreed by the pay committee")
    assert stages.standing(ann, PLAN).barred == (stages.Barred("ann"),)
    stages.sign(ben, PLAN, "Sales manager")
    found = stages.standing(ann, PLAN).barred
    assert found == (stages.Barred("ann"), stages.Barred("ben", "Sales manager"))
    assert stages.standing(cho, PLAN).bars_user is None
    assert stages.standing(ben, PLAN).bars_user == found[1]
    for barred in found:
        with pytest.raises(DecisionRefused):
            stages.sign(open_workspace(barred.person), PLAN, "Sales director")
    stages.sign(cho, PLAN, "Sales director")
    assert stages.standing(ann, PLAN).barred == ()


def test_whoever_proposed_the_new_thresholds_does_not_sign_them(ann: Workspace, open_workspace: Open) -> None:
    activate(open_workspace)
    number = propose.propose(open_workspace("ben"), PLAN, on=ON).id
    decide.accept(open_workspace("cho"), number, "agrees with the clause")
    assert stages.standing(ann, PLAN).barred == (stages.Barred("ann"), stages.Barred("ben"))


def test_new_thresholds_return_it_and_a_new_version_is_a_draft(ann: Workspace, open_workspace: Open) -> None:
    activate(open_workspace)
    number = propose.propose(ann, PLAN, on=ON).id
    decide.accept(open_workspace("ben"), number, "agrees with the clause")
    report = stages.standing(ann, PLAN)
    assert (report.now.stage, report.now.proposal) == ("communication", number)
    assert "measure/sales/target" in report.now.reason

    text = planning.change_clauses(planning.show(ann, PLAN).text, {"bands-cpi": {"cap": Decimal(4)}})
    planning.save_text(ann, text, file="changed")
    assert stages.standing(ann, PLAN).draft


def test_the_maker_a_stranger_and_a_plan_without_parties_are_refused(
    ann: Workspace, open_workspace: Open
) -> None:
    stages.move(ann, PLAN, "communication", "agreed")
    with pytest.raises(DecisionRefused, match="ann made"):
        stages.sign(ann, PLAN, "Sales manager")
    with pytest.raises(UnknownName) as unknown:
        stages.sign(open_workspace("ben"), PLAN, "Sales manger")
    assert "did you mean 'Sales manager'" in unknown.value.hint
    text = planning.show(ann, PLAN).text.replace('name = "sales-manager"', 'name = "other"', 1)
    planning.save_text(ann, text.replace("parties =", "# parties ="), file="other")
    with pytest.raises(BadInput, match="two different parties"):
        stages.move(ann, "other", "communication", "agreed")
