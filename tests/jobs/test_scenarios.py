"""Scenarios side by side: any number of clause sets on the same plan and the same people."""

import stat
import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import BadInput, Cancelled, InvalidFile, UnknownName
from jobs import people, propose
from jobs.employees.synthetic import MARK, write_synthetic
from jobs.scenarios.chart import Panel, drawing, panels, write_chart
from jobs.scenarios.compare import Comparison, Outcome, Trial, compare, compare_trials
from jobs.scenarios.people import effects
from jobs.workspace import Workspace
from plans import presets, templates
from plans.money import Money
from plans.parse import parse_plan

PLAN = "sales-manager"
ON = date(2026, 10, 1)


def by_name(found: Comparison) -> dict[str, Outcome]:
    return {o.name: o for o in found.outcomes}


def after(outcome: Outcome, path: str) -> Money:
    assert outcome.adjustment is not None
    return next(line.after for line in outcome.adjustment.lines if line.path == path)


def test_the_plan_a_fixed_rate_a_rule_and_a_file_stand_side_by_side(ann: Workspace, tmp_path: Path) -> None:
    clauses = tmp_path / "bold.toml"
    clauses.write_text(
        '[clauses.bands-cpi]\nindex = "us-ppi-finished-goods"\nmeasure = "index"\nlag = 5\nbase = "earlier"\n'
        'base_months = 12\nvintage = "latest"\nmissing = "block"\non_fall = "zero"\n',
        encoding="utf-8",
    )
    single = tmp_path / "cola.toml"
    single.write_text(presets.text("us-ssa-cola"), encoding="utf-8")
    given = ["3%", "bands-cpi=us-ssa-cola,sales-ppi=0%", str(clauses), str(single)]
    found = compare(ann, PLAN, given, on=ON)

    names = ["as written", "3%", "bands-cpi=us-ssa-cola,sales-ppi=0%", "bold", "cola"]
    assert [o.name for o in found.outcomes] == names
    written, fixed, mixed, bold, cola = found.outcomes
    # 38,000 x 1.03 = 39,140, to the plan's 10; 1,000,000 x 1.03 = 1,030,000.
    assert after(fixed, "band/S1/minimum") == Money.of(39140, "USD")
    assert after(fixed, "measure/sales/target") == Money.of(1030000, "USD")
    assert after(mixed, "measure/sales/target") == Money.of(1000000, "USD")
    assert after(written, "component/retail/amount") == after(mixed, "component/retail/amount")
    assert after(bold, "measure/sales/target") == after(written, "measure/sales/target")
    assert after(bold, "band/S1/minimum").minor % 1000 == 0
    assert after(cola, "band/S1/minimum") == after(mixed, "band/S1/minimum")
    assert written.percents["bands-cpi"] != bold.percents["bands-cpi"]
    assert fixed.spread_kept
    # The rule runs on from the determinations before: CPI-W of Q3 2026, on that of 2025.
    assert cola.percents["bands-cpi"] == mixed.percents["bands-cpi"] == Decimal("3.6")


def test_a_clause_without_its_figure_says_so_and_the_others_stand(ann: Workspace) -> None:
    found = by_name(compare(ann, PLAN, ["-1.5%"], on=date(2027, 1, 1)))
    assert found["as written"].adjustment is None
    assert "2026-10" in found["as written"].refused
    assert after(found["-1.5%"], "component/benefits/amount") == Money.of(4730, "USD")  # 4,728 to the next 5


def test_values_tried_on_a_desk_stand_side_by_side_and_say_what_does_not_hold(ann: Workspace) -> None:
    """As `compare` has the plan; a floor above the cap and a day without figures give none."""
    table = propose.desk(ann, PLAN)
    trials = [
        Trial("written", ON, {}),
        Trial("low", ON, {"bands-cpi": {"cap": 2}}),
        Trial("wrong", ON, {"bands-cpi": {"floor": 7}}),
        Trial("early", date(2027, 1, 1), {}),
    ]
    written, low, wrong, early = compare_trials(ann, table, trials)
    (same, _fixed) = compare(ann, PLAN, ["3%"], on=ON).outcomes
    assert written.adjustment == same.adjustment
    assert low.percents["bands-cpi"] == 2
    assert (wrong.adjustment, early.adjustment) == (None, None)
    assert "above the cap" in wrong.refused
    assert "2026-10" in early.refused


def test_cost_and_circles_on_the_same_people(ann: Workspace, tmp_path: Path) -> None:
    plan, _ = parse_plan(templates.text(PLAN), file="plan")
    assert plan is not None
    file = tmp_path / "people.csv"
    write_synthetic(file, plan.bands, count=300)
    found = by_name(compare(ann, PLAN, ["0%", "4%"], on=ON, people=file))

    still, up = found["0%"].people, found["4%"].people
    assert still is not None
    assert up is not None
    assert (still.total.people, still.total.cost_minor, still.mark) == (300, 0, MARK)
    assert still.total.green_after == still.total.green_before > 0
    share = Decimal(up.total.cost_minor) / up.total.pay_minor
    assert abs(share - Decimal("0.04")) < Decimal("0.001")
    assert sum(g.cost_minor for g in up.by_grade) == up.total.cost_minor
    assert [g.key[0] for g in up.by_grade] == [f"S{n}" for n in range(1, 9)]


