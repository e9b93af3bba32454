"""Incentive plans and indexation clauses: pure functions over values."""
