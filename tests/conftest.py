"""Fixtures every test may use: the local offices; and what keeps thousands of tests in one process quick."""

import gc
from itertools import count

import pytest

pytest_plugins = ["tests.replay.fixtures"]

_TESTS = count(1)
_EVERY = 25


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Take what outlives a few tests out of the collector's sight.

    Textual and pandas leave much behind in one process; the collector would go through all of it again and
    again, for seconds each time once thousands of tests have run.
    """
    if next(_TESTS) % _EVERY == 0:
        gc.collect()
        gc.freeze()
