"""The part of Adjust that keeps up to four sets of values and shows them side by side.

They are kept for as long as the plan is on screen; nothing of them is saved.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding
from textual.message import Message

from indicators.errors import RealtermsError
from tui import words, work
from tui.language import N_, _
from tui.screens.adjust_people import PeopleRoom, told
from tui.widgets.clause_form import PARTS, ClauseForm, Tried, Value
from tui.widgets.scenarios import ScenariosPane, Shown

if TYPE_CHECKING:
    from jobs.propose import Desk
    from jobs.scenarios.compare import Outcome, Trial
    from jobs.workspace import Workspace

LETTERS = "ABCD"
PLAN, FORM = "plan", "form"
_PAUSE = 0.3  # seconds without a change before people are asked for
Overrides = dict[str, dict[str, Value]]


class Compared(Message):
    """Outcomes by their columns, from the plan on this desk."""

    def __init__(self, desk: Desk, outcomes: dict[str, Outcome]) -> None:
        super().__init__()
        self.desk = desk
        self.outcomes = outcomes


class Costed(Message):
    """The same with their effects on the people of a file, or (`refused`) why there are none."""

    def __init__(self, desk: Desk, file: str, outcomes: dict[str, Outcome], refused: str = "") -> None:
        super().__init__()
        self.desk = desk
        self.file = file
        self.outcomes = outcomes
        self.refused = refused


SCENARIO_KEYS: tuple[Binding, ...] = (
    Binding(
        "c,f4",
        "keep",
        N_("Keep"),
        id="adjust.keep",
        tooltip=N_("Keep these values as a scenario, A to D"),
    ),
    Binding("s", "scenarios", N_("Scenarios"), id="adjust.scenarios", tooltip=N_("Scenarios in columns")),
    Binding(
        "enter",
        "bring_back",
        N_("Into the form"),
        id="adjust.bring-back",
        tooltip=N_("Bring the chosen scenario back into the form"),
    ),
    Binding("x", "drop", N_("Remove"), id="adjust.drop", tooltip=N_("Remove the chosen scenario")),
)


class ScenarioRoom(PeopleRoom):
    """A room whose form can be kept as a scenario, and one brought back into the form."""

    desk: Desk | None = None
    overrides: Overrides
    effective_on: date | None = None

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Trial] = {}
        self.forms: dict[str, Tried] = {}
        self.outcomes: dict[str, Outcome] = {}
        self._costs = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A scenario is brought back or removed where they are shown."""
        if action in ("bring_back", "drop"):
            chosen = self.query_one(ScenariosPane).chosen if self.pane == "scenarios" else FORM
            return chosen in self.kept or (action == "bring_back" and chosen == PLAN)
        return super().check_action(action, parameters)

    # -- keeping

    def is_sound(self) -> bool:
        """Whether what is on screen is what the form says; where it is not, that is told."""
        if self.has_class("-stale") or self.query_one(ClauseForm).problems:
            told = _("the form holds something that cannot be computed; correct it first")
            self.tell(told, "warning")
            return False
        return True

    def action_keep(self) -> None:
        """Ask for a name, then keep the form's values."""
        from jobs.scenarios.compare import Trial
        from tui.screens.keep import KeepDialogue

        if self.adjustment is None or self.effective_on is None:
            return
        if not self.is_sound():
            return
        free = next((letter for letter in LETTERS if letter not in self.kept), "")
        if not free:
            self.notify(_("four scenarios are kept; s shows them, x removes one"), severity="warning")
            return
        values: Overrides = {name: dict(changed) for name, changed in self.overrides.items()}
        day, tried = self.effective_on, self.query_one(ClauseForm).tried()

        def named(name: str | None) -> None:
            if name is not None:
                self._keep(free, Trial(name, day, values), tried)

        self.app.push_screen(KeepDialogue(free, summary(tried)), named)

    def _keep(self, letter: str, trial: Trial, tried: Tried) -> None:
        self.kept[letter], self.forms[letter] = trial, tried
        self.kept = dict(sorted(self.kept.items()))
        self.outcomes.pop(letter, None)
        self.query_one(ScenariosPane).chosen = letter
        self.turn_to("scenarios")
        self.ask_scenarios()

    def action_bring_back(self) -> None:
        """Put the chosen scenario's day and values into the form."""
        chosen = self.query_one(ScenariosPane).chosen
        form = self.query_one(ClauseForm)
        if chosen in self.kept:
            form.bring(self.kept[chosen].on, self.forms[chosen])
        elif chosen == PLAN and self.effective_on is not None:
            form.bring(self.effective_on, Tried(form.own, {}, {}))

    def action_drop(self) -> None:
        """Remove the chosen scenario."""
        chosen = self.query_one(ScenariosPane).chosen
        if self.kept.pop(chosen, None) is not None:
            self.outcomes.pop(chosen, None)
            self._draw()

    # -- showing

    def action_scenarios(self) -> None:
        """Show the scenarios, or the steps again."""
        if self.pane == "scenarios":
            self.turn_to("steps")
            return
        self.turn_to("scenarios")
        self.ask_scenarios()

    def desk_changed(self, *, same_plan: bool) -> None:
        """The plan was read anew: what was computed counts no more; scenarios of another plan go."""
        self.outcomes = {}
        if not same_plan:
            self.kept = {}

    def ask_scenarios(self) -> None:
        """Ask for the columns that are not there yet, where they are looked at."""
        desk, day = self.desk, self.effective_on
        if self.pane != "scenarios" or desk is None or day is None:
            return
        from jobs.scenarios.compare import Outcome, Trial

        as_written = self.outcomes.get(PLAN)
        if as_written and as_written.adjustment and as_written.adjustment.effective_on != day:
            self.outcomes.pop(PLAN)
        shown = self.outcomes.get(FORM)
        if self.adjustment is not None and (shown is None or shown.adjustment is not self.adjustment):
            self.outcomes[FORM] = Outcome(FORM, self.adjustment, None)
        trials = {PLAN: Trial(PLAN, day, {}), **self.kept}
        missing = {key: trial for key, trial in trials.items() if key not in self.outcomes}
        self._draw()

        def job(workspace: Workspace, _reporter: work.Reporter) -> Message:
            from jobs.scenarios.compare import compare_trials

            found = compare_trials(workspace, desk, tuple(missing.values()))
            return Compared(desk, dict(zip(missing, found, strict=True)))

        self.start(_("compare the scenarios"), job, group="scenarios")

    @on(Compared)
    def _compared(self, event: Compared) -> None:
        if event.desk is self.desk:
            wanted = {PLAN, *self.kept}
            self.outcomes |= {key: o for key, o in event.outcomes.items() if key in wanted}
            self._draw()
            self._ask_costs()

    def _ask_costs(self) -> None:
        desk, file, outcomes = self.desk, self.state.people, dict(self.outcomes)
        if desk is None or not file or not any(o.people is None and o.adjustment for o in outcomes.values()):
            return

        def job(_workspace: Workspace, reporter: work.Reporter) -> Message:
            return _costed(desk, file, outcomes, reporter)

        self.start(_("cost of the scenarios"), job, group="people", visible=True, wait=_PAUSE)

    @on(Costed)
    def _costed(self, event: Costed) -> None:
        if event.desk is not self.desk or event.file != self.state.people:
            return
        self._costs = event.refused
        for key, outcome in event.outcomes.items():
            held = self.outcomes.get(key)
            if held is not None and held.adjustment is outcome.adjustment:
                self.outcomes[key] = outcome
        self._draw()

    def people_file_changed(self) -> None:
        """Costs are those of the file that is looked at."""
        self.outcomes = {key: replace(o, people=None) for key, o in self.outcomes.items()}
        super().people_file_changed()
        self.ask_scenarios()

    @on(work.JobEnded)
    def _costs_ended(self, event: work.JobEnded) -> None:
        if event.stopped and event.title == _("cost of the scenarios"):
            self._costs = _("cost: stopped; s twice asks again")
            self._draw()

    def _draw(self) -> None:
        columns = [Shown(PLAN, _("plan"), _("as written in the plan"), self.outcomes.get(PLAN))]
        columns.append(Shown(FORM, _("form"), self._said_of_form(), self.outcomes.get(FORM)))
        for letter, trial in self.kept.items():
            says = _("{letter} {name}, effective {day}").format(
                letter=letter, name=trial.name, day=words.day(trial.on)
            )
            columns.append(Shown(letter, letter, says, self.outcomes.get(letter)))
        costs = self._costs if self.state.people else _("cost: o chooses a file of employees")
        self.query_one(ScenariosPane).show(columns, costs)
        self.refresh_bindings()

    def _said_of_form(self) -> str:
        changes = summary(self.query_one(ClauseForm).tried())
        if len(self.kept) == len(LETTERS):
            return _("the form: {changes}").format(changes=changes)
        return _("the form: {changes}; c keeps it as a scenario").format(changes=changes)


