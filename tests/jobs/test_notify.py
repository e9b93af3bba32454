"""Telling a webhook over real HTTP: new trouble once, its end once, and no harm where nobody listens."""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indicators.sources.pacing import Limits
from jobs import decide, demo, propose
from jobs.notify import notify
from jobs.refresh import refresh
from jobs.workspace import Workspace
from tests.jobs.conftest import Clock
from tests.jobs.hook import Hook, listening
from tests.replay.server import Replay


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with listening() as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-07-22T06:05")


@pytest.fixture
def environ(replay: Replay, hook: Hook) -> dict[str, str]:
    return {**replay.environment(keyed=True), "REALTERMS_WEBHOOK_URL": hook.url}


@pytest.fixture
def ann(tmp_path: Path, environ: dict[str, str], clock: Clock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, environ=environ, clock=clock, user="ann") as workspace:
        workspace.limits = Limits(attempts=1)
        yield workspace


def fetch(workspace: Workspace, *names: str) -> bool:
    return notify(workspace, refresh(workspace, names or ("uk-rpi",)))


def parts(told: dict[str, Any], which: str = "begun") -> list[tuple[str, str]]:
    return [(n["kind"], n["subject"]) for n in told[which]]


def test_where_all_is_well_nobody_is_told(ann: Workspace, hook: Hook) -> None:
    assert not fetch(ann)
    assert hook.told == []


def test_a_failure_is_told_once_and_its_end_once(ann: Workspace, replay: Replay, hook: Hook) -> None:
    fetch(ann)
    for _ in range(2):
        replay.fault("status", source="ons", times=2, code=503)
        fetch(ann)
    assert fetch(ann)
    assert not fetch(ann)
    begun, ended = hook.told
    assert parts(begun) == [("failed", "uk-rpi")]
    assert "HTTP status 503" in begun["begun"][0]["detail"]
    assert begun["text"].startswith("realterms:\nfailed: uk-rpi: ")
    assert (parts(ended), parts(ended, "ended")) == ([], [("failed", "uk-rpi")])


def test_a_failure_of_what_was_not_asked_again_goes_on(ann: Workspace, replay: Replay, hook: Hook) -> None:
    replay.fault("status", source="ons", times=2, code=503)
    assert fetch(ann, "uk-rpi", "us-cpi")
    assert not fetch(ann, "us-cpi")


def test_a_webhook_that_refuses_is_told_again_and_its_address_is_not_logged(
    ann: Workspace, replay: Replay, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    replay.fault("status", source="ons", times=4, code=503)
    hook.status = 500
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "jobs"):
        assert not fetch(ann)
    assert "was not told" in caplog.text
    assert "t0ken" not in caplog.text
    hook.status = 200
    assert fetch(ann)
    assert parts(hook.told[0]) == [("failed", "uk-rpi")]


def test_nobody_at_the_address_is_no_failure_of_the_fetch(
    tmp_path: Path, environ: dict[str, str], clock: Clock, replay: Replay
) -> None:
    replay.fault("status", source="ons", times=2, code=503)
    nowhere = {**environ, "REALTERMS_WEBHOOK_URL": "http://127.0.0.1:9/hooks/t0ken"}
    with Workspace.open(tmp_path, environ=nowhere, clock=clock, user="ann") as workspace:
        workspace.limits = Limits(attempts=1)
        assert not fetch(workspace)


def test_a_series_that_goes_stale_is_told_with_why(ann: Workspace, hook: Hook, clock: Clock) -> None:
    fetch(ann)
    clock.set("2026-08-24T12:00")
    assert fetch(ann)
    assert parts(hook.told[0]) == [("stale", "uk-rpi")]
    assert hook.told[0]["begun"][0]["detail"] == "delayed: 2026-07 is overdue since 2026-08-23"
    clock.set("2026-12-24T12:00")
    assert not fetch(ann)


def test_bundled_figures_that_nobody_fetches_are_no_trouble(ann: Workspace, hook: Hook) -> None:
    demo.load_snapshot(ann)
    assert not fetch(ann)


def test_a_suspect_figure_waits_for_a_person_and_is_told(ann: Workspace, replay: Replay, hook: Hook) -> None:
    fetch(ann, "us-cpi")
    serve_changed(replay, '"2026","period":"M06","periodName":"June","value":"333.952"', "333.952", "3339.52")
    assert fetch(ann, "us-cpi")
    assert parts(hook.told[0]) == [("suspect", "us-cpi 2026-06")]
    assert "3339.52: +900.0 % from 333.952" in hook.told[0]["begun"][0]["detail"]


def serve_changed(replay: Replay, where: str, old: str, new: str) -> None:
    """Let the BLS answer its next request as it would, with one figure changed."""
    asked = next(r for r in reversed(replay.requests) if r.source == "bls")
    _, reply = replay.answer(asked)
    body = reply.body.decode()
    assert where in body
    replay.serve(body.replace(where, where.replace(old, new)), source="bls")


def test_a_revision_of_a_figure_that_an_accepted_proposal_used_is_told(
    tmp_path: Path, ann: Workspace, environ: dict[str, str], replay: Replay, hook: Hook, clock: Clock
) -> None:
    clock.set("2026-11-20T14:00")
    demo.load_sample(ann)
    replay.later_release()
    fetch(ann, "us-ppi-finished-goods")
    hook.told.clear()
    number = propose.propose(ann, "sales-manager", on=date(2026, 10, 1)).id
    with Workspace.open(tmp_path, environ=environ, clock=clock, user="ben") as ben:
        decide.accept(ben, number, "agrees with the clause")
    clock.set("2026-11-21T14:00")
    serve_changed(
        replay,
        '"2026","period":"M05","periodName":"May","latest":"true","value":"285.242"',
        "285.242",
        "286.1",
    )
    assert fetch(ann, "us-ppi-finished-goods")
    (told,) = hook.told
    assert ("revised", "proposal 1: us-ppi-finished-goods 2026-05") in parts(told)
    revised = next(n for n in told["begun"] if n["kind"] == "revised")
    assert revised["detail"].endswith("since 2026-11-21 it is 286.1")
