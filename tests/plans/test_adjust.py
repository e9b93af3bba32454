"""The sample plan adjusted, its structure kept, and its record recomputed from its own evidence."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.errors import BadInput, InvalidFile, NotPublished
from indicators.series import History, Period
from plans import templates
from plans.adjust import Adjustment, adjust
from plans.curve import share_of
from plans.money import Money, Rounding
from plans.parse import parse_plan
from plans.plan import BandsMove, IncentivePlan, needed_indicators
from plans.record import differences, recompute, to_document
from plans.terms import Missing
from tests.plans.figures import histories, history

# Official figures: BLS CUUR0000SA0 and WPUFD49207 (as printed by 2026-07-07), ONS CHAW.
US_CPI = {
    "2024-09": "315.301", "2024-10": "315.664", "2025-07": "323.048", "2025-09": "324.800",
    "2025-10": None, "2026-07": "333.918", "2026-08": "334.980",
}  # fmt: skip
UK_RPI = {"2024-10": "390.7", "2025-07": "406.2", "2025-10": "407.4", "2026-07": "419.1"}
US_PPI = """
258.556 259.819 259.695 257.360 256.717 257.641 257.077 260.090 262.055 260.649 260.785 261.558
263.447 264.800 264.723 265.358 263.063 264.775 262.627 262.981 266.416 272.331 277.638 285.242
"""  # from June 2024
FIRST_PPI = Period.month(2024, 6)
EFFECTIVE = date(2026, 10, 1)
AS_OF = date(2026, 10, 20)


def known() -> dict[str, History]:
    """The figures the sample plan needs for October 2026."""
    ppi: dict[str, str | None] = {str(FIRST_PPI.shift(n)): value for n, value in enumerate(US_PPI.split())}
    return histories(
        history("us-cpi", dict(US_CPI)),
        history("uk-rpi", dict(UK_RPI)),
        history("us-ppi-finished-goods", ppi),
    )


def sample() -> IncentivePlan:
    """The sample plan."""
    plan, problems = parse_plan(templates.text("sales-manager"), file="sales-manager.toml")
    assert plan is not None, problems
    return plan


def adjusted(plan: IncentivePlan | None = None) -> Adjustment:
    """The sample plan adjusted for October 2026."""
    return adjust(plan or sample(), known(), effective_on=EFFECTIVE, as_of=AS_OF)


def test_needed_indicators() -> None:
    assert needed_indicators(sample()) == ("us-cpi", "us-ppi-finished-goods", "uk-rpi")


def test_the_sample_plan_in_october_2026() -> None:
    after = {line.path: str(line.after) for line in adjusted().lines}
    # 38,000 x 333.918 / 323.048 = 39,278.63
    assert after["band/S1/minimum"] == "39280.00 USD"
    # PPI mean 267.783417 / 259.3335 = +3.2583 %; half of it on 1,000,000
    assert after["measure/sales/target"] == "1016300.00 USD"
    assert after["measure/sales/threshold"] == "813000.00 USD"
    # RPI 419.1 / 406.2 = +3.2 % rounded; half of it on 3,600
    assert after["component/retail/amount"] == "3658.00 USD"
    assert after["component/training/amount"] == "1550.00 USD"
    assert len(after) == 8 * 3 + 3 + 3


def test_a_line_says_what_changed_and_by_what() -> None:
    line = adjusted().lines[0]
    assert (line.section, line.item, line.field, line.clause) == ("bands", "S1", "minimum", "bands-cpi")
    assert line.change == Money.of(1280, "USD")
    assert line.percent == Decimal("3.37")
    assert [s.number for s in line.steps] == [14, 15]


def test_the_structure_of_the_bands_is_kept() -> None:
    changes = adjusted().band_changes
    assert all(c.spread_kept and c.progression_kept for c in changes)
    assert changes[0].spread_before == Decimal("35.00")
    assert changes[1].progression_before == Decimal("15.01")
    assert changes[0].overlap_before is None


def test_a_coarse_rounding_is_said_to_bend_the_structure() -> None:
    plan = sample()
    coarse = replace(plan.bands[0], rounding=Rounding(Decimal(2500)))
    said = adjusted(replace(plan, bands=(coarse, *plan.bands[1:]))).warnings
    assert any(text.startswith("band S1: the range spread goes from 35.00 %") for text in said)


def test_the_rounding_gap_is_the_sum_of_what_rounding_added() -> None:
    found = adjusted()
    added = sum(line.after.amount - line.unrounded for line in found.lines)
    assert round(found.rounding_gap, 9) == round(added, 9)
    assert abs(found.rounding_gap) < 100


def test_warnings_name_the_clauses_they_concern() -> None:
    said = adjusted().warnings
    assert any(t.startswith("retail-rpi: uk-rpi: RPI is not a National Statistic") for t in said)
    assert any(t.startswith("bands-cpi, extras-cpi: us-cpi: October 2025") for t in said)


def test_figures_out_of_order_after_rounding_are_a_problem_not_a_swap() -> None:
    plan = sample()
    sales = replace(plan.measures[0], threshold=Money.of(10**6, "USD"), clause=None)
    broken = replace(plan, measures=(replace(sales, target=Money.of(10**5, "USD")), *plan.measures[1:]))
    with pytest.raises(InvalidFile) as caught:
        adjusted(broken)
    assert "threshold exceeds target" in str(caught.value.problems[0])


def test_a_month_that_is_not_out_yet_is_refused_with_the_way_on() -> None:
    with pytest.raises(NotPublished) as caught:
        adjust(sample(), known(), effective_on=date(2027, 1, 1), as_of=AS_OF)
    told = caught.value.explain()
    assert "us-cpi: 2026-10 is not known; the series ends at 2026-08" in told
    assert "plan sales-manager, effective 2027-01-01, clause bands-cpi" in told
    assert "2026-11 is the last month of effect" in told


def test_the_record_recomputes_to_the_same_bytes() -> None:
    text = templates.text("sales-manager")
    document = to_document(adjusted(), text)
    stored = json.dumps(document)
    again = recompute(json.loads(stored))
    assert json.dumps(to_document(again, text)) == stored
    assert differences(json.loads(stored), again) == []


def test_the_record_holds_no_float() -> None:
    def refuse(number: str) -> float:
        raise AssertionError(number)

    json.loads(json.dumps(to_document(adjusted(), "")), parse_float=refuse)


def test_the_record_of_a_substituted_month_recomputes_too() -> None:
    plan = sample()
    kept = {name: c for name, c in plan.clauses.items() if name != "sales-ppi"}
    clauses = {name: replace(c, missing=Missing.GEOMETRIC_12M) for name, c in kept.items()}
    without_sales = replace(plan.measures[0], clause=None)
    changed = replace(plan, clauses=clauses, measures=(without_sales, *plan.measures[1:]))
    found = adjust(changed, known(), effective_on=date(2026, 1, 1), as_of=AS_OF)
    text = templates.text("sales-manager").replace('clause = "sales-ppi"', "")
    document = json.loads(json.dumps(to_document(found, text)))
    assert document["holes"] == [{"indicator": "us-cpi", "period": "2025-10"}]
    assert differences(document, recompute(document)) == []


def test_a_tampered_record_says_what_differs() -> None:
    document = to_document(adjusted(), templates.text("sales-manager"))
    document["lines"][0]["after"] = "99999.00 USD"
    found = differences(document, recompute(document))
    was, now = "38000.00 USD -> 99999.00 USD", "38000.00 USD -> 39280.00 USD"
    assert found == [f"amount band/S1/minimum: recorded {was}, recomputed {now}"]


def test_tampered_evidence_shows_in_every_figure_it_moved() -> None:
    document = to_document(adjusted(), templates.text("sales-manager"))
    row = next(e for e in document["evidence"] if (e["indicator"], e["period"]) == ("us-cpi", "2026-07"))
    row["value"] = "335.000"
    found = differences(document, recompute(document))
    assert any(text.startswith("clause bands-cpi percent") for text in found)
    assert any(text.startswith("amount band/S8/maximum") for text in found)


@pytest.mark.parametrize("document", [{}, {"indicators": 1}, {"indicators": {}, "evidence": [{}]}])
def test_what_is_no_record(document: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="not a record"):
        recompute(document)


@pytest.mark.parametrize(
    ("curve", "attainment", "payout"),
    [
        ("linear", "79.99", "0"), ("linear", "80", "50"), ("linear", "90", "75"), ("linear", "100", "100"),
        ("linear", "110", "125"), ("linear", "120", "150"), ("linear", "300", "150"),
        ("step", "49.9", "0"), ("step", "60", "30.0"), ("step", "80", "80"), ("step", "119", "119"),
        ("step", "120", "180.0"), ("marginal", "100", "70.0"), ("marginal", "110", "90.0"),
    ],
)  # fmt: skip
def test_payout_curves(curve: str, attainment: str, payout: str) -> None:
    assert sample().curves[curve].payout(Decimal(attainment)) == Decimal(payout)


def test_attainment_in_real_terms() -> None:
    # Target 1,000,000, prices +4 %, actual 1,030,000: nominal, at half and at full pass-through.
    found = [round(share_of(Decimal(1_030_000), Decimal(t)), 2) for t in (1_000_000, 1_020_000, 1_040_000)]
    assert found == [Decimal("103.00"), Decimal("100.98"), Decimal("99.04")]


def test_a_plan_may_say_that_bands_move_by_their_midpoint() -> None:
    """S4 midpoint 68,400 to 70,700; 57,000 / 68,400 of that is 58,916.67, and 79,800 / 68,400 is 82,483.33.

    Each by itself they come to 58,920 and 82,490.
    """
    plan = replace(sample(), bands_move=BandsMove.MIDPOINT)
    by_midpoint, each = ({line.path: line for line in a.lines} for a in (adjusted(plan), adjusted()))
    low, high = by_midpoint["band/S4/minimum"], by_midpoint["band/S4/maximum"]
    assert by_midpoint["band/S4/midpoint"].after == each["band/S4/midpoint"].after == Money.of(70700, "USD")
    assert [m.after.amount for m in (low, high)] == [58920, 82480]
    assert each["band/S4/maximum"].after.amount == 82490
    assert [f"{m.unrounded:.2f}" for m in (low, high)] == ["58916.67", "82483.33"]
    assert [s.text for s in low.steps] == [
        "70700 x 57000 / 68400: as far from the midpoint as before",
        "58916.66666667 rounded: nearest 10",
    ]
    assert adjusted(plan).rounding_gap != adjusted().rounding_gap


def test_bands_that_move_by_their_midpoint_are_recomputed_from_the_record() -> None:
    text = templates.text("sales-manager").replace("sample = true", 'sample = true\nbands_move = "midpoint"')
    plan, problems = parse_plan(text, file="by-midpoint.toml")
    assert plan is not None, problems
    document = json.loads(json.dumps(to_document(adjusted(plan), text)))
    again = recompute(document)
    assert again.plan.bands_move is BandsMove.MIDPOINT
    assert differences(document, again) == []
