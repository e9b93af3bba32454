"""What must hold for any clause and any figures."""

import json
from dataclasses import replace
from datetime import date
from decimal import ROUND_UP, Decimal, localcontext

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.errors import BadInput
from indicators.series import History, Period
from plans.clause import IndexationClause
from plans.money import Money, Rounding
from plans.parse import clause_text, parse_clause
from plans.terms import BaseAmount, BaseKind, OnFall, Scope, Vintage
from plans.uprate import Uprating, evaluate, uprate_amount
from tests.plans.figures import histories, history, indicator, reading

LEVELS = st.decimals(min_value="1", max_value="9999", places=3)
PERCENTS = st.decimals(min_value="-20", max_value="40", places=1)
FIRST = Period.month(2020, 1)
EFFECTIVE = date(2024, 10, 1)
AS_OF = date(2025, 1, 1)
INDEX = indicator(name="us-cpi")  # a known name, so that clause files naming it read back

clauses = st.builds(
    IndexationClause,
    name=st.just("any"),
    index=st.just("us-cpi"),
    lag=st.integers(1, 12),
    window=st.sampled_from([1, 3, 12]),
    base_months=st.sampled_from([6, 12, 24]),
    vintage=st.sampled_from([Vintage.AS_KNOWN, Vintage.FIRST_PUBLISHED, Vintage.LATEST]),
    pass_through=st.sampled_from([Decimal(s) for s in ("0.25", "0.5", "1", "1.5")]),
    margin=st.sampled_from([Decimal(m) for m in ("-1", "0", "0.5", "2")]),
    floor=st.none() | st.sampled_from([Decimal(f) for f in ("-10", "0", "1")]),
    cap=st.none() | st.sampled_from([Decimal(c) for c in ("1", "3", "5")]),
    on_fall=st.sampled_from(OnFall),
    round_rate=st.none() | st.just(Rounding(Decimal("0.1"))),
    round_amount=st.none() | st.sampled_from([Rounding(Decimal(m)) for m in ("0.05", "1", "10")]),
)
series = st.lists(LEVELS, min_size=60, max_size=60)


def held(values: list[Decimal]) -> History:
    """Sixty months of an index from January 2020, each out in the middle of the next month."""
    return history(INDEX, {str(FIRST.shift(n)): str(v) for n, v in enumerate(values)})


def determine(clause: IndexationClause, known: History) -> Uprating:
    """The determination for October 2024, of figures of which it leaves something."""
    try:
        return evaluate(clause, histories(known), effective_on=EFFECTIVE, as_of=AS_OF)
    except BadInput as error:
        assume("leaves nothing" not in error.message)  # a fall of 100 % or more is refused, rightly
        raise


@given(clauses, LEVELS)
def test_an_index_that_does_not_move_changes_nothing(clause: IndexationClause, level: Decimal) -> None:
    still = replace(clause, margin=Decimal(0), floor=None)
    uprating = determine(still, held([level] * 60))
    assert uprating.ratio == 1
    assert uprate_amount(uprating, Money.of(1230, "USD")).after == Money.of(1230, "USD")


@given(clauses, series)
def test_a_cap_never_raises_and_a_floor_never_lowers(clause: IndexationClause, values: list[Decimal]) -> None:
    free = determine(replace(clause, floor=None, cap=None), held(values)).percent
    assert determine(replace(clause, floor=None, cap=Decimal(3)), held(values)).percent <= max(
        free, Decimal(3)
    )
    assert determine(replace(clause, floor=Decimal(1), cap=None), held(values)).percent >= min(
        free, Decimal(1)
    )
    capped = determine(replace(clause, floor=None, cap=Decimal(3)), held(values)).percent
    assert capped <= free


@given(clauses, series)
def test_the_rate_lies_between_floor_and_cap(clause: IndexationClause, values: list[Decimal]) -> None:
    bound = replace(clause, floor=Decimal(-2), cap=Decimal(4), limit_scope=Scope.EACH)
    assert Decimal(-2) <= determine(bound, held(values)).percent <= Decimal(4)


@given(clauses, series)
def test_only_a_clause_that_applies_falls_lowers_an_amount(
    clause: IndexationClause, values: list[Decimal]
) -> None:
    safe = replace(clause, on_fall=OnFall.ZERO, margin=Decimal(0), floor=None)
    assert determine(safe, held(values)).ratio >= 1


@given(series)
def test_a_ratchet_over_a_fixed_base_never_falls(values: list[Decimal]) -> None:
    clause = IndexationClause(
        name="any", index="us-cpi", lag=1, on_fall=OnFall.RATCHET, base=BaseKind.FIXED,
        base_period=FIRST, base_amount=BaseAmount.FIXED,
    )  # fmt: skip
    known = histories(held(values))
    days = [date(year, 2, 1) for year in range(2021, 2025)]
    ratios = [evaluate(clause, known, effective_on=day, as_of=AS_OF).ratio for day in days]
    assert ratios == sorted(ratios)
    assert ratios[0] >= 1


@given(clauses, series, LEVELS)
def test_what_is_published_after_the_decision_never_counts(
    clause: IndexationClause, values: list[Decimal], revised: Decimal
) -> None:
    before = held(values)
    later = [reading(str(r.period), str(revised), published_on=date(2025, 1, 2)) for r in before.readings]
    after = History(before.indicator, (*before.readings, *later))
    assert determine(clause, after) == determine(clause, before)


@given(clauses, series)
def test_the_same_determination_is_the_same_for_ever(clause: IndexationClause, values: list[Decimal]) -> None:
    def written(uprating: Uprating) -> str:
        steps = [(s.number, s.name, s.text, str(s.value), s.unit) for s in uprating.steps]
        return json.dumps([str(uprating.ratio), steps, uprating.warnings])

    assert written(determine(clause, held(values))) == written(determine(clause, held(values)))


@given(clauses, series)
def test_the_threads_own_decimal_context_changes_nothing(
    clause: IndexationClause, values: list[Decimal]
) -> None:
    known = held(values)
    expected = determine(clause, known)
    paid = uprate_amount(expected, Money(1234567, "USD"))
    with localcontext(prec=6, rounding=ROUND_UP):
        found = determine(clause, known)
        assert found == expected
        assert found.warnings == expected.warnings
        assert uprate_amount(found, Money(1234567, "USD")) == paid


@given(clauses)
def test_a_clause_written_as_a_file_reads_back_as_itself(clause: IndexationClause) -> None:
    clash = clause.floor is not None and clause.cap is not None and clause.floor > clause.cap
    again, problems = parse_clause(clause_text(clause), file="any.toml")
    assert clash or (again, problems) == (clause, ())


@settings(max_examples=50)
@given(clauses, series, st.integers(1, 10**8))
def test_rounding_moves_an_amount_by_less_than_its_multiple(
    clause: IndexationClause, values: list[Decimal], minor: int
) -> None:
    rounded = replace(clause, round_amount=Rounding(Decimal(10)))
    moved = uprate_amount(determine(rounded, held(values)), Money(minor, "USD"))
    assert abs(moved.after.amount - moved.unrounded) <= 5
