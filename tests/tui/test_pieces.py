"""Banner, running job, rows of choices."""

from textual import on
from textual.app import App, ComposeResult

from tests.tui.looking import screen_text
from tui.widgets.activity import Activity
from tui.widgets.banner import Banner
from tui.widgets.choices import Choice, Choices

OPTIONS = (Choice("one", "o", "1y"), Choice("five", "f", "5y"), Choice("", "a", "All"))


class PiecesApp(App[None]):
    """One of each."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []

    def compose(self) -> ComposeResult:
        yield Banner()
        yield Activity()
        yield Choices(OPTIONS, chosen="five")

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        self.chosen.append(event.value)


async def test_a_banner_says_what_happened_and_closes_on_click() -> None:
    app = PiecesApp()
    async with app.run_test(size=(70, 12)) as pilot:
        banner = app.query_one(Banner)
        assert not banner.close()
        banner.say("no figures for 2027-01\n  next:     realterms fetch us-cpi [bold]")
        await pilot.pause()
        text = screen_text(app)
        assert "✗ no figures for 2027-01" in text
        assert "next:     realterms fetch us-cpi [bold]" in text
        await pilot.click(Banner)
        await pilot.pause()
        assert "no figures" not in screen_text(app)


async def test_a_banner_marks_success_by_its_glyph() -> None:
    app = PiecesApp()
    async with app.run_test(size=(70, 12)) as pilot:
        app.query_one(Banner).say("written", "done")
        await pilot.pause()
        assert "✓ written" in screen_text(app)


async def test_a_running_job_shows_how_far_it_is() -> None:
    app = PiecesApp()
    async with app.run_test(size=(70, 12)) as pilot:
        activity = app.query_one(Activity)
        activity.begin("fetch")
        activity.advance("us-cpi: new", 5, 20)
        await pilot.pause()
        text = screen_text(app)
        assert "fetch" in text
        assert "25%" in text
        assert "us-cpi: new" in text
        assert "Esc stops" in text
        activity.stopping = True
        await pilot.pause()
        assert "stopping…" in screen_text(app)
        activity.end()
        await pilot.pause()
        assert "fetch" not in screen_text(app)


async def test_a_job_of_unknown_length_has_no_bar() -> None:
    app = PiecesApp()
    async with app.run_test(size=(70, 12)) as pilot:
        app.query_one(Activity).begin("fetch")
        app.query_one(Activity).advance("asking", 3, None)
        await pilot.pause()
        assert "%" not in screen_text(app)


async def test_clicking_a_choice_posts_it() -> None:
    app = PiecesApp()
    async with app.run_test(size=(70, 12)) as pilot:
        for x in (1, 7, 13):
            await pilot.click(Choices, offset=(x, 0))
        assert app.chosen == ["one", "five", ""]
