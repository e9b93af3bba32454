"""What holds for every preset, on whatever figures: its limits, its falls, its words, its file."""

import json
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.series import History, Period
from plans import presets
from plans.clause import IndexationClause
from plans.explain import Language, sentences
from plans.history import run
from plans.parse import clause_text, parse_clause
from plans.terms import BaseAmount, OnFall, Scope
from plans.uprate import evaluate, uprate_number
from tests.plans.figures import histories, history, indicator

OLDEST, RECENT, END = 1973, 2004, 2027
DAY, AS_OF = date(2026, 12, 1), date(2027, 6, 1)
CHANGES = st.lists(st.integers(-400, 900), min_size=54, max_size=54)  # hundredths of a percent, a year


def figures(clause: IndexationClause, changes: list[int]) -> dict[str, History]:
    """Levels that move by these yearly changes, rates that are these changes, for all that a clause reads."""
    held: list[History] = []
    for leaf in clause.leaves:
        for index in leaf.indicators:
            described = indicator(index, measure=leaf.measure.needs, key=f"own:{index}", decimals=3)
            values = _levels(changes, _begins(clause)) if leaf.measure.is_level else _rates(changes)
            held.append(history(described, values))
    return histories(*held)


def _begins(clause: IndexationClause) -> int:
    bases = [leaf.base_period for leaf in clause.leaves]
    return OLDEST if any(base is not None and base.year < RECENT for base in bases) else RECENT


def _levels(changes: list[int], begins: int) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    level = Decimal(100)
    for year, change in zip(range(begins, END), changes, strict=False):
        for month in range(1, 13):
            level = round(level * (1 + Decimal(change) / 120_000), 6)
            values[str(Period.month(year, month))] = f"{level:.3f}"
    return values


def _rates(changes: list[int]) -> dict[str, str | None]:
    return {
        str(Period.month(year, month)): f"{Decimal(change) / 100:.1f}"
        for year, change in zip(range(OLDEST, END), changes, strict=False)
        for month in range(1, 13)
    }


@cache
def clause(name: str) -> IndexationClause:
    """The preset."""
    return presets.load(name)


@pytest.mark.parametrize("name", presets.names())
@settings(max_examples=3, deadline=None)
@given(changes=CHANGES)
def test_every_preset_keeps_its_own_limits(name: str, changes: list[int]) -> None:
    rule = clause(name)
    found = evaluate(rule, figures(rule, changes), effective_on=DAY, as_of=AS_OF)
    if rule.limit_scope is Scope.EACH and rule.cap is not None:
        assert found.percent <= rule.cap
    if rule.limit_scope is Scope.EACH and rule.floor is not None:
        assert found.percent >= rule.floor
    if rule.on_fall is not OnFall.APPLY:
        assert found.percent >= 0
        assert found.increment >= 0
        moved = uprate_number(found, Decimal(10_000_000))
        assert moved.unrounded >= 10_000_000
    for language in Language:
        assert all(text and "{" not in text for text in sentences(found, language=language))


@pytest.mark.parametrize("name", presets.names())
@settings(max_examples=2, deadline=None)
@given(changes=CHANGES)
def test_a_path_of_every_preset_is_the_same_twice_and_falls_only_where_it_says(
    name: str, changes: list[int]
) -> None:
    rule = clause(name)
    known = figures(rule, changes)
    dates = [date(year, 12, 1) for year in range(2018, 2027)]
    once, twice = (run(rule, known, dates=dates, amount=Decimal(1_000_000), as_of=AS_OF) for _ in range(2))
    assert once == twice
    if rule.on_fall is OnFall.APPLY:
        return
    amounts = [d.after for d in once]
    if rule.base_amount is BaseAmount.ROUNDED:
        assert amounts == sorted(amounts)


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_reads_back_from_its_own_text(name: str) -> None:
    again, problems = parse_clause(clause_text(clause(name)), file=name)
    assert (again, problems) == (clause(name), ())


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    rule = clause(name)
    assert rule.title
    assert rule.text.endswith(".")
    assert rule.law
    json.dumps([rule.title, rule.text, rule.law])
