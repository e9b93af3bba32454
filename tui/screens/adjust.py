"""Adjust: try a clause's values, see at once what each figure becomes and why, and propose it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from indicators.errors import InvalidFile, RealtermsError
from tui import rungs, words
from tui.clause_words import sentences
from tui.language import N_, _, ngettext, spoken, told
from tui.screens.adjust_people import PEOPLE_KEYS
from tui.screens.adjust_rules import RULE_KEYS, RulesRoom
from tui.screens.adjust_scenarios import FORM, PLAN, SCENARIO_KEYS, ScenarioRoom
from tui.widgets.before_after import BeforeAfter
from tui.widgets.clause_form import ClauseForm, Value
from tui.widgets.effects import EffectsPane
from tui.widgets.grid import Grid
from tui.widgets.ladder import Ladder
from tui.widgets.note import Note
from tui.widgets.scenarios import ScenariosPane
from tui.widgets.steps import StepsPane
from tui.widgets.what_if import WhatIf
from tui.work import JobDone

if TYPE_CHECKING:
    from jobs.propose import Desk, ProposalDraft
    from jobs.workspace import Workspace
    from plans.adjust import Adjustment
    from tui.work import Reporter

_PAUSE = 0.04  # seconds without a key press before the figures are computed
Overrides = dict[str, dict[str, Value]]


class DeskReady(Message):
    """The plan and all figures its clauses need; `on` is a day of effect for which there are figures."""

    def __init__(self, desk: Desk, on: date) -> None:
        super().__init__()
        self.desk = desk
        self.effective_on = on


class LookedAgain(Message):
    """The plan and its figures as they are now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk


class Previewed(Message):
    """What the figures would be."""

    def __init__(self, adjustment: Adjustment) -> None:
        super().__init__()
        self.adjustment = adjustment


