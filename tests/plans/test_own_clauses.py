"""Every figure in money by its own clause: read, adjusted, told, compared and scored."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.errors import InvalidFile
from plans import templates
from plans.adjust import Adjustment, adjust
from plans.changes import word_changes
from plans.parse import parse_plan
from plans.pay_terms import Policy, pay_terms
from plans.plan import IncentivePlan, clause_of, moved_by, needed_indicators
from plans.record import differences, recompute, to_document
from plans.schema import plan_schema
from plans.scoring.attainment import PriceChange
from plans.scoring.payout import pay_out
from plans.scoring.rules import Facts
from tests.plans.test_adjust import AS_OF, EFFECTIVE, known

SAMPLE = templates.text("sales-manager")
NOTHING = Facts({}, {})
# From October 2025 to 2026: US CPI +3.36 %, UK RPI +3.2 % and half of PPI +1.63 %.
BY_PPI = 'clause = "sales-ppi"'
OWN = SAMPLE.replace(BY_PPI, f'{BY_PPI}\nthreshold_clause = "extras-cpi"\nmaximum_clause = "retail-rpi"')
S1 = 'maximum = 51300\nclause = "bands-cpi"'
BAND = SAMPLE.replace(S1, f'{S1}\nminimum_clause = "retail-rpi"')


def plan_of(text: str) -> IncentivePlan:
    """The plan of a text that must be sound."""
    plan, problems = parse_plan(text, file="own.toml")
    assert plan is not None, problems
    return plan


def problems_of(text: str) -> list[str]:
    """Every problem of a text, in a line each."""
    plan, problems = parse_plan(text, file="own.toml")
    assert plan is None
    return [str(p) for p in problems]


def adjusted(text: str) -> Adjustment:
    """The plan of a text, adjusted for October 2026 from official figures."""
    return adjust(plan_of(text), known(), effective_on=EFFECTIVE, as_of=AS_OF)


def after(found: Adjustment, start: str) -> list[str]:
    """What each figure below a path came to, and by which clause."""
    return [
        f"{line.field} {line.after.amount:f} {line.clause}"
        for line in found.lines
        if line.path.startswith(start)
    ]


def test_threshold_target_and_maximum_each_by_their_own_clause() -> None:
    # 800,000 x 333.918 / 323.048 = 826,918.9 to 5; 1,000,000 as ever; 1,200,000 x 1.016 to 1
    assert after(adjusted(OWN), "measure/sales/") == [
        "threshold 826920.00 extras-cpi",
        "target 1016300.00 sales-ppi",
        "maximum 1219200.00 retail-rpi",
    ]


def test_the_measures_own_clause_is_the_default() -> None:
    plan = plan_of(OWN)
    assert clause_of(plan.measures[0], "target") == "sales-ppi"
    assert moved_by(plan.measures[0]) == "threshold: extras-cpi, target: sales-ppi, maximum: retail-rpi"
    assert moved_by(plan_of(SAMPLE).measures[0]) == "sales-ppi"


def test_without_a_clause_for_the_whole_only_the_named_figure_moves() -> None:
    only = SAMPLE.replace(BY_PPI, 'maximum_clause = "sales-ppi"')
    found = adjusted(only)
    assert after(found, "measure/sales/") == [
        "threshold 800000.00 None",
        "target 1000000.00 None",
        "maximum 1219500.00 sales-ppi",
    ]
    assert "us-ppi-finished-goods" in needed_indicators(found.plan)
    assert moved_by(found.plan.measures[0]) == "threshold: –, target: –, maximum: sales-ppi"


def test_a_bands_minimum_by_its_own_clause() -> None:
    found = adjusted(BAND)
    assert after(found, "band/S1/") == [
        "minimum 38608.00 retail-rpi",
        "midpoint 46150.00 bands-cpi",
        "maximum 53030.00 bands-cpi",
    ]
    assert any(w.startswith("band S1: the range spread goes from 35.00 %") for w in found.warnings)


def test_pay_moves_as_the_clause_of_the_midpoint_says() -> None:
    own = SAMPLE.replace(S1, f'{S1}\nmidpoint_clause = "retail-rpi"')
    (plain, *_), (other, *_) = (pay_terms(adjusted(t), Policy.CLAUSE) for t in (SAMPLE, own))
    assert (plain.clause, other.clause) == ("bands-cpi", "retail-rpi")
    assert other.ratio == Decimal("1.016")
    assert other.after[1] == 4536400


def test_the_bands_of_a_place_name_the_clause_of_each_figure() -> None:
    place = '\n[places.coast]\ntitle = "Coast"\ndifferential = 10\n'
    assert after(adjusted(BAND + place), "place/coast/S1/") == [
        "minimum 42468.80 retail-rpi",
        "midpoint 50765.00 bands-cpi",
        "maximum 58333.00 bands-cpi",
    ]


def test_with_the_spread_kept_one_clause_moves_the_whole_band() -> None:
    told = problems_of(BAND.replace("sample = true", 'sample = true\nbands_move = "midpoint"'))
    assert len(told) == 1
    assert "bands.S1.minimum_clause" in told[0]
    assert "one clause moves the whole band" in told[0]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ('target_clause = "sales-pip"', "did you mean 'sales-ppi'?"),
        ('target_claus = "sales-ppi"', "did you mean 'target_clause'?"),
        ('midpoint_clause = "sales-ppi"', "unknown key"),
        ("target_clause = 3", "the name of one of the plan's clauses"),
    ],
)
def test_a_wrong_name_is_told_at_its_line(key: str, said: str) -> None:
    text = SAMPLE.replace(BY_PPI, f"{BY_PPI}\n{key}")
    (told,) = problems_of(text)
    line = text.splitlines().index(key) + 1
    assert said in told
    assert f":{line}" in told


def test_a_count_follows_no_price_index() -> None:
    told = problems_of(SAMPLE.replace('unit = "score"', 'unit = "score"\nthreshold_clause = "extras-cpi"', 1))
    assert "only amounts of money follow a price index" in told[0]
    assert ".threshold_clause" in told[0]


def test_figures_that_clauses_drive_past_each_other_are_a_problem_that_names_them() -> None:
    plan = plan_of(OWN)
    high = replace(plan.clauses["extras-cpi"], margin=Decimal(30), cap=None)
    broken = replace(plan, clauses={**plan.clauses, "extras-cpi": high})
    with pytest.raises(InvalidFile) as caught:
        adjust(broken, known(), effective_on=EFFECTIVE, as_of=AS_OF)
    told = str(caught.value.problems[0])
    assert "threshold exceeds target (threshold: extras-cpi, target: sales-ppi, maximum: retail-rpi)" in told


def test_the_record_recomputes_and_a_changed_clause_is_found() -> None:
    document = json.loads(json.dumps(to_document(adjusted(OWN), OWN)))
    assert differences(document, recompute(document)) == []
    document["plan_text"] = document["plan_text"].replace('threshold_clause = "extras-cpi"\n', "")
    assert any("measure/sales/threshold" in d for d in differences(document, recompute(document)))


def test_a_changed_clause_of_a_figure_is_a_difference_between_versions() -> None:
    (change,) = word_changes(plan_of(SAMPLE), plan_of(BAND))
    assert (change.path, change.before, change.after) == ("band/S1/minimum_clause", "", "retail-rpi")


def test_the_schema_has_a_clause_for_each_figure() -> None:
    sections = plan_schema()["properties"]
    for section, names in (
        ("bands", ("minimum", "midpoint", "maximum")),
        ("measures", ("threshold", "target", "maximum")),
    ):
        keys = sections[section]["items"]["properties"]
        assert {f"{name}_clause" for name in names} <= set(keys)


def test_every_part_of_pay_has_a_clause_of_its_own() -> None:
    """Allowance, training, benefits and the cap of a bonus: each amount, each clause."""
    parts = "".join(
        f'\n[[components]]\nkind = "{kind}"\nname = "own-{kind}"\ntitle = "Own"\n'
        f'amount = 1000\nclause = "{clause}"\n'
        for kind, clause in (
            ("allowance", "extras-cpi"),
            ("benefits", "retail-rpi"),
            ("training", "sales-ppi"),
            ("bonus-cap", "bands-cpi"),
        )
    )
    # +3.36 % to 5; half of 3.2 % to 1; half of 3.26 % to 100; +3.36 % to 10
    assert after(adjusted(SAMPLE + parts), "component/own-") == [
        "amount 1035.00 extras-cpi",
        "amount 1016.00 retail-rpi",
        "amount 1000.00 sales-ppi",
        "amount 1030.00 bands-cpi",
    ]


def scored(text: str, result: int, **prices: str) -> list[Decimal]:
    """What the sales of a plan attain: nominal, real, and what the real one pays."""
    plan = plan_of(text)
    found = {name.replace("_", "-"): PriceChange(Decimal(p), Decimal(p)) for name, p in prices.items()}
    (sales,) = pay_out(plan, plan.scoring, {"sales": Decimal(result)}, NOTHING, prices=found).measures
    return [round(v, 2) for v in (sales.nominal.attainment, sales.real.attainment, sales.real.payout)]


def test_a_real_attainment_moves_each_figure_by_its_own_clause() -> None:
    own = OWN.replace('maximum_clause = "retail-rpi"\n', "")
    moved = {"sales_ppi": "1.02", "extras_cpi": "1.10"}
    # 870,000 of 1,020,000; the threshold is 880,000 now, so that nothing is paid
    assert scored(own, 870_000, **moved) == [Decimal("87.00"), Decimal("85.29"), Decimal("0")]
    assert scored(own, 890_000, **moved)[2] > 0
    # Where the threshold's prices are not known nothing is told in real terms
    assert scored(own, 870_000, sales_ppi="1.02")[:2] == [Decimal("87.00"), Decimal("87.00")]


def test_a_figure_that_no_clause_moves_keeps_its_place_in_real_terms() -> None:
    only = SAMPLE.replace(BY_PPI, 'target_clause = "sales-ppi"')
    # 805,000 passes the unmoved threshold of 800,000, and is less of a target of 1,020,000
    nominal, real, paid = scored(only, 805_000, sales_ppi="1.02")
    assert (nominal, real) == (Decimal("80.50"), Decimal("78.92"))
    assert paid >= 0