def summary(tried: Tried) -> str:
    """What is tried, in the words of the form: `bands-cpi: Lag 5, At most 3 %`."""
    parts = {part.name: part for part in PARTS}
    found = []
    for clause in dict.fromkeys((*tried.placed, *tried.overrides)):
        fields = [_("by {rule}").format(rule=tried.clauses[clause].name)] if clause in tried.placed else []
        for name, value in tried.overrides.get(clause, {}).items():
            part = parts[name]
            shown = part.text(value) or _("none")
            fields.append(f"{_(part.label)} {shown}{' %' if part.unit == '%' else ''}")
        found.append(f"{clause}: {', '.join(fields)}")
    return "; ".join(found) or _("as in the plan")


def _costed(desk: Desk, file: str, outcomes: dict[str, Outcome], reporter: work.Reporter) -> Message:
    from indicators.errors import Cancelled
    from jobs.scenarios.compare import on_people

    try:
        found = on_people(
            Path(file),
            tuple(outcomes.values()),
            on_progress=told(reporter.on_progress),
            cancelled=reporter.cancelled,
        )
    except Cancelled:
        raise
    except RealtermsError as error:
        return Costed(desk, file, outcomes, words.explain(error))
    return Costed(desk, file, dict(zip(outcomes, found, strict=True)))
