"""Bands made from a midpoint, a spread and a progression; differentials of places."""

from decimal import Decimal

import pytest

from indicators.errors import BadInput
from plans import templates
from plans.bands import band_changes, spread
from plans.money import Money, Rounding
from plans.parse import parse_plan
from plans.places import local_figures
from plans.structure import band_structure

D = Decimal


def test_a_structure_by_hand() -> None:
    """Midpoint 50,000, spread 50 % of the minimum: minimum 40,000, maximum 60,000; 10 % to the next."""
    low, high = band_structure(
        ["A", "B"], midpoint=Money.of(50000, "USD"), spreads=[D(50)], progressions=[D(10)]
    )
    assert [m.amount for _, m in low.amounts()] == [D(40000), D(50000), D(60000)]
    assert [m.amount for _, m in high.amounts()] == [D(44000), D(55000), D(66000)]
    assert spread(low) == D(50)


def test_midpoints_grow_exactly_and_are_rounded_once() -> None:
    """1000 x 1.075^3 = 1242.296875; rounding each step to 10 would give 1,250 instead of 1,240."""
    bands = band_structure(
        ["A", "B", "C", "D"],
        midpoint=Money.of(1000, "EUR"),
        spreads=[D(40)],
        progressions=[D("7.5")],
        rounding=Rounding(D(10)),
    )
    assert [b.midpoint.amount for b in bands] == [D(1000), D(1080), D(1160), D(1240)]


@pytest.mark.parametrize(
    ("currency", "minimum"), [("JPY", "4255319"), ("KWD", "4255319.149"), ("USD", "4255319.15")]
)
def test_each_currency_has_its_own_decimals(currency: str, minimum: str) -> None:
    """5,000,000 / 1.175 = 4,255,319.148936..."""
    (band,) = band_structure(["A"], midpoint=Money.of(5000000, currency), spreads=[D(35)])
    assert str(band.minimum.amount) == minimum


def test_spreads_and_progressions_may_differ_by_grade() -> None:
    bands = band_structure(
        ["A", "B", "C"],
        midpoint=Money.of(1000000, "USD"),
        spreads=[D(30), D(40), D(50)],
        progressions=[D(10), D(20)],
    )
    assert [spread(b) for b in bands] == [D(30), D(40), D(50)]
    assert [c.progression_before for c in band_changes(bands, bands)] == [None, D(10), D(20)]


@pytest.mark.parametrize(
    ("grades", "spreads", "progressions", "what"),
    [
        ([], [D(30)], [D(10)], "grades"),
        (["A", "A"], [D(30)], [D(10)], "grades"),
        (["A", "B"], [D(30), D(30), D(30)], [D(10)], "how many spreads"),
        (["A", "B"], [D(30)], [], "how many progressions"),
        (["A", "B"], [D(-1)], [D(10)], "not a spread"),
        (["A", "B"], [D(30)], [D("NaN")], "not a progression"),
    ],
)
def test_what_does_not_make_a_structure_is_refused(
    grades: list[str], spreads: list[Decimal], progressions: list[Decimal], what: str
) -> None:
    with pytest.raises(BadInput, match=what):
        band_structure(grades, midpoint=Money.of(1000, "USD"), spreads=spreads, progressions=progressions)


def test_a_rounding_that_swallows_a_band_is_refused() -> None:
    with pytest.raises(BadInput, match="coarse"):
        band_structure(["A"], midpoint=Money.of(300, "USD"), spreads=[D(30)], rounding=Rounding(D(1000)))


PLACES = """
[places.london]
title = "London"
differential = 12.5
rounding = { to = 10 }

[places.leeds]
title = "Leeds"
differential = -4
"""


def test_a_place_pays_the_plans_figure_times_its_differential() -> None:
    """38,000 x 1.125 = 42,750; 44,650 x 1.125 = 50,231.25, so 50,230; 38,000 x 0.96 = 36,480."""
    plan, problems = parse_plan(templates.text("sales-manager") + PLACES, file="plan")
    assert plan is not None, problems
    found = {f.path: f for f in local_figures(plan)}
    assert found["place/london/S1/minimum"].local == Money.of(42750, "USD")
    assert found["place/london/S1/midpoint"].exact == D("50231.25")
    assert found["place/london/S1/midpoint"].local == Money.of(50230, "USD")
    assert found["place/leeds/S1/minimum"].local == Money.of(36480, "USD")
    assert found["place/london/S1/minimum"].factor == D("1.125")


def test_a_place_needs_its_differential() -> None:
    text = templates.text("sales-manager") + PLACES.replace("differential = -4", "diferential = -4")
    plan, problems = parse_plan(text, file="plan")
    assert plan is None
    assert {p.key for p in problems} == {"places.leeds.diferential", "places.leeds.differential"}
    assert "did you mean 'differential'" in problems[0].expected
