"""Fetching as a process, from the local offices on loopback."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said, clean_environment, command, process, typed
from tests.replay.server import KEYS, Replay

SERIES = ("us-cpi", "us-ppi-finished-goods", "uk-rpi")


@pytest.fixture
def offices(replay: Replay, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """The local offices, which the settings in force lead to."""
    for name, value in replay.environment(keyed=True).items():
        monkeypatch.setenv(name, value)
    return replay


def fetch(*words: str) -> Said:
    return typed("fetch", *words)


def test_new_then_unchanged_then_revised(tmp_path: Path, replay: Replay) -> None:
    home, environ = tmp_path / "home", replay.environment(keyed=True)

    first = process(home, "fetch", *SERIES, "--json", environ=environ)
    again = process(home, "fetch", *SERIES, environ=environ)
    replay.later_release()
    later = process(home, "fetch", *SERIES, "--json", environ=environ)

    assert first.code == again.code == later.code == 0, first.err + again.err + later.err
    assert [r["outcome"] for r in json.loads(first.out)["results"]] == ["new"] * 3
    assert again.out.count("unchanged") == 1 + 3  # the heading, and a line a series
    results = {r["name"]: r for r in json.loads(later.out)["results"]}
    assert results["us-ppi-finished-goods"]["outcome"] == "revised"
    vintages = typed("vintages", "us-ppi-finished-goods", "--json", "--home", home).json["vintages"]
    assert [v for v in vintages if v["change"] is not None]
    runs = typed("runs", "--json", "--home", home).json["runs"]
    assert [r["outcome"] for r in runs] == ["done"] * 3


def test_one_office_in_trouble_ends_with_code_1_and_the_others_are_kept(
    empty_home: Path, offices: Replay
) -> None:
    offices.fault("quota", source="bls")
    said = fetch(*SERIES)
    lines = {line.split()[0]: line for line in said.out.splitlines()}
    assert said.code == 1
    assert "failed" in lines["us-cpi"]
    assert " new " in lines["uk-rpi"]
    assert "2 of 3 failed" in said.err
    assert typed("trend", "uk-rpi").code == 0


def test_keys_are_never_shown(empty_home: Path, offices: Replay) -> None:
    offices.fault("status", source="bls", code=400)
    said = fetch("us-cpi", "--verbose")
    shown = typed("settings")
    for key in KEYS.values():
        assert key not in said.out + said.err + shown.out + shown.err
    assert "********" in shown.out


def test_offices_are_chosen_by_source_and_by_kind(empty_home: Path, offices: Replay) -> None:
    said = fetch("--source", "ons", "--kind", "rpi", "--json")
    assert {r["key"].partition(":")[0] for r in said.json["results"]} == {"ons"}
    assert {r["name"] for r in said.json["results"]} == {"uk-rpi", "uk-rpi-rate"}


def test_fetched_figures_supersede_the_bundled_ones(home: Path, offices: Replay) -> None:
    before = typed("trend", "us-cpi", "--json").json["series"][0]
    offices.later_release()
    assert fetch("us-cpi").code == 0
    after = typed("trend", "us-cpi", "--json").json["series"][0]
    assert (before["origin"], after["origin"]) == ("snapshot", "bls")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["us-cpii"], "did you mean 'us-cpi'"),
        (["--source", "bsl"], "did you mean 'bls'"),
        (["--since", "2020-13"], "not a period"),
        (["--country", "XX"], "no indicator fits"),
    ],
)
def test_a_wrong_wish_is_explained_and_asks_nobody(
    empty_home: Path, offices: Replay, words: list[str], message: str
) -> None:
    said = fetch(*words)
    assert said.code == 2
    assert message in said.err
    assert offices.requests == []


def test_ctrl_c_keeps_what_came_and_ends_with_130(tmp_path: Path, replay: Replay) -> None:
    home = tmp_path / "home"
    replay.fault("silence", source="bls", times=9)
    environ = clean_environment(home, **replay.environment(keyed=True))
    with subprocess.Popen(
        [*command(), "fetch", "us-cpi", "uk-rpi"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as job:
        _until(lambda: {"bls", "ons"} <= {r.source for r in list(replay.requests)})
        _until(lambda: typed("trend", "uk-rpi", "--home", home).code == 0)  # the other office is not silent
        os.kill(job.pid, signal.SIGINT)
        out, err = job.communicate(timeout=60)
    assert job.returncode == 130, err
    assert "Traceback" not in err
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert "cancelled" in lines["us-cpi"]
    assert " new " in lines["uk-rpi"]
    assert "stopp" in err
    assert typed("trend", "uk-rpi", "--home", home).code == 0


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 100  # which only what never happens reaches
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
