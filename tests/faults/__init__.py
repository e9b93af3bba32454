"""Tests of faults: kills, crowds, full disks, lost databases, and what is left after them."""