def test_effects_are_those_that_a_proposal_has_on_the_same_people(ann: Workspace, tmp_path: Path) -> None:
    """By grade, by department and in all; looked at before anything is proposed, with the steps told."""
    plan, _ = parse_plan(templates.text(PLAN), file="plan")
    assert plan is not None
    file = tmp_path / "people.csv"
    write_synthetic(file, plan.bands, count=500)
    adjustment = propose.preview(ann, PLAN, on=ON)
    told: list[tuple[str, int, int | None]] = []
    (found,) = effects(file, [adjustment], on_progress=lambda p: told.append((p.stage, p.done, p.total)))
    draft = propose.propose(ann, PLAN, on=ON)
    report = people.report(ann, draft.id, file)
    assert found.by_grade == report.by_grade
    assert found.by_department == report.by_department
    assert len(found.by_department) == 5
    assert found.total == report.total
    assert told == [("reading", 0, 3), ("checking", 1, 3), ("adding up", 2, 3)]
    with pytest.raises(Cancelled):
        effects(file, [adjustment], cancelled=lambda: len(told) > 0)


def test_a_file_that_says_no_departments_has_no_effects_by_department(ann: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("employee,grade,currency,pay\n1,S1,USD,40000\n2,S2,USD,51350\n", encoding="utf-8")
    (found,) = effects(file, [propose.preview(ann, PLAN, on=ON)])
    assert found.by_department == ()
    assert found.total.compa_before is not None
    assert round(found.total.compa_before, 4) == Decimal("0.9480")  # 40,000 / 44,650 and 1


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ("band-cpi=3%", UnknownName, "band-cpi"),
        ("bands-cpi=us-ssa-colla", UnknownName, "us-ssa-colla"),
        ("none.toml", BadInput, "cannot read"),
        ("", BadInput, "needs a clause"),
    ],
)
def test_what_is_no_scenario_is_told(ann: Workspace, given: str, error: type[BadInput], says: str) -> None:
    with pytest.raises(error, match=says):
        compare(ann, PLAN, [given], on=ON)


def test_a_file_with_problems_and_a_scenario_twice_are_refused(ann: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text("[clauses.bands-cpi]\nindex = 'us-cpi'\nlagg = 3\n", encoding="utf-8")
    with pytest.raises(InvalidFile) as refused:
        compare(ann, PLAN, [str(file)], on=ON)
    assert "did you mean 'lag'" in refused.value.explain()
    with pytest.raises(BadInput, match="twice"):
        compare(ann, PLAN, ["3%", "3%"], on=ON)


def bars(panel: Panel) -> dict[str, list[str]]:
    """What stands beside the bars of each scenario."""
    return {name: [one.shown for one in row] for name, row in panel.rows}


def test_a_picture_shows_the_figures_of_the_table(ann: Workspace, tmp_path: Path) -> None:
    """Midpoints and targets as the clauses move them; cost and circles as the table has them."""
    plan, _ = parse_plan(templates.text(PLAN), file="plan")
    assert plan is not None
    file = tmp_path / "people.csv"
    write_synthetic(file, plan.bands, count=300)
    compared = compare(ann, PLAN, ["3%", "-2%"], on=ON, people=file)
    found = by_name(compared)
    bands, targets, cost, circles = panels(compared)
    assert bars(bands) == {
        "as written": ["+3.37 %, spread kept"],
        "3%": ["+3.00 %, spread kept"],
        "-2%": ["-2.00 %, spread kept"],
    }
    assert bars(targets) == {"as written": ["+1.63 %"], "3%": ["+3.00 %"], "-2%": ["-2.00 %"]}
    for name, outcome in found.items():
        assert outcome.people is not None
        total = outcome.people.total
        assert bars(cost)[name] == [f"{Decimal(total.cost_minor) / 100:,.2f}"]
        assert bars(circles)[name] == [f"{total.green_after} green", f"{total.red_after} red"]
    drawn = ET.fromstring(drawing(compared))
    shown = [node.text for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"+3.37 %, spread kept", *bars(cost)["3%"]} <= set(shown)
    widths = [
        float(node.attrib["width"])
        for node in drawn.iter("{http://www.w3.org/2000/svg}rect")
        if node.attrib["class"] == "drawn-one"
    ]
    # 3.37 : 3 : 2, and the negative one goes to the other side.
    assert [round(w / widths[1], 2) for w in widths[:3]] == [1.12, 1.0, 0.67]


def test_a_picture_says_which_scenario_has_no_figures(ann: Workspace, tmp_path: Path) -> None:
    compared = compare(ann, PLAN, ["3%"], on=date(2027, 1, 1))
    write_chart(compared, tmp_path / "c.svg")
    assert "as written: no figures: " in (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "c.svg").stat().st_mode) == 0o600
    with pytest.raises(BadInput, match="exists"):
        write_chart(compared, tmp_path / "c.svg")
    with pytest.raises(BadInput, match="SVG or PNG"):
        write_chart(compared, tmp_path / "c.gif")


def test_a_picture_can_be_png(ann: Workspace, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    write_chart(compare(ann, PLAN, ["3%"], on=ON), tmp_path / "c.png")
    content = (tmp_path / "c.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    assert (width, height) == (1440, 2 * (70 + 2 * (46 + 2 * 22)))
