"""The part of Adjust that shows what the figures tried do to the people of a file, and what that costs.

Of the file only the path is remembered; it is read for each answer and nobody's pay is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.widgets import ContentSwitcher

from indicators.errors import RealtermsError
from tui import words, work
from tui.language import N_, _
from tui.screens.explaining import ExplainingRoom
from tui.widgets.effects import EffectsPane
from tui.widgets.grid import Grid

if TYPE_CHECKING:
    from jobs.progress import OnProgress, Progress
    from jobs.scenarios.people import Effects
    from jobs.workspace import Workspace
    from plans.adjust import Adjustment

_PAUSE = 0.3  # seconds without a change before the file is read again
_STAGES = {
    "reading": N_("reading the file"),
    "checking": N_("checking every row"),
    "adding up": N_("moving pay and adding up"),
}


class Affected(Message):
    """What an adjustment does to the people of a file, or (`refused`) why that cannot be said."""

    def __init__(
        self, adjustment: Adjustment, file: Path, effects: Effects | None, refused: str = ""
    ) -> None:
        super().__init__()
        self.adjustment = adjustment
        self.file = file
        self.effects = effects
        self.refused = refused


PEOPLE_KEYS: tuple[Binding, ...] = (
    Binding(
        "p",
        "people",
        N_("People"),
        id="adjust.people",
        tooltip=N_("Cost, circles and compa-ratio on a file of employees"),
    ),
    Binding(
        "o",
        "people_file",
        N_("Employee file"),
        id="adjust.people-file",
        tooltip=N_("Choose the file of employees"),
    ),
)


class PeopleRoom(ExplainingRoom):
    """A room with panes in `#below`, one of which shows effects on people; `adjustment` is what it tries."""

    WHOLE: ClassVar[frozenset[str]] = frozenset(
        {"people", "scenarios"}
    )  # panes that need the room of the figures too
    _halted = False

    # -- panes

    @property
    def pane(self) -> str:
        """The pane that is shown."""
        shown = self.query("#below").results(ContentSwitcher)  # none before the first paint
        return next((switcher.current or "" for switcher in shown), "")

    def turn_to(self, pane: str) -> None:
        """Show a pane; one of WHOLE takes the place of the figures and gets the focus."""
        self.query_one("#below", ContentSwitcher).current = pane
        self.set_class(pane in self.WHOLE, "-whole")
        self.refresh_bindings()
        self.query_one(f"#{pane} Grid" if pane in self.WHOLE else "#figures", Grid).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Another file is chosen where its effects are shown."""
        return self.pane in self.WHOLE if action == "people_file" else True

    # -- the file

    def action_people(self) -> None:
        """Show the effects on people, or the steps again; without a file ask for one."""
        if self.pane == "people" and not self._halted:
            self.turn_to("steps")
            return
        self.turn_to("people")
        if self.state.people:
            self.ask_people()
        else:
            self.action_people_file()

    def action_people_file(self) -> None:
        """Choose a file of employees."""
        from tui.screens.people_file import PeopleDialogue

        known = Path(self.state.people) if self.state.people else None
        folder = known.parent if known and known.parent.is_dir() else Path.cwd()
        self.app.push_screen(PeopleDialogue(folder, self.state.people), self._file_chosen)

    def _file_chosen(self, file: Path | None) -> None:
        if file is not None:
            self.state.people = str(file)
            self.terms.remember()
            self.people_file_changed()
        elif not self.state.people:
            self.ask_people()

    def people_file_changed(self) -> None:
        """Another file of employees is looked at."""
        if self.pane not in self.WHOLE:
            self.turn_to("people")
        self.ask_people()

    # -- the effects

    def ask_people(self, wait: float = 0.0) -> None:
        """Ask for the effects of the figures tried, where they are looked at."""
        adjustment, pane = self.adjustment, self.query_one(EffectsPane)
        if self.pane != "people" or adjustment is None:
            return
        self._halted = False
        if not self.state.people:
            pane.say(_("no file of employees yet: o chooses one (csv, parquet or xlsx)"))
            return
        file = Path(self.state.people)
        pane.stale(True)

        def job(_workspace: Workspace, reporter: work.Reporter) -> Message:
            return _affected(adjustment, file, reporter)

        self.start(_("effects on people"), job, group="people", visible=True, wait=wait)

    def people_changed(self) -> None:
        """The figures tried are others now."""
        self.query_one(EffectsPane).stale(True)
        self.ask_people(wait=_PAUSE)

    @on(Affected)
    def _affected(self, event: Affected) -> None:
        pane = self.query_one(EffectsPane)
        if event.adjustment is not self.adjustment:
            return
        if event.effects is None:
            pane.say(event.refused + words.next_step(_("o chooses another file; p goes back")))
        else:
            pane.show(event.effects, event.file.name, event.adjustment.plan.currency)

    @on(work.JobEnded)
    def _people_ended(self, event: work.JobEnded) -> None:
        if event.stopped and event.title == _("effects on people"):
            self._halted = True
            self.query_one(EffectsPane).say(_("stopped: p asks again"))


def _affected(adjustment: Adjustment, file: Path, reporter: work.Reporter) -> Message:
    from indicators.errors import Cancelled
    from jobs.scenarios.people import effects

    try:
        (found,) = effects(
            file, [adjustment], on_progress=told(reporter.on_progress), cancelled=reporter.cancelled
        )
    except Cancelled:
        raise
    except RealtermsError as error:
        return Affected(adjustment, file, None, words.explain(error))
    return Affected(adjustment, file, found)


def told(tell: OnProgress) -> OnProgress:
    """The same steps of the job in the language on screen."""
    from dataclasses import replace

    def tell_translated(progress: Progress) -> None:
        tell(replace(progress, message=_(_STAGES.get(progress.stage, progress.stage))))

    return tell_translated
