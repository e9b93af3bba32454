"""The table: windowed, grouped, narrowing, for keyboard and mouse."""

from collections.abc import Sequence
from typing import Any, overload

import pytest
from textual import on
from textual.app import App, ComposeResult

from tests.tui.looking import screen_text
from tui.widgets.grid import Cell, Column, Grid, Row

COLUMNS = (
    Column("Name", 10, stretch=True),
    Column("Value", 8, "right"),
    Column("Note", 20, rank=1),
)
ROWS = [
    Row("", ["First"], heading=True),
    Row("a", ["alpha", "1.0", Cell("one", "dim")]),
    Row("b", ["beta", Cell("▲ +2.0", "up"), "two"]),
    Row("", ["Second"], heading=True),
    Row("c", ["中国消费者价格指数", "101.5", "wide"]),
]


class GridApp(App[None]):
    """A grid and what it posted."""

    def __init__(self, rows: Sequence[Row] = ROWS, columns: tuple[Column, ...] = COLUMNS) -> None:
        super().__init__()
        self.rows = rows
        self.columns = columns
        self.seen: list[str] = []
        self.selected: list[str] = []

    def compose(self) -> ComposeResult:
        yield Grid(*self.columns)

    def on_mount(self) -> None:
        self.query_one(Grid).show(self.rows)
        self.query_one(Grid).focus()

    @on(Grid.Highlighted)
    def _seen(self, event: Grid.Highlighted) -> None:
        if not isinstance(event, Grid.Selected):
            self.seen.append(event.key)

    @on(Grid.Selected)
    def _selected(self, event: Grid.Selected) -> None:
        self.selected.append(event.key)


class Many(Sequence[Row]):
    """A hundred thousand rows that are only made when looked at."""

    def __init__(self) -> None:
        self.made = 0

    def __len__(self) -> int:
        return 100_000

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: Any) -> Any:
        self.made += 1
        return Row(f"r{index}", [f"row {index}", str(index), ""])


async def test_headings_group_rows_and_the_cursor_passes_them() -> None:
    app = GridApp()
    async with app.run_test(size=(60, 10)) as pilot:
        grid = app.query_one(Grid)
        assert grid.key == "a"
        await pilot.press("down", "down")
        assert grid.key == "c"
        await pilot.press("up", "home")
        assert grid.key == "a"
        await pilot.press("up")
        assert grid.key == "a"


async def test_narrow_drops_the_column_of_highest_rank() -> None:
    app = GridApp()
    async with app.run_test(size=(60, 10)) as pilot:
        assert "Note" in screen_text(app)
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        text = screen_text(app)
        assert "Note" not in text
        assert "Value" in text


async def test_wide_characters_keep_the_columns_straight() -> None:
    app = GridApp()
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        lines = screen_text(app).splitlines()
        from rich.cells import cell_len

        ends = {cell_len(line) for line in lines if line.endswith(("1.0", "+2.0", "101.5", "Value"))}
        assert len(ends) == 1


async def test_a_hundred_thousand_rows_touch_only_those_in_view() -> None:
    rows = Many()
    app = GridApp(rows)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("end")
        await pilot.pause()
        assert app.query_one(Grid).key == "r99999"
        assert "row 99999" in screen_text(app)
        assert rows.made < 2_000


async def test_a_click_highlights_and_a_double_click_selects() -> None:
    app = GridApp()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.click(Grid, offset=(4, 3))
        assert app.query_one(Grid).key == "b"
        assert app.selected == []
        await pilot.click(Grid, offset=(4, 3), times=2)
        assert app.selected == ["b"]


async def test_a_click_on_a_heading_or_below_the_rows_does_nothing() -> None:
    app = GridApp()
    async with app.run_test(size=(60, 12)) as pilot:
        for y in (0, 1, 9):
            await pilot.click(Grid, offset=(4, y))
        assert app.query_one(Grid).key == "a"


async def test_the_cursor_stays_with_its_key_when_rows_change() -> None:
    app = GridApp()
    async with app.run_test(size=(60, 10)) as pilot:
        grid = app.query_one(Grid)
        await pilot.press("end")
        grid.show([ROWS[0], Row("z", ["zeta"]), ROWS[4], ROWS[1]])
        assert grid.key == "c"
        grid.show([ROWS[0], ROWS[1]])
        assert grid.key == "a"


async def test_without_rows_the_note_is_shown() -> None:
    app = GridApp(rows=[])
    async with app.run_test(size=(60, 10)) as pilot:
        app.query_one(Grid).note = "nothing yet\npress s"
        await pilot.press("down", "end", "pagedown")
        await pilot.pause()
        assert "nothing yet" in screen_text(app)
        assert app.query_one(Grid).key == ""


async def test_a_screenful_is_turned_by_page_keys() -> None:
    app = GridApp(Many())
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("pagedown", "pagedown")
        assert app.query_one(Grid).key == "r20"
        await pilot.press("pageup")
        assert app.query_one(Grid).key == "r10"


async def test_a_long_text_is_cut_with_an_ellipsis() -> None:
    app = GridApp([Row("a", ["a very long name that cannot fit", "1", ""])], (Column("Name", 10),))
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert "a very lo…" in screen_text(app)


@pytest.mark.parametrize("width", [24, 40, 80])
async def test_a_number_is_never_cut_and_names_give_way(width: int) -> None:
    """A pay figure with its last digits missing would be another figure."""
    rows = [Row("a", ["a name of many words", "1"]), Row("b", ["b", Cell("▲112,793.60", "up")])]
    app = GridApp(rows, (Column("Name", 20, stretch=True), Column("Amount", 8, "right")))
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()
        shown = screen_text(app)
        assert "▲112,793.60" in shown
        assert ("a name of many words" in shown) == (width > 24)
