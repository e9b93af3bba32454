"""A series put on another base by its office: kept as a series of its own, told, linked, never divided."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from indicators.arithmetic import mean
from indicators.errors import NotPublished
from indicators.releases import State
from indicators.series import Kind, Measure, Period
from jobs import catalogue, clauses, runs, status, trends
from jobs.importing import import_file
from jobs.refresh import refresh
from jobs.results import IndicatorResult
from jobs.workspace import Workspace
from tests.jobs.conftest import Clock
from tests.jobs.hook import Hook, listening
from tests.replay.recorded import payload
from tests.replay.server import Replay
from tests.shared_data import needs_shared

NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
HEAD = (
    ("Title", "CPI INDEX 00: ALL ITEMS {base}"),
    ("CDID", "D7BT"),
    ("Source dataset ID", "MM23"),
    ("PreUnit", ""),
    ("Unit", "Index, base year = 100"),
    ("Release date", "{released}"),
    ("Next release", "{upcoming}"),
    ("Important notes", ""),
)


def true_level(month: Period) -> Decimal:
    """Our own path of prices, 100 in 2015: two percent a year, and a little unevenness."""
    months = month.ordinal - Period.month(2015, 7).ordinal
    return Decimal(100) + Decimal(months) * Decimal("0.171") + Decimal(months % 5) * Decimal("0.031")


def page(
    last: str,
    released: str,
    upcoming: str,
    *,
    base: int = 2015,
    decimals: int = 1,
    changed: Mapping[str, str] | None = None,
) -> str:
    """The office's CSV from 2015 to a month, rebased from its unrounded figures, then rounded."""
    year = [true_level(Period.month(base, m)) for m in range(1, 13)]
    at_base = mean(year)
    rows = [(n, v.format(base=f"{base}=100", released=released, upcoming=upcoming)) for n, v in HEAD]
    month, end = Period.month(2015, 1), Period.parse(last)
    while month <= end:
        shown = (changed or {}).get(str(month)) or str(round(true_level(month) * 100 / at_base, decimals))
        rows.append((f"{month.year} {NAMES[month.number - 1]}", shown))
        month = month.shift(1)
    return "".join(f'"{name}","{value}"\n' for name, value in rows)


OLD = page("2025-12", "21-01-2026", "18 February 2026")
NEW = page("2026-01", "18-02-2026", "25 March 2026", base=2025)
NEWER = page("2026-02", "25-03-2026", "22 April 2026", base=2025)


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-01-21T07:05")


@pytest.fixture
def webhook() -> Iterator[Hook]:
    with listening() as found:
        yield found


@pytest.fixture
def ann(tmp_path: Path, replay: Replay, clock: Clock) -> Iterator[Workspace]:
    """Ann's workspace, which has fetched the UK CPI of December 2025 on base 2015=100."""
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ann") as workspace:
        assert fetch(workspace, replay, OLD).outcome == "new"
        clock.set("2026-02-18T07:05")
        yield workspace


def add_on_base(workspace: Workspace, year: int) -> None:
    """Make the UK CPI known on another base as well, as uk-cpi-YEAR."""
    catalogue.add(
        workspace,
        f"ons:D7BT/mm23#{year}=100",
        name=f"uk-cpi-{year}",
        title="UK CPI, all items, index",
        country="GB",
        kind=Kind.CPI,
        measure=Measure.INDEX,
        base_period=f"{year}=100",
    )


def fetch(workspace: Workspace, replay: Replay, text: str) -> IndicatorResult:
    replay.serve(text, source="ons")
    (result,) = refresh(workspace, ["uk-cpi"]).results
    return result


def test_a_rebased_series_is_kept_under_its_base_and_the_old_stays(ann: Workspace, replay: Replay) -> None:
    before = trends.load(ann, "uk-cpi").readings
    result = fetch(ann, replay, NEW)
    assert (result.name, result.outcome, result.new) == ("uk-cpi", "rebased", 133)
    assert "on base 2025=100: its figures are 0.8" in result.message
    assert "(132 of 132 periods)" in result.message
    assert "kept as uk-cpi-2025" in result.message

    goes_on = trends.load(ann, "uk-cpi-2025")
    assert (goes_on.indicator.key, goes_on.indicator.base_period) == ("ons:D7BT/mm23#2025=100", "2025=100")
    level = mean([goes_on.value(Period.month(2025, m)) for m in range(1, 13)])
    assert abs(level - 100) < Decimal("0.05")
    assert trends.load(ann, "uk-cpi").readings == before
    (row,) = runs.runs(ann).runs[0].results
    assert (row.indicator_key, row.outcome, row.message) == (
        "ons:D7BT/mm23",
        "rebased",
        result.message,
    )


