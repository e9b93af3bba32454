"""Plans: what is paid, for which results, and which clause moves it; figures edited where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from tui import rungs, words
from tui.drafts import FOLDER, Drafts
from tui.language import N_, _, ngettext
from tui.screens import plan_rows as rows
from tui.screens.plan_edit import Draft, SaveDialogue, general, marks, wrongs
from tui.screens.room import Room
from tui.widgets.banner import Banner
from tui.widgets.curve import CurveView
from tui.widgets.grid import Grid
from tui.widgets.ladder import Ladder
from tui.widgets.note import Note
from tui.widgets.sheet import Sheet
from tui.work import JobDone

if TYPE_CHECKING:
    from jobs.editing import Trial
    from jobs.planning import PlanReport, PlanRow
    from jobs.workspace import Workspace
    from tui.work import Reporter

_NONE = N_("no plans yet: i imports a plan file,\nor press 1, then s for the sample")
_EDITED = {"bands": "bands-sheet", "measures": "measures-sheet", "parts": "parts-sheet"}


class PlansRead(Message):
    """Every version of every plan."""

    def __init__(self, rows: tuple[PlanRow, ...]) -> None:
        super().__init__()
        self.rows = rows


class PlanRead(Message):
    """One plan, and the edits of it that were kept unsaved."""

    def __init__(self, report: PlanReport, draft: Draft) -> None:
        super().__init__()
        self.report = report
        self.draft = draft


class Tried(Message):
    """What the plan would be with the edits."""

    def __init__(self, trial: Trial) -> None:
        super().__init__()
        self.trial = trial


class Saved(Message):
    """The edits are a new version."""

    def __init__(self, report: PlanReport) -> None:
        super().__init__()
        self.report = report


class Imported(Message):
    """A plan file was read, and is a version now."""

    def __init__(self, report: PlanReport) -> None:
        super().__init__()
        self.report = report


class PlansScreen(Room):
    """The plans and their versions on the left, the parts of the highlighted one on the right."""

    ROOM = "plans"
    CSS_PATH = "plans.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "adjust",
            N_("Adjust"),
            id="plans.adjust",
            tooltip=N_("See what the clauses do, and propose"),
        ),
        Binding("e", "edit", N_("Edit"), id="plans.edit", tooltip=N_("Change figures where they stand")),
        Binding(
            "r",
            "results",
            N_("Results"),
            id="plans.results",
            tooltip=N_("Fill in results and scorecards, and see what they pay"),
        ),
        Binding("ctrl+s", "save", N_("Save"), id="plans.save", tooltip=N_("Save as a new version")),
        Binding("ctrl+z", "undo", N_("Undo"), id="plans.undo"),
        Binding("ctrl+y", "redo", N_("Redo"), show=False, id="plans.redo"),
        Binding(
            "ctrl+x", "drop", N_("Drop edits"), show=False, id="plans.drop", tooltip=N_("Forget every edit")
        ),
        Binding("b", "part('bands')", N_("Bands"), id="plans.bands"),
        Binding("l", "part('ladder')", N_("Ladder"), id="plans.ladder"),
        Binding("m", "part('measures')", N_("Thresholds"), id="plans.measures"),
        Binding("o", "part('parts')", N_("Other pay"), id="plans.parts"),
        Binding("c", "part('clauses')", N_("Clauses"), id="plans.clauses"),
        Binding(
            "x",
            "export",
            N_("Export"),
            id="plans.export",
            tooltip=N_("Write this version as a plan file"),
        ),
        Binding(
            "i",
            "import",
            N_("Import"),
            id="plans.import",
            tooltip=N_("Save a plan file as a new version"),
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.report: PlanReport | None = None
        self.draft: Draft | None = None
        self.trial: Trial | None = None
        self.newest: dict[str, int] = {}
        self._wanted = ""  # the plan to go to once the list is read
        self._tries = self._saves = False  # the edits are being tried; they are to be saved once that is done

    def body(self) -> Iterator[Widget]:
        """The list on the left, the plan on the right."""
        with Horizontal():
            yield Grid(*rows.LIST, id="list")
            with Vertical(id="plan"):
                yield Note(id="title")
                with TabbedContent(id="parts-of-plan"):
                    with TabPane(_("Bands"), id="bands"):
                        yield Sheet(*rows.BANDS, section="bands", fields=rows.BAND_FIELDS, id="bands-sheet")
                    with TabPane(_("Ladder"), id="ladder"):
                        yield Ladder(id="ladder-drawing")
                    with TabPane(_("Thresholds"), id="measures"):
                        yield Sheet(
                            *rows.MEASURES,
                            section="measures",
                            fields=rows.MEASURE_FIELDS,
                            id="measures-sheet",
                        )
                        yield Note(id="curve-title")
                        yield CurveView(id="curve")
                    with TabPane(_("Other pay"), id="parts"):
                        yield Sheet(
                            *rows.PARTS, section="components", fields=rows.PART_FIELDS, id="parts-sheet"
                        )
                    with TabPane(_("Clauses"), id="clauses"), VerticalScroll(id="clauses-scroll"):
                        yield Note(id="clauses-text")

    def on_mount(self) -> None:
        self._wanted = self.state.plan
        self.query_one("#list", Grid).focus()

    @property
    def editing(self) -> bool:
        """Whether figures can be changed now."""
        return self.query_one("#bands-sheet", Sheet).editing

    # -- reading

    def reload(self) -> None:
        """Ask for the list."""
        if not self.editing:
            self.start(_("read the plans"), _read_plans, group="plans")

    @on(PlansRead)
    def _plans_read(self, event: PlansRead) -> None:
        self.newest = {}
        for row in event.rows:
            self.newest.setdefault(row.name, row.version)
        plans = self.query_one("#list", Grid)
        plans.note = _(_NONE)
        plans.show(list(rows.tree(event.rows)))
        plans.go_to(self._wanted)
        self._wanted = ""
        if plans.key:
            self._ask(plans.key)

    @on(Grid.Highlighted, "#list")
    def _plan_highlighted(self, event: Grid.Highlighted) -> None:
        self._ask(event.key)

    def _ask(self, key: str) -> None:
        name, _at, version = key.partition("@")
        self.start(
            _("read the plan"),
            lambda workspace, _reporter: _read_plan(workspace, name, int(version) if version else None),
            group="plan",
        )

    @on(PlanRead)
    def _plan_read(self, event: PlanRead) -> None:
        if self.editing:
            self._end()
        self.report, self.draft, self.trial = event.report, event.draft, None
        self._tries = self._saves = False
        self.state.plan = event.report.plan.name
        self._show_plan()
        count = len(event.draft.edits)
        if count:
            told = ngettext(
                "{count} edit of this plan was kept unsaved",
                "{count} edits of this plan were kept unsaved",
                count,
            )
            what = words.next_step(_("e goes on with them, ctrl+x drops them"))
            self.say(told.format(count=count) + what)

    # -- what is shown

    def _show_plan(self) -> None:
        if self.report is None or self.draft is None:
            return
        plan = self.report.plan
        facts = (
            _("sample with made-up figures") if plan.sample else "",
            _("version {version}").format(version=self.report.version),
            _("edited, not saved") if self.editing and self.draft.edits else "",
            plan.currency,
            _(plan.stage.value),
            plan.title,
        )
        self.query_one("#title", Note).say(words.plain(" · ".join(filter(None, facts))))
        shown = marks(self.draft, self.trial) if self.editing else {}
        plain = rows.cells(plan) | (self.draft.edits if self.editing else {})
        wrong, whole = wrongs(self.trial), general(self.trial)
        for sheet, made in (
            ("bands-sheet", rows.band_rows(plan, shown)),
            ("measures-sheet", rows.measure_rows(plan, shown)),
            ("parts-sheet", rows.part_rows(plan, shown)),
        ):
            self.query_one(f"#{sheet}", Sheet).show(list(made), plain, wrong, whole)
        drawn = self.trial.plan if self.trial is not None and self.trial.plan is not None else plan
        self.query_one(Ladder).show(list(rungs.of_bands(drawn.bands)))
        self._curve(self.query_one("#measures-sheet", Sheet).grid.key)
        self.query_one("#clauses-text", Note).say("\n".join(rows.clause_text(plan)))
        self.refresh_bindings()

    @on(Grid.Highlighted, "#measures-sheet-grid")
    def _measure_highlighted(self, event: Grid.Highlighted) -> None:
        self._curve(event.key)

    def _curve(self, measure: str) -> None:
        """Draw the payout curve of the highlighted measure."""
        plan = self.report.plan if self.report is not None else None
        name = next((m.curve for m in plan.measures if m.name == measure), None) if plan else None
        curve = plan.curves[name] if plan is not None and name is not None else None
        self.query_one(CurveView).show(curve)
        told = _("no payout curve: it is scored by its scorecard")
        if curve is not None:
            told = _("Payout for attainment, both in percent: {curve}, {kind}").format(
                curve=words.plain(curve.name), kind=_(curve.kind.value)
            )
        self.query_one("#curve-title", Note).say(told if measure else "")

    # -- what can be done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Edits are saved, undone and dropped while editing; adjusting waits until then."""
        if action in {"save", "undo", "redo"}:
            return self.editing
        if action == "export":
            return self.report is not None and not self.editing
        if action == "drop":
            return self.draft is not None and bool(self.draft.edits)
        return not self.editing if action in {"adjust", "edit", "results", "import"} else True

    @on(Grid.Selected, "#list")
    def action_adjust(self) -> None:
        """Adjust the highlighted plan."""
        if self.state.plan and not self.editing:
            self.terms.action_go("adjust")

    def action_results(self) -> None:
        """Everybody's results on the highlighted plan, or on the first while the list is still read."""
        self.terms.action_go("score")

    def action_part(self, part: str) -> None:
        """Show a part of the plan."""
        self.query_one(TabbedContent).active = part
        self.query_one(f"#{part}", TabPane).query("Grid, Ladder, VerticalScroll").first().focus()

    # -- files

    def action_export(self) -> None:
        """Write the version on screen as the file it was imported from."""
        from tui.screens.export import PlanFileDialogue

        if self.report is None:
            return
        name, version = self.report.plan.name, self.report.version
        self.write_file(
            PlanFileDialogue,
            f"{name}-version-{version}",
            _("write the plan file"),
            lambda workspace, _form, path: _written(workspace, name, version, path),
        )

    def action_import(self) -> None:
        """Pick a plan file, and save it as a version."""
        from tui.screens.plan_file import PlanFileOpenDialogue

        def chosen(path: Path | None) -> None:
            if path is not None:
                self.start(
                    _("import the plan"), lambda w, _reporter: _import(w, path), group="save", visible=True
                )

        if self.workspace is not None:
            self.app.push_screen(PlanFileOpenDialogue(Path.cwd()), chosen)

    @on(Imported)
    def _imported(self, event: Imported) -> None:
        report = event.report
        told = (
            _("{plan} is saved as version {version}")
            if report.is_new
            else _("{plan} holds nothing new: it is version {version}")
        )
        self.say(told.format(plan=words.plain(report.plan.name), version=report.version))
        self._wanted = report.plan.name
        self.reload()

    # -- editing

    def action_edit(self) -> None:
        """Change figures where they stand; an older version is only looked at."""
        report = self.report
        if report is None or self.draft is None:
            return
        if self.newest.get(report.plan.name) != report.version:
            told = _("version {version} is history: edit the newest one")
            self.query_one(Banner).say(told.format(version=report.version), "warning")
            return
        for sheet in self.query(Sheet):
            sheet.edit(True)
        part = self.query_one(TabbedContent).active
        self.action_part(part if part in _EDITED else "bands")
        self._try()

    def _end(self) -> None:
        for sheet in self.query(Sheet):
            sheet.edit(False)

    def leave(self) -> None:
        """Out of an open cell, then out of editing, which keeps the draft; then home."""
        open_sheets = [sheet for sheet in self.query(Sheet) if sheet.open]
        if open_sheets:
            open_sheets[0].close()
            return
        if not self.editing:
            super().leave()
            return
        self._end()
        self.query_one("#list", Grid).focus()
        self._show_plan()
        if self.draft is not None and self.draft.edits:
            self.say(_("the edits are kept unsaved") + words.next_step(_("e goes on with them")))

    @on(Sheet.Typed)
    def _typed(self, event: Sheet.Typed) -> None:
        if self.draft is not None and self.report is not None:
            self.draft.type(event.cell, event.text, rows.cells(self.report.plan).get(event.cell, ""))
            self._try()

    def action_undo(self) -> None:
        """Take the last edit back."""
        if self.draft is not None and self.draft.undo():
            self._try()

    def action_redo(self) -> None:
        """Do again what was taken back."""
        if self.draft is not None and self.draft.redo():
            self._try()

    def action_drop(self) -> None:
        """Forget every edit."""
        if self.draft is not None and self.report is not None:
            self.draft = Draft(self.draft.plan, self.draft.version)
            self._try()

    def _try(self) -> None:
        """Show what was typed at once; read the plan with it, and keep it as a draft, in a thread."""
        report, draft = self.report, self.draft
        if report is None or draft is None:
            return
        self._tries, self._saves = True, False
        self._show_plan()
        edits, values = dict(draft.edits), draft.values()

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import editing

            drafts = Drafts(workspace.home / FOLDER)
            if edits:
                drafts.keep(draft.name, {**values, "edits": edits})
            else:
                drafts.drop(draft.name)
            return Tried(editing.attempt(workspace, report, edits))

        self.start(_("read the plan with the edits"), job, group="try")

    @on(Tried)
    def _tried(self, event: Tried) -> None:
        self.trial, self._tries = event.trial, False
        self._show_plan()
        if self._saves:
            self.action_save()

    def action_save(self) -> None:
        """Save the edits as a new version, or go to what is wrong; edits being tried are waited for."""
        trial, report, draft = self.trial, self.report, self.draft
        self._saves = self._tries
        if report is None or draft is None or not draft.edits:
            self.notify(_("nothing is edited"))
            return
        if self._tries or trial is None:
            return
        if trial.plan is None:
            told = _("nothing is saved while something is wrong: {what}")
            what = next(iter(wrongs(trial).values()), "") or general(trial)
            self.query_one(Banner).say(told.format(what=what), "warning")
            return

        def answered(yes: bool | None) -> None:
            def job(workspace: Workspace, _reporter: Reporter) -> Message:
                from jobs import editing

                saved = editing.save(workspace, report, draft.edits)
                Drafts(workspace.home / FOLDER).drop(draft.name)
                return Saved(saved)

            if yes:
                self.start(_("save the plan"), job, group="save", visible=True)

        self.app.push_screen(SaveDialogue(trial, report.version), answered)

    @on(Saved)
    def _saved(self, event: Saved) -> None:
        self._end()
        self.say(_("saved as version {version}").format(version=event.report.version))
        self.query_one("#list", Grid).focus()
        self.reload()


def _written(workspace: Workspace, name: str, version: int, path: Path) -> JobDone:
    from jobs import planning

    planning.write_text(workspace, name, version, path)
    return JobDone(words.written(path))


def _import(workspace: Workspace, path: Path) -> Message:
    from jobs import planning

    return Imported(planning.import_plan(workspace, path))


def _read_plans(workspace: Workspace, _reporter: Reporter) -> Message:
    from jobs import planning

    return PlansRead(planning.versions(workspace))


def _read_plan(workspace: Workspace, name: str, version: int | None) -> Message:
    from jobs import planning

    report = planning.show(workspace, name, version)
    kept = Drafts(workspace.home / FOLDER).kept(Draft(name, report.version).name)
    return PlanRead(report, Draft.recalled(name, report.version, kept))
