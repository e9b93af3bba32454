"""--json: stable keys, exact numbers as text, and nothing but JSON on stdout."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import typed

TABLES = {
    "indicators list": "indicators",
    "indicators search uk rpi": "indicators",
    "trend": "series",
    "trend us-cpi uk-cpi-rate": "series",
    "vintages us-ppi-finished-goods": "vintages",
    "clause list": "presets",
    "plan templates": "templates",
    "plan list": "plans",
    "review list": "proposals",
    "runs": "runs",
    "revisions": "proposals",
    "clause history uk-benefits --from 2013-01-01 --to 2020-12-31 --amount 71.70": "determinations",
    "settings": "settings",
    "status": "series",
    "schedule list": "releases",
}


@pytest.mark.parametrize("words", TABLES)
def test_a_table_is_a_list_under_its_name(home: Path, words: str) -> None:
    said = typed(*words.split(), "--json")
    rows = said.json[TABLES[words]]
    assert isinstance(rows, list)
    assert len({tuple(row) for row in rows}) <= 1, "every row has the same keys in the same order"


@pytest.mark.parametrize(
    "words",
    [
        "demo",
        "indicators show uk-rpi",
        "real 100 --from 2020-01 --to 2026-01 --by us-cpi",
        "clause run uk-benefits --on 2016-04-01 --amount 73.10 --currency GBP",
        "plan show sales-manager",
        "adjust sales-manager --on 2026-10-01",
        "adjust sales-manager --on 2026-10-01 --propose",
        "review show 1",
        "export 1 -o bands.csv",
        "audit verify",
    ],
)
def test_every_other_answer_is_one_object(home: Path, words: str) -> None:
    said = typed(*words.split(), "--json")
    assert said.code == 0, said.err
    assert isinstance(said.json, dict)


def test_exact_numbers_are_text_and_years_are_not_rounded(home: Path) -> None:
    (row,) = typed("trend", "us-cpi", "--json").json["series"]
    assert row["value"] == "334.980"
    assert re.fullmatch(r"3\.39654789243647\d+", row["percent_12m"])
    assert {"period": "2025-10", "value": None} in row["points"]
    words = "real 50000 --from 2020-01 --to 2026-01 --by us-cpi --json"
    answer = typed(*words.split()).json
    assert (answer["value"], answer["from"]["value"], answer["to"]["value"]) == (
        "63040.42",
        "257.971",
        "325.252",
    )


def test_a_published_rate_says_so_and_is_not_recomputed(home: Path) -> None:
    rate, index = typed("trend", "uk-cpi-rate", "uk-cpi", "--json").json["series"]
    assert (rate["percent_12m"], rate["percent_12m_is_published"]) == (rate["value"], True)
    assert index["percent_12m_is_published"] is False


def test_a_view_of_the_past_knows_only_the_past(home: Path) -> None:
    (then,) = typed("trend", "us-ppi-finished-goods", "--as-of", "2026-03-10", "--json").json["series"]
    (now,) = typed("trend", "us-ppi-finished-goods", "--json").json["series"]
    assert then["period"] < now["period"]
    assert then["published_on"] <= "2026-03-10"
    assert then["basis"] == "as known on 2026-03-10"


def test_rebased_figures_are_100_in_their_base(home: Path) -> None:
    words = "trend us-cpi uk-rpi --rebase 2020-01 --from 2020-01 --to 2020-02 --json"
    for series in typed(*words.split()).json["series"]:
        assert float(series["points"][0]["value"]) == 100
        assert [p["period"] for p in series["points"]] == ["2020-01", "2020-02"]


def test_a_verification_that_fails_is_json_with_code_1(home: Path, tmp_path: Path) -> None:
    typed("export", "1", "-o", "bands.json")
    held = json.loads((tmp_path / "bands.json").read_text(encoding="utf-8"))
    held["document"]["lines"][0]["after"] = "1.00 USD"
    (tmp_path / "bands.json").write_text(json.dumps(held), encoding="utf-8")
    said = typed("verify", "bands.json", "--json")
    assert said.code == 1
    assert said.json["same"] is False
    assert said.json["in_database"] is True
    assert any("band/S1/minimum after" in d for d in said.json["differences"])
