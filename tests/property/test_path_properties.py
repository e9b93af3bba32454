"""What must hold for a clause carried on from year to year, and for a whole plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import InvalidFile
from indicators.series import History, Period
from plans import history as histories_of
from plans.adjust import adjust
from plans.clause import IndexationClause, Leg
from plans.history import Determination
from plans.money import Money, Rounding
from plans.plan import IncentivePlan, PayBand
from plans.terms import Bank, BankOf, BaseKind, Blend, OnFall
from plans.uprate import evaluate, uprate_amount
from tests.plans.figures import histories, history, indicator

CHANGES = st.lists(st.decimals(min_value="-6", max_value="9", places=1), min_size=2, max_size=12)
LATER = date(2060, 1, 1)
PLAIN = IndexationClause(name="plain", index="one", lag=3, on_fall=OnFall.APPLY)


def index(changes: list[Decimal], name: str = "one") -> History:
    """An index that changes by so many percent from July to July, from 2020."""
    level, values = Decimal(100), {"2020-07": "100"}
    for n, change in enumerate(changes, start=1):
        level = level * (100 + change) / 100
        values[f"{2020 + n}-07"] = str(level)
    return history(indicator(name), dict(values))


def path(clause: IndexationClause, changes: list[Decimal], amount: int = 1000) -> list[Determination]:
    """The determinations of every October from 2021."""
    dates = [date(2020 + n, 10, 1) for n in range(1, len(changes) + 1)]
    known = histories(index(changes))
    return list(histories_of.run(clause, known, dates=dates, amount=Decimal(amount), as_of=LATER))


@given(CHANGES)
def test_a_capped_path_is_never_above_the_uncapped(changes: list[Decimal]) -> None:
    free = path(PLAIN, changes)
    capped = path(replace(PLAIN, cap=Decimal(3)), changes)
    assert all(c.after <= f.after for c, f in zip(capped, free, strict=True))


@given(CHANGES)
def test_a_banked_path_lies_between_the_capped_and_the_uncapped(changes: list[Decimal]) -> None:
    capped = path(replace(PLAIN, cap=Decimal(3), floor=Decimal(0)), changes)
    banked = path(replace(PLAIN, cap=Decimal(3), floor=Decimal(0), bank=Bank(BankOf.EXCESS)), changes)
    assert all(b.after >= c.after for b, c in zip(banked, capped, strict=True))
    assert all(b.uprating.percent <= 3 for b in banked)


@given(CHANGES, st.sampled_from(BankOf), st.none() | st.integers(0, 4), st.none() | st.integers(1, 3))
def test_a_bank_is_never_negative_nor_above_its_limit(
    changes: list[Decimal], of: BankOf, limit: int | None, expires: int | None
) -> None:
    rule = Bank(of, None if limit is None else Decimal(limit), expires)
    clause = replace(PLAIN, cap=Decimal(2), floor=Decimal(-1), bank=rule)
    for determination in path(clause, changes):
        held = [d.points for d in determination.state.bank]
        assert all(points > 0 for points in held)
        assert limit is None or sum(held) <= limit
        assert expires is None or all(d.age <= expires for d in determination.state.bank)


@given(CHANGES)
def test_where_the_base_stays_amounts_never_fall_and_never_outrun_the_index(changes: list[Decimal]) -> None:
    waits = path(replace(PLAIN, on_fall=OnFall.BASE_STAYS), changes)
    free = path(PLAIN, changes)
    amounts = [d.after for d in waits]
    assert amounts == sorted(amounts)
    highest = Decimal(1000)
    for kept, moved in zip(waits, free, strict=True):
        highest = max(highest, moved.after)
        assert abs(kept.after - highest) < Decimal("1e-20")


@given(CHANGES)
def test_a_base_that_stays_and_a_base_of_the_last_payment_say_the_same(changes: list[Decimal]) -> None:
    waits = path(replace(PLAIN, on_fall=OnFall.BASE_STAYS), changes)
    last = replace(
        PLAIN, on_fall=OnFall.BASE_STAYS, base=BaseKind.LAST_PAID, base_period=Period.month(2020, 7)
    )
    for one, other in zip(waits, path(last, changes), strict=True):
        assert abs(one.after - other.after) < Decimal("1e-20")


@given(CHANGES)
def test_chained_and_anchored_agree_without_caps_floors_shares_or_roundings(changes: list[Decimal]) -> None:
    dates = [date(2020 + n, 10, 1) for n in range(1, len(changes) + 1)]
    found = histories_of.both_bases(
        PLAIN, histories(index(changes)), dates=dates, amount=Decimal(1000), as_of=LATER
    )
    assert all(abs(c.anchored - c.chained) < Decimal("1e-20") for c in found)


@given(CHANGES, CHANGES, st.sampled_from([Blend.MAX, Blend.MIN, Blend.SUM, Blend.WEIGHTED]))
def test_the_order_of_equal_legs_does_not_matter(
    one: list[Decimal], two: list[Decimal], blend: Blend
) -> None:
    known = histories(index(one), index(two, "two"))
    legs = (Leg(index="one", lag=3), Leg(index="two", lag=3), Leg(constant=Decimal("2.5")))
    day = [date(2021, 10, 1)]
    found = [
        histories_of.run(
            IndexationClause(name="blend", legs=order, blend=blend, on_fall=OnFall.APPLY),
            known, dates=day, amount=Decimal(1000), as_of=LATER,
        )[0].after
        for order in (legs, legs[::-1])
    ]  # fmt: skip
    assert abs(found[0] - found[1]) < Decimal("1e-20")


@given(CHANGES, st.integers(100, 10**6))
def test_rounding_once_at_the_end_differs_by_less_than_a_multiple_a_year(
    changes: list[Decimal], amount: int
) -> None:
    each = path(replace(PLAIN, round_amount=Rounding(Decimal(1))), changes, amount)
    once = path(PLAIN, changes, amount)
    bound, growth = Decimal(0), Decimal(1)
    for rounded, exact in zip(each, once, strict=True):
        growth = rounded.uprating.ratio
        bound = bound * growth + Decimal("0.5")
        assert abs(rounded.after - exact.after) <= bound + Decimal("1e-20")


@settings(max_examples=60)
@given(
    CHANGES,
    st.lists(st.integers(1, 10**7), min_size=3, max_size=3).map(sorted),
    st.lists(st.sampled_from(["0.05", "1", "10", "500", "2500"]), min_size=2, max_size=2),
)
def test_minimum_midpoint_maximum_stay_in_order_or_it_is_reported(
    changes: list[Decimal], minors: list[int], multiples: list[str]
) -> None:
    low, middle, high = (Money(minor * 5, "USD") for minor in minors)
    first, second = (Rounding(Decimal(m)) for m in multiples)
    bands = (
        PayBand("S1", low, middle, high, "plain", rounding=first),
        PayBand("S2", low, middle, high, "plain", rounding=second),
    )
    plan = IncentivePlan(
        name="any", title="Any", role="Any", currency="USD", effective_from=date(2021, 10, 1), bands=bands,
        measures=(), clauses={"plain": PLAIN},
    )  # fmt: skip
    known = histories(index(changes))
    moved = [uprated(b, known) for b in bands]
    broken = [b.grade for b, amounts in zip(bands, moved, strict=True) if amounts != sorted(amounts)]
    if broken:
        with pytest.raises(InvalidFile) as caught:
            adjust(plan, known, effective_on=date(2021, 10, 1), as_of=LATER)
        assert [grade in str(caught.value.problems) for grade in broken]
        return
    found = adjust(plan, known, effective_on=date(2021, 10, 1), as_of=LATER)
    for band in found.adjusted.bands:
        assert band.minimum <= band.midpoint <= band.maximum


def uprated(band: PayBand, known: dict[str, History]) -> list[Money]:
    """The band's three amounts after the adjustment, without looking at their order."""
    uprating = evaluate(PLAIN, known, effective_on=date(2021, 10, 1), as_of=LATER)
    return [uprate_amount(uprating, money, rounding=band.rounding).after for _, money in band.amounts()]
