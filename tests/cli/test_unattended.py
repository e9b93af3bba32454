"""Fetching with nobody watching, as a process: JSON logs, signals, one runner at a time, what is due."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import clean_environment, command, process, typed
from tests.replay.server import KEYS, Replay


@contextmanager
def job(home: Path, replay: Replay, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A fetch that has begun."""
    environ = clean_environment(home, **replay.environment(keyed=True))
    with subprocess.Popen(
        [*command(), "fetch", *words],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 100  # which only what never happens reaches
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def log(text: str) -> list[dict[str, Any]]:
    """Every line of a log, each of which must be a JSON object."""
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(isinstance(line, dict) for line in lines)
    return lines


def saved(home: Path) -> set[str]:
    found = typed("status", "--json", "--home", home).json["series"]
    return {s["indicator"] for s in found if s["origin"] != "snapshot"}


def test_a_log_is_one_json_object_a_line_with_what_each_answer_took(tmp_path: Path, replay: Replay) -> None:
    replay.fault("status", source="ons", code=503)
    home = tmp_path / "home"
    said = process(
        home,
        *("fetch", "us-cpi", "uk-rpi", "--log-format", "json"),
        environ=replay.environment(keyed=True),
    )
    lines = log(said.err)
    assert said.code == 0
    assert said.out == ""
    assert [line["event"] for line in lines if line["event"] != "retry"] == [
        *("run.start", "indicator", "indicator", "run.end", "calendar")
    ]
    assert all(line["time"].endswith("+00:00") and line["level"] for line in lines)
    by_name = {line["indicator"]: line for line in lines if line["event"] == "indicator"}
    rpi, cpi = by_name["uk-rpi"], by_name["us-cpi"]
    assert (rpi["outcome"], rpi["requests"], rpi["retries"]) == ("new", 2, 1)
    assert rpi["received_bytes"] > 100
    assert cpi["milliseconds"] >= 0
    assert [line for line in lines if line["event"] == "retry" and "503" in line["message"]]
    assert not [key for key in KEYS.values() if key in said.err]
    run = typed("runs", "--json", "--home", home).json["runs"][0]
    costs = {r["indicator_key"]: (r["requests"], r["retries"]) for r in run["results"]}
    assert costs["ons:CHAW/mm23"] == (2, 1)
    assert run["runner"].partition("@")[2]


def test_an_error_is_a_json_object_too(tmp_path: Path, replay: Replay) -> None:
    said = process(
        tmp_path / "home",
        *("fetch", "--since", "2999-01", "us-cpi", "--log-format", "json"),
        environ=replay.environment(),
    )
    assert said.code == 2
    assert log(said.err)[-1]["error"] == "BadInput"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_in_order_and_says_what_is_kept(
    tmp_path: Path, replay: Replay, number: signal.Signals
) -> None:
    home = tmp_path / "home"
    replay.fault("silence", source="bls", times=9)
    with job(home, replay, "us-cpi", "uk-rpi", "--log-format", "json") as running:
        assert running.stderr is not None
        lines: list[str] = []
        while not any('"indicator": "uk-rpi"' in line for line in lines):
            lines.append(running.stderr.readline())
        os.kill(running.pid, number)
        _, rest = running.communicate(timeout=60)
    assert running.returncode == 128 + number
    stopped = log("".join(lines) + rest)[-1]
    assert (stopped["event"], stopped["kept"], stopped["signal"]) == ("stopped", 1, number)
    assert saved(home) == {"uk-rpi"}
    assert typed("runs", "--json", "--home", home).json["runs"][0]["outcome"] == "cancelled"


def test_a_second_sigterm_stops_at_once_and_nothing_is_half_done(tmp_path: Path, replay: Replay) -> None:
    home = tmp_path / "home"
    replay.fault("silence", source="ons", times=9)
    with job(home, replay, "uk-rpi") as running:
        until(lambda: bool(replay.requests))
        os.kill(running.pid, signal.SIGTERM)
        os.kill(running.pid, signal.SIGTERM)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 143
    assert "Traceback" not in err
    assert saved(home) == set()


def test_a_second_fetch_is_told_who_runs_and_may_wait(tmp_path: Path, replay: Replay) -> None:
    home = tmp_path / "home"
    environ = replay.environment(keyed=True)
    assert process(home, "status", environ=environ).code in (0, 1)
    replay.fault("silence", source="ons", times=9)
    with ExitStack() as stack, job(home, replay, "uk-rpi") as running:
        until(lambda: bool(replay.requests))
        waiting = stack.enter_context(job(home, replay, "us-cpi", "--wait", "90"))
        refused = process(home, "fetch", "us-cpi", environ=environ)
        assert waiting.poll() is None
        os.kill(running.pid, signal.SIGINT)
        _, err = waiting.communicate(timeout=90)
    assert refused.code == 3
    assert f"process {running.pid}" in refused.err
    assert "--wait" in refused.err
    assert waiting.returncode == 0, err
    assert saved(home) == {"us-cpi"}


def test_a_killed_fetch_leaves_no_lock_and_its_run_is_called_killed(tmp_path: Path, replay: Replay) -> None:
    home = tmp_path / "home"
    replay.fault("silence", source="bls", times=9)
    with job(home, replay, "us-cpi", "uk-rpi") as running:
        until(lambda: (home / "realterms.db").exists() and bool(saved_quietly(home)))
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    assert (home / "realterms.db.runner").exists()
    again = process(home, "fetch", "uk-rpi", environ=replay.environment(keyed=True))
    assert again.code == 0, again.err
    outcomes = [r["outcome"] for r in typed("runs", "--json", "--home", home).json["runs"]]
    assert outcomes == ["done", "killed"]


def saved_quietly(home: Path) -> set[str]:
    said = typed("status", "--json", "--home", home)
    return saved(home) if said.code in (0, 1) and said.out else set()


def test_what_was_just_fetched_is_not_due_and_the_first_fetch_is(tmp_path: Path, replay: Replay) -> None:
    home, environ = tmp_path / "home", replay.environment(keyed=True)
    first = process(home, "fetch", "--due", "us-cpi", "--json", environ=environ)
    again = process(home, "fetch", "--due", "us-cpi", environ=environ)
    assert [r["outcome"] for r in json.loads(first.out)["results"]] == ["new"]
    assert (again.code, again.out) == (0, "")
    assert "nothing is due" in again.err
    assert len(typed("runs", "--json", "--home", home).json["runs"]) == 1


def test_an_unchanged_series_costs_one_small_request(tmp_path: Path, replay: Replay) -> None:
    home, environ = tmp_path / "home", replay.environment(keyed=True)
    process(home, "fetch", "uk-rpi", environ=environ)
    process(home, "fetch", "uk-rpi", environ=environ)
    first, again = replay.requests
    assert "if-none-match" in again.headers
    run = typed("runs", "--json", "--home", home).json["runs"][0]
    assert run["results"][0]["received_bytes"] == 0
    assert run["results"][0]["outcome"] == "unchanged"
    assert first.path == again.path
