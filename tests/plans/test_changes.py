"""Two versions of a plan compared: which figures moved, and what else is not the same."""

from decimal import Decimal

from plans import templates
from plans.changes import plan_changes, word_changes
from plans.money import Money
from plans.parse import parse_plan
from plans.plan import IncentivePlan

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
