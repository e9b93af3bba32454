"""US TIPS reference CPI and index ratio by day, 31 CFR 356 Appendix B, October 2025 included."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from indicators.series import History
from plans import presets
from plans.uprate import Uprating, evaluate
from tests.plans.figures import histories, history, official, oracle
from tests.shared_data import needs_shared

# CPI-U, not seasonally adjusted, 1982-84=100 (BLS CUUR0000SA0); October 2025 was never published.
CPI = {
    "2007-10": "208.936",
    "2007-11": "210.177",
    "2014-07": "238.250",
    "2014-08": "237.852",
    "2017-04": "244.524",
    "2017-05": "244.733",
    "2024-09": "315.301",
    "2025-09": "324.800",
    "2025-10": None,
    "2025-11": "324.122",
}


def index_ratio(known: dict[str, History], dated: date, day: date) -> Uprating:
    """The determination for a day of the security with this dated date."""
    clause = replace(presets.load("us-tips"), base_date=dated)
    return evaluate(clause, known, effective_on=day, as_of=date(2026, 10, 14))


def reference_cpi(uprating: Uprating) -> Decimal:
    """The reference CPI of the day, as rounded."""
    rounded = [s.value for s in uprating.steps if s.form == "mean-rounded" and s.value is not None]
    return rounded[0]


@pytest.mark.parametrize(
    ("dated", "day", "reference", "ratio"),
    [
        # TreasuryDirect, CUSIP 912828HN3, October 2014.
        (date(2008, 1, 15), date(2014, 10, 1), "238.25000", "1.13725"),
        (date(2008, 1, 15), date(2014, 10, 2), "238.23716", "1.13719"),
        # CUSIP 9128282L3: the Treasury's 325.604 stands for October 2025.
        (date(2017, 7, 15), date(2026, 1, 1), "325.60400", "1.33107"),
        (date(2017, 7, 15), date(2026, 1, 17), "324.83910", "1.32794"),
    ],
)
def test_index_ratio_of_a_day(dated: date, day: date, reference: str, ratio: str) -> None:
    known = histories(history("us-cpi", CPI))
    uprating = index_ratio(known, dated, day)
    assert reference_cpi(uprating) == Decimal(reference)
    assert uprating.ratio == Decimal(ratio)


def test_a_substitute_is_said_to_be_one() -> None:
    known = histories(history("us-cpi", CPI))
    uprating = index_ratio(known, date(2017, 7, 15), date(2026, 1, 1))
    assert any("2025-10 was not published" in text for text in uprating.warnings)
    substitute = next(s for s in uprating.steps if s.number == 3)
    assert substitute.value == Decimal("325.604")
    assert [str(i.period) for i in substitute.inputs] == ["2025-09", "2024-09"]


@needs_shared
def test_all_322_published_values() -> None:
    known = histories(official("us-cpi", "us_cpi_u.csv", "CUUR0000SA0"))
    rows = oracle("us_tips_index_ratio")
    assert len(rows) == 322
    dated = {r["cusip"]: date.fromisoformat(r["date"]) for r in rows if not r["index_ratio_published"]}
    for row in rows:
        uprating = index_ratio(known, dated[row["cusip"]], date.fromisoformat(row["date"]))
        assert reference_cpi(uprating) == Decimal(row["ref_cpi_recomputed"]), row
        if row["ref_cpi_published"]:
            assert reference_cpi(uprating) == Decimal(row["ref_cpi_published"]), row
        if row["index_ratio_published"]:
            assert uprating.ratio == Decimal(row["index_ratio_published"]), row