def test_from_then_on_the_office_is_asked_for_the_series_that_goes_on(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    fetch(ann, replay, NEW)
    clock.set("2026-03-25T07:05")
    result = fetch(ann, replay, NEWER)
    assert (result.name, result.outcome, result.new, result.revised) == ("uk-cpi-2025", "new", 1, 0)
    found = {s.indicator.name: s for s in status.status(ann).series}
    assert found["uk-cpi"].state is State.SUCCEEDED
    assert not found["uk-cpi"].stale
    assert "it goes on as uk-cpi-2025 (2025=100)" in found["uk-cpi"].why
    assert found["uk-cpi-2025"].state is State.CURRENT
    assert "uk-cpi-2025" in catalogue.described(ann, "uk-cpi").caution
    with ann.session() as session:
        from jobs.due import outlooks

        (gone,) = outlooks(ann, session, [catalogue.resolve(ann, "uk-cpi")])
    assert not gone.outlook.is_due(ann.now)


def test_an_office_that_goes_back_to_the_old_base_goes_on_with_the_old_series(
    ann: Workspace, replay: Replay, clock: Clock
) -> None:
    fetch(ann, replay, NEW)
    clock.set("2026-03-25T07:05")
    back = fetch(ann, replay, page("2026-02", "25-03-2026", "22 April 2026"))
    assert (back.name, back.outcome, back.new) == ("uk-cpi-2025", "rebased", 2)
    found = {s.indicator.name: s.state for s in status.status(ann).series}
    assert (found["uk-cpi"], found["uk-cpi-2025"]) == (State.CURRENT, State.SUCCEEDED)
    assert fetch(ann, replay, page("2026-02", "25-03-2026", "22 April 2026")).name == "uk-cpi"


@pytest.mark.parametrize("decimals", [0, 1, 2, 3])
def test_few_decimals_leave_the_factor_open_and_are_still_one_factor(
    tmp_path: Path, replay: Replay, clock: Clock, decimals: int
) -> None:
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ann") as workspace:
        old = page("2025-12", "21-01-2026", "18 February 2026", decimals=decimals)
        assert fetch(workspace, replay, old).outcome == "new"
        clock.set("2026-02-18T07:05")
        new = page("2026-01", "18-02-2026", "25 March 2026", base=2025, decimals=decimals)
        assert fetch(workspace, replay, new).outcome == "rebased"


def test_a_base_year_with_little_inflation_since_is_no_revision(
    tmp_path: Path, replay: Replay, clock: Clock
) -> None:
    """From 2024 = 100 to 2025 = 100 everything falls by two percent, less than a usual revision may be."""
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ann") as workspace:
        add_on_base(workspace, 2024)
        for text, outcome in (
            (page("2025-12", "21-01-2026", "18 February 2026", base=2024), "new"),
            (NEW, "rebased"),
        ):
            clock.set("2026-02-18T07:05")
            replay.serve(text, source="ons")
            (result,) = refresh(workspace, ["uk-cpi-2024"]).results
            assert result.outcome == outcome, result.message
        assert trends.load(workspace, "uk-cpi-2025").latest is not None


def test_a_revision_beside_a_new_base_is_kept_with_it(ann: Workspace, replay: Replay) -> None:
    revised = {f"2025-{m:02d}": str(100 + m) for m in range(1, 13)}
    result = fetch(ann, replay, page("2026-01", "18-02-2026", "25 March 2026", base=2016, changed=revised))
    assert result.outcome == "rebased"
    assert "(120 of 132 periods)" in result.message


def test_a_file_in_other_units_is_no_new_base(ann: Workspace, replay: Replay) -> None:
    tenfold = "".join(
        f'{line.partition(",")[0]},"{Decimal(line.split(chr(34))[3]) * 10}"\n'
        if line[1:5].isdigit()
        else f"{line}\n"
        for line in OLD.splitlines()
    )
    result = fetch(ann, replay, tenfold)
    assert result.outcome == "failed"
    assert "another base" in result.message
    assert [i.name for i in catalogue.search(ann, "uk cpi ons:D7BT")] == ["uk-cpi"]


def test_another_base_label_on_other_figures_is_refused(ann: Workspace, replay: Replay) -> None:
    """The label says 2025, the figures average 100 there, and yet they are not those held: another series."""
    changed = {str(Period.month(y, m)): f"{40 + y - 2015}.{m % 10}"
               for y in range(2015, 2025) for m in range(1, 13)}  # fmt: skip
    result = fetch(ann, replay, page("2026-01", "18-02-2026", "25 March 2026", base=2025, changed=changed))
    assert result.outcome == "failed"
    assert "another base" in result.message


CLAUSE = """
name = "cpi-january"
title = "The CPI from January to January"
index = "uk-cpi"
measure = "index"
month = 1
lag = 2
on_fall = "apply"
calendar = [{ month = 3 }]
"""
LINK = 'links = [{ index = "uk-cpi-2025", at = "2025-12" }]\n'


def test_a_clause_goes_on_within_one_base_or_by_a_link_and_never_across(
    ann: Workspace, replay: Replay, tmp_path: Path, clock: Clock
) -> None:
    fetch(ann, replay, NEW)
    clock.set("2026-03-02T09:00")
    file = tmp_path / "clause.toml"

    file.write_text(CLAUSE, encoding="utf-8")
    with pytest.raises(NotPublished) as refused:
        clauses.run(ann, str(file), on=date(2026, 3, 1))
    assert LINK.strip() in refused.value.hint

    file.write_text(CLAUSE + LINK, encoding="utf-8")
    linked = clauses.run(ann, str(file), on=date(2026, 3, 1)).uprating
    file.write_text(CLAUSE.replace('"uk-cpi"', '"uk-cpi-2025"'), encoding="utf-8")
    within = clauses.run(ann, str(file), on=date(2026, 3, 1)).uprating
    truth = (true_level(Period.month(2026, 1)) / true_level(Period.month(2025, 1)) - 1) * 100
    assert abs(within.percent - truth) < Decimal("0.11")
    assert abs(linked.percent - truth) < Decimal("0.2")
    assert any(step.name == "link" or "link" in step.text.lower() for step in linked.steps)


def test_the_webhook_is_told_once(tmp_path: Path, replay: Replay, clock: Clock, webhook: Hook) -> None:
    from jobs.notify import notify

    environ = replay.environment() | {"REALTERMS_WEBHOOK_URL": webhook.url}
    with Workspace.open(tmp_path, environ=environ, clock=clock, user="ann") as workspace:
        fetch(workspace, replay, OLD)
        clock.set("2026-02-18T07:05")
        replay.serve(NEW, source="ons")
        notify(workspace, refresh(workspace, ["uk-cpi"]))
        clock.set("2026-03-25T07:05")
        replay.serve(NEWER, source="ons")
        notify(workspace, refresh(workspace, ["uk-cpi"]))
    told = [b for body in webhook.told for b in body["begun"] if b["kind"] == "rebased"]
    assert [b["subject"] for b in told] == ["uk-cpi"]
    assert "goes on as uk-cpi-2025" in told[0]["detail"]


@needs_shared
def test_the_cpi_of_2014_and_of_2024_as_recorded(tmp_path: Path, replay: Replay, clock: Clock) -> None:
    """The same months on 2005 = 100 and on 2015 = 100: 318 of 320 by one factor, two were estimated anew."""
    clock.set("2024-02-14T07:05")
    with Workspace.open(tmp_path, environ=replay.environment(), clock=clock, user="ann") as workspace:
        add_on_base(workspace, 2005)
        old = payload("ons/cms_data_d7bt_2014_alpha_shape.json")
        replay.serve("no CSV then", source="ons", content_type="text/plain")
        replay.serve(old, source="ons", content_type="application/json")
        (first,) = refresh(workspace, ["uk-cpi-2005"]).results
        replay.serve(payload("ons/generator_csv_d7bt_mm23_20240214.csv"), source="ons")
        (second,) = refresh(workspace, ["uk-cpi-2005"]).results
        assert (first.outcome, second.outcome) == ("new", "rebased"), (first.message, second.message)
        assert "0.7813 times those held (318 of 320 periods)" in second.message
        august = Period.month(2014, 8)
        assert trends.load(workspace, "uk-cpi-2005").value(august) == Decimal("128.3")
        assert trends.load(workspace, "uk-cpi").value(august) == Decimal("100.2")


def test_a_past_release_on_an_older_base_that_is_imported_stands_under_that_base(
    ann: Workspace, replay: Replay, tmp_path: Path, clock: Clock
) -> None:
    before = trends.load(ann, "uk-cpi").readings
    old = tmp_path / "old.csv"
    old.write_text(page("2024-12", "15-01-2025", "19 February 2025", base=2016), encoding="utf-8")
    (series,) = import_file(ann, old).series
    assert (series.name, series.new) == ("uk-cpi-2016", 120)
    held = trends.load(ann, "uk-cpi-2016")
    assert (held.indicator.key, held.latest and held.latest.published_on) == (
        "ons:D7BT/mm23#2016=100",
        date(2025, 1, 15),
    )
    assert trends.load(ann, "uk-cpi").readings == before
    # Nothing goes on in its place: the office is asked for the series as before.
    clock.set("2026-02-18T07:05")
    assert fetch(ann, replay, page("2026-01", "18-02-2026", "25 March 2026")).name == "uk-cpi"


def test_a_file_on_the_new_base_is_the_series_that_goes_on(
    ann: Workspace, replay: Replay, tmp_path: Path, clock: Clock
) -> None:
    fetch(ann, replay, NEW)
    clock.set("2026-03-25T07:05")
    newer = tmp_path / "newer.csv"
    newer.write_text(NEWER, encoding="utf-8")
    (series,) = import_file(ann, newer).series
    assert (series.name, series.new, series.unchanged) == ("uk-cpi-2025", 1, 133)
