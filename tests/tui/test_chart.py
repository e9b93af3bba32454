"""The chart is read, zoomed and panned by keyboard and mouse."""

import math
from datetime import date
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.tui.looking import screen_text
from tui.widgets.axis import month_label, month_number
from tui.widgets.chart import Chart
from tui.widgets.plot import Line

START = month_number(date(2000, 1, 1))
LAST = START + 311
MISSING = START + 300


def wave(name: str, level: float) -> Line:
    values = ((START + n, None if START + n == MISSING else level + 5 * math.sin(n / 9)) for n in range(312))
    return Line(name, tuple(values))


class ChartApp(App[None]):
    """A chart of two lines and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[int | None] = []

    def compose(self) -> ComposeResult:
        yield Chart()

    def on_mount(self) -> None:
        chart = self.query_one(Chart)
        chart.show([wave("a", 100.0), wave("b", 120.0)])
        chart.focus()
        self.watch(chart, "crosshair", self._read, init=False)

    def _read(self, month: int | None) -> None:
        self.read.append(month)


async def opened(pilot: Pilot[Any]) -> Chart:
    await pilot.pause()
    chart: Chart = pilot.app.query_one(Chart)
    return chart


async def test_it_first_shows_everything() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        assert chart.view == (START, LAST)


async def test_plus_zooms_in_and_minus_out_again() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        await pilot.press("plus", "plus")
        first, last = chart.view
        assert last == LAST
        assert last - first < 120
        await pilot.press("minus", "minus", "minus", "minus")
        assert chart.view == (START, LAST)


async def test_zoom_stops_at_half_a_year() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        await pilot.press(*["plus"] * 20)
        assert chart.view[1] - chart.view[0] == 6


async def test_panning_keeps_the_width_and_stops_at_the_ends() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        chart.show_last(60)
        await pilot.press("shift+left", "comma")
        assert chart.view[1] - chart.view[0] == 60
        assert chart.view[1] == LAST - 14
        await pilot.press(*["shift+right"] * 9)
        assert chart.view == (LAST - 60, LAST)


async def test_the_crosshair_walks_month_by_month_and_the_view_follows() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        chart.show_last(12)
        await pilot.press("left", "left", "left")
        assert chart.crosshair == LAST - 2
        assert app.read[-1] == LAST - 2
        await pilot.press("ctrl+left", "ctrl+left")
        assert chart.crosshair == LAST - 26
        assert chart.view[0] == LAST - 26
        await pilot.press("end")
        assert chart.crosshair == chart.view[1]


async def test_the_crosshair_is_drawn_with_its_month_on_the_axis() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await opened(pilot)
        await pilot.press("left", "ctrl+left")
        await pilot.pause()
        text = screen_text(app)
        assert month_label(LAST - 12) in text
        assert text.count("●") == 2


async def test_the_crosshair_stands_on_a_missing_month_without_a_dot() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        chart.crosshair = MISSING
        await pilot.pause()
        assert "●" not in screen_text(app)


async def test_the_mouse_moves_the_crosshair() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        await pilot.hover(Chart, offset=(40, 8))
        assert chart.crosshair is not None
        assert abs(chart.crosshair - (START + LAST) // 2) < 20


async def test_the_wheel_zooms_about_the_mouse() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        await pilot._post_mouse_events([_scroll_up()], Chart, offset=(10, 8))
        await pilot.pause()
        first, last = chart.view
        assert first < START + 25
        assert last < LAST


async def test_dragging_pans() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        chart.show_last(60)
        await pilot.mouse_down(Chart, offset=(30, 8))
        await pilot.hover(Chart, offset=(50, 8))
        await pilot.mouse_up(Chart, offset=(50, 8))
        assert chart.view[1] < LAST
        assert chart.view[1] - chart.view[0] == 60


async def test_resizing_lays_it_out_anew() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        await opened(pilot)
        await pilot.resize_terminal(44, 12)
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert len(lines) == 12
        assert "└" in lines[10]


@pytest.mark.parametrize("size", [(12, 4), (20, 6), (200, 60)])
async def test_it_draws_at_any_size(size: tuple[int, int]) -> None:
    app = ChartApp()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await pilot.press("left", "plus", "minus", "home")
        await pilot.pause()
        assert screen_text(app).strip()


async def test_without_lines_it_is_blank_and_no_key_hurts() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        chart.show([])
        await pilot.press("left", "right", "home", "end", "plus", "minus", "shift+left", "ctrl+right")
        assert screen_text(app).strip() == ""


async def test_new_lines_keep_the_view_where_asked() -> None:
    async with ChartApp().run_test(size=(80, 20)) as pilot:
        chart = await opened(pilot)
        chart.show_last(60)
        kept = chart.view
        chart.show([wave("a", 3.0)], keep_view=True)
        assert chart.view == kept
        chart.show([wave("a", 3.0)])
        assert chart.view == (START, LAST)


def _scroll_up() -> Any:
    from textual.events import MouseScrollUp

    return MouseScrollUp
