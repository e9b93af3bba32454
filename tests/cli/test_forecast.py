"""`adjust --forecast` and `trend --forecast`: what is printed, and what is refused."""

from pathlib import Path

import pytest

from tests.cli.conftest import typed

AHEAD = ("adjust", "sales-manager", "--on", "2027-04-01")


def test_a_plan_ahead_of_its_figures_is_shown_with_its_range(home: Path) -> None:
    said = typed(*AHEAD, "--forecast")
    assert said.code == 0
    assert "Projected: to be looked at, not to be decided" in said.out
    assert "us-cpi                  2026-08  334.980  2027-01" in said.out
    assert "band/S1/minimum" in said.out
    assert "cannot be proposed" in said.err


def test_the_same_as_json_marks_the_evidence_and_gives_both_ends(home: Path) -> None:
    found = typed(*AHEAD, "--forecast", "--json").json
    assert found["proposal"] is None
    assert found["document"]["provisional"] is True
    (january,) = [
        e for e in found["document"]["evidence"] if e["origin"] == "forecast" and e["indicator"] == "us-cpi"
    ]
    assert january["note"].startswith("80 %: ")
    minimum = found["forecast"]["ranges"]["band/S1/minimum"]
    assert set(minimum) == {"low", "high"}
    names = {p["indicator"] for p in found["forecast"]["projections"]}
    assert names == {"us-cpi", "us-ppi-finished-goods", "uk-rpi"}


def test_without_forecast_nothing_changes(home: Path) -> None:
    plain = typed("adjust", "sales-manager", "--on", "2026-10-01", "--json").json
    said = typed("adjust", "sales-manager", "--on", "2026-10-01", "--forecast")
    assert "forecast" not in plain
    assert "nothing was projected" in said.err
    assert typed(*AHEAD).code == 1


def test_a_projection_is_never_proposed(home: Path) -> None:
    before = typed("review", "list", "--json").json
    said = typed(*AHEAD, "--forecast", "--propose")
    assert said.code == 1
    assert "never proposed or accepted" in said.err
    assert "wait for the release" in said.err
    assert typed("review", "list", "--json").json == before


def test_a_series_is_continued_by_as_many_periods_as_asked_for(home: Path) -> None:
    said = typed("trend", "us-cpi", "cn-cpi", "--forecast", "2")
    assert said.code == 0
    assert [line.split()[:4] for line in said.out.splitlines()[1:]] == [
        ["us-cpi", "2026-08", "334.980", "2026-09"],
        ["us-cpi", "2026-08", "334.980", "2026-10"],
        ["cn-cpi", "2026-07", "100.5", "2026-08"],
        ["cn-cpi", "2026-07", "100.5", "2026-09"],
    ]
    (one, _) = typed("trend", "us-cpi", "cn-cpi", "--forecast", "2", "--json").json["projections"]
    assert one["newest"]["value"] == "334.980"
    assert one["points"][0]["cases"] > 100


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("trend", "us-cpi", "--forecast", "13"), "one year at most"),
        (("trend", "--forecast", "3"), "needs an INDICATOR"),
        (("trend", "us-cpi", "--forecast", "3", "--rebase", "2020-01"), "--forecast needs"),
        (("trend", "us-cpi", "--method", "ets"), "--method goes with --forecast"),
        (("trend", "us-cpi", "--forecast", "3", "--method", "etts"), "did you mean 'ets'"),
        ((*AHEAD, "--method", "ets"), "--method goes with --forecast"),
    ],
)
def test_what_makes_no_sense_is_refused(home: Path, words: tuple[str, ...], told: str) -> None:
    said = typed(*words)
    assert said.code == 2
    assert told in said.err
