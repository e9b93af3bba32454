"""Figures beyond reason, figures taken back, series put on another base; and what is none of these."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from indicators import snapshot
from indicators.catalog import catalog
from indicators.plausible import doubts, limit, limits, rebase_factor
from indicators.series import History, Indicator, Observation, Period, Reading, Status

RPI = catalog()["uk-rpi"]
RATE = catalog()["uk-cpi-rate"]
# Figures of the ONS, as published on 2026-03-25 and 2026-04-22.
HELD = {
    "2025-10": "407.4",
    "2025-11": "405.6",
    "2025-12": "408.5",
    "2026-01": "406.4",
    "2026-02": "408.2",
}
MARCH = "411.4"


def history(values: Mapping[str, str], indicator: Indicator = RPI) -> History:
    moment = datetime(2026, 3, 25, 12, tzinfo=UTC)
    readings = [
        Reading(Period.parse(p), Decimal(v), Status.FINAL, moment.date(), moment, "ons")
        for p, v in values.items()
    ]
    return History(indicator, tuple(readings))


def stated(values: Mapping[str, str | None]) -> list[Observation]:
    return [
        Observation(
            Period.parse(p),
            None if v is None else Decimal(v),
            Status.MISSING if v is None else Status.FINAL,
        )
        for p, v in values.items()
    ]


def doubted(
    answer: Mapping[str, str | None], held: Mapping[str, str] = HELD, indicator: Indicator = RPI
) -> dict[str, str]:
    found = doubts(indicator, stated(answer), history(held, indicator))
    return {str(d.observation.period): d.reason for d in found}


def test_a_usual_month_is_good() -> None:
    assert doubted({**HELD, "2026-03": MARCH}) == {}


def test_a_month_beyond_reason_is_doubted_with_its_reason() -> None:
    assert doubted({**HELD, "2026-03": "4114"}) == {
        "2026-03": "+907.8 % from 408.2 in 2026-02; up to 4 % is usual"
    }


def test_a_revision_beyond_reason_is_doubted_and_a_small_one_is_not() -> None:
    assert doubted({"2026-01": "306.4", "2026-02": "408.3"}) == {
        "2026-01": "-24.6 % from 406.4, published before; up to 4 % is usual"
    }


def test_a_figure_taken_back_is_doubted() -> None:
    assert doubted({"2026-02": None}) == {"2026-02": "taken back; 408.2 was published"}


def test_a_month_that_the_office_never_published_is_no_figure_taken_back() -> None:
    assert doubted({**HELD, "2026-03": None}) == {}


def test_the_month_after_a_doubted_one_is_judged_by_the_last_good_one() -> None:
    assert list(doubted({"2026-03": "4114", "2026-04": "414.4"})) == ["2026-03"]
    assert list(doubted({"2026-03": "4114", "2026-04": "4144"})) == ["2026-03", "2026-04"]


def test_the_more_months_lie_between_the_more_may_have_happened() -> None:
    assert doubted({"2026-04": "435"}) == {}
    assert "2026-03" in doubted({"2026-03": "435"})


def test_a_rate_is_judged_in_points() -> None:
    held = {"2026-01": "3.0", "2026-02": "3.0"}
    assert doubted({"2026-03": "5.4"}, held, RATE) == {}
    assert doubted({"2026-03": "-3.3"}, held, RATE) == {
        "2026-03": "-6.3 points from 3.0 in 2026-02; up to 2.5 points is usual"
    }


def test_a_confirmed_figure_is_good_and_so_is_what_follows_it() -> None:
    answer = stated({"2026-03": "500", "2026-04": "505"})
    confirmed = [(Period.parse("2026-03"), Decimal("500"))]
    assert doubts(RPI, answer, history(HELD), confirmed=confirmed) == ()


def test_what_was_held_at_any_time_is_good() -> None:
    moment = datetime(2026, 4, 22, 12, tzinfo=UTC)
    wrong = Reading(Period.parse("2026-02"), Decimal(100), Status.FINAL, moment.date(), moment, "ons")
    held = History(RPI, (*history(HELD).readings, wrong))
    assert doubts(RPI, stated({"2026-02": "408.2"}), held) == ()


def test_of_a_series_not_held_yet_only_the_newest_months_are_judged() -> None:
    answer: dict[str, str | None] = {"1946-01": "10", "1946-02": "90", **HELD}
    assert doubted({**answer, "2026-03": MARCH}, {}) == {}
    assert list(doubted({**answer, "2026-03": "999"}, {})) == ["2026-03"]


def test_older_months_than_those_held_are_history() -> None:
    assert doubted({"1990-01": "10", "1990-02": "90", **HELD}) == {}


def test_a_series_without_a_limit_of_its_own_may_move_as_it_did() -> None:
    energy = Indicator("bls:WPU05", "energy", "Energy", "US", RPI.kind, RPI.measure, base_period="1982=100")
    calm = {f"2025-{m:02d}": f"{100 + m}" for m in range(1, 13)}
    wild = {f"2025-{m:02d}": f"{100 + 12 * (m % 2)}" for m in range(1, 13)}
    assert "2026-01" in doubted({"2026-01": "125"}, calm, energy)
    assert doubted({"2026-01": "115"}, wild, energy) == {}


def test_with_several_figures_beyond_reason_the_whole_answer_is_doubtful() -> None:
    wrong = dict(HELD)
    for month in ("2025-10", "2025-11", "2025-12"):
        wrong[month] = str(Decimal(HELD[month]) * 10)
    wrong |= {"2026-01": str(Decimal(HELD["2026-01"]) + 1), "2026-05": "410.0"}
    found = doubted(wrong)
    assert set(found) == {"2025-10", "2025-11", "2025-12", "2026-01", "2026-05"}
    assert found["2026-01"] == found["2026-05"] == "stands in an answer that has 3 figures beyond reason"


# --- bases ------------------------------------------------------------------------------------------


def test_a_rebased_series_is_recognised_by_its_one_factor() -> None:
    moved = {p: str(round(Decimal(v) / Decimal("4.084"), 1)) for p, v in HELD.items()}
    held = history({**HELD, "2025-09": "406.1"})
    factor = rebase_factor(stated({**moved, "2025-09": "99.4"}), held)
    assert factor is not None
    assert round(factor, 3) == Decimal("0.245")


def test_revisions_and_few_periods_are_no_rebasing() -> None:
    held = history({**HELD, "2025-09": "406.1"})
    revised = {**HELD, "2025-09": "406.1", "2026-01": "407.0"}
    assert rebase_factor(stated(revised), held) is None
    assert rebase_factor(stated({"2026-01": "99.5", "2026-02": "100"}), held) is None


def test_rates_have_no_base() -> None:
    held = {f"2025-{m:02d}": "2.0" for m in range(1, 13)}
    assert rebase_factor(stated(dict.fromkeys(held, "4.0")), history(held, RATE)) is None


# --- the limits against what really happened ---------------------------------------------------------


def test_every_limit_of_its_own_is_of_an_indicator_that_there_is() -> None:
    assert limits()["own"].keys() <= catalog().keys()
    assert all(limit(i) > 0 for i in catalog().values())


@pytest.mark.parametrize("series", snapshot.load().series, ids=lambda s: s.indicator.name)
def test_no_figure_published_since_1990_is_beyond_reason(series: snapshot.SnapshotSeries) -> None:
    """Each month of the bundled figures as the newest one, given those before it."""
    newest = series.vintages[-1]
    values = {o.period: o.value for o in newest.observations if o.value is not None}
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    past = [Reading(p, v, Status.FINAL, date(2026, 1, 1), moment, "x") for p, v in sorted(values.items())]
    for at, reading in enumerate(past[1:], start=1):
        if reading.period.year >= 1990:
            held = History(series.indicator, tuple(past[max(at - 130, 0) : at]))
            now = Observation(reading.period, reading.value)
            assert doubts(series.indicator, [now], held) == ()
