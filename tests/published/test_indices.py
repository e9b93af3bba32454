"""What published indices teach: revisions, rebasing, chained monthly changes, unadjusted against adjusted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.arithmetic import percent_change, round_digits
from indicators.catalog import catalog
from indicators.series import History, Measure, Period, Reading
from plans.clause import IndexationClause
from plans.money import Money, Rounding
from plans.terms import ClauseMeasure, OnFall, Vintage
from plans.uprate import Uprating, evaluate, uprate_amount
from tests.plans.figures import histories, history, indicator, official, oracle, reading, rows_of
from tests.shared_data import needs_shared

# US PPI, all commodities, for February 2026: what BLS said and when; and the same month a year before.
PRINTS = [
    ("2026-03-22", "267.848", "516100"), ("2026-04-14", "269.296", "518900"),
    ("2026-05-13", "269.909", "520100"), ("2026-06-25", "269.553", "519400"),
]  # fmt: skip
THRESHOLD = IndexationClause(
    name="threshold", index="us-ppi-commodities", lag=1, vintage=Vintage.LATEST, on_fall=OnFall.APPLY,
    round_amount=Rounding(Decimal(100)),
)  # fmt: skip


def determined(clause: IndexationClause, known: History, month: str, as_of: str) -> Uprating:
    """The determination whose reference month is `month`, decided on `as_of`."""
    effective = Period.parse(month).shift(clause.lag).first_day
    held = histories(known)
    return evaluate(clause, held, effective_on=effective, as_of=date.fromisoformat(as_of))


@pytest.mark.parametrize(("as_of", "value", "threshold"), PRINTS)
def test_a_threshold_follows_the_vintage(as_of: str, value: str, threshold: str) -> None:
    before = reading("2025-02", "259.498", published_on=date(2025, 7, 15))
    prints = [reading("2026-02", v, published_on=date.fromisoformat(day)) for day, v, _ in PRINTS]
    known = History(catalog()["us-ppi-commodities"], (before, *prints))
    found = determined(THRESHOLD, known, "2026-02", as_of)
    assert found.inputs[-1].value == Decimal(value)
    assert uprate_amount(found, Money.of(500_000, "USD")).after == Money.of(threshold, "USD")
    assert found.provisional


def vintages(name: str, series_id: str) -> History:
    """Every vintage of a series in the shared folder."""
    rows = [r for r in rows_of("us_vintages.csv") if r["series_id"] == series_id]
    readings: list[Reading] = [
        reading(r["period"], r["value"], published_on=date.fromisoformat(r["vintage"])) for r in rows
    ]
    described = catalog()[name]
    older = official(name, "us_ppi.csv", series_id).readings
    return History(described, (*(r for r in older if r.period < Period.month(2025, 9)), *readings))


@needs_shared
@pytest.mark.parametrize(
    ("name", "series_id"), [("us-ppi-commodities", "WPU00000000"), ("us-ppi-finished-goods", "WPUFD49207")]
)
def test_every_print_of_the_ppi_gives_its_own_threshold(name: str, series_id: str) -> None:
    known = vintages(name, series_id)
    clause = replace(THRESHOLD, index=name)
    rows = [r for r in oracle("us_ppi_revisions") if r["series"] == series_id]
    assert rows
    for row in rows:
        found = determined(clause, known, row["period"], row["vintage"])
        assert found.inputs[-1].value == Decimal(row["value"]), row
        assert round_digits(found.percent, 2) == Decimal(row["yoy_pct"]), row
        after = uprate_amount(found, Money.of(500_000, "USD")).after
        assert after == Money.of(row["threshold_500000_indexed_nearest_100"], "USD"), row
    first = replace(clause, vintage=Vintage.FIRST_PUBLISHED)
    for row in (r for r in rows if r["status"] == "first"):
        assert determined(first, known, row["period"], "2026-12-31").inputs[-1].value == Decimal(row["value"])


@needs_shared
def test_twelve_chained_monthly_changes_are_not_the_published_yearly_change() -> None:
    percents = [r for r in rows_of("cn_nbs.csv") if r["series_id"] == "CN_CPI_MOM_PCT"]
    links = {r["period"]: str(100 + Decimal(r["value"])) for r in percents}
    monthly = history(indicator("cn-cpi-mom", Measure.MOM_100, decimals=1), dict(links))
    yearly = official("cn-cpi", "cn_nbs.csv", "CN_CPI_YOY100")
    chained = IndexationClause(
        name="chained", index="cn-cpi-mom", measure=ClauseMeasure.MOM_100, lag=1, on_fall=OnFall.APPLY,
        round_change=Rounding(Decimal("0.1")),
    )  # fmt: skip
    published = replace(chained, index="cn-cpi", measure=ClauseMeasure.YOY_100)
    exact = 0
    rows = oracle("cn_cpi_mom_chain_vs_yoy")
    for row in rows:
        ours = determined(chained, monthly, row["period"], "2026-12-31")
        theirs = determined(published, yearly, row["period"], "2026-12-31")
        assert ours.percent + 100 == Decimal(row["yoy_from_12_chained_mom"]), row
        assert theirs.percent + 100 == Decimal(row["yoy_published"]), row
        exact += ours.percent == theirs.percent
    assert (exact, len(rows)) == (109, 212)
    assert any("no published level" in text for text in ours.warnings)


@needs_shared
def test_the_same_prices_on_two_bases_differ_by_their_rounding() -> None:
    new, old = (official("us-cpi", "us_cpi_u.csv", code) for code in ("CUUR0000SA0", "CUUR0000AA0"))
    clause = IndexationClause(
        name="rate", index="us-cpi", lag=1, on_fall=OnFall.APPLY, round_change=Rounding(Decimal("0.1"))
    )
    rows = oracle("us_rebasing_effect_on_yoy")
    for row in rows:
        on_new, on_old = (
            determined(clause, known, row["period"], "2026-12-31").percent for known in (new, old)
        )
        assert (on_new, on_old) == (Decimal(row["yoy_on_1982_84_base"]), Decimal(row["yoy_on_1967_base"])), (
            row
        )
        assert on_new != on_old
    assert len(rows) == 634


@needs_shared
def test_a_clause_on_an_adjusted_series_is_warned_about_because_it_is_rewritten() -> None:
    rows = oracle("us_cpi_sa_revisions")
    described = catalog()["us-cpi-sa"]
    readings = [
        reading(r["period"], r[which], published_on=date.fromisoformat(r[f"{which}_vintage"]))
        for r in rows
        for which in ("old", "new")
    ]
    known = History(described, tuple(readings))
    clause = IndexationClause(name="adjusted", index="us-cpi-sa", lag=1, on_fall=OnFall.APPLY)
    changed = 0
    for row in rows:
        if Period.parse(row["period"]) < Period.month(2022, 1):
            continue
        first = determined(clause, known, row["period"], row["old_vintage"])
        later = determined(clause, known, row["period"], row["new_vintage"])
        changed += first.percent != later.percent
        assert any("seasonally adjusted" in text for text in later.warnings)
    assert changed > 40


@needs_shared
def test_what_china_publishes_is_the_unrounded_index_rounded_half_up() -> None:
    rows = oracle("cn_unrounded_vs_published")
    assert len(rows) == 24
    for row in rows:
        assert round_digits(Decimal(row["unrounded"]), 1) == Decimal(row["published"]), row


def test_index_points_are_not_a_percentage() -> None:
    """BLS, How to use the CPI for escalation: 129.9 to 136.0 is 6.1 points, but 4.7 percent."""
    assert round_digits(percent_change(Decimal("136.0"), Decimal("129.9")), 1) == Decimal("4.7")
