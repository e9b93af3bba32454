"""Series and History: which figure counts on which day, and how an absent one is explained."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import BadInput, NotPublished
from indicators.series import History, Observation, Period, Series, Status
from tests.indicators.making import history, indicator, reading, series

FEBRUARY = Period.parse("2026-02")

# US PPI, all commodities, February 2026 as four successive copies of the BLS series held it.
PPI = history(
    "us-ppi-commodities",
    reading("2026-02", "267.848", date(2026, 3, 22), status=Status.PROVISIONAL),
    reading("2026-02", "269.909", date(2026, 5, 13), status=Status.PROVISIONAL),
    reading("2026-02", "269.296", date(2026, 4, 14), status=Status.PROVISIONAL),
    reading("2026-02", "269.553", date(2026, 6, 25), status=Status.PROVISIONAL),
    reading("2026-03", "274.102", date(2026, 4, 14), status=Status.PROVISIONAL),
)


@pytest.mark.parametrize(
    ("day", "figure"),
    [
        (date(2026, 3, 22), "267.848"),
        (date(2026, 4, 13), "267.848"),
        (date(2026, 4, 14), "269.296"),
        (date(2026, 5, 31), "269.909"),
        (date(2026, 11, 23), "269.553"),
    ],
)
def test_a_figure_is_the_newest_one_published_by_that_day(day: date, figure: str) -> None:
    assert PPI.known_on(day).value(FEBRUARY) == Decimal(figure)


def test_before_the_first_publication_nothing_is_known() -> None:
    known = PPI.known_on(date(2026, 3, 21))
    assert len(known) == 0
    assert known.latest is None


def test_first_published_ignores_later_revisions_and_knows_its_day() -> None:
    first = PPI.first_published(date(2026, 11, 23))
    assert first.value(FEBRUARY) == Decimal("267.848")
    assert [str(p) for p in first] == ["2026-02", "2026-03"]
    assert list(PPI.first_published(date(2026, 4, 1))) == [FEBRUARY]


def test_revisions_of_a_month_come_oldest_first_whatever_order_they_arrived_in() -> None:
    assert [r.vintage for r in PPI.revisions(FEBRUARY)] == [
        "2026-03-22",
        "2026-04-14",
        "2026-05-13",
        "2026-06-25",
    ]


def test_first_published_passes_over_a_month_first_given_as_missing() -> None:
    late = history(
        "us-cpi", reading("2020-01", None, date(2020, 2, 1)), reading("2020-01", "257.971", date(2020, 3, 1))
    )
    assert late.first_published(date(2020, 6, 1)).value(Period.parse("2020-01")) == Decimal("257.971")
    assert late.known_on(date(2020, 2, 15))[Period.parse("2020-01")].value is None


@given(
    st.lists(
        st.tuples(
            st.integers(1, 12),
            st.dates(date(2025, 1, 1), date(2026, 12, 31)),
            st.decimals("50", "150", places=1),
        ),
        max_size=40,
        unique_by=lambda row: (row[0], row[1]),
    ),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
)
def test_what_is_known_never_comes_from_after_the_day(
    rows: list[tuple[int, date, Decimal]], day: date
) -> None:
    held = history(indicator(), *(reading(f"2024-{m:02d}", str(v), on) for m, on, v in rows))
    known = held.known_on(day)
    for period, one in known.items():
        candidates = [r for r in held.revisions(period) if r.published_on <= day]
        assert one == candidates[-1]
        assert held.first_published(day)[period] == candidates[0]
    assert set(known) == {r.period for r in held.readings if r.published_on <= day}


def test_a_series_runs_in_order_of_its_periods() -> None:
    mixed = series("uk-cpi", {"2026-08": "143.6", "2026-06": "142.5", "2026-07": "142.9"})
    assert [str(p) for p in mixed] == ["2026-06", "2026-07", "2026-08"]
    assert mixed.latest is not None
    assert mixed.latest.value == Decimal("143.6")


def test_the_latest_reading_passes_over_a_month_without_a_figure() -> None:
    stopped = series("us-cpi", {"2025-09": "324.800", "2025-10": None})
    assert stopped.latest is not None
    assert str(stopped.latest.period) == "2025-09"


def _why(held: Series, period: str) -> str:
    with pytest.raises(NotPublished) as caught:
        held.value(Period.parse(period))
    return caught.value.explain()


def test_an_absent_figure_is_explained_by_what_is_there() -> None:
    cpi = Series(
        series("us-cpi", {}).indicator,
        (
            reading("2025-09", "324.800"),
            reading("2025-10", None, footnote="prices were not collected"),
            reading("2025-11", "324.122"),
            reading("2026-01", "325.252"),
        ),
        "as known on 2026-02-20",
    )
    assert "2025-10 was not published (prices were not collected)" in _why(cpi, "2025-10")
    assert "ends at 2026-01" in _why(cpi, "2026-02")
    assert "before the series begins (2025-09)" in _why(cpi, "2020-01")
    assert "hole" in _why(cpi, "2025-12")
    assert "as known on 2026-02-20" in _why(cpi, "2025-12")


def test_an_empty_series_says_how_to_fill_it() -> None:
    assert "realterms fetch us-cpi" in _why(series("us-cpi", {}), "2026-01")


def test_an_observation_lacks_a_value_exactly_when_it_is_missing() -> None:
    with pytest.raises(BadInput, match="2026-02"):
        Observation(FEBRUARY, None)
    with pytest.raises(BadInput, match="2026-02"):
        Observation(FEBRUARY, Decimal("1.0"), Status.MISSING)


def test_an_empty_history_knows_nothing_on_any_day() -> None:
    nothing = History(indicator())
    assert not nothing.known_on(date(2026, 1, 1))
    assert nothing.revisions(FEBRUARY) == ()
