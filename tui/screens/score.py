"""Results: what each person reached on a plan, filled in where it stands, and what it pays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui import words
from tui.language import N_, _, told
from tui.screens import score_files as ask
from tui.screens import score_rows as rows
from tui.screens import score_words as say
from tui.screens.results_file import OpenDialogue
from tui.screens.room import Room
from tui.screens.score_edit import (
    ArithmeticDialogue,
    BeginDialogue,
    Begun,
    ResultsDraft,
    ScoreExportDialogue,
)
from tui.screens.score_files import (
    NoPlans,
    PersonRead,
    ResultsDropped,
    ResultsRead,
    ResultsSaved,
    ResultsTried,
)
from tui.widgets.banner import Banner
from tui.widgets.grid import Grid
from tui.widgets.note import Note
from tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from jobs.filling.overview import FileOverview
    from jobs.filling.trial import Prices, Trial
    from jobs.planning import PlanReport

_NONE = N_("no results of this plan yet: n begins with a person, o opens a file")


class ScoreSheet(Sheet):
    """A sheet of lines, not all of whose cells can be filled in."""

    @property
    def cell(self) -> str:
        """The path of the cell under the cursor."""
        return f"{self.grid.key}/{self.grid.field}"

    @property
    def can_open(self) -> bool:
        """Whether the line has this field."""
        return self.cell in self._plain


class ScoreScreen(Room):
    """Everybody's results in the files of a plan; the sheet of one of them, filled in."""

    ROOM = "score"
    NAV = "plans"
    TITLED = N_("Results")
    HELP = N_(
        "What people reached on a plan, and what it pays, at the prices of the target's day and in real "
        "terms. The files are the ones that realterms score reads. Enter opens a person: type results, "
        "first and review marks, names and reasons where they stand; … waits to be filled in, ✗ is wrong and "
        "says why below. The line at the bottom says what it comes to so far, w how. Nothing is saved before "
        "everything is right; until then a draft is kept."
    )
    CSS_PATH = "score.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Fill in"), id="score.open", tooltip=N_("Fill in the highlighted person")
        ),
        Binding("n", "begin", N_("New"), id="score.begin", tooltip=N_("Begin with one more person")),
        Binding("o", "file", N_("Open"), id="score.file", tooltip=N_("Open a results file from elsewhere")),
        Binding("ctrl+s", "save", N_("Save"), id="score.save", tooltip=N_("Save the file, if all is right")),
        Binding("w", "how", N_("How"), id="score.how", tooltip=N_("The arithmetic, line by line")),
        Binding(
            "e", "export", N_("Export"), id="score.export", tooltip=N_("Write payouts and steps as JSON")
        ),
        Binding("ctrl+z", "undo", N_("Undo"), id="score.undo"),
        Binding("ctrl+y", "redo", N_("Redo"), show=False, id="score.redo"),
        Binding(
            "ctrl+x",
            "drop",
            N_("Drop edits"),
            show=False,
            id="score.drop",
            tooltip=N_("Forget every edit of this file"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.report: PlanReport | None = None
        self.files: tuple[FileOverview, ...] = ()
        self.sheets: tuple[str, ...] = ()
        self.folder = Path()
        self.elsewhere: list[Path] = []
        self.draft: ResultsDraft | None = None
        self.person = 0
        self.trial: Trial | None = None
        self.prices: Prices | None = None
        self._tries = self._saves = False  # the edits are being tried; they are to be saved once that is done

    def body(self) -> Iterator[Widget]:
        """The people, or the sheet of one of them; what is said of the highlighted line; what it pays."""
        yield Note(id="title")
        yield Grid(*rows.PEOPLE, id="people")
        yield ScoreSheet(*rows.SHEET, section="", fields=rows.FIELDS, texts=rows.TEXTS, id="results-sheet")
        yield Note(id="detail")
        yield Note(id="pays")

    def on_mount(self) -> None:
        self.people.focus()

    @property
    def people(self) -> Grid:
        """Everybody."""
        return self.query_one("#people", Grid)

    @property
    def sheet(self) -> ScoreSheet:
        """One person's results."""
        return self.query_one(ScoreSheet)

    @property
    def filling(self) -> bool:
        """Whether one person's results are on screen."""
        return self.draft is not None

    # -- everybody

    def reload(self) -> None:
        """Ask for the plan's results."""
        if self.draft is not None and self.draft.plan != self.state.plan:
            self._close()  # another plan was chosen meanwhile; the draft is kept
        if self.filling:
            return
        plan, elsewhere = self.state.plan, tuple(self.elsewhere)
        self.start(_("read the results"), lambda w, _r: ask.everybody(w, plan, elsewhere), group="results")

    @on(NoPlans)
    def _no_plans(self) -> None:
        self.people.note = _("no plans yet: 3 says how to begin")

    @on(ResultsRead)
    def _results_read(self, event: ResultsRead) -> None:
        from jobs.filling.trial import Prices

        self.report, self.files = event.report, event.files
        self.state.plan = event.report.plan.name
        self.sheets, self.folder = event.sheets, event.folder
        if self.workspace is not None:
            self.prices = Prices(self.workspace.today)
        self._show()

    def _show(self) -> None:
        """The list, or the sheet with what is known of it."""
        self.set_class(self.filling, "-filling")
        if self.filling:
            self._show_sheet()
        elif self.report is not None:
            self.people.note = _(_NONE)
            self.people.show(list(rows.everybody(self.files)))
            name = self.report.plan.title
            self.query_one("#title", Note).say(words.plain(_("Results on {plan}").format(plan=name)))
            self._say_file(self.people.key)
            self.query_one("#pays", Note).say("")
        self.refresh_bindings()

    @on(Grid.Highlighted, "#people")
    def _person_highlighted(self, event: Grid.Highlighted) -> None:
        self._say_file(event.key)

    def _say_file(self, key: str) -> None:
        found = self._file(key)
        if not self.filling:
            self.query_one("#detail", Note).say("" if found is None else say.of_file(found[0], self.folder))

    def _file(self, key: str) -> tuple[FileOverview, int] | None:
        number, _slash, person = key.partition("/")
        if not number.isdigit() or int(number) >= len(self.files):
            return None
        return self.files[int(number)], int(person)

    # -- what can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Edits are saved, undone and explained while somebody is filled in; the rest is of the list."""
        if action in {"save", "undo", "redo", "drop", "how"}:
            return self.filling
        if action in {"open", "begin", "file"}:
            return not self.filling and self.report is not None
        return True

    def leave(self) -> None:
        """Out of an open cell, out of the sheet, whose draft is kept, then to the plans."""
        if self.sheet.open:
            self.sheet.close()
        elif self.filling:
            touched = self.draft is not None and self.draft.is_touched
            self._close()
            if touched:
                self.say(_("the edits are kept unsaved") + words.next_step(_("Enter goes on with them")))
            self.reload()
        else:
            self.terms.action_go("plans")

    def _close(self) -> None:
        self.sheet.edit(False)
        self.draft = self.trial = None
        self._tries = self._saves = False
        self.people.focus()
        self._show()

    @on(Grid.Selected, "#people")
    def action_open(self) -> None:
        """Fill in the highlighted person."""
        found = self._file(self.people.key)
        if found is not None:
            self._open(found[0].path, found[1])

    def _open(self, path: Path, person: int) -> None:
        plan = self.state.plan
        self.start(_("read the results"), lambda w, _r: ask.opened(w, plan, path, person), group="open")

    @on(PersonRead)
    def _person_read(self, event: PersonRead) -> None:
        self.draft, self.person, self.trial = event.draft, event.person, None
        self.set_class(True, "-filling")
        self.sheet.edit(True)
        self.sheet.grid.focus()
        if event.changed:
            told = _("the file was changed after these edits were typed, and they cannot be saved over it")
            self.tell(
                told + words.next_step(_("ctrl+x drops them and shows the file as it is now")), "warning"
            )
        elif event.kept:
            self.say(
                _("these edits were kept unsaved") + words.next_step(_("ctrl+s saves, ctrl+x drops them"))
            )
        self._try()

    def action_begin(self) -> None:
        """Ask whose results are begun."""
        report = self.report
        if report is None:
            return
        found = self._file(self.people.key)
        named = self.folder / f"{report.plan.name}-{report.plan.effective_from.year}.toml"
        path = found[0].path if found is not None else named

        def begun(answer: Begun | None) -> None:
            if answer is not None:
                told = _("begin the results")
                self.start(told, lambda w, _r: ask.begun(w, report, answer), group="open")

        self.app.push_screen(BeginDialogue(path, self.sheets), begun)

    def action_file(self) -> None:
        """Ask for a file from elsewhere."""

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.elsewhere.append(path)
                self._open(path, 0)

        self.app.push_screen(OpenDialogue(Path.cwd()), chosen)

    # -- filling in

    @on(Sheet.Typed)
    def _typed(self, event: Sheet.Typed) -> None:
        if self.draft is not None and self.trial is not None:
            self.query_one(Banner).close()
            saved = self.trial.saved.get(event.cell, "")
            self.draft.type(f"{self.person}:{event.cell}", event.text, saved)
            self._try()

    def action_undo(self) -> None:
        """Take the last edit back."""
        if self.draft is not None:
            self._step(dict(self.draft.edits), self.draft.undo())

    def action_redo(self) -> None:
        """Do again what was taken back."""
        if self.draft is not None:
            self._step(dict(self.draft.edits), self.draft.redo())

    def _step(self, before: dict[str, str], done: bool) -> None:
        """Show the person whose edit was undone or done again."""
        if self.draft is None or not done:
            return
        after = self.draft.edits
        changed = next((k for k in {**before, **after} if before.get(k) != after.get(k)), "")
        self.person = int(changed.partition(":")[0] or self.person)
        self._try()

    def action_drop(self) -> None:
        """Forget every edit, and whoever was begun and not saved."""
        draft, person = self.draft, self.person
        if draft is not None:
            self.start(_("drop the edits"), lambda w, _r: ask.dropped(w, draft, person), group="try")

    @on(ResultsDropped)
    def _dropped(self) -> None:
        self._close()
        self.reload()

    def _try(self) -> None:
        """Show what was typed at once; try the file with it, and keep it as a draft, in a thread."""
        report, draft, prices, person = self.report, self.draft, self.prices, self.person
        if report is None or draft is None or prices is None:
            return
        self._show()
        self._tries, self._saves = True, False
        edits = dict(draft.edits)
        self.start(
            _("try the results"),
            lambda w, _r: ask.tried(w, report, draft, edits, person, prices),
            group="try",
        )

    @on(ResultsTried)
    def _tried(self, event: ResultsTried) -> None:
        if self.draft is None:
            return
        self.trial, self._tries = event.trial, False
        self._show()
        if self._saves:
            self.action_save()

    def _show_sheet(self) -> None:
        draft, trial = self.draft, self.trial
        if draft is None or trial is None:
            return
        prefix = f"{self.person}:"
        edits = {k.removeprefix(prefix): v for k, v in draft.edits.items() if k.startswith(prefix)}
        plain = {**trial.cells, **{k: v for k, v in edits.items() if k in trial.cells}}
        self.sheet.show(list(rows.rows(trial, edits)), plain, say.wrongs(trial), say.general(trial))
        who = trial.people[self.person] if self.person < len(trial.people) else ""
        facts = (who, draft.path.name, _("edited, not saved") if draft.is_touched else "", draft.plan)
        self.query_one("#title", Note).say(words.plain(" · ".join(filter(None, facts))))
        self._detail()
        lines = [say.pays(trial), *(words.plain(f"! {told(note)}") for note in trial.notes)]
        self.query_one("#pays", Note).say("\n".join(filter(None, lines)))

    @on(Grid.Highlighted, "#results-sheet-grid")
    def _detail(self) -> None:
        if self.trial is not None and self.filling:
            self.query_one("#detail", Note).say(say.detail(self.trial, self.sheet.grid.key, self.sheets))

    def action_how(self) -> None:
        """Show the arithmetic."""
        if self.trial is not None:
            self.app.push_screen(ArithmeticDialogue(say.arithmetic(self.trial)))

    def action_save(self) -> None:
        """Save the file, or go to what is wrong in it; edits being tried are waited for."""
        report, draft, trial = self.report, self.draft, self.trial
        if report is None or draft is None or trial is None:
            return
        self._saves = self._tries
        if self._tries:
            return
        if not draft.is_touched:
            self.notify(_("nothing is edited"))
            return
        if not trial.complete:
            self._refuse(trial)
            return
        self.start(
            _("save the results"), lambda w, _r: ask.saved(w, report, draft), group="save", visible=True
        )

    def _refuse(self, trial: Trial) -> None:
        wrong = say.wrongs(trial)
        first = next((cell for cell in trial.cells if cell in wrong), next(iter(wrong), ""))
        what = say.named(trial, first) if first else say.general(trial)
        told = _("nothing is saved while something is wrong or missing: {what}")
        self.query_one(Banner).say(told.format(what=what), "warning")
        if first:
            self.sheet.go_to(*first.rsplit("/", 1))

    @on(ResultsSaved)
    def _saved(self, event: ResultsSaved) -> None:
        self._close()
        self.say(_("saved: {file}").format(file=event.path))
        self.reload()

    def action_export(self) -> None:
        """Write what the file comes to, as `realterms score --json` prints it."""
        found = self._file(self.people.key)
        path = self.draft.path if self.draft is not None else found[0].path if found is not None else None
        plan = self.state.plan
        if path is None:
            return
        if (self.draft is not None and self.draft.is_touched) or (found is not None and found[0].is_draft):
            self.query_one(Banner).say(_("only what is saved is exported: ctrl+s saves it"), "warning")
            return

        results = path
        self.write_file(
            ScoreExportDialogue,
            results.stem,
            _("export the score"),
            lambda workspace, _form, place: ask.exported(workspace, plan, results, place),
            visible=True,
        )
