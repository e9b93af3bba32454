"""The plan side of the command line: bands from files, versions compared, stages, scenarios."""

from pathlib import Path

import pytest

from jobs.employees.synthetic import write_synthetic
from plans import templates
from plans.parse import parse_plan
from tests.cli.conftest import refused, typed
from tests.plans.test_own_clauses import OWN

PLAN = "sales-manager"
BANDS = "Level,from,middle,to\nS1,39000,45800,52600\nS2,44000,52000,60000\n"
HEADINGS = ("grade=Level", "minimum=from", "midpoint=middle", "maximum=to")
COLUMNS = [word for heading in HEADINGS for word in ("--column", heading)]


def test_bands_from_a_file_and_what_they_moved(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bands.csv"
    file.write_text(BANDS, encoding="utf-8")
    said = typed("plan", "import-bands", PLAN, file)
    refused(said, 2, "no column for the minimum", "--column minimum=HEADING", "nothing was taken over")
    said = typed("plan", "import-bands", PLAN, file, *COLUMNS)
    assert said.code == 0, said.err
    assert "saved as version 2" in said.err
    again = typed("plan", "import-bands", PLAN, file, "--json").json
    assert (again["version"], again["is_new"], again["sources"][0]["remembered"]) == (2, False, True)
    found = typed("plan", "diff", PLAN, "1", "2", "--json").json
    moved = {c["path"]: c for c in found["figures"]}
    assert moved["band/S1/minimum"]["percent"] == "2.63"
    assert moved["band/S8/minimum"]["after"] is None
    assert "band/S1/minimum" in typed("plan", "diff", PLAN, "1").out
    assert "-minimum = 38000" in typed("plan", "diff", PLAN, "1", "--text").out


def test_templates_are_listed_and_written_in_the_language_asked_for_or_set(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def titles(*words: str) -> list[str]:
        return [row["title"] for row in typed("plan", "templates", *words, "--json").json["templates"]]

    def written(*words: str) -> str:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.toml"
        assert typed("plan", "new", PLAN, file, *words).code == 0
        return file.read_text(encoding="utf-8")

    english, chinese = ["Sales manager: pay bands and yearly bonus"], ["销售经理：薪带与年度奖金"]
    assert titles() == english
    assert titles("--language", "zh") == chinese
    monkeypatch.setenv("REALTERMS_LANGUAGE", "zh")
    assert titles() == chinese
    assert titles("--language", "en") == english
    assert chinese[0] in written()
    assert english[0] in written("--language", "en")


def test_a_problem_is_told_with_its_row_and_column_and_nothing_is_kept(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "bands.csv"
    file.write_text("grade,min,mid,max\nS1,1000,2000,1500\n", encoding="utf-8")
    said = typed("plan", "import-bands", PLAN, file)
    refused(said, 2, "row 2, column C (mid): midpoint above maximum", "nothing was taken over")
    assert typed("plan", "list", "--json").json["plans"][0]["version"] == 1


def test_bands_are_made_from_a_midpoint_a_spread_and_a_progression(home: Path) -> None:
    words = ["plan", "make-bands", PLAN, "--grades", "A,B", "--midpoint", "50000", "--progression", "10"]
    said = typed(*words, "--spread", "50")
    assert said.code == 0, said.err
    shown = typed("plan", "show", PLAN, "--json").json
    assert [b["maximum"]["amount"] for b in shown["bands"]] == ["60000.00", "66000.00"]
    refused(typed(*words, "--spread", "wide"), 2, "--spread", "not a number")


def test_two_people_sign_a_plan(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(typed("plan", "sign", PLAN, "--party", "Sales director"), 1, "preparation")
    opened = typed("plan", "stage", PLAN, "--to", "communication", "--reason", "agreed", "--json").json
    assert opened["unsigned"] == ["Sales manager", "Sales director"]
    assert opened["may_not_sign"] == [{"person": "ann", "party": ""}]
    refused(typed("plan", "sign", PLAN, "--party", "Sales director"), 1, "ann made this version")
    monkeypatch.setenv("REALTERMS_USER", "ben")
    signed = typed("plan", "sign", PLAN, "--party", "Sales manager")
    assert signed.code == 0
    assert "not ann, who made this version or proposed its figures" in signed.err
    assert "not ben, who has signed for Sales manager" in signed.err
    refused(typed("plan", "sign", PLAN, "--party", "Sales director"), 1, "two different people sign")
    monkeypatch.setenv("REALTERMS_USER", "cho")
    formed = typed("plan", "sign", PLAN, "--party", "Sales director", "--json").json
    assert (formed["stage"], formed["may_not_sign"]) == ("formation", [])
    assert "formation" in typed("plan", "stage", PLAN).out


def test_scenarios_stand_side_by_side_as_a_table_and_as_json(home: Path, tmp_path: Path) -> None:
    plan, _ = parse_plan(templates.text(PLAN), file="plan")
    assert plan is not None
    people = tmp_path / "people.csv"
    write_synthetic(people, plan.bands, count=50)
    words = ["adjust", PLAN, "--on", "2026-10-01", "--scenario", "3%", "--people", str(people)]
    said = typed(*words)
    assert said.code == 0, said.err
    (midpoint,) = (line for line in said.out.splitlines() if line.startswith("band/S1/midpoint"))
    assert midpoint.split()[1:] == ["44,650.00", "46,150.00", "45,990.00"]
    found = typed(*words, "--json").json
    assert [s["scenario"] for s in found["scenarios"]] == ["as written", "3%"]
    assert found["scenarios"][1]["people"]["total"]["people"] == 50
    assert found["scenarios"][1]["lines"][0]["after"] == {"amount": "39140.00", "currency": "USD"}
    refused(typed(*words, "--propose"), 2, "--propose")


def test_places_are_shown_with_their_factor_and_adjusted(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    places = '\n[places.london]\ntitle = "London"\ndifferential = 12.5\n'
    file.write_text(templates.text(PLAN) + places, encoding="utf-8")
    assert typed("plan", "import", file).code == 0
    assert "x 1.125" in typed("plan", "show", PLAN).out
    adjusted = typed("adjust", PLAN, "--on", "2026-10-01").out
    (row,) = (line for line in adjusted.splitlines() if line.startswith("london/S1"))
    assert row.split()[1:3] == ["42,750.00", "44,190.00"]  # 38,000 and 39,280, times 1.125


def test_each_figure_is_told_with_its_own_clause(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    assert typed("plan", "import", file).code == 0
    told = "threshold: extras-cpi, target: sales-ppi, maximum: retail-rpi"
    assert told in typed("plan", "show", PLAN).out
    assert told in typed("adjust", PLAN, "--on", "2026-10-01").out
    (sales, *_) = typed("plan", "show", PLAN, "--json").json["measures"]
    assert sales["clauses"]["threshold"] == "extras-cpi"
