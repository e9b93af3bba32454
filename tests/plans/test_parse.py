"""Plan and clause files: every problem is listed, with its file, key, expected and got."""

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.arithmetic import RoundingMode
from indicators.errors import UnknownName
from plans import presets, templates
from plans.money import Money, Rounding
from plans.parse import amend, clause_text, parse_clause, parse_plan
from plans.terms import BaseKind, Vintage

PLAN = """
name = "small"
title = "A small plan"
role = "Clerk"
currency = "USD"
effective_from = 2026-10-01
effective_to = 2027-09-30

[clauses.cpi]
index = "us-cpi"
measure = "index"
lag = 3
on_fall = "zero"
cap = 4.5

[[bands]]
grade = "S1"
minimum = 30000
midpoint = 33000.50
maximum = 36000
clause = "cpi"

[[measures]]
name = "sales"
title = "Sales"
type = "KPI"
unit = "money"
weight = 100
threshold = 80000
target = 100000
maximum = 120000
clause = "cpi"

[[components]]
kind = "training"
name = "training"
title = "Training"
amount = 1500
clause = "cpi"
"""


def problems(before: str, after: str, text: str = PLAN) -> list[str]:
    """What parsing says about the small plan with one piece of text replaced."""
    assert before in text
    plan, found = parse_plan(text.replace(before, after, 1), file="small.toml")
    assert (plan is None) == bool(found)
    return [str(p) for p in found]


def test_a_good_plan() -> None:
    plan, found = parse_plan(PLAN, file="small.toml")
    assert found == ()
    assert plan is not None
    assert plan.bands[0].midpoint == Money.of("33000.50", "USD")
    assert plan.clauses["cpi"].cap == Decimal("4.5")
    assert plan.used_clauses() == ("cpi",)


# What stands in the small plan, what is written instead, and what the file's author is then told.
CASES = """
midpoint = 33000.50
midpont = 33000.50
bands.S1.midpont: unknown key; expected did you mean 'midpoint'?

[[bands]]
[[band]]
small.toml:16: band: unknown key; expected did you mean 'bands'?

threshold = 80000
threshold = 100001
measures.sales.threshold: above the target; expected at most 100000.00 USD; got 100001.00 USD

minimum = 30000
minimum = 34000
bands.S1.minimum: above the midpoint; expected at most 33000.50 USD; got 34000.00 USD

minimum = 30000
minimum = -1
bands.S1.minimum: negative; expected an amount from 0 to a million million; got -1

threshold = 80000
threshold = -5
measures.sales.threshold: negative amount

maximum = 36000
maximum = 36000\\ncurrency = "EUR"
bands.S1.currency: currencies never mix in a plan; expected 'USD'; got 'EUR'

currency = "USD"
currency = "USB"
currency: unknown currency; expected did you mean 'USD'?

weight = 100
weight = 90
measures: the weights do not sum to 100; expected 100; got 90: sales 90

index = "us-cpi"
index = "us-cpy"
clauses.cpi.index: unknown indicator; expected did you mean 'us-cpi'?

clause = "cpi"
clause = "cpu"
bands.S1.clause: unknown clause; expected did you mean 'cpi'?

measure = "index"
measure = "rate-12m"
clauses.cpi.measure: clause cpi: us-cpi is published as index, not as rate-12m

on_fall = "zero"
(nothing)
clauses.cpi.on_fall: missing; expected one of 'zero', 'apply', 'base-stays', 'ratchet'

on_fall = "zero"
on_fall = "ratched"
clauses.cpi.on_fall: not a known word; expected did you mean 'ratchet'?

cap = 4.5
cap = 4.5\\nfloor = 5
clauses.cpi.floor: above the cap; expected at most 4.5; got 5

cap = 4.5
cap = "4.5"
clauses.cpi.cap: not a number; expected a percentage, as in 2.5 for 2.5 %, without quotes; got '4.5'

cap = 4.5
cap = inf
clauses.cpi.cap: not a number

cap = 4.5
pass_through = 50
clauses.cpi.pass_through: too large; expected a share, as in 0.5; got 50

cap = 4.5
base = "fixed"
clauses.cpi.base_period: missing

cap = 4.5
base_period = "2025-13"
clauses.cpi.base_period: not a period; expected a period in quotes

cap = 4.5
round_amount = { mode = "up" }
clauses.cpi.round_amount: to what it rounds must be said once

cap = 4.5
round_amount = 0
clauses.cpi.round_amount: too small; expected what to round to, above 0

effective_to = 2027-09-30
effective_to = 2025-09-30
effective_to: before effective_from; expected 2026-10-01 or later; got 2025-09-30

effective_from = 2026-10-01
effective_from = "soon"
effective_from: not a date; expected a date without quotes

midpoint = 33000.50
midpoint = 33000.505
bands.S1.midpoint: USD has 2 decimals

midpoint = 33000.50
midpoint = true
bands.S1.midpoint: not a number

unit = "money"
unit = "score"
measures.sales.clause: only amounts of money follow a price index

amount = 1500
share = 10
components.training.clause: a clause moves an amount of money

amount = 1500
amount = 1500\\nshare = 10
components.training: what it is worth must be said once

role = "Clerk"
(nothing)
role: missing

role = "Clerk"
role = "Clerk"\\nparties = ["A", "A"]
parties: two different parties sign

role = "Clerk"
role = Clerk
small.toml:4: not TOML

type = "KPI"
type = "NNI"
measures.sales.weight: a veto carries no weight; expected 0; got 100

weight = 100
weight = 100\\ncurve = "linear"
measures.sales.curve: unknown curve
"""


