"""The line at the top of every screen: the rooms with their keys, and who works here on which day."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui.language import N_
from tui.widgets.choices import Choice, Choices
from tui.widgets.note import Note

ROOMS = (
    Choice("home", "1", N_("Prices")),
    Choice("trend", "2", N_("Trend")),
    Choice("plans", "3", N_("Plans")),
    Choice("adjust", "4", N_("Adjust")),
    Choice("review", "5", N_("Review")),
    Choice("runs", "6", N_("Runs")),
)


class Nav(Horizontal):
    """Shows the rooms, the present one marked; `who` is filled once the workspace is open."""

    DEFAULT_CSS = """
    Nav { height: 1; width: 1fr; }
    Nav #brand { width: auto; padding: 0 1; text-style: bold; }
    Nav #who { width: 1fr; text-align: right; padding: 0 1; height: 1; text-wrap: nowrap; }
    """

    def __init__(self, room: str) -> None:
        super().__init__()
        self.room = room

    def compose(self) -> ComposeResult:
        """Name, rooms, person and day."""
        yield Static("realterms", id="brand")
        yield Choices(ROOMS, chosen=self.room, id="rooms")
        yield Note(id="who")

    def show_who(self, text: str) -> None:
        """Who works, and on which day."""
        self.query_one("#who", Note).say(text)
