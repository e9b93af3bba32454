"""Two versions of a plan compared: which figures moved, and what else is not the same."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from plans import templates
from plans.changes import plan_changes, word_changes
from plans.money import Money, Rounding
from plans.parse import parse_plan
from plans.people_rules import PeopleRules
from plans.plan import BonusMeasure, Component, IncentivePlan, Location, PayBand
from plans.scoring.rules import ScoringRules

TEXT = templates.text("sales-manager")


def plan_of(*changes: tuple[str, str]) -> IncentivePlan:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    found, problems = parse_plan(text, file="plan")
    assert found is not None, problems
    return found


def test_the_same_plan_has_no_changes() -> None:
    assert plan_changes(plan_of(), plan_of()) == ()
    assert word_changes(plan_of(), plan_of(("# ---- Clauses", "# ==== Clauses"))) == ()


def test_a_band_a_threshold_and_a_weight_are_told_with_their_percent() -> None:
    changed = plan_of(
        ("minimum = 38000", "minimum = 39000"),
        ("threshold = 800000 ", "threshold = 760000 "),
        ("weight = 20", "weight = 25"),
        ("weight = 10", "weight = 5"),
    )
    found = {c.path: c for c in plan_changes(plan_of(), changed)}
    assert list(found) == [
        "band/S1/minimum",
        "measure/sales/threshold",
        "measure/satisfaction/weight",
        "measure/teamwork/weight",
    ]
    assert found["band/S1/minimum"].before == Money.of(38000, "USD")
    assert found["band/S1/minimum"].percent == Decimal("2.63")
    assert found["measure/sales/threshold"].percent == Decimal("-5.00")


def test_a_grade_added_or_gone_has_no_percent() -> None:
    renamed = plan_of(('grade = "S8"', 'grade = "S9"'))
    found = {c.path: c for c in plan_changes(plan_of(), renamed)}
    assert found["band/S8/midpoint"].after is None
    assert found["band/S9/midpoint"].before is None
    assert found["band/S9/midpoint"].percent is None


def test_another_currency_is_no_change_in_percent() -> None:
    found = plan_changes(plan_of(), plan_of(('currency = "USD"', 'currency = "EUR"')))
    assert {c.percent for c in found} == {None}


def test_what_is_no_figure_is_told_by_its_key() -> None:
    changed = plan_of(("cap = 5\n", "cap = 4\n"), ('curve = "step"', 'curve = "linear"'))
    found = {c.path: (c.before, c.after) for c in word_changes(plan_of(), changed)}
    assert found == {"clause/bands-cpi/cap": ("5", "4"), "measure/teamwork/curve": ("step", "linear")}


def test_a_clause_taken_away_is_gone_key_by_key_and_nothing_else_is_said() -> None:
    without = plan_of(('clause = "retail-rpi"', ""))
    assert {c.path for c in word_changes(plan_of(), without)} == {"component/retail/clause"}


def test_what_is_no_figure_is_told_too() -> None:
    """A vesting schedule, what counts as better, the kind of indicator: none of them changes unseen."""
    old = plan_of()
    new = plan_of(("vesting = [25, 25, 25, 25]", "vesting = [50, 50]"), ('type = "WAI"', 'type = "PCI"'))
    found = {c.path: (c.before, c.after) for c in word_changes(old, new)}
    assert found["component/options/vesting"] == ("25, 25, 25, 25", "50, 50")
    assert found["measure/teamwork/indicator_type"] == ("WAI", "PCI")
    assert len(found) == 2


def _other(value: Any) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, StrEnum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, Money):
        return Money(value.minor + 1, value.currency)
    if isinstance(value, Decimal | int):
        return value + 1
    if isinstance(value, tuple):
        return (*value, value[0] if value else Decimal(1))
    return "extras-cpi"  # a text, and where there was nothing: a clause of the plan


HEAD = [f.name for f in fields(IncentivePlan) if f.name != "name" and not f.name.endswith("s")]
PARTS = [
    (section, f.name)
    for section, kind, key in (
        ("bands", PayBand, "grade"),
        ("measures", BonusMeasure, "name"),
        ("components", Component, "name"),
    )
    for f in fields(kind)
    if f.name != key
]


@pytest.mark.parametrize("field", [*HEAD, "parties"])
def test_whatever_changes_in_the_head_of_a_plan_is_told(field: str) -> None:
    plan = plan_of()
    if not isinstance(getattr(plan, field), ScoringRules | PeopleRules):
        new = replace(plan, **{field: _other(getattr(plan, field))})
        assert word_changes(plan, new), field


@pytest.mark.parametrize(("section", "field"), PARTS)
def test_whatever_changes_in_a_part_of_a_plan_is_told(section: str, field: str) -> None:
    plan = plan_of()
    first, *rest = getattr(plan, section)
    value = getattr(first, field)
    others: dict[str, Any] = {"rounding": Rounding(Decimal(7)), "units": 9}
    changed = others.get(field) or _other(value)
    parts: dict[str, Any] = {section: (replace(first, **{field: changed}), *rest)}
    new = replace(plan, **parts)
    assert plan_changes(plan, new) or word_changes(plan, new), field


@pytest.mark.parametrize("field", ["title", "differential", "rounding"])
def test_whatever_changes_at_a_place_is_told(field: str) -> None:
    coast = Location("coast", "Coast", Decimal(12))
    plan = replace(plan_of(), places={"coast": coast})
    changed: Any = Rounding(Decimal(7)) if field == "rounding" else _other(getattr(coast, field))
    new = replace(plan, places={"coast": replace(coast, **{field: changed})})
    found = [c.path for c in plan_changes(plan, new)] + [c.path for c in word_changes(plan, new)]
    assert found == [f"place/coast/{field}"]
