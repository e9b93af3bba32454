"""Whatever is wrong with the input: place, expected and got are named, the code is right, nothing is lost."""

import json
from pathlib import Path

import pytest

from plans import templates
from tests.cli.conftest import counts, refused, typed

PLAN = templates.text("sales-manager")


# --- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "parts"),
    [
        (["trend", "us-cpii"], 2, ["unknown indicator 'us-cpii'", "did you mean 'us-cpi'"]),
        (
            ["trend", "us-cpi", "--as-of", "2099-01-01"],
            2,
            ["day to come", "--as-of", "expected", "2099-01-01"],
        ),
        (["trend", "us-cpi", "--as-of", "yesterday"], 2, ["--as-of", "YYYY-MM-DD", "'yesterday'"]),
        (["trend", "us-cpi", "--from", "2020-13"], 2, ["--from", "not a period", "YYYY-MM", "'2020-13'"]),
        (
            ["trend", "us-cpi", "--from", "2021-01", "--to", "2020-01"],
            2,
            ["--from 2021-01 is after --to 2020-01"],
        ),
        (["trend", "us-cpi", "--rebase", "2099-01"], 1, ["us-cpi: 2099-01 is not known", "ends at 2026-08"]),
        (["trend", "us-cpi", "--rebase", "2025-10"], 1, ["2025-10 was not published", "lapse"]),
        (["trend", "uk-cpi-rate", "--rebase", "2020-01"], 2, ["no rebased view", "rate-12m"]),
        (["trend", "--rebase", "2020-01"], 2, ["need an INDICATOR"]),
        (
            ["real", "100", "--from", "2020-01", "--to", "2099-01", "--by", "us-cpi"],
            1,
            ["2099-01 is not known"],
        ),
        (
            ["real", "a lot", "--from", "2020-01", "--to", "2021-01", "--by", "us-cpi"],
            2,
            ["not an amount", "'a lot'"],
        ),
        (
            ["real", "1", "--from", "2020-01", "--to", "2021-01", "--by", "uk-cpi-rate"],
            2,
            ["not index levels"],
        ),
        (["vintages", "nosuch"], 2, ["unknown indicator 'nosuch'"]),
        (
            ["plan", "show", "sales-manger"],
            2,
            ["unknown plan 'sales-manger'", "did you mean 'sales-manager'"],
        ),
        (["plan", "show", "sales-manager", "--version", "9"], 2, ["no version 9"]),
        (["plan", "new", "sales-manger", "x.toml"], 2, ["unknown template", "did you mean 'sales-manager'"]),
        (["plan", "check", "gone.toml"], 2, ["cannot read the file", "gone.toml"]),
        (["adjust", "sales-manger", "--on", "2026-10-01"], 2, ["unknown plan", "did you mean"]),
        (["adjust", "sales-manager"], 2, ["--on"]),
        (["adjust", "sales-manager", "--on", "2026-02-30"], 2, ["not a day", "'2026-02-30'"]),
        (["adjust", "sales-manager", "--on", "2026-10-01", "--note", "x"], 2, ["--note goes with --propose"]),
        (["adjust", "sales-manager", "--on", "2026-10-01", "--as-of", "2099-01-01"], 2, ["day to come"]),
        (
            ["adjust", "sales-manager", "--on", "2027-03-01"],
            1,
            ["us-cpi: 2026-12 is not known", "ends at 2026-08"],
        ),
        (
            ["adjust", "sales-manager", "--on", "2026-10-01", "--as-of", "2020-01-01"],
            1,
            ["us-cpi", "2020-01-01"],
        ),
        (["review", "show", "99"], 2, ["no proposal 99"]),
        (["review", "accept", "1"], 2, ["--reason"]),
        (["review", "accept", "1", "--reason", "mine"], 1, ["ann proposed it", "a second person"]),
        (["review", "show", "first"], 2, ["'first'"]),
        (["export", "99"], 2, ["no proposal 99"]),
        (["export", "1", "--format", "docx"], 2, ["'docx'", "csv", "xlsx", "json"]),
        (["export", "1", "-o", "bands.docx"], 2, ["bands.docx", ".csv, .xlsx"]),
        (["export", "1", "-o", "nowhere/bands.csv"], 2, ["cannot write", "nowhere"]),
        (["verify", "gone.csv"], 2, ["cannot read", "gone.csv"]),
        (["clause", "run", "uk-benefit", "--on", "2016-04-01"], 2, ["did you mean 'uk-benefits'"]),
        (["clause", "run", "uk-benefits", "--on", "2016-04-01", "--amount", "1"], 2, ["needs its currency"]),
        (
            ["clause", "run", "uk-benefits", "--on", "2016-04-01", "--amount", "1", "--currency", "GPB"],
            2,
            ["unknown currency 'GPB'", "did you mean 'GBP'"],
        ),
        (
            ["clause", "run", "uk-benefits", "--on", "2016-04-01", "--amount", "1.005", "--currency", "GBP"],
            2,
            ["GBP has 2 decimals", "1.005"],
        ),
        (["import", "gone.csv"], 2, ["cannot read", "gone.csv"]),
        (["status", "--max-age", "soon"], 2, ["'soon'"]),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else None,
)
def test_wrong_words_are_explained(home: Path, words: list[str], code: int, parts: list[str]) -> None:
    before = counts(home)
    refused(typed(*words), code, *parts)
    assert counts(home) == before


