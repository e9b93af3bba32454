"""Figures held aside, on the command line: seen, confirmed, rejected, never without a reason."""

from pathlib import Path

import pytest

from tests.cli.conftest import refused, typed
from tests.cli.test_examples import hold_aside


@pytest.fixture
def aside(home: Path) -> Path:
    """The demonstration's home with two figures of the RPI held aside: 9000 and 9001 for September 2026."""
    hold_aside(home, count=2)
    return home


def test_what_is_held_aside_is_listed_and_told_beside_the_vintages_and_in_the_status(aside: Path) -> None:
    listed = typed("suspect", "list")
    assert listed.out.count("too far") == 2
    found = typed("suspect", "list", "--json").json["suspects"]
    assert [(s["suspect"], s["indicator"], s["value"], s["state"]) for s in found] == [
        (2, "uk-rpi", "9001", "open"),
        (1, "uk-rpi", "9000", "open"),
    ]
    assert "held aside as suspect: 2026-09 9001 (too far)" in typed("vintages", "uk-rpi").err
    status = typed("status", "--max-age", "99999")
    assert status.code == 1
    assert "2 held aside as suspect" in status.out


def test_one_is_confirmed_and_the_other_rejected(aside: Path) -> None:
    rejected = typed("suspect", "reject", "2", "--reason", "a slip")
    assert (rejected.code, rejected.out) == (0, "uk-rpi 2026-09, 9001: rejected by ann\n")
    assert typed("suspect", "confirm", "1", "--reason", "asked the office").code == 0
    assert typed("suspect", "list").err == "no figure is held aside\n"
    assert len(typed("suspect", "list", "uk-rpi", "--all", "--json").json["suspects"]) == 2
    newest = typed("trend", "uk-rpi", "--json").json["series"][0]
    assert "9000" in str(newest)
    assert typed("audit", "verify").code == 0


def test_an_adjustment_says_which_figures_it_did_without(aside: Path) -> None:
    said = typed("adjust", "sales-manager", "--on", "2026-10-01")
    assert said.code == 0
    assert "not used, held aside as suspect: uk-rpi 2026-09 9001 (too far)" in said.err


def test_what_cannot_be_decided_is_refused(aside: Path) -> None:
    refused(typed("suspect", "confirm", "1"), 2, "--reason")
    refused(typed("suspect", "confirm", "1", "--reason", " "), 1, "a decision needs its reason")
    refused(typed("suspect", "confirm", "7", "--reason", "x"), 2, "no suspect figure 7", "suspect list")
    refused(typed("suspect", "list", "uk-rpii"), 2, "did you mean 'uk-rpi'")


def test_an_import_lists_what_is_beyond_reason_and_ends_with_code_1(empty_home: Path, tmp_path: Path) -> None:
    rows = [f"uk-rpi,2026-{m:02d},{value}" for m, value in enumerate(("406.4", "408.2", "4114"), start=1)]
    (tmp_path / "rpi.csv").write_text("\n".join(["indicator,period,value", *rows, ""]), encoding="utf-8")
    said = typed("import", "rpi.csv", "--json")
    assert said.code == 1
    assert [(r["new"], r["suspect"]) for r in said.json["series"]] == [(2, 1)]
    assert "uk-rpi 2026-03, 4114: +907.8 % from 408.2 in 2026-02" in said.err
    assert "--confirm REASON" in said.err
    confirmed = typed("import", "rpi.csv", "--confirm", "asked the office")
    assert confirmed.code == 0
    assert "1 beyond reason, confirmed and taken in" in confirmed.err
    assert typed("suspect", "list", "--json").json["suspects"] == []
