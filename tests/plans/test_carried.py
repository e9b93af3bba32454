"""Earlier determinations are carried: one determination, a history and a plan come to the same."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.series import History, Period
from plans import presets
from plans.adjust import Adjustment, adjust
from plans.clause import IndexationClause
from plans.history import determine, run
from plans.parse import parse_plan
from plans.plan import IncentivePlan
from plans.record import differences, recompute, to_document
from plans.terms import (
    Bank,
    BankOf,
    BaseAmount,
    BaseKind,
    OnFall,
    Recurrence,
)
from plans.uprate import evaluate
from tests.plans.figures import histories, history, indicator

LATER = date(2030, 1, 1)
JULYS = ("100", "106", "107", "105", "112", "113")  # from 2020
CALENDAR = (Recurrence(month=10, since=date(2021, 10, 1)),)
BASIC = IndexationClause(name="c", index="own:one", lag=3, on_fall=OnFall.ZERO, calendar=CALENDAR)
CLAUSES = {
    "bank": replace(BASIC, floor=Decimal(0), cap=Decimal(3), bank=Bank(BankOf.EXCESS)),
    "last used": replace(BASIC, base=BaseKind.LAST_USED, base_period=None, cap=Decimal(3)),
    "last paid": replace(BASIC, base=BaseKind.LAST_PAID, on_fall=OnFall.BASE_STAYS),
    "regained": replace(BASIC, on_fall=OnFall.BASE_STAYS),
    "over two": replace(BASIC, cap=Decimal(4), limit_over=2),
    "fixed, a cap each": replace(
        BASIC, base=BaseKind.FIXED, base_amount=BaseAmount.FIXED, cap=Decimal(3), on_fall=OnFall.APPLY
    ),
}


def known() -> dict[str, History]:
    """The index in the Julys from 2020."""
    values = {f"{2020 + n}-07": level for n, level in enumerate(JULYS)}
    return histories(history(indicator("own:one", key="own:one"), dict(values)))


def started(clause: IndexationClause) -> IndexationClause:
    """The clause with July 2020 as the base of its first determination, where it needs one."""
    return clause if clause.base is BaseKind.EARLIER else replace(clause, base_period=Period.parse("2020-07"))


@pytest.mark.parametrize("name", CLAUSES)
def test_one_determination_is_the_last_of_the_history(name: str) -> None:
    clause = started(CLAUSES[name])
    dates = [date(y, 10, 1) for y in range(2021, 2026)]
    chain = run(clause, known(), dates=dates, amount=Decimal(1000), as_of=LATER)
    for found in chain:
        alone = determine(clause, known(), effective_on=found.effective_on, as_of=LATER)
        assert alone.ratio == found.uprating.ratio
        assert not [n for n in alone.notices if n.form == "as-first"]
    last = determine(clause, known(), effective_on=dates[-1], as_of=LATER)
    assert last.carried == 4
    assert last.steps[0].text == ("starts from what 4 earlier determinations left, 2021-10-01 to 2024-10-01")
    assert len(last.inputs) == len(JULYS)


def test_without_a_beginning_it_is_said_that_nothing_is_known() -> None:
    clause = replace(CLAUSES["bank"], calendar=(Recurrence(month=10),))
    found = determine(clause, known(), effective_on=date(2025, 10, 1), as_of=LATER)
    assert "as the first of all" in found.warnings[0]
    plain = determine(replace(BASIC, calendar=()), known(), effective_on=date(2025, 10, 1), as_of=LATER)
    assert not plain.warnings


PLAN = """
name = "wages"
title = "Wages"
role = "Clerk"
currency = "USD"
effective_from = 2025-01-01

[clauses.moving]
index = "own:one"
measure = "index"
lag = 3
base = "last-used"
base_period = "2020-07"
vintage = "first-published"
on_fall = "zero"
round_amount = 1
calendar = [{ month = 10, since = 2021-10-01 }]

[[bands]]
grade = "S1"
minimum = 30000
midpoint = 33000
maximum = 36000
clause = "moving"
"""


def plan(text: str = PLAN) -> IncentivePlan:
    """The plan of this page."""
    made, problems = parse_plan(text, file="wages.toml")
    assert made is not None, problems
    return made


def adjusted(*, carry: bool = True) -> Adjustment:
    """The plan adjusted for October 2025."""
    return adjust(plan(), known(), effective_on=date(2025, 10, 1), as_of=LATER, carry=carry)


def test_a_plan_moves_from_its_last_date_and_not_from_the_first_base_again() -> None:
    """113 / 112 since October 2024, not 113 / 100 since 2020: the plan's pay has risen in between."""
    after = {line.path: str(line.after) for line in adjusted().lines}
    assert after["band/S1/midpoint"] == "33295.00 USD"
    before = {line.path: str(line.after) for line in adjusted(carry=False).lines}
    assert before["band/S1/midpoint"] == "37290.00 USD"


def test_its_record_recomputes_from_its_own_evidence() -> None:
    document = json.loads(json.dumps(to_document(adjusted(), PLAN)))
    assert document["carried"] == {"moving": 4}
    assert len(document["evidence"]) == len(JULYS)
    assert differences(document, recompute(document)) == []


def test_a_record_from_before_clauses_were_carried_still_recomputes() -> None:
    document = json.loads(json.dumps(to_document(adjusted(carry=False), PLAN)))
    assert "carried" not in document
    assert differences(document, recompute(document)) == []


def test_figures_of_a_period_in_whose_course_they_move() -> None:
    text = PLAN.replace("round_amount = 1", 'round_amount = 1\nproration = "days"')
    text += """
[[components]]
kind = "training"
name = "training"
title = "Training"
amount = 1500
clause = "moving"
"""
    found = adjust(plan(text), known(), effective_on=date(2025, 10, 1), as_of=LATER)
    said = [w for w in found.warnings if "comes to" in w]
    # 1,513 from October: (273 x 1,500 + 92 x 1,513) / 365
    assert said == [
        (
            "component/training/amount: over 2025-01-01 to 2025-12-31 it comes to 1503.28 USD "
            "(273 of 365 days at 1500.00 USD, 92 at 1513.00 USD)"
        )
    ]


def test_evaluating_by_hand_without_a_state_says_so() -> None:
    found = evaluate(started(CLAUSES["last used"]), known(), effective_on=date(2025, 10, 1), as_of=LATER)
    assert "as the first of all" in found.warnings[0]


def test_an_amount_that_rounding_left_alone_is_not_known_from_the_rate() -> None:
    """Regulation CC: 100 dollars did not move in 2020, which one determination of 2025 cannot know."""
    julys = {"2011-07": "222.686", "2018-07": "246.155", "2023-07": "299.899"}
    known = histories(history("us-cpi-w", dict(julys)))
    clause, day = presets.load("us-reg-cc"), date(2025, 7, 1)
    alone = determine(clause, known, effective_on=day, as_of=LATER)
    assert any("keeps an older base" in warning for warning in alone.warnings)
    dates = [date(2020, 7, 1), day]
    chain = run(clause, known, dates=dates, amount=Decimal(100), as_of=LATER)
    assert (alone.percent, chain[-1].uprating.percent) == (Decimal("21.8"), Decimal("34.7"))
    assert not any("keeps an older base" in warning for warning in chain[-1].uprating.warnings)
