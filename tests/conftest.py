"""Fixtures every test may use: the local offices."""

pytest_plugins = ["tests.replay.fixtures"]
