"""What can be done with the files of Review: settle a figure, true up, move and sign a plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.message import Message

from tui import words
from tui.language import _
from tui.screens.ask import Answer, AskDialogue, Question
from tui.screens.explaining import ExplainingRoom
from tui.screens.review_files import ReviewFile
from tui.screens.review_revisions import RevisionsFile
from tui.screens.review_stages import StagesFile, signing_rule
from tui.screens.review_suspects import SuspectsFile
from tui.widgets.choices import Choices

if TYPE_CHECKING:
    from jobs.workspace import Workspace

File = TypeVar("File", bound=ReviewFile)


class Done(Message):
    """Something of one of the files was done; `told` says what, `then` what comes next."""

    def __init__(self, told: str, then: str = "") -> None:
        super().__init__()
        self.told = told
        self.then = then


class ActingRoom(ExplainingRoom):
    """A room with a row of files, of which one is open."""

    @property
    def file(self) -> str:
        """Which file is open."""
        return self.query_one("#files", Choices).chosen

    def opened_file(self, of: type[File]) -> File | None:
        """The open file, where it is one of these."""
        found = self.query(of)
        return found.first() if found and self.file == of.FILE else None

    def can(self, action: str) -> bool:
        """Whether there is something in the open file to do this with."""
        held, revised = self.opened_file(SuspectsFile), self.opened_file(RevisionsFile)
        staged = self.opened_file(StagesFile)
        if action == "decide":
            return held is not None and held.entry is not None and not held.entry.verdict
        if action in {"open", "true_up"}:
            entry = revised.entry if revised is not None else None
            return entry is not None and (action == "open" or bool(entry.figures))
        if action in {"move", "sign"}:
            plan = staged.entry if staged is not None else None
            return plan is not None and bool(plan.ways if action == "move" else plan.open_to_sign)
        return True

    def settle(self, file: SuspectsFile, *, accept: bool) -> None:
        """Take a suspect figure in, or leave it aside for good."""
        entry = file.entry
        if entry is None:
            return
        suspect = entry.suspect

        def act(workspace: Workspace, answer: Answer) -> Message:
            from jobs import suspects

            (suspects.confirm if accept else suspects.reject)(workspace, suspect.id, answer.text)
            told = _("{name} is taken in") if accept else _("{name} is left aside")
            named = f"{suspect.name} {words.period(suspect.observation.period)}"
            return Done(told.format(name=words.plain(named)))

        self._asked(file.question(entry, accept=accept), _("settle the figure"), act)

    def action_true_up(self) -> None:
        """Propose the accepted figures anew."""
        file = self.opened_file(RevisionsFile)
        entry = file.entry if file is not None else None
        if file is None or entry is None:
            return

        def act(workspace: Workspace, answer: Answer) -> Message:
            from jobs import revisions

            draft = revisions.propose_true_up(workspace, entry.proposal, note=answer.text)
            told = _("proposal {number} trues up proposal {other}").format(
                number=draft.id, other=entry.proposal
            )
            return Done(told, _("a colleague decides on it under p Proposals"))

        self._asked(file.question(entry), _("propose the true-up"), act)

    def action_move(self) -> None:
        """Take the plan to another stage."""
        file = self.opened_file(StagesFile)
        entry = file.entry if file is not None else None
        if file is None or entry is None:
            return

        def act(workspace: Workspace, answer: Answer) -> Message:
            from jobs import stages

            report = stages.move(workspace, entry.plan, answer.way, answer.text)
            told = _("{plan} is in {stage} now").format(plan=report.plan, stage=_(report.now.stage))
            return Done(told)

        self._asked(file.moving(entry), _("move the plan"), act)

    def action_sign(self) -> None:
        """Sign the plan for one of its parties; or say why this person cannot."""
        file = self.opened_file(StagesFile)
        entry = file.entry if file is not None else None
        if file is None or entry is None:
            return
        if entry.bars_user is not None:
            self.tell(signing_rule(entry, entry.bars_user), "warning")
            return

        def act(workspace: Workspace, answer: Answer) -> Message:
            from jobs import stages

            report = stages.sign(workspace, entry.plan, answer.way)
            told = _("{plan} is signed for {party}").format(plan=report.plan, party=words.plain(answer.way))
            waits = ", ".join(report.now.unsigned)
            then = _("waits for {parties}").format(parties=waits) if waits else _("m puts it into force")
            return Done(told, then)

        self._asked(file.signing(entry), _("sign the plan"), act)

    def _asked(self, question: Question, title: str, act: Callable[[Workspace, Answer], Message]) -> None:
        def answered(answer: Answer | None) -> None:
            if answer is not None:
                self.start(title, lambda w, _reporter: act(w, answer), group="decide", visible=True)

        self.app.push_screen(AskDialogue(question), answered)

    @on(Done)
    def _done(self, event: Done) -> None:
        self.say(event.told + (words.next_step(event.then) if event.then else ""))
        self.reload()