def cases() -> list[tuple[str, str, str]]:
    """The table above, one case a paragraph."""
    blocks = [block.split("\n") for block in CASES.strip().split("\n\n")]
    return [(b[0], "" if b[1] == "(nothing)" else b[1].replace("\\n", "\n"), b[2]) for b in blocks]


@pytest.mark.parametrize(("before", "after", "expected"), cases())
def test_one_thing_wrong(before: str, after: str, expected: str) -> None:
    found = problems(before, after)
    assert any(expected in text for text in found), found


def test_the_same_grade_twice() -> None:
    band = PLAN[PLAN.index("[[bands]]") : PLAN.index("[[measures]]")]
    assert problems(band, band + band) == [
        "small.toml:16: bands: the same grade twice; expected every grade once; got 'S1'"
    ]


def test_everything_wrong_is_listed_at_once() -> None:
    text = PLAN.replace("minimum = 30000", "minimum = 40000").replace("us-cpi", "us-cpx")
    found = problems("weight = 100", "weight = 99", text)
    assert len(found) == 3


def test_a_broken_clause_is_not_also_an_unknown_one() -> None:
    assert problems('on_fall = "zero"', "") == [p for p in problems('on_fall = "zero"', "") if "on_fall" in p]


def test_where_less_is_better_the_threshold_is_above_the_target() -> None:
    lower = PLAN.replace('unit = "money"', 'unit = "money"\ndirection = "lower"')
    assert problems("threshold = 80000", "threshold = 130000\n#", lower)[0].startswith(
        "small.toml:33: measures.sales.maximum: above the target"
    )


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_reads_and_cites_its_law(name: str) -> None:
    clause = presets.load(name)
    assert clause.name == name
    assert clause.law
    assert clause.title
    assert clause.text


@pytest.mark.parametrize("name", presets.names())
def test_a_clause_written_out_reads_back_as_the_same(name: str) -> None:
    clause = presets.load(name)
    again, found = parse_clause(clause_text(clause), file="again.toml")
    assert (again, found) == (clause, ())


def test_a_clause_may_start_from_a_preset() -> None:
    clause, found = parse_clause('name = "ours"\npreset = "uk-benefits"\ncap = 3', file="ours.toml")
    assert found == ()
    assert clause == replace(presets.load("uk-benefits"), name="ours", cap=Decimal(3))


def test_an_unknown_preset() -> None:
    clause, found = parse_clause('preset = "uk-benefit"', file="ours.toml")
    assert clause is None
    assert "did you mean 'uk-benefits'?" in str(found[0])
    with pytest.raises(UnknownName, match="uk-benefit"):
        presets.load("uk-benefit")


def test_amending_a_clause_is_checked_like_a_file() -> None:
    clause = presets.load("uk-benefits")
    changes = {"cap": "4.5", "vintage": "latest", "round_amount": "{ to = 10 }", "lag": 2}
    changed, found = amend(clause, changes)
    assert found == ()
    assert changed is not None
    assert (changed.cap, changed.vintage, changed.lag) == (Decimal("4.5"), Vintage.LATEST, 2)
    assert changed.round_amount == Rounding(Decimal(10), RoundingMode.HALF_UP)
    assert amend(changed, {"cap": ""})[0] == replace(changed, cap=None)
    assert amend(clause, {"cap": "a lot"})[1][0].key == "cap"


def test_the_sample_plan_says_that_it_is_one() -> None:
    first = templates.text("sales-manager").splitlines()[0]
    assert "sample" in first
    assert "made up" in first


def test_the_sample_plan() -> None:
    plan, found = parse_plan(templates.text("sales-manager"), file="sales-manager.toml")
    assert found == ()
    assert plan is not None
    assert (len(plan.bands), len(plan.measures), plan.currency, plan.sample) == (8, 5, "USD", True)
    assert sum(m.weight for m in plan.measures) == 100
    assert plan.clauses["bands-cpi"].base is BaseKind.FIXED


def test_an_unknown_template() -> None:
    with pytest.raises(UnknownName, match="sales-manger"):
        templates.text("sales-manger")
