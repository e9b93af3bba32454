"""Projections: what the rule makes of written series, what it refuses, and what it never looks at."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import BadInput, NotPublished, UnknownName
from indicators.forecast import Method, Past, drift_seasonal, furthest, naive, project, track
from indicators.forecast.past import LEAST_ERRORS
from indicators.series import Frequency, Measure, Period, Series
from tests.indicators.making import indicator, reading, series

START = Period.month(2010, 1)
LAST_DIGIT = Decimal("0.0015")  # the written figures are rounded to 0.001 themselves


def written(
    count: int, figure: Callable[[int], float], measure: Measure = Measure.INDEX, start: Period = START
) -> Series:
    """A made-up series: the figure of each period from January 2010, to three decimals."""
    figures = {str(start.shift(n)): f"{figure(n):.3f}" for n in range(count)}
    return series(indicator(measure=measure, frequency=start.frequency), figures)


def without(whole: Series, *periods: str) -> Series:
    """The series with some periods the office says it never published."""
    kept = (r for r in whole.readings if str(r.period) not in periods)
    return Series(whole.indicator, (*kept, *(reading(p, None) for p in periods)), whole.basis)


def projected(found: Series, count: int | None = None) -> Mapping[str, Decimal]:
    """The projected figures by period."""
    return {str(p.period): p.value for p in project(found, count).points}


# --- what the rule makes of a series ------------------------------------------------------------------


def test_an_index_goes_on_at_its_pace() -> None:
    """0.2 % a month since January 2010: the hundredth month after is 100 x 1.002^100 = 122.116."""
    found = projected(written(100, lambda n: 100 * 1.002**n))
    assert abs(found["2018-05"] - Decimal("122.116")) <= LAST_DIGIT
    assert abs(found["2019-04"] - Decimal("124.830")) <= LAST_DIGIT  # 100 x 1.002^111


def test_each_month_of_the_year_keeps_its_own_pace() -> None:
    """Prices that fall by 1 % each January and rise by 0.2 % in every other month."""

    def figure(n: int) -> float:
        years, months = divmod(n, 12)
        return 100 * (0.99 * 1.002**11) ** years * 1.002**months

    found = projected(written(120, figure), 3)
    expected = {"2020-01": figure(120), "2020-02": figure(121), "2020-03": figure(122)}
    assert {p: float(v) for p, v in found.items()} == pytest.approx(expected, abs=float(LAST_DIGIT))
    assert figure(120) < figure(119)


def test_a_hole_is_neither_filled_nor_projected_nor_in_the_way() -> None:
    whole = written(120, lambda n: 100 * 1.002**n)
    found = project(without(whole, "2019-10"))
    assert found.last.period == Period.parse("2019-12")
    assert str(found.points[0].period) == "2020-01"
    assert {str(p.period): p.value for p in found.points} == projected(whole)


def test_a_hole_leaves_out_the_changes_on_both_its_sides() -> None:
    row = track(without(written(60, lambda n: 100 + n), "2012-06"))
    place = row.at(Period.parse("2012-06"))
    assert [row.holds(p) for p in (place - 1, place, place + 1)] == [True, False, True]
    assert all(change != change for change in row.changes[place : place + 2])  # NaN is not itself
    assert row.changes[place + 2] == pytest.approx(log(131 / 130))


def test_a_month_that_will_never_be_published_is_not_projected() -> None:
    told = without(written(100, lambda n: 100 * 1.002**n), "2018-06")
    found = project(told, 3)
    assert [str(p.period) for p in found.points] == ["2018-05", "2018-07"]
    assert [p.ahead for p in found.points] == [1, 3]


def test_a_rate_stays_less_a_quarter_of_what_it_did_a_year_ago() -> None:
    """The rate rose from 2.0 to 3.2 in the months that drop out: a quarter of 1.2 comes off."""
    shape = written(100, lambda n: 2.0 if n < 90 else 3.2, Measure.RATE_12M)
    found = projected(shape)
    assert found["2018-05"] == Decimal("3.200")  # in April and May of last year it stood still
    assert found["2018-07"] == Decimal("2.900")  # it rose in July 2017, at n = 90


def test_a_rate_on_the_year_before_is_never_treated_as_an_index() -> None:
    """102 (same month of last year = 100) for ever is a rise of 2 % a year, not one that goes on from 102."""
    assert set(projected(written(100, lambda n: 102.0, Measure.YOY_100)).values()) == {Decimal("102.000")}


def test_a_change_on_the_month_before_keeps_the_pace_of_its_month() -> None:
    every = written(120, lambda n: 101.0 if n % 12 == 0 else 100.2, Measure.MOM_100)
    found = projected(every)
    assert (found["2020-01"], found["2020-02"]) == (Decimal("101.000"), Decimal("100.200"))


def test_quarters_are_projected_a_year_ahead() -> None:
    start = Period(Frequency.QUARTERLY, 2000, 1)
    found = projected(written(60, lambda n: 100 * 1.005**n, start=start))
    assert list(found) == ["2015-Q1", "2015-Q2", "2015-Q3", "2015-Q4"]
    assert found["2015-Q1"] == Decimal("134.885")  # 100 x 1.005^60
    assert furthest(indicator(frequency=Frequency.QUARTERLY)) == 4


def test_figures_are_exact_decimals_with_the_decimals_of_the_newest() -> None:
    figures = {str(START.shift(n)): f"{100 * 1.002**n:.1f}" for n in range(100)}
    (point,) = project(series(indicator(), figures), 1).points
    assert (point.value, point.low.as_tuple().exponent) == (Decimal("122.1"), -1)
    assert isinstance(point.value, Decimal)


# --- the interval ---------------------------------------------------------------------------------------


def wavy(n: int) -> float:
    """A pace that no rule here knows: errors that grow with the months ahead."""
    return 100 * 1.002**n + (n * n * 7919 % 101) / 100


def test_the_interval_holds_the_estimate_and_never_narrows_further_ahead() -> None:
    points = project(written(180, wavy)).points
    assert all(p.low <= p.value <= p.high for p in points)
    widths = [log(p.high / p.low) for p in points]
    assert all(later > earlier - 1e-4 for earlier, later in pairwise(widths))


def test_the_interval_is_the_rank_of_past_errors() -> None:
    """Of 60 known errors of the naive rule, the 49th smallest: (60 + 1) x 0.8 = 48.8, rounded up."""
    steps = [(n * 37 % 61) / 1000 for n in range(200)]
    row = track(written(200, lambda n: 100 + sum(steps[:n]), Measure.RATE_12M))
    past = Past(row, naive, 1, since=199 - 60)
    sizes = sorted(abs(row.values[at + 1] - row.values[at]) for at in range(139, 199))
    assert past.widths(199) == [sizes[48]]


def test_an_interval_at_a_past_month_knows_nothing_of_what_came_later() -> None:
    whole = written(180, wavy)
    cut = Series(whole.indicator, whole.readings[:150], whole.basis)
    at = 149
    then, now = (Past(track(s), drift_seasonal, 12).widths(at) for s in (cut, whole))
    assert then is not None
    assert then == now


def test_coverage_counts_the_cases_whose_outcome_is_known() -> None:
    past = Past(track(written(150, lambda n: 100 * 1.002**n)), drift_seasonal, 2)
    one, two = past.coverage(range(140, 150))
    assert (one.cases, two.cases) == (9, 8)


def test_real_coverage_goes_with_every_period() -> None:
    points = project(written(300, wavy), 2).points
    assert [p.coverage.cases for p in points if p.coverage is not None] == [120, 119]
    assert points[0].interval == f"80 %: {points[0].low} .. {points[0].high}"


# --- what is refused ------------------------------------------------------------------------------------


def test_a_series_too_short_to_know_its_own_errors_is_refused() -> None:
    with pytest.raises(BadInput, match="too few figures"):
        project(written(40, lambda n: 100.0 + n))
    with pytest.raises(BadInput, match="too few figures"):
        project(written(36 + LEAST_ERRORS, lambda n: 100.0 + n))
    assert project(written(36 + LEAST_ERRORS + 12, lambda n: 100.0 + n)).points


@pytest.mark.parametrize("count", [0, 13, -1])
def test_a_projection_reaches_one_year(count: int) -> None:
    with pytest.raises(BadInput, match="one year at most"):
        project(written(100, lambda n: 100.0 + n), count)


def test_figures_of_the_year_to_date_are_not_projected() -> None:
    with pytest.raises(BadInput, match="ytd-100"):
        project(written(100, lambda n: 100.0, Measure.YTD_100))


def test_levels_of_zero_are_refused() -> None:
    with pytest.raises(BadInput, match="above 0"):
        project(written(100, lambda n: 0.0))


def test_an_empty_series_says_so() -> None:
    with pytest.raises(NotPublished, match="empty"):
        project(Series(indicator(), (), "nothing"))


def test_a_method_that_does_not_exist_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName) as refused:
        Method.named("drift")
    assert "drift-seasonal" in refused.value.hint


# --- always ---------------------------------------------------------------------------------------------

MOVES = st.lists(st.integers(-900, 1200), min_size=72, max_size=160)


@settings(max_examples=60, deadline=None)
@given(MOVES, st.sampled_from([Measure.INDEX, Measure.RATE_12M, Measure.YOY_100, Measure.MOM_100]))
def test_the_same_series_gives_the_same_digits_and_the_estimate_lies_inside(
    moves: list[int], measure: Measure
) -> None:
    shape = written(len(moves), lambda n: 100 + moves[n] / 1000 + n / 10, measure)
    one, other = project(shape), project(Series(shape.indicator, shape.readings[::-1], shape.basis))
    assert one.points == other.points
    assert all(p.low <= p.value <= p.high for p in one.points)


@settings(max_examples=30, deadline=None)
@given(MOVES)
def test_an_index_on_another_base_is_projected_to_the_same_change(moves: list[int]) -> None:
    level = [100 + m / 1000 + n / 10 for n, m in enumerate(moves)]
    one = track(written(len(level), lambda n: level[n]))
    tenfold = track(written(len(level), lambda n: 10 * level[n]))
    at = len(level) - 1
    paths = [drift_seasonal(row, at, 12) for row in (one, tenfold)]
    rises = [
        [value - row.values[at] for value in path] for row, path in zip((one, tenfold), paths, strict=True)
    ]
    assert rises[0] == pytest.approx(rises[1], abs=1e-4)


def test_a_reading_keeps_its_vintage_in_the_projection() -> None:
    whole = written(100, lambda n: 100 * 1.002**n)
    assert project(whole).last.published_on == date(2026, 10, 14)
    assert project(whole).basis == "written in a test"
