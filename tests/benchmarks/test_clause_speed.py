"""How many determinations a second a simple clause allows, and what sixty years of them cost."""

from datetime import date
from decimal import Decimal

import pytest

from indicators.series import History, Period
from plans import history as runs
from plans.clause import IndexationClause
from plans.terms import OnFall
from plans.uprate import evaluate
from tests.benchmarks.measure import comparable_seconds, tell
from tests.plans.figures import histories, history, indicator

pytestmark = pytest.mark.benchmark

SIMPLE = IndexationClause(name="simple", index="long", lag=3, on_fall=OnFall.ZERO)
AS_OF = date(2027, 1, 1)


def long_series() -> dict[str, History]:
    """An index as long as the longest official one: 1913 to 2026, every month."""
    first = Period.month(1913, 1)
    values = {str(first.shift(n)): str(Decimal(10) + n * Decimal("0.235")) for n in range(1364)}
    return histories(history(indicator("long"), dict(values)))


def test_ten_thousand_determinations_a_second() -> None:
    known = long_series()

    def thousand() -> None:
        for _ in range(1000):
            evaluate(SIMPLE, known, effective_on=date(2026, 10, 1), as_of=AS_OF)

    seconds = comparable_seconds(9, thousand)
    tell("simple determinations", per_second=1000 / seconds)
    assert 1000 / seconds >= 10_000


def test_sixty_years_of_months_with_all_steps() -> None:
    known = long_series()
    dates = [Period.month(1960, 1).shift(n).first_day for n in range(720)]
    seconds = comparable_seconds(
        9, lambda: runs.run(SIMPLE, known, dates=dates, amount=Decimal(1000), as_of=AS_OF)
    )
    tell("sixty years of months", milliseconds=seconds * 1000)
    assert seconds < 0.1
