"""Files judged as answers are: beyond reason is held aside or confirmed; another base is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.errors import BadInput, NotPublished
from indicators.series import Period
from jobs import audit, suspects, trends
from jobs.importing import ImportedSeries, import_file
from jobs.workspace import Workspace
from tests.jobs.conftest import Open

# RPI all items, Jan 1987=100, as the ONS published it; the wrong March is ours.
MONTHS = {
    "2025-09": "406.1",
    "2025-10": "407.4",
    "2025-11": "405.6",
    "2025-12": "408.5",
    "2026-01": "406.4",
    "2026-02": "408.2",
    "2026-03": "411.4",
}
MARCH = Period.parse("2026-03")


@pytest.fixture
def workspace(open_workspace: Open) -> Workspace:
    return open_workspace("ann")


def take(
    workspace: Workspace,
    folder: Path,
    last: str,
    published: str,
    *,
    confirm: str = "",
    scale: str = "1",
    **changed: str,
) -> ImportedSeries:
    """Import the RPI up to a month as a tidy file published on a day, some of its figures changed."""
    told = {m: changed.get(m.replace("2026-", "m"), v) for m, v in MONTHS.items() if m <= last}
    rows = [f"uk-rpi,{m},{round(Decimal(v) * Decimal(scale), 1)},final,{published}" for m, v in told.items()]
    path = folder / f"rpi-{published}.csv"
    path.write_text("\n".join(["indicator,period,value,status,published_on", *rows, ""]), encoding="utf-8")
    (series,) = import_file(workspace, path, confirm=confirm).series
    return series


def test_a_wrong_figure_is_listed_and_used_by_nothing(workspace: Workspace, tmp_path: Path) -> None:
    assert take(workspace, tmp_path, "2026-02", "2026-03-25").doubtful == ()
    taken = take(workspace, tmp_path, "2026-03", "2026-04-22", m03="4114")
    assert (taken.new, taken.revised, taken.unchanged, taken.confirmed) == (0, 0, 6, False)
    (doubt,) = taken.doubtful
    assert doubt.reason == "+907.8 % from 408.2 in 2026-02; up to 4 % is usual"
    with pytest.raises(NotPublished):
        trends.load(workspace, "uk-rpi").value(MARCH)
    (held,) = suspects.listing(workspace).suspects
    assert (held.name, held.url, held.origin) == ("uk-rpi", "file:rpi-2026-04-22.csv", "import")


def test_the_first_file_of_a_series_is_judged_at_its_end(workspace: Workspace, tmp_path: Path) -> None:
    taken = take(workspace, tmp_path, "2026-03", "2026-04-22", m03="41.14")
    assert [str(d.observation.period) for d in taken.doubtful] == ["2026-03"]
    assert taken.new == 6


def test_whoever_imports_can_confirm_with_a_reason(workspace: Workspace, tmp_path: Path) -> None:
    taken = take(workspace, tmp_path, "2026-03", "2026-04-22", m03="511.4", confirm="asked the office")
    assert taken.confirmed
    assert trends.load(workspace, "uk-rpi").value(MARCH) == Decimal("511.4")
    (settled,) = suspects.listing(workspace, open_only=False).suspects
    assert settled.decision is not None
    assert (settled.decision.verdict, settled.decision.decided_by) == ("confirmed", "ann")
    assert settled.decision.reason == "asked the office"
    assert audit.verify(workspace).ok
    again = take(workspace, tmp_path, "2026-03", "2026-04-22", m03="511.4")
    assert (again.new, again.unchanged, again.doubtful) == (0, 7, ())


def test_what_was_held_aside_can_be_confirmed_by_importing_again_or_settled_by_the_right_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    take(workspace, tmp_path, "2026-02", "2026-03-25")
    take(workspace, tmp_path, "2026-03", "2026-04-22", m03="4114")
    right = take(workspace, tmp_path, "2026-03", "2026-04-23")
    assert (right.new, right.doubtful) == (1, ())
    assert suspects.listing(workspace).suspects == ()
    (settled,) = suspects.listing(workspace, open_only=False).suspects
    assert settled.decision is not None
    assert settled.decision.reason == "file:rpi-2026-04-23.csv says 411.4 by now"


def test_an_older_release_is_judged_by_what_was_known_then(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path, "2026-03", "2026-04-22")
    late = take(workspace, tmp_path, "2026-01", "2026-02-18", m01="906.4")
    assert [str(d.observation.period) for d in late.doubtful] == ["2026-01"]
    fine = take(workspace, tmp_path, "2025-12", "2026-01-21")
    assert fine.doubtful == ()
    early = trends.load(workspace, "uk-rpi", as_of=date(2026, 1, 31))
    assert [str(p) for p in early][-1] == "2025-12"


def test_figures_on_another_base_are_refused_whole(workspace: Workspace, tmp_path: Path) -> None:
    take(workspace, tmp_path, "2026-03", "2026-04-22")
    with pytest.raises(BadInput, match=r"0\.2462 times those held, so they are on another base") as refused:
        take(workspace, tmp_path, "2026-03", "2026-05-20", scale="0.24624")
    assert "realterms indicators add ons:CHAW/mm23#BASE" in refused.value.hint
    assert trends.load(workspace, "uk-rpi").value(MARCH) == Decimal("411.4")
