"""The tour that a first session begins with: four steps, each a screen of its own to look at later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Button

from tui.language import N_, _
from tui.screens.dialogue import Dialogue
from tui.widgets.note import Note

STEPS = (
    (
        N_("1 of 4: Prices"),
        N_(
            "The first screen lists official price indices: how high they stand, how they moved, and when "
            "the next figure comes. f fetches the newest from the offices; without a network, s loads the "
            "figures that come with realterms. / filters, p pins, Enter draws a chart."
        ),
    ),
    (
        N_("2 of 4: Plans and clauses"),
        N_(
            "3 shows the plans: pay bands, thresholds of bonuses, and the clause that says which index moves "
            "them, when and how far. 4 tries such a clause: change a value and every amount follows at once, "
            "each with the steps and the published figures behind it."
        ),
    ),
    (
        N_("3 of 4: Four eyes"),
        N_(
            "Nothing moves anybody's pay by itself. Who is content proposes; a second person finds it under "
            "5 Review, sees what changes and on what evidence, and accepts or rejects it with a reason. "
            "What is accepted is exported from there, and anyone can recompute it."
        ),
    ),
    (
        N_("4 of 4: Finding the way"),
        N_(
            "The digits go from screen to screen, Esc goes back. ? tells what a screen is for and its keys. "
            "ctrl+p finds any action by its name. 7 holds the settings: your name for proposals, the "
            "language, keys for the offices. Screen, filter and pins are remembered for next time."
        ),
    ),
)


class TourDialogue(Dialogue[None]):
    """Four texts, one after the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right,space", "next", N_("Next"), priority=True, id="tour.next"),
        Binding("left,backspace", "back", N_("Back"), priority=True, id="tour.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.step = 0

    def heading(self) -> str:
        return _(STEPS[self.step][0])

    def parts(self) -> Iterator[Widget]:
        """The text and the buttons."""
        yield Note(_(STEPS[self.step][1]), id="text", classes="facts")
        with Horizontal(id="buttons"):
            yield Button(_("Next"), variant="primary", id="next", compact=True)
            yield Button(_("Leave the tour"), id="skip", compact=True)

    def action_next(self) -> None:
        """The next step; after the last, the end."""
        if isinstance(self.focused, Button) and self.focused.id == "skip":
            self.dismiss(None)
        elif self.step + 1 < len(STEPS):
            self._show(self.step + 1)
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """The step before."""
        self._show(max(self.step - 1, 0))

    def _show(self, step: int) -> None:
        self.step = step
        self.query_one("#heading", Note).say(self.heading())
        self.query_one("#text", Note).say(_(STEPS[step][1]))
        last = step + 1 == len(STEPS)
        self.query_one("#next", Button).label = _("Begin") if last else _("Next")

    @on(Button.Pressed, "#next")
    def _next_clicked(self) -> None:
        self.set_focus(None)
        self.action_next()

    @on(Button.Pressed, "#skip")
    def _skip_clicked(self) -> None:
        self.dismiss(None)
