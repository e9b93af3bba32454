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
    Choice("settings", "7", N_("Settings")),
)


NARROW = 100  # cells below which names have to do


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
        self._who = ("", "")

    def compose(self) -> ComposeResult:
        """Name, rooms, person and day."""
        yield Static("realterms", id="brand")
        yield Choices(ROOMS, chosen=self.room, id="rooms")
        yield Note(id="who")

    def show_who(self, who: str, day: str) -> None:
        """Who works, and on which day where there is room for it."""
        self._who = (who, day)
        narrow = self.size.width < NARROW
        self.query_one("#who", Note).say(who if narrow or not who else f"{who} · {day}")

    def on_resize(self) -> None:
        """The day comes and goes with the room there is."""
        self.show_who(*self._who)
