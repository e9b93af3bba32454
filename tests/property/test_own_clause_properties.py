"""Whatever clause moves which figure: each moves by its own alone, and the order holds or is told."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import InvalidFile
from plans import templates
from plans.adjust import Adjustment, adjust
from plans.money import Money
from plans.parse import parse_plan
from plans.plan import BonusMeasure, Direction, IncentivePlan, figure_clauses
from plans.terms import OnFall
from plans.uprate import uprate_amount
from tests.plans.test_adjust import AS_OF, EFFECTIVE, known

PLAN, _ = parse_plan(templates.text("sales-manager"), file="sales-manager.toml")
HELD = known()
NAMES = ("a", "b", "c")
clauses = st.none() | st.sampled_from(NAMES)
amounts = st.lists(st.integers(0, 10**11), min_size=3, max_size=3).map(sorted)
margins = st.tuples(*[st.decimals("-60", "60", places=1)] * 3)


def plan_with(measure: BonusMeasure, added: tuple[Decimal, ...], per: IncentivePlan) -> IncentivePlan:
    """The sample with this measure, its clauses moving prices by so many points more or less."""
    start = per.clauses["extras-cpi"]
    made = {
        name: replace(start, name=name, margin=points, on_fall=OnFall.APPLY, round_amount=None)
        for name, points in zip(NAMES, added, strict=True)
    }
    bands = tuple(replace(band, clause=None) for band in per.bands)
    parts = tuple(replace(part, clause=None) for part in per.components)
    return replace(per, clauses=made, bands=bands, components=parts, measures=(measure,))


def adjusted(plan: IncentivePlan) -> Adjustment | None:
    """The plan adjusted, or None where its figures passed each other, which is told of this measure."""
    try:
        return adjust(plan, HELD, effective_on=EFFECTIVE, as_of=AS_OF)
    except InvalidFile as told:
        problems = told.problems
    assert {p.key for p in problems} == {"measures.sales"}
    assert all("exceeds" in p.message for p in problems)
    return None


@settings(max_examples=150, deadline=None)
@given(amounts, st.tuples(clauses, clauses, clauses, clauses), margins, st.booleans())
def test_each_figure_moves_by_its_own_clause_and_the_order_holds_or_is_told(
    minor: list[int], names: tuple[str | None, ...], added: tuple[Decimal, ...], rises: bool
) -> None:
    assert PLAN is not None
    low, middle, high = (Money(n, "USD") for n in (minor if rises else minor[::-1]))
    measure = replace(
        PLAN.measures[0],
        direction=Direction.HIGHER if rises else Direction.LOWER,
        threshold=low,
        target=middle,
        maximum=high,
        clause=names[0],
        threshold_clause=names[1],
        target_clause=names[2],
        maximum_clause=names[3],
    )
    found = adjusted(plan_with(measure, added, PLAN))
    each = figure_clauses(measure)
    assert each == {
        name: own or names[0] for name, own in zip(("threshold", "target", "maximum"), names[1:], strict=True)
    }
    if found is None:
        assert len(set(each.values())) > 1, "one clause for all cannot turn their order round"
        return
    lines = {line.field: line for line in found.lines if line.section == "measures"}
    for (field, money), clause in zip(measure.amounts(), each.values(), strict=True):
        alone = money if clause is None else uprate_amount(found.upratings[clause], money).after
        assert (lines[field].after, lines[field].clause) == (alone, clause)
    after = [lines[name].after.minor for name in ("threshold", "target", "maximum")]
    assert after == sorted(after, reverse=not rises)
    assert set(found.upratings) == {clause for clause in each.values() if clause}
