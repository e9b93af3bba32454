"""Scenarios: the same plan, and the same people, under several sets of clauses side by side."""