def test_an_indicator_without_figures_says_how_to_get_them(empty_home: Path) -> None:
    refused(typed("trend", "us-cpi"), 1, "us-cpi: the series is empty", "realterms fetch us-cpi")


def test_with_json_an_error_is_json_on_stderr(home: Path) -> None:
    said = typed("trend", "us-cpii", "--json")
    assert (said.code, said.out) == (2, "")
    told = json.loads(said.err)
    assert told["error"] == "UnknownName"
    assert told["message"] == "unknown indicator 'us-cpii'"
    assert "us-cpi" in told["hint"]
    wrong = json.loads(typed("trend", "--rebse", "--json").err)
    assert wrong["error"] == "WrongUse"


# --- files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (
            'pass_through = 0.5\non_fall = "apply"',
            'pass_trough = 0.5\non_fall = "apply"',
            ["pass_trough", "did you mean 'pass_through'"],
        ),
        ('index = "us-cpi"', 'index = "us-cpj"', ["us-cpj", "did you mean 'us-cpi'"]),
        ("threshold = 800000", "threshold = 1800000", ["sales", "threshold", "1800000"]),
        ("minimum = 38000", "minimum = 48000", ["S1", "minimum", "midpoint", "48000"]),
        ("minimum = 38000", "minimum = -38000", ["S1", "minimum", "-38000"]),
        ("minimum = 38000", 'minimum = "38000 EUR"', ["S1", "minimum", "EUR"]),
        ('currency = "USD"', 'currency = "USB"', ["currency", "USB", "did you mean 'USD'"]),
        ("weight = 40", "weight = 45", ["weight", "100"]),
        ('grade = "S2"', 'grade = "S1"', ["S1"]),
        ('clause = "bands-cpi"', 'clause = "bands-cp"', ["bands-cp", "did you mean 'bands-cpi'"]),
        ('name = "sales-manager"', 'name = "sales-manager', ["line"]),
    ],
    ids=[
        "misspelt key",
        "unknown indicator",
        "threshold above target",
        "minimum above midpoint",
        "negative pay",
        "mixed currencies",
        "unknown currency",
        "weights",
        "grade twice",
        "unknown clause",
        "not TOML",
    ],
)
@pytest.mark.parametrize("verb", ["check", "import"])
def test_every_problem_of_a_plan_is_named_and_nothing_is_taken_over(
    home: Path, tmp_path: Path, verb: str, old: str, new: str, parts: list[str]
) -> None:
    assert old in PLAN
    (tmp_path / "mine.toml").write_text(PLAN.replace(old, new, 1), encoding="utf-8")
    before = counts(home)
    refused(typed("plan", verb, "mine.toml"), 2, "mine.toml", *parts)
    assert counts(home) == before


def test_all_problems_are_named_at_once(home: Path, tmp_path: Path) -> None:
    text = PLAN.replace("minimum = 38000", "minimum = -1").replace("weight = 40", "weight = 1")
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    said = typed("plan", "check", "mine.toml", "--json")
    assert said.code == 2
    assert said.json["ok"] is False
    assert len(said.json["problems"]) >= 2
    assert {"file", "key", "message", "expected", "got", "line"} == set(said.json["problems"][0])
    assert json.loads(said.err)["problems"] == said.json["problems"]


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ("us-cpi,2099-01,1", ["line 2", "future", "2099-01"]),
        ("us-cpj,2026-09,1", ["line 2", "us-cpj", "did you mean 'us-cpi'"]),
        ("us-cpi,2026-09,-1", ["line 2", "-1"]),
        ("us-cpi,2026-09,much", ["line 2", "much"]),
        ("us-cpi,2026-09", ["line 2"]),
        ("", ["no figures"]),
    ],
    ids=[
        "period in the future",
        "unknown indicator",
        "negative index",
        "no number",
        "short row",
        "empty series",
    ],
)
def test_every_problem_of_a_file_of_figures_is_named(
    home: Path, tmp_path: Path, rows: str, parts: list[str]
) -> None:
    (tmp_path / "figures.csv").write_text(f"indicator,period,value\n{rows}\n", encoding="utf-8")
    before = counts(home)
    refused(typed("import", "figures.csv"), 2, "figures.csv", *parts)
    assert counts(home) == before


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\x00" * 100])
@pytest.mark.parametrize("words", [["plan", "check"], ["plan", "import"], ["clause", "check"], ["import"]])
def test_a_file_of_another_kind_is_refused(
    home: Path, tmp_path: Path, words: list[str], content: bytes
) -> None:
    (tmp_path / "odd.toml").write_bytes(content)
    refused(typed(*words, "odd.toml"), 2, "odd.toml")


def test_an_unknown_setting_is_answered_with_the_nearest(home: Path) -> None:
    (home / "settings.toml").write_text('usr = "zoe"\n', encoding="utf-8")
    refused(typed("plan", "list"), 2, "unknown setting 'usr'", "did you mean 'user'", "settings.toml")
