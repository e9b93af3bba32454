"""Review: what waits for a second person, what it holds, the decision; and a reviewer's other files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input

from tui import rungs, words
from tui.language import N_, _, spoken
from tui.screens.decide import DecideDialogue, two_person_rule
from tui.screens.review_acts import ActingRoom
from tui.screens.review_files import FileRead, ReviewFile
from tui.screens.review_history import STATES, HistoryScreen, outcome
from tui.screens.review_record import RecordFile
from tui.screens.review_revisions import RevisionsFile
from tui.screens.review_stages import StagesFile
from tui.screens.review_suspects import SuspectsFile
from tui.widgets.banner import Banner
from tui.widgets.before_after import BeforeAfter
from tui.widgets.choices import Choice, Choices
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.ladder import Ladder
from tui.widgets.note import Note
from tui.widgets.steps import StepsPane
from tui.work import JobDone

if TYPE_CHECKING:
    from jobs.decide import ProposalReport
    from jobs.workspace import Workspace
    from plans.adjust import Adjustment
    from tui.work import Reporter

_COLUMNS = (
    Column(N_("No."), 4, "right"),
    Column(N_("State"), 10),
    Column(N_("Plan"), 14, rank=1, stretch=True),
    Column(N_("Effective"), words.DAY, rank=2, wider=words.WIDER_DAY),
    Column(N_("By"), 8, rank=3),
)
_PROPOSALS = "proposals"
_FILES: tuple[type[ReviewFile], ...] = (RevisionsFile, StagesFile, SuspectsFile, RecordFile)
_CHOICES = (
    Choice(_PROPOSALS, "p", N_("Proposals")),
    Choice(RevisionsFile.FILE, "v", N_("Revisions")),
    Choice(StagesFile.FILE, "g", N_("Stages")),
    Choice(SuspectsFile.FILE, "h", N_("Held aside")),
    Choice(RecordFile.FILE, "c", N_("Record")),
)


class ProposalsRead(Message):
    """Every proposal, newest first."""

    def __init__(self, reports: tuple[ProposalReport, ...]) -> None:
        super().__init__()
        self.reports = reports


class ProposalRead(Message):
    """One proposal with its adjustment, recomputed from its own evidence."""

    def __init__(self, report: ProposalReport, adjustment: Adjustment) -> None:
        super().__init__()
        self.report = report
        self.adjustment = adjustment


class Decided(Message):
    """The decision is kept."""

    def __init__(self, report: ProposalReport) -> None:
        super().__init__()
        self.report = report


class ReviewScreen(ActingRoom):
    """Proposals on the left; the highlighted one, its figures and steps on the right. Files beside it."""

    ROOM = "review"
    TITLED = N_("Review")
    HELP = N_(
        "What has been proposed: what changes, on which figures, by which steps. A second person accepts "
        "or rejects it with a reason; who proposed it cannot. What is accepted can be exported. Beside the "
        "proposals: accepted ones that revised figures would change, where each plan stands and who has yet "
        "to sign, figures held aside as beyond reason, and the record of all that was done."
    )
    CSS_PATH: ClassVar[list[str | PurePath]] = ["review.tcss", "steps.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "decide('accept')", N_("Accept"), id="review.accept"),
        Binding("r", "decide('reject')", N_("Reject"), id="review.reject"),
        Binding(
            "e",
            "export",
            N_("Export"),
            id="review.export",
            tooltip=N_("Write bands, thresholds, steps, evidence"),
        ),
        Binding(
            "t",
            "true_up",
            N_("True-up"),
            id="review.true-up",
            tooltip=N_("Propose the accepted figures anew from what the offices say today"),
        ),
        Binding("m", "move", N_("Move"), id="review.move", tooltip=N_("Take the plan to another stage")),
        Binding(
            "s", "sign", N_("Sign"), id="review.sign", tooltip=N_("Sign the plan for one of its parties")
        ),
        Binding("enter", "open", N_("Open"), id="review.open", tooltip=N_("Show the proposal it speaks of")),
        Binding(
            "slash",
            "filter",
            N_("Filter"),
            id="review.filter",
            tooltip=N_("Narrow the proposals as you type"),
        ),
        Binding(
            "p",
            "file('proposals')",
            N_("Proposals"),
            show=False,
            id="review.proposals",
            tooltip=N_("What waits, and what was decided"),
        ),
        Binding(
            "v",
            "file('revisions')",
            N_("Revisions"),
            show=False,
            id="review.revisions",
            tooltip=N_("Accepted proposals that revised figures would change"),
        ),
        Binding(
            "g",
            "file('stages')",
            N_("Stages"),
            show=False,
            id="review.stages",
            tooltip=N_("Where each plan stands, and its signatures"),
        ),
        Binding(
            "h",
            "file('suspects')",
            N_("Held aside"),
            show=False,
            id="review.suspects",
            tooltip=N_("Figures beyond reason, until a person takes them in"),
        ),
        Binding(
            "c",
            "file('record')",
            N_("Record"),
            show=False,
            id="review.record",
            tooltip=N_("Whether the audit chain is whole, and its last entries"),
        ),
        Binding(
            "l", "ladder", N_("Ladder"), id="review.ladder", tooltip=N_("Bands before and after on one scale")
        ),
        Binding(
            "d",
            "history",
            N_("Decisions"),
            id="review.history",
            tooltip=N_("Every proposal with its decision, reason and figures"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.reports: dict[str, ProposalReport] = {}
        self.shown: ProposalReport | None = None
        self.adjustment: Adjustment | None = None
        self.sought = ""

    def body(self) -> Iterator[Widget]:
        """The list, the proposal."""
        yield Choices(_CHOICES, chosen=_PROPOSALS, id="files")
        with ContentSwitcher(initial=_PROPOSALS, id="file"):
            yield from self._proposals()
            yield from (file() for file in _FILES)

    def _proposals(self) -> Iterator[Widget]:
        with Horizontal(id=_PROPOSALS):
            with Vertical(id="every"):
                yield Grid(*_COLUMNS, id="list")
            with Vertical(id="proposal"):
                yield Note(id="about")
                yield BeforeAfter(id="figures")
                with ContentSwitcher(initial="steps", id="below"):
                    yield StepsPane(id="steps")
                    yield Ladder(id="ladder")

    def on_mount(self) -> None:
        self.query_one("#list", Grid).focus()

    # -- reading

    def reload(self) -> None:
        """Ask for the proposals, and for what the open file holds."""
        self.start(_("read the proposals"), _read_proposals, group="proposals")
        wanted = self.state.review or self.file
        self.state.review = ""
        if self.state.proposal is not None:
            wanted = _PROPOSALS
        self.action_file(wanted)

    @on(Choices.Chosen, "#files")
    def _file_clicked(self, event: Choices.Chosen) -> None:
        event.stop()
        self.action_file(event.value)

    def action_file(self, name: str) -> None:
        """Open one of the files, and read it anew."""
        turned = name != self.file
        self.query_one("#files", Choices).chosen = name
        self.query_one("#file", ContentSwitcher).current = name
        if turned or self.focused is None:
            self.query_one(f"#{name}").query(Grid).first().focus()
        self.refresh_bindings()
        file = next((file for file in _FILES if name == file.FILE), None)
        if file is not None:
            self.start(
                _("read what is kept"), lambda w, _reporter: FileRead(name, file.read(w)), group="file"
            )

    @on(FileRead)
    def _file_read(self, event: FileRead) -> None:
        self.query_one(f"#{event.file}", ReviewFile).show(event.content)
        self.refresh_bindings()

    @on(ProposalsRead)
    def _proposals_read(self, event: ProposalsRead) -> None:
        self.reports = {str(r.id): r for r in event.reports}
        proposals = self.query_one("#list", Grid)
        self._list()
        if not event.reports:
            self.query_one("#about", Note).say(_("Nothing is proposed yet: 4 Adjust proposes."))
        if self.state.proposal is not None:
            proposals.go_to(str(self.state.proposal))
            self.state.proposal = None
        self._ask(proposals.key)

    def _list(self) -> None:
        """The proposals that fit what is sought."""
        sought = self.sought.casefold().split()
        proposals = self.query_one("#list", Grid)
        proposals.note = _("nothing matches the filter; Esc clears it") if sought else ""
        proposals.show([_row(r) for r in self.reports.values() if _fits(r, sought)])

    def action_filter(self) -> None:
        """Open the filter: plan, people, state, note and reason are searched."""
        if not self.query("#filter"):
            hint = _("part of a plan, a person, a state, a reason")
            self.query_one("#every").mount(
                Input(self.sought, placeholder=hint, id="filter", compact=True), before="#list"
            )
        self.query_one("#filter").focus()

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        self.sought = event.value
        self._list()
        self._ask(self.query_one("#list", Grid).key)

    @on(Input.Submitted, "#filter")
    def _filter_typed(self) -> None:
        self.query_one("#list", Grid).focus()

    def leave(self) -> None:
        """Clear the filter, then back to the proposals, then home."""
        if self.query("#filter"):
            self.query("#filter").remove()
            self.sought = ""
            self._list()
            self.query_one("#list", Grid).focus()
        elif self.file != _PROPOSALS:
            self.action_file(_PROPOSALS)
        else:
            super().leave()

    @on(Grid.Highlighted, "#list")
    def _proposal_highlighted(self, event: Grid.Highlighted) -> None:
        self._ask(event.key)

    def _ask(self, key: str) -> None:
        report = self.reports.get(key)
        if report is None or report == self.shown:
            return

        def job(_workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import decide

            return ProposalRead(report, decide.adjustment(report))

        self.start(_("read the proposal"), job, group="proposal", wait=0.03)

    @on(ProposalRead)
    def _proposal_read(self, event: ProposalRead) -> None:
        self.shown, self.adjustment = event.report, event.adjustment
        self.query_one("#about", Note).say(_about(event.report, event.adjustment))
        figures = self.query_one(BeforeAfter)
        figures.show_lines(event.adjustment.lines)
        self.query_one(Ladder).show(list(rungs.of_adjustment(event.adjustment)))
        self._steps(figures.key)
        self.refresh_bindings()

    @on(Grid.Highlighted, "#figures")
    def _figure_highlighted(self, event: Grid.Highlighted) -> None:
        self._steps(event.key)

    def _steps(self, key: str) -> None:
        if self.adjustment is not None:
            self.query_one(StepsPane).show_steps(self.adjustment, self.query_one(BeforeAfter).lines_of(key))

    # -- what can be done

    def action_ladder(self) -> None:
        """Show the bands as a ladder in the place of the steps, or the steps again."""
        below = self.query_one("#below", ContentSwitcher)
        below.current = "steps" if below.current == "ladder" else "ladder"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done with the highlighted proposal or entry of the open file."""
        if not self.is_mounted or not self.query("#files"):
            return True
        proposals = self.file == _PROPOSALS
        state = self.shown.state if self.shown is not None and proposals else ""
        mine = {
            "decide": state == "proposed" or self.can("decide"),
            "export": state == "accepted",
            "ladder": proposals,
            "filter": proposals,
            "history": proposals,
        }
        return mine.get(action, self.can(action))

    def action_decide(self, verdict: str) -> None:
        """Ask for the reason; or say why this person cannot decide."""
        held = self.opened_file(SuspectsFile)
        if held is not None:
            self.settle(held, accept=verdict == "accept")
            return
        report = self.shown
        if report is None:
            return
        if not report.may_decide:
            self.query_one(Banner).say(two_person_rule(report), "warning")
            return

        def decided(reason: str | None) -> None:
            if reason:
                self.start(
                    _("decide"),
                    lambda w, _reporter: _decide(w, report.id, verdict, reason),
                    group="decide",
                    visible=True,
                )

        self.app.push_screen(DecideDialogue(report, verdict), decided)

    @on(Decided)
    def _decided(self, event: Decided) -> None:
        r = event.report
        accepted = r.state == "accepted"
        told = (
            _("proposal {number} is accepted by {who}")
            if accepted
            else _("proposal {number} is rejected by {who}")
        )
        then = words.next_step(_("e exports it")) if accepted else ""
        self.say(told.format(number=r.id, who=words.plain(r.decided_by)) + then)
        self.shown = None
        self.reload()

    def action_open(self) -> None:
        """Go to the proposal that the highlighted revision speaks of."""
        file = self.opened_file(RevisionsFile)
        if file is not None and file.entry is not None:
            self.state.proposal = file.entry.proposal
            self.reload()

    def action_history(self) -> None:
        """Every decision there was."""
        self.app.push_screen(HistoryScreen())

    def action_export(self) -> None:
        """Ask for form and file, then write."""
        from tui.screens.export import ExportDialogue

        report = self.shown
        if report is None:
            return
        stem = f"{report.plan}-{report.effective_on.isoformat()}-proposal-{report.id}"
        self.write_file(
            ExportDialogue,
            stem,
            _("export"),
            lambda workspace, form, path: _export(workspace, report.id, form, path),
            visible=True,
        )


