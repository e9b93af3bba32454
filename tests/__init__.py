"""Tests, a folder for each room, and the published tables our arithmetic must reproduce."""