class NotComputed(Message):
    """Why the figures cannot be computed with these values."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Proposed(Message):
    """The proposal is frozen."""

    def __init__(self, draft: ProposalDraft) -> None:
        super().__init__()
        self.draft = draft


class AdjustScreen(RulesRoom, ScenarioRoom):
    """The clause on the left, the figures before and after on the right, the steps below them."""

    ROOM = "adjust"
    TITLED = N_("Adjust")
    HELP = N_(
        "Try a clause: every value changed is computed at once, and each figure shows before, after and "
        "the steps behind it. r tries a published rule in the clause's place, w moves lag, pass-through "
        "and cap by sliders. Nothing is kept until it is proposed, and nothing is paid until a second "
        "person accepts."
    )
    CSS_PATH: ClassVar[list[str | PurePath]] = ["adjust.tcss", "steps.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "propose",
            N_("Propose"),
            id="adjust.propose",
            tooltip=N_("Freeze it for a second person"),
        ),
        *RULE_KEYS,
        *PEOPLE_KEYS,
        *SCENARIO_KEYS,
        Binding("ctrl+e", "form", N_("Clause"), id="adjust.form", tooltip=N_("Go to the clause's fields")),
        Binding(
            "ctrl+r", "reload", N_("As in the plan"), id="adjust.reset", tooltip=N_("Forget every change")
        ),
        Binding(
            "l", "ladder", N_("Ladder"), id="adjust.ladder", tooltip=N_("Bands before and after on one scale")
        ),
        Binding(
            "e",
            "report",
            N_("Report"),
            id="adjust.report",
            tooltip=N_("Write what is tried as a report marked as a preview"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.adjustment: Adjustment | None = None
        self.overrides: Overrides = {}
        self.effective_on: date | None = None

    def body(self) -> Iterator[Widget]:
        """Title, form and clause in words on the left, figures and steps on the right."""
        yield Note(id="title")
        with Horizontal():
            with Vertical(id="left"):
                yield ClauseForm(id="form")
                yield WhatIf(id="what-if")
                yield Note(id="in-words")
            with Vertical(id="right"):
                yield BeforeAfter(id="figures")
                with ContentSwitcher(initial="steps", id="below"):
                    yield StepsPane(id="steps")
                    yield Ladder(id="ladder")
                    yield EffectsPane(id="people")
                    yield ScenariosPane(first_to_go=(PLAN, FORM), id="scenarios")

    def on_mount(self) -> None:
        figures = self.query_one(BeforeAfter)
        figures.note = _("no plan yet: press 1, then s for the sample")
        figures.focus()

    # -- reading

    def read_again(self) -> None:
        """Coming back to the same plan, or from a dialogue, keeps what was being tried.

        Not while it is being proposed: what comes of that says more, and is not to be covered.
        """
        if self.at_work:
            return
        name = self.state.plan
        if self.desk is None or self.desk.report.plan.name != name:
            self.reload()
            return

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import propose

            return LookedAgain(propose.desk(workspace, name))

        self.start(_("read the plan and its figures"), job, group="desk")

    @on(LookedAgain)
    def _looked_again(self, event: LookedAgain) -> None:
        """What rests on a plan or figures that are others now would be refused when it is proposed."""
        if self.desk is None or self.desk.is_as(event.desk):
            return
        if self.overrides:
            told = _(
                "the plan or its figures were changed in the meantime; what is tried rests on the old ones"
            )
            self.tell(
                told + words.next_step(_("ctrl+r reads them again and forgets what is tried")), "warning"
            )
        elif self.effective_on is not None:
            self.post_message(DeskReady(event.desk, self.effective_on))

    def reload(self) -> None:
        """Ask for the plan and its figures, forgetting every change."""
        name, on = self.state.plan, self.state.effective_on

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            return _desk(workspace, name, on)

        self.start(_("read the plan and its figures"), job, group="desk")

    @on(DeskReady)
    def _desk_ready(self, event: DeskReady) -> None:
        plan = event.desk.report.plan
        self.desk_changed(same_plan=self.desk is not None and self.desk.report.plan.name == plan.name)
        self.desk, self.overrides, self.effective_on = event.desk, {}, event.effective_on
        self.state.plan = plan.name
        form = self.query_one(ClauseForm)
        form.show_plan(plan, event.effective_on)
        self.show_what_if()
        self._preview()

    @on(ClauseForm.Changed)
    def _form_changed(self, event: ClauseForm.Changed) -> None:
        self.query_one(ClauseForm).trouble(event.problem)
        self.overrides = event.overrides
        self.show_what_if()
        if event.effective_on is not None:
            self.effective_on = self.state.effective_on = event.effective_on
        if not event.problem:
            self._preview(wait=_PAUSE)

    def _preview(self, wait: float = 0.0) -> None:
        desk, overrides, day = self.desk, self.overrides, self.effective_on
        if desk is None or day is None:
            return

        def job(_workspace: Workspace, _reporter: Reporter) -> Message:
            return _previewed(desk, day, overrides)

        self.start(_("compute the figures"), job, group="preview", wait=wait)

    # -- what is shown

    @on(Previewed)
    def _show(self, event: Previewed) -> None:
        self.adjustment = event.adjustment
        self.query_one(ClauseForm).trouble("")
        self.remove_class("-stale")
        figures = self.query_one(BeforeAfter)
        figures.show_lines(event.adjustment.lines)
        self.query_one(Ladder).show(list(rungs.of_adjustment(event.adjustment)))
        self._title()
        self._in_words()
        self._steps(figures.key)
        self.people_changed()
        self.ask_scenarios()

    @on(NotComputed)
    def _not_computed(self, event: NotComputed) -> None:
        self.query_one(ClauseForm).trouble(event.text)
        self.add_class("-stale")

    def _title(self) -> None:
        if self.adjustment is None:
            return
        form, plan = self.query_one(ClauseForm), self.adjustment.plan
        count = sum(len(c) for c in form.overrides.values())
        moved = sum(line.change.minor != 0 for line in self.adjustment.lines)
        facts = [
            (plan.name if self.has_class("-narrow") else plan.title)
            + (" " + _("(sample)") if plan.sample else ""),
            plan.currency,
            _("{moved} of {count} move").format(moved=moved, count=len(self.adjustment.lines)),
            ngettext("{count} change tried", "{count} changes tried", count).format(count=count)
            if count
            else "",
            *(_("by {rule}").format(rule=form.clauses[name].name) for name in form.placed),
            _("known on {day}").format(day=words.day(self.adjustment.as_of)),
            words.bundled(self.adjustment.inputs, self.adjustment.as_of),
        ]
        self.query_one("#title", Note).say(words.plain(" · ".join(filter(None, facts))))

    @on(ClauseForm.Chosen)
    def _in_words(self) -> None:
        clause = self.query_one(ClauseForm).clause
        if self.adjustment is not None and clause in self.adjustment.plan.clauses:
            said = [*self.rule_in_words(), *sentences(self.adjustment.plan.clauses[clause])]
            self.query_one("#in-words", Note).say(
                "\n".join(_("· {sentence}").format(sentence=s) for s in said)
            )
        self.show_what_if()

    @on(Grid.Highlighted, "#figures")
    def _figure_highlighted(self, event: Grid.Highlighted) -> None:
        self._steps(event.key)

    def _steps(self, key: str) -> None:
        if self.adjustment is not None:
            lines = self.query_one(BeforeAfter).lines_of(key)
            self.query_one(StepsPane).show_steps(self.adjustment, lines)

    # -- what can be done

    def action_ladder(self) -> None:
        """Show the bands as a ladder in the place of the steps, or the steps again."""
        self.turn_to("steps" if self.pane == "ladder" else "ladder")

    def action_form(self) -> None:
        """Go to the clause's fields."""
        self.query_one("#lag").focus()

    def leave(self) -> None:
        """From a pane or a field back to the figures, from there home."""
        figures = self.query_one(BeforeAfter)
        if self.pane in self.WHOLE:
            self.turn_to("steps")
        elif self.focused in (None, figures):
            super().leave()
        else:
            figures.focus()

    def action_propose(self) -> None:
        """Ask for a note, then freeze the proposal."""
        from tui.screens.propose import ProposeDialogue

        if self.adjustment is not None and self.is_sound():
            self.app.push_screen(ProposeDialogue(self.adjustment, self.overrides), self._noted)

    def action_report(self) -> None:
        """Write what is on screen as a report that says that nobody proposed it."""
        from tui.screens.export import PreviewDialogue

        adjustment, overrides = self.adjustment, self.overrides
        if adjustment is None or not self.is_sound():
            return
        stem = f"{adjustment.plan.name}-{adjustment.effective_on.isoformat()}-preview"
        self.write_file(
            PreviewDialogue,
            stem,
            _("write the report"),
            lambda workspace, _form, path: _report(workspace, adjustment, overrides, path),
            visible=True,
        )

    def _noted(self, note: str | None) -> None:
        adjustment, overrides = self.adjustment, self.overrides
        if note is None or adjustment is None:
            return

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import propose

            return Proposed(
                propose.propose(
                    workspace,
                    adjustment.plan.name,
                    on=adjustment.effective_on,
                    as_of=adjustment.as_of,
                    note=note,
                    overrides=overrides or None,
                    seen=adjustment,
                )
            )

        self.start(_("propose"), job, group="propose", visible=True)

    @on(Proposed)
    def _proposed(self, event: Proposed) -> None:
        self.state.proposal, self.overrides = event.draft.id, {}  # its own version is nobody else's change
        told = _("proposal {number} is frozen with its figures and steps").format(number=event.draft.id)
        self.say(told + words.next_step(_("a second person accepts or rejects it: 5 Review")))
        self.reload()


