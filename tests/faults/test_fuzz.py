"""Spoilt replies and files, many of them: only our own errors come out, soon, and without growing."""

import sys
from pathlib import Path

import pytest

from tests.faults.bad_sources import OFFICES
from tests.faults.fuzz_seeds import seeds
from tests.faults.fuzzing import run


def test_the_good_replies_are_read(tmp_path: Path) -> None:
    """What is spoilt was good before: else the fuzz would only knock at the door."""
    own = [s for s in seeds(tmp_path) if "recorded" not in s.name]
    # To be described, a Chinese series is read whole, and one reply is one table of it.
    assert [s.name for s in own if not s.read(s.body)] == ["nbs described"]
    assert {s.name for s in own} >= {o.name for o in OFFICES}


def test_a_round_of_spoilt_replies(tmp_path: Path) -> None:
    found = run(1, 20261127, tmp_path)
    assert found["read"]
    assert found["refused"] > 500


@pytest.mark.prove
@pytest.mark.timeout(900)
def test_ten_rounds_of_spoilt_replies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(10, 20261128, tmp_path)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{sum(found['inputs'].values())} spoilt replies to {len(found['inputs'])} readers: "
            f"{found['read']} read, {found['refused']} refused; slowest {found['slowest']} s, "
            f"memory grown by {found['memory_grown']} MB\n"
        )
    assert found["memory_grown"] < 200
    assert {name.partition(" ")[0].rstrip(",") for name in found["inputs"]} >= {o.name for o in OFFICES}
