"""What must hold for any figures: exact index arithmetic and rounding."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from indicators.arithmetic import (
    RoundingMode,
    chain,
    compound,
    interpolate_daily,
    link_factor,
    mean,
    percent_change,
    percent_of_ratio,
    ratio,
    ratio_of_percent,
    rebase,
    round_to,
    settle,
)

LEVELS = st.decimals(min_value="0.001", max_value="99999", places=3)
AMOUNTS = st.decimals(min_value="-1000000", max_value="1000000", places=4)
MULTIPLES = st.sampled_from([Decimal(m) for m in ("0.01", "0.05", "0.1", "1", "5", "10", "25", "1000")])
MODES = st.sampled_from(list(RoundingMode))


@given(LEVELS)
def test_no_change_is_a_ratio_of_one(level: Decimal) -> None:
    assert ratio(level, level) == 1
    assert percent_change(level, level) == 0


@given(LEVELS, LEVELS)
def test_a_base_times_its_ratio_is_the_current_figure(current: Decimal, base: Decimal) -> None:
    assert settle(base * ratio(current, base)) == current


@given(LEVELS, LEVELS)
def test_a_ratio_and_its_percent_say_the_same(current: Decimal, base: Decimal) -> None:
    exact = ratio(current, base)
    assert settle(ratio_of_percent(percent_of_ratio(exact))) == settle(exact)


@given(AMOUNTS, MULTIPLES, MODES)
def test_rounding_twice_is_rounding_once(amount: Decimal, multiple: Decimal, mode: RoundingMode) -> None:
    once = round_to(amount, multiple, mode)
    assert round_to(once, multiple, mode) == once
    assert abs(once - amount) < multiple


@given(AMOUNTS, MULTIPLES)
def test_rounding_down_and_up_enclose_the_value(amount: Decimal, multiple: Decimal) -> None:
    down, up = round_to(amount, multiple, RoundingMode.DOWN), round_to(amount, multiple, RoundingMode.UP)
    assert down <= amount <= up
    assert up - down in (0, multiple)
    assert round_to(amount, multiple) in (down, up)


@given(AMOUNTS, AMOUNTS, MULTIPLES, MODES)
def test_rounding_keeps_order(one: Decimal, other: Decimal, multiple: Decimal, mode: RoundingMode) -> None:
    low, high = sorted((one, other))
    assert round_to(low, multiple, mode) <= round_to(high, multiple, mode)


@given(st.integers(min_value=1, max_value=10**7), st.integers(min_value=1, max_value=10**7))
def test_what_a_division_leaves_behind_never_costs_a_unit(amount: int, part: int) -> None:
    exact = Decimal(amount) * ratio(Decimal(part), Decimal(amount))
    assert round_to(exact, Decimal(1), RoundingMode.DOWN) == part
    assert round_to(exact, Decimal(1), RoundingMode.UP) == part


def test_three_hundred_times_103_over_300_is_103() -> None:
    exact = Decimal(300) * ratio(Decimal(103), Decimal(300))
    assert round_to(exact, Decimal(1), RoundingMode.DOWN) == 103


@given(st.lists(LEVELS, min_size=1, max_size=24))
def test_a_mean_lies_between_its_extremes(values: list[Decimal]) -> None:
    assert min(values) <= settle(mean(values)) <= max(values)


@given(LEVELS, LEVELS, LEVELS)
def test_a_ratio_is_the_same_on_any_base(current: Decimal, base: Decimal, new_base: Decimal) -> None:
    moved = ratio(rebase(current, new_base), rebase(base, new_base))
    assert settle(moved) == settle(ratio(current, base))


@given(LEVELS, LEVELS)
def test_a_link_carries_the_new_series_onto_the_old_base(old: Decimal, new: Decimal) -> None:
    assert settle(new * link_factor(old, new)) == old


@given(st.lists(st.decimals(min_value="-5", max_value="20", places=1), max_size=40))
def test_compounding_and_chaining_agree(percents: list[Decimal]) -> None:
    links = [100 + p for p in percents]
    levels = chain(links)
    end = levels[-1] if levels else Decimal(100)
    assert round_to(end, Decimal("1e-20")) == round_to(compound(percents) * 100, Decimal("1e-20"))


@given(LEVELS, LEVELS, st.dates())
def test_a_days_value_lies_between_its_months(first: Decimal, second: Decimal, day: object) -> None:
    from datetime import date

    assert isinstance(day, date)
    value = settle(interpolate_daily(first, second, day))
    assert min(first, second) <= value <= max(first, second)
    if day.day == 1:
        assert value == first
