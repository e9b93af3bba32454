"""UK benefit rates, April 2011 to 2026, to the penny: by the published CPI rate, not its index's ratio."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.series import History
from plans import presets
from plans.clause import IndexationClause
from plans.money import Money, Rounding
from plans.terms import ClauseMeasure
from plans.uprate import evaluate, uprate_amount
from tests.plans.figures import histories, history, official, oracle
from tests.shared_data import needs_shared

# Published 12-month CPI rates of September (ONS D7G7) and the carer's allowance from the next April
# (DWP, Benefit and pension rates).
RATES = {"2010-09": "3.1", "2011-09": "5.2", "2014-09": "1.2", "2015-09": "-0.1", "2016-09": "1.0"}
CARERS_ALLOWANCE = [
    (2011, "53.90", "55.55"),
    (2012, "55.55", "58.45"),
    (2015, "61.35", "62.10"),
    (2016, "62.10", "62.10"),
    (2017, "62.10", "62.70"),
]


def uprated(
    clause: IndexationClause, known: dict[str, History], effective: date, before: str, to: str
) -> Money:
    """A weekly rate after one uprating, rounded to the nearest `to`."""
    uprating = evaluate(clause, known, effective_on=effective, as_of=effective)
    return uprate_amount(uprating, Money.of(before, "GBP"), rounding=Rounding(Decimal(to))).after


@pytest.mark.parametrize(("year", "before", "after"), CARERS_ALLOWANCE)
def test_carers_allowance_follows_the_published_rate(year: int, before: str, after: str) -> None:
    known = histories(history("uk-cpi-rate", RATES))
    uprating = evaluate(
        presets.load("uk-benefits"), known, effective_on=date(year, 4, 6), as_of=date(year, 4, 6)
    )
    assert uprate_amount(uprating, Money.of(before, "GBP")).after == Money.of(after, "GBP")


@needs_shared
def test_all_323_published_rates() -> None:
    known = histories(official("uk-cpi-rate", "uk_ons.csv", "D7G7"))
    clause = presets.load("uk-benefits")
    rows = oracle("uk_benefit_uprating")
    assert len(rows) == 323
    for row in rows:
        effective = date.fromisoformat(f"{row['effective']}-06")
        after = uprated(clause, known, effective, row["previous"], row["round_to_nearest"])
        assert after == Money.of(row["published"], "GBP"), row


@needs_shared
def test_the_ratio_of_the_index_is_wrong_in_exactly_the_124_rows_that_the_table_names() -> None:
    known = histories(official("uk-cpi", "uk_ons.csv", "D7BT"))
    by_ratio = replace(presets.load("uk-benefits"), index="uk-cpi", measure=ClauseMeasure.INDEX)
    wrong = 0
    for row in oracle("uk_benefit_uprating"):
        effective = date.fromisoformat(f"{row['effective']}-06")
        after = uprated(by_ratio, known, effective, row["previous"], row["round_to_nearest"])
        assert after == Money.of(row["if_unrounded_index_ratio_used"], "GBP"), row
        assert (after == Money.of(row["published"], "GBP")) == (row["match_alt"] == "1"), row
        wrong += row["match_alt"] == "0"
    assert wrong == 124
