"""Plans: what is paid, for which results, and which clause moves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from plans.money import Money
from tui import rungs, words
from tui.clause_words import sentences
from tui.language import N_, _
from tui.screens.room import Room
from tui.widgets.curve import CurveView
from tui.widgets.grid import Cell, Column, Grid, Row
from tui.widgets.ladder import Ladder
from tui.widgets.note import Note

if TYPE_CHECKING:
    from jobs.planning import PlanReport, PlanRow
    from jobs.workspace import Workspace
    from plans.plan import IncentivePlan
    from tui.work import Reporter

_LIST = (Column(N_("Plan"), 18, stretch=True),)
_BANDS = (
    Column(N_("Grade"), 8),
    Column(N_("Title"), 16, rank=2, stretch=True),
    Column(N_("Minimum"), 11, "right"),
    Column(N_("Midpoint"), 11, "right"),
    Column(N_("Maximum"), 11, "right"),
    Column(N_("Moved by"), 18, rank=1, stretch=True),
)
_MEASURES = (
    Column(N_("Measure"), 20, stretch=True),
    Column(N_("Kind"), 4, rank=3),
    Column(N_("Weight"), 7, "right"),
    Column(N_("Threshold"), 10, "right"),
    Column(N_("Target"), 10, "right"),
    Column(N_("Maximum"), 10, "right"),
    Column(N_("Unit"), 7, rank=2),
    Column(N_("Moved by"), 14, rank=4, stretch=True),
)
_PARTS = (
    Column(N_("Part of pay"), 26, stretch=True),
    Column(N_("Amount"), 12, "right"),
    Column(N_("Share"), 7, "right", rank=2),
    Column(N_("Moved by"), 18, rank=1, stretch=True),
)
_NONE = N_("no plans yet: press 1, then s for the sample,\nor import one: realterms plan import FILE")


class PlansRead(Message):
    """The plans, each at its newest version."""

    def __init__(self, rows: tuple[PlanRow, ...]) -> None:
        super().__init__()
        self.rows = rows


class PlanRead(Message):
    """One plan."""

    def __init__(self, report: PlanReport) -> None:
        super().__init__()
        self.report = report


class PlansScreen(Room):
    """The list of plans, and the parts of the highlighted one."""

    ROOM = "plans"
    TITLED = N_("Plans")
    HELP = N_(
        "Incentive plans at their newest version: pay bands, thresholds, other parts of pay, and the "
        "clause that moves each of them."
    )
    CSS_PATH = "plans.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "adjust",
            N_("Adjust"),
            id="plans.adjust",
            tooltip=N_("See what the clauses do, and propose"),
        ),
        Binding("b", "part('bands')", N_("Bands"), id="plans.bands"),
        Binding("l", "part('ladder')", N_("Ladder"), id="plans.ladder"),
        Binding("m", "part('measures')", N_("Thresholds"), id="plans.measures"),
        Binding("o", "part('parts')", N_("Other pay"), id="plans.parts"),
        Binding("c", "part('clauses')", N_("Clauses"), id="plans.clauses"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.plan: IncentivePlan | None = None

    def body(self) -> Iterator[Widget]:
        """The list on the left, the plan on the right."""
        with Horizontal():
            yield Grid(*_LIST, id="list")
            with Vertical(id="plan"):
                yield Note(id="title")
                with TabbedContent(id="parts-of-plan"):
                    with TabPane(_("Bands"), id="bands"):
                        yield Grid(*_BANDS, id="bands-grid")
                    with TabPane(_("Ladder"), id="ladder"):
                        yield Ladder(id="ladder-drawing")
                    with TabPane(_("Thresholds"), id="measures"):
                        yield Grid(*_MEASURES, id="measures-grid")
                        yield Note(id="curve-title")
                        yield CurveView(id="curve")
                    with TabPane(_("Other pay"), id="parts"):
                        yield Grid(*_PARTS, id="parts-grid")
                    with TabPane(_("Clauses"), id="clauses"), VerticalScroll(id="clauses-scroll"):
                        yield Note(id="clauses-text")

    def on_mount(self) -> None:
        self.query_one("#list", Grid).focus()

    # -- reading

    def reload(self) -> None:
        """Ask for the list."""
        self.start(_("read the plans"), _read_plans, group="plans")

    @on(PlansRead)
    def _plans_read(self, event: PlansRead) -> None:
        plans = self.query_one("#list", Grid)
        plans.note = _(_NONE)
        plans.show(list(_tree(event.rows)))
        if plans.key:
            self._ask(plans.key)

    @on(Grid.Highlighted, "#list")
    def _plan_highlighted(self, event: Grid.Highlighted) -> None:
        self._ask(event.key)

    def _ask(self, key: str) -> None:
        name, _at, version = key.partition("@")

        def job(workspace: Workspace, _reporter: Reporter) -> Message:
            from jobs import planning

            return PlanRead(planning.show(workspace, name, int(version) if version else None))

        self.start(_("read the plan"), job, group="plan")

    @on(PlanRead)
    def _plan_read(self, event: PlanRead) -> None:
        plan = self.plan = event.report.plan
        self.state.plan = plan.name
        facts = (
            _("sample with made-up figures") if plan.sample else "",
            _("version {version}").format(version=event.report.version),
            plan.currency,
            _(plan.stage.value),
            plan.title,
        )
        self.query_one("#title", Note).say(words.plain(" · ".join(filter(None, facts))))
        self.query_one("#bands-grid", Grid).show(list(_band_rows(plan)))
        self.query_one(Ladder).show(list(rungs.of_bands(plan.bands)))
        measures = self.query_one("#measures-grid", Grid)
        measures.show(list(_measure_rows(plan)))
        self._curve(measures.key)
        self.query_one("#parts-grid", Grid).show(list(_part_rows(plan)))
        self.query_one("#clauses-text", Note).say("\n".join(_clause_text(plan)))

    @on(Grid.Highlighted, "#measures-grid")
    def _measure_highlighted(self, event: Grid.Highlighted) -> None:
        self._curve(event.key)

    def _curve(self, measure: str) -> None:
        """Draw the payout curve of the highlighted measure."""
        plan = self.plan
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

    @on(Grid.Selected, "#list")
    def action_adjust(self) -> None:
        """Adjust the highlighted plan."""
        if self.state.plan:
            self.terms.action_go("adjust")

    def action_part(self, part: str) -> None:
        """Show a part of the plan."""
        self.query_one(TabbedContent).active = part
        pane = self.query_one(f"#{part}", TabPane)
        inside = pane.query("Grid, Ladder, VerticalScroll").first()
        inside.focus()


def _read_plans(workspace: Workspace, _reporter: Reporter) -> Message:
    from jobs import planning

    return PlansRead(planning.versions(workspace))


def _tree(rows: tuple[PlanRow, ...]) -> Iterator[Row]:
    """Each plan, and below it its versions where there are several, the newest first."""
    for name, group in groupby(rows, key=lambda r: r.name):
        kept = list(group)
        title = kept[0].title + (" " + _("(sample)") if kept[0].sample else "")
        yield Row(name, [Cell(words.plain(title), "strong")])
        if len(kept) > 1:
            for row in kept:
                day = words.day(date.fromisoformat(row.saved_at[:10]))
                branch = "└" if row is kept[-1] else "├"
                told = f"{branch} {row.version} · {day} · {row.saved_by}"
                yield Row(f"{name}@{row.version}", [Cell(words.plain(told), "dim")])


def _moved_by(plan: IncentivePlan, clause: str | None) -> Cell:
    if clause is None:
        return Cell(_("not indexed"), "dim")
    rule = plan.clauses[clause]
    share = f" {rule.pass_through * 100:.0f} %" if rule.pass_through != 1 else ""
    return Cell(words.plain(f"{', '.join(rule.indicators)}{share}"))


def _band_rows(plan: IncentivePlan) -> Iterator[Row]:
    for band in plan.bands:
        yield Row(
            band.grade,
            [
                Cell(words.plain(band.grade), "strong"),
                Cell(words.plain(band.title), "dim"),
                words.money(band.minimum),
                words.money(band.midpoint),
                words.money(band.maximum),
                _moved_by(plan, band.clause),
            ],
        )


def _measure_rows(plan: IncentivePlan) -> Iterator[Row]:
    for m in plan.measures:
        yield Row(
            m.name,
            [
                Cell(words.plain(m.title), "strong"),
                Cell(m.indicator_type.value, "dim"),
                f"{m.weight:f} %",
                _goal(m.threshold),
                _goal(m.target),
                _goal(m.maximum),
                Cell(plan.currency if m.unit.value == "money" else _(m.unit.value), "dim"),
                _moved_by(plan, m.clause),
            ],
        )


def _goal(value: Money | Decimal) -> str:
    return words.money(value) if isinstance(value, Money) else words.figure(value)


def _part_rows(plan: IncentivePlan) -> Iterator[Row]:
    for part in plan.components:
        yield Row(
            part.name,
            [
                Cell(words.plain(part.title), "strong"),
                words.money(part.amount) if part.amount else words.NONE,
                f"{part.share:f} %" if part.share is not None else words.NONE,
                _moved_by(plan, part.clause),
            ],
        )


def _clause_text(plan: IncentivePlan) -> Iterator[str]:
    for name, clause in plan.clauses.items():
        yield words.plain(f"■ {clause.title or name}")
        if clause.text:
            yield f"  {words.plain(clause.text)}"
        yield from (f"  · {sentence}" for sentence in sentences(clause))
        if clause.law:
            yield "  " + _("Source: {law}").format(law=words.plain(clause.law))
        yield ""
