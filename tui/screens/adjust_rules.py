"""The part of Adjust that puts published rules in a clause's place, and moves its values by sliders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding
from textual.message import Message

from indicators.errors import UnknownName
from tui import words
from tui.language import N_, _
from tui.screens.explaining import ExplainingRoom
from tui.screens.preset import PresetDialogue
from tui.widgets.banner import Banner
from tui.widgets.clause_form import ClauseForm, Value
from tui.widgets.what_if import TRACKS, WhatIf

if TYPE_CHECKING:
    from jobs.clauses import Rule
    from jobs.propose import Desk
    from jobs.workspace import Workspace
    from plans.clause import IndexationClause
    from tui.work import Reporter


class RulesRead(Message):
    """Every published rule."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        super().__init__()
        self.rules = rules


class RuleReady(Message):
    """A rule, the changes that put it in a clause's place, and the desk with the indices that it reads."""

    def __init__(self, clause: IndexationClause, changes: Mapping[str, Value], desk: Desk) -> None:
        super().__init__()
        self.clause = clause
        self.changes = changes
        self.desk = desk


class RuleLacks(Message):
    """A rule reads indices that are not known here."""

    def __init__(self, name: str, missing: tuple[str, ...]) -> None:
        super().__init__()
        self.name = name
        self.missing = missing


RULE_KEYS: tuple[Binding, ...] = (
    Binding(
        "r",
        "rule",
        N_("Rules"),
        id="adjust.rule",
        tooltip=N_("Try a published rule in the place of this clause"),
    ),
    Binding("w", "what_if", N_("What if"), id="adjust.what-if", tooltip=N_("Go to the sliders")),
)


class RulesRoom(ExplainingRoom):
    """A room with a ClauseForm, sliders for it, and a desk whose clauses it tries."""

    desk: Desk | None = None

    def action_rule(self) -> None:
        """Choose a published rule and try it."""
        if self.desk is None or not self.query_one(ClauseForm).clause:
            return

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import clauses

            return RulesRead(clauses.rules(workspace))

        self.start(_("read the published rules"), job, group="rules")

    @on(RulesRead)
    def _rules_read(self, event: RulesRead) -> None:
        self.app.push_screen(PresetDialogue(event.rules), self._chosen)

    def _chosen(self, name: str | None) -> None:
        desk = self.desk
        if name is None or desk is None:
            return

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import clauses, propose

            clause = clauses.find(workspace, name)
            try:
                wider = propose.widen(workspace, desk, clause.indicators)
            except UnknownName:
                return RuleLacks(name, clauses.lacking(workspace, clause))
            return RuleReady(clause, clauses.in_place(name), wider)

        self.start(_("read the figures of the rule"), job, group="rules")

    @on(RuleReady)
    def _rule_ready(self, event: RuleReady) -> None:
        self.query_one(Banner).close()  # what the rule tried before lacked
        self.desk = event.desk
        self.query_one(ClauseForm).place(event.clause, event.changes)

    @on(RuleLacks)
    def _rule_lacks(self, event: RuleLacks) -> None:
        told = _("{rule} cannot be tried: no figures are held of {names}")
        then = _(
            "make each known with `realterms indicators add`, import a file of its figures (6 Runs), "
            "then try the rule again"
        )
        self.tell(
            told.format(rule=event.name, names=", ".join(event.missing)) + words.next_step(then), "error"
        )

    def rule_in_words(self) -> list[str]:
        """Which rule stands in the place of the clause at hand, and its law; nothing where none does."""
        form = self.query_one(ClauseForm)
        if form.clause not in form.placed:
            return []
        told = _("In its place: {rule} ({law}). ctrl+r goes back to the plan's own.")
        rule = form.clauses[form.clause]
        return [words.plain(told.format(rule=rule.name, law=rule.law))]

    # -- sliders

    def show_what_if(self) -> None:
        """Put the sliders where the form stands."""
        form = self.query_one(ClauseForm)
        if form.clause in form.clauses:
            values = {field: form.value(field) for field in TRACKS}
            self.query_one(WhatIf).show(form.clauses[form.clause], form.own[form.clause], values)

    @on(WhatIf.Tried)
    def _what_if_tried(self, event: WhatIf.Tried) -> None:
        self.query_one(ClauseForm).put(event.field, event.text)

    def action_what_if(self) -> None:
        """Go to the sliders, to the first that can be moved."""
        sliders = [slider for slider in self.query("WhatIf Slider") if not slider.disabled]
        if sliders:
            sliders[0].focus()
