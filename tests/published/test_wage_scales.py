"""Wage scales that move by thresholds: Luxembourg, Belgium, and the French minimum wage."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.series import History, Period
from plans import history as histories_of
from plans import presets
from plans.clause import IndexationClause
from plans.history import Determination
from plans.terms import Chain
from plans.uprate import evaluate
from tests.plans.figures import histories, history, indicator, oracle
from tests.shared_data import needs_shared

LATER = date(2026, 12, 31)


def reaching(name: str, thresholds: Sequence[tuple[date, Decimal]], window: int) -> dict[str, History]:
    """An index of our own whose mean just reaches each threshold in the month before its date of effect."""
    first = Period.of(thresholds[0][0]).shift(-window - 24)
    low = thresholds[0][1] * Decimal("0.99")
    values = {first.shift(n): low for n in range(window + 23)}
    for day, threshold in thresholds:
        month, last = Period.of(day).shift(-1), max(values)
        while last < month:  # hold the mean until the month in which it must jump, then bring it there
            last = last.shift(1)
            before = sum((values[last.shift(-n)] for n in range(1, window)), Decimal(0))
            mean = threshold + Decimal("0.05") if last == month else None
            values[last] = values[last.shift(-window)] if mean is None else mean * window - before
    described = indicator(name, key=name)
    return histories(history(described, {str(p): str(v) for p, v in sorted(values.items())}))


def months(first: date, last: date) -> list[date]:
    """The first day of every month between both."""
    start, end = Period.of(first), Period.of(last)
    return [start.shift(n).first_day for n in range(end.ordinal - start.ordinal + 1)]


def moved(found: Sequence[Determination]) -> list[tuple[str, Decimal]]:
    """The months in which pay moved, and the amount after."""
    return [(str(Period.of(d.effective_on)), d.after) for d in found if d.after != d.before]


def chain_of(clause: IndexationClause) -> Chain:
    """The clause's chain."""
    assert clause.chain is not None
    return clause.chain


@needs_shared
def test_luxembourg_application_and_maturity_index() -> None:
    rows = oracle("lu_sliding_scale")
    steps = [(date.fromisoformat(f"{r['effective']}-01"), r) for r in rows[1:]]
    known = reaching(
        "own:lu-cpi-1948", [(d, Decimal(r["maturity_index_recomputed"])) for d, r in steps], window=6
    )
    found = histories_of.run(
        presets.load("lu-scale"),
        known,
        dates=months(date(2002, 7, 1), date(2025, 5, 1)),
        amount=Decimal(rows[0]["application_index_published"]),
        as_of=LATER,
    )
    assert moved(found) == [(r["effective"], Decimal(r["application_index_recomputed"])) for _, r in steps]
    published = {r["effective"]: r["application_index_published"] for _, r in steps}
    for month, amount in moved(found):
        assert published[month] in ("", str(amount)), month
    reached = [s.facts["threshold"] for d in found for s in d.uprating.steps if s.form == "chain-passed"]
    for threshold, (_, row) in zip(reached, steps, strict=True):
        assert row["maturity_index_published"] in ("", str(threshold)), row


def test_luxembourg_cuts_and_does_not_round() -> None:
    """Application index 605.61 (June 2002), 620.75 (August 2003) and so on to 719.84 (July 2010)."""
    clause = presets.load("lu-scale")
    index, maturity = Decimal("605.61"), chain_of(clause).threshold
    rounding, cut = clause.round_amount, chain_of(clause).rounding
    assert rounding is not None
    assert cut is not None
    for _ in range(7):
        index = rounding.apply(index * Decimal("1.025"))
    for _ in range(6):
        maturity = cut.apply(maturity * Decimal("1.025"))
    assert (index, maturity) == (Decimal("719.84"), Decimal("753.62"))


# Belgian pivots (2013 = 100), Federal Planning Bureau: each 2 percent above the one before. The index that
# reaches them in these months is ours.
PIVOTS = [
    ("2020-03", "107.20"), ("2021-09", "109.34"), ("2022-01", "111.53"), ("2022-03", "113.76"),
    ("2022-05", "116.04"), ("2022-08", "118.36"), ("2022-11", "120.73"), ("2022-12", "123.14"),
    ("2023-11", "125.60"), ("2024-05", "128.11"), ("2025-02", "130.67"),
]  # fmt: skip


def test_belgian_pivots() -> None:
    clause = presets.load("be-pivot")
    level = [(date.fromisoformat(f"{m}-01"), Decimal(p) / Decimal("0.98")) for m, p in PIVOTS]
    known = reaching("own:be-health-index", level, window=4)
    days = months(date(2020, 1, 1), date(2025, 2, 1))
    found = histories_of.run(clause, known, dates=days, amount=Decimal(1000), as_of=LATER)
    passed = [(d, s) for d in found for s in d.uprating.steps if s.form == "chain-passed"]
    assert [(str(Period.of(d.effective_on)), str(s.facts["threshold"])) for d, s in passed] == PIVOTS
    assert {d.uprating.percent for d, _ in passed} == {Decimal(2)}


def test_one_jump_over_two_thresholds_gives_both_steps() -> None:
    clause = replace(presets.load("be-pivot"), window=1)
    described = indicator("own:be-health-index", key="own:be-health-index")
    known = histories(history(described, {"2020-01": str(Decimal("109.50") / Decimal("0.98"))}))
    found = evaluate(clause, known, effective_on=date(2020, 2, 1), as_of=LATER)
    assert found.percent == Decimal("4.04")
    assert found.state.threshold == Decimal("111.53")


# ---- The French minimum wage -------------------------------------------------------------------------------


def french(prices: dict[str, str | None], wages: dict[str, str | None] | None = None) -> dict[str, History]:
    """Prices of the lowest fifth of households, and hourly wages by quarter."""
    low = indicator("own:fr-cpi-lowest-fifth", key="own:fr-cpi-lowest-fifth", decimals=2)
    paid = indicator("own:fr-hourly-wage", key="own:fr-hourly-wage", decimals=1)
    return histories(history(low, prices), history(paid, wages or {}))


@pytest.mark.parametrize(
    ("index", "paid"),
    [
        ("118.89", False),
        ("120.93", False),
        ("120.94", True),
    ],  # November 2024 stood at 118.56: x 1.02 = 120.9312
)
def test_within_the_year_two_percent_are_needed(index: str, paid: bool) -> None:
    known = french({"2024-11": "118.56", "2025-03": index})
    found = evaluate(presets.load("fr-smic-trigger"), known, effective_on=date(2025, 5, 1), as_of=LATER)
    assert found.paid is paid


@pytest.mark.parametrize(("wages", "percent"), [("103", "2.5"), ("106", "4"), ("101", "2")])
def test_in_january_half_of_what_wages_gained_over_prices_is_added(wages: str, percent: str) -> None:
    """A worked example of Code du travail L3231-8, not a published one: prices +2 %, wages as given."""
    known = french({"2023-11": "100", "2024-11": "102"}, {"2023-09": "100", "2024-09": wages})
    found = evaluate(presets.load("fr-smic"), known, effective_on=date(2025, 1, 1), as_of=LATER)
    assert found.percent == Decimal(percent)
