"""Exponential smoothing by the library: on bundled figures with a hole, and without the library."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from indicators import snapshot
from indicators.errors import BadInput
from indicators.forecast import Method, project
from indicators.series import Period, Series
from tests.shared_data import ROOT


def bundled(name: str) -> Series:
    """A bundled series as known at the end of 2026."""
    return snapshot.load()[name].history(datetime(2026, 12, 1, tzinfo=UTC)).known_on(date(2026, 12, 1))


def test_a_series_with_a_hole_is_smoothed_without_filling_it() -> None:
    series = bundled("us-cpi-core")
    found = project(series, 2, method=Method.ETS)

    assert series[Period.parse("2025-10")].value is None
    assert [str(p.period) for p in found.points] == ["2026-09", "2026-10"]
    assert all(p.low < p.value < p.high and p.coverage is None for p in found.points)
    assert all(p.value.as_tuple().exponent == -3 for p in found.points)
    # A month's change of core CPI has not exceeded 1 % since 1981.
    assert all(abs(p.value / series.value(found.last.period) - 1) < 0.01 * p.ahead for p in found.points)


def test_a_rate_is_smoothed_as_a_rate_and_twice_the_same() -> None:
    one, other = (project(bundled("cn-cpi"), method=Method.ETS) for _ in range(2))
    assert one == other
    assert all(95 < p.value < 105 for p in one.points)


def test_without_the_library_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    # What the interpreter itself does for a module that is not there.
    monkeypatch.setitem(sys.modules, "statsmodels.tsa.statespace.exponential_smoothing", None)
    with pytest.raises(BadInput, match="statsmodels") as refused:
        project(bundled("cn-cpi"), method=Method.ETS)
    assert "realterms[forecast]" in refused.value.hint
    assert "drift-seasonal" in refused.value.hint


def test_our_own_rule_loads_neither_the_library_nor_numpy() -> None:
    code = (
        "from tests.indicators.test_forecast_ets import bundled; from indicators.forecast import project; "
        "import sys; before = set(sys.modules); project(bundled('cn-cpi')); "
        "import jobs.forecast; print(*{m.partition('.')[0] for m in set(sys.modules) - before})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert {"numpy", "pandas", "scipy", "statsmodels", "sqlmodel"}.isdisjoint(done.stdout.split())
