"""Home: what every indicator says today."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from textual.widgets import Input

from indicators.series import Observation, Period
from jobs import propose
from jobs.catalogue import resolve
from storage import vintages
from tests.tui.conftest import NOW, workspace
from tests.tui.looking import compare, screen_text, settle
from tui.app import RealtermsApp
from tui.memory import Recalled, recall
from tui.screens.home import HomeScreen
from tui.state import State
from tui.widgets.grid import Cell, Grid


def home(app: RealtermsApp) -> HomeScreen:
    room = app.room
    assert isinstance(room, HomeScreen)
    return room


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_look(app: RealtermsApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        compare(app, f"home-{size[0]}x{size[1]}")


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160, 200])
async def test_every_column_is_read_at_any_width(app: RealtermsApp, width: int) -> None:
    """US CPI-W: its ten figures and facts stand in its row, or in the line below the table."""
    async with app.run_test(size=(width, 30)) as pilot:
        await settle(pilot)
        home(app).grid.go_to("us-cpi-w")
        await settle(pilot)
        shown = screen_text(app)
        for told in ("330.654", "Sep 2026", "▲ +3.9", "▲ +0.7", "▲ +4.4", "in 7 d", "4 wk", "bundled"):
            assert told in shown, told
        cells = home(app).grid.rows[home(app).grid.cursor].cells
        assert next(c.text for c in cells if isinstance(c, Cell) and "█" in c.text) in shown
        assert "US CPI-W" in shown


async def test_the_line_of_what_gave_way_follows_the_cursor_and_the_width(app: RealtermsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "3-m annual ▼ −0.2 · Age 2 mo · From bundled" in screen_text(app)
        await pilot.press("down", "down", "down", "down")
        await settle(pilot)
        assert "3-m annual ▲ +4.4 · Age 4 wk · From bundled" in screen_text(app)
        await pilot.resize_terminal(200, 60)
        await settle(pilot)
        assert not home(app).has_class("-gave-way")


async def test_look_of_an_empty_database(tmp_path: Path) -> None:
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        compare(app, "home-empty-80x24")


async def test_an_empty_database_offers_the_sample_and_loads_it(tmp_path: Path) -> None:
    app = RealtermsApp(lambda: workspace(tmp_path))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.click("#offers", offset=(5, 0))
        await settle(pilot)
        text = screen_text(app)
        assert "sample plan are loaded" in text
        assert "334.980 Aug 2026" in text
        assert "October 2025 was never published" in text


async def test_bundled_figures_are_called_so_with_their_age(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "bundled figures as of 31 Oct 2026 (3 days old)" in screen_text(app)


async def test_the_filter_narrows_as_one_types_and_escape_clears_it(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"kingdom rpi")
        await pilot.pause()
        text = screen_text(app)
        assert "uk-rpi-rate" in text
        assert "us-cpi" not in text
        await pilot.press("enter")
        assert home(app).grid.has_focus
        await pilot.press("escape")
        await pilot.pause()
        assert "us-cpi" in screen_text(app)


async def test_a_filter_that_matches_nothing_says_so(app: RealtermsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"zzz")
        await pilot.pause()
        assert "nothing matches the filter" in screen_text(app)
        await pilot.press("enter", "enter", "space")
        assert app.current_mode == "home"


async def test_up_to_six_series_are_marked_by_letters(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for _ in range(7):
            await pilot.press("space", "down")
        assert home(app).marked == [
            "us-cpi",
            "us-cpi-sa",
            "us-cpi-core",
            "us-cpi-core-sa",
            "us-cpi-w",
            "us-ppi-final-demand",
        ]
        await pilot.press("escape")
        assert home(app).marked == []


async def test_enter_draws_the_marked_series(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("space", "down", "space", "enter")
        await settle(pilot)
        assert app.current_mode == "trend"
        assert app.state.series == ("us-cpi", "us-cpi-sa")


async def test_a_double_click_draws_a_series(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.click("#indicators", offset=(6, 3), times=2)
        await settle(pilot)
        assert app.current_mode == "trend"
        assert app.state.series == ("us-cpi-sa",)


async def test_the_way_to_a_room_can_be_clicked(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.click("#rooms", offset=(52, 0))
        await settle(pilot)
        assert app.current_mode == "runs"


async def test_an_older_figure_than_due_is_marked_by_a_sign(app: RealtermsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        line = next(t for t in screen_text(app).splitlines() if "us-ppi-final-demand " in t)
        assert line.rstrip().endswith("! late")


async def test_what_is_pinned_stands_first_and_is_there_again(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        home(app).grid.go_to("uk-rpi")
        await pilot.press("p")
        await pilot.pause()
        assert [row.key for row in home(app).grid.rows[:2]] == ["", "uk-rpi"]
        assert home(app).grid.key == "uk-rpi"
        kept = [app.state.pins]
        await pilot.press("p")
        assert [*kept, app.state.pins] == [("uk-rpi",), ()]


async def test_the_filter_of_the_session_before_holds_and_is_seen(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample), recalled=Recalled(State(sought="rpi", toured=True)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert home(app).query_one(Input).value == "rpi"
        assert "us-cpi" not in screen_text(app)
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert app.state.sought == ""
        assert "us-cpi" in screen_text(app)


def looked_before(sample: Path, user: str = "ben") -> RealtermsApp:
    """The app of somebody who looked an hour ago; since then the RPI came in and anna proposed."""
    state = State(looked_before=NOW - timedelta(hours=1), toured=True)
    with workspace(sample) as opened:
        figures = [Observation(Period.month(2026, m), Decimal(v)) for m, v in ((7, "419.3"), (8, "421.0"))]
        with opened.session() as session:
            key = resolve(opened, "uk-rpi").key
            day = NOW.date()
            vintages.save(
                key, figures, published_on=day, fetched_at=NOW, origin="ons", url="", session=session
            )
        propose.propose(opened, "sales-manager", on=date(2026, 10, 1), note="yearly review")
    return RealtermsApp(lambda: workspace(sample, user), recalled=Recalled(state))


async def test_what_came_since_one_looked_is_said_and_listed(sample: Path) -> None:
    app = looked_before(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "n News: new: uk-rpi · revised: uk-rpi · 1 proposal waits for you (5)" in screen_text(app)
        await pilot.press("n")
        await settle(pilot)
        compare(app, "news-120x40")
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "trend"
        assert app.state.series == ("uk-rpi",)


async def test_a_proposal_in_the_news_is_opened_by_a_double_click(sample: Path) -> None:
    app = looked_before(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        grid = app.screen.query_one(Grid)
        at = next(n for n, row in enumerate(grid.rows) if row.key.startswith("proposal"))
        await pilot.click(grid, offset=(6, at + 1), times=2)
        await settle(pilot)
        assert app.current_mode == "review"
        assert "yearly review" in screen_text(app)


async def test_looking_once_makes_it_old(sample: Path, tmp_path: Path) -> None:
    memory = tmp_path / "terminal.json"
    app = RealtermsApp(lambda: workspace(sample), memory=memory)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
    assert recall(memory).state.looked_before == NOW


async def test_what_comes_in_during_a_first_session_is_news_too(sample: Path) -> None:
    app = RealtermsApp(lambda: workspace(sample), recalled=Recalled(State(toured=True)))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "n News:" not in screen_text(app)
        with workspace(sample) as opened, opened.session() as session:
            vintages.save(
                resolve(opened, "uk-rpi").key,
                [Observation(Period.month(2026, 8), Decimal("421.0"))],
                published_on=NOW.date(),
                fetched_at=NOW + timedelta(minutes=1),
                origin="ons",
                url="",
                session=session,
            )
        await pilot.press("6", "1")
        await settle(pilot)
        assert "n News: new: uk-rpi" in screen_text(app)


async def test_a_session_that_never_looks_at_prices_forgets_nothing(sample: Path, tmp_path: Path) -> None:
    memory, before = tmp_path / "terminal.json", NOW - timedelta(days=3)
    state = State(looked_before=before, toured=True, room="plans")
    app = RealtermsApp(lambda: workspace(sample), recalled=Recalled(state), memory=memory)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.current_mode == "plans"
    assert recall(memory).state.looked_before == before


async def test_a_late_figure_is_said_in_words(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert home(app).prices is not None
        late = [r for r in home(app).grid.rows if any(getattr(c, "text", c) == "! late" for c in r.cells)]
        home(app).grid.go_to(late[0].key)
        await settle(pilot)
        assert re.search(r"[A-Z][a-z]{2} 20\d\d was due by \d+ [A-Z][a-z]{2} 20\d\d", screen_text(app))


async def test_typing_digits_into_the_filter_leaves_the_room_alone(app: RealtermsApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash", "2", "q", "question_mark")
        assert app.current_mode == "home"
        assert home(app).query_one(Input).value == "2q?"
        assert not home(app).query_one(Grid).rows


async def test_indicators_without_figures_are_found_by_name_only(app: RealtermsApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "us-cpi-fred" not in screen_text(app)
        await pilot.press("slash", *"cpi-fred")
        await pilot.pause()
        assert "us-cpi-fred" in screen_text(app)
        await pilot.press("enter", "space", "enter")
        await settle(pilot)
        assert "the series is empty" in screen_text(app)
