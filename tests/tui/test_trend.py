"""Trend: the chart's screen."""

from pathlib import Path

import pytest

from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.screens.trend import TrendScreen
from tui.widgets.axis import month_label
from tui.widgets.chart import Chart
from tui.widgets.choices import Choices
from tui.widgets.grid import Grid

THREE = ("us-cpi", "uk-cpi", "uk-cpi-rate")


def trend(app: RealtermsApp) -> TrendScreen:
    room = app.room
    assert isinstance(room, TrendScreen)
    return room


@pytest.fixture
def charted(app: RealtermsApp) -> RealtermsApp:
    """The app, with three series chosen before the trend is opened."""
    app.state.choose(THREE)
    return app


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_look(charted: RealtermsApp, size: tuple[int, int]) -> None:
    async with charted.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("r", "left", "left")
        await settle(pilot)
        compare(charted, f"trend-{size[0]}x{size[1]}")


async def test_it_opens_on_ten_years_of_the_first_series_when_none_is_chosen(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert app.state.series == ("us-cpi",)
        first, last = trend(app).chart.view
        assert last - first == 120
        assert trend(app).query_one("#ranges", Choices).chosen == "120"


async def test_the_crosshair_reads_every_series_exactly(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("left")
        await pilot.pause()
        text = screen_text(charted)
        assert month_label(trend(charted).chart.extent[1]) in text
        assert "334.980" in text
        assert "143.6" in text


async def test_a_view_that_a_series_lacks_is_said_and_the_others_are_drawn(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("m")
        await settle(pilot)
        assert "has no view “1-m”" in screen_text(charted)
        assert "percent on the month before" in screen_text(charted)
        assert [len(d.values) > 0 for d in trend(charted).series] == [True, True, False]


@pytest.mark.parametrize(("key", "months"), [("o", 12), ("f", 60), ("t", 120)])
async def test_range_keys_show_the_newest_years(charted: RealtermsApp, key: str, months: int) -> None:
    async with charted.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("a", key)
        chart = trend(charted).chart
        assert chart.view == (chart.extent[1] - months, chart.extent[1])


async def test_all_shows_all(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert trend(charted).chart.view == trend(charted).chart.extent
        assert trend(charted).query_one("#ranges", Choices).chosen == ""


async def test_b_makes_the_month_at_the_crosshair_100(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("left", "ctrl+left", "b")
        await settle(pilot)
        at = trend(charted).chart.crosshair
        assert at is not None
        assert f"{month_label(at)} = 100" in screen_text(charted)
        assert trend(charted).series[0].values[at] == 100


async def test_views_and_ranges_can_be_clicked(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.click("#looks", offset=(28, 0))
        await settle(pilot)
        assert trend(charted).look == "12-month"
        await pilot.click("#ranges", offset=(2, 0))
        first, last = trend(charted).chart.view
        assert last - first == 12


async def test_the_mouse_reads_the_chart(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.hover(Chart, offset=(60, 10))
        await pilot.pause()
        at = trend(charted).chart.crosshair
        assert at is not None
        assert trend(charted).query_one("#legend", Grid).columns[3].title == month_label(at)


async def test_a_series_is_added_in_the_list_and_taken_out_again(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        await pilot.press(*"ex-factory", "enter", "tab")
        await settle(pilot)
        assert list(charted.state.series) == [*THREE, "cn-ppi"]
        await pilot.press("tab", "end", "x")
        await settle(pilot)
        assert list(charted.state.series) == list(THREE)


async def test_a_picker_left_by_escape_changes_nothing(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        compare(charted, "pick-120x40")
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert charted.state.series == THREE


async def test_resizing_keeps_what_is_looked_at(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(160, 50)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("f", "left")
        before = trend(charted).chart.view, trend(charted).chart.crosshair
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert (trend(charted).chart.view, trend(charted).chart.crosshair) == before
        assert "└" in screen_text(charted)


async def test_bundled_figures_and_different_units_are_said_beside_the_chart(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        text = screen_text(charted)
        assert "different units on one axis" in text
        assert "bundled figures" in text


async def test_levels_on_different_bases_are_said_to_be_so(app: RealtermsApp) -> None:
    app.state.choose(("us-cpi", "uk-rpi"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        assert "different bases on one axis: r puts them on one" in screen_text(app)
        await pilot.press("r")
        await settle(pilot)
        assert "different bases" not in screen_text(app)


async def test_the_real_value_of_an_amount_is_asked_for_and_drawn(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("left", *["ctrl+left"] * 5, "v")
        await settle(pilot)
        assert "An amount in the money of Aug 2021" in screen_text(charted)
        await pilot.press("end", *["backspace"] * 8, *"-5", "enter")
        await pilot.pause()
        assert "a number above 0" in screen_text(charted)
        assert "The real value of an amount" in screen_text(charted)  # still named
        await pilot.press(*["backspace"] * 8, *"50'000", "enter")
        await settle(pilot)
        assert "what buys as much as 50,000 did in Aug 2021" in screen_text(charted)
        at = trend(charted).chart.crosshair
        assert at is not None
        assert [d.values.get(at) for d in trend(charted).series][:2] == [50_000, 50_000]


async def test_vintages_of_the_highlighted_series_are_drawn_and_left_again(app: RealtermsApp) -> None:
    app.state.choose(("us-cpi", "us-ppi-commodities"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("tab", "end", "w")
        await settle(pilot)
        await pilot.press("o")
        await pilot.pause()
        compare(app, "trend-vintages-120x40")
        text = screen_text(app)
        assert "first published" in text
        assert "revised since in" in text
        await pilot.press("i")
        await settle(pilot)
        assert app.state.series == ("us-cpi", "us-ppi-commodities")
        assert [d.name for d in trend(app).series] == ["us-cpi", "us-ppi-commodities"]


async def test_a_published_rate_is_drawn_beside_the_computed_one(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("tab", "down", "p")
        await settle(pilot)
        assert "differ in 187 of 446 months, by 0.2 points at most" in screen_text(charted)


async def test_where_no_rate_is_published_that_is_said(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("p")
        await settle(pilot)
        assert "no index with a published 12-month rate" in screen_text(app)


async def test_the_figures_in_view_are_copied_as_a_table(charted: RealtermsApp) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("o", "c")
        await settle(pilot)
        lines = charted.clipboard.splitlines()
        assert lines[0].split("\t")[0] == "period"
        assert lines[-1].split("\t")[:2] == ["2026-08", "334.980"]
        assert f"copied {len(lines) - 1} rows" in screen_text(charted)


@pytest.mark.parametrize(
    ("key", "ending", "start"), [("f3", "svg", b"<svg"), ("f4", "csv", b"period,us-cpi")]
)
async def test_the_chart_is_saved_as_it_is_seen(
    charted: RealtermsApp, sample: Path, key: str, ending: str, start: bytes
) -> None:
    async with charted.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("o", "e")
        await settle(pilot)
        await pilot.press(key, "enter")
        await settle(pilot)
        assert "written:" in screen_text(charted)
    (written,) = (sample / "exports").glob(f"*.{ending}")
    content = written.read_bytes()
    assert content.startswith(start)
    assert b"2019" not in content  # the last year was in view
