"""A plan and a scorecard for tests of scoring, small enough to check by hand."""

from decimal import Decimal

from plans.parse import parse_plan
from plans.plan import BonusMeasure, Direction, IncentivePlan, IndicatorType, Unit
from plans.scoring.scorecard import Scorecard
from plans.scoring.sheet import parse_sheet

PLAN = """
name = "desk"
title = "Sales desk"
role = "Seller"
currency = "USD"
effective_from = 2026-01-01
effective_to = 2026-12-31

[clauses.ppi]
index = "us-ppi-finished-goods"
measure = "index"
lag = 0
vintage = "latest"
missing = "block"
pass_through = 0.5
on_fall = "apply"

[curves.linear]
kind = "linear"
points = [[80, 50], [100, 100], [120, 150]]
cap = 150

[[measures]]
name = "sales"
title = "Sales"
type = "KPI"
unit = "money"
weight = 60
threshold = 800000
target = 1000000
maximum = 1200000
curve = "linear"
clause = "ppi"

[[measures]]
name = "errors"
title = "Errors"
type = "KPI"
unit = "count"
direction = "lower"
weight = 40
threshold = 15
target = 10
maximum = 5

[[components]]
kind = "base-pay"
name = "base"
title = "Base"
share = 60

[[components]]
kind = "bonus"
name = "bonus"
title = "Bonus"
share = 40

[scoring]
cap = 140
affirmative_cap = 6

[[scoring.gates]]
name = "safe"
title = "No accident in the house"
otherwise = 50

[[scoring.gates]]
name = "enough-sales"
title = "Sales reach 70 %"
measure = "sales"
at_least = 70

[[scoring.vetoes]]
name = "fraud"
title = "Fraud"
effect = "fail"

[[scoring.vetoes]]
name = "complaint"
title = "Upheld complaint"
effect = "cap"
by = 90

[[scoring.vetoes]]
name = "late-report"
title = "Late report"
effect = "deduct"
by = 3

[[scoring.affirmatives]]
name = "idea"
title = "Idea taken up"
points = 4
"""

CARD = """
name = "small"
title = { en = "Small card", zh = "小卡" }
coefficients = [[60, 0.6], [80, 1], [90, 1.2]]
weakest = 1

[[sections]]
name = "work"
title = { en = "Work", zh = "工作" }
maximum = 50

[[sections.items]]
name = "presence"
title = { en = "Presence", zh = "出勤" }
kind = "counted"
maximum = 10
events = [
    { name = "absence", title = { en = "absence", zh = "旷工" }, points = -5 },
    { name = "praise", title = { en = "praise", zh = "表扬" }, points = 5 },
]

[[sections.items]]
name = "care"
title = { en = "Care", zh = "细心" }
kind = "anchored"
maximum = 40
anchors = [
    { points = 0, text = { en = "none", zh = "无" } },
    { points = [10, 20], text = { en = "some", zh = "一些" } },
    { points = 40, text = { en = "much", zh = "很多" } },
]

[[sections]]
name = "results"
title = { en = "Results", zh = "业绩" }
maximum = 50

[[sections.items]]
name = "plan"
title = { en = "Plan", zh = "方案" }
kind = "computed"
maximum = 50
source = "total"
factor = 0.5
"""


def desk() -> IncentivePlan:
    """A plan with one measure in money and one where less is better, gates, vetoes and affirmative points."""
    plan, problems = parse_plan(PLAN, file="desk.toml")
    assert plan is not None, problems
    return plan


def card(text: str = CARD) -> Scorecard:
    """A scorecard with an item of each kind: 10 + 40 + 50."""
    found, problems = parse_sheet(text, file="card.toml")
    assert found is not None, problems
    return found


def number_measure(
    threshold: str, target: str, maximum: str, *, direction: Direction = Direction.HIGHER, weight: int = 100
) -> BonusMeasure:
    """A measure in plain numbers."""
    low, middle, high = map(Decimal, (threshold, target, maximum))
    return BonusMeasure(
        "measure",
        "Measure",
        IndicatorType.KPI,
        Unit.COUNT,
        direction,
        Decimal(weight),
        low,
        middle,
        high,
    )