def _read_proposals(workspace: Workspace, _reporter: Reporter) -> Message:
    from jobs import decide

    return ProposalsRead(decide.listing(workspace))


def _decide(workspace: Workspace, number: int, verdict: str, reason: str) -> Message:
    from jobs import decide

    act = decide.accept if verdict == "accept" else decide.reject
    return Decided(act(workspace, number, reason))


def _export(workspace: Workspace, number: int, form: str, path: Path) -> JobDone:
    from jobs import export

    report = export.export(workspace, number, format=form, path=path, languages=(spoken(),))
    files = "\n".join(f"  {words.plain(str(file))}" for file in report.files)
    told = _("written:") + f"\n{files}"
    return JobDone(told + words.next_step(_("realterms verify FILE recomputes it")))


def _fits(report: ProposalReport, sought: Sequence[str]) -> bool:
    said = (report.plan, report.proposed_by, report.decided_by, report.note, report.reason)
    state = (report.state, _(STATES[report.state][0]), words.day(report.effective_on))
    text = " ".join((f"#{report.id}", *said, *state)).casefold()
    return all(word in text for word in sought)


def _row(report: ProposalReport) -> Row:
    state, tone = STATES[report.state]
    return Row(
        str(report.id),
        [
            str(report.id),
            Cell(_(state), tone),
            words.plain(report.plan),
            words.day(report.effective_on),
            Cell(words.plain(report.proposed_by), "dim"),
        ],
    )


def _about(report: ProposalReport, adjustment: Adjustment) -> str:
    told = _(
        "{plan} version {version}, effective {day}, from figures known on {known}; "
        "proposed by {who} on {proposed}"
    )
    head = told.format(
        plan=report.plan,
        version=report.version,
        day=words.day(report.effective_on),
        known=words.day(report.as_of),
        who=report.proposed_by,
        proposed=words.day_of(report.proposed_at),
    )
    bundled = words.bundled(adjustment.inputs, report.as_of)
    lines = [words.plain(_("{first}; {second}").format(first=head, second=bundled) if bundled else head)]
    if report.note:
        lines.append(_("Note: {text}").format(text=words.plain(report.note)))
    if report.decided_by:
        lines.append(outcome(report))
    elif not report.may_decide:
        lines.append(_("Waits for a second person: you proposed it."))
    else:
        lines.append(_("Waits for you: a accepts, r rejects."))
    return "\n".join(lines)
