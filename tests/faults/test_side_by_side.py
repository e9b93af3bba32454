"""Eleven offices are asked side by side: each answers only once all the others were asked too."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.bad_answers import Bad, Kind
from tests.faults.bad_server import bad_offices
from tests.faults.bad_sources import OFFICES, Office
from tests.faults.matrix import Matrix
from tests.replay.replies import Reply, Seen


@pytest.fixture
def matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Matrix]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with bad_offices() as offices:
        yield Matrix(tmp_path, offices)


def test_no_office_waits_for_another(matrix: Matrix) -> None:
    everyone = threading.Barrier(len(OFFICES))

    def once_all_were_asked(office: Office, asked: Seen, good: Reply) -> Bad:
        everyone.wait(timeout=50)  # less than the client's patience
        return good

    waiting = Kind("waits for the others", "network", once_all_were_asked)
    run = matrix.run({office.name: waiting for office in OFFICES})
    assert run.code == 0, run.err
    assert {r["outcome"] for r in run.results.values()} == {"new"}
    assert run.held == matrix.after[True]