def _desk(workspace: Workspace, name: str, on: date | None) -> Message:
    from jobs import planning, propose

    if not name:
        rows = planning.plans(workspace)
        if not rows:
            return NotComputed("")
        name = rows[0].name
    desk = propose.desk(workspace, name)
    return DeskReady(desk, on or _computable(desk, workspace.today))


def _computable(desk: Desk, today: date) -> date:
    """The first of the latest month for which every figure is published: next month, or before it."""
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    day = first
    for _month in range(36):
        try:
            desk.preview(on=day)
        except RealtermsError:
            day = date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
        else:
            return day
    return first


def _report(workspace: Workspace, seen: Adjustment, overrides: Overrides, path: Path) -> JobDone:
    from jobs.preview import write_preview

    write_preview(
        workspace,
        seen.plan.name,
        path,
        on=seen.effective_on,
        as_of=seen.as_of,
        overrides=overrides or None,
        seen=seen,
        languages=(spoken(),),
    )
    return JobDone(
        words.written(path) + words.next_step(_("it is marked as a preview; ctrl+s proposes what it says"))
    )


def _previewed(desk: Desk, day: date, overrides: Overrides) -> Message:
    try:
        return Previewed(desk.preview(on=day, overrides=overrides or None))
    except InvalidFile as error:
        return NotComputed(
            "\n".join(f"✗ {p.key}: {told(p.message)}; {told(p.expected)}" for p in error.problems)
        )
    except RealtermsError as error:
        return NotComputed(f"✗ {words.explain(error)}")
