"""The `replay` fixture: the local offices for one test."""

from collections.abc import Iterator

import pytest

from tests.replay.server import Replay


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """The local offices, answering on loopback; a request they frown on fails the test at its end.

    A test that means to be frowned on empties `replay.complaints`.
    """
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    offices = Replay()
    try:
        yield offices
    finally:
        offices.close()
    assert offices.complaints == []
